"""Whether an expression is a whole record of Clever's, as it came, or only some of its members."""

import re

_CUT_DOWN = re.compile(
    r"params|\b(?:slice|permit\w*|only|pick\w*|select|filter\w*|intersection|compact|allowed|known|subset|clean\w*)\b|\bfor\b"
    r"|[{}]|=>",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"""\[\s*:?['"]?(?:data|object|attributes)['"]?\s*\]|(?:->|\.)(?:data|object|attributes)\b"""
    r"|\b(?:record|row|item|data|attrs|attributes|json|payload|obj|object|body|hash|info|entry|resource|raw|fields|props"
    r"|student|teacher|contact|user|person|member|pupil|guardian|me|status|values)\w*\b",
    re.IGNORECASE,
)
_NAME_FIRST = re.compile(r"^[@$\w]")


def is_whole_record(expression: str) -> bool:
    """Whether an expression stands for all members of a record, as ``row["data"]`` does."""
    plain = expression.strip().lstrip("*.&")
    return bool(_NAME_FIRST.match(plain) and _WHOLE.search(plain) and not _CUT_DOWN.search(plain))
