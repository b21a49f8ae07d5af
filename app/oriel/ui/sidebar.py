"""The sidebar: where answers come from, a new chat, the search, the list, the foot.

What the list is asked for beyond opening and renaming is the list's own (chat_list.py), and
heard by ui/order/binding.py.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
)

from oriel.ui.row_button import ConnectionChip, IconButton, RowButton

if TYPE_CHECKING:
    from collections.abc import Collection

    from oriel.domain.chat_lists import Outline
    from oriel.ui.actions import Actions
    from oriel.ui.chat_list import ChatListView
    from oriel.ui.order.list_head import ListHead

WIDTH_PX = 272
NARROWEST_PX = 208
WIDEST_PX = 440
_EDGE = 10
_HISTORY = ("bin", "usage")  # pages that the history's menu leads to


class Sidebar(QFrame):
    """Wishes go up with the chat's id, or a tuple of ids; those for menus say where (global).
    `usual_list_requested` when a list that shows only some chats is left."""

    new_chat_requested = Signal()
    chat_chosen = Signal(str)
    rename_requested = Signal(str, str)
    delete_requested = Signal(object)
    export_requested = Signal(object)
    export_folder_requested = Signal(str, str)
    connection_menu_requested = Signal(QPoint)
    list_menu_requested = Signal(QPoint)
    usual_list_requested = Signal()

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAccessibleName(self.tr("Sidebar"))
        self.setMinimumWidth(NARROWEST_PX)
        self.setMaximumWidth(WIDEST_PX)
        self._actions = actions
        self._chip = ConnectionChip(self)
        self._hide = IconButton("sidebar", self)
        self._new = RowButton(actions.text("new_chat"), "plus", "field", self)
        self._search = RowButton(actions.text("search"), "search", "row", self)
        self._what = IconButton("filter", self)
        self._list: ChatListView | None = None
        self._head: ListHead | None = None
        self._empty = QLabel(self)
        self._page = ""
        self._library = RowButton(actions.text("library"), "library", "row", self)
        self._history = RowButton(self.tr("History"), "history", "row", self)
        self._look = RowButton(self.tr("Appearance"), "sun", "row", self)
        self._keys = RowButton(actions.text("key_list"), "keyboard", "row", self)
        self._set_up_controls()
        self._lay_out()
        self._connect()

    @property
    def chat_list(self) -> ChatListView:
        """The list of chats. Made when first asked for, which is after the first paint:
        until the history is open there is nothing to list."""
        if self._list is None:
            self._list = self._made_list()
        return self._list

    def show_outline(self, outline: Outline, open_folders: Collection[str]) -> None:
        """The list: its sections, and which folders show what lies in them."""
        self.chat_list.show_outline(outline, open_folders)
        empty = not outline.total and (bool(outline.filter) or not outline.folders)
        if not empty:
            self.chat_list.show()
        self._show_head(outline)
        if empty:
            self._leave_list()
            self._empty.setText(self._why_empty(outline))
        self._empty.setVisible(empty)

    def set_current(self, chat_id: str | None, folder_id: str = "") -> None:
        """Marks the open chat; None for a chat that is not in the list yet, which will lie
        in the folder."""
        self.chat_list.set_current(chat_id, folder_id)

    def set_busy(self, busy: set[str] | frozenset[str]) -> None:
        """The ids of the chats with a running answer."""
        self.chat_list.set_busy(busy)

    def show_connection(self, name: str, detail: str, colour_token: str) -> None:
        """Who answers: name, region or host, and the theme token of its dot."""
        self._chip.show_connection(name, detail, colour_token)
        self._chip.setToolTip(self._chip_tooltip(name, detail))

    def ask_for_connections(self) -> None:
        """The same wish as a click on the chip."""
        below = self._chip.rect().bottomLeft() + QPoint(0, 4)
        self.connection_menu_requested.emit(self._chip.mapToGlobal(below))

    def shown_ids(self) -> list[str]:
        """The ids of the chats that are listed and read, from top to bottom."""
        return self.chat_list.shown_ids()

    def ask_for_list_menu(self) -> None:
        """The same wish as a click on the button beside the search."""
        below = self._what.rect().bottomLeft() + QPoint(0, 4)
        self.list_menu_requested.emit(self._what.mapToGlobal(below))

    @property
    def list_button(self) -> QWidget:
        """What opens the menu of what the list shows."""
        return self._what

    def rename_chat(self) -> None:
        """Opens a title for editing: where the keyboard is, else the open chat's."""
        self.chat_list.rename_chat()

    def show_page(self, name: str) -> None:
        """Which page stands in the place of the chat, "" for none."""
        self._page = name
        self._library.setChecked(name == "library")
        self._history.setChecked(name in _HISTORY)

    def add_foot(self, foot: QWidget) -> None:
        """Puts a line above the library's row, once."""
        self._column.insertLayout(self._foot_at, _row(foot))
        QWidget.setTabOrder(foot, self._library)

    def foot_height(self) -> int:
        """Pixels from the line above the foot to the bottom."""
        return self.height() - self._line.y()

    def reserve(self, height: int) -> None:
        """Keeps as many pixels free between the list and the foot."""
        self._reserve.changeSize(0, height, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self._column.invalidate()

    def _set_up_controls(self) -> None:
        actions = self._actions
        names = {
            "connection_chip": self._chip,
            "hide_sidebar": self._hide,
            "new_chat_button": self._new,
            "search_button": self._search,
            "list_menu_button": self._what,
            "library_button": self._library,
            "history_button": self._history,
            "appearance_button": self._look,
            "key_list_button": self._keys,
            "empty_list": self._empty,
        }
        for name, control in names.items():
            control.setObjectName(name)
        self._hide.setAccessibleName(self.tr("Hide the sidebar"))
        self._hide.setToolTip(actions.tooltip("toggle_sidebar"))
        self._hide.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._new.set_hint(actions.keys("new_chat"))
        self._new.setToolTip(actions.tooltip("new_chat"))
        self._search.tint = "muted"
        self._search.set_hint(actions.keys("search"))
        self._search.setToolTip(actions.tooltip("search"))
        self._what.setAccessibleName(self.tr("What the list shows"))
        self._what.setToolTip(self.tr("What the list shows: tags, archived chats, folders"))
        self._what.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._library.set_hint(actions.keys("library"))
        self._library.setToolTip(actions.tooltip("library"))
        self._library.setCheckable(True)
        self._history.setCheckable(True)
        self._keys.set_hint(actions.keys("key_list"))
        self._keys.setToolTip(actions.tooltip("key_list"))
        self._history.setToolTip(self.tr("Archive, bin, usage, import and export, backups"))
        self._look.setToolTip(self.tr("Light or dark, text size"))
        self._empty.setProperty("textRole", "muted")
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self._empty.setContentsMargins(2 * _EDGE, 12, 2 * _EDGE, 0)
        self._empty.hide()

    def _lay_out(self) -> None:
        self._line = QFrame(self)
        self._line.setProperty("kind", "line")
        self._reserve = QSpacerItem(0, 0)
        layout = self._column = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, _EDGE)
        layout.setSpacing(0)
        layout.addLayout(_row(self._chip, self._hide))
        layout.addSpacing(8)
        layout.addLayout(_row(self._new))
        layout.addSpacing(4)
        layout.addLayout(_row(self._search, self._what))
        layout.addSpacing(4)
        self._list_at = layout.count()
        layout.addWidget(self._empty, 1)
        layout.addStretch(1)
        layout.addItem(self._reserve)
        layout.addLayout(_row(self._line))
        layout.addSpacing(8)
        self._foot_at = layout.count()
        layout.addLayout(_row(self._library))
        layout.addLayout(_row(self._history))
        layout.addLayout(_row(self._look))
        layout.addLayout(_row(self._keys))

    def _connect(self) -> None:
        self._chip.clicked.connect(self.ask_for_connections)
        self._hide.clicked.connect(self._actions["toggle_sidebar"].trigger)
        self._new.clicked.connect(self.new_chat_requested)
        self._library.clicked.connect(self._actions["library"].trigger)
        self._keys.clicked.connect(self._actions["key_list"].trigger)
        self._history.clicked.connect(self._on_history)
        self._look.clicked.connect(self._on_look)
        self._search.clicked.connect(self._actions["search"].trigger)
        self._what.clicked.connect(self.ask_for_list_menu)

    def _made_list(self) -> ChatListView:
        from oriel.ui.chat_list import ChatListView

        made = ChatListView(self._actions, self)
        made.chat_chosen.connect(self.chat_chosen)
        made.rename_requested.connect(self.rename_requested)
        made.delete_requested.connect(self.delete_requested)
        made.list_menu_requested.connect(self.list_menu_requested)
        made.export_requested.connect(self.export_requested)
        # Far more than the stretch that keeps its place while it is hidden.
        self._column.insertWidget(self._list_at, made, 1000)
        QWidget.setTabOrder(self._what, made)
        QWidget.setTabOrder(made, self._library)
        return made

    def _show_head(self, outline: Outline) -> None:
        """Says what is listed when that is not everything, with the way back."""
        if outline.filter and self._head is None:
            from oriel.ui.order.list_head import ListHead

            self._head = ListHead(self)
            self._head.left.connect(self.usual_list_requested)
            self._column.insertWidget(self._list_at, self._head)
            self._list_at += 1
            QWidget.setTabOrder(self._what, self._head.button)
            QWidget.setTabOrder(self._head.button, self.chat_list)
        if self._head is not None:
            self._head.show_filter(outline)

    def _leave_list(self) -> None:
        """Nothing is listed: the keyboard goes to what is above, not to the next at the foot."""
        if self.window().focusWidget() is self.chat_list:
            head = self._head.button if self._head is not None else self._new
            (head if head.isVisible() else self._new).setFocus()
        self.chat_list.hide()

    def _why_empty(self, outline: Outline) -> str:
        if outline.filter.tag:
            text = self.tr("No chat has the tag “{tag}”.")
            return text.format(tag=outline.filter.tag)
        if outline.filter.import_id:
            return self.tr("No chat of this import is here any more.")
        if outline.filter.archived:
            text = self.tr("Nothing is archived. {keys} puts the open chat here.")
            return text.format(keys=self._actions.keys("archive_chat"))
        return self.tr("No chats yet. Your first message starts one.")

    def _chip_tooltip(self, name: str, detail: str) -> str:
        where = f"{name} · {detail}" if detail else name
        return f"{where}  {self._actions.keys('connections')}"

    def _on_history(self) -> None:
        from oriel.ui.history_menu import HistoryMenu

        self.show_page(self._page)  # the click has checked or unchecked it
        _open_above(self._history, HistoryMenu(self._actions, self))

    def _on_look(self) -> None:
        from oriel.ui.appearance_menu import AppearanceMenu

        _open_above(self._look, AppearanceMenu(self._actions, self))


def _open_above(button: QWidget, menu: QMenu) -> None:
    from oriel.ui.menu_hover import open_over

    above = QPoint(0, -menu.sizeHint().height() - 4)
    open_over(menu, button).popup(button.mapToGlobal(above))


def _row(first: QWidget, *others: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(_EDGE, 0, _EDGE, 0)
    row.setSpacing(4)
    row.addWidget(first, 1)
    for each in others:
        row.addWidget(each)
    return row
