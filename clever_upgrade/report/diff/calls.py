"""How the user calls ``diff`` again: on the same records, on some of them, or on a single one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from clever_upgrade.compare.request import EVENTS, DiffRequest, collections_to_compare
from clever_upgrade.report.command_line import USUAL, Source, command, options

_OPTIONS = {
    "ids": "id", "sample": "sample", "seed": "seed", "max_rereads": "max-rereads", "max_findings": "max-findings",
}  # fmt: skip
"""The option that says each part of a request."""
_WHOLE = DiffRequest()


@dataclass(frozen=True, slots=True)
class DiffCalls:
    """What to repeat: where the records come from, what of them is compared, and the file of what is accepted."""

    source: Source = USUAL
    request: DiffRequest = _WHOLE
    accept: str | None = None
    processes: int = 1

    def again(self, *words: str, collections: Sequence[str] = (), districts: Sequence[str] = ()) -> str:
        """The comparison as it was, or these ``collections`` or ``districts`` of it alone."""
        named = _naming(collections) or self._named
        return command("diff", *self.source.words(*districts), *named, *self._chosen, *words)

    def of_one(self, *words: str, collection: str, districts: Sequence[str] = ()) -> str:
        """A comparison of the one record that ``words`` choose, whatever was chosen before."""
        return command("diff", *self.source.words(*districts), *_naming([collection]), *words)

    @property
    def unlimited(self) -> "DiffCalls":
        """The same with every finding."""
        return replace(self, request=replace(self.request, max_findings=None))

    @property
    def _named(self) -> tuple[str, ...]:
        usual = collections_to_compare((), acknowledge_events=False, single_records=bool(self.request.ids))
        return () if self.request.collections == usual else _naming(self.request.collections)

    @property
    def _chosen(self) -> tuple[str, ...]:
        given: dict[str, object] = {
            option: value
            for name, option in _OPTIONS.items()
            if (value := getattr(self.request, name)) != getattr(_WHOLE, name)
        }
        return options({**given, "accept": self.accept, "processes": self.processes if self.processes > 1 else None})


PLAIN = DiffCalls()
"""Where nothing was chosen."""


def _naming(collections: Sequence[str]) -> tuple[str, ...]:
    """Collections as ``diff`` takes them."""
    return (*collections, *(["--acknowledge-events"] if EVENTS in collections else []))
