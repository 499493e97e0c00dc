"""Records at random, within the contract: strategies of Hypothesis that are built from its facts.

Hypothesis is a part of the extra ``probe``. Without it the systematic variations are all that is tried.
"""

import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from clever_upgrade.check.probe.forms import Forms, Specimen
from clever_upgrade.contract import FieldFacts
from clever_upgrade.contract.endpoints import EVENT_NOUNS
from clever_upgrade.contract.facts import Format

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

LONGEST = 40
MOST_IDS = 6


def is_available() -> bool:
    """Whether Hypothesis is installed."""
    return find_spec("hypothesis") is not None


def explored(forms: Forms, examples: int, seed: int) -> Iterator[Specimen]:
    """So many records at random, the same ones for the same seed, in both forms."""
    import hypothesis
    from hypothesis import HealthCheck, Phase, given, settings

    drawn: list[dict[str, Any]] = []

    @hypothesis.seed(seed)
    @settings(
        max_examples=examples, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(_records(forms))
    def draw(record: dict[str, Any]) -> None:
        drawn.append(record)

    with tempfile.TemporaryDirectory() as folder:
        # It keeps notes of its own, which are nobody's business in the folder of an application.
        hypothesis.configuration.set_hypothesis_home_dir(folder)
        try:
            draw()
        finally:
            hypothesis.configuration.set_hypothesis_home_dir(None)
    for record in drawn:
        yield Specimen(forms.earlier(record), record, "a record at random", is_random=True)


def _records(forms: Forms) -> "SearchStrategy[dict[str, Any]]":
    from hypothesis import strategies as st

    fields = forms.upgrade.to_version.resources[forms.collection].fields
    plain = st.builds(_with_primary, _objects(fields), st.booleans())
    if forms.collection != "events":
        return plain
    carried = st.sampled_from(sorted(EVENT_NOUNS)).flatmap(
        lambda collection: st.tuples(
            st.just(EVENT_NOUNS[collection]), _records(Forms(collection, forms.upgrade)),
            st.sampled_from(("created", "updated", "deleted")),
        )
    )  # fmt: skip
    return st.builds(_event, plain, carried)


def _with_primary(record: dict[str, Any], wanted: bool) -> dict[str, Any]:
    """A user whose primary school is shared, and stands among their schools; or is not, and does not."""
    if not wanted or "school" not in record or "schools" not in record:
        return record
    return {**record, "schools": list(dict.fromkeys([record["school"], *record["schools"]]))}


def _event(event: dict[str, Any], carried: tuple[str, dict[str, Any], str]) -> dict[str, Any]:
    noun, record, action = carried
    data: dict[str, Any] = {"object": record}
    if action == "updated":
        # The old values of some of the members; any will do for whoever reads them.
        data["previous_attributes"] = dict(list(record.items())[::3])
    return {**event, "type": f"{noun}.{action}", "data": data}


def _objects(fields: Any) -> "SearchStrategy[dict[str, Any]]":
    from hypothesis import strategies as st

    known = {name: facts for name, facts in fields.items() if not facts.secret}
    return st.fixed_dictionaries(
        {name: _values(facts) for name, facts in known.items() if facts.guaranteed},
        optional={name: st.none() | _values(facts) for name, facts in known.items() if not facts.guaranteed},
    )


def _values(facts: FieldFacts) -> "SearchStrategy[Any]":
    from hypothesis import strategies as st

    if facts.enum is not None:
        return st.sampled_from(sorted(facts.enum))
    if facts.json_type == "boolean":
        return st.booleans()
    if facts.json_type == "object":
        return _objects(facts.fields)
    if facts.json_type == "array":
        return st.lists(_texts(facts.format), max_size=MOST_IDS, unique=True)
    return _texts(facts.format)


def _texts(form: Format | None) -> "SearchStrategy[str]":
    from hypothesis import strategies as st

    moments = st.datetimes(min_value=_date(1990), max_value=_date(2030))
    days = moments.map(lambda moment: f"{moment:%Y-%m-%d}")
    stamps = moments.map(lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z")
    match form:
        case Format.OBJECT_ID:
            return st.integers(min_value=0, max_value=16**24 - 1).map(lambda number: f"{number:024x}")
        case Format.TIMESTAMP:
            return stamps
        case Format.MOMENT:
            return stamps | days
        case Format.LOOSE_DATE:
            return stamps | days | moments.map(lambda moment: f"{moment:%Y-%m-%d %H:%M:%S}.000000")
        case Format.US_DATE:
            return moments.map(lambda moment: f"{moment.month}/{moment.day}/{moment.year}")
        case None:
            return st.text(st.characters(exclude_categories=("Cc", "Cf", "Cs", "Co", "Cn")), max_size=LONGEST)


def _date(year: int) -> Any:
    from datetime import datetime

    return datetime(year, 1, 1)  # noqa: DTZ001 - the times of the wire are written without a zone here
