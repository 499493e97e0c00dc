"""Whatever judges a page, and in whichever process: the judgements are the same."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Iterator
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest

from clever_upgrade.api.envelope import Texts, read_listing
from clever_upgrade.api.listing import call_off
from clever_upgrade.compare.align import PagePairs
from clever_upgrade.compare.bulk import BulkJudge, Judged
from clever_upgrade.compare.listing import Dealings
from clever_upgrade.compare.processes import pool as pools
from clever_upgrade.compare.processes.desk import Desk
from clever_upgrade.compare.processes.pool import JudgePool, judge_pool
from clever_upgrade.compare.processes.question import Answer, Page, Whereabouts, encoded
from clever_upgrade.compare.request import DiffRequest
from clever_upgrade.compare.result import DiffResult
from clever_upgrade.compare.run import DistrictComparison
from clever_upgrade.compare.source import SilentProgress
from clever_upgrade.compare.walk import Met
from clever_upgrade.contract import default_upgrade
from tests.compare import oracle
from tests.compare.mutations import MUTATIONS
from tests.compare.oracle import Row
from tests.compare.paged_source import PagedSource, envelope, is_held
from tests.compare.rehearsal import no_pause
from tests.compare.test_against_oracle import judge_of, spoiled
from tests.compare.worlds import DISTRICT, FROM, SIDES, TO, World, build

COLLECTIONS = ("schools", "sections", "teachers", "students", "contacts")


def texts_of(world: World, collection: str) -> list[tuple[str, bytes, bytes]]:
    """The pairs whose texts an envelope can hold."""
    from_texts, to_texts = (world.texts(side, collection) for side in SIDES)
    both = sorted(from_texts.keys() & to_texts.keys())
    pairs = [(each, from_texts[each], to_texts[each]) for each in both]
    return [pair for pair in pairs if all(is_held(text, pair[0]) for text in pair[1:])]


def question_about(world: World, collection: str, pairs: list[tuple[str, bytes, bytes]]) -> tuple[Page, bytes, bytes]:
    """What is asked about these pairs."""
    judge = BulkJudge(judge_of(world, collection, Met()))
    from_body, to_body = (envelope([pair[side] for pair in pairs]) for side in (1, 2))
    from_texts = read_listing(from_body, None, judge.row).records
    assert isinstance(from_texts, Texts)
    page = JudgePool(default_upgrade())._page(judge, collection, [pair[0] for pair in pairs], from_texts, None)
    assert page is not None
    return page, from_body, to_body


@pytest.mark.parametrize("is_read", [True, False], ids=["read before", "read there"])
@pytest.mark.parametrize("name", sorted(MUTATIONS))
def test_another_process_would_find_what_the_oracle_finds(name: str, is_read: bool) -> None:
    for seed in range(4):
        world = spoiled(seed, [(name, seed)])
        for collection in world.collections:
            pairs = texts_of(world, collection)
            page, *bodies = question_about(world, collection, pairs)
            page.is_read = is_read
            answer = Desk(page).answer(page, *bodies)
            if not answer.alike:
                assert not is_read
                continue
            expected = oracle.compare(
                collection,
                {record_id: text for record_id, text, _ in pairs},
                {record_id: text for record_id, _, text in pairs},
                world.sections(),
                world.shared(),
            )
            found = {
                Row(single.id, one.path, one.change.value, one.verdict.label, one.rule)
                for single in answer.judged.single
                for one in single.differences
            }
            in_groups = {record for alike in answer.judged.alike for record in alike.examples}
            assert found == {row for row in expected.rows if row.id not in in_groups}
            assert sum(alike.records for alike in answer.judged.alike) == len(pairs) - len(answer.judged.single)
            assert answer.date_forms == expected.date_forms


@pytest.fixture
def pool() -> Iterator[JudgePool]:
    with judge_pool(default_upgrade(), 2) as several:
        yield several


def large_world(seed: int) -> World:
    world = build(Random(seed), students=60, teachers=20)
    for number in range(8):
        MUTATIONS["keys_shuffled"](world, Random(number))
        MUTATIONS["key_doubled"](world, Random(number))
    return world


def compared(world: World, pool: JudgePool | None) -> DiffResult:
    dealings = Dealings(PagedSource.of(world, rows=10), default_upgrade(), SilentProgress(), no_pause, pool)
    return asyncio.run(DistrictComparison(dealings, DiffRequest(collections=COLLECTIONS), DISTRICT).run())


@pytest.mark.parametrize("seed", range(2))
def test_two_processes_find_what_one_finds(seed: int, pool: JudgePool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "FEWEST", 1)
    world = large_world(seed)
    assert compared(world, pool) == compared(world, None)


def test_pages_do_go_to_the_other_process(pool: JudgePool) -> None:
    pairs = texts_of(build(Random(1), students=pools.FEWEST), "contacts")
    pairs += texts_of(build(Random(1), students=pools.FEWEST), "students")
    ids = sorted(record_id for record_id, _, _ in pairs)
    texts = {record_id: texts for record_id, *texts in pairs}
    sides = [read_listing(envelope([texts[each][side] for each in ids]), after=None).records for side in (0, 1)]

    async def answer() -> int:
        begun = pool.begin(Desk(page)._judge, "contacts", PagePairs(ids, *sides), noted=0)
        assert begun is not None
        judged = await begun
        return sum(alike.records for alike in judged.alike) + len(judged.single)

    page = Page(FROM, TO, "contacts", ids, None, [], noted=0)
    assert asyncio.run(answer()) == len(ids)


def test_a_process_that_is_killed_is_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "FEWEST", 1)
    world = large_world(1)
    with judge_pool(default_upgrade(), 2) as several:
        (worker,) = several._workers
        os.kill(worker.process.pid, signal.SIGKILL)
        assert compared(world, several) == compared(world, None)
        assert several._workers == []


def test_pages_that_find_no_room_go_through_the_pipe(pool: JudgePool, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pools, "FEWEST", 1)
    monkeypatch.setattr("clever_upgrade.compare.processes.room.Room.put", full)
    world = large_world(3)
    assert compared(world, pool) == compared(world, None)
    (worker,) = pool._workers
    assert worker._asked > 0


def asked(school: bytes, records: int, padding: int = 0) -> tuple[Page, bytes, bytes]:
    """A question about schools, whose later names are all ``school``."""
    ids = [f"{number:024x}" for number in range(records)]
    bodies = [
        envelope([b'{"id":"%b","name":"%b%b"}' % (each.encode(), name, b"x" * padding) for each in ids])
        for name in (b"PS 1", school)
    ]
    return Page(FROM, TO, "schools", ids, None, [], noted=0), *bodies


def test_what_was_met_in_one_page_is_not_told_with_the_next_one() -> None:
    ids = ["a", "b"]
    page = Page(FROM, TO, "schools", ids, None, [], noted=None)
    stray, plain = (envelope([b'{"id":"%b"%b}' % (each.encode(), more) for each in ids]) for more in (b',"x":1', b""))
    desk = Desk(page)
    assert desk.answer(page, stray, stray).names == {"": {"id", "x"}}
    assert desk.answer(page, plain, plain).names == {"": {"id"}}


def names_in(answer: Answer) -> set[object]:
    return {difference.to_value for single in answer.judged.single for difference in single.differences}


def test_pages_may_become_larger_and_smaller_again(pool: JudgePool) -> None:
    (worker,) = pool._workers
    for number, padding in enumerate((0, 0, 9_000, 9_000, 90_000, 10, 10)):
        page, *bodies = asked(b"PS %d" % (number + 2), 30, padding)
        answer = worker.ask(encoded(page), *bodies)
        assert names_in(answer) == {f"PS {number + 2}" + "x" * padding}
        assert len(answer.judged.single) == 30


def test_everybody_gets_the_answer_to_their_own_question(pool: JudgePool) -> None:
    (worker,) = pool._workers
    with ThreadPoolExecutor(2) as askers:
        questions = [asked(b"PS %d" % (number + 2), 50 + number) for number in range(30)]
        answers = list(askers.map(lambda question: worker.ask(encoded(question[0]), *question[1:]), questions))
    assert [names_in(answer) for answer in answers] == [{f"PS {number + 2}"} for number in range(30)]


def begun(pool: JudgePool, question: tuple[Page, bytes, bytes]) -> Awaitable[Judged]:
    page, *bodies = question
    from_texts, to_texts = (read_listing(body, after=None).records for body in bodies)
    answer = pool.begin(Desk(page)._judge, page.collection, PagePairs(page.ids, from_texts, to_texts), noted=0)
    assert answer is not None
    return answer


def test_who_waits_for_a_process_that_is_killed_is_answered_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "FEWEST", 1)
    questions = [asked(b"PS %d" % number, 20) for number in (2, 3)]
    with judge_pool(default_upgrade(), 2) as several:
        (worker,) = several._workers
        worker.ask(encoded(questions[0][0]), *questions[0][1:])
        os.kill(worker.process.pid, signal.SIGSTOP)

        async def kill_while_asking() -> list[Judged]:
            answers = [asyncio.ensure_future(begun(several, question)) for question in questions]
            while worker._asked < 3:
                await asyncio.sleep(0.01)
            os.kill(worker.process.pid, signal.SIGKILL)
            return await asyncio.gather(*answers)

        judged = asyncio.run(kill_while_asking())
        assert several._workers == []
    assert [len(each.single) for each in judged] == [20, 20]
    assert [each.single[0].differences[0].to_value for each in judged] == ["PS 2", "PS 3"]


def test_a_question_that_nobody_waits_for_takes_its_place_until_it_is_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pools, "FEWEST", 1)
    questions = [asked(b"PS %d" % number, 20) for number in (2, 3, 4)]
    with judge_pool(default_upgrade(), 2) as several:
        (worker,) = several._workers
        worker.ask(encoded(questions[0][0]), *questions[0][1:])
        os.kill(worker.process.pid, signal.SIGSTOP)

        async def give_up() -> Judged:
            given_up = [asyncio.ensure_future(begun(several, question)) for question in questions[:2]]
            while worker._asked < 3:
                await asyncio.sleep(0.01)
            await call_off(given_up)
            waiting = worker.waiting
            os.kill(worker.process.pid, signal.SIGCONT)
            assert waiting == 2
            while worker.waiting:
                await asyncio.sleep(0.01)
            return await begun(several, questions[2])

        assert asyncio.run(give_up()).single[0].differences[0].to_value == "PS 4"


def test_a_process_whose_answer_nobody_takes_ends_without_a_word(capfd: pytest.CaptureFixture[str]) -> None:
    with judge_pool(default_upgrade(), 2) as several:
        (worker,) = several._workers
        page, *bodies = asked(b"PS 2", 20)
        room = worker._rooms[0].put(bodies)
        os.kill(worker.process.pid, signal.SIGSTOP)
        worker.connection.send_bytes(encoded(Whereabouts((len(bodies[0]), len(bodies[1])), room)))
        worker.connection.send_bytes(encoded(page))
        worker.connection.close()
        os.kill(worker.process.pid, signal.SIGCONT)
        worker.process.join(10)
        assert worker.process.exitcode == 0
    assert capfd.readouterr().err == ""
