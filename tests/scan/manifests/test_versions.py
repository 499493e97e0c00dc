"""Versions in order, and requirements as what they allow, held against ``packaging``."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.scan.manifests.dependency import Dialect
from clever_upgrade.scan.manifests.requirements import allowed_by
from clever_upgrade.scan.manifests.versions import Version, exactly, parse_version

specifiers = pytest.importorskip("packaging.specifiers")
versions = pytest.importorskip("packaging.version")

numbers = st.integers(0, 4)
finals = st.lists(numbers, min_size=1, max_size=4).map(lambda given: ".".join(map(str, given)))
anything = st.builds(
    lambda final, suffix: final + suffix, finals, st.sampled_from(["", "", "rc1", ".dev3", "a2", ".post1", "+local.1"])
)


@st.composite
def clauses(draw: st.DrawFn) -> str:
    operator = draw(st.sampled_from(["==", "!=", ">=", "<=", ">", "<", "~=", "===", "==*", "!=*"]))
    version = draw(finals)
    if operator == "~=" and "." not in version:
        version += ".0"
    return f"{operator[:-1]}{version}.*" if operator.endswith("*") else f"{operator}{version}"


@given(st.lists(clauses(), min_size=1, max_size=3), finals)
def test_pep_440_requirements_allow_what_packaging_allows(given_clauses: list[str], version: str) -> None:
    text = ",".join(given_clauses)
    allowed, parsed = allowed_by(text, Dialect.PEP440), parse_version(version)
    assert allowed is not None
    assert parsed is not None
    if "===" in text:  # compares texts, so that 1.0 is not 1
        text, version = text.replace("===", "=="), version
    assert allowed.meets(exactly(parsed)) == specifiers.SpecifierSet(text).contains(version, prereleases=True)


@given(anything, anything)
def test_versions_stand_in_the_order_of_packaging(one: str, other: str) -> None:
    first, second = parse_version(one), parse_version(other)
    assert first is not None
    assert second is not None
    theirs = versions.Version(one), versions.Version(other)
    if theirs[0].release == theirs[1].release or _padded(theirs[0].release) == _padded(theirs[1].release):
        if theirs[0].is_prerelease != theirs[1].is_prerelease:
            assert (first < second) == theirs[0].is_prerelease
    else:
        assert (first < second) == (theirs[0] < theirs[1])


def _padded(release: tuple[int, ...]) -> tuple[int, ...]:
    return (*release, *([0] * (4 - len(release))))


@given(st.text(max_size=30), st.sampled_from(list(Dialect)))
def test_no_text_is_too_strange(text: str, dialect: Dialect) -> None:
    allowed_by(text, dialect)
    parse_version(text)


@given(finals)
def test_trailing_zeros_change_nothing(text: str) -> None:
    assert parse_version(text) == parse_version(f"{text}.0.0")
    assert hash(parse_version(text)) == hash(parse_version(f"{text}.0"))


@pytest.mark.parametrize("text", ["", "master", "v", "2.x", "1.2 beta", "deadbeef", "1" * 5000])
def test_what_is_no_version(text: str) -> None:
    assert parse_version(text) is None


RANGES = [
    ("pep440", "2.3.2", "2.3.2", "2.3.1 2.4"),
    ("pep440", "~=2.3", "2.3 2.3.2 2.9", "2.2 3.0"),
    ("pep440", "~=2.3.1", "2.3.1 2.3.9", "2.3 2.4"),
    ("pep440", ">=2.0, <2.4", "2.0 2.3.2", "2.4.0 1.9"),
    ("pep440", "==2.3.*", "2.3 2.3.7", "2.4 2.2"),
    ("pep440", "!=2.3.*,>=2", "2.2 2.4", "2.3.1 1"),
    ("pep440", "*", "0.1 9", ""),
    ("poetry", "^2.3", "2.3 2.9", "3.0 2.2"),
    ("poetry", "~2.3", "2.3.9", "2.4"),
    ("poetry", "~2", "2.9", "3"),
    ("poetry", ">=2,<3 || 3.1", "2.5 3.1", "3.0 1"),
    ("ruby", "0.14.0", "0.14", "0.14.1"),
    ("ruby", "= 0.14.0", "0.14", "0.14.1"),
    ("ruby", "~> 0.14", "0.14.0 0.99", "1.0 0.13"),
    ("ruby", "~> 0.14.0", "0.14.9", "0.15 1.0"),
    ("ruby", "~> 1", "1.0 1.9", "2.0 0.9"),
    ("ruby", ">= 0.5, < 1", "0.5 0.99", "1.0 0.4"),
    ("ruby", "!= 0.13", "0.12 0.14", "0.13.0"),
    ("npm", "^0.11.0", "0.11.0 0.11.1", "0.12.0 0.10.9"),
    ("npm", "^0.0.3", "0.0.3", "0.0.4"),
    ("npm", "^1.2", "1.2.0 1.9", "2.0 1.1"),
    ("npm", "~0.11.0", "0.11.9", "0.12"),
    ("npm", "~1", "1.9", "2.0"),
    ("npm", "0.9.1", "0.9.1", "0.9.2"),
    ("npm", "v0.9.1", "0.9.1", "0.9.2"),
    ("npm", "=0.9.1", "0.9.1", "0.9.2"),
    ("npm", "0.9", "0.9.0 0.9.7", "0.10"),
    ("npm", "0.x", "0.1 0.12", "1.0"),
    ("npm", "0.9.x", "0.9.9", "0.10"),
    ("npm", "0.9.0 - 0.11", "0.9.0 0.11.7", "0.12 0.8"),
    ("npm", "0.9.0 - 0.11.0", "0.11.0", "0.11.1"),
    ("npm", ">=0.9 <0.11.1", "0.9 0.11.0", "0.11.1"),
    ("npm", ">= 0.9", "0.9 7", "0.8"),
    ("npm", "0.9.1 || ^0.11.1", "0.9.1 0.11.5", "0.10"),
    ("npm", "latest", "0 99", ""),
    ("npm", "", "0 99", ""),
    ("composer", "~0.5", "0.5 0.9", "1.0"),
    ("composer", "~0.5.0", "0.5.7", "0.6"),
    ("composer", "^0.5", "0.5.7", "0.6"),
    ("composer", "0.5.*", "0.5.0", "0.6"),
    ("composer", ">=0.5,<0.6|0.6.2", "0.5.1 0.6.2", "0.6.1"),
    ("composer", "0.5.x-dev", "0.5.3", "0.6"),
    ("composer", "0.5.0@stable", "0.5.0", "0.5.1"),
    ("composer", "0.5 - 0.6", "0.5 0.6.2", "0.7"),
    ("maven", "0.3.2", "0.3.2", "0.3.3"),
    ("maven", "[0.1,1.0)", "0.1 0.3.5", "1.0"),
    ("maven", "(,0.3.3]", "0.1 0.3.3", "0.3.4"),
    ("maven", "[0.3.2]", "0.3.2", "0.3.3"),
    ("maven", "(0.1,0.2],[0.3.4,)", "0.2 0.3.4 9", "0.1 0.3.0"),
    ("maven", "0.3.+", "0.3.9", "0.4"),
    ("maven", "+", "0.1 9", ""),
    ("maven", "LATEST", "0.1 9", ""),
    ("nuget", "1.2.0", "1.2.0 2.0", "1.1"),
    ("nuget", "[1.2.0]", "1.2.0", "1.2.1"),
    ("nuget", "1.*", "1.2", "2.0"),
]


@pytest.mark.parametrize(("dialect", "text", "good", "bad"), RANGES)
def test_a_requirement_allows(dialect: str, text: str, good: str, bad: str) -> None:
    allowed = allowed_by(text, Dialect(dialect))
    assert allowed is not None
    assert [one for one in good.split() if not allowed.meets(exactly(parse_version(one) or Version(())))] == []
    assert [one for one in bad.split() if allowed.meets(exactly(parse_version(one) or Version(())))] == []


@pytest.mark.parametrize(
    ("dialect", "text"),
    [("npm", "next"), ("npm", "^x.y"), ("maven", "${unknown}"), ("pep440", ">=2.3,nonsense"), ("exact", "dev-master")],
)
def test_words_that_nobody_can_resolve(dialect: str, text: str) -> None:
    assert allowed_by(text, Dialect(dialect)) is None


def test_one_version_alone_is_told_from_a_range() -> None:
    pinned, ranged = allowed_by("==2.3.2,>=2", Dialect.PEP440), allowed_by(">=2.3.2", Dialect.PEP440)
    assert pinned is not None
    assert pinned.only == parse_version("2.3.2")
    assert ranged is not None
    assert ranged.only is None
