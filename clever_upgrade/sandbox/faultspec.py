"""Reads faults as people write them: ``KIND=RATE`` on the command line, a JSON object over HTTP."""

from collections.abc import Iterable, Mapping
from typing import Any

from clever_upgrade.contract.versions import VERSION_NAMES
from clever_upgrade.errors import UsageError
from clever_upgrade.sandbox.faults import FAULT_NAMES, Fault, FaultKind
from clever_upgrade.suggest import no_such

_MEMBERS = {"rate", "version", "seconds"}


def parse_options(options: Iterable[str]) -> dict[FaultKind, Fault]:
    """The faults that ``KIND=RATE`` options name; UsageError, in one sentence, for a wrong one."""
    faults = {}
    for option in options:
        name, equals, rate = option.partition("=")
        if not equals:
            raise UsageError(f"--fault {option}: write KIND=RATE, for example {FAULT_NAMES[0]}=0.1")
        faults[_kind(name)] = Fault(_number(name, rate))
    return faults


def parse_body(body: Mapping[str, Any]) -> dict[FaultKind, Fault]:
    """The faults that a JSON object names: each kind's rate, or an object with ``rate``, ``version``, ``seconds``."""
    return {_kind(name): _fault(name, value) for name, value in body.items()}


def shown(faults: Mapping[FaultKind, Fault]) -> dict[str, Any]:
    """Faults in the form that ``parse_body`` reads."""
    return {
        kind.value: {
            name: value
            for name, value in (("rate", fault.rate), ("version", fault.version), ("seconds", fault.seconds))
            if value is not None
        }
        for kind, fault in faults.items()
    }


def _fault(name: str, value: Any) -> Fault:
    if not isinstance(value, Mapping):
        return Fault(_number(name, value))
    unknown = sorted(set(value) - _MEMBERS)
    if unknown:
        raise UsageError(f"fault {name} has an unknown member {unknown[0]!r}; known are rate, version and seconds")
    version = value.get("version")
    if version is not None and version not in VERSION_NAMES:
        raise UsageError(f"fault {name}: version must be one of {', '.join(VERSION_NAMES)}")
    seconds = value.get("seconds")
    return Fault(_number(name, value.get("rate")), version, None if seconds is None else _number(name, seconds))


def _kind(name: str) -> FaultKind:
    try:
        return FaultKind(name)
    except ValueError:
        raise no_such("fault", name, FAULT_NAMES) from None


def _number(name: str, value: Any) -> float:
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        try:
            return float(value)
        except (ValueError, OverflowError):
            pass
    raise UsageError(f"fault {name}: {value!r} is not a number")
