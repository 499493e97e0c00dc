"""What ``/me`` tells a user is recorded without anything of that user, and judged alike."""

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import RunTool
from tests.cli.test_diff_me import STUDENT, Bend, bent
from tests.marked import found_in, texts_below

NAME = "Quimbly Zwornak"


def as_it_is(_: str, body: dict[str, Any]) -> dict[str, Any]:
    return body


def of_another_type(path: str, body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "type": "teacher"} if path == "/v1.2/me" else body


def of_no_type(path: str, body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "type": NAME} if path == "/v1.2/me" else body


def of_a_district(_: str, body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "type": "district", "data": {"id": body["data"]["district"], "name": NAME}}


def with_odd_links(path: str, body: dict[str, Any]) -> dict[str, Any]:
    odd = [{**link, "uri": f"https://{NAME.replace(' ', '.')}.example/v1.1"} for link in body["links"]]
    return {**body, "links": odd} if path == "/v1.2/me" else body


def thawed(path: str, body: dict[str, Any]) -> dict[str, Any]:
    return {**body, "data": {**body["data"], "schools": [], "email": f"{NAME}@x"}} if path == "/me" else body


def without_the_earlier_path(path: str, body: dict[str, Any]) -> dict[str, Any] | None:
    return None if path == "/v1.1/me" else body


@pytest.mark.parametrize(
    "bend",
    [as_it_is, of_another_type, of_no_type, of_a_district, with_odd_links, thawed, without_the_earlier_path],
)
def test_it_is_judged_alike_whatever_it_says(tool: RunTool, tmp_path: Path, bend: Bend) -> None:
    common = ("diff", "me", "--format", "json", "-q")
    with bent(bend) as base_url:
        live = tool(*common, "--base-url", base_url, "--record", str(tmp_path / "r"), env=STUDENT)
    replayed = tool(*common, "--replay", str(tmp_path / "r"))
    assert live.code in (0, 1), live.err
    assert replayed == live
    searched = frozenset({*NAME.casefold().split(), *STUDENT.values()})
    assert found_in([*texts_below(tmp_path), live.out, live.err, replayed.out, replayed.err], searched) == set()
