"""The window's frame: sidebar or rail, the page, the notice line, the toast.

It moves its own parts (sidebar, key list, undo); every other wish is an action's
`triggered` or a signal of a part, for the shell to hear.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QIcon, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QSplitter, QVBoxLayout, QWidget

from oriel.ui.actions import Actions
from oriel.ui.sidebar import NARROWEST_PX, WIDEST_PX, WIDTH_PX, Sidebar

if TYPE_CHECKING:
    from oriel.ui.appearance import Appearance
    from oriel.ui.chat_page import ChatPage
    from oriel.ui.error_text import ErrorText
    from oriel.ui.notice_bar import NoticeBar
    from oriel.ui.rail import Rail
    from oriel.ui.search.veil import Veil
    from oriel.ui.toast import Toast

SIZE = QSize(1180, 780)
SMALLEST = QSize(640, 480)
NARROW_PX = 760
_TOAST_EDGE = 10
_TOAST_WIDEST = 420


class MainWindow(QMainWindow):
    """Emits closing() when the person closes it: it is hidden then, and the program ends
    when it is done. `first_painted` comes once; `undo_requested` from the toast."""

    closing = Signal()
    first_painted = Signal()
    undo_requested = Signal()
    notice_action_triggered = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle("Oriel")
        self.setMinimumSize(SMALLEST)
        self.resize(SIZE)
        self.painted = False
        self._page: ChatPage | None = None
        self._appearance: Appearance | None = None
        self._wants_sidebar = True
        self._narrow = False
        self._problem = ""
        self._sidebar_width = WIDTH_PX
        self._other: QWidget | None = None
        self._pane: QWidget | None = None
        self._wants_pane = False
        self._pane_width = 0
        self.actions_table = Actions(self)
        self.sidebar = Sidebar(self.actions_table, self)
        # Made when they are first needed, which is hardly ever before the first paint.
        self._rail: Rail | None = None
        self._notices: NoticeBar | None = None
        self._toast: Toast | None = None
        self._cover: Veil | None = None
        self._lay_out()
        self._connect()
        self._place_sidebar()

    # Parts

    @property
    def page(self) -> ChatPage:
        """The page in the middle. Raises LookupError before set_page."""
        if self._page is None:
            raise LookupError("no page set")
        return self._page

    def set_page(self, page: ChatPage) -> None:
        """Puts the page into the middle, once."""
        self._page = page
        self._column.addWidget(page, 1)

    def show_beside(self, other: QWidget | None) -> None:
        """Puts another page in the place of the chat's; None brings the chat back."""
        if self._other is not None:
            self._other.hide()
        self._other = other
        if other is not None:
            if self._column.indexOf(other) < 0:
                self._column.addWidget(other, 1)
            other.show()
        self.page.setVisible(other is None)
        if self._pane is not None:
            self._pane.setVisible(self._wants_pane and other is None)
        self._place_sidebar()

    @property
    def appearance(self) -> Appearance:
        """Theme and zoom. Raises LookupError before use_appearance."""
        if self._appearance is None:
            raise LookupError("no appearance set")
        return self._appearance

    def use_appearance(self, appearance: Appearance) -> None:
        """Lets the theme and zoom actions work on it, and keeps it as long as itself."""
        self._appearance = appearance
        appearance.setParent(self)
        appearance.attach(self.actions_table)

    def action(self, action_id: str) -> QAction:
        """An action of the table. Raises KeyError for an id that is not in it."""
        return self.actions_table[action_id]

    @property
    def notices(self) -> NoticeBar:
        """The line above the page."""
        if self._notices is None:
            from oriel.ui.notice_bar import NoticeBar

            self._notices = NoticeBar(self)
            self._notices.action_triggered.connect(self.notice_action_triggered)
            self._column.insertWidget(0, self._notices)
        return self._notices

    @property
    def toast(self) -> Toast:
        """The word about what was just done."""
        if self._toast is None:
            from oriel.ui.toast import Toast

            self._toast = Toast(self)
            self._toast.action_triggered.connect(self.undo_requested)
            self._toast.left.connect(self._on_toast_left)
            self.action("undo_delete").triggered.connect(self._toast.leave)
        return self._toast

    @property
    def rail(self) -> Rail:
        """What stands in for a hidden sidebar."""
        if self._rail is None:
            from oriel.ui.rail import Rail

            self._rail = Rail(self.actions_table, self)
            self._across.insertWidget(0, self._rail)
        return self._rail

    def add_pane(self, pane: QWidget, width: int) -> None:
        """Puts the inspector at the right of the page, hidden; once."""
        self._pane, self._pane_width = pane, width
        pane.hide()
        self._split.addWidget(pane)
        self._split.setStretchFactor(2, 0)

    def show_pane(self, shown: bool) -> None:
        """Shows or hides the inspector; a sidebar that leaves too little room gives way."""
        self._wants_pane = shown
        if self._pane is not None:
            self._pane.setVisible(shown and self._other is None)
            self._place_sidebar()

    @property
    def wants_pane(self) -> bool:
        """Whether the inspector is open, or will be when the chat is back."""
        return self._wants_pane

    @property
    def pane_width(self) -> int:
        """The inspector's, in pixels, as the person left it."""
        return self._pane_width

    # Facts

    def show_notice(self, text: str, kind: str = "info", action: str = "") -> None:
        """A line above the page; `kind` is info, warning or danger. Its button's words
        are `action`, its use is told by notice_action_triggered(text)."""
        from oriel.ui.notice_bar import Notice

        self.notices.add(Notice(text, kind, action))

    def remove_notice(self, text: str) -> None:
        """Takes back a notice that no longer holds."""
        if self._notices is not None:
            self._notices.remove(text)

    def show_problem(self, words: ErrorText, action: str = "") -> None:
        """The program cannot go on: says so, and nothing can be asked for any more.
        `action` is the one way out there is, told by notice_action_triggered."""
        self._problem = words.in_full
        self.show_notice(self._problem, kind="danger", action=action)
        self._set_usable(usable=False)

    def end_problem(self) -> None:
        """What show_problem said no longer holds."""
        self.remove_notice(self._problem)
        self._set_usable(usable=True)

    def _set_usable(self, *, usable: bool) -> None:
        self.sidebar.setEnabled(usable)
        self.rail.setEnabled(usable)
        if self._page is not None:
            self._page.setEnabled(usable)

    def show_undo(self, text: str, label: str = "") -> None:
        """Says what was done and offers the way back for a while, or what `label` names."""
        self.action("undo_delete").setEnabled(not label)
        keys = "" if label else self.actions_table.tooltip("undo_delete")
        self.toast.say(text, label or self.tr("Undo"), keys)
        self._place_toast()

    def show_toast(self, text: str) -> None:
        """Says what was done; there is no way back."""
        self.action("undo_delete").setEnabled(False)
        self.toast.say(text)
        self._place_toast()

    def set_cover(self, cover: Veil | None) -> None:
        """What lies over the whole window and makes room for the toast at its foot."""
        self._cover = cover
        self._place_toast()

    def come_forward(self) -> None:
        """Brings the window to the front, as when the program is started again."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

    # What is kept between starts

    def state(self) -> dict[str, Any]:
        """Geometry (base64), sidebar width in pixels, whether the sidebar is wished for,
        theme and zoom: under the names they have in the settings file."""
        return (self._appearance.state() if self._appearance else {}) | {
            "window_geometry": bytes(self.saveGeometry().toBase64().data()).decode("ascii"),
            "sidebar_width": self._sidebar_width,
            "sidebar_visible": self._wants_sidebar,
        }

    def restore(self, geometry: str, sidebar_width: int, *, sidebar_visible: bool) -> None:
        """The inverse of state(); a geometry that cannot be read leaves the usual size."""
        if geometry:
            self.restoreGeometry(QByteArray.fromBase64(geometry.encode("ascii", "ignore")))
        self._sidebar_width = min(max(sidebar_width, NARROWEST_PX), WIDEST_PX)
        self._wants_sidebar = sidebar_visible
        self._place_sidebar()

    # Inside

    def _lay_out(self) -> None:
        self._middle = QFrame(self)
        self._middle.setObjectName("page")
        column = self._column = QVBoxLayout(self._middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self._split.setObjectName("frame_split")
        self._split.setHandleWidth(1)
        self._split.setChildrenCollapsible(False)
        self._split.addWidget(self.sidebar)
        self._split.addWidget(self._middle)
        self._split.setStretchFactor(1, 1)
        whole = QWidget(self)
        across = self._across = QHBoxLayout(whole)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self._split, 1)
        self.setCentralWidget(whole)
        if sys.platform == "darwin":
            from oriel.ui.appearance_menu import fill_menu_bar

            fill_menu_bar(self.menuBar(), self.actions_table)

    def _connect(self) -> None:
        self._split.splitterMoved.connect(self._on_split_moved)
        self.action("toggle_sidebar").triggered.connect(self.toggle_sidebar)
        self.action("rename_chat").triggered.connect(self._on_rename)
        self.action("key_list").triggered.connect(self._on_key_list)
        self.action("quit").triggered.connect(self.close)

    def toggle_sidebar(self) -> None:
        """Shows or hides the sidebar; in a narrow window only until it is wide again."""
        shown = self.sidebar.isHidden()
        if not self._narrow:
            self._wants_sidebar = shown
        self._set_sidebar(shown)

    def _place_sidebar(self) -> None:
        self._narrow = self._is_narrow()
        self._set_sidebar(self._wants_sidebar and not self._narrow)

    def _set_sidebar(self, shown: bool) -> None:
        had_focus = self.sidebar.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self.sidebar.setVisible(shown)
        if self._rail is not None or not shown:
            self.rail.setVisible(not shown)
        self._set_sizes()
        beside = self._other or self._page
        if not shown and had_focus and beside is not None:
            beside.setFocus()
        self._place_toast()

    def _is_narrow(self) -> bool:
        beside = self._pane_width if self._has_pane() else 0
        return self.width() < NARROW_PX + beside

    def _has_pane(self) -> bool:
        return self._pane is not None and not self._pane.isHidden()

    def _set_sizes(self) -> None:
        left = 0 if self.sidebar.isHidden() else self._sidebar_width
        right = self._pane_width if self._has_pane() else 0
        self._split.setSizes([left, max(1, self.width() - left - right - 2), right])

    def _place_toast(self) -> None:
        """At the foot of the sidebar, near to what was done; else low in the page."""
        if self._toast is None:
            return
        self.sidebar.reserve(0)
        if self._cover is not None:
            self._cover.reserve(0)
        if self._toast.isHidden():
            return
        in_sidebar = not self.sidebar.isHidden() and self._cover is None
        room = self.sidebar.width() if in_sidebar else self._middle.width()
        width = min(room - 2 * _TOAST_EDGE, _TOAST_WIDEST)
        height = max(self.toast.heightForWidth(width), self.toast.minimumSizeHint().height())
        self.toast.resize(width, height)
        if in_sidebar:
            self.sidebar.reserve(height + 16)
            at = QPoint(_TOAST_EDGE, self.sidebar.height() - self.sidebar.foot_height() - height)
            self.toast.move(self.sidebar.mapTo(self, at - QPoint(0, 8)))
        elif self._cover is not None:
            self._cover.reserve(height + 16)
            self.toast.move((self.width() - width) // 2, self.height() - height - 12)
            self.toast.raise_()
        else:
            at = QPoint((room - width) // 2, 56)
            self.toast.move(self._middle.mapTo(self, at))

    def _on_split_moved(self) -> None:
        if not self.sidebar.isHidden():
            self._sidebar_width = self.sidebar.width()
        if self._pane is not None and self._has_pane():
            self._pane_width = self._pane.width()
        self._place_toast()

    def _on_toast_left(self) -> None:
        self.action("undo_delete").setEnabled(False)
        self._place_toast()

    def _on_rename(self) -> None:
        self._show_sidebar()
        self.sidebar.rename_chat()

    def _show_sidebar(self) -> None:
        if self.sidebar.isHidden():
            self.toggle_sidebar()

    def _on_key_list(self) -> None:
        from oriel.ui.key_list import KeyList

        KeyList(self.actions_table, self).open()

    # What Qt tells a window

    def closeEvent(self, event: QCloseEvent) -> None:
        # Saving goes on behind the closed window; the composition root ends the program.
        event.ignore()
        self.hide()
        self.closing.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._is_narrow() != self._narrow:
            self._place_sidebar()
        self._place_toast()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.painted:
            self.painted = True
            QTimer.singleShot(0, self._on_first_paint)

    def _on_first_paint(self) -> None:
        # Reading the window's icon waits until there is something to look at.
        self.setWindowIcon(QIcon("res:icons/oriel.svg"))
        self.first_painted.emit()
