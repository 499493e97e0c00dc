"""Over the recorded district, the sandbox answers what the real API answered: status and body, order of members aside.

The recordings come from several days, and the district changed between them, so no one set of records repeats every one
exactly. The only difference is how dates of terms are written; those are compared by their date part, in the one answer
that needs it.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from clever_upgrade.contract.facts import date_part
from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.load import load_district
from clever_upgrade.sandbox.tokens import DEMO_TOKEN
from tests.sandbox.http_world import Caller

pytestmark = pytest.mark.needs_shared

SAMPLES = 22
OTHER_DATE_FORM = "/v1.1/sections?limit=20"
"""Recorded with terms as plain dates; the recorded district has them as timestamps."""


@pytest.fixture(scope="module")
def samples(shared: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        (shared / "recordings" / "wire-samples-v1.1.json").read_text(encoding="utf-8")
    )
    return found


@pytest.fixture(scope="module")
def caller(shared: Path) -> Caller:
    return Caller(Sandbox({DEMO_TOKEN: load_district(shared / "recordings" / "demo-district-v1.1.json")}))


@pytest.mark.parametrize("number", range(SAMPLES))
def test_every_recorded_answer_is_repeated(number: int, samples: list[dict[str, Any]], caller: Caller) -> None:
    sample = samples[number]
    answer = caller.answer(sample["path"], sample["method"])
    body = json.loads(answer.body)
    assert answer.status == sample["status"]
    if sample["path"] == OTHER_DATE_FORM:
        assert body != sample["json"], "the exception is needed no more"
        assert with_date_parts(body) == with_date_parts(sample["json"])
    else:
        assert body == sample["json"]


def test_all_samples_are_compared(samples: list[dict[str, Any]]) -> None:
    assert len(samples) == SAMPLES


def with_date_parts(body: dict[str, Any]) -> dict[str, Any]:
    """A list of sections whose terms hold the date parts of their dates."""
    for item in body["data"]:
        term = item["data"].get("term", {})
        for name in {"start_date", "end_date"} & term.keys():
            term[name] = date_part(term[name])
            assert term[name] is not None
    return body
