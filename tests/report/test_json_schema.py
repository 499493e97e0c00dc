"""Every JSON Schema is a valid one, and published as the code has it."""

from pathlib import Path

import pytest

jsonschema = pytest.importorskip("jsonschema")

from clever_upgrade import report  # noqa: E402 - the tests below are of no use without jsonschema
from clever_upgrade.report.check.schema import check_schema  # noqa: E402
from clever_upgrade.report.diff.schema import diff_schema  # noqa: E402
from clever_upgrade.report.doctor.schema import doctor_schema  # noqa: E402
from clever_upgrade.report.json_schema import schema_text  # noqa: E402
from clever_upgrade.report.probe.schema import probe_schema  # noqa: E402
from clever_upgrade.report.resync.schema import resync_schemas  # noqa: E402
from clever_upgrade.report.scan.schema import scan_schema  # noqa: E402
from clever_upgrade.report.status.schema import status_schema  # noqa: E402

PUBLISHED = Path(report.__file__).parent / "schemas"
SCHEMAS = {
    "check-1": check_schema(),
    "diff-1": diff_schema(),
    "doctor-1": doctor_schema(),
    "probe-1": probe_schema(),
    "scan-1": scan_schema(),
    "status-1": status_schema(),
    **resync_schemas(),
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_itself_valid_and_published_as_it_is(name):
    jsonschema.Draft202012Validator.check_schema(SCHEMAS[name])
    assert (PUBLISHED / f"{name}.json").read_text(encoding="utf-8") == schema_text(SCHEMAS[name])


def test_no_other_schema_is_published():
    assert {path.stem for path in PUBLISHED.iterdir()} == set(SCHEMAS)
