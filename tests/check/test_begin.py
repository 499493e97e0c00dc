"""What a first configuration says is taken from what a scan has found, and from no word of its messages."""

import pytest

from clever_upgrade.check.begin import Parser, found_in
from clever_upgrade.scan.result import Finding, Place, ScanResult, Severity


def scan_with(path: str, class_name: str) -> ScanResult:
    finding = Finding(
        rule="strict-parsing",
        severity=Severity.ERROR,
        path=path,
        place=Place(0, 1, 1, 1, 1, 2),
        message="said in any words",
        remedy="",
        matched="",
        fingerprint="",
        fields=("students.schools", "students.graduation_year"),
        class_name=class_name,
    )
    return ScanResult((".",), ("strict-parsing",), (finding,))


def test_a_class_that_reads_records_is_a_parser_whatever_is_said_of_it() -> None:
    assert found_in(scan_with("./app/roster.py", "Pupil"), []).parsers == (
        Parser("students", "app/roster.py", "Pupil"),
    )


@pytest.mark.parametrize(("path", "class_name"), [("app/roster.py", ""), ("app/Pupil.java", "Pupil")])
def test_only_a_class_of_python_can_be_called(path: str, class_name: str) -> None:
    assert found_in(scan_with(path, class_name), []).parsers == ()
