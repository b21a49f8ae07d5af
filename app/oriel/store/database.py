"""The history as the event loop sees it: every call is awaited, none blocks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from oriel.domain.errors import StoreDamaged, StoreProblem
from oriel.store.migrating import Told
from oriel.store.migrations import MIGRATIONS, Migration
from oriel.store.reader import Reader
from oriel.store.session import MemorySession, Opening, PutBack, Session, Work
from oriel.store.unkept import Unkept
from oriel.store.writer import Writer

T = TypeVar("T")


class Database:
    """One SQLite file. Made by `open`, ended by `aclose`.

    A call whose task is cancelled either never began or runs to its end in the
    writer thread; a transaction is never left half done. All methods raise
    StoreDamaged, StoreReadOnly, StoreFull or StoreProblem for what the file met.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._writer = Writer("oriel-store")
        self._readers: dict[str, Reader] = {}
        self.unkept = Unkept()

    @classmethod
    async def open(
        cls,
        path: Path,
        steps: Sequence[Migration] = MIGRATIONS,
        told: Told | None = None,
        backups: Path | None = None,
    ) -> Database:
        """Opens or creates the file, migrates it and folds what a killed Oriel left. `told`
        hears, on this loop, the share of a migration that is done; cancelling leaves the
        file as it was. With the folder of its `backups` it is not created where one was.

        Raises StoreNewer (the file is untouched), StoreDamaged, StoreMissing, StoreReadOnly,
        StoreFull, StoreProblem.
        """
        database = cls(Session(path, steps, _on_this_loop(told), backups))
        return await database._begun(database._session.open)

    @classmethod
    async def in_memory(cls) -> Database:
        """A history that is written nowhere and ends with the program."""
        database = cls(MemorySession(Path(), MIGRATIONS))
        return await database._begun(database._session.open)

    @classmethod
    async def open_to_look(cls, path: Path) -> Database:
        """Opens a file that is there only to read from it, even while an Oriel uses it.

        Nothing is migrated, folded or locked; `run` raises StoreReadOnly. Raises as `open`.
        """
        database = cls(Session(path, MIGRATIONS))
        return await database._begun(database._session.open_to_look)

    @property
    def path(self) -> Path:
        return self._session.path

    @property
    def found(self) -> Opening:
        """What was found at open."""
        return self._session.found

    @property
    def folded(self) -> int:
        """How many answers were found cut off at open, and marked interrupted."""
        return self._session.folded

    async def read(self, work: Work[T]) -> T:
        """The result of `work`, which only reads, on one unchanging view of the data."""
        return await asyncio.wrap_future(self._writer.submit(partial(self._session.read, work)))

    async def read_beside(self, work: Work[T], lane: str = "pages") -> T:
        """As `read`, without keeping any writing waiting: for what may take long. Cancelling
        interrupts it. What is read in one `lane` is read one after another."""
        if self._session.in_memory:
            return await self.read(work)
        if lane not in self._readers:
            session = self._session
            which = partial(getattr, session, "times_put_back")
            self._readers[lane] = Reader(self.path, f"oriel-{lane}", which)
        try:
            return await self._readers[lane].read(work)
        except StoreDamaged:
            self.doubt()
            raise

    def tell_put_back(self, tell: PutBack) -> None:
        """`tell` hears, on this loop, that the file was removed or replaced while it was open:
        the name of what lay in its place, and why it could not be put back, if so."""
        loop = asyncio.get_running_loop()

        def told(aside: str, problem: StoreProblem | None) -> None:
            with suppress(RuntimeError):  # the loop is closed
                loop.call_soon_threadsafe(tell, aside, problem)

        self._session.put_back = told

    async def stay_in_place(self) -> None:
        """Looks whether the file is still where it was, and puts it back if not."""
        await asyncio.wrap_future(self._writer.submit(self._session.stay_in_place))

    def doubt(self) -> None:
        """Damage was found: at the next start all of it is checked, and repair offered."""
        self._session.doubt()

    async def run(self, work: Work[T]) -> T:
        """The result of `work` in one transaction, safe against a crash of this program."""
        return await asyncio.wrap_future(self._writer.submit(partial(self._session.write, work)))

    async def run_durably(self, work: Work[T]) -> T:
        """As `run`, and safe against a power cut too."""
        job = partial(self._session.write_durably, work)
        return await asyncio.wrap_future(self._writer.submit(job))

    async def _begun(self, opening: Callable[[], None]) -> Database:
        job = self._writer.submit(opening)
        try:
            await asyncio.wrap_future(job)
        except BaseException:
            # A long migration that nobody waits for any more. Between two statements there
            # is nothing to interrupt: until it has heard.
            while not job.done():
                self._session.interrupt()
                await asyncio.sleep(0.002)
            await self.aclose()
            raise
        return self

    async def aclose(self) -> None:
        """Finishes what was asked for, closes the file and ends the threads."""
        await self.unkept.aclose()
        readers, self._readers = list(self._readers.values()), {}
        for reader in readers:
            await reader.aclose()
        stopped = self._writer.stop(self._session.close)
        await asyncio.shield(asyncio.wrap_future(stopped))
        self._writer.join()


def _on_this_loop(told: Told | None) -> Told | None:
    if told is None:
        return None
    loop = asyncio.get_running_loop()
    return lambda share: (loop.call_soon_threadsafe(told, share), None)[1]
