"""The list of chats: opening, choosing many, renaming in place, dragging, menus.

Three things are told apart here: the chat that is open, where the keyboard is (the current
index), and which chats were chosen to do something with all of them. Arrow keys only walk,
Enter or a click opens; Ctrl and Shift choose. A table of one column, since that is the
view of Qt's that does not go through all of its rows.
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
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QWidget,
)

from oriel.ui.order.choosing import Choosing
from oriel.ui.order.column import ColumnView
from oriel.ui.order.keeping import kept, restore_top, row_of
from oriel.ui.order.walking import pressed

if TYPE_CHECKING:
    from oriel.domain.chat_lists import Outline
    from oriel.ui.actions import Actions
    from oriel.ui.chat_list_delegate import ChatListDelegate
    from oriel.ui.order.dragging import Dragging

_Modifier = Qt.KeyboardModifier
_Flag = QItemSelectionModel.SelectionFlag
NOWHERE = QPoint(-1, -1)


class ChatListView(ColumnView):
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
    chats_menu_requested = Signal(object, QPoint)
    folder_menu_requested = Signal(object, QPoint)
    folder_delete_requested = Signal(str)
    page_wanted = Signal(object, int)
    spans_wanted = Signal(object, object)

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choosing = Choosing(self.rows, self)
        self.current_id = ""
        self.current_folder = ""
        self.pointer = NOWHERE
        self._modifiers = _Modifier.NoModifier
        self._to_bring = False  # the open chat into view, once its row is known
        self._waiting: tuple[Outline, Collection[str]] | None = None
        self._delegate: ChatListDelegate | None = None
        self._dragging: Dragging | None = None
        self.shows_cursor = False
        self.setObjectName("chat_list")
        self.setAccessibleName(self.tr("Chats"))
        self.rows.renamed.connect(self.rename_requested)
        self.rows.folder_renamed.connect(self.folder_renamed)
        self.rows.page_wanted.connect(self.page_wanted)
        self.choosing.spans_wanted.connect(self.spans_wanted)
        self.choosing.changed.connect(self._select)
        self.clicked.connect(self._on_clicked)
        self.addAction(actions["delete_chat"])
        actions["delete_chat"].triggered.connect(self.delete_chosen)

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

    # Wishes from actions

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

    def delete_chosen(self) -> None:
        """The chats that were chosen, else what is under the keyboard."""
        folder = self.rows.folder_at(self.currentIndex().row())
        if self.choosing.any:
            self.choosing.then(self.delete_requested.emit)
        elif folder is not None:
            self.folder_delete_requested.emit(folder.id)
        elif ids := self.chosen_or_current():
            self.delete_requested.emit(ids)

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
    def dragging(self) -> Dragging:
        """What is dragged, made when it is first needed."""
        if self._dragging is None:
            from oriel.ui.order.dragging import Dragging

            self._dragging = Dragging(self)
        return self._dragging

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
            return [self.rows.row_of(head.id) for head in self.rows.heads_of(self.choosing.ids)]
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

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        restyled = event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange)
        if restyled and self._delegate is not None:
            self.fit_rows(self._delegate.row_height())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._bring_into_view(self.currentIndex().row())

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

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        self.setFocus()
        if self._waiting is not None:
            self.show_outline(*self._waiting)

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

    def ground(self, rect: QRect) -> QRect:
        """The part of rows that is painted, without the margins."""
        return self._delegate.ground(rect) if self._delegate is not None else rect

    def _on_plus(self, row: int) -> bool:
        if self._delegate is None:
            return False
        return self._delegate.plus_rect(self.visualRect(self.rows.index(row))).contains(
            self.pointer
        )
