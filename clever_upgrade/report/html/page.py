"""Writes the page: the template with its style and script inside it, and nothing that was not escaped.

Whatever the template puts in goes through ``printable`` and then through Jinja's escaping: text from source code or
from a server cannot become markup, nor steer a browser or a reader's eye. The policy in the page's head lets the
browser run this script and this style alone, and load nothing.
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from clever_upgrade.check.result import CheckResult
from clever_upgrade.grammar import counted
from clever_upgrade.report.html.findings import parts_with
from clever_upgrade.report.html.view import page_view
from clever_upgrade.report.redaction import Redactor
from clever_upgrade.report.untrusted import printable

if TYPE_CHECKING:
    from jinja2 import Template


def as_html(result: CheckResult, redactor: Redactor) -> Iterator[str]:
    """The document in pieces; the same result gives the same bytes."""
    return _template().generate(page=page_view(result, redactor))


@cache
def _template() -> "Template":
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, finalize=_shown
    )
    environment.filters.update(number="{:,}".format, spans=spans, by_part=parts_with, counted=counted)
    style, script = _read("page.css"), _read("page.js")
    environment.globals.update(
        style=Markup(style),  # noqa: S704 - our own file
        script=Markup(script),  # noqa: S704 - our own file
        style_hash=_hash(style),
        script_hash=_hash(script),
    )
    return environment.from_string(_read("page.html.jinja"))


def spans(text: str) -> list[tuple[bool, str]]:
    """Our own sentences cut at their backticks: whether a piece is code, and the piece."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        return [(False, text)]
    return [(at % 2 == 1, piece) for at, piece in enumerate(pieces) if piece]


def _shown(value: object) -> object:
    """What stands for ``value`` in the page, still to be escaped; what is marked as HTML is our own."""
    return value if hasattr(value, "__html__") else printable(str(value))


def _read(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8").strip() + "\n"


def _hash(text: str) -> str:
    """The text as a policy names it."""
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
