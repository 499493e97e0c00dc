"""A comparison is called again with everything that was chosen, and a single record without what it does not need."""

import pytest

from clever_upgrade.compare.request import DiffRequest, collections_to_compare
from clever_upgrade.report.command_line import Source
from clever_upgrade.report.diff.calls import PLAIN, DiffCalls

APPLICATION = Source(("--client-id", "my app"), ("d1", "d2"))


@pytest.mark.parametrize(
    ("calls", "words"),
    [
        (PLAIN, ""),
        (DiffCalls(APPLICATION), " --client-id 'my app' --district d1 --district d2"),
        (DiffCalls(request=DiffRequest(("schools", "students"))), " schools students"),
        (DiffCalls(request=DiffRequest(("events",))), " events --acknowledge-events"),
        (DiffCalls(request=DiffRequest(sample=50, seed=7)), " --sample 50 --seed 7"),
        (DiffCalls(request=DiffRequest(max_findings=0, max_rereads=0)), " --max-rereads 0 --max-findings 0"),
        (DiffCalls(accept="known.json", processes=2), " --accept known.json --processes 2"),
        (
            DiffCalls(
                request=DiffRequest(
                    collections_to_compare((), acknowledge_events=False, single_records=True), ids=("a", "b")
                )
            ),
            " --id a --id b",
        ),
    ],
)
def test_what_was_chosen_is_chosen_again(calls: DiffCalls, words: str) -> None:
    assert calls.again() == f"clever-upgrade diff{words}"


def test_some_collections_of_one_district_keep_the_sample() -> None:
    calls = DiffCalls(APPLICATION, DiffRequest(("schools", "students"), sample=50))
    again = calls.again("--show-values", collections=["students"], districts=["d3"])
    assert again == "clever-upgrade diff --client-id 'my app' --district d3 students --sample 50 --show-values"


def test_a_single_record_needs_no_sample() -> None:
    calls = DiffCalls(APPLICATION, DiffRequest(("schools", "students"), sample=50), "known.json")
    one = calls.of_one("--id", "x", collection="students", districts=["d2"])
    assert one == "clever-upgrade diff --client-id 'my app' --district d2 students --id x"


def test_every_finding_is_called_for_without_their_limit() -> None:
    calls = DiffCalls(request=DiffRequest(("students",), max_findings=3))
    assert calls.unlimited.again() == "clever-upgrade diff students"
