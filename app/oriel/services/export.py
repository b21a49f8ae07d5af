"""Chats out of the history into files, however many: read page by page beside the writer of
the database, set in a thread of their own, in place only when they are whole.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from oriel.domain.chats import Chat
from oriel.domain.export_content import ChatHead, Entry, ExportWords, Stretch
from oriel.domain.export_names import FreshNames, file_stem
from oriel.domain.exports import (
    ENDINGS,
    Exported,
    ExportOptions,
    Extent,
    Format,
    Progress,
    Scope,
)
from oriel.domain.folders import Folder, line_of
from oriel.domain.messages import Message
from oriel.services.export_files import UnfinishedFile, UnfinishedFolder, failures_told
from oriel.services.export_writers import Book, Press, Writer, writer_for
from oriel.store import exports
from oriel.store.chats import chats_in
from oriel.store.database import Database
from oriel.store.exports import Listed
from oriel.store.paths import messages_with, versions_below

LANE = "export"
AT_ONCE = 24  # messages that are read and set in one go
_HEAVY = 4_000_000  # characters: less of them where files are in them
# Setting pages is work in Python: the window's thread gets its turn this much sooner.
_TURNS_S = 0.0005

T = TypeVar("T")
Told = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class _Opened:
    """A chat before its first message."""

    chat: Chat
    head: ChatHead
    stretches: tuple[Stretch, ...]


class Exporter:
    """`press` is asked at the beginning of each export: the theme may be another by then."""

    def __init__(self, database: Database, press: Callable[[], Press]) -> None:
        self._database = database
        self._press = press

    async def extent(self, scope: Scope) -> Extent:
        """How much there is to be exported."""
        return await self._read(lambda db: exports.extent(db, scope))

    async def ids(self, scope: Scope) -> tuple[str, ...]:
        """The chats of a scope."""
        return tuple(each.id for each in await self._read(partial(_listed, scope)))

    async def to_file(
        self, scope: Scope, target: Path, options: ExportOptions, words: ExportWords, tell: Told
    ) -> Exported:
        """All chats of the scope in one file, in the place of one that is there. When the
        task is cancelled, or it fails, nothing is left and the old file is untouched. Raises
        DiskFull, TargetReadOnly, TargetUnwritable, and as Database."""
        listed = await self._read(partial(_listed, scope))
        job = _Job(self._database, self._press(), options, words, tell, len(listed))
        async with job.thread():
            title = listed[0].title if len(listed) == 1 else words["chats"]
            await job.file(listed, target, title)
        return Exported(str(target), len(listed), job.messages)

    async def to_folder(
        self, scope: Scope, parent: Path, options: ExportOptions, words: ExportWords, tell: Told
    ) -> Exported:
        """A file for each chat in a new folder inside of `parent`. As `to_file`."""
        listed = await self._read(partial(_listed, scope))
        job = _Job(self._database, self._press(), options, words, tell, len(listed))
        async with job.thread():
            path = await job.folder(listed, parent)
        return Exported(str(path), len(listed), job.messages)

    async def to_pages(
        self,
        scope: Scope,
        options: ExportOptions,
        words: ExportWords,
        tell: Told,
        make: Callable[[Book], Writer],
    ) -> Exported:
        """Through a writer of the caller's own, which is made and used in the thread of the
        export. Raises TargetUnwritable when it does not go on, and as Database."""
        listed = await self._read(partial(_listed, scope))
        job = _Job(self._database, self._press(), options, words, tell, len(listed))
        async with job.thread():
            title = listed[0].title if len(listed) == 1 else words["chats"]
            await job.tell_all(listed, title, make, Path(words["printer"]))
        return Exported("", len(listed), job.messages)

    async def _read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return await self._database.read_beside(work, LANE)


class _Job:
    """One export under way."""

    def __init__(
        self,
        database: Database,
        press: Press,
        options: ExportOptions,
        words: ExportWords,
        tell: Told,
        chats: int,
    ) -> None:
        self._database = database
        self._press = press
        self._options = options
        self._words = words
        self._tell = tell
        self._chats = chats
        self._chat = 0
        self._counting = False
        self._stopped = threading.Event()
        self._hand: ThreadPoolExecutor | None = None
        self._folders: dict[str, Folder] | None = None
        self.messages = 0

    @asynccontextmanager
    async def thread(self) -> AsyncIterator[None]:
        """The one thread in which everything is set; fonts and painters are at home there."""
        self._hand = ThreadPoolExecutor(1, "oriel-export")
        with _short_turns():
            try:
                yield
            finally:
                self._stopped.set()
                await asyncio.shield(_ended(self._hand))

    async def file(self, listed: Sequence[Listed], target: Path, title: str) -> None:
        unfinished = await self._do(partial(UnfinishedFile, target))
        try:
            make = partial(_writer, self._press, unfinished)
            await self.tell_all(listed, title, make, target)
            await self._do(unfinished.finish)
        finally:
            await self._do_anyway(unfinished.drop)

    async def folder(self, listed: Sequence[Listed], parent: Path) -> Path:
        stem = file_stem(self._words["folder_name"], "Chats")
        folder = await self._do(partial(UnfinishedFolder, parent, stem))
        names, ending = FreshNames(), ENDINGS[self._options.format]
        try:
            for each in listed:
                name = names.name(each.title, ending, self._words["untitled"])
                await self.file([each], folder.path / name, each.title)
            await self._do(folder.finish)
        finally:
            await self._do_anyway(folder.drop)
        return folder.target

    async def tell_all(
        self,
        listed: Sequence[Listed],
        title: str,
        make: Callable[[Book], Writer],
        target: Path,
    ) -> None:
        """Everything to a writer, as often as it wants; failures are those of `target`."""
        untitled = self._words["untitled"]
        titles = [each.title or untitled for each in listed]
        book = Book(title or untitled, titles, self._options, self._words, self._stopped)
        do = partial(_told_of, target)
        writer = await self._do(partial(do, partial(make, book)))
        begun, told = self._chat, self.messages
        try:
            for number in range(1, writer.passes + 1):
                self._chat, self.messages = begun, told
                self._counting = number < writer.passes
                await self._do(partial(do, partial(writer.begin, number)))
                for each in listed:
                    self._chat += 1
                    await self._tell_chat(writer, do, each)
            await self._do(partial(do, writer.finish))
        finally:
            await self._do_anyway(writer.close)

    async def _tell_chat(
        self, writer: Writer, do: Callable[[Callable[[], None]], None], listed: Listed
    ) -> None:
        opened = await self._read(partial(self._open, listed.id))
        if opened is None:  # deleted meanwhile
            return
        await self._do(partial(do, partial(writer.begin_chat, opened.chat, opened.head)))
        number = 0
        for stretch in opened.stretches:
            if stretch.after is not None:
                said = self._words.branch(stretch.after)
                await self._do(partial(do, partial(writer.branch, said)))
            at = 0
            while ids := stretch.ids[at : at + AT_ONCE]:
                page = await self._read(partial(_page, ids, number + at))
                entries = [self._latest(entry) for entry in page.entries]
                await self._do(partial(do, partial(self._add, writer, entries)))
                at += page.read
                self.messages += len(entries)
                self._tell(Progress(self._chat, self._chats, self.messages, self._counting))
            number += len(stretch.ids)
        await self._do(partial(do, writer.end_chat))

    def _latest(self, entry: Entry) -> Entry:
        """With an answer that the file refused, as on a full disk, in the place of what it
        has of it."""
        held = self._database.unkept.held(("answer", entry.message.id))
        return replace(entry, message=held) if isinstance(held, Message) else entry

    def _add(self, writer: Writer, entries: Sequence[Entry]) -> None:
        for entry in entries:
            if self._stopped.is_set():
                return
            writer.add(entry)

    def _open(self, chat_id: str, db: sqlite3.Connection) -> _Opened | None:
        found = chats_in(db, "WHERE id = ? AND deleted_at IS NULL", chat_id)
        if not found:
            return None
        (chat,) = found
        if self._options.format is Format.JSON:
            stretches = [Stretch(tuple(exports.whole_tree(db, chat_id)))]
        else:
            stretches = exports.told_in_order(
                db, chat_id, chat.leaf_id, branches=self._options.branches
            )
        if self._folders is None:
            self._folders = exports.folders(db)
        return _Opened(chat, self._head(chat, self._folders), tuple(stretches))

    def _head(self, chat: Chat, folders: dict[str, Folder]) -> ChatHead:
        return ChatHead(
            id=chat.id,
            title=chat.title or self._words["untitled"],
            model=chat.model,
            created_at=chat.created_at,
            updated_at=chat.updated_at,
            tags=chat.tags,
            folders=tuple(folder.name for folder in line_of(folders, chat.folder_id)),
        )

    async def _read(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return await self._database.read_beside(work, LANE)

    async def _do(self, work: Callable[[], T]) -> T:
        """`work` in the thread of the export."""
        assert self._hand is not None
        try:
            return await asyncio.wrap_future(self._hand.submit(work))
        except asyncio.CancelledError:
            self._stopped.set()
            raise

    async def _do_anyway(self, work: Callable[[], None]) -> None:
        """As `_do`, to the end also when the task is cancelled."""
        assert self._hand is not None
        await asyncio.shield(asyncio.wrap_future(self._hand.submit(work)))


def _listed(scope: Scope, db: sqlite3.Connection) -> list[Listed]:
    return exports.listed_chats(db, scope)


def _writer(press: Press, file: UnfinishedFile, book: Book) -> Writer:
    return writer_for(press, book, file)


def _told_of(target: Path, work: Callable[[], T]) -> T:
    with failures_told(target):
        return work()


class _Page(NamedTuple):
    """Messages, and how many of those asked for were read."""

    entries: list[Entry]
    read: int


def _page(ids: Sequence[str], told: int, db: sqlite3.Connection) -> _Page:
    """As many of these as are held at once; always one at least."""
    messages: list[Message] = []
    read = weight = 0
    for message_id in ids:
        found = messages_with(db, [message_id])
        messages += found
        read += 1
        weight += sum(map(_weight, found))
        if weight > _HEAVY:
            break
    return _Page(_entries(messages, ids[:read], told, db), read)


def _weight(message: Message) -> int:
    """About how many characters are in it."""
    parts = message.parts
    return sum(len(getattr(part, name, "")) for part in parts for name in ("data_uri", "text"))


def _entries(
    messages: Sequence[Message], ids: Sequence[str], told: int, db: sqlite3.Connection
) -> list[Entry]:
    parents = list(dict.fromkeys(message.parent_id for message in messages))
    versions = versions_below(db, messages[0].chat_id, parents) if messages else {}
    place = {message_id: told + number for number, message_id in enumerate(ids, 1)}
    return [
        Entry(exports.as_far_as_it_came(db, each), place[each.id], versions.get(each.id))
        for each in messages
    ]


async def _ended(hand: ThreadPoolExecutor) -> None:
    """Its thread has ended; without blocking, for what it was doing comes to an end first."""
    await asyncio.wrap_future(hand.submit(_nothing))
    hand.shutdown()


def _nothing() -> None:
    """The last job of a thread."""


@contextmanager
def _short_turns() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(min(before, _TURNS_S))
    try:
        yield
    finally:
        sys.setswitchinterval(before)
