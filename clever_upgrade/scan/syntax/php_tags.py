"""Leaves of a PHP file only what stands within its tags, for the grammar knows no HTML around the code."""

import re

_OPENS = re.compile(r"<\?(?:php\b|=|(?=\s))", re.IGNORECASE)
_IN_CODE = re.compile(
    r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|/\*.*?\*/|(?://|\#(?!\[))(?:(?!\?>)[^\r\n])*"""
    r"""|<<<[ \t]*(?P<quote>['"]?)(?P<name>\w+)(?P=quote)\r?\n(?:.*?\n)?[ \t]*(?P=name)\b|(?P<close>\?>)""",
    re.DOTALL,
)
_NO_BLANK = re.compile(r"[^\r\n]")


def code_only(source: str) -> str:
    """The source with everything outside ``<?php … ?>`` blanked; each character keeps its place."""
    stretches: list[str] = []
    position = 0
    while (opened := _OPENS.search(source, position)) is not None:
        stretches.append(_blank(source[position : opened.end()]))
        closed = next((one for one in _IN_CODE.finditer(source, opened.end()) if one["close"]), None)
        end = len(source) if closed is None else closed.start()
        code = source[opened.end() : end]
        stretches.append(code)
        if closed is None:
            return "".join(stretches)
        # A closing tag ends a statement, but not the head of a block.
        stretches.append("  " if code.rstrip()[-1:] in {"", ":", "{", "}", ";"} else " ;")
        position = closed.end()
    stretches.append(_blank(source[position:]))
    return "".join(stretches)


def _blank(text: str) -> str:
    return _NO_BLANK.sub(" ", text)
