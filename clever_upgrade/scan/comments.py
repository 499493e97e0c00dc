"""Comments of files that no grammar reads: settings, SQL, XML, templates and manifests.

Only good for finding words that nobody writes outside of a comment: what looks like the mark of a comment may stand in
a string.
"""

import re
from collections.abc import Iterator

from clever_upgrade.scan.syntax.facts import Comment
from clever_upgrade.scan.tree.kinds import Kind
from clever_upgrade.scan.tree.lines import line_index

# A mark within a word is none: colours have hashes, addresses two slashes, and globs a slash and a star.
_HASH, _SLASHES, _STARS = r"(?<!\S)-?\#[^\r\n]*", r"(?<!\S)//[^\r\n]*", r"(?<!\S)/\*.*?(?:\*/|\Z)"
_DASHES, _SEMICOLON, _ARROWS = r"--[^\r\n]*", r"(?m:^[ \t]*);[^\r\n]*", r"<!--.*?(?:-->|\Z)"
_CURLY, _PERCENT, _SCRIPT = r"\{\#.*?(?:\#\}|\Z)", r"<%--?.*?(?:--%>|\Z)|<%\#.*?(?:%>|\Z)", r"\#\#\#.*?(?:\#\#\#|\Z)"
_RAZOR, _EXCLAMATION = r"@\*.*?(?:\*@|\Z)", r"(?m:^[ \t]*)![^\r\n]*"

_OF_LANGUAGE = {
    "env": (_HASH, _SEMICOLON, _EXCLAMATION),
    "yaml": (_HASH,),
    "sql": (_STARS, _DASHES, _HASH),
    "xml": (_ARROWS,),
    "coffeescript": (_SCRIPT, _HASH),
    "text": (_ARROWS, _CURLY, _PERCENT, _RAZOR, _STARS, _SLASHES, _HASH),
}
_OF_MANIFEST = {
    **dict.fromkeys(("pom.xml", "packages.config", "*.csproj"), (_ARROWS,)),
    **dict.fromkeys(("go.mod", "build.gradle", "build.gradle.kts"), (_STARS, _SLASHES)),
    **dict.fromkeys(("package.json", "package-lock.json", "npm-shrinkwrap.json"), ()),
    **dict.fromkeys(("composer.json", "composer.lock", "Pipfile.lock", "Gemfile.lock"), ()),
    "setup.cfg": (_HASH, _SEMICOLON),
}


def comments_in(text: str, kind: Kind) -> Iterator[Comment]:
    """Everything that looks like a comment in a file of this kind."""
    forms = _OF_MANIFEST.get(kind.manifest, (_HASH,)) if kind.manifest else _OF_LANGUAGE.get(kind.language, ())
    if not forms:
        return
    lines = line_index(text)
    for found in re.finditer("|".join(forms), text, re.DOTALL):
        yield Comment(found[0], lines.place(*found.span()))
