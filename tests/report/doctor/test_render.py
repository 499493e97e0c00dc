"""How an examination is shown, to people and to programs."""

import json

import pytest

jsonschema = pytest.importorskip("jsonschema")

from clever_upgrade.doctor.result import Check, Examination, Part, Value  # noqa: E402 - of no use without jsonschema
from clever_upgrade.errors import ExitCode, StoreError, TokenRefusedError  # noqa: E402
from clever_upgrade.report.doctor.render import render  # noqa: E402
from clever_upgrade.report.doctor.schema import doctor_schema  # noqa: E402
from tests.report.closed_schema import closed  # noqa: E402

VALUES = (
    Value("base-url", "https://api.clever.com", "default"),
    Value("max-rate", "", "default"),
    Value("store", "postgresql://db/roster", "CLEVER_UPGRADE_STORE"),
)
TOOL = Check.ok(Part.INSTALLATION, "tool", "clever-upgrade 0.1.0")
BASE = Check.ok(Part.CONFIGURATION, "base-url", "https://api.clever.com, by default")
REFUSED = Check.failed(
    Part.SERVER, "token-kind", TokenRefusedError("GET /v1.1/districts failed: HTTP 401 Unauthorized")
)
CLOCK = Check.warning(Part.SERVER, "clock", "90 seconds behind the server's", "Set the clock of this machine.")
UNSAID = Check.skipped(Part.SERVER, "rate-limit", "the server states none")
LOST = Check.failed(Part.STORAGE, "store", StoreError("the store cannot be reached", hint="Start the database again."))
WELL = Examination((TOOL, BASE), VALUES)
ILL = Examination((TOOL, BASE, REFUSED, UNSAID, CLOCK, LOST), VALUES)
WARNED = Examination((TOOL, CLOCK))
ALL = {"well": WELL, "ill": ILL, "warned": WARNED}
every_result = pytest.mark.parametrize("found", ALL.values(), ids=ALL)


@pytest.mark.parametrize("name", ALL)
def test_on_a_terminal_and_in_a_pipe_it_looks_like_this(name, snapshot):
    assert render(ALL[name], "terminal", is_terminal=True, width=70) == snapshot
    assert render(ALL[name], "terminal") == snapshot


@every_result
@pytest.mark.parametrize("width", [40, 60, 120])
def test_no_line_is_wider_than_the_screen(found, width):
    for is_terminal in (False, True):
        lines = render(found, "terminal", width=width, is_terminal=is_terminal).splitlines()
        assert max(map(len, lines)) <= width
        assert is_terminal or all(line.isascii() for line in lines)


@every_result
def test_the_json_report_keeps_its_schema_and_has_nothing_beyond_it(found):
    data = json.loads(render(found, "json"))
    jsonschema.validate(data, closed(doctor_schema()))
    assert data["exit_code"] == found.exit_code


def test_the_schema_refuses_what_is_no_report():
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**json.loads(render(WELL, "json")), "checks": [{}]}, doctor_schema())


def test_the_gravest_check_decides_the_exit_code():
    codes = {name: found.exit_code for name, found in ALL.items()}
    assert codes == {"well": ExitCode.OK, "ill": ExitCode.STORE, "warned": ExitCode.FINDINGS}
    assert Examination((REFUSED, CLOCK)).exit_code == ExitCode.API
