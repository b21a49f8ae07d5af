"""What lies over the rows of a table while there are none: why, and what to do."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from oriel.ui.announcing import announce
from oriel.ui.icon_mark import IconMark
from oriel.ui.prompts.parts import button, label
from oriel.ui.theme import current_theme

LOADING_MS = 150  # before that, nobody needs to know
_WIDEST_PX = 420
_MARK_PX = 28


class State(StrEnum):
    ROWS = "rows"  # nothing lies over them
    LOADING = "loading"
    EMPTY = "empty"
    NO_MATCH = "no_match"
    ERROR = "error"
    UNAVAILABLE = "unavailable"


_MARKS = {
    State.EMPTY: ("library", "muted"),
    State.NO_MATCH: ("filter", "muted"),
    State.ERROR: ("warning", "danger"),
    State.UNAVAILABLE: ("info", "muted"),
}


class Cover(QScrollArea):
    """Opaque, over its parent's rows. Emits pressed() for its button."""

    pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.ground = "window"  # the theme token of what it lies on
        self._state = State.ROWS
        self._waiting: str | None = None
        self._mark = IconMark("library", "muted", _MARK_PX, self)
        self._title = label("title", self)
        self._reason = label("muted", self)
        # It may hold a policy that an administrator is to be sent.
        self._reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._bar = _Sweep(self)
        self.button = button("", "table_state_action", self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LOADING_MS)
        self._timer.timeout.connect(self._on_waited)
        self.button.clicked.connect(self.pressed)
        self._lay_out()
        self.hide()

    @property
    def state(self) -> State:
        return self._state

    @property
    def text(self) -> str:
        """All it says, in one line."""
        parts = (self._title.text(), self._reason.text())
        return " ".join(part for part in parts if part)

    def leave(self) -> None:
        """Lets the rows be seen."""
        self._timer.stop()
        self._bar.stop()
        self._state = State.ROWS
        self.hide()

    def wait(self, text: str) -> None:
        """Says that it is loading, unless that is over in a moment."""
        if self._state is State.LOADING:
            return
        self._state, self._waiting = State.LOADING, text
        self._timer.start()

    def say(
        self, state: State, title: str, reason: str = "", action: str = "", mark: str = ""
    ) -> None:
        """Shows a state at once."""
        changed = self.isHidden() or title != self._title.text() or state is not self._state
        self._timer.stop()
        self._state = state
        self._show(title, reason, action)
        name, tint = _MARKS.get(state, ("", ""))
        self._mark.setVisible(bool(name))
        if name:
            self._mark.set_icon(mark or name, tint)
        self._bar.stop()
        if changed:
            announce(self, self.text)

    def _show(self, title: str, reason: str, action: str) -> None:
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        self.button.setText(action)
        self.button.setAccessibleName(action)
        self.button.setVisible(bool(action))
        self.setAccessibleName(self.text)
        self.show()
        self.raise_()

    def _on_waited(self) -> None:
        self._show("", self._waiting or "", "")
        self._mark.hide()
        self._bar.start()
        announce(self, self.text)

    def _lay_out(self) -> None:
        self.setObjectName("table_state")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(24, 16, 24, 24)
        column.setSpacing(8)
        column.addStretch(2)
        centre = Qt.AlignmentFlag.AlignHCenter
        column.addWidget(self._mark, 0, centre)
        for words in (self._title, self._reason):
            words.setAlignment(Qt.AlignmentFlag.AlignCenter)
            words.setMaximumWidth(_WIDEST_PX * 2)
            column.addWidget(words)
        column.addWidget(self._bar, 0, centre)
        column.addSpacing(4)
        column.addWidget(self.button, 0, centre)
        column.addStretch(3)
        inside.setAutoFillBackground(False)
        self.setWidget(inside)
        self.viewport().setAutoFillBackground(False)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), current_theme().colour(self.ground))
        painter.end()


class _Sweep(QWidget):
    """A short bar that goes to and fro: something is on its way, nobody knows how far."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._at = 0
        self._timer = QTimer(self)
        self._timer.setInterval(40)
        self._timer.timeout.connect(self._on_tick)
        self.hide()

    def sizeHint(self) -> QSize:
        return QSize(120, 4)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def start(self) -> None:
        self.show()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        self.hide()

    def _on_tick(self) -> None:
        self._at = (self._at + 3) % 240
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("line"))
        painter.drawRoundedRect(self.rect(), 2, 2)
        part = self.rect()
        part.setWidth(40)
        way = part.width() * 2
        there = self._at if self._at <= 120 else 240 - self._at
        part.moveLeft(there * way // 120)
        painter.setBrush(theme.colour("accent"))
        painter.drawRoundedRect(part, 2, 2)
        painter.end()
