"""The button that uploads, and hard beside it how new files are kept."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from oriel.ui.icon_engine import icon
from oriel.ui.icons import SMALL_PX
from oriel.ui.prompts.parts import button


class UploadButton(QWidget):
    """`upload_requested()`; `keeping_requested()`: for a menu below it."""

    upload_requested = Signal()
    keeping_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._upload = self._button(self.tr("Upload…"), "upload", "files_upload")
        self._kept = self._button("", "chevron-down", "files_kept")
        self._kept.setAccessibleName(self.tr("How new files are kept"))
        self._kept.setProperty("narrow", "true")
        self._kept.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Ignored)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        row.addWidget(self._upload)
        row.addWidget(self._kept)
        self._upload.clicked.connect(self.upload_requested)
        self._kept.clicked.connect(self.keeping_requested)

    def say(self, text: str) -> None:
        """How new files are kept, in a few words."""
        self._kept.setToolTip(text)
        self._kept.setAccessibleDescription(text)

    def _button(self, text: str, icon_name: str, name: str) -> QPushButton:
        made = button(text, name, self, "primary")
        made.setIcon(icon(icon_name, "on-accent"))
        made.setIconSize(QSize(SMALL_PX, SMALL_PX))
        return made
