"""Bends one page of a list in the ways in which a broken server would."""

from collections.abc import Sequence
from dataclasses import replace

from clever_upgrade.sandbox.answers.query import Paging
from clever_upgrade.sandbox.answers.window import Window, page_before, skip_page, window
from clever_upgrade.sandbox.faults import FaultBox, FaultKind


def bent_window(ids: Sequence[str], paging: Paging, kind: FaultKind | None, box: FaultBox) -> Window:
    """The page of ``ids`` that ``paging`` asks for, bent by the fault that the request meets, if any."""
    right = window(ids, paging)
    match kind:
        case FaultKind.EMPTY:
            return Window(())
        case FaultKind.UNORDERED:
            return replace(right, ids=box.shuffled(list(right.ids)))
        case FaultKind.LOST_PAGE if paging.starting_after is not None:
            further = skip_page(ids, paging.starting_after, paging.limit)
            return window(ids, replace(paging, starting_after=further))
        case FaultKind.REPEATED_PAGE if paging.starting_after is not None:
            again = page_before(ids, paging.starting_after, paging.limit)
            return Window(again, again[0], again[-1] if len(again) == paging.limit else None) if again else right
        case _:
            return right
