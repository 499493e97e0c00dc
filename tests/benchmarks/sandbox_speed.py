"""How fast the sandbox serves, as a ratio against a static file server measured in the same run.

``python -m tests.benchmarks.sandbox_speed`` starts a sandbox, says how long that took and how much memory it holds,
and reads pages of 10,000 students from it: each page of the district once (cold), then the first page again and again
(warm). In turns with every page, the same bytes are read as a file from ``python -m http.server``, the static server
of the same kind: one process, Python, plain sockets. nginx is measured too where it is installed. Every reading is one
new connection and one request of the same bare client, so that its cost is in both sides of the ratio. Each figure is
the best of its series: whatever else runs on the machine only adds time.
"""

import argparse
import getpass
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

_PAGE = 10_000
_HEADERS = "Host: 127.0.0.1\r\nAuthorization: Bearer DEMO_TOKEN\r\nConnection: close\r\n"
_BUFFER = bytearray(1 << 20)
_LINKS = 1000
"""Bytes at the end of a page in which its links stand."""
_VERSIONS = ("v1.1", "v1.2")
_NEXT = re.compile(rb'"rel":"next","uri":"([^"]+)"')
_NGINX = """daemon off; user {user}; pid {folder}/nginx.pid; error_log /dev/null;
events {{}}
http {{ access_log off; sendfile on; server {{ listen 127.0.0.1:{port}; root {folder}; }} }}
"""


class Started(NamedTuple):
    """A sandbox in a process of its own."""

    port: int
    seconds: float
    process: int


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def sandbox(students: int) -> Iterator[Started]:
    """A sandbox as users start it, once it serves."""
    port = free_port()
    words = [sys.executable, "-m", "clever_upgrade", "sandbox", "serve", "--students", str(students)]
    began = time.perf_counter()
    with running([*words, "--rate-limit", "0", "--port", str(port)]) as process:
        wait_for(port)
        read(port, "/v1.2/students?count=true")
        yield Started(port, time.perf_counter() - began, process.pid)


@contextmanager
def http_server(folder: Path) -> Iterator[int]:
    """The static server that comes with Python, over a folder; yields its port."""
    port = free_port()
    words = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1", "--directory", str(folder)]
    with running(words):
        wait_for(port)
        yield port


@contextmanager
def nginx(folder: Path) -> Iterator[int]:
    """nginx over a folder; yields its port."""
    port = free_port()
    settings = folder / "nginx.conf"
    settings.write_text(_NGINX.format(folder=folder, port=port, user=getpass.getuser()))
    with running(["nginx", "-c", str(settings)]):
        wait_for(port)
        yield port


@contextmanager
def running(words: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is ended with the block."""
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()


def wait_for(port: int) -> None:
    """Wait until somebody listens."""
    for _ in range(6000):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.01)
        else:
            return
    raise SystemExit("the server did not start")


def connected(port: int, target: str) -> socket.socket:
    """A connection on which something was asked for."""
    connection = socket.create_connection(("127.0.0.1", port))
    connection.sendall(f"GET {target} HTTP/1.1\r\n{_HEADERS}\r\n".encode())
    return connection


def read(port: int, target: str) -> bytes:
    """The body of one answer."""
    with connected(port, target) as connection, connection.makefile("rb") as stream:
        status, _, body = stream.read().partition(b"\r\n\r\n")
    if status.split(b" ", 2)[1] != b"200":
        raise SystemExit(f"{target} was answered {status.decode('latin-1')}")
    return body


def timed(port: int, target: str) -> tuple[float, bytes]:
    """How many seconds one answer takes, and the last of it; what is read is thrown away, which costs the least."""
    began = time.perf_counter()
    last = b""
    with connected(port, target) as connection:
        while received := connection.recv_into(_BUFFER):
            last = (last + _BUFFER[max(0, received - _LINKS) : received])[-_LINKS:]
    return time.perf_counter() - began, last


def megabytes(process: int) -> tuple[float, float]:
    """What a process holds now, and the most that it ever held."""
    lines = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines())
    now, most = (int(lines[name].split()[0]) / 1000 for name in ("VmRSS", "VmHWM"))
    return now, most


def cpu_seconds(process: int) -> float:
    """How much processor time a process has used."""
    used = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
    return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")


def compare(version: str, port: int, static: Mapping[str, int], folder: Path, runs: int) -> None:
    """Print how pages of one version compare with files of the same bytes."""
    cold, warm = [], []
    files: dict[str, list[float]] = {name: [] for name in static}

    def read_files() -> None:
        for name, at in static.items():
            files[name].append(timed(at, "/page.json")[0])

    first = target = f"/{version}/students?limit={_PAGE}"
    page = folder / "page.json"
    while target:
        seconds, last = timed(port, target)
        following = _NEXT.search(last)
        target = following[1].decode() if following else ""
        if not cold:
            page.write_bytes(read(port, first))
        if following or not cold:
            cold.append(seconds)
            read_files()
    for _ in range(runs):
        warm.append(timed(port, first)[0])
        read_files()
    size, best = page.stat().st_size / 1e6, f"best of {len(cold)} cold and of {runs} warm ones"
    sys.stdout.write(f"{version}, pages of {_PAGE:,} students, {size:.1f} MB; {best}:\n")
    floors = {name: min(series) for name, series in files.items()}
    for name, floor in floors.items():
        sys.stdout.write(f"  {name:<12} {1000 * floor:6.1f} ms, {1 / floor:5.0f} pages/s\n")
    for name, series in (("cold", cold), ("warm", warm)):
        taken = min(series)
        ratios = ", ".join(f"{floor / taken:.2f} of the rate of {kind}" for kind, floor in floors.items())
        sys.stdout.write(f"  sandbox {name} {1000 * taken:6.1f} ms, {1 / taken:5.0f} pages/s = {ratios}\n")
    sys.stdout.flush()


def main() -> None:
    """Print the measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=20)
    chosen = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        started = stack.enter_context(sandbox(chosen.students))
        now, _ = megabytes(started.process)
        took = f"{started.seconds:.1f} s ({cpu_seconds(started.process):.1f} s of them its own work)"
        sys.stdout.write(f"{chosen.students:,} students: serving after {took}, with {now:.0f} MB\n")
        static = {"http.server": stack.enter_context(http_server(folder))}
        if shutil.which("nginx"):
            static["nginx"] = stack.enter_context(nginx(folder))
        for version in _VERSIONS:
            compare(version, started.port, static, folder, chosen.runs)
        now, most = megabytes(started.process)
        sys.stdout.write(f"After that {now:.0f} MB, and never more than {most:.0f} MB\n")


if __name__ == "__main__":
    main()
