"""Reading a status: only words and dates of the contract are kept, and both versions are asked once each."""

import asyncio
import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.api.page import Page
from clever_upgrade.compare.status import MOMENTS, read_status, status_told
from clever_upgrade.compare.status_result import BY_GRAVITY, STATES, UNKNOWN, DistrictStatus, StatusResult, StatusTold
from clever_upgrade.contract import default_upgrade, version
from clever_upgrade.errors import MalformedAnswerError, NothingComparedError, UsageError

DISTRICT = "4fd43cc56d11340000000005"
NEWER = version("v1.2")
HEALTHY = {"id": DISTRICT, "state": "running", "sis_type": "sftp", "last_sync": "2017-03-20T04:00:00.000Z"}
PAUSED = {**HEALTHY, "state": "paused", "pause_start": "2017-06-15", "pause_end": "2017-08-10T00:00:00.000Z"}


def told(record: object) -> StatusTold:
    return status_told(NEWER, json.dumps(record).encode())


def district(older: str, newer: str, name: str = DISTRICT) -> DistrictStatus:
    return DistrictStatus(name, "", StatusTold(older), StatusTold(newer))


class Source:
    """Answers from a table of records by version and path, and keeps what it was asked."""

    requests_made = pages_read = 0

    def __init__(self, answers: Mapping[tuple[str, str], list[object]]) -> None:
        self.answers = answers
        self.asked: list[tuple[str, str]] = []

    async def first_page(self, version: str, path: str, *, params: object = None) -> Page:  # noqa: ARG002
        self.asked.append((version, path))
        records = self.answers[version, path]
        return Page([DISTRICT] * len(records), [json.dumps(record).encode() for record in records], None)


def source_of(older: list[object], newer: list[object], districts: list[object]) -> Source:
    status = f"/districts/{DISTRICT}/status"
    return Source({("v1.2", "/districts"): districts, ("v1.1", status): older, ("v1.2", status): newer})


def read(source: Source, *expected: str) -> DistrictStatus:
    return asyncio.run(read_status(source, default_upgrade(), expected))  # type: ignore[arg-type]


def test_both_versions_are_asked_once_for_the_district_of_the_token() -> None:
    source = source_of([HEALTHY], [PAUSED], [{"id": DISTRICT, "name": "Demo"}])
    status = read(source)
    assert (status.district, status.name, status.older.state, status.state) == (DISTRICT, "Demo", "running", "paused")
    assert status.moment("pause_start") == "2017-06-15"
    assert [asked for asked, _ in source.asked] == ["v1.2", "v1.1", "v1.2"]


def test_another_district_than_the_expected_one_is_refused_before_its_status_is_read() -> None:
    source = source_of([HEALTHY], [HEALTHY], [{"id": DISTRICT}])
    with pytest.raises(UsageError, match="belongs to the district"):
        read(source, "5" * 24)
    assert len(source.asked) == 1


def test_a_token_without_a_district_and_a_status_without_content_are_told() -> None:
    with pytest.raises(NothingComparedError):
        read(source_of([HEALTHY], [HEALTHY], []))
    with pytest.raises(MalformedAnswerError, match=r"/v1\.1/districts/.*/status answered with no status"):
        read(source_of([], [HEALTHY], [{"id": DISTRICT}]))


def test_what_the_contract_does_not_allow_is_named_and_not_kept() -> None:
    status = told({**PAUSED, "state": "Maria has left", "pause_end": "in August", "launch_date": None, "sis_type": 5})
    assert (status.state, status.sis_type) == ("", "")
    assert status.malformed == ("sis_type", "pause_end")
    assert set(status.moments) == {"last_sync", "pause_start"}


def test_a_state_of_a_later_version_is_kept_as_a_word_and_is_unknown() -> None:
    assert told({**HEALTHY, "state": "success"}).state == "success"
    status = district("running", "success")
    assert (status.state, status.meaning, status.is_consistent) == (UNKNOWN, None, False)


def test_the_text_of_an_error_is_never_kept() -> None:
    status = told({**HEALTHY, "error": "Maria Lopez is twice in students.csv"})
    assert status.has_error
    assert "Maria" not in repr(status)
    assert not told({**HEALTHY, "error": None}).has_error


@given(
    st.dictionaries(st.sampled_from(["state", "sis_type", "error", *MOMENTS]), st.text() | st.integers() | st.none())
)
def test_whatever_is_served_only_single_words_and_proper_dates_come_out(served: dict[str, object]) -> None:
    status = told(served)
    assert all(not word or word.replace("_", "").replace("-", "").isascii() for word in (status.state, status.sis_type))
    assert all(NEWER.resources["status"].fields[name].accepts(value) for name, value in status.moments.items())
    assert not set(status.malformed) & set(status.moments)


@pytest.mark.parametrize("record", [[], "text", 5, None])
def test_what_is_no_record_is_malformed(record: object) -> None:
    with pytest.raises(MalformedAnswerError):
        told(record)


def test_the_gravest_comes_first_and_every_state_is_counted() -> None:
    served = [
        district("running", state, f"{place:024x}") for place, state in enumerate(("running", "paused", "", "error"))
    ]
    result = StatusResult("v1.1", "v1.2", (*served, district("error", "running", "f" * 24)))
    assert [each.state for each in result.in_order()] == [UNKNOWN, "error", "paused", "running", "running"]
    # The versions do not agree on this one.
    assert result.in_order()[3].district == "f" * 24
    assert result.counts == {UNKNOWN: 1, "error": 1, "pending": 0, "paused": 1, "running": 2}
    assert set(BY_GRAVITY) == set(STATES)


def test_code_of_three_states_is_right_only_where_nothing_is_the_matter() -> None:
    assert district("running", "running").right_today
    hidden = district("running", "paused")
    assert (hidden.right_today, hidden.right_after) == (False, False)
    assert hidden.read_today.taken_for == "a healthy sync"
    assert hidden.read_after.taken_for == "a state that it does not know"
    assert not district("error", "running").right_today
