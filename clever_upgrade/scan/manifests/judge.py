"""From everything a project depends on to findings: an old client library, or a login plugin that asks ``/me``.

A version that speaks v1.1 only is an error: v1.2 cannot be asked through it. A version that spells ``paused`` wrongly
is a warning, because it breaks no more than what reads the sync state; so is a requirement that allows both kinds
while nothing says which is installed. A fork of a login plugin is a note: only the fork can say what it asks.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from clever_upgrade.scan.found import REPLACE_LIBRARY, without_secrets
from clever_upgrade.scan.manifests.clients import (
    CLIENTS,
    LOGIN_PLUGINS,
    Client,
    LoginPlugin,
    Speech,
    client_of,
    plugin_of,
)
from clever_upgrade.scan.manifests.dependency import Dependency, Dialect, Ecosystem, Kind, Origin
from clever_upgrade.scan.manifests.nearest import nearest
from clever_upgrade.scan.manifests.requirements import allowed_by
from clever_upgrade.scan.manifests.versions import ANY, Allowed, Version
from clever_upgrade.scan.result import Finding, Severity

OLD_CLIENT = "old-client-library"
ME = "me-endpoint"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with a dependency, as a sentence without its end, and whether code has to be ported."""

    severity: Severity
    message: str
    ports: bool = False


def judge(dependencies: Iterable[Dependency]) -> Iterator[Finding]:
    """The findings of a project, at most one for each file and package."""
    everything = tuple(dependencies)
    for client in CLIENTS:
        found = _foreign(client.ecosystem, client.names, everything, lambda one: client_of(one) is client)  # noqa: B023
        for dependency, verdict in _each(found, lambda one: _of_client(client, one, found)):  # noqa: B023
            remedy = _remedy(client, verdict, has_lock=bool(_locks(dependency, found)))
            yield _finding(OLD_CLIENT, dependency, verdict, remedy, REPLACE_LIBRARY)
    for plugin in LOGIN_PLUGINS:
        found = _foreign(plugin.ecosystem, (plugin.name,), everything, lambda one: plugin_of(one) is plugin)  # noqa: B023
        for dependency, verdict in _each(found, lambda one: _of_plugin(plugin, one, found)):  # noqa: B023
            yield _finding(ME, dependency, verdict, _plugin_remedy(plugin, verdict), "")


def _foreign(
    ecosystem: Ecosystem, names: tuple[str, ...], everything: Iterable[Dependency], is_it: Callable[[Dependency], bool]
) -> list[Dependency]:
    """The dependencies that are a certain package, outside that package itself."""
    named = [one for one in everything if one.kind is not Kind.OWN and is_it(one)]
    return [one for one in named if not _is_itself(ecosystem, names, one.path, everything)]


def answers_rightly(client: Client, path: str, dependencies: Iterable[Dependency]) -> bool:
    """Whether the manifests that answer for a file already prove that the client serves v1.2 rightly."""
    found = [one for one in dependencies if one.kind is not Kind.OWN and client_of(one) is client]
    answering = nearest(path, found) or found
    return bool(answering) and all(_of_client(client, one, found) is None for one in answering)


def is_client_itself(client: Client, path: str, dependencies: Iterable[Dependency]) -> bool:
    """Whether a file belongs to the client's own package: a project does not depend on itself."""
    return _is_itself(client.ecosystem, client.names, path, dependencies)


def _is_itself(ecosystem: Ecosystem, names: tuple[str, ...], path: str, dependencies: Iterable[Dependency]) -> bool:
    own = [one for one in dependencies if one.kind is Kind.OWN and one.ecosystem is ecosystem]
    return any(one.name.lower() in names for one in nearest(path, own))


def _each(
    found: list[Dependency], verdict_of: Callable[[Dependency], Verdict | None]
) -> Iterator[tuple[Dependency, Verdict]]:
    """The first verdict of each file; a lock speaks for itself only where no manifest speaks for it."""
    judged: set[str] = set()
    covered: set[str] = set()
    for dependency in sorted(found, key=lambda one: (one.kind is Kind.LOCK, one.path, one.place)):
        if dependency.kind is Kind.MANIFEST:
            covered.update(lock.path for lock in _locks(dependency, found))
        verdict = None if dependency.path in judged | covered else verdict_of(dependency)
        if verdict is not None:
            judged.add(dependency.path)
            yield dependency, verdict


def _locks(dependency: Dependency, found: list[Dependency]) -> list[Dependency]:
    return nearest(dependency.path, [one for one in found if one.kind is Kind.LOCK])


def _pins(dependency: Dependency, found: list[Dependency]) -> list[Dependency]:
    """Other manifests that settle on one version, as a compiled requirements.txt does for pyproject.toml."""
    others = [one for one in found if one.path != dependency.path and _settled(one) is not None]
    return nearest(dependency.path, others)


def _allowed(dependency: Dependency) -> Allowed | None:
    """The versions that a dependency allows; None where a repository, a folder or unknown words hide them."""
    if dependency.source.origin is Origin.REGISTRY or (dependency.requirement and dependency.kind is Kind.LOCK):
        return allowed_by(dependency.requirement, dependency.dialect)
    ref = dependency.source.ref
    return allowed_by(ref, Dialect.EXACT) if ref.count(".") > 1 else None


def _settled(dependency: Dependency) -> Version | None:
    """The one version that a dependency allows, if it is one."""
    allowed = _allowed(dependency)
    return None if allowed is None else allowed.only


def _of_client(client: Client, dependency: Dependency, found: list[Dependency]) -> Verdict | None:
    allowed = _allowed(dependency)
    if allowed is not None and allowed.only is not None:
        return _of_version(client, f"{_name(client, dependency)} {_version_text(dependency)}", allowed.only, "")
    if allowed is not None and allowed.spans and not client.reaches_v12(allowed):
        return _old(client, f"{_shown(client, dependency)} allows only versions that speak v1.1")
    if dependency.kind is Kind.MANIFEST:
        if locks := _locks(dependency, found):
            return _of_locks(client, locks)
        if _pins(dependency, found):
            return None
    return _unsettled(client, dependency, allowed)


def _of_locks(client: Client, locks: list[Dependency]) -> Verdict | None:
    for lock in locks:
        version, file = _settled(lock), lock.path.rpartition("/")[2]
        if version is None:
            verdict = _unsettled(client, lock, None)
        else:
            holds = f"{file} holds {_name(client, lock)} at {_version_text(lock)}"
            verdict = _of_version(client, holds, version, ", which")
        if verdict is not None:
            return verdict
    return None


def _of_version(client: Client, subject: str, version: Version, joint: str) -> Verdict | None:
    speech = client.speech(version)
    if speech is Speech.V11_ONLY:
        return _old(client, f"{subject}{joint} {speech.value}")
    if speech is Speech.WRONG_PAUSE:
        return _wrong_pause(client, f"{subject}{joint} {speech.value}")
    return None


def _unsettled(client: Client, dependency: Dependency, allowed: Allowed | None) -> Verdict | None:
    """Where nothing says which version is installed."""
    shown = _shown(client, dependency)
    if allowed is None:
        return Verdict(
            Severity.WARNING, f"{shown}, and nothing here tells its version; {_first(client)}", ports=bool(client.port)
        )
    if client.is_stuck_at_pause(allowed):
        return _wrong_pause(client, f"{shown} allows only versions that know the sync state pause, not paused")
    if not client.admits_v11(allowed):
        return None
    allows = "names no version" if allowed == ANY else "also allows versions that speak v1.1 only"
    return Verdict(
        Severity.WARNING,
        f"{shown} {allows}, and no lock file says which is installed; {_first(client)}",
        ports=bool(client.port),
    )


def _old(client: Client, clause: str) -> Verdict:
    return Verdict(Severity.ERROR, f"{clause}; {_first(client)}", ports=bool(client.port))


def _wrong_pause(client: Client, clause: str) -> Verdict:
    return Verdict(Severity.WARNING, f"{clause}; {client.knows_paused} is the first version that knows paused")


def _first(client: Client) -> str:
    also = " and knows the sync state paused" if client.knows_paused else ""
    return f"{client.first_good} is the first version that speaks v1.2{also}"


def _name(client: Client, dependency: Dependency) -> str:
    return dependency.name or client.names[0]


def _version_text(dependency: Dependency) -> str:
    return (dependency.requirement or dependency.source.ref).lstrip("=v ").strip("[]")


def _shown(client: Client, dependency: Dependency) -> str:
    """The package and what its manifest says of it, as the beginning of a sentence."""
    name, source = _name(client, dependency), dependency.source
    if source.origin is Origin.GIT:
        ref = f"{source.ref[:40]} of " if source.ref else ""
        return f"{name} comes from {ref}{source.repository or 'a repository'}"
    if source.origin is Origin.PATH:
        return f"{name} comes from the folder {source.url}"
    known = "" if _allowed(dependency) == ANY else dependency.requirement
    return f"{name} {known}".rstrip()


def _remedy(client: Client, verdict: Verdict, *, has_lock: bool) -> str:
    steps = [f"Write {client.advised}"]
    if client.lock and has_lock:
        steps.append(client.lock)
    if verdict.ports:
        steps.append(f"port the code that calls it: {client.port}")
    return f"{', then '.join(steps)}."


def _of_plugin(plugin: LoginPlugin, dependency: Dependency, found: list[Dependency]) -> Verdict | None:
    source = dependency.source
    settling = _locks(dependency, found) if dependency.kind is Kind.MANIFEST else []
    known = [allowed for one in settling or [dependency] if (allowed := _allowed(one)) is not None]
    if known and not any(plugin.asks_me(allowed) for allowed in known):
        return None
    if source.origin is not Origin.REGISTRY and source.repository.partition("/")[0] not in plugin.owners:
        where = source.repository or source.url or "somewhere else"
        return Verdict(
            Severity.NOTE,
            f"{plugin.name} comes from {where}; the plugin it was made from asks the unversioned /me, "
            "which answers as v1.1, without schools",
        )
    return Verdict(Severity.WARNING, f"{plugin.name} asks the unversioned /me, which answers as v1.1, without schools")


def _plugin_remedy(plugin: LoginPlugin, verdict: Verdict) -> str:
    if verdict.severity is Severity.NOTE:
        return f"See which /me the fork asks; if it is the unversioned one, {plugin.override}."
    return f"{plugin.override[0].upper()}{plugin.override[1:]}."


def _finding(rule: str, dependency: Dependency, verdict: Verdict, remedy: str, cause: str) -> Finding:
    return Finding(
        rule=rule,
        severity=verdict.severity,
        path=dependency.path,
        place=dependency.place,
        message=verdict.message,
        remedy=remedy,
        matched=without_secrets(dependency.text),
        fingerprint="",
        frame=(without_secrets(dependency.line),),
        evidence=(f"{dependency.path.rpartition('/')[2]} names {dependency.name or dependency.source.repository}",),
        cause=cause,
    )
