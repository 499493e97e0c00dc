"""How many examples a test of a property draws: all of them where the profile says so, a share of them otherwise."""

from hypothesis import settings

EVERY = 100
"""The examples of a property that says nothing else, in the profile that draws them all."""


def some(number: int) -> int:
    """Of so many examples as many as the profile has of ``EVERY``."""
    return max(1, number * settings().max_examples // EVERY)
