import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.errors import UsageError
from clever_upgrade.scan.baseline import SCHEMA, Accepted, Baseline, Coverage, parse, written
from clever_upgrade.scan.fingerprint import fingerprint
from clever_upgrade.scan.result import Finding, UnusedSuppression
from clever_upgrade.scan.rules.names import RULES
from tests.scan.findings import finding

EVERYTHING = Coverage(RULES, lambda _: True)
ACCEPTED = st.lists(
    st.builds(
        lambda path, rule, number: Accepted(path, rule, f"{rule} here", fingerprint(rule, path, str(number))),
        st.sampled_from(["a.py", "b/c.rb", "é.js"]),
        st.sampled_from(RULES),
        st.integers(0, 3),
    )
)


def found(accepted: Accepted) -> Finding:
    plain = finding("HERE", "HERE", rule=accepted.rule, path=accepted.path)
    return replace(plain, message=accepted.message, fingerprint=accepted.fingerprint)


def named(accepted: list[Accepted]) -> list[tuple[str, Finding]]:
    return [(one.path, found(one)) for one in accepted]


@given(ACCEPTED, st.data())
def test_the_same_findings_give_the_same_bytes(accepted: list[Accepted], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations([*accepted, *accepted[:2]]))
    assert written(shuffled) == written(accepted)
    assert written(parse("b.json", written(accepted).encode()).accepted) == written(accepted)


@given(ACCEPTED, ACCEPTED)
def test_what_is_accepted_is_set_aside_and_what_is_gone_is_unused(now: list[Accepted], before: list[Accepted]) -> None:
    text = written(before)
    baseline = parse("b.json", text.encode())
    answered = baseline.apply([found(one) for one in now], EVERYTHING)
    assert [one.fingerprint for one in answered.kept] == [one.fingerprint for one in now if one not in before]
    assert [one.finding.fingerprint for one in answered.suppressed] == [o.fingerprint for o in now if o in before]
    assert {one.by for one in answered.suppressed} <= {"baseline"}
    gone = {one.fingerprint for one in before} - {one.fingerprint for one in now}
    pointed_at = {text.split("\n")[one.line - 1].strip() for one in answered.unused}
    assert pointed_at == {f'"fingerprint": "{mark}",' for mark in gone}


@given(ACCEPTED, ACCEPTED)
def test_an_update_accepts_what_is_there_now(now: list[Accepted], before: list[Accepted]) -> None:
    updated = Baseline("b.json", tuple(before)).updated(named(now), EVERYTHING)
    assert updated == written(now)
    assert parse("b.json", updated.encode()).apply([found(one) for one in now], EVERYTHING).kept == ()


def test_what_was_not_looked_at_is_neither_unused_nor_forgotten() -> None:
    ours, theirs = (Accepted(path, "sync-state", "here", fingerprint("sync-state", path, "x")) for path in ("a", "b"))
    baseline = Baseline("b.json", (ours, theirs))
    only_a = Coverage(RULES, lambda path: path == "a")
    assert baseline.apply([], only_a).unused == (UnusedSuppression("b.json", 1, ("sync-state",)),)
    assert baseline.updated([], only_a) == written([theirs])
    assert baseline.apply([], Coverage(("me-endpoint",), lambda _: True)).unused == ()
    assert baseline.updated([], Coverage(("me-endpoint",), lambda _: True)) == written([ours, theirs])


def test_the_file_says_what_was_accepted_but_not_what_it_looked_like() -> None:
    secret = replace(found(Accepted("a.py", "me-endpoint", "here", "0" * 16)), matched="token=hush", frame=("hush",))
    text = Baseline("b.json").updated([("a.py", secret)], EVERYTHING)
    entry = {"fingerprint": "0" * 16, "rule": "me-endpoint", "path": "a.py", "message": "here"}
    assert json.loads(text) == {"schema": SCHEMA, "findings": [entry]}
    assert text.endswith("}\n")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "is not JSON"),
        (b"\xff", "is not JSON"),
        (b"[" * 100_000, "is not JSON"),
        (b"[]", "schema"),
        (b'{"schema": "clever-upgrade/scan/1", "findings": []}', "schema"),
        (f'{{"schema": "{SCHEMA}"}}'.encode(), 'no list of "findings"'),
        (f'{{"schema": "{SCHEMA}", "findings": [1]}}'.encode(), 'finding 1 .* no text as its "fingerprint"'),
        (
            f'{{"schema": "{SCHEMA}", "findings": [{{"fingerprint": "a", "rule": 1}}]}}'.encode(),
            'finding 1 .* no text as its "rule"',
        ),
    ],
)
def test_a_file_that_is_no_baseline_is_refused(content: bytes, why: str) -> None:
    with pytest.raises(UsageError, match=why) as refused:
        parse("b.json", content)
    assert "b.json" in refused.value.message
    assert "--update-baseline" in refused.value.hint
