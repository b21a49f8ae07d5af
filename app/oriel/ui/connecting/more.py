"""Settings few people need, folded away under one line."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget


class More(QWidget):
    """`toggled` when it was opened or closed."""

    toggled = Signal()

    def __init__(self, parent: QWidget, text: str = "") -> None:
        super().__init__(parent)
        self._button = QPushButton(text or self.tr("More settings"), self)
        self._button.setObjectName("more" if not text else "advanced")
        self._button.setProperty("kind", "link")
        self._button.setCheckable(True)
        self._button.setAutoDefault(False)
        self._inside = QWidget(self)
        self._inside.hide()
        self._fields = QVBoxLayout(self._inside)
        self._fields.setContentsMargins(0, 0, 0, 0)
        self._fields.setSpacing(12)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._inside)
        self._button.toggled.connect(self._on_toggled)

    def add(self, widget: QWidget) -> None:
        self._fields.addWidget(widget)

    def open(self) -> None:
        self._button.setChecked(True)

    def _on_toggled(self, shown: bool) -> None:
        self._inside.setVisible(shown)
        self.toggled.emit()
