"""A line that says how far something long is, with its end in reach; or what came of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from oriel.ui.announcing import announce
from oriel.ui.icon_mark import IconMark
from oriel.ui.icons import SMALL_PX
from oriel.ui.inspector.pieces import breakable
from oriel.ui.library.pieces.progress import ProgressLine
from oriel.ui.prompts.parts import button, label
from oriel.ui.row_button import IconButton


class TaskLine(QFrame):
    """`pressed()` for its button, `left()` when the person puts it away."""

    pressed = Signal()
    left = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setProperty("kind", "bar")
        self._mark = IconMark("info", "muted", SMALL_PX, self)
        self._text = label("", self)
        self._bar = ProgressLine(self)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        self._button = button("", f"{name}_action", self, "link")
        self._close = IconButton("close", self)
        self._close.setObjectName(f"{name}_close")
        self._close.setAccessibleName(self.tr("Put this away"))
        self._close.setToolTip(self.tr("Put this away"))
        self._close.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._button.clicked.connect(self.pressed)
        self._close.clicked.connect(self._on_close)
        self._lay_out()
        self.hide()

    @property
    def text(self) -> str:
        return self._text.text()

    def show_progress(self, text: str, done: int, total: int, action: str = "") -> None:
        """How far it is; `total` 0 while nobody knows."""
        began = self.isHidden() or self._bar.isHidden()
        self._bar.show_progress(done, total)
        self._say(text, action, "info", "muted")
        self._bar.show()
        self._close.hide()
        if began:  # not every step: a reader would never come to the end
            announce(self, text)

    def say(self, text: str, action: str = "", *, trouble: bool = False) -> None:
        """What came of it; stays until it is put away."""
        self._say(text, action, "warning" if trouble else "info", "warning" if trouble else "muted")
        self._bar.hide()
        self._close.show()
        announce(self, text)

    def _say(self, text: str, action: str, mark: str, tint: str) -> None:
        self._text.setText(breakable(text))
        self._mark.set_icon(mark, tint)
        self._button.setText(action)
        self._button.setAccessibleName(action)
        self._button.setVisible(bool(action))
        self.show()

    def _on_close(self) -> None:
        self.hide()
        self.left.emit()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(6)
        words.addWidget(self._text)
        words.addWidget(self._bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(10)
        row.addWidget(self._mark)
        row.addLayout(words, 1)
        row.addWidget(self._button)
        row.addWidget(self._close)
