"""The line to find words in what is shown: field, count, previous, next, close."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from oriel.ui.escape_first import EscapeFirst
from oriel.ui.icon_engine import icon

WAIT_MS = 120
WIDTH_PX = 360


class FindBar(QFrame):
    """`needle_changed(text)` once typing rests, `step_requested(1 or -1)`, `closed()`."""

    needle_changed = Signal(str)
    step_requested = Signal(int)
    closed = Signal()

    def __init__(
        self, said: str, parent: QWidget | None = None, *, name: str = "find", raised: bool = True
    ) -> None:
        """`said` tells where words are found; `name` begins the names of its parts. `raised`:
        it floats over what is searched."""
        super().__init__(parent)
        self._name = name
        self.setObjectName(f"{name}_bar")
        if raised:
            self.setProperty("kind", "bar")
        self.setAccessibleName(said)
        self._field = QLineEdit(self)
        self._field.setObjectName(f"{name}_field")
        self._field.setPlaceholderText(said)
        self._field.setAccessibleName(said)
        self._count = QLabel(self)
        self._count.setObjectName(f"{name}_count")
        self._count.setProperty("textRole", "small")
        self._back = self._button("chevron-up", self.tr("Previous match  Shift+Enter"))
        self._on = self._button("chevron-down", self.tr("Next match  Enter"))
        self._close = self._button("close", self.tr("Close  Esc"))
        row = QHBoxLayout(self)
        row.setContentsMargins(*(8, 6, 6, 6) if raised else (0, 0, 0, 0))
        row.setSpacing(4)
        row.addWidget(self._field, 1)
        for part in (self._count, self._back, self._on, self._close):
            row.addWidget(part)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(WAIT_MS)
        self._rest.timeout.connect(self._on_rest)
        self._field.textChanged.connect(self._rest.start)
        self._back.clicked.connect(self._on_back)
        self._on.clicked.connect(self._on_next)
        self._close.clicked.connect(self.leave)
        self._escape = EscapeFirst(self)
        self._field.installEventFilter(self._escape)
        self.hide()

    def open(self, words: str = "") -> None:
        """Shows it, with what is selected as the words."""
        self.show()
        self.raise_()
        if words:
            self._field.setText(words)
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()
        if self._field.text():
            self._on_rest()

    def leave(self) -> None:
        """Closes it."""
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def show_count(self, number: int, count: int, most: int | None = None) -> None:
        """Which of how many matches is shown; no more than `most` were looked for."""
        if not self._field.text():
            self._count.clear()
        elif not count:
            self._count.setText(self.tr("not found"))
        else:
            more = "+" if most is not None and count >= most else ""
            self._count.setText(self.tr("{n} of {m}").format(n=number, m=f"{count}{more}"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.leave()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                if self._rest.isActive():
                    self._on_rest()
                else:
                    back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
                    self.step_requested.emit(-1 if back else 1)
            case _:
                super().keyPressEvent(event)

    def has_use_for(self, event: QKeyEvent) -> bool:
        """Escape closes it, before it stops an answer or closes what is around it."""
        return event.key() == Qt.Key.Key_Escape

    def _on_rest(self) -> None:
        self._rest.stop()
        self.needle_changed.emit(self._field.text())

    def _on_back(self) -> None:
        self.step_requested.emit(-1)

    def _on_next(self) -> None:
        self.step_requested.emit(1)

    def _button(self, name: str, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"{self._name}_{name}")
        button.setIcon(icon(name))
        button.setToolTip(text)
        button.setAccessibleName(text.partition("  ")[0])
        return button
