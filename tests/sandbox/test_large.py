"""A district as large as the largest that anybody rehearses with."""

import json
import sys

import pytest

from tests.benchmarks.sandbox_speed import megabytes, read, sandbox

STUDENTS = 200_000
MOST_MEGABYTES = 600


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.skipif(sys.platform != "linux", reason="how much a process holds is read from /proc")
def test_two_hundred_thousand_students_fit_into_600_megabytes() -> None:
    with sandbox(STUDENTS) as started:
        assert megabytes(started.process)[0] < MOST_MEGABYTES
        for version in ("v1.1", "v1.2"):
            page = json.loads(read(started.port, f"/{version}/students?limit=10000"))
            assert len(page["data"]) == 10_000
            assert page["paging"]["count"] == STUDENTS
        assert megabytes(started.process)[1] < MOST_MEGABYTES
