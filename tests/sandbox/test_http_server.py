"""The sandbox over real sockets: what arrives, what is cut off, and what is left behind."""

import gc
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from clever_upgrade.errors import UsageError
from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.exchange import Request, Response
from clever_upgrade.sandbox.faults import Fault, FaultKind
from clever_upgrade.sandbox.generate import generate_district
from clever_upgrade.sandbox.server import running_sandbox
from clever_upgrade.sandbox.tokens import DEMO_TOKEN
from tests.sandbox.http_world import STUDENTS, small_district

BEARER = {"Authorization": f"Bearer {DEMO_TOKEN}"}


@pytest.fixture(scope="module")
def sandbox() -> Sandbox:
    return Sandbox({DEMO_TOKEN: small_district()}, rate_limit=None)


@pytest.fixture(scope="module")
def base_url(sandbox: Sandbox) -> Iterator[str]:
    with running_sandbox(sandbox) as url:
        yield url


@pytest.fixture
def client(base_url: str, sandbox: Sandbox) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=base_url, headers=BEARER, timeout=10) as made:
        yield made
    sandbox.faults.faults = {}


def switch(client: httpx.Client, kind: str, seconds: float | None = None) -> None:
    client.put("/_sandbox/faults", json={kind: {"rate": 1, "seconds": seconds}}).raise_for_status()


def raw_exchange(base_url: str, request: bytes) -> bytes:
    """Everything that the server sends in answer to some bytes, until it closes."""
    address = urlsplit(base_url)
    with socket.create_connection((address.hostname, address.port or 0), timeout=10) as connection:
        connection.sendall(request)
        parts = []
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


def test_it_listens_on_the_loopback_only(base_url: str) -> None:
    assert urlsplit(base_url).hostname == "127.0.0.1"


def test_an_answer_arrives_whole_with_its_headers(client: httpx.Client, sandbox: Sandbox) -> None:
    answer = client.get("/v1.1/students", params={"limit": 2})
    assert [item["data"]["id"] for item in answer.json()["data"]] == STUDENTS[:2]
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert "date" in answer.headers
    assert len(answer.headers.get_list("content-length")) == 1
    assert json.loads(sandbox.log.as_json())[-1]["path"] == "/v1.1/students?limit=2"


def test_the_log_holds_paths_as_sent(client: httpx.Client, base_url: str) -> None:
    address = urlsplit(base_url)
    connection = http.client.HTTPConnection(str(address.hostname), address.port)
    path = "//v1.1/students?where=%7B%22id%22:%5B1%5D%7D&limit=1"
    connection.request("GET", path, headers=BEARER)
    assert connection.getresponse().status == 200
    connection.close()
    assert client.get("/_sandbox/requests").json()[-1]["path"] == path


def test_a_connection_is_kept_for_the_next_request(client: httpx.Client) -> None:
    streams = {id(client.get("/v1.1/schools").extensions["network_stream"]) for _ in range(3)}
    assert len(streams) == 1


def test_head_has_the_headers_of_get_and_no_body(client: httpx.Client) -> None:
    head, get = client.head("/v1.1/schools"), client.get("/v1.1/schools")
    assert head.content == b""
    assert head.headers["content-length"] == get.headers["content-length"]


@pytest.mark.parametrize("version", ["v1.1", "v1.2"])
def test_a_page_of_megabytes_arrives_whole(version: str) -> None:
    sandbox = Sandbox({DEMO_TOKEN: generate_district(2500)}, rate_limit=None)
    right = sandbox.handle(Request("GET", f"/{version}/students", "limit=2500", {"authorization": "Bearer DEMO_TOKEN"}))
    with running_sandbox(sandbox) as url, httpx.Client(base_url=url, headers=BEARER, timeout=10) as client:
        answer = client.get(f"/{version}/students?limit=2500")
        assert client.head(f"/{version}/students?limit=2500").content == b""
    assert len(right.body) > 1024 * 1024
    assert answer.content == right.body
    assert len(answer.json()["data"]) == 2500


def test_a_change_is_made_over_http(client: httpx.Client) -> None:
    made = client.post("/_sandbox/records/students", json={"school": "x"})
    assert made.status_code == 400
    assert "error" in made.json()


def test_a_body_that_is_too_long_is_refused(client: httpx.Client) -> None:
    answer = client.post("/_sandbox/records/students", content=b" " * (17 * 1024 * 1024))
    assert answer.status_code == 413


def test_an_answer_without_body_is_whole_too(client: httpx.Client) -> None:
    switch(client, "429")
    answer = client.get("/v1.1/schools")
    assert (answer.status_code, answer.content) == (429, b"")
    assert "content-type" not in answer.headers


def test_a_reset_is_felt_as_a_reset(client: httpx.Client) -> None:
    switch(client, "reset")
    with pytest.raises(httpx.ReadError):
        client.get("/v1.1/schools")


def test_a_truncated_answer_ends_early_with_half_its_body(client: httpx.Client, base_url: str) -> None:
    whole = client.get("/v1.1/students")
    switch(client, "truncated")
    with pytest.raises(httpx.RemoteProtocolError):
        client.get("/v1.1/students")
    request = f"GET /v1.1/students HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {DEMO_TOKEN}\r\n\r\n"
    head, _, body = raw_exchange(base_url, request.encode()).partition(b"\r\n\r\n")
    assert f"content-length: {len(whole.content)}".encode() in head.lower()
    assert body == whole.content[: len(whole.content) // 2]


def test_a_held_back_answer_outlasts_the_clients_patience(client: httpx.Client) -> None:
    switch(client, "timeout")
    with pytest.raises(httpx.ReadTimeout):
        client.get("/v1.1/schools", timeout=0.2)


def test_a_slow_answer_comes_late_and_right(client: httpx.Client) -> None:
    right = client.get("/v1.1/schools")
    switch(client, "slow", 0.2)
    started = time.monotonic()
    assert client.get("/v1.1/schools").content == right.content
    assert time.monotonic() - started >= 0.2


def test_others_are_served_while_an_answer_is_held_back(client: httpx.Client, base_url: str) -> None:
    switch(client, "slow", 1.0)
    threads = [threading.Thread(target=httpx.get, args=(f"{base_url}/me",), kwargs={"headers": BEARER}) for _ in "ab"]
    for thread in threads:
        thread.start()
    started = time.monotonic()
    assert client.get("/_sandbox/faults").status_code == 200
    assert time.monotonic() - started < 0.8
    for thread in threads:
        thread.join()
    assert time.monotonic() - started < 1.9


@pytest.mark.parametrize(
    "request_bytes", [b"nonsense\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"GET /\xff HTTP/1.1\r\n\r\n"]
)
def test_what_is_no_http_is_refused_and_hurts_nobody(client: httpx.Client, base_url: str, request_bytes: bytes) -> None:
    assert raw_exchange(base_url, request_bytes).startswith(b"HTTP/1.1 400")
    assert client.get("/v1.1/schools").status_code == 200


def get_until_cut_off(client: httpx.Client) -> None:
    with pytest.raises(httpx.TransportError):
        client.get("/v1.1/schools", timeout=30)


def test_nothing_is_left_behind() -> None:
    before = threading.active_count()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        held = Fault(1, seconds=60)
        sandbox = Sandbox({DEMO_TOKEN: small_district()}, faults={FaultKind.TIMEOUT: held})
        with running_sandbox(sandbox) as url, httpx.Client(base_url=url, headers=BEARER) as client:
            with pytest.raises(httpx.ReadTimeout):
                client.get("/v1.1/schools", timeout=0.1)
            waiting = threading.Thread(target=get_until_cut_off, args=(client,))
            waiting.start()
            client.get("/_sandbox/requests")
            started = time.monotonic()
        assert time.monotonic() - started < 2
        waiting.join(5)
        assert threading.active_count() == before
        gc.collect()
    assert [str(warning.message) for warning in caught] == []
    with pytest.raises(httpx.ConnectError):
        httpx.get(url)


def test_an_end_waits_for_nobody() -> None:
    sandbox = Sandbox({DEMO_TOKEN: small_district()})
    assert min(seconds_to_end(sandbox) for _ in range(5)) < 0.1


def seconds_to_end(sandbox: Sandbox) -> float:
    with running_sandbox(sandbox) as url, httpx.Client(base_url=url, headers=BEARER) as client:
        assert client.get("/v1.1/schools").status_code == 200
        started = time.monotonic()
    return time.monotonic() - started


def test_a_failure_inside_the_block_ends_the_server_too() -> None:
    before = threading.active_count()
    with pytest.raises(RuntimeError, match="mine"), running_sandbox(Sandbox({})):
        raise RuntimeError("mine")
    assert threading.active_count() == before


def test_a_port_that_is_taken_is_explained(base_url: str) -> None:
    port = urlsplit(base_url).port or 0
    with pytest.raises(UsageError) as refused, running_sandbox(Sandbox({}), port=port):
        pass
    assert f"port {port}" in refused.value.message
    assert "--port" in refused.value.hint


def test_a_freed_port_can_be_used_again_at_once() -> None:
    with running_sandbox(Sandbox({})) as url:
        port = urlsplit(url).port or 0
        httpx.get(f"{url}/v1.1/schools")
    with running_sandbox(Sandbox({}), port=port) as again:
        assert again == url


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGINT to send to a process")
def test_ctrl_c_ends_serving_cleanly() -> None:
    code = (
        "from clever_upgrade.sandbox.app import Sandbox; from clever_upgrade.sandbox.server import serve; "
        "serve(Sandbox({}), 0, ready=lambda url: print(url, flush=True)); print('ended')"
    )
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert httpx.get(f"{url}/v1.1/schools").status_code == 401
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "ended\n", "")


def test_a_bug_is_answered_500_and_told_on_standard_error(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(request: Request) -> Response:
        raise ZeroDivisionError(request.method)

    sandbox = Sandbox({})
    monkeypatch.setattr(sandbox, "handle", broken)
    with running_sandbox(sandbox) as url:
        assert httpx.get(f"{url}/v1.1/schools").status_code == 500
    (kind,) = [record.exc_info[0] for record in caplog.records if record.exc_info]
    assert kind is ZeroDivisionError
