"""Whether a decision is about the sync of a district: ``state`` and ``error`` are words of every other program too.

Its subject may say so, or the class, the table or the function around it, or a request for the status beside it. What
names the state of something else (an order, a job, an address, a login) is never a sync, whatever stands around.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import PurePosixPath

from clever_upgrade.scan.evidence import Reach, Sign, Strength, speaks_of_clever
from clever_upgrade.scan.names import words_of
from clever_upgrade.scan.project import Project, Reading
from clever_upgrade.scan.rules.states.requests import (
    VERSIONS,
    StatusRequest,
    requests_by_accessor,
    requests_by_path,
    requests_within,
)
from clever_upgrade.scan.syntax.facts import Decision, DecisionKind, Scope

_STATE = frozenset({"state", "states", "status", "statuses"})
_OTHER_THINGS = frozenset(
    words_of(
        "job jobs task tasks worker queue batch run runs build builds deploy deployment pipeline process thread ci test"
        " import imports export exports upload uploads download downloads transfer backup migration report"
        " order orders cart checkout payment payments invoice invoices charge refund subscription billing transaction"
        " shipment shipping delivery"
        " request requests http webhook socket promise loading loader reducer action form modal toast log logger level"
        " severity code event events message messages mail email notification player video audio timer game"
        " oauth auth login session sessions cookie csrf token param params query account user users member invitation"
        " approval location address home"
        " student students teacher teachers school schools section sections contact enrollment assignment ticket"
        " frl ell iep"
    )
)
SPEAKING = _STATE | {"district", "districts", "clever", "sync"}
_GLOBALS = re.compile(r"\$_(?:GET|POST|REQUEST|SESSION|COOKIE|SERVER)\b|(?<!\w)req(?:uest)?\b|\bprocess\.env\b")
_LONGEST = 500
_PARSED = re.compile(
    r"^.*(?:\.json\(\)|\.parsed_response|\.body\)|json_decode\(.*\)|json\.loads\(.*\))(?=[\[.-])", re.DOTALL
)
_TOKEN = re.compile(r"[A-Za-z_]\w*")
_READING = re.compile(
    r"get|fetch|dig|at|first|last|values?|name|text|str|string|trim|strip|equals|freeze|unwrap|as_str|asText|to_s|to_sym"
    r"|(?:to)?(?:lower|upper)(?:case)?|downcase|upcase|to_?string",
    re.IGNORECASE,
)
"""Members that give the value itself, written in another way."""
_ANSWER = frozenset(
    words_of(
        "status state data body result answer reply json value values current item get to s this self d district sync"
    )
)
_TITLES = frozenset({"title", "description", "summary", "$id", "id", "name"})
_DOCUMENTS = frozenset({"json", "yaml"})


class Surroundings:
    """What a file says about syncs of districts apart from a decision itself."""

    def __init__(self, reading: Reading, project: Project) -> None:
        self._file = reading.file
        self._reading = reading
        self._project = project

    def is_sync(self, decision: Decision) -> bool:
        """Whether a decision that names several states is about the sync of a district."""
        if self._is_of_another(decision):
            return False
        scope = decision.scope
        whole = set(words_of(" ".join([decision.subject, *scope.classes, scope.function])))
        return speaks_of_sync(whole) or self._asks_near(decision.scope) or self.is_about_status

    def is_surely_sync(self, decision: Decision) -> bool:
        """Whether that is so for a decision that names but one state, or two that many programs know."""
        if self._is_of_another(decision):
            return False
        words = set(words_of(decision.subject))
        if decision.kind not in {DecisionKind.COMPARISON, DecisionKind.MEMBERSHIP}:
            return speaks_of_sync(words) or self._asks_near(decision.scope)
        last = words_of(_last_token(decision.subject))
        return bool(_STATE & set(last)) and self._is_state_of_sync(decision.scope, words, last[-1])

    def _is_state_of_sync(self, scope: Scope, words: set[str], last: str) -> bool:
        """Whether something that ends in the word state or status is a district's."""
        if "district" in words or (words & {"clever", "sync"} and (last == "state" or self.requests)):
            return True
        if last != "state" and words - {"status"}:
            return False
        if self._asks_near(scope) or _names_status(set(words_of(_class_of(scope)))):
            return True
        if not self.is_about_status:
            return False
        return (words <= _ANSWER and words >= {"status", "state"}) or (words == {"state"} and self._is_taken(scope))

    def _is_taken(self, scope: Scope) -> bool:
        """Whether a function takes the state out of a status first: ``state = status.state``."""
        taken = (read.owner for read in self._file.facts.reads if read.scope == scope and read.name == "state")
        return any({"status", "district"} & set(words_of(owner)) for owner in taken)

    def _is_of_another(self, decision: Decision) -> bool:
        # Of a body that is parsed at once, what was asked for it says nothing of what is in it.
        subject = _PARSED.sub("", decision.subject[-_LONGEST:])
        words = set(words_of(subject))
        if words & _OTHER_THINGS or _GLOBALS.search(subject):
            return True
        around = {*words_of(_class_of(decision.scope)), *words_of(decision.scope.function)}
        return bool(around & _OTHER_THINGS) and not speaks_of_sync(words) and not self._asks_near(decision.scope)

    def _asks_near(self, scope: Scope) -> bool:
        """Whether the same function asks for a status, or the same class."""
        return scope in self._asking or any(one.classes == scope.classes for one in self._asking if scope.classes)

    @cached_property
    def _asking(self) -> frozenset[Scope]:
        """Where a status is asked for: also where what asks is called, or its constant is used."""
        asking = {request.scope for request in self.requests}
        names = {request.name for request in self.requests if SPEAKING & set(words_of(request.name))}
        for call in self._file.facts.calls if names else ():
            used = _TOKEN.findall(" ".join([call.callee, *(argument.text for argument in call.arguments)]))
            if not names.isdisjoint(used):
                asking.add(call.scope)
        return frozenset(asking)

    @cached_property
    def requests(self) -> tuple[StatusRequest, ...]:
        """The places of the file that ask for the status of a district."""
        by_path = requests_by_path(self._reading, self._project)
        return (*by_path, *requests_by_accessor(self._reading), *requests_within(self._reading))

    @cached_property
    def is_about_status(self) -> bool:
        """Whether the file asks for the status of a district, or has a name for it."""
        if self.requests:
            return True
        titles = (set(words_of(title)) for title in (*self._titles, PurePosixPath(self._file.path).stem))
        if any(_names_status(title) for title in titles):
            return True
        # A request of one's own may well be called cleverStatus.
        names = (set(words_of(name)) for name in self._file.facts.identifiers if "stat" in name.lower())
        return any(_names_status(name) and name & {"district", "districts", "sync"} for name in names)

    @property
    def _titles(self) -> Iterator[str]:
        """What a document calls itself and its parts."""
        if self._file.language in _DOCUMENTS:
            for text in self._file.facts.texts:
                if text.bound_to.rpartition(".")[2] in _TITLES:
                    yield text.plain

    def reach(self, decision: Decision) -> Reach:
        """What ties the decision to Clever: the signs of the file, and those of a district's status."""
        return Reach((*self._reading.reach.signs, *self._own_signs, *self._signs_of_project(decision)))

    @cached_property
    def _own_signs(self) -> tuple[Sign, ...]:
        if self._reading.reach.strength >= Strength.NAMED:
            return ()
        signs = [
            Sign(Strength.NAMED, f"line {one.place.line} asks {one.version} for the status of a district")
            for one in self.requests
            if one.version in VERSIONS and one.path == self._file.path
        ]
        signs += [Sign(Strength.NAMED, f"it is called {title!r}") for title in self._titles if speaks_of_clever(title)]
        return tuple(signs[:1])

    def _signs_of_project(self, decision: Decision) -> Iterator[Sign]:
        """A model of a district, with the state of its sync, in a project that talks to Clever."""
        words = {*words_of(decision.subject), *words_of(_class_of(decision.scope))}
        if not self._reading.reach and self._project.proven and "district" in words and "sync" in words:
            yield Sign(Strength.LINKED, "other files of the project talk to Clever")


def speaks_of_sync(words: set[str]) -> bool:
    """Whether words together name the state of a sync: ``sync_state``, ``clever_status``, ``district_states``."""
    return bool(words & _STATE and words & {"district", "districts", "clever", "sync"}) or {"clever", "sync"} <= words


def _names_status(words: set[str]) -> bool:
    """Whether words name the status of a district: ``DistrictStatus``, ``CleverStatus``, ``clever-sync-state``."""
    return bool(words & {"district", "districts", "clever"} and words & _STATE)


def _class_of(scope: Scope) -> str:
    return scope.classes[-1] if scope.classes else ""


def _last_token(subject: str) -> str:
    tokens = [token for token in _TOKEN.findall(subject) if not _READING.fullmatch(token)]
    return tokens[-1] if tokens else ""
