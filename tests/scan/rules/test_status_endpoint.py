"""What ``status-endpoint`` says of a request for a district's status, and what is none."""

import pytest

from clever_upgrade.scan.rules.status_endpoint import judge
from tests.scan.rules.reading_source import judged

V11 = "clever = 'https://api.clever.com/v1.1/districts/' + id + '/status'"
V12 = V11.replace("v1.1", "v1.2")


def lines(sources: dict[str, str]) -> list[str]:
    return [f"{one.path}:{one.place.line}" for one in judged(judge, sources)]


def test_a_finding_names_the_fields_that_v12_adds() -> None:
    (old,) = judged(judge, {"a.py": V11})
    (new,) = judged(judge, {"a.py": V12})
    assert old.message == "this asks v1.1 for the status of a district, which cannot say paused, nor until when"
    assert new.message.startswith("v1.2 adds pause_start, pause_end and launch_date to the status of a district")
    assert old.fields == new.fields == ("status.pause_start", "status.pause_end", "status.launch_date")


@pytest.mark.parametrize("read", ["x['pause_end']", "x.get('launch_date')", "x.pauseStart", "print(pause_start)"])
def test_code_that_reads_what_v12_adds_is_ready_for_it(read: str) -> None:
    assert lines({"a.py": f"{V12}\n{read}"}) == []
    assert lines({"a.py": f"{V11}\n{read}"}) == ["a.py:1"]


def test_what_v12_adds_may_stand_in_a_model_of_the_status() -> None:
    model = "class CleverStatus:\n    state: str\n    pause_end: str"
    assert lines({"a.py": f"{V12}\nCleverStatus(x)", "models.py": model}) == []
    assert lines({"a.py": V12, "models.py": model}) == ["a.py:1"]


def test_a_model_that_lacks_it_is_told_where_nothing_else_of_the_file_is() -> None:
    model = "class CleverStatus:\n    state: str\n    last_sync: str\n"
    assert lines({"a.py": model}) == ["a.py:1"]
    assert lines({"a.py": f"{model}    pause_end: str"}) == []
    assert lines({"a.py": f"{model}\n{V12}"}) == ["a.py:5"]
    assert lines({"a.py": f"{model}\nSTATES = ['running', 'pending', 'error']"}) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        (
            "a.php",
            "<?php namespace Clever;\nclass District { function getStatus() {\nreturn $this->getObjects('status'); } }",
        ),
        ("a.js", "const clever = require('./clever');\nfunction f(id) {\nreturn clever.getDistrictStatus(id); }"),
        ("a.rb", "Clever::District.all.each do |one|\n# last\nputs one.status['last_sync']\nend"),
        ("a.rb", "clever = 1\ndef f(district)\nputs district.status.last_sync\nend"),
        ("a.rb", "clever = 1\n# one\nputs Clever::District.retrieve(id).status"),
        ("a.py", "import clever\ndistrict = clever.District.retrieve(id)\nprint(district.status())"),
    ],
)
def test_accessors_of_a_client_or_a_model_ask_too(path: str, source: str) -> None:
    assert lines({path: source}) == [f"{path}:3"]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("a.js", "app.get('/districts/:id/status', clever);"),
        ("a.js", "fetch(`/api/districts/${clever}/status`);"),
        ("a.js", "fetch(`https://api.clever.com/v3.0/districts/${id}/status`);"),
        ("a.json", '{"clever": 1, "uri": "/v1.1/districts/4fd43cc56d11340000000005/status"}'),
        ("a.rb", "class Clever::District\ndef status\nfail NotImplementedError, 'status'\nend\nend"),
        ("a.rb", "clever = 1\nputs order.status.state if district.status == 200"),
        (
            "a.js",
            "const res = await clever.getDistricts();\nfail(res.status, (await clever.getDistricts()).status);",
        ),
        ("a.py", "import clever\nupdate_district_status(id)\nclever.status()"),
    ],
)
def test_what_only_looks_like_it_is_quiet(path: str, source: str) -> None:
    assert lines({path: source}) == []


def test_a_request_is_told_where_its_path_is_written_and_not_where_its_function_is_called() -> None:
    sources = {
        "clever_api.js": "exports.getDistrictStatus = (id) => get(`https://api.clever.com/v1.2/districts/${id}/status`);",
        "nightly.js": "const clever = require('./clever_api');\nclever.getDistrictStatus(id);",
    }
    assert lines(sources) == ["clever_api.js:1"]
