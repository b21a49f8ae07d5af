"""Bringing chats in: a look first, which writes nothing; then all of it under one name, in
small steps, so that it can be finished or taken back whole after anything.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace

from oriel.domain.archives import ImportChanged, ImportUnreadable
from oriel.domain.folders import Folder
from oriel.domain.imports.runs import (
    COUNTED,
    Choices,
    Extras,
    Found,
    ImportDone,
    ImportPlan,
    ImportProgress,
    ImportRun,
    NotRead,
    State,
    Undone,
)
from oriel.domain.imports.values import Incoming
from oriel.domain.messages import new_id
from oriel.services.import_extras import ArchiveExtras, extras_of
from oriel.services.import_files import Source, stamp
from oriel.services.import_folders import Shelves
from oriel.services.import_reading import Broken, Passed, Read, Step
from oriel.services.import_thread import steps_in_thread
from oriel.store.database import Database
from oriel.store.folders import FolderTable
from oriel.store.import_runs import Batch, Brought, ImportRuns

MOST_NOT_READ = 1_000
_MOST_MESSAGES = 300  # of one transaction: a streaming answer is not kept waiting
_MOST_CHARS = 2_000_000
Progress = Callable[[ImportProgress], None]


class Imports:
    def __init__(self, database: Database) -> None:
        self._runs = ImportRuns(database)
        self._folders = FolderTable(database)

    async def look(self, paths: Sequence[str], progress: Progress | None = None) -> ImportPlan:
        """What is in these files (zip, JSON or folders) and what of it is here. Writes
        nothing. What cannot be read is told in the plan."""
        looked = _Looked()
        stamps = await asyncio.to_thread(lambda: tuple(map(stamp, paths)))
        async with aclosing(_batches(paths, looking=True, progress=progress)) as batches:
            async for steps in batches:
                reads = [step for step in steps if isinstance(step, Read)]
                found = await self._runs.looked_up([step.incoming for step in reads])
                for read, each in zip(reads, found, strict=True):
                    looked.take(read, each)
                for step in steps:
                    if isinstance(step, Broken):
                        looked.miss(step)
        return ImportPlan(
            paths=tuple(paths),
            stamps=stamps,
            found=looked.in_order(),
            not_read=tuple(looked.not_read[:MOST_NOT_READ]),
            extras=await self._count_extras(paths),
            refused=frozenset(looked.refused),
        )

    async def run(
        self, plan: ImportPlan, choices: Choices, progress: Progress | None = None
    ) -> ImportDone:
        """Brings in what the plan has, but what was left out and what is here. Cancelling
        leaves it unfinished: `resume` or `undo` it. Raises ImportChanged, and as Database."""
        here = {found.key for found in plan.found if found.state is State.HERE}
        run = ImportRun(
            id=new_id(),
            started_at=time.time(),
            paths=plan.paths,
            sources=tuple(map(str, plan.sources)),
            left_out=tuple(sorted(choices.left_out | here | plan.refused)),
            folder_id=choices.folder_id,
            new_folder=choices.new_folder,
            extras=choices.extras,
        )
        now = await asyncio.to_thread(lambda: tuple(map(stamp, plan.paths)))
        for path, was, is_now in zip(plan.paths, plan.stamps, now, strict=True):
            if was != is_now:
                raise ImportChanged(path=path)
        return await self._bring(run, progress)

    async def resume(self, run: ImportRun, progress: Progress | None = None) -> ImportDone:
        """Finishes an import that was cut off, from the files it was of. Raises
        ImportUnreadable where one is gone, and as Database."""
        await asyncio.to_thread(_check_open, run.paths)
        return await self._bring(run, progress)

    async def undo(self, run_id: str, progress: Callable[[Undone], None] | None = None) -> Undone:
        """Takes back all that an import has brought. A chat the person has gone on with goes
        into the bin. Cut off, it is finished by asking again."""
        for run in await self._runs.all():
            if run.id == run_id:
                await self._runs.put(replace(run, undoing=True))
        done = Undone()
        while (more := await self._runs.undo_some(run_id)) is not None:
            done = Undone(
                done.removed + more.removed,
                done.binned + more.binned,
                done.restored + more.restored,
                done.kept + more.kept,
            )
            if progress is not None:
                progress(done)
        return done

    async def earlier(self) -> list[ImportRun]:
        """The imports that were made, newest first."""
        return await self._runs.all()

    async def folders(self) -> list[Folder]:
        """Where chats can be put."""
        return await self._folders.all()

    async def chat_ids(self, run_id: str) -> list[str]:
        """The chats an import has brought that are here, or in the bin."""
        return await self._runs.chat_ids(run_id)

    async def newest_chat(self, run_id: str) -> str | None:
        """The chat of an import that was changed last, None when it brought none."""
        return await self._runs.newest_chat(run_id)

    async def _bring(self, run: ImportRun, progress: Progress | None) -> ImportDone:
        await self._runs.put(run)
        writing = _Writing(self._runs, run, Shelves(await self._folders.all(), run.folder_id))
        not_read: list[NotRead] = []
        for extras in await self._extras(run.paths):
            await writing.begin(extras)
        left_out = run.choices.left_out
        reading = _batches(run.paths, looking=False, progress=progress, left_out=left_out)
        async with aclosing(reading) as batches:
            async for steps in batches:
                for step in steps:
                    if isinstance(step, Read):
                        await writing.add(step.incoming, step.weight)
                    elif isinstance(step, Broken):
                        not_read.append(_not_read(step))
        return ImportDone(await writing.end(), tuple(not_read[:MOST_NOT_READ]))

    async def _extras(self, paths: Sequence[str]) -> list[ArchiveExtras]:
        return await asyncio.to_thread(lambda: [extras_of(path) for path in paths])

    async def _count_extras(self, paths: Sequence[str]) -> Extras:
        shelves, counts = Shelves(await self._folders.all()), dict[str, int]()
        for extras in await self._extras(paths):
            taken = await asyncio.to_thread(shelves.take_in, extras.folders)
            counts["folders"] = counts.get("folders", 0) + taken
            for table, rows in extras.rows.items():
                new = await self._runs.not_here(table, [row["id"] for row in rows])
                counts[COUNTED[table]] = counts.get(COUNTED[table], 0) + len(new)
        return Extras(**counts)


class _Looked:
    """What the look has found so far."""

    def __init__(self) -> None:
        self._found: dict[str, Found] = {}
        self._entries: dict[tuple[str, str], set[str]] = {}
        self.not_read: list[NotRead] = []
        self.refused: set[str] = set()

    def take(self, step: Read, found: Found) -> None:
        """Of the same chat in two files the one that has more counts."""
        before = self._found.get(found.key)
        if before is None or found.messages > before.messages:
            self._found[found.key] = found
        place = (step.place.path, step.place.entry)
        self._entries.setdefault(place, set()).add(found.key)

    def miss(self, step: Broken) -> None:
        """What is damaged at its end is not to be trusted before it."""
        place = step.place
        self.not_read.append(_not_read(step))
        if step.whole:
            for key in self._entries.pop((place.path, place.entry), ()):
                self.refused.add(key)
                self._found.pop(key, None)

    def in_order(self) -> tuple[Found, ...]:
        """Newest first."""
        return tuple(sorted(self._found.values(), key=lambda f: (-f.updated_at, f.key)))


class _Writing:
    """Gathers what comes in and writes it in small transactions."""

    def __init__(self, runs: ImportRuns, run: ImportRun, shelves: Shelves) -> None:
        self._runs = runs
        self._run = run
        self._shelves = shelves
        self._batch = Batch()
        self._messages = 0
        self._chars = 0
        self._archive = False
        if run.new_folder:
            shelves.begin_in(run.new_folder, run.id)

    async def begin(self, extras: ArchiveExtras) -> None:
        """What an archive brings besides chats; its folders go first."""
        taken = await asyncio.to_thread(self._shelves.take_in, extras.folders)
        self._archive = bool(taken) or self._archive
        if self._run.extras:
            for table, rows in extras.rows.items():
                self._batch.rows.setdefault(table, []).extend(rows)
            self._batch.spent += extras.spent
        await self._write()

    async def add(self, incoming: Incoming, weight: int) -> None:
        self._batch.chats.append((incoming, self._shelves.place(incoming)))
        self._messages += len(incoming.messages)
        self._chars += weight
        if self._messages >= _MOST_MESSAGES or self._chars >= _MOST_CHARS:
            await self._write()

    async def end(self) -> ImportRun:
        await self._write()
        self._run = replace(self._run, finished_at=time.time())
        await self._runs.put(self._run, durably=True)
        return self._run

    async def _write(self) -> None:
        batch, self._batch = self._batch, Batch()
        self._messages = self._chars = 0
        if batch.chats or self._archive:
            batch.folders = self._shelves.take_made()
        brought: Brought = await self._runs.write(self._run.id, batch)
        self._run = replace(
            self._run,
            chats=self._run.chats + brought.chats,
            updated=self._run.updated + brought.updated,
            messages=self._run.messages + brought.messages,
            others=self._run.others + brought.others,
        )


async def _batches(
    paths: Sequence[str],
    *,
    looking: bool,
    progress: Progress | None,
    left_out: frozenset[str] = frozenset(),
) -> AsyncGenerator[list[Step]]:
    """The steps of the reading, in handfuls, with what is told of how far it is."""
    said = ImportProgress()
    async with aclosing(steps_in_thread(paths, looking=looking, left_out=left_out)) as handfuls:
        async for steps in handfuls:
            passed = next((s for s in reversed(steps) if isinstance(s, Passed)), None)
            chats = said.chats + sum(isinstance(step, Read) for step in steps)
            done, total = (passed.done, passed.total) if passed else (said.done, said.total)
            said = ImportProgress(done, total, chats)
            yield steps
            if progress is not None:
                progress(said)


def _check_open(paths: Sequence[str]) -> None:
    for path in paths:
        try:
            Source.open(path, looking=True).close()
        except OSError as error:
            raise ImportUnreadable(path=path, reason="gone", detail=error.strerror or "") from error


def _not_read(step: Broken) -> NotRead:
    place = step.place
    return NotRead(place.path, place.entry, step.reason, step.title, step.where)
