"""Tells drift from difference: reads suspects again through both versions until two successive reads agree.

A record that changed between the two reads looks different although both versions serve it alike. What still differs
once both sides hold still is a finding; what is then equal has drifted; what never holds still did not settle.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from clever_upgrade.compare.judge import Rules, worst
from clever_upgrade.compare.result import Difference, Verdict
from clever_upgrade.compare.values import same_record

Reading = tuple[bytes | None, ...]
"""The text of one record through each version, the earlier one first; None where that version lacks it."""

ReadAgain = Callable[[Sequence[str]], Awaitable[Mapping[str, Reading]]]
JudgeAgain = Callable[[Mapping[str, Reading]], Awaitable[Mapping[str, list[Difference]]]]
"""From readings to the differences of each, by id and in the same order."""
Pause = Callable[[int], Awaitable[None]]
"""Waits before the given round, counted from 1."""

ROUNDS = 5
"""How many times suspects are read again before the tool says that they did not settle."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A suspect after settling: its differences, and whether it ever held still."""

    id: str
    differences: list[Difference]
    held_still: bool


async def settle(
    suspects: Mapping[str, list[Difference]], read: ReadAgain, judge: JudgeAgain, pause: Pause
) -> list[Settled]:
    """Settle every suspect; ``suspects`` maps ids to the differences of the first reading."""
    settled: list[Settled] = []
    moving = list(suspects)
    last = await read(moving)
    for round_number in range(1, ROUNDS + 1):
        await pause(round_number)
        now = await read(moving)
        still = {suspect: now[suspect] for suspect in moving if _agree(now[suspect], last[suspect])}
        for suspect, differences in (await judge(still)).items():
            settled.append(Settled(suspect, _after(suspects[suspect], differences), held_still=True))
        moving = [suspect for suspect in moving if suspect not in still]
        if not moving:
            break
        last = now
    for suspect in moving:
        unsettled = [_drifted(difference, Rules.DID_NOT_SETTLE) for difference in suspects[suspect]]
        settled.append(Settled(suspect, unsettled, held_still=False))
    return settled


def _agree(now: Reading, last: Reading) -> bool:
    return all(same_record(text, earlier) for text, earlier in zip(now, last, strict=True))


def _after(first: list[Difference], settled: list[Difference]) -> list[Difference]:
    """What holds after settling: the differences that remain if any is unexpected, else the first ones as drift."""
    if worst(settled) is Verdict.UNEXPECTED:
        return settled
    drift = [_drifted(difference, difference.rule) for difference in first]
    drifted_paths = {difference.path for difference in drift if difference.verdict is Verdict.DRIFTED}
    return [
        *(difference for difference in drift if difference.verdict is Verdict.DRIFTED),
        *(difference for difference in settled if difference.path not in drifted_paths),
    ]


def _drifted(difference: Difference, rule: str) -> Difference:
    if difference.verdict is not Verdict.UNEXPECTED:
        return difference
    return replace(difference, verdict=Verdict.DRIFTED, rule=rule)
