"""Replaces a text by another one of the same shape: the same text by the same, different ones by different ones.

Each letter becomes a letter of its kind and each digit a digit, while signs stay where they are. Which ones is decided
by a small cipher (a Feistel network over the characters, keyed by secret random bytes): it is one to one, so that what
was equal stays equal and what differed still differs. Without the key nobody finds the way back.
"""

import hashlib
import math
import struct
import sys
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import cache, lru_cache

_ROUNDS = 4
_SHORT = 8
"""A text with fewer characters to replace might become itself by chance, which is ruled out."""
_MOST_WALKS = 10_000
_KEPT_KINDS = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"})
"""Kinds of characters that say nothing: controls, blanks, and what is no character."""
_BLOCK = 8
_UNIFIED = range(0x3000, 0xD800)
"""Han, Kana and Hangul, whose blocks alone would say much about a character."""


class Pseudonyms:
    """The pseudonyms of one recording; ``key`` is thrown away with it."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def text(self, text: str) -> str:
        """The pseudonym of a text; itself if there is no letter or digit in it."""
        alphabets = [_alphabet_of(char) for char in text]
        varied = [place for place, alphabet in enumerate(alphabets) if alphabet is not None]
        if not varied:
            return text
        chosen = [alphabets[place] or "" for place in varied]
        found = self.numbers(
            [alphabet.index(text[place]) for place, alphabet in zip(varied, chosen, strict=True)],
            [len(alphabet) for alphabet in chosen],
            tweak=_shape(text, alphabets),
        )
        characters = list(text)
        for place, alphabet, number in zip(varied, chosen, found, strict=True):
            characters[place] = alphabet[number]
        return "".join(characters)

    def text_like(self, text: str, kind: Callable[[str], object]) -> str:
        """The pseudonym of a text that is of the same ``kind`` as the text itself."""
        wanted, found = kind(text), self.text(text)
        for _ in range(_MOST_WALKS):
            if kind(found) == wanted:
                return found
            # To go on from a misfit until something fits keeps the replacement one to one.
            found = self.text(found)
        raise RuntimeError("no pseudonym of the same kind was found")

    def number(self, number: int, size: int, tweak: str) -> int:
        """The pseudonym of a number below ``size``: another one below it, if there is one."""
        radix = math.isqrt(size - 1) + 1
        found = number
        for _ in range(_MOST_WALKS):
            high, low = self.numbers(divmod(found, radix), [radix, radix], f"{tweak}{size}")
            found = high * radix + low
            if found < size:
                return found
        raise RuntimeError("no pseudonym of the same size was found")

    def numbers(self, values: Sequence[int], radices: Sequence[int], tweak: str) -> list[int]:
        """Other numbers below the same radices."""
        cipher = _Cipher(self._key, radices, tweak)
        found = cipher.encrypted(values)
        if len(values) >= _SHORT:
            return found
        # What is turned into something else under the cipher is something else without it, too.
        turning = next((place for place, radix in enumerate(radices) if radix > 1), None)
        if turning is None:
            return found
        step = 1 + int(self.digest(tweak)[:8], 16) % (radices[turning] - 1)
        found[turning] = (found[turning] + step) % radices[turning]
        return cipher.decrypted(found)

    def permuted(self, value: str, values: Sequence[str]) -> str:
        """One of ``values`` for one of them."""
        ordered = sorted(values, key=lambda each: self.digest(f"order\0{each}"))
        return ordered[sorted(values).index(value)]

    def digest(self, text: str) -> str:
        """64 hexadecimal digits that say nothing about the text, not even its length."""
        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=self._key, digest_size=32).hexdigest()


class _Cipher:
    """Replaces sequences of numbers, one to one, where each number stays below its radix."""

    def __init__(self, key: bytes, radices: Sequence[int], tweak: str) -> None:
        self._prefix = key + hashlib.blake2b(tweak.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        self._middle = len(radices) // 2
        self._radices = radices[: self._middle], radices[self._middle :]

    def encrypted(self, values: Sequence[int]) -> list[int]:
        return self._turned(values, range(_ROUNDS), 1)

    def decrypted(self, values: Sequence[int]) -> list[int]:
        return self._turned(values, reversed(range(_ROUNDS)), -1)

    def _turned(self, values: Sequence[int], turns: Iterable[int], sign: int) -> list[int]:
        halves = [list(values[: self._middle]), list(values[self._middle :])]
        for turn in turns:
            target = 1 - turn % 2
            halves[target] = self._shifted(halves[target], halves[1 - target], turn, sign, self._radices[target])
        return [*halves[0], *halves[1]]

    def _shifted(self, values: list[int], source: list[int], turn: int, sign: int, radices: Sequence[int]) -> list[int]:
        """One half, shifted by what the other half says."""
        said = f"{turn}|{','.join(map(str, source))}".encode()
        shifts = struct.unpack(f">{len(values)}I", hashlib.shake_128(self._prefix + said).digest(4 * len(values)))
        return [(value + sign * shift) % radix for value, shift, radix in zip(values, shifts, radices, strict=True)]


def _shape(text: str, alphabets: Sequence[str | None]) -> str:
    """What stays of a text: its signs, and of which kind every other character is."""
    return "".join(
        char if alphabet is None else f"\0{ord(alphabet[0]):x};" for char, alphabet in zip(text, alphabets, strict=True)
    )


@lru_cache(maxsize=10_000)
def _alphabet_of(char: str) -> str | None:
    """The characters that may stand in place of one, or None where it stays."""
    if char.isascii():
        for alphabet in ("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz", "0123456789"):
            if char in alphabet:
                return alphabet
        return None
    kind = unicodedata.category(char)
    if kind in _KEPT_KINDS:
        return None
    alphabet = _alphabets()[_family(char, kind)]
    return alphabet if len(alphabet) > 1 else _alphabets()[kind, -1]


def _family(char: str, kind: str) -> tuple[str, int]:
    """Characters of one kind in one script stay among themselves."""
    return (kind, _UNIFIED.start >> _BLOCK) if ord(char) in _UNIFIED else (kind, ord(char) >> _BLOCK)


@cache
def _alphabets() -> dict[tuple[str, int], str]:
    found: dict[tuple[str, int], list[str]] = {}
    for point in range(0x80, sys.maxunicode + 1):
        char = chr(point)
        kind = unicodedata.category(char)
        if kind not in _KEPT_KINDS:
            found.setdefault(_family(char, kind), []).append(char)
            found.setdefault((kind, -1), []).append(char)
    return {family: "".join(chars) for family, chars in found.items()}
