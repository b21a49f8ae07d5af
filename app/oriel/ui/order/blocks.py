"""How the list's sections become rows: headings, folders and runs of chats, by row number.

Pure, apart from the Qt model: a run of a hundred thousand chats is one block here.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from oriel.domain.chat_lists import Outline, Section, Shelf, Span
from oriel.domain.folder_tree import in_order
from oriel.domain.folders import Folder

_Fields = dict[str, Any]  # of a Block that has no place yet
FOLDERS = "folders"  # the key of their heading


class Kind(StrEnum):
    HEADING = "heading"
    FOLDER = "folder"
    CHATS = "chats"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """`count` rows from row `start` on: one heading (`key`), one folder, or the chats of a
    section. `total` is how many chats lie in the folder and below; `open` whether it shows
    them; `depth` how far it is indented."""

    kind: Kind
    start: int = 0
    count: int = 1
    key: str = ""
    section: Section | None = None
    folder: Folder | None = None
    depth: int = 0
    total: int = 0
    open: bool = False

    def span(self, row: int, count: int = 1) -> Span | None:
        """The chats from a row on that are in this block; None when it has none."""
        if self.section is None:
            return None
        first = row - self.start
        return Span(self.section, first, min(count, self.count - first))


class Blocks:
    """All rows of the list."""

    def __init__(self, blocks: Sequence[Block] = ()) -> None:
        self._blocks = tuple(blocks)
        self._starts = [block.start for block in self._blocks]
        self._of = {block.section: block for block in self._blocks if block.section}
        self._folders = {block.folder.id: block for block in self._blocks if block.folder}
        self.rows = self._blocks[-1].start + self._blocks[-1].count if self._blocks else 0

    def __iter__(self) -> Iterator[Block]:
        return iter(self._blocks)

    def at(self, row: int) -> Block | None:
        """The block of a row; None outside of the list."""
        if not 0 <= row < self.rows:
            return None
        return self._blocks[bisect_right(self._starts, row) - 1]

    def of_section(self, section: Section) -> Block | None:
        return self._of.get(section)

    def of_folder(self, folder_id: str) -> Block | None:
        """The row of a folder; None when one above it is closed, or there is none."""
        return self._folders.get(folder_id)

    def spans(self, first: int, last: int) -> list[Span]:
        """The chats of the rows from `first` to `last`, both counted in."""
        found = []
        row = first
        while (block := self.at(row)) is not None and row <= last:
            if span := block.span(row, last - row + 1):
                found.append(span)
            row = block.start + block.count
        return found


def blocks_of(outline: Outline, open_folders: Collection[str]) -> Blocks:
    """The rows of a list in which these folders show what lies in them."""
    made: list[Block] = []
    at = 0
    for fields in _unplaced(outline, open_folders):
        made.append(Block(start=at, **fields))
        at += made[-1].count
    return Blocks(made)


def _unplaced(outline: Outline, open_folders: Collection[str]) -> Iterator[_Fields]:
    pinned = Section(Shelf.PINNED)
    if outline.counts.get(pinned):
        yield _Fields(kind=Kind.HEADING, key=Shelf.PINNED)
        yield _chats(pinned, outline)
    if outline.folders and not outline.filter:
        yield _Fields(kind=Kind.HEADING, key=FOLDERS)
        yield from _folder_blocks(outline, open_folders)
    for section, count in outline.counts.items():
        if not count or section.shelf in (Shelf.PINNED, Shelf.FOLDER):
            continue
        if section.shelf is Shelf.DATED:
            yield _Fields(kind=Kind.HEADING, key=section.key)
        yield _chats(section, outline)


def _folder_blocks(outline: Outline, open_folders: Collection[str]) -> Iterator[_Fields]:
    """The folders, in those that are open first their folders, then their chats."""
    ordered = in_order(outline.folders)
    totals = _totals(ordered, outline)
    hidden_below = len(ordered)  # deeper than this lies in a closed folder
    inside: list[tuple[Folder, int]] = []  # the open folders that are not through yet
    for folder, depth in ordered:
        if depth > hidden_below:
            continue
        while inside and inside[-1][1] >= depth:
            yield from _chats_in(*inside.pop(), outline)
        opened = folder.id in open_folders
        total = totals[folder.id]
        yield _Fields(kind=Kind.FOLDER, folder=folder, depth=depth, total=total, open=opened)
        hidden_below = len(ordered) if opened else depth
        if opened:
            inside.append((folder, depth))
    while inside:
        yield from _chats_in(*inside.pop(), outline)


def _totals(ordered: list[tuple[Folder, int]], outline: Outline) -> dict[str, int]:
    """How many chats lie in each folder and below."""
    found: dict[str, int] = {}
    sums = [0] * (max((depth for _, depth in ordered), default=0) + 2)  # by depth, so far
    for folder, depth in reversed(ordered):
        own = outline.counts.get(Section(Shelf.FOLDER, folder.id), 0)
        found[folder.id] = own + sums[depth + 1]
        sums[depth] += found[folder.id]
        sums[depth + 1] = 0
    return found


def _chats_in(folder: Folder, depth: int, outline: Outline) -> Iterator[_Fields]:
    section = Section(Shelf.FOLDER, folder.id)
    if outline.counts.get(section):
        yield _chats(section, outline, depth + 1)


def _chats(section: Section, outline: Outline, depth: int = 0) -> _Fields:
    return _Fields(kind=Kind.CHATS, section=section, count=outline.counts[section], depth=depth)
