"""Reads the API over HTTP: authentication, paging, rate limit, retries. The only place that knows httpx."""
