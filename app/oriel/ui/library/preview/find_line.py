"""The line to find words in a preview: field, count, previous, next, close."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QWidget

from oriel.ui.escape_first import EscapeFirst
from oriel.ui.inspector.pieces import icon_button
from oriel.ui.library.preview.finding import MOST_MATCHES

_WAIT_MS = 120


class FindLine(QFrame):
    """`needle_changed(text)` once typing rests, `step_requested(1 or -1)`, `closed()`."""

    needle_changed = Signal(str)
    step_requested = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preview_find")
        said = self.tr("Find in this file")
        self._field = QLineEdit(self)
        self._field.setObjectName("preview_find_field")
        self._field.setPlaceholderText(said)
        self._field.setAccessibleName(said)
        self._count = QLabel(self)
        self._count.setObjectName("preview_find_count")
        self._count.setProperty("textRole", "small")
        self._back = icon_button("chevron-up", self.tr("Previous match"), "preview_find_back", self)
        self._on = icon_button("chevron-down", self.tr("Next match"), "preview_find_next", self)
        self._close = icon_button("close", self.tr("Close"), "preview_find_close", self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._field, 1)
        for part in (self._count, self._back, self._on, self._close):
            row.addWidget(part)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_WAIT_MS)
        self._rest.timeout.connect(self._on_rest)
        self._field.textChanged.connect(self._rest.start)
        self._back.clicked.connect(self._on_back)
        self._on.clicked.connect(self._on_next)
        self._close.clicked.connect(self.leave)
        self._escape = EscapeFirst(self)
        self._field.installEventFilter(self._escape)
        self.hide()

    def open(self) -> None:
        """Shows it; what was looked for last is looked for again."""
        self.show()
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()
        if self._field.text():
            self._on_rest()

    def leave(self) -> None:
        if self.isVisible():
            self.hide()
            self.closed.emit()

    def show_count(self, number: int, count: int) -> None:
        """Which of how many matches is shown."""
        if not self._field.text():
            self._count.clear()
        elif not count:
            self._count.setText(self.tr("not found"))
        else:
            more = "+" if count >= MOST_MATCHES else ""
            self._count.setText(self.tr("{n} of {m}").format(n=number, m=f"{count}{more}"))

    def has_use_for(self, event: QKeyEvent) -> bool:
        """Escape closes it, before it closes what is around it."""
        return event.key() == Qt.Key.Key_Escape

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Escape:
                self.leave()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                back = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
                if self._rest.isActive():
                    self._on_rest()
                else:
                    self.step_requested.emit(-1 if back else 1)
            case _:
                super().keyPressEvent(event)

    def _on_rest(self) -> None:
        self._rest.stop()
        self.needle_changed.emit(self._field.text())

    def _on_back(self) -> None:
        self.step_requested.emit(-1)

    def _on_next(self) -> None:
        self.step_requested.emit(1)
