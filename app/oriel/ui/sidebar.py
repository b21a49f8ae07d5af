"""The sidebar: where answers come from, a new chat, the search, the list, the foot."""

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
from oriel.ui.search_field import SearchField

if TYPE_CHECKING:
    from datetime import date

    from oriel.domain.chats import Chat
    from oriel.ui.actions import Actions
    from oriel.ui.chat_list import ChatListView

WIDTH_PX = 272
NARROWEST_PX = 208
WIDEST_PX = 440
_EDGE = 10


class Sidebar(QFrame):
    """Wishes go up with the chat's id; `connection_menu_requested` says where (global)."""

    new_chat_requested = Signal()
    chat_chosen = Signal(str)
    rename_requested = Signal(str, str)
    delete_requested = Signal(str)
    pin_requested = Signal(str, bool)
    connection_menu_requested = Signal(QPoint)
    filter_changed = Signal(str)

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAccessibleName(self.tr("Sidebar"))
        self.setMinimumWidth(NARROWEST_PX)
        self.setMaximumWidth(WIDEST_PX)
        self._actions = actions
        self._chats: list[Chat] | None = None
        self._today: date | None = None
        self._chip = ConnectionChip(self)
        self._hide = IconButton("sidebar", self)
        self._new = RowButton(actions.text("new_chat"), "plus", "field", self)
        self._search = SearchField(self.tr("Search chats"), actions.keys("search"), self)
        self._list: ChatListView | None = None
        self._empty = QLabel(self)
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

    def show_chats(self, chats: list[Chat], today: date) -> None:
        """The whole list, in any order; the search field's words are applied to it."""
        self._chats, self._today = chats, today
        self._refresh()

    def set_current(self, chat_id: str | None) -> None:
        """Marks the open chat; None for a chat that is not in the list yet."""
        self.chat_list.set_current(chat_id)

    def set_busy(self, busy: set[str] | frozenset[str]) -> None:
        """The ids of the chats with a running answer."""
        self.chat_list.set_busy(busy)

    def show_connection(self, name: str, detail: str, colour_token: str) -> None:
        """Who answers: name, region or host, and the theme token of its dot."""
        self._chip.show_connection(name, detail, colour_token)
        self._chip.setToolTip(self._chip_tooltip(name, detail))

    def focus_search(self) -> None:
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def ask_for_connections(self) -> None:
        """The same wish as a click on the chip."""
        below = self._chip.rect().bottomLeft() + QPoint(0, 4)
        self.connection_menu_requested.emit(self._chip.mapToGlobal(below))

    def shown_ids(self) -> list[str]:
        """The ids of the listed chats from top to bottom, without those filtered out."""
        return self.chat_list.shown_ids()

    def rename_chat(self) -> None:
        """Opens a title for editing: where the keyboard is, else the open chat's."""
        self.chat_list.rename_chat()

    def show_library(self, *, shown: bool) -> None:
        """Whether the page beside is the library."""
        self._library.setChecked(shown)

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
            "search_field": self._search,
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
        self._search.setToolTip(actions.tooltip("search"))
        self._library.set_hint(actions.keys("library"))
        self._library.setToolTip(actions.tooltip("library"))
        self._library.setCheckable(True)
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
        layout.addSpacing(6)
        layout.addLayout(_row(self._search))
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
        self._search.textChanged.connect(self._on_filter)
        self._search.left_downward.connect(self._on_left_search)

    def _made_list(self) -> ChatListView:
        from oriel.ui.chat_list import ChatListView

        made = ChatListView(self._actions, self)
        made.chat_chosen.connect(self.chat_chosen)
        made.rename_requested.connect(self.rename_requested)
        made.delete_requested.connect(self.delete_requested)
        made.pin_requested.connect(self.pin_requested)
        # Far more than the stretch that keeps its place while it is hidden.
        self._column.insertWidget(self._list_at, made, 1000)
        QWidget.setTabOrder(self._search, made)
        QWidget.setTabOrder(made, self._library)
        return made

    def _refresh(self) -> None:
        if self._chats is None or self._today is None:
            return
        from oriel.domain.chats import group_by_date

        words = self._search.text().casefold().split()
        found = [c for c in self._chats if _matches(c, words)] if words else self._chats
        self.chat_list.show_groups(group_by_date(found, self._today))
        self.chat_list.setVisible(bool(found))
        self._empty.setVisible(not found)
        if not found:
            self._empty.setText(self._why_empty())

    def _why_empty(self) -> str:
        if self._chats:
            return self.tr("No chat has “{words}” in its title.").format(
                words=self._search.text().strip()
            )
        return self.tr("No chats yet. Your first message starts one.")

    def _chip_tooltip(self, name: str, detail: str) -> str:
        where = f"{name} · {detail}" if detail else name
        return f"{where}  {self._actions.keys('connections')}"

    def _on_filter(self, words: str) -> None:
        self._refresh()
        self.filter_changed.emit(words)

    def _on_left_search(self) -> None:
        if self.chat_list.isVisible():
            self.chat_list.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_history(self) -> None:
        from oriel.ui.history_menu import HistoryMenu

        _open_above(self._history, HistoryMenu(self._actions, self))

    def _on_look(self) -> None:
        from oriel.ui.appearance_menu import AppearanceMenu

        _open_above(self._look, AppearanceMenu(self._actions, self))


def _open_above(button: QWidget, menu: QMenu) -> None:
    menu.popup(button.mapToGlobal(QPoint(0, -menu.sizeHint().height() - 4)))


def _matches(chat: Chat, words: list[str]) -> bool:
    title = chat.title.casefold()
    return all(word in title for word in words)


def _row(first: QWidget, *others: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(_EDGE, 0, _EDGE, 0)
    row.setSpacing(4)
    row.addWidget(first, 1)
    for each in others:
        row.addWidget(each)
    return row
