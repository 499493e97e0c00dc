"""Compares less than a whole listing: single records by id, or a seeded sample."""

from collections.abc import Sequence

from clever_upgrade.compare.align import Joined, Pair
from clever_upgrade.compare.listing import ListingComparison
from clever_upgrade.compare.reread import Rereader
from clever_upgrade.compare.sampling import Sample


async def compare_ids(comparison: ListingComparison, ids: Sequence[str]) -> set[str]:
    """Compare the records with these ids, as far as the collection has them; the ids that it has."""
    source, upgrade = comparison.dealings.source, comparison.dealings.upgrade
    pairs, step = list[Pair](), Joined()
    for record_id in sorted(set(ids)):
        path = f"/{comparison.listing.collection}/{record_id}"
        from_text = await source.single(upgrade.from_version.name, path)
        to_text = await source.single(upgrade.to_version.name, path)
        if from_text is not None and to_text is not None:
            pairs.append((record_id, from_text, to_text))
        elif from_text is not None:
            step.only_from.append((record_id, from_text))
        elif to_text is not None:
            step.only_to.append((record_id, to_text))
    step.pairs = pairs
    found = {row[0] for rows in (pairs, step.only_from, step.only_to) for row in rows}
    if found:
        await comparison.take(step)
        await comparison.finish()
    return found


async def compare_sample(comparison: ListingComparison, sample: Sample[bytes]) -> int:
    """Compare what ``sample`` chooses from the earlier version's whole listing; how many records were left out.

    A record that only the later version has cannot be in the sample.
    """
    source, upgrade, listing = comparison.dealings.source, comparison.dealings.upgrade, comparison.listing
    pass_by, comparison.on_from_rows = comparison.on_from_rows, None
    async for page in source.pages(upgrade.from_version.name, listing.path):
        for record_id, text in zip(page.ids, page.records, strict=True):
            sample.offer(record_id, text)
        if pass_by is not None:
            pass_by(page.ids, page.records)
    chosen = sample.chosen()
    rereader = Rereader(source, upgrade, listing.collection, listing.path, listing.filterable)
    to_texts = await rereader.read_version(upgrade.to_version.name, [record_id for record_id, _ in chosen])
    step = Joined(
        pairs=[(record_id, text, to_texts[record_id]) for record_id, text in chosen if record_id in to_texts],
        only_from=[(record_id, text) for record_id, text in chosen if record_id not in to_texts],
    )
    await comparison.take(step)
    await comparison.finish()
    return sample.seen - len(chosen)
