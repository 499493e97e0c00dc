"""From the manifests of a project to findings: each case is a project, and what is said of it."""

from typing import NamedTuple

import pytest

from clever_upgrade.scan.manifests.clients import CLIENTS, Client, Speech
from clever_upgrade.scan.manifests.judge import answers_rightly, judge
from clever_upgrade.scan.manifests.versions import parse_version
from tests.scan.manifests.reading import dependencies_of

PYTHON_FIRST = "; 2.4.0 is the first version that speaks v1.2"
RUBY_FIRST = "; 1.2.3 is the first version that speaks v1.2 and knows the sync state paused"
JS_FIRST = "; 0.11.1 is the first version that speaks v1.2"
PHP_FIRST = "; 0.6.0 is the first version that speaks v1.2"
ME = "asks the unversioned /me, which answers as v1.1, without schools"


class Case(NamedTuple):
    files: dict[str, str]
    said: tuple[str, ...] = ()
    """``path:line severity message``"""


def lock_of(version: str, name: str = "clever") -> str:
    return f'[[package]]\nname = "{name}"\nversion = "{version}"\n'


def bundle(version: str, gem: str = "clever-ruby") -> str:
    return f"GEM\n  specs:\n    {gem} ({version})\n"


def npm_lock(version: str) -> str:
    return f'{{"packages": {{"node_modules/clever": {{"version": "{version}"}}}}}}'


def packagist(wish: str, name: str = "clever/clever") -> str:
    return f'{{"require": {{"{name}": "{wish}"}}}}'


def npm(wish: str) -> str:
    return f'{{"dependencies": {{"clever": "{wish}"}}}}'


CASES = {
    "a pin below": Case(
        {"requirements.txt": "clever==2.3.2\n"},
        (f"requirements.txt:1 error clever 2.3.2 speaks v1.1 only{PYTHON_FIRST}",),
    ),
    "each file once": Case(
        {"requirements.txt": "six\nclever==2.3.1; a\nclever==2.3.2; b\n", "dev/requirements.txt": "clever==2.0.0\n"},
        (
            f"dev/requirements.txt:1 error clever 2.0.0 speaks v1.1 only{PYTHON_FIRST}",
            f"requirements.txt:2 error clever 2.3.1 speaks v1.1 only{PYTHON_FIRST}",
        ),
    ),
    "the first bad one of a file": Case(
        {"requirements.txt": "clever==2.5.0; a\nclever==2.3.2; b\n"},
        (f"requirements.txt:2 error clever 2.3.2 speaks v1.1 only{PYTHON_FIRST}",),
    ),
    "a range that ends below": Case(
        {"requirements.txt": "clever~=2.3.0\n"},
        (f"requirements.txt:1 error clever ~=2.3.0 allows only versions that speak v1.1{PYTHON_FIRST}",),
    ),
    "a range that ends below, whatever the lock": Case(
        {"Gemfile": "gem 'clever-ruby', '~> 0.14'", "Gemfile.lock": bundle("0.14.0")},
        (f"Gemfile:1 error clever-ruby ~> 0.14 allows only versions that speak v1.1{RUBY_FIRST}",),
    ),
    "a good pin": Case({"requirements.txt": "clever==2.5.0\n"}),
    "a good range": Case({"requirements.txt": "clever>=2.4,<3\n"}),
    "a later major version": Case({"requirements.txt": "clever==3.0.2\nclever-python==3.0.1\n"}),
    "no version and no lock": Case(
        {"requirements.txt": "clever\n"},
        (
            (
                "requirements.txt:1 warning clever names no version, "
                f"and no lock file says which is installed{PYTHON_FIRST}"
            ),
        ),
    ),
    "an open range and no lock": Case(
        {"package.json": npm("^0.11.0")},
        (
            (
                "package.json:1 warning clever ^0.11.0 also allows versions that speak v1.1 only, "
                f"and no lock file says which is installed{JS_FIRST}"
            ),
        ),
    ),
    "the lock decides: old": Case(
        {"Gemfile": "gem 'clever-ruby'", "Gemfile.lock": bundle("0.13.1")},
        (f"Gemfile:1 error Gemfile.lock holds clever-ruby at 0.13.1, which speaks v1.1 only{RUBY_FIRST}",),
    ),
    "the lock decides: good": Case({"Gemfile": "gem 'clever-ruby'", "Gemfile.lock": bundle("1.2.5")}),
    "the lock of a folder above": Case(
        {"app/pyproject.toml": '[project]\ndependencies = ["clever"]', "uv.lock": lock_of("2.3.2")},
        (f"app/pyproject.toml:2 error uv.lock holds clever at 2.3.2, which speaks v1.1 only{PYTHON_FIRST}",),
    ),
    "the nearest lock": Case(
        {
            "app/package.json": npm("*"),
            "app/package-lock.json": npm_lock("0.12.1"),
            "yarn.lock": "clever@*:\n  version 1",
        }
    ),
    "not the lock of a folder below": Case(
        {"package.json": npm("^0.11.0"), "app/package-lock.json": npm_lock("0.12.1")},
        (
            (
                "package.json:1 warning clever ^0.11.0 also allows versions that speak v1.1 only, "
                f"and no lock file says which is installed{JS_FIRST}"
            ),
        ),
    ),
    "a lock alone": Case(
        {"poetry.lock": lock_of("2.3.2")},
        (f"poetry.lock:3 error clever 2.3.2 speaks v1.1 only{PYTHON_FIRST}",),
    ),
    "a lock that has not followed": Case(
        {"pyproject.toml": '[project]\ndependencies = ["clever>=2.4"]', "poetry.lock": lock_of("2.3.2")},
        (f"pyproject.toml:2 error poetry.lock holds clever at 2.3.2, which speaks v1.1 only{PYTHON_FIRST}",),
    ),
    "pins that pip-compile wrote": Case(
        {
            "requirements.in": "clever\n",
            "requirements.txt": "clever==2.3.2\n",
            "setup.py": "install_requires=['clever']",
        },
        (f"requirements.txt:1 error clever 2.3.2 speaks v1.1 only{PYTHON_FIRST}",),
    ),
    "a branch of a fork": Case(
        {"requirements.txt": "git+https://github.com/acme/clever-python@sync#egg=clever\n"},
        (
            (
                "requirements.txt:1 warning clever comes from sync of acme/clever-python, "
                f"and nothing here tells its version{PYTHON_FIRST}"
            ),
        ),
    ),
    "a fork without an egg": Case(
        {"requirements.txt": "git+https://github.com/acme/clever-python\n"},
        (
            (
                "requirements.txt:1 warning clever comes from acme/clever-python, "
                f"and nothing here tells its version{PYTHON_FIRST}"
            ),
        ),
    ),
    "a tag": Case(
        {"package.json": npm("github:Clever/clever-js#v0.9.1")},
        (f"package.json:1 error clever 0.9.1 speaks v1.1 only{JS_FIRST}",),
    ),
    "a fork whose version the lock tells": Case(
        {
            "Gemfile": "gem 'clever-ruby', git: 'https://github.com/acme/clever-ruby', branch: 'old'",
            "Gemfile.lock": f"GIT\n  remote: https://github.com/acme/clever-ruby\n{bundle('0.9.0')[4:]}",
        },
        (f"Gemfile:1 error Gemfile.lock holds clever-ruby at 0.9.0, which speaks v1.1 only{RUBY_FIRST}",),
    ),
    "a folder": Case(
        {"Gemfile": "gem 'clever-ruby', path: 'vendor/clever'"},
        (
            (
                "Gemfile:1 warning clever-ruby comes from the folder vendor/clever, "
                f"and nothing here tells its version{RUBY_FIRST}"
            ),
        ),
    ),
    "PHP": Case(
        {
            "composer.json": packagist("~0.3.0"),
            "composer.lock": '{"packages": [{"name": "clever/clever", "version": "1"}]}',
        },
        (f"composer.json:1 error clever/clever ~0.3.0 allows only versions that speak v1.1{PHP_FIRST}",),
    ),
    "PHP from a branch": Case(
        {"composer.json": packagist("dev-master")},
        (
            (
                "composer.json:1 warning clever/clever comes from master of a repository, "
                f"and nothing here tells its version{PHP_FIRST}"
            ),
        ),
    ),
    "Ruby that knows pause": Case(
        {"Gemfile": "gem 'clever-ruby', '1.2.2'"},
        (
            (
                "Gemfile:1 warning clever-ruby 1.2.2 knows the sync state pause, not paused; "
                "1.2.3 is the first version that knows paused"
            ),
        ),
    ),
    "Ruby that can only get versions that know pause": Case(
        {"Gemfile": "gem 'clever-ruby', '~> 1.1.0'"},
        (
            (
                "Gemfile:1 warning clever-ruby ~> 1.1.0 allows only versions that know the sync state pause, "
                "not paused; 1.2.3 is the first version that knows paused"
            ),
        ),
    ),
    "Ruby without the enumeration": Case({"Gemfile": "gem 'clever-ruby', '1.0.0'"}),
    "Ruby that a lock holds at pause": Case(
        {"Gemfile": "gem 'clever-ruby', '~> 1.0'", "Gemfile.lock": bundle("1.1.0")},
        (
            (
                "Gemfile:1 warning Gemfile.lock holds clever-ruby at 1.1.0, which knows the sync state pause, "
                "not paused; 1.2.3 is the first version that knows paused"
            ),
        ),
    ),
    "Ruby with a range that gets a good one": Case({"Gemfile": "gem 'clever-ruby', '~> 1.0'"}),
    "Java that knows pause": Case(
        {"build.gradle": 'implementation "com.clever:client:0.3.2"'},
        (
            (
                "build.gradle:1 warning com.clever:client 0.3.2 knows the sync state pause, not paused; "
                "0.3.4 is the first version that knows paused"
            ),
        ),
    ),
    "Java before the enumeration, and after": Case(
        {"build.gradle": 'api "com.clever:client:0.2.1"', "a/build.gradle": 'api "com.clever:client:0.3.5"'}
    ),
    "Java without a version": Case({"build.gradle": 'api "com.clever:client"'}),
    "omniauth-clever": Case({"Gemfile": "gem 'omniauth-clever'"}, (f"Gemfile:1 warning omniauth-clever {ME}",)),
    "omniauth-clever with its lock": Case(
        {"Gemfile": "gem 'omniauth-clever'", "Gemfile.lock": bundle("1.2.2", "omniauth-clever")},
        (f"Gemfile:1 warning omniauth-clever {ME}",),
    ),
    "a later omniauth-clever": Case(
        {"Gemfile": "gem 'omniauth-clever'", "Gemfile.lock": bundle("2.0.1", "omniauth-clever")}
    ),
    "omniauth-clever of its owner": Case(
        {"Gemfile": "gem 'omniauth-clever', github: 'Clever/omniauth-clever'"},
        (f"Gemfile:1 warning omniauth-clever {ME}",),
    ),
    "omniauth-clever of somebody else": Case(
        {"Gemfile": "gem 'omniauth-clever', github: 'acme/omniauth-clever', branch: 'x'"},
        ((f"Gemfile:1 note omniauth-clever comes from acme/omniauth-clever; the plugin it was made from {ME}"),),
    ),
    "oauth2-clever": Case(
        {"composer.json": packagist("^1.0", "schoolrunner/oauth2-clever")},
        (f"composer.json:1 warning schoolrunner/oauth2-clever {ME}",),
    ),
    "the client's own package": Case(
        {
            "package.json": '{"name": "clever", "version": "0.9.1", "repository": "Clever/clever-js"}',
            "clever-ruby.gemspec": 's.name = "clever-ruby"',
            "Gemfile.lock": f"PATH\n  remote: .\n{bundle('0.14.0')[4:]}",
            "login/omniauth-clever.gemspec": 's.name = "omniauth-clever"',
            "login/Gemfile.lock": bundle("1.2.2", "omniauth-clever"),
        }
    ),
    "go from any caller": Case({"go.mod": "module x\nrequire github.com/Clever/clever-go v1.4.0\n"}),
    "the NuGet package": Case({"packages.config": '<packages><package id="Clever" version="1.2.0"/></packages>'}),
    "lookalikes": Case(
        {
            "requirements.txt": "clevercsv==0.5\nclever-cloud==1\ncleverbot==1.0\nclever-sync==0.1\n",
            "Gemfile": "gem 'clever', '0.1'\ngem 'clever_sdk'\ngem 'clever_tap'",
            "package.json": '{"dependencies": {"passport-clever": "1.0.1", "clever-tools": "1", "@acme/clever": "1"}}',
            "pom.xml": "<project><dependency><groupId>com.nfbsoftware</groupId><artifactId>clever-java</artifactId>"
            "<version>0.1</version></dependency></project>",
            "composer.json": packagist("*", "clevercloud/clever"),
        }
    ),
    "a module of one's own called clever": Case(
        {
            "package.json": npm("file:../clever"),
            "a/package.json": npm("acme/clever#main"),
            "requirements.txt": "clever @ git+https://github.com/acme/clever\n-e git+ssh://git@acme.com/x/clever#egg=clever\n",
            "pyproject.toml": '[tool.poetry.dependencies]\nclever = { path = "libs/clever" }',
        }
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_what_is_said_of_a_project(case: Case) -> None:
    found = [
        f"{one.path}:{one.place.line} {one.severity.value} {one.message}" for one in judge(dependencies_of(case.files))
    ]
    assert sorted(found) == sorted(case.said)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_every_finding_is_whole(case: Case) -> None:
    for finding in judge(dependencies_of(case.files)):
        assert finding.rule == ("me-endpoint" if "/me" in finding.message else "old-client-library")
        assert finding.cause == ("replace the library" if finding.rule == "old-client-library" else "")
        assert finding.fix is None
        assert finding.remedy.endswith(".")
        assert finding.matched in finding.frame[0]
        assert finding.message[-1] != "."
        assert len(finding.message) < 200


REMEDIES = [
    ({"requirements.txt": "clever==2.3.2"}, "Write clever==2.5.0."),
    (
        {"pyproject.toml": '[project]\ndependencies = ["clever"]', "uv.lock": lock_of("2.3.2")},
        "Write clever==2.5.0, then lock again.",
    ),
    (
        {"Gemfile": "gem 'clever-ruby', '0.14.0'", "Gemfile.lock": bundle("0.14.0")},
        (
            'Write gem "clever-ruby", "~> 1.2", ">= 1.2.3", then run bundle update clever-ruby, then port the code '
            "that calls it: its interface is another one (DataApi and EventsApi instead of Clever::Student.all)."
        ),
    ),
    ({"Gemfile": "gem 'clever-ruby', '1.2.2'"}, 'Write gem "clever-ruby", "~> 1.2", ">= 1.2.3".'),
    ({"package.json": npm("0.9.1")}, 'Write "clever": "^0.12.1".'),
    (
        {"Gemfile": "gem 'omniauth-clever', '1.2.2'"},
        'Override raw_info in a subclass of its strategy to get "/v1.2/me".',
    ),
    (
        {"Gemfile": "gem 'omniauth-clever', github: 'acme/omniauth-clever'"},
        (
            "See which /me the fork asks; if it is the unversioned one, override raw_info in a subclass of its "
            'strategy to get "/v1.2/me".'
        ),
    ),
]


@pytest.mark.parametrize(("files", "remedy"), REMEDIES)
def test_what_to_do(files: dict[str, str], remedy: str) -> None:
    assert [one.remedy for one in judge(dependencies_of(files))] == [remedy]


def test_credentials_are_not_shown() -> None:
    files = {"requirements.txt": "clever @ git+https://me:secret@github.com/acme/clever-python@old\n"}
    (finding,) = judge(dependencies_of(files))
    assert "secret" not in repr(finding)


ANSWERS = [
    ({"requirements.txt": "clever==2.5.0"}, "app/sync.py", True),
    ({"requirements.txt": "clever==2.3.2"}, "app/sync.py", False),
    ({"requirements.txt": "clever==2.3.2", "app/requirements.txt": "clever==2.5.0"}, "app/sync.py", True),
    ({"deploy/requirements.txt": "clever==2.5.0"}, "app/sync.py", True),
    ({"requirements.txt": "clever"}, "app/sync.py", False),
    ({"requirements.txt": "flask # clever"}, "app/sync.py", False),
    ({}, "sync.py", False),
]


@pytest.mark.parametrize(("files", "path", "expected"), ANSWERS)
def test_whether_the_manifests_answer_for_a_file(files: dict[str, str], path: str, expected: bool) -> None:
    python = next(client for client in CLIENTS if client.repository == "clever-python")
    assert answers_rightly(python, path, dependencies_of(files)) is expected


@pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.repository)
def test_the_versions_of_a_client_are_in_order(client: Client) -> None:
    speaks, good = parse_version(client.speaks_v12), parse_version(client.first_good)
    assert speaks is not None
    assert good is not None
    assert speaks <= good
    assert client.speech(good) is Speech.GOOD
