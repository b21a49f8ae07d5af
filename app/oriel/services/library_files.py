"""The files at a service: listed as they come, deleted one by one, and where each is used."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any, cast

from oriel.domain.attachments import Reason
from oriel.domain.errors import AnswerUnreadable, AppError, NotFound
from oriel.domain.file_uses import NO_USES, StoreUse, Uses
from oriel.domain.library import LibraryFile, VectorStore
from oriel.domain.library_reading import file_of
from oriel.services.connections import Connections
from oriel.services.deleting import AT_ONCE, Deletion, delete_each, delete_file
from oriel.services.few_at_once import few_at_once
from oriel.services.library_stores import LibraryStores
from oriel.store.used_files import UsedFiles

UNASKED_STORES = 20  # up to so many stores are looked through without being told to
_STEPS = 20  # how often at most it is told how far the stores are


Heard = Callable[[Uses], None]


class LibraryFiles:
    """Every method raises AppErrors: what a connection's client raises, and what a service
    refuses."""

    def __init__(self, connections: Connections, used: UsedFiles, stores: LibraryStores) -> None:
        self._connections = connections
        self._used = used
        self._stores = stores
        self._known: dict[str, Uses] = {}

    async def pages(
        self, connection_id: str, purpose: str = ""
    ) -> AsyncGenerator[tuple[LibraryFile, ...], None]:
        """The files as they come, newest first and each once, whatever changes meanwhile.
        Close it when it is left before its end (contextlib.aclosing)."""
        client = await self._connections.client(connection_id)
        seen: set[str] = set()
        listed = client.files.pages(order="desc", purpose=purpose)
        async with aclosing(cast(AsyncGenerator[Any, None], listed)) as pages:
            async for page in pages:
                found = {file.id: file for raw in page if (file := file_of(raw))}
                fresh = tuple(file for file_id, file in found.items() if file_id not in seen)
                seen |= found.keys()
                if fresh:
                    yield fresh

    async def retrieve(self, connection_id: str, file_id: str) -> LibraryFile:
        """Raises NotFound when it is there no more."""
        client = await self._connections.client(connection_id)
        raw = await client.files.retrieve(file_id)
        file = file_of(raw)
        if file is None:
            host = client.connection.host
            raise AnswerUnreadable(host=host, status=200, detail="no file id")
        return replace(file, id=file_id)

    async def content(self, connection_id: str, file_id: str, most: int) -> bytes:
        """What is in a file. Raises AnswerUnreadable when it is more than `most` bytes."""
        client = await self._connections.client(connection_id)
        return await client.files.content(file_id, most)

    async def delete(
        self, connection_id: str, file_ids: Iterable[str], told: Callable[[Deletion], None]
    ) -> None:
        """Deletes each, a few at a time; `told` hears of every one as it is done, whatever
        becomes of the others. The next of `file_ids` is taken when its turn has come, so
        that whoever gives them can stop it between two."""
        gone = set[str]()

        async def delete(file_id: str) -> None:
            await delete_file(await self._connections.client(connection_id), file_id)

        def hear(deletion: Deletion) -> None:
            if deletion.error is None:
                gone.add(deletion.id)
            told(deletion)

        try:
            await delete_each(file_ids, delete, hear)
        finally:
            self._forget(connection_id, gone)

    def known_uses(self, connection_id: str) -> Uses:
        """What was found last; nothing is asked."""
        return self._known.get(connection_id, NO_USES)

    def forget_uses(self, connection_id: str) -> None:
        """What is in the stores is asked anew the next time."""
        self._known.pop(connection_id, None)

    async def uses(
        self, connection_id: str, heard: Heard, *, most_stores: int | None = None
    ) -> Uses:
        """Where the files of a connection are used. The chats are read each time, the stores
        asked once (`forget_uses`). `heard` is told what is known meanwhile. With
        `most_stores`, more stores than that are left unasked."""
        chats = await self._used.by_file()
        known = replace(self._known.get(connection_id, NO_USES), chats=chats)
        heard(known)
        if not known.complete:
            known = await self._ask_stores(connection_id, known, heard, most_stores)
        self._known[connection_id] = known
        return known

    # Inside

    def _forget(self, connection_id: str, gone: set[str]) -> None:
        if known := self._known.get(connection_id):
            stores = {key: value for key, value in known.stores.items() if key not in gone}
            self._known[connection_id] = replace(known, stores=stores)

    async def _ask_stores(
        self, connection_id: str, known: Uses, heard: Heard, most: int | None
    ) -> Uses:
        connection = self._connections.require(connection_id)
        if not connection.capabilities.vector_stores:
            return replace(known, stores={}, total=0, asked=0, at=time.time())
        try:
            stores = await self._stores.all(connection_id)
        except AppError as error:
            return replace(known, trouble=_reason(error))
        if most is not None and len(stores) > most:
            return replace(known, total=len(stores))
        asking = _Asking(connection_id, stores, self._stores)
        return await asking.run(known, heard)


class _Asking:
    """One round through the stores of a connection."""

    def __init__(
        self, connection_id: str, stores: Sequence[VectorStore], service: LibraryStores
    ) -> None:
        self._connection_id = connection_id
        self._service = service
        self._open = [store for store in stores if store.usable]
        # An expired store holds nothing that could be lost.
        self._total = len(self._open)
        self._found: dict[str, list[StoreUse]] = {}
        self._asked = 0
        self._unread: list[str] = []
        self._trouble: Reason | None = None

    async def run(self, known: Uses, heard: Heard) -> Uses:
        step = max(1, self._total // _STEPS)

        async def one(store: VectorStore) -> None:
            await self._ask(store)
            if (self._asked + len(self._unread)) % step == 0:
                heard(self._told(known))

        await few_at_once(self._open, one, AT_ONCE)
        return replace(self._told(known), at=time.time())

    async def _ask(self, store: VectorStore) -> None:
        try:
            files = await self._service.files(self._connection_id, store.id)
        except NotFound:
            self._asked += 1  # deleted since the list came: it holds nothing
        except AppError as error:
            self._unread.append(store.name)
            self._trouble = _reason(error)
        else:
            self._asked += 1
            for file in files:
                use = StoreUse(store.id, store.name, file.status)
                self._found.setdefault(file.id, []).append(use)

    def _told(self, known: Uses) -> Uses:
        return replace(
            known,
            stores={file_id: _sorted(uses) for file_id, uses in self._found.items()},
            total=self._total,
            asked=self._asked,
            unread=tuple(self._unread),
            trouble=self._trouble,
        )


def _sorted(uses: Sequence[StoreUse]) -> tuple[StoreUse, ...]:
    return tuple(uses if len(uses) == 1 else sorted(uses, key=lambda use: use.name.casefold()))


def _reason(error: AppError) -> Reason:
    return Reason(error.code, error.facts)
