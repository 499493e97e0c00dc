"""What has no business on a network never touches one."""

import socket
from pathlib import Path
from typing import NoReturn

import pytest

from clever_upgrade.sandbox.integration import lay_out
from tests.cli.conftest import RunTool

FAILS_WITHOUT_STORE = 2


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("changes",), 0),
        (("explain", "strict-parsing"), 0),
        (("scan", "sync"), 1),
        (("scan", "sync", "--diff"), 1),
        (("init",), 0),
        (("check", "sync"), 1),
        (("resync", "status"), 0),
        (("resync", "plan"), FAILS_WITHOUT_STORE),
        (("demo", "--sample", "another"), 0),
        (("--help",), 0),
    ],
)
def test_no_socket_is_made(
    words: tuple[str, ...], code: int, tool: RunTool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay_out(tmp_path / "sync")
    monkeypatch.chdir(tmp_path)

    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("a socket was made")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "bind", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    ended = tool(*words)
    assert ended.code == code, ended.err
