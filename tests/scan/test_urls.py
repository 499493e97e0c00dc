"""URLs put together from the texts of a file, and what each of them asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.scan.urls import HOLE, Origin, Stretch, url_of
from tests.scan.projects import project, source_file, urls


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("u = 'https://api.clever.com/v1.1/students'", ["clever v1.1 students"]),
        ("u = 'https://api.clever.com/V1.1/students?limit=1'", ["clever v1.1 students"]),
        ("u = 'https://api.clever.com:443/v1.1'", ["clever v1.1 -"]),
        ("u = 'https://api.getclever.com/v1.1/me'", ["clever v1.1 me"]),
        ("u = '//api.clever.com/me'", ["clever - me"]),
        ("u = 'https://api.clever.com'", ["clever - -"]),
        ("u = 'curl -H x https://api.clever.com/v1.1/me | jq'", ["clever v1.1 me"]),
        ("u = 'https://api.clevertap.com/v1.1/upload'", ["other v1.1 upload"]),
        ("u = '/v1.1/districts/%s/status' % x", ["none v1.1 districts/?/status"]),
        ("u = '/v1.1/students/' + x + '/sections'", ["none v1.1 students/?/sections"]),
        ("u = f'{base}/v1.1/{kind}s'", ["unknown v1.1 ?s"]),
        ("u = base + '/me'", ["unknown - me"]),
        ("u = 'v1.1/{}/{}'.format(a, b)", ["none v1.1 ?/?"]),
        ("u = 'v1.10/students'", ["none v1.10 students"]),
        ("u = 'api/v1.1/students'", ["none - api/v1.1/students"]),
        ("u = 'hello'", []),
        ("u = ''", []),
    ],
)
def test_what_a_text_asks_for(source: str, expected: list[str]) -> None:
    assert urls({"a.py": source}, "a.py") == expected


def test_names_of_the_same_file_are_followed() -> None:
    source = "HOST = 'https://api.clever.com'\nBASE = HOST + '/v1.1'\nu = f'{BASE}/students'\n"
    assert urls({"a.py": source}, "a.py") == ["clever - -", "clever v1.1 -", "clever v1.1 students"]


def test_host_version_and_path_may_stand_in_three_files() -> None:
    files = {
        "settings.py": "CLEVER_HOST = 'https://api.clever.com'\n",
        "versions.py": "CLEVER_VERSION = '/v1.1'\n",
        "client.py": "u = settings.CLEVER_HOST + versions.CLEVER_VERSION + '/students'\n",
    }
    assert urls(files, "client.py") == ["clever v1.1 students"]


def test_a_version_keeps_the_place_of_its_literal() -> None:
    whole = project({"a.py": "BASE = 'https://api.clever.com/v1.1'\n", "b.py": "u = a.BASE + '/students'\n"})
    (url,) = [url for _, url in whole.reading(whole.files["b.py"]).urls]
    assert url.version_origin is not None
    assert url.version_origin.path == "a.py"
    literal, at = url.version_origin.literal, url.version_origin.at
    assert literal.text[at : at + 3] == "1.1"


def test_a_setting_by_name_is_followed_into_the_file_that_sets_it() -> None:
    files = {
        "a.py": "BASE = os.environ['CLEVER_URL']\nu = BASE + '/students'\n",
        ".env": "CLEVER_URL=https://api.clever.com/v1.1\n",
    }
    assert "clever v1.1 students" in urls(files, "a.py")


def test_names_that_go_in_a_circle_end_somewhere() -> None:
    assert urls({"a.py": "A = B + '/x'\nB = A + '/y'\n"}, "a.py") != []


@given(st.lists(st.tuples(st.sampled_from(["literal", "hole"]), st.text(max_size=12)), max_size=6))
def test_any_text_is_read_without_a_word(pieces: list[tuple[str, str]]) -> None:
    stretches = []
    for form, text in pieces:
        if form == "hole":
            stretches.append(Stretch(HOLE, None, text))
        else:
            literals = source_file("a.py", f"a = {text!r}").facts.texts
            origin = Origin("a.py", literals[0].parts[0]) if literals and literals[0].parts else None  # type: ignore[arg-type]
            stretches.append(Stretch(text, origin))
    url = url_of(tuple(stretches))
    if url is not None:
        assert url.host in {"clever", "other", "unknown", "none"}
        assert not url.resource.startswith("/")
