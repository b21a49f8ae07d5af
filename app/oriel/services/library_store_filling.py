"""Files into a vector store and out of it, several at once.

One file of a kind that is not taken may spoil a whole batch with 400 (oci-api.md 5): then
they go one by one, so that only the guilty stay behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from oriel.api.client import ServiceClient
from oriel.domain.errors import AppError, NotFound, RequestInvalid
from oriel.services.few_at_once import Progress, for_each
from oriel.services.library_store_values import (
    Entry,
    Outcome,
    joined,
    refused_by,
)

MOST_IN_BATCH = 100  # a spoilt batch costs as many requests again


async def attach(
    client: ServiceClient,
    store_id: str,
    entries: Iterable[Entry],
    progress: Progress | None = None,
) -> Outcome:
    """Begins the indexing of files: those alike (attributes, chunking) in batches."""
    batches = _batches(list(entries))
    total = sum(map(len, batches))
    outcome = Outcome()
    for batch in batches:
        outcome += await _attach_batch(client, store_id, batch)
        if progress is not None:
            progress(len(outcome.done) + len(outcome.refused), total)
    return outcome


async def detach(
    client: ServiceClient,
    store_id: str,
    file_ids: Sequence[str],
    progress: Progress | None = None,
) -> Outcome:
    """Out of the store; the files themselves stay. One that is not in it is out of it."""

    async def one(file_id: str) -> Outcome:
        try:
            await client.store_files.detach(store_id, file_id)
        except NotFound:
            return Outcome(done=(file_id,))
        except AppError as error:
            return refused_by(error, (file_id,))
        return Outcome(done=(file_id,))

    return joined(await for_each(file_ids, one, progress))


async def _attach_batch(client: ServiceClient, store_id: str, batch: Sequence[Entry]) -> Outcome:
    if len(batch) == 1:
        return await _attach_one(client, store_id, batch[0])
    file_ids = tuple(entry.file_id for entry in batch)
    alike = batch[0]
    try:
        await client.store_files.begin_batch(
            store_id, file_ids, alike.attributes, alike.chunking.asked
        )
    except (RequestInvalid, NotFound):
        return await _one_by_one(client, store_id, batch)
    except AppError as error:
        return refused_by(error, file_ids)
    return Outcome(done=file_ids)


async def _one_by_one(client: ServiceClient, store_id: str, batch: Sequence[Entry]) -> Outcome:
    async def one(entry: Entry) -> Outcome:
        return await _attach_one(client, store_id, entry)

    return joined(await for_each(batch, one))


async def _attach_one(client: ServiceClient, store_id: str, entry: Entry) -> Outcome:
    try:
        await client.store_files.attach(
            store_id, entry.file_id, entry.attributes, entry.chunking.asked
        )
    except AppError as error:
        return refused_by(error, (entry.file_id,))
    return Outcome(done=(entry.file_id,))


def _batches(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Those alike together: a batch has one set of attributes and one chunking for all."""
    alike: dict[object, list[Entry]] = {}
    for entry in entries:
        # 1 and True are equal, and yet not the same attribute.
        attributes = frozenset((k, type(v), v) for k, v in entry.attributes.items())
        alike.setdefault((attributes, entry.chunking), []).append(entry)
    return [
        group[start : start + MOST_IN_BATCH]
        for group in alike.values()
        for start in range(0, len(group), MOST_IN_BATCH)
    ]
