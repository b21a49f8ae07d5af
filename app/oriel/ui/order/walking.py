"""What keys do in the list of chats: walking, choosing, opening and closing folders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView

from oriel.domain.chat_lists import Shelf, Span

if TYPE_CHECKING:
    from oriel.ui.chat_list import ChatListView

_Move = QAbstractItemView.CursorAction
_Key, _Modifier = Qt.Key, Qt.KeyboardModifier
_MOVES = {
    _Key.Key_Up: _Move.MoveUp,
    _Key.Key_Down: _Move.MoveDown,
    _Key.Key_Home: _Move.MoveHome,
    _Key.Key_End: _Move.MoveEnd,
    _Key.Key_PageUp: _Move.MovePageUp,
    _Key.Key_PageDown: _Move.MovePageDown,
}
_KEYPAD = _Modifier.KeypadModifier


def pressed(view: ChatListView, event: QKeyEvent) -> bool:
    """Does what the key is for; False when it is for nothing here."""
    key, modifiers = _Key(event.key()), event.modifiers() & ~_KEYPAD
    row = view.currentIndex().row()
    if key in _MOVES:
        _move(view, _MOVES[key], modifiers)
    elif event.matches(QKeySequence.StandardKey.SelectAll):
        view.choosing.choose_all()
    elif key == _Key.Key_Space and modifiers == _Modifier.ControlModifier:
        view.choosing.begin_with(view.current_id)
        view.choosing.toggle(row)
    elif key == _Key.Key_Escape and view.choosing.any:
        view.choosing.clear()
    elif modifiers != _Modifier.NoModifier:
        return False
    elif key == _Key.Key_Space and view.typing.under_way:
        view.keyboardSearch(" ")
    elif key in (_Key.Key_Return, _Key.Key_Enter, _Key.Key_Space):
        view.open_row(row)
    elif key in (_Key.Key_Left, _Key.Key_Right):
        inward = (key == _Key.Key_Right) != view.isRightToLeft()
        (_go_in if inward else _go_out)(view, row)
    else:
        return False
    return True


def neighbour(view: ChatListView, by: int) -> Span | None:
    """The chat next to the open one (`by` 1 below, -1 above), round at the ends; the
    first or last when none of the listed is open. None when none is listed."""
    rows = view.rows
    last, here = rows.rowCount() - 1, view.current_row()
    end = 0 if by > 0 else last
    row = rows.near_chat(here + by if here >= 0 else end, by)
    row = row if row >= 0 else rows.near_chat(end, by)
    block = rows.blocks.at(row)
    return block.span(row) if block is not None else None


def _move(view: ChatListView, move: _Move, modifiers: Qt.KeyboardModifier) -> None:
    before = view.currentIndex().row()
    index = view.moveCursor(move, modifiers)
    view.setCurrentIndex(index)
    if modifiers & _Modifier.ShiftModifier:
        if not view.choosing.any:
            view.choosing.start_at(before)
        view.choosing.extend(index.row())
    elif not modifiers & _Modifier.ControlModifier:
        view.choosing.clear()
        view.choosing.start_at(index.row())


def _go_in(view: ChatListView, row: int) -> None:
    block = view.rows.blocks.at(row)
    if block is None or block.folder is None:
        return
    if not block.open:
        view.toggle_folder(row)
        return
    inside = view.rows.blocks.at(row + 1)
    if inside is not None and inside.depth > block.depth:
        view.setCurrentIndex(view.rows.index(row + 1))


def _go_out(view: ChatListView, row: int) -> None:
    block = view.rows.blocks.at(row)
    if block is None:
        return
    if block.folder is not None and block.open:
        view.toggle_folder(row)
        return
    above = block.folder.parent_id if block.folder is not None else ""
    if block.section is not None and block.section.shelf is Shelf.FOLDER:
        above = block.section.key
    if (outer := view.rows.row_of_folder(above)) >= 0:
        view.setCurrentIndex(view.rows.index(outer))
