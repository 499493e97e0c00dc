import pytest

from clever_upgrade.api.rate_headers import NOTHING_SAID, Bucket, RateReading, read_rate


@pytest.mark.parametrize("prefix", ["X-Ratelimit-", "X-RateLimit-", "x-ratelimit-", "X-RATELIMIT-"])
def test_the_case_of_the_names_does_not_matter(prefix: str) -> None:
    headers = [
        (f"{prefix}Bucket", "bearer"),
        (f"{prefix}Limit", "1200"),
        (f"{prefix}Remaining", "1199"),
        (f"{prefix}Reset", "1443019399"),
        ("Date", "Wed, 23 Sep 2015 14:42:19 GMT"),
    ]
    assert read_rate(headers) == RateReading((Bucket("bearer", 1200, 1199, 1443019399),), 1443019339)


BOTH = (Bucket("all", 200, 0, 70), Bucket("none", 1200, 5, 90))


@pytest.mark.parametrize(
    "headers",
    [
        [
            ("x-ratelimit-bucket", "all, none"),
            ("x-ratelimit-limit", "200, 1200"),
            ("x-ratelimit-remaining", "0, 5"),
            ("x-ratelimit-reset", "70, 90"),
        ],
        [
            ("x-ratelimit-bucket", "all"),
            ("x-ratelimit-bucket", "none"),
            ("x-ratelimit-limit", "200"),
            ("x-ratelimit-limit", "1200"),
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-remaining", "5"),
            ("x-ratelimit-reset", "70"),
            ("x-ratelimit-reset", "90"),
        ],
    ],
)
def test_several_buckets_may_share_a_header_or_repeat_it(headers: list[tuple[str, str]]) -> None:
    found = read_rate(headers)
    assert found.buckets == BOTH
    assert found.remaining == 0


def test_one_reset_may_stand_for_all_buckets() -> None:
    found = read_rate([("X-Ratelimit-Remaining", "3, 4"), ("X-Ratelimit-Reset", "70")])
    assert [(bucket.remaining, bucket.reset) for bucket in found.buckets] == [(3, 70), (4, 70)]


@pytest.mark.parametrize("nonsense", ["", "many", "-1", "1e3", "\uff11\uff12", "9" * 40, "1 2"])
def test_what_is_no_number_counts_as_not_said(nonsense: str) -> None:
    headers = [("x-ratelimit-remaining", nonsense), ("x-ratelimit-reset", "70"), ("date", nonsense)]
    assert read_rate(headers) == NOTHING_SAID
    assert read_rate([("x-ratelimit-remaining", "1"), ("x-ratelimit-reset", nonsense)]) == NOTHING_SAID


def test_more_left_than_the_limit_is_cut_to_the_limit() -> None:
    headers = [("x-ratelimit-limit", "5"), ("x-ratelimit-remaining", "9"), ("x-ratelimit-reset", "70")]
    assert read_rate(headers).buckets[0].remaining == 5
