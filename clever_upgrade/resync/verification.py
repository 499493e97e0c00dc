"""Looks at the whole stage before a plan is made: has everybody schools, does a sample read the same, what dangles."""

from collections.abc import Mapping, Sequence

from clever_upgrade.api.client import Client
from clever_upgrade.contract import default_upgrade
from clever_upgrade.errors import IncompleteListingError, MalformedAnswerError
from clever_upgrade.resync.request import Tools
from clever_upgrade.resync.result import Verified
from clever_upgrade.store import stage, state
from clever_upgrade.store.database import Connection
from clever_upgrade.store.lease import Lease
from clever_upgrade.store.rows import Row, RowMaker, UnstorableRecordError
from clever_upgrade.store.state import FINISHED, Run

_WITH_SCHOOLS = ("students", "teachers")


async def verify_stage(tools: Tools, lease: Lease, run: Run, sample: int) -> Verified:
    """What was found; MalformedAnswerError if the records cannot be those of the later version."""
    await _require_schools(tools, run)
    progress = await tools.desk.read(lambda connection: state.progress_of(connection, run.run))
    filled = [each.collection for each in progress if each.rows]
    await tools.desk.write(lease, lambda connection, _: stage.settle(connection, tools.desk.database.dialect, filled))
    sampled = moved = 0
    for each in progress:
        if each.state == FINISHED and each.rows and sample:
            read, changed = await _read_again(tools, lease, run, each.collection, sample)
            sampled, moved = sampled + read, moved + changed
    dialect = tools.desk.database.dialect
    dangling = await tools.desk.read(lambda connection: stage.dangling(connection, dialect, run.run))
    return Verified(sampled, moved, dangling)


async def _require_schools(tools: Tools, run: Run) -> None:
    version = default_upgrade().to_version.name
    for collection in _WITH_SCHOOLS:
        bare = await tools.desk.read(
            lambda connection, name=collection: stage.without(connection, run.run, name, "schools")  # type: ignore[misc]
        )
        if bare:
            raise MalformedAnswerError(
                f"{bare} {collection} came without `schools`, so this is not what {version} serves",
                hint="Check --base-url. Nothing was changed; `clever-upgrade resync abort` drops what was staged.",
            )


async def _texts(client: Client, collection: str, ids: Sequence[str]) -> Mapping[str, bytes]:
    version = default_upgrade().to_version.name
    try:
        return await client.batch(version, collection, ids)
    except IncompleteListingError:
        # One of them came or went between the answer and its count, so each is asked for by itself.
        singles = {each: await client.single(version, f"/{collection}/{each}") for each in ids}
        return {each: text for each, text in singles.items() if text is not None}


async def _read_again(tools: Tools, lease: Lease, run: Run, collection: str, sample: int) -> tuple[int, int]:
    """Read some records of a collection anew; how many, and how many of them had changed and were staged anew."""
    chosen = await tools.desk.read(lambda connection: stage.some_ids(connection, run.run, collection, sample))
    staged = await tools.desk.read(lambda connection: stage.fingerprints(connection, run.run, collection, chosen))
    texts = await _texts(tools.client, collection, chosen)
    maker = RowMaker(collection, run.district, run.store_secrets)
    try:
        rows = {record_id: maker.row(text) for record_id, text in texts.items()}
    except UnstorableRecordError as error:
        raise MalformedAnswerError(f"{collection}: {error}") from None
    moved: dict[str, Row] = {
        record_id: row for record_id, row in rows.items() if record_id in staged and row[-1] != staged[record_id]
    }

    def restage(connection: Connection, now: float) -> None:  # noqa: ARG001
        stage.replace(connection, tools.desk.database.dialect, run.run, collection, moved, ())

    if moved:
        await tools.desk.write(lease, restage)
    # A record that is gone by now is left where it is: the replay archives it.
    return len(chosen), len(moved) + len(set(chosen) - rows.keys())
