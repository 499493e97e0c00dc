"""What a shell may complete where a name of the tool's own is expected. Whatever goes wrong, it completes nothing."""

from collections.abc import Iterable, Iterator


def collections(incomplete: str) -> Iterator[str]:
    """Names of collections that can be compared."""
    from clever_upgrade.compare.request import ORDER

    return _beginning(incomplete, ORDER)


def changes(incomplete: str) -> Iterator[str]:
    """Names of changes of the contract."""
    from clever_upgrade.contract import default_upgrade
    from clever_upgrade.contract.changes import changes_of

    return _beginning(incomplete, (change.name for change in changes_of(default_upgrade())))


def rules(incomplete: str) -> Iterator[str]:
    """Names of rules; after a comma, the next one."""
    from clever_upgrade.scan.rules.names import RULES

    before, comma, begun = incomplete.rpartition(",")
    return (f"{before}{comma}{rule}" for rule in _beginning(begun, RULES))


def states(incomplete: str) -> Iterator[str]:
    """Sync states of districts; after a comma, the next one."""
    from clever_upgrade.compare.status_result import STATES

    before, comma, begun = incomplete.rpartition(",")
    return (f"{before}{comma}{state}" for state in _beginning(begun, STATES))


def languages(incomplete: str) -> Iterator[str]:
    """Languages that the rules have examples in."""
    from clever_upgrade.scan.rules.catalogue import catalogue

    return _beginning(incomplete, sorted({language for rule in catalogue() for language in rule.languages}))


def scenarios(incomplete: str) -> Iterator[str]:
    """Scenarios of the sandbox."""
    from clever_upgrade.sandbox.scenarios import SCENARIOS

    return _beginning(incomplete, SCENARIOS)


def faults(incomplete: str) -> Iterator[str]:
    """Kinds of fault, with the sign that the rate follows."""
    from clever_upgrade.sandbox.faults import FAULT_NAMES

    return _beginning(incomplete, (f"{name}=" for name in FAULT_NAMES))


def runs(incomplete: str) -> Iterator[str]:
    """Runs that the configured store knows."""
    return _beginning(incomplete, (run for _, run in _known() if run is not None))


def districts(incomplete: str) -> Iterator[str]:
    """Districts that the configured store knows."""
    return _beginning(incomplete, (district for district, _ in _known()))


def _known() -> list[tuple[str, str | None]]:
    """Each district of the store with its newest run, if it is a file: a shell must not wait for a server."""
    from clever_upgrade.cli.workplace import named_store
    from clever_upgrade.errors import CleverUpgradeError
    from clever_upgrade.resync.views import look
    from clever_upgrade.store.schema import is_prepared

    try:
        with named_store(None, None) as database:
            is_file = database.url.get_backend_name() == "sqlite" and not database.is_missing
            views = look(database) if is_file and is_prepared(database) else ()
    except CleverUpgradeError:
        return []
    return [(view.district.district, view.run.run if view.run else None) for view in views]


def _beginning(incomplete: str, names: Iterable[str]) -> Iterator[str]:
    return (name for name in names if name.startswith(incomplete))
