"""Judges what a parser made of one record in both forms: whether the later one got it into trouble, and which."""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from clever_upgrade.check.probe.answer import Answer, Ending
from clever_upgrade.check.probe.result import Trouble


@dataclass(frozen=True, slots=True)
class Symptom:
    """How a failure shows: two records with the same symptom may have the same cause.

    ``kind`` is the type of the exception, or the place of what is different in what the parser made.
    """

    trouble: Trouble
    kind: str = ""


def symptom_of(
    earlier: Answer,
    later: Answer,
    *,
    comparable: bool,
    unsteady: Set[str] = frozenset(),
    new_items: Sequence[object] = (),
) -> Symptom | None:
    """What is wrong with the answer to the later form, given that to the earlier one; None where nothing is.

    ``comparable`` says that the later form only adds to the earlier one, so that what is made of both should agree.
    ``unsteady`` are places that differ whenever the parser reads the same record again. ``new_items`` are those of new
    lists, which may come out in lists that were there before.
    """
    if later.ending is Ending.HUNG:
        return Symptom(Trouble.HANGS)
    if later.ending is Ending.REFUSED:
        return Symptom(Trouble.RAISES, later.kind)
    if later.ending is Ending.NOTHING and earlier.ending is Ending.MADE:
        return Symptom(Trouble.DROPS)
    if comparable and earlier.ending is Ending.MADE and later.ending is Ending.MADE:
        differing = changed(earlier.made, later.made, new_items)
        different = next((path for path in differing if path not in unsteady), None)
        return Symptom(Trouble.CHANGES, different) if different is not None else None
    return None


def accepted(answer: Answer) -> bool:
    """Whether the parser took the record."""
    return answer.ending in (Ending.MADE, Ending.NOTHING)


def changed(earlier: object, later: object, new_items: Sequence[object], path: str = "") -> Iterator[str]:
    """Every place of what was made of the earlier form at which the later one differs.

    What is added is no difference: a member, a value where there was none, new items in a list.
    """
    if _is_nothing(earlier) and type(later) is not bool:
        return
    if isinstance(earlier, dict) and isinstance(later, dict):
        for name, value in earlier.items():
            inner = f"{path}.{name}" if path else str(name)
            if name in later:
                yield from changed(value, later[name], new_items, inner)
            elif not _is_nothing(value):
                yield inner
    elif isinstance(earlier, list) and isinstance(later, list):
        yield from _changed_list(earlier, later, new_items, path)
    elif earlier != later or type(earlier) is not type(later):
        yield path


def _changed_list(earlier: list[object], later: list[object], new_items: Sequence[object], path: str) -> Iterator[str]:
    if new_items and len(later) == len(new_items) and all(item in new_items for item in later):
        # The new list itself, where a stand-in for it was before.
        return
    if len(earlier) == len(later):
        for number, (before, after) in enumerate(zip(earlier, later, strict=True)):
            yield from changed(before, after, new_items, f"{path}[{number}]")
        return
    rest = list(later)
    for item in earlier:
        if item not in rest:
            yield path
            return
        rest.remove(item)
    if not all(item in new_items for item in rest):
        yield path


def _is_nothing(value: object) -> bool:
    return value is None or value in ("", [], {})
