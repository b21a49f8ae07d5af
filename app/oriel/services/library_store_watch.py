"""Watching vector stores while they index: polling that slows down, and stops.

The service tells nobody: it has to be asked. It is asked often while things happen, less
often while they do not, and not at all once nothing is in progress. Whoever iterates is
who looks: leaving the loop ends it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import dataclass

from oriel.domain.errors import AppError, NotFound
from oriel.domain.library import FileCounts, StoreFile, VectorStore
from oriel.services.few_at_once import for_each
from oriel.services.library_stores import LibraryStores

WORKING = "in_progress"
MOST_FILES, MOST_STORES = 40, 20  # asked about in one round
MOST_FAILURES = 4  # in a row
_SLOWER = 1.5

Working = Callable[[], Collection[str]]


@dataclass(frozen=True, slots=True)
class Seen:
    """One look at a store. `files` are those that are done with, `gone` the ids of those that
    are no longer in it; `others` says that files are in work which the caller does not know."""

    store: VectorStore
    files: tuple[StoreFile, ...] = ()
    gone: tuple[str, ...] = ()
    others: bool = False


class Waits:
    """How long to wait for the next look, in seconds: `shortest_s` after news, then longer."""

    def __init__(self, shortest_s: float, longest_s: float) -> None:
        self._shortest_s = shortest_s
        self._longest_s = longest_s
        self._next_s = shortest_s
        self._failures = 0

    async def rest(self, *, news: bool) -> None:
        self._failures = 0
        self._next_s = self._shortest_s if news else min(self._next_s * _SLOWER, self._longest_s)
        await asyncio.sleep(self._next_s)

    async def rest_after(self, error: AppError) -> None:
        """Raises the error when it does not pass, or comes again and again."""
        self._failures += 1
        if not error.retryable or self._failures > MOST_FAILURES:
            raise error
        self._next_s = min(self._next_s * 2 * _SLOWER, self._longest_s)
        await asyncio.sleep(self._next_s)


class StoreWatch:
    """Its iterators raise what LibraryStores raises; a passing failure only after some more."""

    def __init__(
        self, stores: LibraryStores, shortest_s: float = 1.0, longest_s: float = 15.0
    ) -> None:
        self._stores = stores
        self._shortest_s = shortest_s
        self._longest_s = longest_s

    async def store(
        self, connection_id: str, store_id: str, working: Working
    ) -> AsyncIterator[Seen]:
        """Looks at one store and at those of its files that `working` names each time, until
        none is in progress."""
        waits, turns = self._waits(), _Turns(MOST_FILES)
        counts: FileCounts | None = None
        while True:
            try:
                store = await self._stores.retrieve(connection_id, store_id)
                files, gone = await self._ask(connection_id, store_id, turns.pick(working()))
            except AppError as error:
                await waits.rest_after(error)
                continue
            done = tuple(file for file in files if file.status != WORKING)
            others = store.files.in_progress > 0 and not working()
            yield Seen(store, done, gone, others=others and store.files != counts)
            if not store.files.in_progress and not working():
                return
            news = bool(done or gone) or store.files != counts
            counts = store.files
            await waits.rest(news=news)

    async def stores(self, connection_id: str, working: Working) -> AsyncIterator[VectorStore]:
        """Looks at the stores that `working` names each time, until it names none."""
        waits, turns = self._waits(), _Turns(MOST_STORES)
        known: dict[str, VectorStore] = {}
        while ids := turns.pick(working()):
            news = False
            try:
                found = await for_each(ids, lambda each: self._look(connection_id, each))
            except AppError as error:
                await waits.rest_after(error)
                continue
            for store in found:
                if store is not None and store != known.get(store.id):
                    known[store.id], news = store, True
                    yield store
            await waits.rest(news=news)

    async def _look(self, connection_id: str, store_id: str) -> VectorStore | None:
        try:
            return await self._stores.retrieve(connection_id, store_id)
        except NotFound:
            return None

    async def _ask(
        self, connection_id: str, store_id: str, ids: Sequence[str]
    ) -> tuple[list[StoreFile], tuple[str, ...]]:
        async def one(file_id: str) -> StoreFile | None:
            try:
                return await self._stores.file(connection_id, store_id, file_id)
            except NotFound:
                return None

        found = await for_each(ids, one)
        gone = tuple(each for each, file in zip(ids, found, strict=True) if file is None)
        return [file for file in found if file is not None], gone

    def _waits(self) -> Waits:
        return Waits(self._shortest_s, self._longest_s)


class _Turns:
    """Takes turns among many, so that some that are stuck do not hold up the rest."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._asked: dict[str, int] = {}
        self._round = 0

    def pick(self, ids: Collection[str]) -> list[str]:
        self._round += 1
        picked = sorted(ids, key=lambda each: self._asked.get(each, 0))[: self._most]
        self._asked.update(dict.fromkeys(picked, self._round))
        return picked
