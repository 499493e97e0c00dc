"""Listings are walked to their end, one page ahead, and nothing that a page claims is taken on trust."""

import asyncio
from typing import Any

from clever_upgrade.api.page import Page
from tests.api.scripted import (
    Recorder,
    Request,
    Script,
    ScriptedServer,
    client_for,
    listing_script,
    row_ids,
)

VERSION = "v1.1"


def read(
    script: Script, path: str = "/students", observer: Recorder | None = None, **settings: Any
) -> tuple[list[Page], list[Request]]:
    async def run() -> tuple[list[Page], list[Request]]:
        async with (
            ScriptedServer(script) as server,
            client_for(server, observer or Recorder(), **settings) as client,
        ):
            pages = [page async for page in client.pages(VERSION, path)]
            assert client.pages_read == len(pages)
            assert client.requests_made == len(server.requests)
            return pages, server.requests

    return asyncio.run(run())


def ids_of(pages: list[Page]) -> list[str]:
    return [row for page in pages for row in page.ids]


def test_every_row_of_a_listing_arrives_in_order_with_its_own_text() -> None:
    ids = row_ids(25)
    pages, requests = read(listing_script(ids), page_size=10)
    assert ids_of(pages) == ids
    assert [len(page.ids) for page in pages] == [10, 10, 5]
    assert [page.announced for page in pages] == [25, None, None]
    assert pages[2].records[4] == b'{"id": "%s", "n": 1}' % ids[-1].encode()
    assert [request.params.get("starting_after") for request in requests] == [None, ids[9], ids[19]]
    assert {request.params["limit"] for request in requests} == {"10"}
    assert {request.headers["authorization"] for request in requests} == {
        "Bearer 0123456789abcdef0123456789abcdef01234567"
    }
    assert {request.headers["user-agent"].split("/")[0] for request in requests} == {"clever-upgrade"}
