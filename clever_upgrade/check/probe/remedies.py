"""What to do about a failure: the words of the rules and of the changes of the contract, chosen by what went wrong."""

from clever_upgrade.check.probe.result import Trouble
from clever_upgrade.contract.changes import change_named
from clever_upgrade.scan.rules.catalogue import rule_text

STATE = "sync-state"
_STRICT = "strict-parsing"
_SCHOOLS = "schools-array"
_TODO = {"pause-window": 0, "launch-date": 1, "contact-sis-id": 0, "graduation-year": 0, "special-scope-fields": 1}
"""Which of the things to do answers a value that is misread, by change."""


def remedy_for(trouble: Trouble, rule: str, *, variation: str, is_presence: bool, is_schema: bool) -> str:
    """What to do, in one or two sentences.

    ``rule`` names the change of the contract, or is empty; ``variation`` says what is special about the record.
    ``is_presence`` says that the member fails whatever its value is, so that it is refused and not misread.
    ``is_schema`` is for a JSON Schema.
    """
    if trouble is Trouble.REFUSES_EARLIER:
        return "The earlier version may give this already, so the move does not bring it; be ready for it anyhow."
    if rule == STATE:
        return rule_text(STATE).remedy[0]
    if trouble is Trouble.CHANGES:
        return _differs(rule)
    if is_schema and is_presence:
        return "List the new members in the schema, or let additionalProperties be true there."
    cause = _against_cause(rule, variation, is_presence=is_presence)
    if trouble is Trouble.DROPS:
        return f"Find where the record is passed over, or its failure caught. {cause}"
    if trouble is Trouble.HANGS:
        return f"Find the loop or the request that waits on this member. {cause}"
    return cause


def _against_cause(rule: str, variation: str, *, is_presence: bool) -> str:
    if is_presence and rule:
        return "Ignore members that are not known where records are decoded, or pick the wanted ones by name."
    if rule == _SCHOOLS:
        return change_named(rule).todo[2 if "empty" in variation else 1]
    if rule in _TODO:
        return change_named(rule).todo[_TODO[rule]]
    return "Accept every value that the contract allows in this member."


def _differs(rule: str) -> str:
    if rule == _SCHOOLS:
        return f"{rule_text(_STRICT).remedy[2]} {change_named(rule).todo[1]}"
    return f"{rule_text(_STRICT).remedy[2]} {rule_text(_STRICT).remedy[1]}"
