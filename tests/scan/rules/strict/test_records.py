"""Whether an expression is a whole record."""

import pytest

from clever_upgrade.scan.rules.strict.records import is_whole_record


@pytest.mark.parametrize(
    "expression",
    [
        'row["data"]',
        "row[:data]",
        "**record",
        "row['data'].symbolize_keys",
        'item["data"].except("id")',
        "$row['data']",
        "student",
        "entry.data",
        "data",
        "@record",
    ],
)
def test_whole_records(expression: str) -> None:
    assert is_whole_record(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "student_params",
        'data.slice("id", "email")',
        "{name: value for name, value in row.items()}",
        "ActionController::Parameters.new(data).permit(:email)",
        "_.pick(record, FIELDS)",
        "email: data['email']",
        '"data"',
        "options",
        "known",
        "id",
        "",
    ],
)
def test_parts_of_records_and_other_things(expression: str) -> None:
    assert not is_whole_record(expression)
