"""The state of a district's sync, kept as the later version tells it, and what the earlier version makes of it."""

from collections.abc import Mapping
from typing import Any

from clever_upgrade.contract import Upgrade

_EARLIER_STATE = {"paused": "running", "pending": "error"}
"""The earlier version knows no pause, and does not tell whose error it is."""


class Status:
    """The status of one district; fields can be set one by one."""

    __slots__ = ("_added", "_fields", "_known", "_states")

    def __init__(self, district: str, fields: Mapping[str, Any], upgrade: Upgrade) -> None:
        self._known = upgrade.to_version.resources["status"].fields
        self._added = {facts.path for facts in upgrade.added("status")}
        self._states = upgrade.from_version.states
        self._fields: dict[str, Any] = {"id": district, "state": "running", "sis_type": "sftp"}
        self.set(fields)

    def set(self, fields: Mapping[str, Any]) -> None:
        """Change some fields; None takes one away. ValueError, changing nothing, if the contract forbids it."""
        for name, value in fields.items():
            self._check(name, value)
        for name, value in fields.items():
            if value is None:
                self._fields.pop(name, None)
            else:
                self._fields[name] = value

    def _check(self, name: str, value: Any) -> None:
        if name == "id" and value != self._fields["id"]:
            raise ValueError("the id of a status is its district's id, and cannot change")
        facts = self._known.get(name)
        if facts is None or facts.accepts(value):
            return
        allowed = f", which is one of {', '.join(sorted(facts.enum))}" if facts.enum else ""
        raise ValueError(f"status cannot have this value of {name}{allowed}")

    def view(self, *, later: bool) -> dict[str, Any]:
        """The fields as the later or the earlier version shows them."""
        if later:
            return dict(self._fields)
        shown = {name: value for name, value in self._fields.items() if name not in self._added}
        state = _EARLIER_STATE.get(shown["state"], shown["state"])
        return {**shown, "state": state if state in self._states else "running"}
