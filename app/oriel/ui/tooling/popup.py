"""The popup of the tools button: the overview, and a page of settings in its place.

It keeps nothing but what a tool was set to before it was switched off; all else is shown
to it, and every wish is a signal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from oriel.domain.hosted_tools import RemoteMcp
from oriel.domain.tools import BUILT_IN
from oriel.ui.theme import current_zoom
from oriel.ui.tooling.overview import Overview
from oriel.ui.tooling.page import SettingsPage
from oriel.ui.tooling.pages import Pages
from oriel.ui.tooling.situation import (
    BUILT_IN_KEY,
    HOSTED,
    REMOTE_KEY,
    SERVER_KEY,
    Hosted,
    Situation,
    fresh,
    ready,
    with_remote,
    with_tool,
)

if TYPE_CHECKING:
    from oriel.services.tool_offers import ContainerOffer, StoreOffer
    from oriel.ui.error_text import ErrorText

WIDTH_PX = 400
_EDGE = 6


class ToolsPopup(QFrame):
    """Wishes: `hosted_changed(HostedTools)`, `local_changed(tuple of server ids)`,
    `stores_wanted`, `containers_wanted`, `folder_wanted`, `folders_changed(tuple[Path])`,
    `remote_saved(RemoteMcp, before | None, secret | None)`, `remote_removed(RemoteMcp)`,
    `restart_requested(id)`, `edit_requested(id)`, `server_wanted`, `servers_requested`,
    `ledger_requested`. Open it with `open_at`; it closes by itself."""

    hosted_changed = Signal(object)
    local_changed = Signal(object)
    stores_wanted = Signal()
    containers_wanted = Signal()
    folder_wanted = Signal()
    folders_changed = Signal(object)
    remote_saved = Signal(object, object, object)
    remote_removed = Signal(object)
    restart_requested = Signal(str)
    edit_requested = Signal(str)
    server_wanted = Signal()
    servers_requested = Signal()
    ledger_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("tools_popup")
        self.setAccessibleName(self.tr("Tools of this chat"))
        self.setProperty("kind", "card")
        self._now = Situation()
        self._off: dict[str, Hosted] = {}
        self._turning_on = ""
        self._key = ""
        self._anchor = QRect()
        self._scroll = QScrollArea(self)
        self._inside = QWidget(self._scroll)
        self._column = QVBoxLayout(self._inside)
        self.overview = Overview(self._inside)
        self.pages = Pages(self._inside, self._put)
        self._current: Overview | SettingsPage = self.overview
        self._fitting = QTimer(self)
        self._fitting.setSingleShot(True)
        self._fitting.timeout.connect(self._fit)
        self._lay_out()
        self._connect()

    # Facts

    def show_situation(self, now: Situation) -> None:
        """How things stand, on whichever page is open."""
        self._now = now
        self.overview.show_situation(now)
        server_id = self._key.removeprefix(SERVER_KEY)
        if self._key.startswith(SERVER_KEY):
            found = next((each for each in now.servers if each[0].id == server_id), None)
            if found is None:
                self._go_home()
            else:
                self.pages.server.show_server(*found)
        self._fitting.start()

    def show_stores(self, stores: list[StoreOffer]) -> None:
        if self._key == "file_search":
            self.pages.file_search.show_stores(stores)

    def show_stores_failed(self, words: ErrorText) -> None:
        if self._key == "file_search":
            self.pages.file_search.show_failed(words)

    def show_containers(self, containers: list[ContainerOffer]) -> None:
        if self._key == "code_interpreter":
            self.pages.code.show_containers(containers)

    def show_containers_failed(self, words: ErrorText) -> None:
        if self._key == "code_interpreter":
            self.pages.code.show_failed(words)

    def open_at(self, anchor: QRect, key: str = "") -> None:
        """Over or under `anchor` (global); at the settings of a tool when `key` names one."""
        self._anchor = anchor
        if key:
            self._open_settings(key)
        self._fit()
        self.show()
        self._fit()  # what was never shown has no sizes yet
        self._current.focus()

    # Inside

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        # What is unfinished stands there when the popup is opened again; secrets do not.
        if isinstance(self._current, SettingsPage) and self._current.apply():
            self._go_home()
        self.pages.hide_secrets()

    def _lay_out(self) -> None:
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.overview)
        self._scroll.setWidget(self._inside)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.viewport().setAutoFillBackground(False)
        self._inside.setAutoFillBackground(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)
        whole.addWidget(self._scroll)

    def _connect(self) -> None:
        overview, pages = self.overview, self.pages
        overview.toggled.connect(self._on_toggled)
        overview.settings_requested.connect(self._open_settings)
        overview.remote_wanted.connect(self._on_remote_wanted)
        overview.server_wanted.connect(self.server_wanted)
        overview.servers_requested.connect(self.servers_requested)
        overview.ledger_requested.connect(self.ledger_requested)
        pages.left.connect(self._on_left)
        pages.grown.connect(self._fitting.start)
        pages.tool_set.connect(self._on_tool_set)
        for mine, theirs in (
            (self.stores_wanted, pages.stores_wanted),
            (self.containers_wanted, pages.containers_wanted),
            (self.folder_wanted, pages.folder_wanted),
            (self.folders_changed, pages.folders_changed),
            (self.remote_saved, pages.remote_saved),
            (self.remote_removed, pages.remote_removed),
            (self.restart_requested, pages.restart_requested),
            (self.edit_requested, pages.edit_requested),
        ):
            theirs.connect(mine)

    def _put(self, page: QWidget) -> None:
        page.hide()
        self._column.addWidget(page)

    def _show(self, page: Overview | SettingsPage, key: str) -> None:
        self._current.hide()
        self._current, self._key = page, key
        page.show()
        self._scroll.verticalScrollBar().setValue(0)
        self._fitting.start()

    def _go_home(self) -> None:
        self._turning_on = ""
        self._show(self.overview, "")

    def _on_left(self) -> None:
        key = self._key
        self._go_home()
        self.overview.focus_row(key)

    def _open_settings(self, key: str) -> None:
        page = self._begun(key)
        if page is not None:
            self._show(page, key)
            page.focus()

    def _begun(self, key: str) -> SettingsPage | None:
        """The page of a tool, as the tool is now."""
        if key in HOSTED:
            return self.pages.begin_hosted(key, self._value(key), self._now)
        if key == BUILT_IN_KEY:
            self.pages.built_in.begin(self._now.folders)
            return self.pages.built_in
        if key.startswith(REMOTE_KEY):
            return self.pages.begin_remote(self._remote(key), self._now)
        return self.pages.begin_server(key.removeprefix(SERVER_KEY), self._now)

    def _value(self, kind: str) -> Hosted:
        now: Hosted | None = getattr(self._now.settings.hosted, kind)
        return now or self._off.get(kind) or fresh(kind)

    def _remote(self, key: str) -> RemoteMcp | None:
        label = key.removeprefix(REMOTE_KEY)
        return next((known for known in self._now.all_remotes if known.label == label), None)

    def _on_remote_wanted(self) -> None:
        self._open_settings(REMOTE_KEY)

    def _on_toggled(self, key: str, on: bool) -> None:
        if key in HOSTED:
            self._toggle_hosted(key, on=on)
        elif key.startswith(REMOTE_KEY):
            label, remote = key.removeprefix(REMOTE_KEY), self._remote(key)
            hosted = with_remote(self._now.settings.hosted, label, remote if on else None)
            self.hosted_changed.emit(hosted)
        else:
            self._toggle_local(BUILT_IN if key == BUILT_IN_KEY else key.removeprefix(SERVER_KEY))

    def _toggle_hosted(self, kind: str, *, on: bool) -> None:
        value = self._value(kind)
        if on and not ready(kind, value):
            self.overview.show_situation(self._now)  # off until it can be on
            self._open_settings(kind)
            self._turning_on = kind
            return
        self._off[kind] = value
        hosted = with_tool(self._now.settings.hosted, kind, value if on else None)
        self.hosted_changed.emit(hosted)

    def _toggle_local(self, server_id: str) -> None:
        local = self._now.settings.local_tools
        without = tuple(each for each in local if each != server_id)
        self.local_changed.emit(without if server_id in local else (*local, server_id))

    def _on_tool_set(self, kind: str, value: Hosted) -> None:
        before = getattr(self._now.settings.hosted, kind)
        # Whoever names the first store to search in wants it searched.
        first = ready(kind, value) and not ready(kind, self._value(kind))
        on = before is not None or self._turning_on == kind or first
        self._off[kind] = value
        after = value if on and ready(kind, value) else None
        if after != before:
            self.hosted_changed.emit(with_tool(self._now.settings.hosted, kind, after))

    def _fit(self) -> None:
        """As high as what is shown, as far as the screen goes."""
        self._column.activate()
        room = self.screen().availableGeometry()
        width = min(round(WIDTH_PX * current_zoom()), room.width())
        inner = width - 2 * (_EDGE + 1)
        wanted = self._height_for(inner) + 2 * (_EDGE + 1)
        above, below = (
            self._anchor.top() - room.top() - 6,
            room.bottom() - self._anchor.bottom() - 6,
        )
        upward = above >= min(wanted, below)
        height = min(wanted, above if upward else below)
        right = self.isRightToLeft()
        left = self._anchor.right() - width + 1 if right else self._anchor.left()
        left = max(room.left(), min(left, room.right() - width))
        top = self._anchor.top() - height - 6 if upward else self._anchor.bottom() + 6
        self.setFixedSize(width, height)
        self.move(QPoint(left, top))

    def _height_for(self, width: int) -> int:
        layout = self._current.layout()
        assert layout is not None
        layout.activate()
        grows = layout.hasHeightForWidth()
        return layout.totalHeightForWidth(width) if grows else layout.totalSizeHint().height()
