"""Reads the API over HTTP: authentication, paging, rate limit, retries. The only place that knows httpx."""

import sys
from importlib.util import find_spec

# httpx brings a command-line program along where Rich is installed, and loads Rich and Pygments for it at every start.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]

# httpcore imports sniffio four times a request: where that is not installed, it would be looked for each time.
if find_spec("sniffio") is None:
    sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]
