"""Which files are worth parsing, told from their bytes."""

import pytest

from clever_upgrade.scan.candidates import Wanted, names_clever
from tests.scan.projects import source_file


@pytest.mark.parametrize(
    "text",
    [
        "import clever",
        "from clever import Student",
        "url = 'https://api.clever.com'",
        "# from Clever",
        "CLEVER_ID = 1",
        "clever = Client()",
        "require 'clever-ruby'",
        "VERSION = 'v1.1'",
        "path = '/V1.1/students'",
        "# a clever trick\nclever.get('/me')",
    ],
)
def test_words_that_make_a_file_matter(text: str) -> None:
    assert names_clever("a.py", text.encode())


@pytest.mark.parametrize(
    "text", ["# a clever trick", "# too clever.\n", "(not clever at all)", "protocol TLSv1.1", "v1.10", "x = 1", ""]
)
def test_words_that_do_not(text: str) -> None:
    assert not names_clever("a.py", text.encode())


def test_a_folder_of_that_name_makes_its_files_matter() -> None:
    assert names_clever("app/clever/models.py", b"x = 1")
    assert not names_clever("app/clevertap/models.py", b"x = 1")


CLIENT = """
import requests
from app import models, urls

def sync(token):
    for row in requests.get(f"{ROSTER_URL}/students").json()["data"]:
        yield models.Student(**row["data"])

class Teacher(StrictRecord):
    pass
"""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("class Student:\n    id: str\n", True),
        ("export interface Student {\n", True),
        ("Student = namedtuple('Student', 'id')\n", True),
        ("    ROSTER_URL: https://example.org\n", True),
        ("ROSTER_URL=https://example.org\n", True),
        ("class StrictRecord(BaseModel):\n", True),
        ("from app import RosterGate\nRosterGate().get('/me')", True),
        ("print(Student)", False),
        ("class Students:\n", False),
        ("class Order:\n", False),
        ("RosterGates()", False),
    ],
)
def test_other_files_matter_for_the_names_that_the_first_take_from_them(text: str, wanted: bool) -> None:
    assert Wanted([source_file("a.py", CLIENT)], ["RosterGate"]).are_in("b.py", text.encode()) is wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("from settings import API\n", True),
        ("from app.settings import (\n    API,\n)\n", True),
        ("import settings\nget(settings.API)\n", True),
        ("import {API} from './settings';", True),
        ("import {\n  API,\n} from '../settings.js';", True),
        ("const {API} = require('./settings');", True),
        ("from settings import DEBUG\n", False),
        ("get(settings.API)\n", False),
        ("from my_settings import API\n", False),
    ],
)
def test_other_files_matter_for_an_address_that_they_import(text: str, wanted: bool) -> None:
    assert Wanted([], [], [("settings", "API")]).are_in("b.py", text.encode()) is wanted


def test_a_file_that_is_called_as_that_of_an_address_matters_too() -> None:
    wanted = Wanted([], [], [("settings", "API")])
    assert wanted.are_in("b/settings.py", b"API = os.environ['API']")
    assert wanted.are_in("b/settings/__init__.py", b"API = os.environ['API']")
    assert not wanted.are_in("b/settings.py", b"DEBUG = True")


def test_where_nothing_is_taken_nothing_is_wanted() -> None:
    assert not Wanted([source_file("a.py", "x = 'https://api.clever.com/me'")], [])
    assert not Wanted([], [])
