"""A proxy that stands between the tool and the sandbox and changes records of one version on their way."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse, RemoteDisconnected
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

Record = dict[str, Any]
Tamper = Callable[[Record], Record | None]
"""Gets a record and returns what is passed on instead; None drops it from its list."""

_PASSED_ON = ("content-type", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "x-ratelimit-bucket")


@contextmanager
def tampering_proxy(upstream: str, prefix: str, tamper: Tamper) -> Iterator[str]:
    """The base URL of a proxy to ``upstream`` that tampers with every record below ``prefix``, wherever it appears."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def setup(self) -> None:
            super().setup()
            self.upstream = HTTPConnection(urlsplit(upstream).netloc)

        def finish(self) -> None:
            self.upstream.close()
            super().finish()

        def do_GET(self) -> None:
            try:
                answer = self.ask()
            except (RemoteDisconnected, ConnectionError):
                # The server lets go of a connection that was idle for a while.
                self.upstream.close()
                answer = self.ask()
            status, body, answered = answer.status, answer.read(), answer.headers
            if status == 200 and self.path.startswith(prefix):
                changed = tampered(json.loads(body), tamper)
                status, body = (404, b"") if changed is None else (200, json.dumps(changed).encode())
            self.send_response(status)
            for name in _PASSED_ON:
                if name in answered:
                    self.send_header(name, answered[name])
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def ask(self) -> HTTPResponse:
            self.upstream.request("GET", self.path, headers={"Authorization": self.headers.get("Authorization", "")})
            return self.upstream.getresponse()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def tampered(body: Any, tamper: Tamper) -> Any:
    """The body with every record passed through ``tamper``; None if it held one record only and that was dropped."""
    data = body.get("data")
    if isinstance(data, list):
        body["data"] = [item for item in (_item(item, tamper) for item in data) if item is not None]
    elif isinstance(data, dict):
        body["data"] = tamper(data)
        if body["data"] is None:
            return None
    return body


def _item(item: Any, tamper: Tamper) -> Any:
    if not isinstance(item, dict):
        return item
    if not isinstance(item.get("data"), dict) or "type" in item:
        return tamper(item)
    record = tamper(item["data"])
    return None if record is None else {**item, "data": record}
