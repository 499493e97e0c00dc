"""Addresses in towns that do not exist."""

from random import Random

STREETS: tuple[str, ...] = (
    "Alder Lane", "Birch Street", "Calle Ocho", "Cedar Court", "Elm Avenue", "Juniper Way", "King Boulevard",
    "Lake Road", "Maple Drive", "Mission Street", "Oak Terrace", "Peña Plaza", "River Walk", "Sycamore Place",
)  # fmt: skip

PLACES: tuple[tuple[str, str, str], ...] = (
    ("Ashford", "CA", "940"), ("Bellwater", "CA", "941"), ("Cañon Verde", "CA", "945"), ("Dunmore", "CA", "946"),
    ("Eastlake", "CA", "947"), ("Fairhollow", "CA", "949"),
)  # fmt: skip
"""City, state and the first digits of its zip codes; the towns are invented."""


def home(rng: Random) -> dict[str, str]:
    """Where a student lives: often no more than the zip code."""
    city, state, zips = PLACES[int(rng.random() * len(PLACES))]
    location = {"zip": f"{zips}{int(rng.random() * 100):02}"}
    if rng.random() < 0.6:
        location |= {"address": _address(rng), "city": city, "state": state}
    return location


def campus(rng: Random) -> dict[str, str]:
    """Where a school stands: the whole address, and sometimes the spot on the map."""
    city, state, zips = PLACES[int(rng.random() * len(PLACES))]
    location = {"address": _address(rng), "city": city, "state": state, "zip": f"{zips}{int(rng.random() * 100):02}"}
    if rng.random() < 0.3:
        location |= {"lat": f"37.{int(rng.random() * 1e5):05}", "lon": f"-122.{int(rng.random() * 1e5):05}"}
    return location


def _address(rng: Random) -> str:
    return f"{1 + int(rng.random() * 999)} {STREETS[int(rng.random() * len(STREETS))]}"
