"""Values in settings and templates: plain characters with holes such as ``${HOST}`` or ``<%= host %>``."""

import re

from clever_upgrade.scan.syntax.facts import Hole, Literal, Scope, Text
from clever_upgrade.scan.tree.lines import LineIndex

_HOLE = re.compile(
    r"\$\{{1,2}\s*(?:env:)?(?P<braced>[^{}\n]*)\}{1,2}|<%[=-]?(?P<erb>(?:(?!%>).){0,300}?)-?%>"
    r"|<\?(?:php|=)(?P<php>(?:(?!\?>).){0,300})\?>|(?<!\{)\{{2,3}(?P<curly>[^{}\n]*)\}{2,3}|#\{(?P<hash>[^{}\n]*)\}"
    r"|\$(?P<shell>[A-Z_][A-Z0-9_]*)|%(?P<percent>[A-Z_]\w*)%"
)
_DEFAULT = re.compile(r":?[-=?+].*|\s*\|.*")
_LONGEST_NAME = 120


def parts_between(source: str, start: int, end: int, lines: LineIndex) -> tuple[Literal | Hole, ...]:
    """The characters of the source from ``start`` up to ``end``, taken apart at their holes."""
    parts: list[Literal | Hole] = []
    done = start
    for match in _HOLE.finditer(source, start, end):
        if match.start() > done:
            parts.append(Literal(source[done : match.start()], lines.place(done, match.start())))
        parts.append(Hole(_name(match), lines.place(match.start(), match.end())))
        done = match.end()
    if done < end:
        parts.append(Literal(source[done:end], lines.place(done, end)))
    return tuple(parts)


def text_between(
    source: str, start: int, end: int, lines: LineIndex, *, bound_to: str = "", scope: Scope | None = None
) -> Text | None:
    """The text that stands from ``start`` up to ``end``; None where nothing but holes is there."""
    parts = parts_between(source, start, end, lines)
    if not any(isinstance(part, Literal) for part in parts):
        return None
    return Text(parts, lines.place(start, end), scope or Scope(), bound_to)


def _name(match: re.Match[str]) -> str:
    inside = next((group for group in match.groups() if group is not None), "")
    return (inside if match["erb"] or match["php"] else _DEFAULT.sub("", inside)).strip()[:_LONGEST_NAME]
