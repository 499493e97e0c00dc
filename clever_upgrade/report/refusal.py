"""What a program reads when a guard held a command back: the reason by its stable name."""

import json

from clever_upgrade.errors import GuardRefusedError

SCHEMA = "clever-upgrade/refusal/1"


def refusal_as_json(refusal: GuardRefusedError) -> str:
    """One JSON object on one line."""
    content = {"schema": SCHEMA, "reason": refusal.reason, "message": refusal.message, "hint": refusal.hint}
    return json.dumps(content)
