"""A quiet line under what is being written: something could be attached instead."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from oriel.ui.row_button import IconButton


class AttachOffer(QWidget):
    """`taken()` and `dismissed()`; it hides itself with both."""

    taken = Signal()
    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("attach_offer")
        self._label = QLabel(self)
        self._label.setProperty("textRole", "small")
        self._button = QPushButton(self)
        self._button.setObjectName("attach_offer_take")
        self._button.setProperty("kind", "link")
        self._close = IconButton("close", self)
        self._close.setObjectName("attach_offer_close")
        self._close.setAccessibleName(self.tr("Not now"))
        self._close.setToolTip(self.tr("Not now"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._label)
        row.addWidget(self._button)
        row.addStretch(1)
        row.addWidget(self._close)
        self._button.clicked.connect(self._on_taken)
        self._close.clicked.connect(self._on_dismissed)
        self.hide()

    def offer(self, text: str, action: str) -> None:
        """Says `text`, and what pressing its button would do."""
        self._label.setText(text)
        self._button.setText(action)
        self._button.setAccessibleDescription(text)
        self.show()

    def _on_taken(self) -> None:
        self.hide()
        self.taken.emit()

    def _on_dismissed(self) -> None:
        self.hide()
        self.dismissed.emit()
