"""What to do about a failure: the words of the rules and of the changes of the contract, chosen by what went wrong."""

from clever_upgrade.check.probe.result import Trouble
from clever_upgrade.contract.stories import (
    KEEP_OUT_OF_LOGS,
    KEEP_THE_PRIMARY_SCHOOL,
    READ_A_GRADUATION_YEAR,
    READ_A_LAUNCH,
    READ_A_PAUSE,
    READ_A_SIS_ID,
    TELL_ABSENT_FROM_EMPTY,
)
from clever_upgrade.scan.rules.catalogue import rule_text

STATE = "sync-state"
_STRICT = "strict-parsing"
_SCHOOLS = "schools-array"
_MISREAD = {
    _SCHOOLS: KEEP_THE_PRIMARY_SCHOOL,
    "pause-window": READ_A_PAUSE,
    "launch-date": READ_A_LAUNCH,
    "contact-sis-id": READ_A_SIS_ID,
    "graduation-year": READ_A_GRADUATION_YEAR,
    "special-scope-fields": KEEP_OUT_OF_LOGS,
}
"""Which of the things to do answers a value that is misread, by change."""


def remedy_for(trouble: Trouble, rule: str, *, is_empty: bool, is_presence: bool, is_schema: bool) -> str:
    """What to do, in one or two sentences.

    ``rule`` names the change of the contract, or is empty. ``is_empty`` says that the member is there with nothing in
    it, ``is_presence`` that it fails whatever its value is, so that it is refused and not misread. ``is_schema`` is
    for a JSON Schema.
    """
    if trouble is Trouble.REFUSES_EARLIER:
        return "The earlier version may give this already, so the move does not bring it; be ready for it anyhow."
    if rule == STATE:
        handle_all, *_ = rule_text(STATE).remedy
        return handle_all
    if trouble is Trouble.CHANGES:
        return _differs(rule)
    if is_schema and is_presence:
        return "List the new members in the schema, or let additionalProperties be true there."
    cause = _against_cause(rule, is_empty=is_empty, is_presence=is_presence)
    if trouble is Trouble.DROPS:
        return f"Find where the record is passed over, or its failure caught. {cause}"
    if trouble is Trouble.HANGS:
        return f"Find the loop or the request that waits on this member. {cause}"
    return cause


def _against_cause(rule: str, *, is_empty: bool, is_presence: bool) -> str:
    if is_presence and rule:
        return "Ignore members that are not known where records are decoded, or pick the wanted ones by name."
    if rule == _SCHOOLS and is_empty:
        return TELL_ABSENT_FROM_EMPTY
    return _MISREAD.get(rule, "Accept every value that the contract allows in this member.")


def _differs(rule: str) -> str:
    _, pick_fields, hash_fields, _ = rule_text(_STRICT).remedy
    return f"{hash_fields} {KEEP_THE_PRIMARY_SCHOOL if rule == _SCHOOLS else pick_fields}"
