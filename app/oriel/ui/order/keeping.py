"""Keeps a list where it is while its rows are replaced: the row at the top, the keyboard's."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from oriel.ui.chat_list_model import ChatListModel

if TYPE_CHECKING:
    from oriel.ui.order.standing import StandingList


class Mark(NamedTuple):
    """A row by what it shows; `row` is where it was."""

    row: int = -1
    chat_id: str = ""
    folder_id: str = ""
    heading: str = ""


class Kept(NamedTuple):
    top: Mark
    offset: int  # pixels of the top row above the edge
    cursor: Mark


def kept(view: StandingList) -> Kept:
    """How the view stands now."""
    top = view.rowAt(0)
    offset = -view.rowViewportPosition(top) if top >= 0 else 0
    at_top = view.verticalScrollBar().value() <= 0
    return Kept(
        Mark() if at_top else _mark(view.rows, top),
        offset,
        _mark(view.rows, view.currentIndex().row()),
    )


def restore_top(view: StandingList, before: Kept) -> None:
    """Scrolls so that the row that was at the top is there again, if it is still listed."""
    bar = view.verticalScrollBar()
    row = row_of(view.rows, before.top)
    if before.top.row < 0:
        bar.setValue(0)
    elif row >= 0:
        bar.setValue(view.verticalHeader().sectionPosition(row) + before.offset)


def row_of(model: ChatListModel, mark: Mark) -> int:
    """Where a row is now; -1 when it is gone, or not read."""
    if mark.chat_id:
        return model.row_of(mark.chat_id)
    if mark.folder_id:
        return model.row_of_folder(mark.folder_id)
    if mark.heading:
        return next((b.start for b in model.blocks if b.key == mark.heading), -1)
    return mark.row if mark.row < model.rowCount() else -1


def _mark(model: ChatListModel, row: int) -> Mark:
    block = model.blocks.at(row)
    if block is None:
        return Mark()
    chat = model.chat_at(row)
    folder = block.folder.id if block.folder is not None else ""
    return Mark(row, chat.id if chat is not None else "", folder, block.key)
