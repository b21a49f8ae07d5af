"""A list that stands where it stood while its rows are replaced.

Three things are told apart here: the chat that is open, where the keyboard is (the current
index), and which chats were chosen to do something with all of them. What the person does
with rows is the list's (chat_list.py).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import QMouseEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QWidget,
)

from oriel.ui.order.choosing import Choosing
from oriel.ui.order.column import ColumnView
from oriel.ui.order.keeping import kept, restore_top, row_of

if TYPE_CHECKING:
    from oriel.domain.chat_lists import Outline
    from oriel.ui.chat_list_delegate import ChatListDelegate

_Flag = QItemSelectionModel.SelectionFlag
NOWHERE = QPoint(-1, -1)


class StandingList(ColumnView):
    """Rows by `show_outline`; `choosing` has the chats that were chosen, `pointer` is where the
    mouse is in the viewport."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.choosing = Choosing(self.rows, self)
        self.current_id = ""
        self.current_folder = ""
        self._to_bring = False  # the open chat into view, once its row is known
        self._waiting: tuple[Outline, Collection[str]] | None = None
        self._delegate: ChatListDelegate | None = None
        self.shows_cursor = False
        self._clicked_twice = False
        self.pointer = NOWHERE
        self.choosing.changed.connect(self._select)

    # Facts

    def show_outline(self, outline: Outline, open_folders: Collection[str]) -> None:
        """Shows other rows; what is open, chosen, at the top and where the keyboard is
        stays. While a title is being edited they wait, since a reset would throw the editor
        away."""
        if self.state() == QAbstractItemView.State.EditingState:
            self._waiting = (outline, open_folders)
            return
        self._waiting = None
        self._dress()
        before = kept(self)
        self.rows.show_outline(outline, open_folders)
        row = row_of(self.rows, before.cursor)
        if row < 0 and before.cursor.row >= 0:
            row = self._nearest(before.cursor.row)
        if row >= 0:
            self.setCurrentIndex(self.rows.index(row))
        restore_top(self, before)
        self._select()
        self._bring_current()

    def set_current(self, chat_id: str | None, folder_id: str = "") -> None:
        """Marks the open chat and, when it is another one than before, brings it into
        view with the keyboard on it; None marks none, or the folder in which a new one
        begins."""
        another = (chat_id or "") != self.current_id
        self.current_id, self.current_folder = chat_id or "", folder_id
        self._select()
        if another:
            self.choosing.clear()
        self._to_bring = self._to_bring or another
        self._bring_current()

    def bring_folder(self, folder_id: str) -> None:
        """Brings a folder into view, with the keyboard on it."""
        self._bring_into_view(self.rows.row_of_folder(folder_id))

    def current_row(self) -> int:
        """The row of the open chat, -1 when it has none, or one that is not known."""
        return self.rows.row_of(self.current_id) if self.current_id else -1

    def is_current_known(self) -> bool:
        """Whether nothing has to be read to know where the open chat stands."""
        return not self.current_id or self.current_row() >= 0

    def keyboard_folder(self) -> str:
        """The folder on which the keyboard is, "" when it is elsewhere."""
        folder = self.rows.folder_at(self.currentIndex().row()) if self.has_keyboard() else None
        return folder.id if folder is not None else ""

    def has_keyboard(self) -> bool:
        """Whether keys in this window are for the list, now or when it is in front again."""
        return self.window().focusWidget() is self

    def set_busy(self, busy: set[str] | frozenset[str]) -> None:
        self.rows.set_busy(frozenset(busy))

    def shown_ids(self) -> list[str]:
        """The chats that are shown and read, from top to bottom."""
        return self.rows.ids()

    def chosen_or_current(self) -> tuple[str, ...]:
        """The chats that were chosen; else the one where the keyboard is."""
        if len(self.choosing):
            return tuple(self.choosing.ids)
        chat = self.rows.chat_at(self.currentIndex().row())
        return (chat.id,) if chat is not None else ()

    # Editing in place

    def rename_chat(self, chat_id: str = "") -> None:
        """Opens the title for editing: of the given chat, else where the keyboard is (a
        folder's name there, too), else of the open chat."""
        row = self.rows.row_of(chat_id) if chat_id else -1
        if row < 0:
            row = self.currentIndex().row() if self.has_keyboard() else self.current_row()
        self._edit(row)

    def rename_folder(self, folder_id: str) -> None:
        """Opens the name of a folder for editing."""
        self._edit(self.rows.row_of_folder(folder_id))

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        self.setFocus()
        if self._waiting is not None:
            self.show_outline(*self._waiting)

    def ground(self, rect: QRect) -> QRect:
        """The part of rows that is painted, without the margins."""
        return self._delegate.ground(rect) if self._delegate is not None else rect

    # How rows are marked

    def _dress(self) -> None:
        # How rows are painted is only needed once there are rows, after the first paint.
        if self._delegate is None:
            from oriel.ui.chat_list_delegate import ChatListDelegate

            self._delegate = ChatListDelegate(self)
            self.setItemDelegate(self._delegate)
            self.setMouseTracking(True)
            self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
            self.fit_rows(self._delegate.row_height())

    def _edit(self, row: int) -> None:
        index = self.rows.index(row) if row >= 0 else QModelIndex()
        if index.isValid() and not self.rows.is_heading(row):
            self.setCurrentIndex(index)
            self.scrollTo(index)
            self.edit(index)

    def _select(self) -> None:
        """Qt's selection: what was chosen of the rows that are read, else what is open."""
        self._mark(self._rows_to_mark())

    def _mark(self, rows: list[int]) -> None:
        selection = QItemSelection()
        for row in rows:
            index = self.rows.index(row)
            if index.isValid():
                selection.append(QItemSelectionRange(index))
        self.selectionModel().select(selection, _Flag.ClearAndSelect)
        self.viewport().update()

    def _rows_to_mark(self) -> list[int]:
        if len(self.choosing):
            return self.rows.rows_of(self.choosing)
        if self.current_id:
            return [self.current_row()]
        return [self.rows.row_of_folder(self.current_folder)] if self.current_folder else []

    def _bring_into_view(self, row: int) -> None:
        if row < 0:
            return
        self.setCurrentIndex(self.rows.index(row))
        # Before it is shown the view has no size to scroll in: showEvent comes back here.
        if self.isVisible():
            self.scrollTo(self.rows.index(row))
            if self.rows.is_heading(row - 1):
                self.scrollTo(self.rows.index(row - 1))

    def _bring_current(self) -> None:
        if self._to_bring and (row := self.current_row()) >= 0:
            self._to_bring = False
            self._bring_into_view(row)

    def _nearest(self, row: int) -> int:
        row = min(max(row, 0), self.rows.rowCount() - 1)
        below = self.rows.near(row, 1)
        return below if below >= 0 else self.rows.near(row, -1)

    # What Qt asks of a view

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        # The first click has opened or closed a folder: the second is no click of its own.
        row = self.rowAt(event.position().toPoint().y())
        self._clicked_twice = self.rows.folder_at(row) is not None
        if not self._clicked_twice:
            super().mouseDoubleClickEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        twice, self._clicked_twice = self._clicked_twice, False
        if not twice:
            super().mouseReleaseEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        restyled = event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange)
        if restyled and self._delegate is not None:
            self.fit_rows(self._delegate.row_height())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._bring_into_view(self.currentIndex().row())
