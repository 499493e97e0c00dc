"""The stores that the examination is tried with."""

from tests.stores import store_url

__all__ = ["store_url"]
