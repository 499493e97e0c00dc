"""How CoffeeScript tells values apart: conditions, ``switch``, comparisons and lists of words."""

from dataclasses import dataclass

from clever_upgrade.scan.syntax.coffeescript_rows import Rows
from clever_upgrade.scan.syntax.coffeescript_tokens import TokenKind
from clever_upgrade.scan.syntax.collect import RAISING, constant_name
from clever_upgrade.scan.syntax.facts import Case, Otherwise
from clever_upgrade.scan.tree.lines import LineIndex


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition: where its chain begins, what follows from it, and what happens otherwise."""

    chain: int | None
    action: str
    otherwise: Otherwise


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison with a word, or with a list of words."""

    subject: str
    cases: list[Case]
    stretch: tuple[int, int]
    negated: bool


def asked_at(rows: Rows, number: int, line: int, chain: int) -> Asked:
    """The condition that begins with the ``if`` at ``number`` on the line that begins at ``line``."""
    end = rows.line_end(number + 1)
    then = rows.find(number + 1, end, "then")
    if then is not None:
        other = rows.find(then + 1, end, "else")
        action = rows.text(then + 1, end if other is None else other)
        if other is not None:
            return Asked(chain, action, _otherwise(rows.text(other + 1, end)))
    elif rows.is_word(number - 1, "else", "return") or rows.is_sign(number - 1, "=", ":") or number == line + 1:
        action = rows.text(end, rows.block_ends.get(line, end))
    else:
        action = rows.text(line + 1, number)
    return Asked(chain, action, _following_else(rows, line))


def _following_else(rows: Rows, line: int) -> Otherwise:
    following = rows.block_ends.get(line)
    while following is not None and rows.is_word(following + 1, "else"):
        after = rows.block_ends.get(following)
        if not rows.is_word(following + 2, "if"):
            return _otherwise(rows.text(following + 2, len(rows) if after is None else after))
        following = after
    return Otherwise.NOTHING


def _otherwise(text: str) -> Otherwise:
    if not text:
        return Otherwise.NOTHING
    return Otherwise.RAISES if any(word in text.lower() for word in RAISING) else Otherwise.HANDLED


def case_of(rows: Rows, number: int, lines: LineIndex, action: str = "") -> Case | None:
    """The case of a word or of a constant that stands alone; None for any other value."""
    end = rows.value_end(number)
    word = rows.plain(number) if end == number + 1 else None
    if word is None and end > number and rows[number].kind is TokenKind.NAME:
        word = constant_name(rows.text(number, end))
    if word is None:
        return None
    return Case(word, lines.place(rows[number].start, rows[end - 1].end), action)


def compared(rows: Rows, number: int, start: int | None, asked: Asked | None, lines: LineIndex) -> Compared | None:
    """The comparison by ``is``, ``!=``, ``in`` and the like at ``number``, whose left side begins at ``start``."""
    if start is None:
        return None
    action = "" if asked is None else asked.action
    sign, right, end = rows[number].text, number + 1, number
    negated = sign in {"isnt", "!="} or rows.is_word(number + 1, "not") or rows.is_word(number - 1, "not")
    right += rows.is_word(right, "not")
    left = rows.text(start, number - 1 if rows.is_word(number - 1, "not") else number)
    if sign == "in":
        cases = listed_words(rows, right, lines, action)
        end = rows.closes.get(right, right)
    else:
        found = case_of(rows, right, lines, action)
        end = max(rows.value_end(right) - 1, number)
        if found is None or (rows.plain(start) is not None and rows.value_end(start) == start + 1):
            found, left = case_of(rows, start, lines, action), rows.text(right, end + 1)
        cases = [] if found is None else [found]
    if not cases or not left:
        return None
    before = start - 1
    negated ^= rows.is_sign(before, "!") or rows.is_word(before, "unless")
    return Compared(left, cases, (rows[start].start, rows[end].end), negated)


def listed_words(rows: Rows, number: int, lines: LineIndex, action: str = "") -> list[Case]:
    """The words of the list that begins here, if it holds nothing else."""
    close = rows.closes.get(number)
    if close is None or not rows.is_sign(number, "["):
        return []
    cases = []
    for at in range(number + 1, close):
        word = rows.plain(at)
        if word is not None:
            cases.append(Case(word, lines.place(rows[at].start, rows[at].end), action))
        elif rows[at].kind is not TokenKind.LINE and not rows.is_sign(at, ","):
            return []
    return cases


def cases_of_switch(rows: Rows, line: int, lines: LineIndex) -> tuple[list[Case], Otherwise]:
    """The cases of the ``switch`` on the line that begins at ``line``, and what it does otherwise."""
    cases: list[Case] = []
    otherwise = Otherwise.NOTHING
    at, end = rows.line_end(line + 1), rows.block_ends.get(line, len(rows))
    while at < end and rows[at].kind is TokenKind.LINE:
        after = rows.block_ends.get(at, end)
        if rows.is_word(at + 1, "else"):
            otherwise = _otherwise(rows.text(at + 2, after))
        elif rows.is_word(at + 1, "when"):
            values_end = rows.find(at + 2, rows.line_end(at + 2), "then") or rows.line_end(at + 2)
            action = rows.text(values_end + 1, after)
            found = [case_of(rows, start, lines, action) for start, _ in rows.arguments(at + 2, values_end)]
            cases.extend(case for case in found if case is not None)
        at = max(after, at + 1)
    return cases, otherwise
