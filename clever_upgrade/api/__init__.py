"""Reads the API over HTTP: authentication, paging, rate limit, retries. The only place that knows httpx."""

import sys

# httpx brings a command-line program along where Rich is installed, and loads Rich and Pygments for it at every start.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
