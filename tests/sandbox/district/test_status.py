import re

import pytest

from tests.sandbox.district.tiny_district import DISTRICT, FROM, TO, tiny_district


def test_a_pause_is_visible_in_the_later_version_only():
    window = {"pause_start": "2017-06-15T00:00:00.000Z", "pause_end": "2017-08-10"}
    district = tiny_district(status={"state": "paused", "launch_date": "2016-09-01T00:00:00.000Z", **window})
    assert district.status(FROM) == {"id": DISTRICT, "state": "running", "sis_type": "sftp"}
    assert district.status(TO) == {
        "id": DISTRICT,
        "state": "paused",
        "sis_type": "sftp",
        "launch_date": "2016-09-01T00:00:00.000Z",
        **window,
    }


@pytest.mark.parametrize(
    ("later", "earlier"), [("running", "running"), ("paused", "running"), ("pending", "error"), ("error", "error")]
)
def test_the_earlier_version_tells_each_state_in_its_own_words(later, earlier):
    district = tiny_district()
    district.set_status({"state": later})
    assert (district.status(TO)["state"], district.status(FROM)["state"]) == (later, earlier)


def test_none_takes_a_field_away_and_a_status_tells_no_event():
    district = tiny_district(status={"error": "x", "pause_end": "2017-08-10"})
    district.set_status({"error": None, "pause_end": None, "instant_login": True})
    assert district.status(TO) == {"id": DISTRICT, "state": "running", "sis_type": "sftp", "instant_login": True}
    assert district.ids(TO, "events") == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"state": "sleeping"}, "one of error, paused, pending, running"),
        ({"sis_type": "clever", "state": None}, "state"),
        ({"pause_start": "soon"}, "pause_start"),
        ({"id": "5" * 24}, "cannot change"),
    ],
)
def test_a_status_outside_the_contract_is_refused_whole(fields, words):
    district = tiny_district()
    before = district.status(TO)
    with pytest.raises(ValueError, match=re.escape(words)):
        district.set_status(fields)
    assert district.status(TO) == before
