"""Says above the composer that nothing of the chat is kept, with the way to keep it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from oriel.ui.icon_mark import IconMark


class TemporaryBar(QFrame):
    """`keep_requested()`."""

    keep_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("temporary_bar")
        words = QLabel(self.tr("Temporary: nothing of this chat is kept."), self)
        words.setObjectName("temporary_words")
        words.setProperty("textRole", "small")
        words.setWordWrap(True)
        self._keep = QPushButton(self.tr("Keep this chat"), self)
        self._keep.setObjectName("temporary_keep")
        self._keep.setAccessibleDescription(words.text())
        self._keep.setProperty("kind", "link")
        self._keep.clicked.connect(self.keep_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 2, 12, 2)
        row.setSpacing(8)
        row.addWidget(IconMark("shield", "muted", parent=self))
        row.addWidget(words, 1)
        row.addWidget(self._keep)
        self.hide()

    def set_streaming(self, streaming: bool) -> None:
        """It is kept whole, and so not while an answer comes."""
        self._keep.setEnabled(not streaming)
        self._keep.setToolTip(self.tr("When the answer is there.") if streaming else "")
