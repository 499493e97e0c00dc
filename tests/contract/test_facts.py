"""The formats of values, each with what is written so and what only looks like it."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.contract.facts import Format, date_part, is_object_id, well_formed

GOOD = {
    Format.OBJECT_ID: ["4fd43cc56d11340000000005", "0" * 24, "abcdef0123456789abcdef01"],
    Format.TIMESTAMP: ["2017-02-03T14:00:07.818Z", "2017-02-03T14:00:07Z", "2016-02-29T23:59:59.999Z"],
    Format.MOMENT: ["2017-02-03T14:00:07.818Z", "2017-02-03", "2016-02-29"],
    Format.LOOSE_DATE: ["2015-08-25", "2015-08-25T00:00:00.000Z", "2015-08-25 00:00:00.000000"],
    Format.US_DATE: ["2/11/2007", "12/31/1999", "02/01/2007", "2/29/2004"],
}
BAD = {
    Format.OBJECT_ID: ["", "4fd43cc56d1134000000000", "4fd43cc56d113400000000055", "4FD43CC56D11340000000005",
                       "4fd43cc56d1134000000000g", "4fd43cc56d11340000000005\n", " 4fd43cc56d1134000000000"],
    Format.TIMESTAMP: ["", "2017-02-03", "2017-02-03T14:00:07.818", "2017-02-03 14:00:07.818Z", "2017-02-30T14:00:07Z",
                       "2017-02-03T25:00:07Z", "2017-02-03T14:00:07+00:00", "٢٠١٧-02-03T14:00:07Z"],
    Format.MOMENT: ["", "2017-2-3", "2017-02-30", "02/03/2017", "2017-02-03T14:00", "1486130407"],
    Format.LOOSE_DATE: ["", "8/25/2015", "2015-02-29", "2015-08-25T", "2015-08-25T99:00:00Z", "2015-08", "٢٠١٥-08-25"],
    Format.US_DATE: ["", "2007-02-11", "13/1/2007", "2/30/2007", "2/29/2005", "2/11/07", "0/1/2007", "1/1/0000",
                     "٢/11/2007"],
}  # fmt: skip


@pytest.mark.parametrize(("form", "text"), [(form, text) for form, texts in GOOD.items() for text in texts])
def test_what_the_wire_shows_is_well_formed(form: Format, text: str) -> None:
    assert well_formed(text, form)


@pytest.mark.parametrize(("form", "text"), [(form, text) for form, texts in BAD.items() for text in texts])
def test_what_only_looks_like_it_is_not(form: Format, text: str) -> None:
    assert not well_formed(text, form)


@pytest.mark.parametrize("form", Format)
def test_every_format_has_examples_here(form: Format) -> None:
    assert GOOD[form]
    assert BAD[form]


@given(st.text(alphabet="0123456789abcdef", min_size=24, max_size=24))
def test_any_24_hexadecimal_digits_are_an_id(text: str) -> None:
    assert is_object_id(text)


@given(st.datetimes(timezones=st.just(UTC)))
def test_any_moment_is_a_timestamp_and_its_day_survives_every_form(moment: datetime) -> None:
    day = f"{moment:%Y-%m-%d}".rjust(10, "0")
    stamp = f"{day}T{moment:%H:%M:%S}.{moment.microsecond // 1000:03}Z"
    assert well_formed(stamp, Format.TIMESTAMP)
    assert well_formed(stamp, Format.MOMENT)
    assert date_part(stamp) == date_part(day) == date_part(f"{day} {moment:%H:%M:%S.%f}") == day


@given(st.dates())
def test_any_day_is_a_us_date_padded_or_not(day: date) -> None:
    assert well_formed(f"{day.month}/{day.day}/{day.year:04}", Format.US_DATE)
    assert well_formed(f"{day.month:02}/{day.day:02}/{day.year:04}", Format.US_DATE)


@given(st.sampled_from(Format), st.text())
def test_no_text_makes_a_check_fail(form: Format, text: str) -> None:
    assert well_formed(text, form) in (True, False)


@given(st.text(alphabet="0123456789-/:TZ. ", max_size=30))
def test_a_date_part_is_always_a_day_of_the_calendar(text: str) -> None:
    found = date_part(text)
    assert found is None or date.fromisoformat(found).isoformat() == found
