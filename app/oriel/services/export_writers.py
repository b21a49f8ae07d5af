"""One file of exported chats, in each format: opened, given chats and turns, finished.

All of it blocks and runs in the thread of one export.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from io import BufferedWriter
from threading import Event
from typing import Protocol
from urllib.parse import quote

from oriel.domain import export_html, export_markdown
from oriel.domain.chats import Chat
from oriel.domain.export_blocks import Craft
from oriel.domain.export_content import ChatHead, Entry, ExportWords
from oriel.domain.export_json import chat_to_json, message_to_json
from oriel.domain.export_names import FreshNames
from oriel.domain.export_turns import turn_of
from oriel.domain.exports import ExportOptions, Format, Shade
from oriel.services.export_files import UnfinishedFile
from oriel.services.export_slices import content_pieces, json_pieces


@dataclass(frozen=True, slots=True)
class Book:
    """One file to be: its title and the titles of the chats in it. `stopped` may be set by
    another thread."""

    title: str
    titles: Sequence[str]
    options: ExportOptions
    words: ExportWords
    stopped: Event = field(default_factory=Event)

    def go_on(self) -> None:
        """Raises Stopped when it is to be broken off."""
        if self.stopped.is_set():
            raise Stopped


class Stopped(Exception):
    """Broken off in the middle of a message, which may be a thousand pages long. Nobody
    waits for it any more."""


class Writer(Protocol):
    """Begun with its file; `passes` says how often it wants to be told everything: a book
    with numbered pages is counted before it is set. Chats come one after the other."""

    passes: int

    def begin(self, number: int) -> None:
        """A pass begins, counted from 1."""

    def begin_chat(self, chat: Chat, head: ChatHead) -> None: ...

    def branch(self, said: str) -> None: ...

    def add(self, entry: Entry) -> None: ...

    def end_chat(self) -> None: ...

    def finish(self) -> None:
        """All is told."""

    def close(self) -> None:
        """Lets go of the file, finished or not."""


MakeWriter = Callable[[Book, UnfinishedFile], Writer]


@dataclass(frozen=True, slots=True)
class Press:
    """What the formats need from elsewhere: the page's style sheet, the tokens of the themes
    as (light, dark, as shown), how code and formulas are drawn, and who sets pages."""

    sheet: str
    tokens: tuple[Mapping[str, str], Mapping[str, str], Mapping[str, str]]
    craft: Craft
    pages: MakeWriter
    language: str = "en"
    right_to_left: bool = False


def writer_for(press: Press, book: Book, file: UnfinishedFile) -> Writer:
    match book.options.format:
        case Format.MARKDOWN:
            return MarkdownWriter(book, file)
        case Format.HTML:
            return HtmlWriter(book, file, press)
        case Format.JSON:
            return JsonWriter(book, file)
        case Format.PDF:
            return press.pages(book, file)
    raise ValueError(book.options.format)  # an archive is written elsewhere


class _TextWriter:
    """A text file, written piece by piece."""

    passes = 1

    def __init__(self, book: Book, file: UnfinishedFile) -> None:
        self.book = book
        self._unfinished = file
        self._file: BufferedWriter = file.path.open("wb")
        self.chats = 0

    def write(self, *pieces: str) -> None:
        self.write_all(pieces)

    def write_all(self, pieces: Iterable[str]) -> None:
        for piece in pieces:
            self.book.go_on()
            # What UTF-8 cannot hold was replaced before; nothing may end an export here.
            self._file.write(piece.encode("utf-8", "replace"))

    def begin(self, number: int) -> None:
        pass

    def branch(self, said: str) -> None:
        pass

    def end_chat(self) -> None:
        pass

    def finish(self) -> None:
        self._file.close()

    def close(self) -> None:
        # What could not be written the first time is tried once more, and told by nobody.
        with suppress(OSError):
            self._file.close()


class MarkdownWriter(_TextWriter):
    """Images and files lie in a folder beside it."""

    def __init__(self, book: Book, file: UnfinishedFile) -> None:
        super().__init__(book, file)
        self._names = FreshNames()

    def begin_chat(self, chat: Chat, head: ChatHead) -> None:
        self.chats += 1
        if len(self.book.titles) == 1:
            self.write(export_markdown.front_matter(head), "\n")
        elif self.chats > 1:
            self.write("\n\n---\n\n")
        self.write(export_markdown.heading(head))

    def branch(self, said: str) -> None:
        self.write(export_markdown.branch_heading(said))

    def add(self, entry: Entry) -> None:
        turn = turn_of(entry, self.book.options, self.book.words)
        self.write(export_markdown.markdown_of(turn, self.book.words, self._keep))

    def _keep(self, name: str, uri: str) -> str:
        pieces = content_pieces(uri)
        if not (first := next(pieces, b"")):
            return ""
        folder = self._unfinished.beside
        folder.mkdir(exist_ok=True)
        kept = self._names.kept_name(name, uri[5:].partition(";")[0])
        with (folder / kept).open("wb") as file:
            file.write(first)
            for piece in pieces:
                self.book.go_on()
                file.write(piece)
        return _address(f"{self._unfinished.beside_name}/{kept}")


class HtmlWriter(_TextWriter):
    def __init__(self, book: Book, file: UnfinishedFile, press: Press) -> None:
        super().__init__(book, file)
        self._press = press
        self._inside = export_html.Inside()

    def begin(self, number: int) -> None:
        book, press = self.book, self._press
        light, dark, _ = press.tokens
        first = dark if book.options.shade is Shade.DARK else light
        second = dark if book.options.shade is Shade.SHOWN else None
        style = export_html.style_of(press.sheet, first, second, light)
        self.write(
            export_html.page_begin(
                book.title, style, press.language, right_to_left=press.right_to_left
            )
        )
        if len(book.titles) > 1:
            self.write_all(export_html.contents(book.title, book.titles))

    def begin_chat(self, chat: Chat, head: ChatHead) -> None:
        self.chats += 1
        words, facts = self.book.words, self.book.options.facts
        self.write(export_html.chat_begin(head, self.chats, words, facts=facts))

    def branch(self, said: str) -> None:
        self.write(export_html.branch_begin(said))

    def add(self, entry: Entry) -> None:
        turn = turn_of(entry, self.book.options, self.book.words)
        words, craft = self.book.words, self._press.craft
        self.write_all(export_html.turn_html(turn, self.chats, words, craft, self._inside))

    def end_chat(self) -> None:
        self.write(export_html.CHAT_END)

    def finish(self) -> None:
        self.write(export_html.page_end(self.book.words["made_with"]))
        super().finish()


class JsonWriter(_TextWriter):
    """One chat is an object of its own; several are the list `chats` of one object. Written
    message by message: a long chat need not be held."""

    def __init__(self, book: Book, file: UnfinishedFile) -> None:
        super().__init__(book, file)
        self._many = len(book.titles) != 1
        self._messages = 0

    def begin(self, number: int) -> None:
        self.write('{"kind":"oriel-chats","version":1,"chats":[\n' if self._many else "")

    def begin_chat(self, chat: Chat, head: ChatHead) -> None:
        self.write(",\n" if self.chats else "")
        self.chats += 1
        self._messages = 0
        bare = {name: value for name, value in chat_to_json(chat, ()).items() if name != "messages"}
        self.write("".join(json_pieces(bare))[:-1], ',"messages":[')

    def add(self, entry: Entry) -> None:
        self.write(",\n" if self._messages else "\n")
        self.write_all(json_pieces(message_to_json(entry.message)))
        self._messages += 1

    def end_chat(self) -> None:
        self.write("\n]}")

    def finish(self) -> None:
        self.write("\n]}\n" if self._many else "\n")
        super().finish()


def _address(path: str) -> str:
    """A path as an address in Markdown, which ends at a blank."""
    return quote(path)
