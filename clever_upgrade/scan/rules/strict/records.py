"""Whether an expression is a whole record of Clever's, as it came, or only some of its members."""

import re

_CUT_DOWN = re.compile(
    r"params|\b(?:slice|permit\w*|only|pick\w*|select|filter\w*|intersection|compact|allowed|known|subset|clean\w*)\b"
    r"|\bfor\b|[{}]|=>",
    re.IGNORECASE,
)
_STILL_WHOLE = re.compile(
    r"(?:\.|->)(?:except|reject|merge|symbolize_keys|deep_symbolize_keys|stringify_keys|with_indifferent_access|to_h|to_hash"
    r"|transform_keys|transform_values|dup|clone|copy|to_unsafe_h|as_json|toArray|dict|model_dump)!?"
    r"(?:\((?:[^()]|\([^()]*\))*\))?$"
)
_LAST = re.compile(r"""(?:\[\s*[:'"]*(\w+)['"]*\s*\]|(?:\.|->|^)[@$]*(\w+))$""")
_WHOLE = re.compile(
    r"^(?:\w*record|\w*row|item|data|attrs|attributes|json|payload|obj|object|body|hash|info|entry|resource|raw\w*|props"
    r"|\w*(?:student|teacher|contact|user|person|pupil|guardian|status)(?:_?(?:data|record|attributes|hash|info))?|member"
    r"|me|values|remote|response|result)$",
    re.IGNORECASE,
)


def is_whole_record(expression: str) -> bool:
    """Whether an expression stands for all members of a record, as ``row["data"]`` does."""
    plain = expression.strip().lstrip("*.&")
    if _CUT_DOWN.search(plain):
        return False
    while (still := _STILL_WHOLE.search(plain)) is not None:
        plain = plain[: still.start()]
    last = _LAST.search(plain)
    return last is not None and _WHOLE.match(last[1] or last[2]) is not None
