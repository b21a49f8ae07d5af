"""A vector store once more: the same settings, the same files with their attributes."""

from __future__ import annotations

from dataclasses import dataclass

from oriel.domain.library import VectorStore
from oriel.services.few_at_once import Progress
from oriel.services.library_store_values import Created, StoreDraft, entry_of
from oriel.services.library_stores import LibraryStores


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The copy, and what could not be taken along: files that were refused (in `made`), and
    how many were cut in a way the service does not tell, so that they are cut anew."""

    made: Created
    cut_anew: int = 0


async def duplicate(
    stores: LibraryStores,
    connection_id: str,
    store_id: str,
    name: str,
    progress: Progress | None = None,
) -> Duplicate:
    """Makes a copy called `name` and begins to index the same files. Raises as LibraryStores;
    what was made until then stays."""
    was = await stores.retrieve(connection_id, store_id)
    files = await stores.files(connection_id, store_id)
    made = await stores.create(connection_id, _draft(was, name))
    if not files:
        return Duplicate(made)
    # Oldest first, as they were put in.
    entries = [entry_of(file) for file in reversed(files)]
    filled = await stores.attach(connection_id, made.store.id, entries, progress)
    untold = sum(not file.chunk_tokens for file in files)
    return Duplicate(Created(made.store, filled), cut_anew=untold)


def _draft(was: VectorStore, name: str) -> StoreDraft:
    return StoreDraft(
        name=name,
        description=was.description,
        metadata=dict(was.metadata),
        expires_days=was.expires_days,
    )
