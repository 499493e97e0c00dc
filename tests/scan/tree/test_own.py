"""What the tool wrote is known by how it begins; whatever people wrote is read, however much it speaks of the tool."""

import json

import pytest

from clever_upgrade.scan.tree.kinds import Kind
from clever_upgrade.scan.tree.own import is_own

JSON, TEXT, XML, PYTHON = Kind("json"), Kind("text"), Kind("xml"), Kind("python")
REPORT = {"schema": "clever-upgrade/scan/1", "findings": []}
SARIF = {"$schema": "https://example.com/sarif-2.1.0.json", "version": "2.1.0"}
EXCHANGE = {
    "request": {"method": "GET", "uri": "https://api.clever.com/v1.1/students", "body": "", "headers": {}},
    "response": {"body": {"string": "{}"}},
}
RECORDED = {"version": 1, "interactions": [EXCHANGE]}
CASSETTE = '{"version": 1, "interactions": [\n' + json.dumps(EXCHANGE) + "\n]}\n"
PAGE = '<!doctype html>\n<html lang="en">\n<head>\n<meta name="generator" content="clever-upgrade">\n'


def run_of(tool: str) -> dict[str, object]:
    return {**SARIF, "runs": [{"tool": {"driver": {"name": tool}}}]}


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (JSON, json.dumps(REPORT)),
        (JSON, json.dumps(REPORT, indent=4)),
        (JSON, json.dumps(REPORT, separators=(",", ":"))),
        (JSON, json.dumps(REPORT) + "\n" + json.dumps(REPORT) + "\n"),
        (JSON, json.dumps(run_of("clever-upgrade"), indent=1)),
        (JSON, CASSETTE),
        (TEXT, PAGE),
        (XML, '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="clever-upgrade check" tests="1">'),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_the_tool_wrote_is_its_own(kind: Kind, text: str, encoding: str) -> None:
    assert is_own(kind, text.encode(encoding))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (JSON, json.dumps({"reports": [REPORT]})),
        (JSON, json.dumps({"schema": "our-tool/1", "was": "clever-upgrade/scan/1"})),
        (JSON, json.dumps({"scripts": {"schema": "clever-upgrade/scan/1"}})),
        (JSON, json.dumps(run_of("another-linter"))),
        (JSON, json.dumps(RECORDED)),
        (JSON, json.dumps(RECORDED, indent=4)),
        (JSON, "clever-upgrade"),
        (JSON, ""),
        (TEXT, '<!doctype html>\n<p>Made with <a href="https://example.com">clever-upgrade</a></p>'),
        (XML, '<?xml version="1.0"?>\n<testsuites name="our tests of clever-upgrade">'),
        (PYTHON, json.dumps(REPORT)),
        (PYTHON, PAGE),
    ],
)
def test_what_only_speaks_of_the_tool_is_anybodys(kind: Kind, text: str) -> None:
    assert not is_own(kind, text.encode())
