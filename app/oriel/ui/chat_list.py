"""The list of chats: choosing, renaming in place, deleting, pinning.

What is open (the selection) and where the keyboard is (the current index) are two
things here: arrow keys only walk, Enter or a click opens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QFrame, QListView, QWidget

from oriel.ui.chat_list_model import ChatListModel

if TYPE_CHECKING:
    from PySide6.QtCore import QPoint

    from oriel.domain.chats import Chat, DateGroup
    from oriel.ui.actions import Actions

_Move = QAbstractItemView.CursorAction


class ChatListView(QListView):
    """Signals carry the chat's id."""

    chat_chosen = Signal(str)
    rename_requested = Signal(str, str)
    delete_requested = Signal(str)
    pin_requested = Signal(str, bool)

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self._model = ChatListModel(self)
        self._current_id = ""
        self._waiting: list[DateGroup] | None = None
        self._dressed = False
        self.shows_cursor = False
        self.setObjectName("chat_list")
        self.setAccessibleName(self.tr("Chats"))
        self._set_up_view()
        self._model.renamed.connect(self.rename_requested)
        self.clicked.connect(self._on_clicked)
        self.addAction(actions["delete_chat"])
        actions["delete_chat"].triggered.connect(self.delete_cursor_chat)

    def show_groups(self, groups: list[DateGroup]) -> None:
        """Shows other rows; what is open and where the keyboard is stays. While a title
        is being edited they wait, since a reset would throw the editor away."""
        if self.state() == QAbstractItemView.State.EditingState:
            self._waiting = groups
            return
        self._waiting = None
        self._dress()
        at = self.currentIndex().row()
        cursor = self._model.chat_at(at)
        self._model.show_groups(groups)
        self._select_current()
        row = self._model.row_of(cursor.id) if cursor else -1
        if cursor is not None and row < 0:
            row = self._nearest(at)
        if row >= 0:
            self.setCurrentIndex(self._model.index(row))

    def set_current(self, chat_id: str | None) -> None:
        """Marks the open chat and, when it is another one than before, brings it into
        view with the keyboard on it; None marks none."""
        another, self._current_id = (chat_id or "") != self._current_id, chat_id or ""
        index = self._select_current()
        if index.isValid() and another:
            self.setCurrentIndex(index)
            self._bring_into_view(index)

    def set_busy(self, busy: set[str] | frozenset[str]) -> None:
        self._model.set_busy(frozenset(busy))

    def shown_ids(self) -> list[str]:
        """The chats of the list from top to bottom."""
        return self._model.ids()

    def rename_chat(self, chat_id: str = "") -> None:
        """Opens the title for editing: of the given chat, else where the keyboard is,
        else of the open chat."""
        row = self._model.row_of(chat_id) if chat_id else -1
        index = self._model.index(row) if row >= 0 else self.currentIndex()
        if not self.hasFocus() and row < 0:
            index = self._model.index(self._model.row_of(self._current_id))
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)
            self.edit(index)

    def delete_cursor_chat(self) -> None:
        if chat := self._model.chat_at(self.currentIndex().row()):
            self.delete_requested.emit(chat.id)

    def _set_up_view(self) -> None:
        self.setModel(self._model)
        self.setUniformItemSizes(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked)

    def _dress(self) -> None:
        # How rows are painted is only needed once there are rows, after the first paint.
        if not self._dressed:
            from oriel.ui.chat_list_delegate import ChatListDelegate

            self.setItemDelegate(ChatListDelegate(self))
            self.setMouseTracking(True)
            self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
            self._dressed = True

    def _select_current(self) -> QModelIndex:
        selection = self.selectionModel()
        row = self._model.row_of(self._current_id)
        index = self._model.index(row) if row >= 0 else QModelIndex()
        if index.isValid():
            flag = QItemSelectionModel.SelectionFlag
            selection.select(index, flag.ClearAndSelect)
        else:
            selection.clearSelection()
        return index

    def _bring_into_view(self, index: QModelIndex) -> None:
        # Before it is shown the view has no size to scroll in: showEvent comes back here.
        if not index.isValid() or not self.isVisible():
            return
        self.scrollTo(index)
        if self._model.chat_at(index.row() - 1) is None:
            self.scrollTo(self._model.index(index.row() - 1))

    def _nearest(self, row: int) -> int:
        row = min(max(row, 0), self._model.rowCount() - 1)
        below = self._model.near(row, 1)
        return below if below >= 0 else self._model.near(row, -1)

    # What Qt asks of a view

    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        return QItemSelectionModel.SelectionFlag.NoUpdate

    def moveCursor(self, action: _Move, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Headings are walked over."""
        row, last = self.currentIndex().row(), self._model.rowCount() - 1
        page = max(1, self.viewport().height() // max(1, self.sizeHintForRow(0)) - 1)
        target, step = {
            _Move.MoveUp: (row - 1, -1),
            _Move.MoveDown: (row + 1, 1),
            _Move.MoveHome: (0, 1),
            _Move.MoveEnd: (last, -1),
            _Move.MovePageUp: (max(0, row - page), 1),
            _Move.MovePageDown: (min(last, row + page), -1),
        }.get(action, (max(row, 0), 1))
        found = self._model.near(target, step)
        if found == 1 and self._model.chat_at(0) is None:
            self.scrollToTop()  # the heading above the first chat, too
        return self._model.index(found) if found >= 0 else self.currentIndex()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._bring_into_view(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.shows_cursor = True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if chat := self._model.chat_at(self.currentIndex().row()):
                self.chat_chosen.emit(chat.id)
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.shows_cursor = event.reason() != Qt.FocusReason.MouseFocusReason
        if self._model.chat_at(self.currentIndex().row()) is None:
            open_row = self._model.row_of(self._current_id)
            row = open_row if open_row >= 0 else self._model.near(0, 1)
            if row >= 0:
                self.setCurrentIndex(self._model.index(row))
        super().focusInEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.shows_cursor = False
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        index = self.indexAt(event.pos()) if mouse else self.currentIndex()
        if chat := self._model.chat_at(index.row()):
            self.setCurrentIndex(index)
            below = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
            self._open_menu(chat, event.globalPos() if mouse else below)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        self.setFocus()
        if self._waiting is not None:
            self.show_groups(self._waiting)

    def _open_menu(self, chat: Chat, at: QPoint) -> None:
        from oriel.ui.chat_menu import ChatMenu

        menu = ChatMenu(chat, self._actions, self)
        menu.rename_requested.connect(self.rename_chat)
        menu.pin_requested.connect(self.pin_requested)
        menu.delete_requested.connect(self.delete_requested)
        menu.popup(at)

    def _on_clicked(self, index: QModelIndex) -> None:
        if chat := self._model.chat_at(index.row()):
            self.chat_chosen.emit(chat.id)
