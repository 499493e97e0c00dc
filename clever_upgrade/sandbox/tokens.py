"""Who asks: the token of a request, and what it opens."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass

from clever_upgrade.sandbox.district import District

DEMO_TOKEN = "DEMO_TOKEN"  # noqa: S105 - the public token of the demo district

USER_TOKENS: Mapping[str, str] = {
    "ilc_DEMO_STUDENT_TOKEN": "student",
    "ilc_DEMO_TEACHER_TOKEN": "teacher",
    "ilc_DEMO_SCHOOL_ADMIN_TOKEN": "school_admin",
    "ilc_DEMO_DISTRICT_ADMIN_TOKEN": "district_admin",
}
"""The public tokens of users, each with the type of its user: the first of that type in the district."""


def district_token(place: int) -> str:
    """The token of the district at a place, counted from 1: the demo token, then ``DEMO_TOKEN_2`` and so on."""
    return DEMO_TOKEN if place == 1 else f"{DEMO_TOKEN}_{place}"


@dataclass(frozen=True, slots=True)
class Bearer:
    """A token that is valid: its district, and the type of its user where it is not the district's own."""

    token: str
    district: District
    user_type: str | None = None


def token_of(headers: Mapping[str, str]) -> str | None:
    """The token of a request: a bearer token, or the user name of Basic authentication."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return value.strip() or None
    credentials = basic_credentials(headers)
    return credentials[0] or None if credentials else None


def basic_credentials(headers: Mapping[str, str]) -> tuple[str, str] | None:
    """User name and password of Basic authentication, if the request has them."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, _, password = base64.b64decode(value.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return user, password


def identify(token: str | None, districts: Mapping[str, District]) -> Bearer | None:
    """Whom a token belongs to, or None where it is unknown."""
    if token is None:
        return None
    district = districts.get(token)
    if district is not None:
        return Bearer(token, district)
    user_type = USER_TOKENS.get(token)
    if user_type is None or not districts:
        return None
    return Bearer(token, next(iter(districts.values())), user_type)
