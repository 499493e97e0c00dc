"""A client that is alone on its token is never refused, whatever the server's clock, rounding and delays are like."""

import heapq
import math
import random
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clever_upgrade.api.budget import ASSUMED_LIMIT, Budget
from clever_upgrade.api.rate_headers import NOTHING_SAID, Bucket, RateReading
from tests.examples import some


@dataclass
class SimulatedServer:
    """Counts requests in windows that open at their first request, and tells of them through whole seconds."""

    limit: int
    rounding: str = "window on whole seconds"
    lag: float = 0.0
    offset: float = 0.0
    tells: float = 1.0
    dated: bool = True
    ends: float = -math.inf
    used: int = 0
    answered: int = 0
    refused: int = 0
    arrivals: list[float] = field(default_factory=list)
    most_in_a_window: int = 0

    def take(self, now: float, chance: random.Random) -> RateReading:
        clock = now + self.offset
        if clock >= self.ends:
            self.used = 0
            self.ends = (math.floor(clock) if self.rounding == "window on whole seconds" else clock) + 60
        self.used += 1
        self.answered += 1
        self.arrivals.append(now)
        self.most_in_a_window = max(self.most_in_a_window, self.used)
        self.refused += self.used > self.limit
        if self.answered > 1 and chance.random() >= self.tells:
            return NOTHING_SAID
        reset = math.ceil(self.ends) if self.rounding == "up" else math.floor(self.ends)
        bucket = Bucket("bearer", self.limit, max(0, self.limit - self.used), reset)
        return RateReading((bucket,), math.floor(clock - self.lag) if self.dated else None)


def simulate(
    budget: Budget,
    server: SimulatedServer,
    requests: int,
    *,
    concurrency: int,
    seed: int,
    loss: float = 0.0,
    latency: float = 2.0,
    pause: float = 0.0,
) -> float:
    """Make the requests in virtual time, ``pause`` seconds apart at least; the seconds that it took."""
    chance = random.Random(seed)
    now = 0.0
    # What happens next: (when, order, "arrives" or "ends", request)
    events: list[tuple[float, int, str, int]] = []
    starts: dict[int, float] = {}
    readings: dict[int, RateReading | None] = {}
    begun = ended = 0
    rested = 0.0
    while ended < requests:
        wait = math.inf
        while (
            begun < requests
            and budget.in_flight < concurrency
            and (wait := max(rested - now, budget.wait(now).seconds)) <= 0
        ):
            budget.start(now)
            starts[begun], rested = now, now + pause
            arrival = now + chance.uniform(0.001, latency)
            # The first answer must come through: before it, nobody can know what is left of a window already begun.
            if not begun or chance.random() >= loss:
                heapq.heappush(events, (arrival, begun, "arrives", begun))
            heapq.heappush(events, (arrival + chance.uniform(0.001, latency), begun, "ends", begun))
            begun += 1
            wait = math.inf
        if begun == requests or budget.in_flight >= concurrency:
            wait = math.inf
        if not events or now + wait < events[0][0]:
            assert wait < math.inf, "stalled: nothing is under way and the budget never lets go"
            now += wait
            continue
        now, _, what, request = heapq.heappop(events)
        if what == "arrives":
            readings[request] = server.take(now, chance)
        else:
            reading = readings.get(request)
            answered = reading is not None and (not request or chance.random() >= loss)
            budget.finish(starts[request], now, reading if answered else None)
            ended += 1
    return now


servers = st.builds(
    SimulatedServer,
    limit=st.integers(1, 25),
    rounding=st.sampled_from(["window on whole seconds", "down", "up"]),
    lag=st.floats(0, 1.9),
    offset=st.floats(-1e6, 1e9),
    tells=st.sampled_from([1.0, 1.0, 0.7, 0.2]),
    dated=st.booleans(),
)


@settings(max_examples=some(400), deadline=None)
@given(
    server=servers,
    requests=st.integers(1, 70),
    concurrency=st.integers(1, 8),
    seed=st.integers(0, 2**32),
    loss=st.sampled_from([0.0, 0.0, 0.2]),
    latency=st.sampled_from([0.002, 0.1, 2.0, 15.0]),
    pause=st.sampled_from([0.0, 0.0, 0.5, 3.0]),
    used_before=st.floats(0, 0.95),
)
def test_a_client_alone_on_its_token_is_never_refused_and_never_stalls(
    server: SimulatedServer,
    requests: int,
    concurrency: int,
    seed: int,
    loss: float,
    latency: float,
    pause: float,
    used_before: float,
) -> None:
    server.used = math.floor(server.limit * used_before)
    server.ends = server.offset + 40
    took = simulate(
        Budget(), server, requests, concurrency=concurrency, seed=seed, loss=loss, latency=latency, pause=pause
    )
    assert server.refused == 0
    windows = math.ceil(requests / max(1, server.limit - (concurrency if server.tells < 1 else 0)))
    assert took < (windows + 2) * 130 + requests * (2 * latency + pause)


@settings(max_examples=some(150), deadline=None)
@given(
    server=servers,
    max_rate=st.integers(1, 40),
    requests=st.integers(1, 60),
    concurrency=st.integers(1, 8),
    seed=st.integers(0, 2**32),
)
def test_a_chosen_rate_is_never_exceeded_in_any_minute(
    server: SimulatedServer, max_rate: int, requests: int, concurrency: int, seed: int
) -> None:
    simulate(Budget(max_rate), server, requests, concurrency=concurrency, seed=seed)
    assert server.refused == 0
    times = server.arrivals
    for index in range(len(times) - max_rate):
        assert times[index + max_rate] - times[index] >= 60
    assert server.most_in_a_window <= max_rate


def test_a_chosen_rate_spreads_the_requests_evenly() -> None:
    budget, now, starts = Budget(60), 0.0, []
    for _ in range(20):
        now += max(0.0, budget.wait(now).seconds)
        budget.start(now)
        starts.append(now)
        budget.finish(now, now + 0.01, NOTHING_SAID)
        now += 0.01
    assert starts == pytest.approx([float(second) for second in range(20)])
    assert budget.wait(now).reason == "the chosen rate"


def test_without_headers_the_documented_limit_is_assumed() -> None:
    server = SimulatedServer(ASSUMED_LIMIT)
    budget, now = Budget(), 0.0
    starts = []
    for _ in range(ASSUMED_LIMIT + 10):
        now += max(0.0, budget.wait(now).seconds)
        budget.start(now)
        starts.append(now)
        server.take(now + 0.005, random.Random(1))
        budget.finish(now, now + 0.01, NOTHING_SAID)
        now += 0.01
    assert server.refused == 0
    assert starts[ASSUMED_LIMIT - 1] < 13
    assert starts[ASSUMED_LIMIT] >= 60


def test_a_window_that_headers_tell_of_is_used_up_to_its_end() -> None:
    server = SimulatedServer(100, rounding="down")
    took = simulate(Budget(), server, 200, concurrency=4, seed=3)
    assert server.most_in_a_window >= 97
    assert took < 180


def reading(*buckets: tuple[str, int, int], date: int | None = 1000) -> RateReading:
    """Buckets as (name, remaining, reset) of a limit of 100."""
    return RateReading(tuple(Bucket(name, 100, remaining, reset) for name, remaining, reset in buckets), date)


def test_only_the_buckets_that_are_empty_are_waited_for_and_the_last_of_them_longest() -> None:
    budget = Budget()
    budget.start(0.0)
    budget.finish(0.0, 0.1, reading(("all", 0, 1010), ("none", 0, 1020), ("rich", 50, 1050)))
    wait = budget.wait(0.1)
    assert 20 <= wait.seconds <= 22
    assert wait.reason == "the rate limit of the token is used up"


def test_the_first_request_goes_alone_until_its_answer_says_what_is_left() -> None:
    budget = Budget()
    budget.start(0.0)
    assert math.isinf(budget.wait(0.1).seconds)
    budget.finish(0.0, 0.2, reading(("bearer", 2, 1060)))
    assert budget.wait(0.2).seconds == 0


def test_requests_under_way_count_against_what_is_left() -> None:
    budget = Budget()
    budget.start(0.0)
    budget.finish(0.0, 0.1, reading(("bearer", 4, 1060)))
    for _ in range(4):
        assert budget.wait(2.0).seconds == 0
        budget.start(2.0)
    assert budget.wait(2.0).seconds > 0


def test_an_answer_that_comes_late_does_not_bring_back_what_was_used() -> None:
    budget = Budget()
    budget.start(0.0)
    budget.finish(0.0, 0.1, reading(("bearer", 9, 1060)))
    budget.start(0.2)
    budget.start(0.3)
    budget.finish(0.3, 0.4, reading(("bearer", 0, 1060)))
    budget.finish(0.2, 0.5, reading(("bearer", 1, 1060)))
    assert budget.wait(0.5).seconds > 50


def test_a_refusal_that_names_an_early_reset_is_believed() -> None:
    budget = Budget()
    budget.start(0.0)
    budget.finish(0.0, 0.1, reading(("bearer", 99, 1060)))
    budget.start(0.2)
    budget.finish(0.2, 0.3, reading(("bearer", 0, 1001)), refused=True)
    assert 0 < budget.wait(0.3).seconds <= 2.1
    assert budget.wait(3.0).seconds == 0


def test_a_refusal_without_headers_pauses_longer_each_time() -> None:
    budget, now, pauses = Budget(), 0.0, []
    for _ in range(7):
        budget.start(now)
        budget.finish(now, now, NOTHING_SAID, refused=True)
        pauses.append(budget.wait(now).seconds)
        now += pauses[-1]
    assert pauses == [2, 4, 8, 16, 32, 60, 60]
    budget.start(now)
    budget.finish(now, now, RateReading(retry_after=7), refused=True)
    assert budget.wait(now) == (7, "the server asks for a pause")


@pytest.mark.parametrize("reset", [10**14, 999_999, 0])
def test_a_reset_beyond_belief_never_holds_the_client_for_longer_than_a_window(reset: int) -> None:
    budget = Budget()
    budget.start(0.0)
    budget.finish(0.0, 0.1, reading(("bearer", 0, reset), date=1_000_000))
    assert budget.wait(0.1).seconds <= 60
    assert budget.wait(61).seconds == 0
