"""The list of chats: opening, choosing many, renaming in place, dragging, menus.

Arrow keys only walk, Enter or a click opens; Ctrl and Shift choose. What is open, chosen and
under the keyboard is kept next door (order/standing.py).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QWidget

from oriel.ui.order.standing import NOWHERE, StandingList
from oriel.ui.order.walking import pressed

if TYPE_CHECKING:
    from oriel.domain.chat_lists import Outline, Span
    from oriel.ui.actions import Actions
    from oriel.ui.order.dragging import Dragging
    from oriel.ui.order.typing import Typing

_Modifier = Qt.KeyboardModifier


class ChatListView(StandingList):
    """Wishes carry the ids of the chats they are about, as a tuple, or a folder's id."""

    chat_chosen = Signal(str)
    new_chat_requested = Signal(str)
    rename_requested = Signal(str, str)
    folder_renamed = Signal(str, str)
    folder_toggled = Signal(str, bool)
    delete_requested = Signal(object)
    export_requested = Signal(object)
    archive_requested = Signal(object)
    pin_requested = Signal(object, bool)
    move_requested = Signal(object, str)
    folder_moved = Signal(str, str)
    folder_placed = Signal(str, str, str)
    chats_menu_requested = Signal(object, QPoint)
    list_menu_requested = Signal(QPoint)
    folder_menu_requested = Signal(object, QPoint)
    folder_delete_requested = Signal(str)
    page_wanted = Signal(object, int)
    spans_wanted = Signal(object, object)
    seek_requested = Signal(object)
    brought = Signal(str, object)
    import_requested = Signal(object)

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._modifiers = _Modifier.NoModifier
        self._dragging: Dragging | None = None
        self._typing: Typing | None = None
        # What dropping these files where no chat stands would do; "" for nothing.
        self.import_words: Callable[[list[str]], str] = _nothing
        self.setObjectName("chat_list")
        self.setAccessibleName(self.tr("Chats"))
        self.rows.renamed.connect(self.rename_requested)
        self.rows.folder_renamed.connect(self.folder_renamed)
        self.rows.page_wanted.connect(self.page_wanted)
        self.choosing.spans_wanted.connect(self.spans_wanted)
        self.clicked.connect(self._on_clicked)
        self.addAction(actions["delete_chat"])
        actions["delete_chat"].triggered.connect(self.delete_chosen)
        self.addActions([actions["folder_up"], actions["folder_down"]])

    # Wishes from actions

    def delete_chosen(self) -> None:
        """The chats that were chosen, else what is under the keyboard."""
        folder = self.rows.folder_at(self.currentIndex().row())
        if self.choosing.any:
            self.choosing.then(self.delete_requested.emit)
        elif folder is not None:
            self.folder_delete_requested.emit(folder.id)
        elif ids := self.chosen_or_current():
            self.delete_requested.emit(ids)

    def show_outline(self, outline: Outline, open_folders: Collection[str]) -> None:
        super().show_outline(outline, open_folders)
        if self._dragging is not None:
            self._dragging.listed_anew()

    def archive_chosen(self) -> None:
        if self.choosing.any:
            self.choosing.then(self.archive_requested.emit)
        elif ids := self.chosen_or_current():
            self.archive_requested.emit(ids)

    def open_row(self, row: int) -> None:
        """What Enter and a click do: opens a chat; opens or closes a folder."""
        self.choosing.clear()
        self.choosing.start_at(row)
        folder, chat = self.rows.folder_at(row), self.rows.chat_at(row)
        if folder is not None:
            self.toggle_folder(row)
        elif chat is not None:
            self.chat_chosen.emit(chat.id)

    def toggle_folder(self, row: int) -> None:
        block = self.rows.blocks.at(row)
        if block is not None and block.folder is not None:
            self.folder_toggled.emit(block.folder.id, not block.open)

    @property
    def typing(self) -> Typing:
        """What is typed in the list, made when it is first needed."""
        if self._typing is None:
            from oriel.ui.order.typing import Typing

            self._typing = Typing(self)
        return self._typing

    def show_sought(self, span: Span | None) -> None:
        """Where the chat stands that was asked for by `seek_requested`."""
        self.typing.found(span)

    @property
    def dragging(self) -> Dragging:
        """What is dragged, made when it is first needed."""
        if self._dragging is None:
            from oriel.ui.order.dragging import Dragging

            self._dragging = Dragging(self)
        return self._dragging

    # What Qt asks of a view

    def keyboardSearch(self, search: str) -> None:
        """Qt's own would go through every row, and so read the whole list."""
        seek = self.typing.type(search)
        if seek is not None:
            self.seek_requested.emit(seek)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.shows_cursor = True
        # Enter in an editor comes here, too, while it closes.
        editing = self.state() == QAbstractItemView.State.EditingState
        if editing or not pressed(self, event):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.shows_cursor = event.reason() != Qt.FocusReason.MouseFocusReason
        if self.rows.is_heading(self.currentIndex().row()):
            open_row = self.current_row()
            row = open_row if open_row >= 0 else self.rows.near(0, 1)
            if row >= 0:
                self.setCurrentIndex(self.rows.index(row))
        super().focusInEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.shows_cursor = False
        self.pointer = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._modifiers = event.modifiers()
        super().mouseReleaseEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.pointer = event.position().toPoint()
        super().mouseMoveEvent(event)
        row = self.rowAt(self.pointer.y())
        if self.rows.folder_at(row) is not None:
            self.viewport().update(self.visualRect(self.rows.index(row)))

    def leaveEvent(self, event: QEvent) -> None:
        self.pointer = NOWHERE
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if mouse else self.currentIndex()
        below = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        self._ask_for_menu(index.row(), event.globalPos() if mouse else below)

    def startDrag(self, actions: Qt.DropAction) -> None:
        row = self.currentIndex().row()
        if self.dragging.begin(row):
            self._mark(self.dragging.rows_taken())
            super().startDrag(actions)
            self.dragging.end()
            self._select()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        super().dragEnterEvent(event)
        self.dragging.entered(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)  # scrolls at the edges
        self.dragging.over(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self.dragging.left()

    def dropEvent(self, event: QDropEvent) -> None:
        self.stopAutoScroll()
        self.dragging.drop(event)

    # Inside

    def _ask_for_menu(self, row: int, at: QPoint) -> None:
        chat, folder = self.rows.chat_at(row), self.rows.folder_at(row)
        if folder is not None:
            self.setCurrentIndex(self.rows.index(row))
            self.folder_menu_requested.emit(folder, at)
        elif chat is not None and chat.id in self.choosing:
            self.choosing.then(lambda ids: self.chats_menu_requested.emit(ids, at))
        elif chat is not None:
            self.choosing.clear()
            self.setCurrentIndex(self.rows.index(row))
            self.chats_menu_requested.emit((chat.id,), at)
        else:
            self.list_menu_requested.emit(at)

    def _on_clicked(self, index: QModelIndex) -> None:
        row = index.row()
        folder = self.rows.folder_at(row)
        if self._modifiers & (_Modifier.ControlModifier | _Modifier.ShiftModifier):
            self.choosing.begin_with(self.current_id)
            wide = self._modifiers & _Modifier.ShiftModifier
            (self.choosing.extend if wide else self.choosing.toggle)(row)
        elif folder is not None and self._on_plus(row):
            self.new_chat_requested.emit(folder.id)
        else:
            self.open_row(row)

    def _on_plus(self, row: int) -> bool:
        if self._delegate is None:
            return False
        return self._delegate.plus_rect(self.visualRect(self.rows.index(row))).contains(
            self.pointer
        )


def _nothing(_paths: list[str]) -> str:
    return ""
