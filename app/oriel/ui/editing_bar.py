"""Says above the composer that an earlier message is being edited, with the way out."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from oriel.ui.icon_mark import IconMark


class EditingBar(QFrame):
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("editing_bar")
        label = QLabel(self.tr("Editing an earlier message: what you send becomes another version"))
        label.setProperty("textRole", "small")
        label.setWordWrap(True)
        cancel = QPushButton(self.tr("Cancel"), self)
        cancel.setObjectName("editing_cancel")
        cancel.setProperty("kind", "link")
        cancel.clicked.connect(self.cancelled)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 2, 12, 2)
        row.setSpacing(8)
        row.addWidget(IconMark("edit", "muted", parent=self))
        row.addWidget(label, 1)
        row.addWidget(cancel)
        self.hide()
