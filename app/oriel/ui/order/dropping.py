"""What may be dragged where in the list of chats, and what would come of it.

Pure apart from words: the view asks, and paints.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QT_TRANSLATE_NOOP

from oriel.domain.chat_lists import Shelf
from oriel.domain.folders import Folder
from oriel.ui.order.blocks import FOLDERS, Block, Blocks, Kind
from oriel.ui.order.placing import Gap, gap_at
from oriel.ui.order.words import chats_said, say

MayLie = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Dragged:
    """Chats by their ids, or a folder. `title` is the chat's if it is one, or the folder's."""

    ids: tuple[str, ...] = ()
    folder: Folder | None = None
    title: str = ""
    from_folders: frozenset[str] = frozenset()  # where the chats lie, as far as known


class Landing(StrEnum):
    FOLDER = "folder"  # into it
    OUT = "out"  # out of any folder
    PIN = "pin"
    PLACE = "place"  # a folder between others
    CHAT = "chat"  # what other programs bring, into a chat


@dataclass(frozen=True, slots=True)
class Target:
    """Where something would land; `first` and `last` are the rows that show it, and `gap`
    the line between them when it is one."""

    landing: Landing
    first: int
    last: int
    folder: Folder | None = None
    gap: Gap | None = None
    refused: bool = False  # only looked into when the pointer stays

    @property
    def folder_id(self) -> str:
        return self.folder.id if self.folder is not None else ""


def target_at(
    blocks: Blocks, dragged: Dragged, may_lie: MayLie, row: int, part: float = 0.5
) -> Target | None:
    """What dropping on a row (-1 for below the last) would do, with `part` of its height
    above the pointer; None when nothing. `may_lie` says of a folder's id, or "" for the top,
    whether the folder that is dragged can lie there."""
    if dragged.folder is not None:
        gap = gap_at(blocks, dragged.folder, row, part, may_lie)
        if gap is not None:
            return Target(Landing.PLACE, gap.row, gap.row, gap.parent, gap)
    block = blocks.at(row)
    folder = _folder_of(blocks, block)
    if folder is not None:
        return _into(blocks, may_lie, dragged, folder)
    if block is not None and block.key == Shelf.PINNED and dragged.ids:
        return Target(Landing.PIN, block.start, block.start)
    if block is not None and block.section is not None and block.section.shelf is Shelf.PINNED:
        return (
            Target(Landing.PIN, block.start, block.start + block.count - 1)
            if (dragged.ids)
            else None
        )
    inside = dragged.from_folders - {""} if dragged.ids else _parent(dragged)
    if not inside:
        return None
    first, last = _outside(blocks, dragged)
    return Target(Landing.OUT, first, last)


def said(dragged: Dragged, target: Target) -> str:
    """The result in words: what the overlay says."""
    what = dragged.title or chats_said(len(dragged.ids))
    name = target.folder.name if target.folder is not None else ""
    match target.landing:
        case Landing.PLACE:
            before = QT_TRANSLATE_NOOP("ChatOrder", "Put {what} before “{folder}”")
            after = QT_TRANSLATE_NOOP("ChatOrder", "Put {what} behind “{folder}”")
            gap = target.gap
            text = before if gap is not None and gap.before_id == gap.beside.id else after
            name = gap.beside.name if gap is not None else ""
        case Landing.FOLDER:
            text = QT_TRANSLATE_NOOP("ChatOrder", "Move {what} to “{folder}”")
        case Landing.PIN:
            text = QT_TRANSLATE_NOOP("ChatOrder", "Pin {what}")
        case Landing.OUT if dragged.folder is not None:
            text = QT_TRANSLATE_NOOP("ChatOrder", "Move {what} to the top level")
        case Landing.OUT:
            text = QT_TRANSLATE_NOOP("ChatOrder", "Move {what} out of folders")
    return say(text).format(what=_quoted(what, dragged), folder=name)


def _quoted(what: str, dragged: Dragged) -> str:
    return f"“{what}”" if dragged.title else what


def _folder_of(blocks: Blocks, block: Block | None) -> Folder | None:
    """The folder of a row: itself, or the one its chat lies in."""
    if block is None or block.folder is not None:
        return block.folder if block is not None else None
    if block.section is not None and block.section.shelf is Shelf.FOLDER:
        row = blocks.of_folder(block.section.key)
        return row.folder if row is not None else None
    return None


def _into(blocks: Blocks, may_lie: MayLie, dragged: Dragged, folder: Folder) -> Target | None:
    row = blocks.of_folder(folder.id)
    if row is None:
        return None
    target = Target(Landing.FOLDER, row.start, row.start, folder)
    if dragged.folder is None:
        return None if dragged.from_folders == {folder.id} else target
    stays = dragged.folder.parent_id == folder.id
    return target if not stays and may_lie(folder.id) else None


def _parent(dragged: Dragged) -> frozenset[str]:
    return frozenset({dragged.folder.parent_id} - {""}) if dragged.folder else frozenset()


def _outside(blocks: Blocks, dragged: Dragged) -> tuple[int, int]:
    """The rows that stand for "in no folder": below the folders, for a folder theirs."""
    if dragged.folder is not None:
        heading = next((b for b in blocks if b.key == FOLDERS), None)
        return (heading.start, heading.start) if heading is not None else (0, 0)
    dated = [
        b
        for b in blocks
        if (b.kind is Kind.HEADING and b.key not in (FOLDERS, Shelf.PINNED))
        or (b.section is not None and b.section.shelf is Shelf.DATED)
    ]
    return (dated[0].start, blocks.rows - 1) if dated else (blocks.rows, blocks.rows)
