"""Vector stores and the files in them, as the library shows and changes them.

Values of domain/library.py out; the service's JSON stays below. Polling is apart
(library_store_watch.py), and so are copying a store and the names of files.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence, Set
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from oriel.api.client import ServiceClient
from oriel.domain.attributes import with_changes
from oriel.domain.errors import AnswerUnreadable, AppError
from oriel.domain.library import Attributes, AttributeValue, StoreFile, VectorStore
from oriel.domain.library_reading import store_file_of, store_of
from oriel.services.connections import Connections
from oriel.services.deleting import delete_file
from oriel.services.few_at_once import Progress, for_each
from oriel.services.library_store_filling import attach, detach
from oriel.services.library_store_values import (
    Created,
    Entry,
    Outcome,
    StoreDraft,
    entry_of,
    joined,
    refused_by,
)
from oriel.services.new_stores import WAITS_S, NewStores
from oriel.services.store_bases import StoreBases

Stores = list[VectorStore]
StoreFiles = list[StoreFile]


class LibraryStores:
    """Every method raises SecretMissing, ServiceRefused, Unreachable, AnswerUnreadable; those
    for several files raise nothing for one of them, but name it in their Outcome. What comes
    back has the id that was asked for, whatever the service calls it in its answer."""

    def __init__(
        self,
        connections: Connections,
        bases: StoreBases,
        new_waits_s: Sequence[float] = WAITS_S,
    ) -> None:
        """`new_waits_s`: how long to wait for a store made a moment ago (NewStores)."""
        self._connections = connections
        self._bases = bases
        self._new = NewStores(new_waits_s)

    # Stores

    async def all(self, connection_id: str) -> Stores:
        """The vector stores of a connection, newest first."""
        return [store async for page in self.pages(connection_id) for store in page]

    async def pages(self, connection_id: str) -> AsyncIterator[Stores]:
        """The same, page after page as they come."""
        client = await self._client(connection_id)

        async def begin(base: str) -> tuple[AsyncIterator[list[dict[str, Any]]], list[Any]]:
            coming = client.vector_stores.pages(base)
            return coming, await anext(coming, [])

        coming, first = await self._bases.run(client, begin)
        yield _stores(first)
        async for page in coming:
            yield _stores(page)

    async def base_url(self, connection_id: str) -> str:
        """Where the stores of a connection are asked for: what answered last, else the
        likeliest."""
        return self._bases.current(await self._client(connection_id))

    async def retrieve(self, connection_id: str, store_id: str) -> VectorStore:
        client = await self._client(connection_id)
        raw = await self._bases.run(
            client, lambda base: client.vector_stores.retrieve(store_id, base)
        )
        return replace(_store(raw, client), id=store_id)

    async def create(
        self, connection_id: str, draft: StoreDraft, progress: Progress | None = None
    ) -> Created:
        """A new store with the files of the draft: one that is refused does not spoil it."""
        client = await self._client(connection_id)
        raw = await self._bases.run(
            client,
            lambda base: client.vector_stores.create(
                draft.name,
                description=draft.description,
                metadata=draft.metadata,
                expires_days=draft.expires_days,
                base=base,
            ),
        )
        store = _store(raw, client)
        self._new.note(connection_id, store.id)
        if not draft.file_ids:
            return Created(store)
        entries = [Entry(file_id=each, chunking=draft.chunking) for each in draft.file_ids]
        filled = await self.attach(connection_id, store.id, entries, progress)
        return Created(store, filled)

    async def update(
        self,
        connection_id: str,
        store_id: str,
        *,
        name: str | None = None,
        description: str | None = None,
        metadata: Mapping[str, str] | None = None,
        expires_days: int | None = None,
    ) -> VectorStore:
        """Changes what is not None; `expires_days` 0 takes the expiry away."""
        client = await self._client(connection_id)
        raw = await self._bases.run(
            client,
            lambda base: client.vector_stores.update(
                store_id,
                name=name,
                description=description,
                metadata=metadata,
                expires_days=expires_days,
                base=base,
            ),
        )
        return replace(_store(raw, client), id=store_id)

    async def delete(self, connection_id: str, store_id: str) -> None:
        """Its index goes; the files stay."""
        client = await self._client(connection_id)
        await self._bases.run(client, lambda base: client.vector_stores.delete(store_id, base))

    async def delete_files(
        self, connection_id: str, file_ids: Sequence[str], progress: Progress | None = None
    ) -> Outcome:
        """Deletes files at the service, wherever else they are used."""
        client = await self._client(connection_id)

        async def one(file_id: str) -> Outcome:
            try:
                await delete_file(client, file_id)
            except AppError as error:
                return refused_by(error, (file_id,))
            return Outcome(done=(file_id,))

        return joined(await for_each(file_ids, one, progress))

    # Files of a store

    async def files(self, connection_id: str, store_id: str, status: str = "") -> StoreFiles:
        """The files in a store, newest first; `status` asks for those of one only."""
        pages = self.file_pages(connection_id, store_id, status)
        return [file async for page in pages for file in page]

    async def file_pages(
        self, connection_id: str, store_id: str, status: str = ""
    ) -> AsyncGenerator[StoreFiles, None]:
        """The same, page after page as they come."""
        client = await self._client(connection_id)
        await self._new.settled(connection_id, store_id, client)
        async for page in client.store_files.pages(store_id, status):
            yield [_placed(file, store_id) for raw in page if (file := store_file_of(raw))]

    async def newest_files(
        self, connection_id: str, store_id: str, wanted: Set[str], most_pages: int
    ) -> StoreFiles:
        """Those of the files `wanted` that are among the newest."""
        found: StoreFiles = []
        async with aclosing(self.file_pages(connection_id, store_id)) as pages:
            read = 0
            async for page in pages:
                found += [file for file in page if file.id in wanted]
                read += 1
                if len(found) == len(wanted) or read == most_pages:
                    break
        return found

    async def file(self, connection_id: str, store_id: str, file_id: str) -> StoreFile:
        client = await self._client(connection_id)
        raw = await client.store_files.retrieve(store_id, file_id)
        return replace(_file(raw, client), id=file_id, store_id=store_id)

    async def as_they_are(
        self, connection_id: str, store_id: str, files: Sequence[StoreFile]
    ) -> StoreFiles:
        """The same files as the service has them now; as they were known where it does not
        say. For what is to be put back with its attributes."""

        async def one(file: StoreFile) -> StoreFile:
            try:
                return await self.file(connection_id, store_id, file.id)
            except AppError:
                return file

        return await for_each(files, one)

    async def chunks(self, connection_id: str, store_id: str, file_id: str) -> list[str]:
        """What was indexed of a file, in order."""
        client = await self._client(connection_id)
        found = await client.store_files.content(store_id, file_id)
        return [text for raw in found if isinstance(text := raw.get("text"), str)]

    async def set_attributes(
        self, connection_id: str, store_id: str, file_id: str, attributes: Attributes
    ) -> StoreFile:
        """Puts these attributes in the place of those there were."""
        client = await self._client(connection_id)
        raw = await client.store_files.update(store_id, file_id, attributes)
        return replace(_file(raw, client), id=file_id, store_id=store_id)

    async def change_attributes(
        self,
        connection_id: str,
        store_id: str,
        file_ids: Sequence[str],
        changes: Mapping[str, AttributeValue | None],
    ) -> Outcome:
        """Sets these keys of several files, or takes them away where None. Each file is read
        first: what somebody else has changed of it meanwhile stays."""
        client = await self._client(connection_id)

        async def one(file_id: str) -> Outcome:
            try:
                now = _file(await client.store_files.retrieve(store_id, file_id), client)
                after = with_changes(now.attributes, changes)
                await client.store_files.update(store_id, file_id, after)
            except AppError as error:
                return refused_by(error, (file_id,))
            return Outcome(done=(file_id,))

        return joined(await for_each(file_ids, one))

    async def attach(
        self,
        connection_id: str,
        store_id: str,
        entries: Sequence[Entry],
        progress: Progress | None = None,
    ) -> Outcome:
        """Begins the indexing of files, in batches; when one is refused, one by one, so that
        only the guilty stay behind."""
        client = await self._client(connection_id)
        await self._new.settled(connection_id, store_id, client)
        return await attach(client, store_id, entries, progress)

    async def detach(
        self,
        connection_id: str,
        store_id: str,
        file_ids: Sequence[str],
        progress: Progress | None = None,
    ) -> Outcome:
        """Out of the store; the files themselves stay."""
        client = await self._client(connection_id)
        return await detach(client, store_id, file_ids, progress)

    async def retry(
        self,
        connection_id: str,
        store_id: str,
        files: Sequence[StoreFile],
        progress: Progress | None = None,
    ) -> Outcome:
        """Has files indexed once more, with their attributes and cut as they were."""
        client = await self._client(connection_id)
        now = await self.as_they_are(connection_id, store_id, files)
        entries = {file.id: entry_of(file) for file in now}
        out = await detach(client, store_id, list(entries))
        again = [entries[file_id] for file_id in out.done]
        came = await attach(client, store_id, again, progress)
        return Outcome(came.done, out.refused + came.refused)

    async def _client(self, connection_id: str) -> ServiceClient:
        return await self._connections.client(connection_id)


def _stores(page: list[dict[str, Any]]) -> Stores:
    return [store for raw in page if (store := store_of(raw))]


def _store(raw: dict[str, Any], client: ServiceClient) -> VectorStore:
    if store := store_of(raw):
        return store
    raise AnswerUnreadable(host=client.connection.host, status=200, detail="no store id")


def _file(raw: dict[str, Any], client: ServiceClient) -> StoreFile:
    if file := store_file_of(raw):
        return file
    raise AnswerUnreadable(host=client.connection.host, status=200, detail="no file id")


def _placed(file: StoreFile, store_id: str) -> StoreFile:
    """Not every service says again which store it was asked about."""
    return file if file.store_id else replace(file, store_id=store_id)
