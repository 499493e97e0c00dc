"""Clever's own API definitions drive the running sandbox: no answer is a server's error, and each keeps its schema."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clever_upgrade.contract.endpoints import ENDPOINTS
from clever_upgrade.contract.versions import VERSION_NAMES
from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.district import District
from clever_upgrade.sandbox.generate import generate_district
from clever_upgrade.sandbox.server import running_sandbox
from clever_upgrade.sandbox.tokens import DEMO_TOKEN
from tests.required import missing
from tests.sandbox.closed_specs import closed_spec

pytestmark = pytest.mark.needs_shared

SPECS = ("v1.1.yml", "v1.1-events.yml", "v1.2.yml", "v1.2-events.yml", "v1.2-client.yml")


@pytest.fixture(scope="module")
def district() -> District:
    return generate_district(120, seed=7)


@pytest.fixture(scope="module")
def base_url(district: District) -> Iterator[str]:
    with running_sandbox(Sandbox({DEMO_TOKEN: district}, rate_limit=None)) as url:
        yield url


@pytest.fixture(scope="module")
def operations(shared: Path) -> list[Any]:
    try:
        # Not with the module: it takes seconds, and whoever collects tests would wait for them.
        import schemathesis
    except ImportError:
        missing("schemathesis", "schemathesis is not installed: pip install '.[contract-test]'")
    found = []
    for name in SPECS:
        schema = schemathesis.openapi.from_dict(closed_spec(shared / "specs" / name))
        found.extend(result.ok() for result in schema.get_all_operations())
    return found


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    requests = pytest.importorskip("requests")
    with requests.Session() as made:
        made.headers["Authorization"] = f"Bearer {DEMO_TOKEN}"
        yield made


def version_of(operation: Any) -> str:
    (version,) = (name for name in VERSION_NAMES if operation.schema.base_path.strip("/") == name)
    return str(version)


def real_ids(district: District, operation: Any) -> list[str]:
    """Some ids of the collection that a path begins with: the first, the last and one between."""
    ids = district.ids(version_of(operation), operation.path.split("/")[1])
    return [ids[0], ids[len(ids) // 2], ids[-1]]


def call(case: Any, base_url: str, session: Any) -> int:
    """Send a generated request and hold its answer against the definitions; the status."""
    from schemathesis.checks import not_a_server_error
    from schemathesis.specs.openapi.checks import response_schema_conformance

    answer = case.call(base_url=f"{base_url}/{version_of(case.operation)}", session=session)
    checks = [not_a_server_error]
    if answer.status_code == 200:
        checks.append(response_schema_conformance)
    case.validate_response(answer, checks=checks)
    return int(answer.status_code)


def test_every_operation_is_driven(operations: list[Any]) -> None:
    served = {(version, endpoint.path) for version in VERSION_NAMES for endpoint in ENDPOINTS if endpoint.in_specs}
    assert {(version_of(operation), operation.path) for operation in operations} == served


def test_every_operation_answers_real_records_as_defined(
    operations: list[Any], district: District, base_url: str, session: Any
) -> None:
    for operation in operations:
        if "{id}" not in operation.path:
            assert call(operation.Case(query={"limit": 10_000}), base_url, session) == 200
            continue
        for record_id in real_ids(district, operation):
            status = call(operation.Case(path_parameters={"id": record_id}), base_url, session)
            # Some sections have no teacher; everything else is there.
            assert status == 200 or operation.path == "/sections/{id}/teacher"


def generated_cases(operations: list[Any], district: District) -> st.SearchStrategy[Any]:
    """Requests of all operations, well formed and not, for ids that exist and for anything written in their place."""
    from schemathesis import GenerationMode

    strategies = []
    for operation in operations:
        strategies.append(operation.as_strategy(generation_mode=GenerationMode.POSITIVE))
        if operation.query:
            strategies.append(operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))
        if "{id}" in operation.path:
            known = {"id": real_ids(district, operation)[0]}
            strategies.append(operation.as_strategy(generation_mode=GenerationMode.POSITIVE, path_parameters=known))
    return st.one_of(strategies)


def drive(operations: list[Any], district: District, base_url: str, session: Any, examples: int) -> set[int]:
    statuses: set[int] = set()
    cases = generated_cases(operations, district)

    @settings(
        max_examples=examples, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(cases)
    def requests_of_any_kind(case: Any) -> None:
        statuses.add(call(case, base_url, session))

    requests_of_any_kind()
    return statuses


def test_generated_requests_are_answered_as_defined(
    operations: list[Any], district: District, base_url: str, session: Any
) -> None:
    statuses = drive(operations, district, base_url, session, examples=150)
    assert statuses <= {200, 400, 404, 413}
    assert {200, 404} <= statuses


@pytest.mark.slow
def test_many_generated_requests_are_answered_as_defined(
    operations: list[Any], district: District, base_url: str, session: Any
) -> None:
    statuses = drive(operations, district, base_url, session, examples=2000)
    assert statuses == {200, 400, 404, 413}
