"""Addresses of repositories and folders, as manifests write them."""

import re

from clever_upgrade.scan.manifests.dependency import Origin, Source

_SHORT = re.compile(r"^(?:(github|gitlab|bitbucket):)?([\w.-]+/[\w.-]+?)(?:\.git)?(?:#(.*))?$")
_HOSTS = {"gitlab": "gitlab.com", "bitbucket": "bitbucket.org"}
_ARCHIVE = re.compile(
    r"^https?://(?:codeload\.)?(github\.com/[^/]+/[^/]+)/"
    r"(?:archive|tarball|zipball|tar\.gz|zip|releases/download)/(?:refs/(?:tags|heads)/)?([^/]+?)(?:\.tar\.gz|\.tgz|\.zip)?(?:/.*)?$"
)
_REPOSITORY = re.compile(
    r"^(?:git\+|git:|git@|ssh:|hg\+)|\.git(?:[#@]|$)|^https?://(?:[^/@]+@)?github\.com/[^/]+/[^/#@]+/?(?:[#@]|$)"
)
_REF = re.compile(r"((?:[a-z]+://)?(?:[^/@]*@)?[^@]*)(?:@(.*))?")
_PATH = re.compile(r"^(?:file:|link:|portal:|workspace:|\.{0,2}/|~/|[A-Za-z]:\\)")


def git(url: str, ref: str = "") -> Source:
    """A repository at a branch, tag or commit."""
    return Source(Origin.GIT, url, ref)


def folder(path: str) -> Source:
    """A copy that lies beside the project."""
    return Source(Origin.PATH, path)


def github(name: str, ref: str = "") -> Source:
    """A repository named by its owner and name alone."""
    return git(f"https://github.com/{name}", ref)


def address(text: str) -> Source | None:
    """What an address in the place of a version stands for; None where it is no address.

    Understood are repositories (``git+https://…@ref``, ``git://…#ref``, ``owner/name#ref``, ``github:owner/name``),
    archives of GitHub, and folders.
    """
    text = text.strip()
    if archive := _ARCHIVE.match(text.partition("#")[0]):
        return git(f"https://{archive[1]}", archive[2])
    if _PATH.match(text):
        return folder(re.sub(r"^(?:file|link|portal|workspace):", "", text))
    if _REPOSITORY.search(text):
        return _with_ref(text)
    if (short := _SHORT.match(text)) and "/" in text and not text.startswith("@"):
        return git(f"https://{_HOSTS.get(short[1] or '', 'github.com')}/{short[2]}", short[3] or "")
    return None


def _with_ref(text: str) -> Source:
    url, _, fragment = text.removeprefix("git+").partition("#")
    ref = "" if "=" in fragment else fragment.removeprefix("semver:")
    parts = _REF.fullmatch(url)
    return git(parts[1], parts[2] or ref) if parts else git(url, ref)
