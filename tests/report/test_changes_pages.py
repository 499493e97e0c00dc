"""The catalogue as Markdown."""

import pytest

from clever_upgrade.contract import default_upgrade
from clever_upgrade.contract.changes import Change, changes_of, milestones_of
from clever_upgrade.report.changes import Catalogue, as_markdown, field_notes

UPGRADE = default_upgrade()
CHANGES = changes_of(UPGRADE)


def page_of(*changes: Change, in_full: bool) -> list[str]:
    return as_markdown(Catalogue("v1", "v2", changes, milestones_of(UPGRADE), in_full=in_full)).splitlines()


@pytest.mark.parametrize(
    "lines", [page_of(*CHANGES, in_full=False), *(page_of(change, in_full=True) for change in CHANGES)]
)
def test_every_row_of_a_table_has_as_many_cells_as_its_head(lines: list[str]) -> None:
    cells = 0
    for line in lines:
        if not line.startswith("|"):
            cells = 0
            continue
        cells = cells or line.count(" | ")
        assert line.count(" | ") == cells
    assert lines[0].startswith("# ")


def test_a_bar_in_a_cell_does_not_open_another_cell() -> None:
    barred = Change("a|b", "t|u", "s", CHANGES[0].origin, (), ("/x",), (), ())
    (row,) = (line for line in page_of(barred, in_full=False) if "t\\|u" in line)
    assert row.replace("\\|", "").count("|") == 5


def test_facts_of_a_field_read_as_words() -> None:
    notes = {f"{field.collection}.{field.path}": field_notes(field) for change in CHANGES for field in change.fields}
    assert notes["students.schools"] == "added, list of ids, guaranteed, order has no meaning"
    assert notes["status.pause_end"] == "added, timestamp or plain date, optional"
    assert notes["status.state"] == "changed, string, guaranteed, new value paused"
    assert notes["contacts.sis_id"] == "added, string, optional"
    assert notes["students.home_language"] == "added, string, optional, one of 49 values"
