"""The page while the history is brought into the form of this version, which may take minutes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from oriel.ui.announcing import announce
from oriel.ui.icon_mark import IconMark
from oriel.ui.library.pieces.progress import ProgressLine
from oriel.ui.prompts.parts import label
from oriel.ui.theme import current_zoom

_WIDEST_PX = 460
_PARTS = 1000


class OpeningPage(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("opening_page")
        self.setAccessibleName(self.tr("Your chats are brought up to date"))
        title = label("title", self, self.tr("Oriel brings your chats up to date"))
        said = label(
            "muted",
            self,
            self.tr(
                "This happens once after an update, and takes a few minutes when there are many. "
                "A copy of them as they were is kept. You can close Oriel: it begins again the "
                "next time."
            ),
        )
        self._bar = ProgressLine(self)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(title.text())
        column = QVBoxLayout()
        column.setSpacing(10)
        middle = Qt.AlignmentFlag.AlignHCenter
        for words in (title, said):
            words.setAlignment(middle)
        column.addWidget(IconMark("history", "accent", 28, self), 0, middle)
        column.addWidget(title)
        column.addWidget(said)
        column.addSpacing(6)
        column.addWidget(self._bar)
        inside = QWidget(self)
        inside.setLayout(column)
        inside.setFixedWidth(round(_WIDEST_PX * current_zoom()))
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(inside)
        across.addStretch(1)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addLayout(across)
        outer.addStretch(3)
        announce(self, f"{title.text()}. {said.text()}")

    def show_share(self, share: float) -> None:
        """From 0.0 to 1.0."""
        self._bar.show_progress(round(share * _PARTS), _PARTS)
