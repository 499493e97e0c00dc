"""What files know of each other: which one is in reach of Clever, and what a name stands for."""

import pytest

from clever_upgrade.scan.evidence import Strength
from tests.scan.projects import project, urls

HOST = "URL = 'https://api.clever.com/v1.1'\n"


def test_a_file_that_uses_a_name_of_a_file_about_clever_is_linked_to_it() -> None:
    whole = project(
        {"roster_gate.py": HOST, "jobs.py": "import roster_gate\nroster_gate.pull()\n", "other.py": "x = 1"}
    )
    reach = whole.reach(whole.files["jobs.py"])
    assert reach.strength == Strength.LINKED
    assert reach.reasons == ("it uses roster_gate of roster_gate.py",)
    assert not whole.reach(whole.files["other.py"])


def test_a_name_that_anybody_has_links_nothing() -> None:
    whole = project({"settings.py": HOST, "jobs.py": "import settings\nsettings.DEBUG\n"})
    assert not whole.reach(whole.files["jobs.py"])


def test_a_constant_with_the_address_stands_for_clever() -> None:
    whole = project(
        {"settings.py": "ROSTER_HOST = 'https://api.clever.com'\n", "jobs.py": "get(ROSTER_HOST + '/me')\n"}
    )
    assert whole.reach(whole.files["jobs.py"]).reasons == ("it uses ROSTER_HOST of settings.py",)


def test_a_sentence_with_the_address_stands_for_nothing() -> None:
    whole = project({"errors.py": "message = 'see https://api.clever.com for more'\n", "jobs.py": "print(message)\n"})
    assert not whole.reach(whole.files["jobs.py"])


def test_a_name_of_the_file_itself_goes_before_one_of_another() -> None:
    whole = project({"a.py": "BASE = 'https://a.example'\n", "b.py": "BASE = 'https://b.example'\n"})
    found = whole.lookup("a.py", "BASE")
    assert found is not None
    assert (found[0], found[1].plain) == ("a.py", "https://a.example")


def test_a_name_with_two_meanings_elsewhere_means_nothing() -> None:
    whole = project({"a.py": "BASE = 'https://a.example'\n", "b.py": "BASE = 'https://b.example'\n", "c.py": ""})
    assert whole.lookup("c.py", "BASE") is None
    found = whole.lookup("c.py", "b.BASE")
    assert found is not None
    assert found[0] == "b.py"


def test_of_two_meanings_the_one_on_clevers_host_is_taken() -> None:
    whole = project({"prod.py": "BASE_URL = 'https://api.clever.com'\n", "test.py": "BASE_URL = 'http://localhost'\n"})
    found = whole.lookup("client.py", "BASE_URL")
    assert found is not None
    assert found[0] == "prod.py"


ADDRESS = "API = 'https://api.clever.com/v1.1'\n"
OTHER = "API = 'https://api.example.org/v1.1'\n"


@pytest.mark.parametrize(
    "source",
    [
        "from settings import API\nget(API + '/events')\n",
        "from settings import API as BASE\nget(f'{BASE}/events')\n",
        "import settings\nget(f'{settings.API}/events')\n",
        "import settings as s\nget(f'{s.API}/events')\n",
        "from settings import *\nget(f'{API}/events')\n",
    ],
)
def test_a_constant_is_followed_through_an_import(source: str) -> None:
    files = {"settings.py": ADDRESS, "sync.py": source}
    assert urls(files, "sync.py") == ["clever v1.1 events"]
    whole = project(files)
    if "*" not in source:
        assert whole.reach(whole.files["sync.py"]).reasons == ("it uses API of settings.py",)


@pytest.mark.parametrize(
    "source",
    [
        "import { API } from './settings';\nget(`${API}/events`);\n",
        "import { API as BASE } from './settings';\nget(BASE + '/events');\n",
        "import * as settings from './settings.js';\nget(`${settings.API}/events`);\n",
        "const { API } = require('./settings');\nget(`${API}/events`);\n",
        "const { API: base } = require('./settings');\nget(`${base}/events`);\n",
        "const s = require('./settings');\nget(`${s.API}/events`);\n",
    ],
)
def test_so_it_is_in_javascript(source: str) -> None:
    files = {"settings.js": f"export const {ADDRESS}", "sync.js": source}
    assert urls(files, "sync.js") == ["clever v1.1 events"]
    whole = project(files)
    assert whole.reach(whole.files["sync.js"]).reasons == ("it uses API of settings.js",)


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("b/sync.py", "from settings import API\nget(API + '/events')\n"),
        ("b/sync.py", "import settings\nget(settings.API + '/events')\n"),
        ("a/sync.py", "from other import API\nget(API + '/events')\n"),
        ("a/sync.py", "API = os.environ['API']\nget(API + '/events')\n"),
        ("b/sync.js", "import { API } from './settings';\nget(`${API}/events`);\n"),
        ("b/sync.js", "const settings = require('./settings');\nget(`${settings.API}/events`);\n"),
    ],
)
def test_the_constant_of_another_folder_is_not_meant(path: str, source: str) -> None:
    files = {"a/settings.py": ADDRESS, "a/settings.js": f"export const {ADDRESS}", path: source}
    assert not [url for url in urls(files, path) if url.startswith("clever")]
    whole = project(files)
    assert not whole.reach(whole.files[path])


def test_of_two_modules_of_one_name_the_nearest_is_meant() -> None:
    files = {
        "settings.py": ADDRESS,
        "b/settings.py": OTHER,
        "b/sync.py": "from settings import API\nget(API + '/me')\n",
    }
    assert urls(files, "b/sync.py") == ["other v1.1 me"]
    assert urls({**files, "settings.py": OTHER, "b/settings.py": ADDRESS}, "b/sync.py") == ["clever v1.1 me"]
    unknown = {**files, "b/settings.py": "API = read()\n"}
    assert urls(unknown, "b/sync.py") == ["unknown - me"]
    assert urls({**unknown, "b/sync.py": "import settings\nget(settings.API + '/me')\n"}, "b/sync.py") == [
        "unknown - me"
    ]


def test_what_is_local_to_a_function_cannot_be_imported() -> None:
    files = {"settings.py": f"def f():\n    {ADDRESS}", "sync.py": "from settings import API\nget(API + '/me')\n"}
    assert urls(files, "sync.py") == ["unknown - me"]


def test_a_constant_of_an_imported_class_is_followed() -> None:
    files = {
        "config.py": f"class Config:\n    {ADDRESS}",
        "sync.py": "from config import Config\nget(Config.API + '/me')",
    }
    assert urls(files, "sync.py") == ["clever v1.1 me"]


def test_the_evidence_of_a_project_names_files() -> None:
    whole = project({"b.py": HOST, "a.py": "from app import clever_jobs\n"})
    assert whole.proven
    assert whole.evidence == ("b.py: line 1 names Clever's API host",)
    assert whole.versions == {"v1.1"}
    assert project({"a.py": "x = 1"}).evidence == ()
