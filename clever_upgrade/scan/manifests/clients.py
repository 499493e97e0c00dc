"""The official client libraries and the login plugins that stand in manifests, with what each of their versions speaks.

Checked in the libraries' own history, release by release. Third parties that only sound alike (the gems ``clever`` and
``clever_sdk``, ``com.nfbsoftware:clever-java``, ``passport-clever``, ``clevercsv``) number their versions as they like
and are not listed. Neither are clever-go, whose callers write the version into the path, and the NuGet package
``Clever``, whose first release speaks v1.2 rightly: no version of them is a finding.
"""

from dataclasses import dataclass
from enum import StrEnum

from clever_upgrade.scan.manifests.dependency import Dependency, Ecosystem, Origin
from clever_upgrade.scan.manifests.versions import Allowed, Span, Version, before, onwards, parse_version


class Speech(StrEnum):
    """What a version of a client means for the move."""

    V11_ONLY = "speaks v1.1 only"
    WRONG_PAUSE = "knows the sync state pause, not paused"
    GOOD = "speaks v1.2 or later"


def _version(text: str) -> Version:
    version = parse_version(text)
    assert version is not None, text  # noqa: S101  (the texts are those of this module)
    return version


@dataclass(frozen=True, slots=True)
class Client:
    """One official client.

    ``speaks_v12`` is the first version that speaks v1.2; earlier ones, if there are any, speak v1.1 only.
    ``wrong_pause`` is the first and the last version whose generated model names the state ``pause``, if any.
    ``advised`` is the requirement to write, which ends before the major version that speaks v2.0. ``port`` says how
    the interface of v1.2's version differs where code has to be rewritten, and ``lock`` how the lock file follows.
    """

    ecosystem: Ecosystem
    names: tuple[str, ...]
    repository: str
    speaks_v12: str
    advised: str
    wrong_pause: tuple[str, str] | None = None
    knows_paused: str = ""
    port: str = ""
    lock: str = ""

    @property
    def first_good(self) -> str:
        """The first version that serves v1.2 rightly."""
        return self.knows_paused or self.speaks_v12

    @property
    def is_unmistakable(self) -> bool:
        """Whether nothing else would have that name, wherever it is fetched from."""
        return self.names[0] != "clever"

    def speech(self, version: Version) -> Speech:
        """What a version speaks."""
        if version < _version(self.speaks_v12):
            return Speech.V11_ONLY
        if self.wrong_pause and _version(self.wrong_pause[0]) <= version <= _version(self.wrong_pause[1]):
            return Speech.WRONG_PAUSE
        return Speech.GOOD

    def reaches_v12(self, allowed: Allowed) -> bool:
        """Whether a requirement allows any version that speaks v1.2."""
        return allowed.meets(onwards(_version(self.speaks_v12)))

    def admits_v11(self, allowed: Allowed) -> bool:
        """Whether a requirement allows any version that speaks v1.1 only."""
        return allowed.meets(Span(Version((0,)), _version(self.speaks_v12)))

    def is_stuck_at_pause(self, allowed: Allowed) -> bool:
        """Whether the newest versions that a requirement allows are those that name the state wrongly."""
        if self.wrong_pause is None or allowed.meets(onwards(_version(self.knows_paused))):
            return False
        first, last = map(_version, self.wrong_pause)
        return allowed.meets(Span(first, last, with_high=True))


CLIENTS = (
    Client(
        ecosystem=Ecosystem.PYPI,
        names=("clever", "clever-python"),
        repository="clever-python",
        speaks_v12="2.4.0",
        advised="clever==2.5.0",
        lock="lock again",
    ),
    Client(
        ecosystem=Ecosystem.RUBYGEMS,
        names=("clever-ruby",),
        repository="clever-ruby",
        speaks_v12="1.0.0",
        advised='gem "clever-ruby", "~> 1.2", ">= 1.2.3"',
        wrong_pause=("1.1.0", "1.2.2"),
        knows_paused="1.2.3",
        port="its interface is another one (DataApi and EventsApi instead of Clever::Student.all)",
        lock="run bundle update clever-ruby",
    ),
    Client(
        ecosystem=Ecosystem.PACKAGIST,
        names=("clever/clever",),
        repository="clever-php",
        speaks_v12="0.6.0",
        advised='"clever/clever": "^0.6.2"',
        lock="run composer update clever/clever",
    ),
    Client(
        ecosystem=Ecosystem.NPM,
        names=("clever",),
        repository="clever-js",
        speaks_v12="0.11.1",
        advised='"clever": "^0.12.1"',
        lock="install again",
    ),
    Client(
        ecosystem=Ecosystem.MAVEN,
        names=("com.clever:client", "com.github.clever:clever-java"),
        repository="clever-java",
        speaks_v12="0.0.0",
        advised="com.clever:client:0.3.5",
        wrong_pause=("0.3.1", "0.3.3"),
        knows_paused="0.3.4",
    ),
)

_BY_REPOSITORY = {client.repository: client for client in CLIENTS}
_REPOSITORY_OF_LANGUAGE = {
    "python": "clever-python",
    "ruby": "clever-ruby",
    "php": "clever-php",
    **dict.fromkeys(("javascript", "typescript", "tsx", "coffeescript"), "clever-js"),
    "java": "clever-java",
}


@dataclass(frozen=True, slots=True)
class LoginPlugin:
    """A plugin of a login framework that asks the unversioned ``/me`` in its own code, where no scan of yours sees it.

    ``until`` is the first version of which that is not known; empty where every release does it. Releases are those of
    the ``owners``; what a fork asks for, only the fork can say.
    """

    ecosystem: Ecosystem
    name: str
    owners: tuple[str, ...]
    until: str
    override: str

    def asks_me(self, allowed: Allowed) -> bool:
        """Whether a requirement allows a version that asks the unversioned ``/me``."""
        return not self.until or allowed.meets(before(_version(self.until)))


LOGIN_PLUGINS = (
    LoginPlugin(
        ecosystem=Ecosystem.RUBYGEMS,
        name="omniauth-clever",
        owners=("clever", "thinkthroughmath"),
        until="2.0.0",
        override='override raw_info in a subclass of its strategy to get "/v1.2/me"',
    ),
    LoginPlugin(
        ecosystem=Ecosystem.PACKAGIST,
        name="schoolrunner/oauth2-clever",
        owners=("schoolrunner", "kennberg"),
        until="",
        override="override the method of its provider that names the address of the user's details, to get /v1.2/me",
    ),
)


def client_of(dependency: Dependency) -> Client | None:
    """The official client that a dependency is, or None.

    A repository counts by its own name, so that forks do; ``clever`` from any other repository or folder is
    somebody's own module of that name.
    """
    repository = dependency.source.repository.rpartition("/")[2]
    for client in CLIENTS:
        if dependency.ecosystem is not client.ecosystem:
            continue
        by_name = dependency.name.lower() in client.names
        if repository == client.repository or (
            by_name and (client.is_unmistakable or dependency.source.origin is Origin.REGISTRY)
        ):
            return client
    return None


def client_of_repository(repository: str) -> Client | None:
    """The official client that is made in the repository of that name, or None."""
    return _BY_REPOSITORY.get(repository)


def client_of_language(language: str) -> Client | None:
    """The official client for a language, or None."""
    return client_of_repository(_REPOSITORY_OF_LANGUAGE.get(language, ""))


def plugin_of(dependency: Dependency) -> LoginPlugin | None:
    """The login plugin that a dependency is, or None."""
    return next(
        (one for one in LOGIN_PLUGINS if (one.ecosystem, one.name) == (dependency.ecosystem, dependency.name)), None
    )
