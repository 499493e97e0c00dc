"""Runs the user's own parsers on records as v1.1 gave them and as v1.2 may give them."""
