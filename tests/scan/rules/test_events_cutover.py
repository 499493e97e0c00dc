"""What ``events-cutover`` says beyond the cases: other forms that ask for Clever's events, and what sounds alike."""

import pytest

from clever_upgrade.scan.project import Project
from clever_upgrade.scan.rules.events_cutover import judge
from clever_upgrade.scan.source import SourceFile
from clever_upgrade.scan.syntax.read import read_facts
from tests.scan.rules.reading_source import judged

FEED = 'EVENTS = "https://api.clever.com/v1.1/events"\n'
JS = "const clever = require('./clever');\n"


def lines(sources: dict[str, str]) -> list[str]:
    return sorted({f"{one.path}:{one.place.line}" for one in judged(judge, sources)})


def test_the_finding_names_the_resync_and_the_line_that_stores_the_cursor() -> None:
    (finding,) = judged(judge, {"a.py": f"{FEED}def f(district):\n  district.last_event_id = get(EVENTS)[-1]['id']\n"})
    assert finding.message == (
        "this reads Clever's events through v1.1; those of v1.2 may be read only after a full resync; "
        "line 3 stores its cursor"
    )
    assert finding.remedy.startswith("Do a full resync, which reads everything anew")
    assert "never from the old cursor" in finding.remedy


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("get(EVENTS, params={'starting_after': store.load('x')})", ""),
        ("store.save('last_event_id', event['id'])", "; line 2 stores its cursor"),
        ("store.set('clever-cursor', event['id'])", "; line 2 stores its cursor"),
        ("db.execute('UPDATE districts SET last_event = %s', x)", "; line 2 stores its cursor"),
        ("get(EVENTS, after=district.clever_cursor)", "; line 2 reads its stored cursor"),
    ],
)
def test_the_cursor_is_told_where_the_file_shows_it(source: str, told: str) -> None:
    (finding,) = judged(judge, {"a.py": f"{FEED}{source}\n"})
    assert finding.message.endswith(f"full resync{told}")


def test_the_cursor_may_be_stored_in_a_file_that_uses_the_constant() -> None:
    user = "from urls import CLEVER_EVENTS\nget(CLEVER_EVENTS)\ndistrict.cursor = 1\n"
    (finding,) = judged(judge, {"urls.py": f"CLEVER_{FEED}", "sync.py": user})
    assert finding.path == "urls.py"
    assert finding.message.endswith("sync.py:3 stores its cursor")


def test_after_the_resync_the_remedy_is_to_start() -> None:
    file = SourceFile("a.py", FEED, read_facts(FEED, "python"))
    project = Project([file], resynced=True)
    (finding,) = judge(project.reading(file), project)
    assert finding.remedy.startswith("Now that the full resync is done, start on /v1.2/events")


@pytest.mark.parametrize(
    ("sources", "told"),
    [
        ({"a.py": 'get("https://api.clever.com/v1.1/push/events")'}, "a.py:1"),
        ({"a.py": 'get("https://api.clever.com/v1.1/students/" + id + "/events")'}, "a.py:1"),
        ({"a.py": 'get(f"https://api.clever.com/{version}/events?starting_after={c}")'}, "a.py:1"),
        ({"a.py": 'api = os.environ["CLEVER_API"]\nclever_api = api\nget(f"{clever_api}/events")'}, "a.py:3"),
        ({"a.py": 'CLEVER = "https://api.clever.com/v1.1"\nEVENTS = "/events"\nget(CLEVER + EVENTS)'}, "a.py:2"),
        ({"a.py": 'class Clever:\n def f(self, c):\n  return self.get("events", starting_after=c)'}, "a.py:3"),
        ({"a.rb": "class CleverClient\ndef poll(c)\nget('events', starting_after: c)\nend\nend"}, "a.rb:3"),
        ({"a.ts": "class CleverFeed {\nf() {\nreturn this.http.get(`${this.base}/events`);\n}\n}"}, "a.ts:3"),
        ({"a.js": f"{JS}clever.events.list({{ starting_after: last }});"}, "a.js:2"),
        ({"a.rb": "Clever::District.all.each do |district|\n# each\ndistrict.events.each { |e| p e }\nend"}, "a.rb:3"),
        (
            {
                "a.php": "<?php namespace Clever;\nclass District extends Base { function getEvents($q) {\n"
                "return $this->getObjects(static::CLEVER_EVENT, $q); } }"
            },
            "a.php:3",
        ),
    ],
)
def test_other_forms_ask_for_events_too(sources: dict[str, str], told: str) -> None:
    assert lines(sources) == [told]


@pytest.mark.parametrize(
    "sources",
    [
        {"a.js": f"{JS}app.get('/events', clever);\nrequest.post('/v1.1/events', {{}});"},
        {"a.js": f"{JS}clever.events.on('login', f);\ncleverCalendar.getEvents();\nstripe.get('/events', x);"},
        {"a.py": "clever_data.get('events')\ncache.get('events')\nclever = load('events.json')"},
        {"a.rb": "class CleverEvent < ApplicationRecord\nend\nCleverEvent.all"},
        {"app/models/clever/event.rb": "module Clever\nclass Event < Record\nend\nend", "b.rb": "Clever::Event.all"},
        {"a.rb": "class CleverDistrict < ApplicationRecord\nhas_many :events\nend\nCleverDistrict.find(1).events.each"},
        {"a.rb": "clever_district.events.where(kind: 1)"},
        {"a.py": 'VERSION = "v1.2"\nget(f"https://api.clever.com/{VERSION}/events")'},
        {"a.py": 'A = "https://api.clever.com/v1.2"\nget(f"{clever_api}/events?starting_after={c}")'},
        {"a.py": 'CLEVER = "https://api.clever.com/v1.1/students"', "telemetry.js": "fetch('/v1.1/events')"},
    ],
)
def test_what_only_sounds_alike_is_quiet(sources: dict[str, str]) -> None:
    assert lines(sources) == []


def test_a_feed_is_told_where_its_url_is_built_and_not_where_its_function_is_called() -> None:
    sources = {
        "a.py": 'class CleverApi:\n def events(self):\n  return self.get("/v1.1/events")\n',
        "b.py": "from a import CleverApi\nclever = CleverApi()\nclever.events()",
    }
    assert lines(sources) == ["a.py:3"]


def test_a_client_that_is_known_to_speak_v12_is_quiet() -> None:
    old, new = (f"https://api.clever.com/{version}/students" for version in ("v1.1", "v1.2"))
    use = "import clever\nclever.Event.all()\n"
    assert lines({"a.py": use}) == ["a.py:2"]
    assert lines({"a.py": use, "b.py": f'x = "{new}"'}) == []
    assert lines({"a.py": use, "b.py": f'x = "{old}"'}) == ["a.py:2"]
