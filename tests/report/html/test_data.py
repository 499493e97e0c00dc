"""The bars of the chart show what the numbers beside them say."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.compare.result import Change, Verdict
from clever_upgrade.contract import default_upgrade
from clever_upgrade.report.html import data
from clever_upgrade.report.html.data import data_view, segments
from tests.report.diff import results as diff_results

numbers = st.lists(st.integers(0, 10**7), min_size=4, max_size=4).map(
    lambda four: tuple(zip(Verdict, four, strict=True))
)


@given(numbers)
def test_a_bar_is_filled_by_what_is_there_and_nothing_is_too_thin_to_be_seen(counts):
    bar = list(segments(counts))
    assert [segment.verdict for segment in bar] == [verdict for verdict, number in counts if number]
    if bar:
        assert abs(sum(segment.width for segment in bar) - 100) < 0.05
    assert all(segment.width >= 2 for segment in bar)
    assert all(abs(one.start + one.width - other.start) < 0.05 for one, other in pairwise(bar))


@given(numbers)
def test_more_records_never_take_a_shorter_stretch(counts):
    widths = {segment.verdict: segment.width for segment in segments(counts)}
    in_order = [widths[verdict] for verdict, number in sorted(counts, key=lambda one: one[1]) if number]
    assert in_order == sorted(in_order)


def test_districts_are_added_up():
    view = data_view(diff_results.MANY, default_upgrade())
    records = {bar.collection: bar.records for bar in view.bars}
    assert records == {"schools": 6, "sections": 1, "teachers": 89, "students": 1004, "status": 1}


def test_every_kind_of_difference_has_words():
    view = data_view(diff_results.UNEXPECTED, default_upgrade())
    assert all(field.meaning for field in view.fields)
    assert [field.verdict for field in view.fields] == sorted((field.verdict for field in view.fields), reverse=True)


def test_endless_kinds_of_difference_are_cut_and_counted(monkeypatch):
    monkeypatch.setattr(data, "MOST_FIELDS", 3)
    view = data_view(diff_results.UNEXPECTED, default_upgrade())
    assert (len(view.fields), view.fields_left_out) == (3, len(diff_results.UNEXPECTED.groups) - 3)
    assert view.fields[0].change == Change.CHANGED.value
