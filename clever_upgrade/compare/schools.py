"""The schools of each user as the older version tells them: by walking the sections.

The older version has no list of a user's schools, so an application walks every section. This does the same walk and
says what the later version's ``schools`` must hold: the primary school and the schools of the user's sections, less
the schools that are not shared.
"""

from binascii import unhexlify
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from struct import iter_unpack
from typing import Any

from clever_upgrade.compare.packed import PackedMap
from clever_upgrade.compare.remembered import Remembered

PRIMARY_SCHOOL = "school"
"""The member of a user that names the primary school."""
NO_SCHOOLS: frozenset[str] = frozenset()

_ID_BYTES = 12
_DIGITS = frozenset({2 * _ID_BYTES})
_STEP = len('"",') + 2 * _ID_BYTES
"""How many bytes of a list's text lie between the beginnings of two ids."""
_CODE_BYTES = 3
_MOST_WAITING = 400_000
"""How many ids wait to be looked up together: the more, the more of them are the same."""
_AT_ONCE = 20_000 * _ID_BYTES
"""How many bytes of those are taken apart at a time; each id takes some 130 bytes then."""
_MOST_ANSWERS = 20_000
"""How many answers are remembered; a district has about as many as it has schools."""


class Memberships:
    """The schools of every user's sections, by user id.

    Few distinct sets of schools exist in a district, so that each user costs their id, a short number for the set, and
    next to nothing more: about 20 bytes.

    Who is added waits with others of the same school, and is looked up once for all of them: in most listings sections
    of one school stand near each other, and have much the same users.
    """

    __slots__ = ("_codes", "_gathered", "_most_waiting", "_odd", "_sets", "_users", "_waiting")

    def __init__(self, most_waiting: int = _MOST_WAITING) -> None:
        self._gathered: dict[str, list[bytes]] = {}
        self._waiting, self._most_waiting = 0, most_waiting
        self._users = PackedMap(_ID_BYTES, _CODE_BYTES)
        self._odd: dict[str, bytes] = {}
        """Users whose ids are not 24 small hexadecimal digits."""
        self._codes: dict[frozenset[str], bytes] = {NO_SCHOOLS: bytes(_CODE_BYTES)}
        self._sets: dict[bytes, frozenset[str]] = {bytes(_CODE_BYTES): NO_SCHOOLS}

    def add_section(self, section: Mapping[str, Any]) -> None:
        """Take in one section as the older version shows it; members of a wrong type count as absent."""
        school = section.get("school")
        if isinstance(school, str):
            for user in users_of(section):
                key = packed_id(user)
                if key is not None:
                    self.add(school, key)
                else:
                    self._odd[user] = self._code_with(school, self._odd.get(user))

    def add(self, school: str, users: bytes) -> None:
        """Take in who has a section at a school; these are packed ids, one behind the other."""
        gathered = self._gathered.get(school)
        if gathered is None:
            gathered = self._gathered[school] = []
        gathered.append(users)
        self._waiting += len(users) // _ID_BYTES
        if self._waiting >= self._most_waiting:
            self.take_in()

    def take_in(self) -> None:
        """Look up who waits; nobody need ask for that, but whoever has time may."""
        for school, users in self._gathered.items():
            codes_with = Remembered(partial(self._code_with, school), _MOST_ANSWERS)
            together, changed = b"".join(users), codes_with.__getitem__
            for start in range(0, len(together), _AT_ONCE):
                self._users.change_all(set(_apart(together[start : start + _AT_ONCE])), changed)
        self._gathered.clear()
        self._waiting = 0

    def schools_of(self, user: str) -> frozenset[str]:
        """The schools at which the user's sections meet."""
        return self._sets[self.code_of(user)]

    def code_of(self, user: str) -> bytes:
        """What stands for the user's set of schools: the same for everybody who has the same."""
        if self._waiting:
            self.take_in()
        key = packed_id(user)
        code = self._users.get(key) if key is not None else self._odd.get(user)
        return code if code is not None else bytes(_CODE_BYTES)

    def codes_of(self, users: list[str]) -> list[bytes]:
        """What stands for the set of schools of each user."""
        if self._waiting:
            self.take_in()
        keys = _packed_together(users)
        if keys is None:
            return list(map(self.code_of, users))
        nothing = bytes(_CODE_BYTES)
        return [nothing if code is None else code for code in self._users.get_all(keys)]

    def schools_behind(self, code: bytes) -> frozenset[str]:
        """The set that a code stands for."""
        return self._sets[code]

    def _code_with(self, school: str, code: bytes | None) -> bytes:
        """What stands for this school and the schools behind a code, if there is one."""
        known = self._sets[code] if code is not None else NO_SCHOOLS
        return self._code(known | {school})

    def _code(self, schools: frozenset[str]) -> bytes:
        code = self._codes.get(schools)
        if code is None:
            code = self._codes[schools] = len(self._sets).to_bytes(_CODE_BYTES)
            self._sets[code] = schools
        return code


def packed_id(user: str) -> bytes | None:
    """The id in half as many bytes, or None unless it can be told from that again."""
    try:
        key = bytes.fromhex(user)
    except ValueError:
        return None
    return key if len(key) == _ID_BYTES and key.hex() == user else None


def packed_ids(text: bytes) -> bytes | None:
    """The same of every id in the text of a list, one behind the other; None unless the list holds such ids only."""
    if text == b"[]":
        return b""
    text = text.replace(b'", "', b'","')
    ids, left = divmod(len(text) - 1, _STEP)
    quotes = b'"' * ids
    if (
        left
        or text[::_STEP] != b"[%b]" % (b"," * (ids - 1))
        or not text[1::_STEP] == text[_STEP - 1 :: _STEP] == quotes
    ):
        return None
    digits = text.translate(None, b'[",]')
    try:
        keys = unhexlify(digits)
    except ValueError:
        return None
    # Among the digits there may have been more of what was taken out.
    return keys if len(keys) == ids * _ID_BYTES and digits == digits.lower() else None


def _packed_together(users: list[str]) -> list[bytes] | None:
    """What ``packed_id`` makes of each, at one go; None unless it makes something of each."""
    together = "".join(users)
    try:
        keys = bytes.fromhex(together)
    except ValueError:
        return None
    if keys.hex() != together or not _DIGITS.issuperset(map(len, users)):
        return None
    return list(_apart(keys))


def _apart(keys: bytes) -> Iterator[bytes]:
    """Packed ids, which stand one behind the other, one by one."""
    return (key for (key,) in iter_unpack(f"{_ID_BYTES}s", keys))


def users_of(section: Mapping[str, Any]) -> Iterable[str]:
    """Every student and teacher of a section."""
    for name in ("students", "teachers"):
        users = section.get(name)
        if isinstance(users, list):
            yield from (user for user in users if isinstance(user, str))
    teacher = section.get("teacher")
    if isinstance(teacher, str):
        yield teacher


class SchoolKnowledge:
    """What the older version says about schools: which are ``shared``, and who has sections where."""

    def __init__(self, shared: frozenset[str], memberships: Memberships) -> None:
        self.shared, self.memberships = shared, memberships
        self._answers = Remembered(self._answer, _MOST_ANSWERS)

    def expected(self, user_id: str, primary: object) -> frozenset[str]:
        """The schools that the later version's array must hold for this user, whose primary school is known."""
        (schools,) = self.expected_of_all([self.memberships.code_of(user_id)], [primary])
        return schools

    def expected_of_all(self, codes: Sequence[bytes], primaries: Sequence[object]) -> list[frozenset[str]]:
        """The same for many, who have these codes, which ``Memberships`` gives out."""
        answers, users = self._answers, list(zip(codes, primaries, strict=True))
        try:
            return [answers[user] for user in users]
        except TypeError:
            # What is no text may be anything, a list for example, which is no key.
            return list(map(self._answer, users))

    def _answer(self, user: tuple[bytes, object]) -> frozenset[str]:
        code, primary = user
        return one_of_equals(expected_schools(primary, self.memberships.schools_behind(code), self.shared))


@lru_cache(_MOST_ANSWERS)
def one_of_equals(schools: frozenset[str]) -> frozenset[str]:
    """The first one that came of all equal sets: what is the same object need not be compared."""
    return schools


def expected_schools(primary: object, section_schools: frozenset[str], shared: frozenset[str]) -> frozenset[str]:
    """The shared ones of the primary school, if that is an id, and the schools of the sections."""
    schools = section_schools | {primary} if isinstance(primary, str) else section_schools
    return schools & shared
