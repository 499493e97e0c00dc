"""What files know of each other: which one is in reach of Clever, and what a name stands for."""

from clever_upgrade.scan.evidence import Strength
from tests.scan.projects import project

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


def test_the_evidence_of_a_project_names_files() -> None:
    whole = project({"b.py": HOST, "a.py": "from app import clever_jobs\n"})
    assert whole.proven
    assert whole.evidence == ("b.py: line 1 names Clever's API host",)
    assert whole.versions == {"v1.1"}
    assert project({"a.py": "x = 1"}).evidence == ()
