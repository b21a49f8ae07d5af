"""The dialog "Chat settings": pages of controls whose changes apply at once.

Opened with open(). It keeps nothing: every change is a signal, every fact is shown to it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from oriel.domain.chat_settings import USUAL_SETTINGS, ChatSettings
from oriel.domain.connections import WireApi
from oriel.ui.chat_settings.answer import AnswerGroup
from oriel.ui.chat_settings.chat_api import ChatApiGroup
from oriel.ui.chat_settings.fields import changed, reset, with_value
from oriel.ui.chat_settings.format import FormatGroup
from oriel.ui.chat_settings.group import Group
from oriel.ui.chat_settings.instructions import InstructionsGroup
from oriel.ui.chat_settings.memory import MemoryGroup
from oriel.ui.chat_settings.nav import Nav
from oriel.ui.chat_settings.service import ServiceGroup
from oriel.ui.chat_settings.situation import Situation
from oriel.ui.chat_settings.tools import ToolsGroup
from oriel.ui.chat_settings.words import said
from oriel.ui.theme import current_zoom
from oriel.ui.toast import Toast

WIDTH_PX, HEIGHT_PX = 820, 600
LEAST_WIDTH_PX, LEAST_HEIGHT_PX = 580, 400
MOST_OF_SCREEN = 0.94
_TOAST_PX = 460
_GROUPS: tuple[type[Group], ...] = (
    InstructionsGroup,
    MemoryGroup,
    AnswerGroup,
    FormatGroup,
    ToolsGroup,
    ServiceGroup,
    ChatApiGroup,
)


class ChatSettingsDialog(QDialog):
    """Wishes: `settings_changed(ChatSettings)`, `defaults_requested(ChatSettings)`. With a
    `title` it is about other chats than the open one, and offers no defaults."""

    settings_changed = Signal(object)
    defaults_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None, title: str = "") -> None:
        super().__init__(parent)
        self.setObjectName("chat_settings_dialog")
        self.setWindowTitle(title or self.tr("Chat settings"))
        self._settings = self._before = self._defaults = USUAL_SETTINGS
        self._situation = Situation()
        self._title = QLabel(self.windowTitle(), self)
        self._title.setProperty("textRole", "heading")
        self._about = QLabel(self)
        self._about.setObjectName("settings_about")
        self._about.setProperty("textRole", "muted")
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        self._about.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._pages = QStackedWidget(self)
        self._groups: dict[int, Group] = {}  # those that were looked at, by row
        self._nav = Nav([said(group.heading) for group in _GROUPS], self)
        self._reset = self._button(self.tr("Reset all"), "reset_all")
        self._use = self._button(self.tr("Use for new chats"), "use_for_new_chats")
        self._use.setToolTip(self.tr("New chats begin with these settings."))
        self._use.setVisible(not title)
        self._close = self._button(self.tr("Close"), "close_settings")
        self._toast = Toast(self)
        self._lay_out()
        self._connect()
        self._fit()
        self._nav.setCurrentRow(0)

    # Facts

    def show_settings(
        self, settings: ChatSettings, situation: Situation, defaults: ChatSettings
    ) -> None:
        """The settings as they are, who answers with them, and what new chats begin with."""
        self._settings, self._situation, self._defaults = settings, situation, defaults
        for group in self._groups.values():
            group.show_settings(settings, situation)
        self._count()
        about = (situation.title, self._who())
        self._about.setToolTip(" · ".join(part for part in about if part))
        self._elide()

    def show_defaults(self, defaults: ChatSettings, text: str) -> None:
        """What new chats begin with from now on."""
        self._defaults = defaults
        self._count()
        self._toast.say(text)
        self._place_toast()

    @property
    def row(self) -> int:
        """Which page is open."""
        return self._nav.currentRow()

    def show_row(self, row: int) -> None:
        if 0 <= row < self._nav.count() and not self._nav.isRowHidden(row):
            self._nav.setCurrentRow(row)

    def drop(self) -> None:
        """Another chat is in view: what is not told yet was meant for the one before."""
        for group in self._groups.values():
            for control in group.controls:
                control.drop()

    def flush(self) -> None:
        """Tells at once what would be told after a pause."""
        for group in self._groups.values():
            group.flush()

    # Inside

    def done(self, code: int) -> None:
        self.flush()
        self._toast.leave()
        super().done(code)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()
        self._place_toast()

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(24)
        middle.addWidget(self._nav)
        middle.addWidget(self._pages, 1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._reset)
        foot.addWidget(self._use)
        foot.addStretch(1)
        foot.addWidget(self._close)
        head = QVBoxLayout()
        head.setSpacing(2)
        head.addWidget(self._title)
        head.addWidget(self._about)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 22, 20, 20)
        column.setSpacing(18)
        column.addLayout(head)
        column.addLayout(middle, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self._nav.chosen.connect(self._on_page)
        self._reset.clicked.connect(self._on_reset)
        self._use.clicked.connect(self._on_use)
        self._close.clicked.connect(self.reject)
        self._toast.action_triggered.connect(self._on_undo)
        for keys, wish in (
            ("Ctrl+PgUp", self._on_page_before),
            ("Ctrl+PgDown", self._on_page_after),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(wish)

    def _on_page(self, row: int) -> None:
        if row not in self._groups:
            group = self._groups[row] = _GROUPS[row](self._pages)
            group.show_settings(self._settings, self._situation)
            group.changed.connect(self._on_changed)
            self._pages.addWidget(group)
            self._order(group)
        self._pages.setCurrentWidget(self._groups[row])

    def _order(self, group: Group) -> None:
        """Puts a page that was made late between the list and the buttons for the Tab key."""
        before: QWidget = self._nav
        for widget in group.findChildren(QWidget):
            takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
            own = widget.window() is self and widget.focusProxy() is None
            if takes and own:  # the list of a combo box is a window of its own
                QWidget.setTabOrder(before, widget)
                before = widget

    def _on_page_before(self) -> None:
        self._nav.step(-1)

    def _on_page_after(self) -> None:
        self._nav.step(1)

    def _on_changed(self, name: str, value: Any) -> None:
        self._apply(with_value(self._settings, name, value))

    def _on_reset(self) -> None:
        self.flush()
        self._before = self._settings
        usual = reset(self._settings)
        if self._situation.begun and self._situation.temporary:
            usual = replace(usual, memory=self._settings.memory)
        self._apply(usual)
        self._toast.say(self.tr("All settings are reset."), self.tr("Undo"))
        self._place_toast()

    def _on_undo(self) -> None:
        self._apply(self._before)
        self._nav.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_use(self) -> None:
        self.flush()
        self.defaults_requested.emit(self._settings)

    def _apply(self, settings: ChatSettings) -> None:
        if settings == self._settings:
            return
        self.show_settings(settings, self._situation, self._defaults)
        self.settings_changed.emit(settings)

    def _count(self) -> None:
        api = self._situation.api
        names = changed(self._settings, api)
        counts = [sum(name in names for name in group.names) for group in _GROUPS]
        self._nav.show_counts(counts)
        other = ServiceGroup if api is WireApi.CHAT else ChatApiGroup
        for row, group in enumerate(_GROUPS):
            self._nav.setRowHidden(row, group is other)
        if self._nav.isRowHidden(self._nav.currentRow()):
            self._nav.setCurrentRow(0)
        self._reset.setEnabled(bool(names))
        self._use.setEnabled(self._settings != self._defaults)

    def _who(self) -> str:
        connection = self._situation.connection
        if connection is None:
            return ""
        text = self.tr("{model} at {connection}")
        return text.format(model=self._situation.model, connection=connection.name)

    def _elide(self) -> None:
        """As much of who answers as one line holds; the tooltip has it all."""
        metrics, text = self._about.fontMetrics(), self._about.toolTip()
        room = self.width() - 60
        self._about.setText(metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, room))
        self._about.setAccessibleName(text)

    def _fit(self) -> None:
        zoom, room = current_zoom(), self.screen().availableGeometry()
        wide = min(round(WIDTH_PX * zoom), int(room.width() * MOST_OF_SCREEN))
        high = min(round(HEIGHT_PX * zoom), int(room.height() * MOST_OF_SCREEN))
        self.setMinimumSize(min(round(LEAST_WIDTH_PX * zoom), wide), min(LEAST_HEIGHT_PX, high))
        self.resize(wide, high)

    def _button(self, text: str, name: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setAutoDefault(False)
        return button

    def _place_toast(self) -> None:
        width = min(self.width() - 56, round(_TOAST_PX * current_zoom()))
        hint = self._toast.minimumSizeHint().height()
        height = max(self._toast.heightForWidth(width), hint)
        left = (self.width() - width) // 2
        self._toast.setGeometry(left, self.height() - height - 70, width, height)
