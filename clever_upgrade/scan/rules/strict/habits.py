"""Habits that new fields upset although nothing refuses them: hashes of whole records, tables with fixed columns,
``schools`` taken for the mark of an administrator, and dates that are taken to be there.
"""

import re
from collections.abc import Iterator

from clever_upgrade.scan.project import Project, Reading
from clever_upgrade.scan.result import Severity
from clever_upgrade.scan.rules.strict.code import Code
from clever_upgrade.scan.rules.strict.gains import STATUS, STATUS_FIELDS, subject_of
from clever_upgrade.scan.rules.strict.records import is_whole_record
from clever_upgrade.scan.rules.strict.trouble import Trouble

_SERIALISED = re.compile(
    r"(?:\b(?:json|orjson|simplejson|ujson)\.dumps|\bJSON\.(?:stringify|generate|dump)|\bjson_encode|\bserialize|Marshal\.dump"
    r"|pickle\.dumps|JsonConvert\.SerializeObject|JsonSerializer\.Serialize|writeValueAs(?:String|Bytes)|\bjson\.Marshal"
    r"|\brepr|\bstableStringify|\bstringify)\s*\(\s*(?P<inner>&?[$@]?\w+(?:\.data|->data|\[['\":]?data['\"]?\])?)\s*[,)]"
    r"|(?<![\w.])(?P<owner>[$@]?\w+(?:\.data|->data|\[['\":]?data['\"]?\])?)\.(?:to_json\b|toString\(\)|toJson\(\)|inspect\b|to_yaml\b)"
)
_HASHES = re.compile(
    r"md5|\bsha_?\d*\b|sha(?:1|224|256|384|512)|digest|checksum|fingerprint|crc32|createHash|murmur|xxh|blake2|\bhash\w*\s*\(",
    re.IGNORECASE,
)
_ASKS_FOR_KEY = r"key\?|has_key\?|has|include\?|containsKey|ContainsKey|hasOwnProperty|TryGetValue|dig"
_SCHOOLS = re.compile(
    rf"""["']schools["']\s+in\s+\$?\w+|\.(?:{_ASKS_FOR_KEY})\(\s*["':]schools\b|isset\([^)]*\[["']schools["']\]"""
    r"""|array_key_exists\(\s*["']schools|\b[\w.]+\.schools\s*\?(?![.?])|len\(\s*[\w.]+\.Schools\s*\)\s*>\s*0"""
    r"""|\b(?:if|unless|when|and|or|elif)\b\s*\(?\s*[!$\w.@]*(?:\.schools|\[["':]schools["']?\]|\.get\(["']schools["']\))"""
    r"""(?:\?|\.present\?|\.any\?|\.length|\.size|\.Any\(\)|\s*!=\s*(?:nil|null|None))?\s*(?:[):{&|]|then\b|$|\s>)"""
    r"""|\.schools\?(?=\s|$)""",
    re.MULTILINE,
)
_ADMINISTRATOR = re.compile(r"admin", re.IGNORECASE)
_PARSES = (
    r"strptime|\bparse\w*|fromisoformat|isoparse|\bnew Date|\bDate\.parse|Time\.\w+|DateTime(?:\.parse|\.Parse)?"
    r"|createFromFormat|strtotime|\bmoment|dayjs|Instant\.parse|OffsetDateTime\.parse|LocalDate\w*\.parse"
    r"|DateTimeOffset\.Parse"
)
_IN_CAMELS = tuple(re.sub("_(.)", lambda match: match[1].upper(), field) for field in STATUS_FIELDS)
_NEW_DATES = re.compile(rf"(?:{_PARSES})\s*\([^\n;]{{0,120}}?\b({'|'.join((*STATUS_FIELDS, *_IN_CAMELS))})\b")
_GUARDS = re.compile(r"\bif\b|\?|&&|\|\||\bor\b|\band\b|\bunless\b|\bwhen\b|presence|nil|null|None")
_CSV_WRITERS = frozenset({"csv.DictWriter", "DictWriter"})


def find(reading: Reading, project: Project, code: Code) -> Iterator[Trouble]:
    """All of these habits in one file."""
    yield from _hashes(code)
    yield from _administrators(code)
    yield from _dates(code)
    yield from _tables(reading)


def _hashes(code: Code) -> Iterator[Trouble]:
    for match in code.matches(_SERIALISED):
        hashed = match["inner"] or match["owner"]
        place = code.place(match.start(), match.end())
        if not is_whole_record(hashed.lstrip("&")) or not _HASHES.search(code.lines(place, after=1)):
            continue
        scope = code.scope_at(place)
        yield Trouble(
            place,
            "a hash over whole records changes for every one of them at once",
            "Hash a list of fields instead of the record.",
            names=(hashed, scope.function),
            severity=Severity.WARNING,
            scope=scope,
        )


def _administrators(code: Code) -> Iterator[Trouble]:
    told: set[int] = set()
    for match in code.matches(_SCHOOLS):
        place = code.place(match.start(), match.end())
        if place.line in told or not _ADMINISTRATOR.search(code.lines(place, after=1)):
            continue
        told.add(place.line)
        yield Trouble(
            place,
            "schools is taken to mean an administrator, and students and teachers have it too",
            'Ask for the type that /me gives, such as "school_admin".',
            fields=("students.schools", "teachers.schools"),
            severity=Severity.WARNING,
            scope=code.scope_at(place),
        )


def _dates(code: Code) -> Iterator[Trouble]:
    told: set[int] = set()
    for match in code.matches(_NEW_DATES):
        place = code.place(match.start(), match.end())
        before = code.lines(place, before=2)
        guarded = any(match[1] in line and _GUARDS.search(line.replace(match[0], "")) for line in before.split("\n"))
        if place.line in told or (guarded and before.count(match[1]) > 1):
            continue
        told.add(place.line)
        field = re.sub(r"(?<!^)([A-Z])", r"_\1", match[1]).lower()
        yield Trouble(
            place,
            f"{match[1]} is parsed as if it were always there",
            "Let it be missing or null: most districts are not paused, and new ones are not launched.",
            names=(STATUS,),
            fields=(f"{STATUS}.{field}",),
            severity=Severity.WARNING,
            scope=code.scope_at(place),
        )


def _tables(reading: Reading) -> Iterator[Trouble]:
    """Tables of Python's csv with a fixed list of columns, into which whole records are written."""
    calls = reading.file.facts.calls
    rows = [one for one in calls if one.name in {"writerow", "writerows"}]
    for call in calls:
        texts = {argument.name: argument.text for argument in call.arguments}
        if call.callee not in _CSV_WRITERS or "extrasaction" in texts:
            continue
        whole = [
            one
            for one in rows
            if one.scope == call.scope and _writes_whole(one.arguments[0].text if one.arguments else "")
        ]
        if whole:
            yield Trouble(
                call.place,
                "the table has fixed columns, and the writer raises for any other",
                'Write the members that are wanted, or say extrasaction="ignore".',
                names=tuple(name for name in (whole[0].arguments[0].text, call.scope.function) if subject_of(name)),
                scope=call.scope,
            )


def _writes_whole(text: str) -> bool:
    return is_whole_record(text) or is_whole_record(text.split(" for ", 1)[0].lstrip("[("))
