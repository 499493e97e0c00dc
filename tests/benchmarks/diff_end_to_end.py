"""How long ``diff`` takes from one end to the other, against downloading the same pages and parsing them.

``python -m tests.benchmarks.diff_end_to_end`` serves a made-up district from a sandbox without a rate limit, has curl
download every page of schools, sections and students of both versions over one connection, parses these pages with
orjson, and times the command on the same collections. The command is to take at most twice as long as curl, and the
parsing besides.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import orjson

from clever_upgrade.config import DEFAULT_PAGE_SIZE
from tests.benchmarks.resync_speed import measure, sandbox

COLLECTIONS = ("schools", "sections", "students")
TOKEN = "DEMO_TOKEN"


def urls_of(base_url: str, rows: int) -> Iterator[str]:
    """Every page that the command reads, in the order in which links lead on."""
    for version in ("v1.1", "v1.2"):
        for collection in COLLECTIONS:
            path: str | None = f"/{version}/{collection}?limit={rows}"
            while path is not None:
                yield base_url + path
                asked = Request(base_url + path, headers={"Authorization": f"Bearer {TOKEN}"})  # noqa: S310
                with urlopen(asked) as answer:  # noqa: S310
                    links = json.load(answer)["links"]
                path = next((link["uri"] for link in links if link["rel"] == "next"), None)


def download(urls: list[str], folder: Path) -> float:
    """Have curl write every page to a file; the seconds that it took."""
    config = folder / "curl"
    lines = (f'url = "{url}"\noutput = "{folder / f"{number:06d}.json"}"\n' for number, url in enumerate(urls))
    config.write_text(f'silent\nheader = "Authorization: Bearer {TOKEN}"\n' + "".join(lines), encoding="utf-8")
    began = time.perf_counter()
    subprocess.run(["curl", "--config", str(config)], check=True)
    return time.perf_counter() - began


def parse(folder: Path) -> float:
    """Parse what was downloaded; the seconds that it took."""
    began = time.perf_counter()
    for page in sorted(folder.glob("*.json")):
        orjson.loads(page.read_bytes())
    return time.perf_counter() - began


def main() -> None:
    """Print the measurements, one line a run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=200_000)
    parser.add_argument("--processes", type=int, nargs="+", default=[1])
    parser.add_argument("--rows", type=int, default=DEFAULT_PAGE_SIZE, help="records in a page, of floor and command")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--port", type=int, default=8798)
    chosen = parser.parse_args()
    words = [sys.executable, "-m", "clever_upgrade", "diff", *COLLECTIONS, "-q", "--format", "json"]
    words += ["--output", os.devnull, "--page-size", str(chosen.rows), "--processes"]
    with sandbox(chosen.students, chosen.port) as base_url:
        environ = {"CLEVER_TOKEN": TOKEN, "CLEVER_API_URL": base_url, "PYTHONDONTWRITEBYTECODE": ""}
        # What is installed was compiled before.
        measure([*words, "1"], environ)
        urls = list(urls_of(base_url, chosen.rows))
        for _ in range(chosen.runs):
            with tempfile.TemporaryDirectory() as folder:
                downloaded, parsed = download(urls, Path(folder)), parse(Path(folder))
            sys.stdout.write(
                f"{chosen.students:,} students, {len(urls):,} pages: curl {downloaded:.2f} s, parsing {parsed:.2f} s\n"
            )
            for processes in chosen.processes:
                command = measure([*words, str(processes)], environ)
                sys.stdout.write(
                    f"  diff, {processes} {'process' if processes == 1 else 'processes'}: {command.seconds:.2f} s = "
                    f"{(command.seconds - parsed) / downloaded:.2f} x curl besides the parsing, "
                    f"{command.megabytes:.0f} MB\n"
                )
                sys.stdout.flush()


if __name__ == "__main__":
    main()
