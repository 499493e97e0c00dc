"""Settings as names with values: ``.env``, ``.properties``, ``.ini`` and ``.toml`` files, and their kin."""

import re

from clever_upgrade.scan.syntax.facts import Comment, Facts, Scope, Text
from clever_upgrade.scan.syntax.settings_text import text_between
from clever_upgrade.scan.tree.lines import LineIndex

_LINE = re.compile(r"[^\r\n]+")
_COMMENT = re.compile(r"[ \t]*(?:[#;!]|//|REM\b)")
_SECTION = re.compile(r"[ \t]*\[+\s*([^\]\r\n]+?)\s*\]+")
_SETTING = re.compile(
    r"[ \t]*(?:export[ \t]+|set[ \t]+(?:-gx[ \t]+)?)?(?P<quote>[\"']?)(?P<name>[A-Za-z_][\w.\-\[\]]*)(?P=quote)"
    r"[ \t]*(?P<sign>\+?=>?|:=?)[ \t]*"
)
_QUOTED = re.compile(r"\"(?P<double>(?:\\.|[^\"\\\r\n])*)\"|'(?P<single>[^'\r\n]*)'")
_TRAILING_COMMENT = re.compile(r"\s[#;].*$")
_LONG_QUOTES = ('"""', "'''")


def read(text: str, language: str) -> Facts:
    """The facts of a file of settings; a section such as ``[clever]`` is the scope of its settings."""
    lines = LineIndex(text)
    texts: list[Text] = []
    comments: list[Comment] = []
    names: set[str] = set()
    section = Scope()
    position = 0
    for match in _LINE.finditer(text):
        if match.start() < position:
            continue
        line = match[0]
        heading = _SECTION.fullmatch(_TRAILING_COMMENT.sub("", line).rstrip())
        setting = _SETTING.match(text, match.start(), match.end())
        if _COMMENT.match(line):
            comments.append(Comment(line.strip(), lines.place(match.end() - len(line.lstrip()), match.end())))
        elif heading is not None:
            section = Scope((heading[1].strip("\"'"),))
            names.update(re.findall(r"\w+", heading[1]))
        elif setting is not None:
            name = setting["name"]
            names.update(re.findall(r"\w+", name))
            position = _values(text, setting.end(), match.end(), name, section, lines, texts)
            _note_trailing(text, max(setting.end(), texts[-1].place.end if texts else 0), match.end(), lines, comments)
        else:
            position = _values(text, match.start(), match.end(), "", section, lines, texts)
    return Facts(language, texts=tuple(texts), comments=tuple(comments), identifiers=frozenset(names))


def _values(text: str, start: int, end: int, name: str, scope: Scope, lines: LineIndex, texts: list[Text]) -> int:
    """Note what a line says from ``start`` on, and give where the reading goes on."""
    for mark in _LONG_QUOTES:
        if text.startswith(mark, start):
            closing = text.find(mark, start + 3)
            closing = len(text) if closing == -1 else closing
            _note(text, start + 3, closing, name, scope, lines, texts)
            return closing + 3
    quoted = list(_QUOTED.finditer(text, start, end))
    if quoted and text[start : quoted[0].start()].strip("[{( \t") == "":
        for one in quoted:
            group = "double" if one["double"] is not None else "single"
            _note(text, *one.span(group), name, scope, lines, texts)
        return end
    while end > start and text[end - 1] == "\\" and end < len(text):
        # A value of a .properties file goes on after a line that ends in a backslash.
        following = _LINE.search(text, end)
        if following is None:
            break
        end = following.end()
    comment = _TRAILING_COMMENT.search(text, start, end)
    stop = end if comment is None else comment.start()
    stop = start + len(text[start:stop].rstrip())
    if name or "://" in text[start:stop]:
        # A line such as "proxy_pass https://…;" names no setting, but says where something leads.
        _note(text, start, stop, name, scope, lines, texts)
    return end


def _note(text: str, start: int, end: int, name: str, scope: Scope, lines: LineIndex, texts: list[Text]) -> None:
    found = text_between(text, start, end, lines, bound_to=name, scope=scope) if start < end else None
    if found is not None:
        texts.append(found)


def _note_trailing(text: str, start: int, end: int, lines: LineIndex, comments: list[Comment]) -> None:
    comment = _TRAILING_COMMENT.search(text, start, end)
    if comment is not None:
        comments.append(Comment(comment[0].strip(), lines.place(comment.start() + 1, comment.end())))
