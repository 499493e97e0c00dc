"""Carry an integration with Clever's roster API from v1.1 to v1.2."""

__version__ = "0.1.0"
