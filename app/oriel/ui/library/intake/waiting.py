"""What stands in a dialog while folders are looked through: how far that is, and where."""

from __future__ import annotations

from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from oriel.domain.folder_rules import ScanProgress
from oriel.ui.attaching.words import size_text
from oriel.ui.count_text import count_text
from oriel.ui.library.intake.words import files_text
from oriel.ui.prompts.parts import NameLabel, label


class Waiting(QWidget):
    """What is going on before there is anything to choose from."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._doing = label("muted", self)
        self._doing.setObjectName("intake_progress")
        self._where = NameLabel("small", self)
        bar = QProgressBar(self)
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setAccessibleName(self.tr("Looking through the files"))
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 0, 40, 0)
        column.setSpacing(10)
        column.addStretch(1)
        column.addWidget(self._doing)
        column.addWidget(bar)
        column.addWidget(self._where)
        column.addStretch(1)

    def show_progress(self, progress: ScanProgress) -> None:
        found = self.tr("Looking through folders: {files}, {size}, {left_out} left out")
        said = found.format(
            files=files_text(progress.files),
            size=size_text(progress.size),
            left_out=count_text(progress.left_out),
        )
        self._doing.setText(said if progress.files else self.tr("Looking through the files…"))
        self._where.show_name(progress.folder)

    def show_comparing(self) -> None:
        self._doing.setText(self.tr("Looking at what is already there…"))
        self._where.show_name("")

    def show_reading(self, read: int, to_read: int) -> None:
        """Files are compared by what is in them."""
        said = self.tr("Comparing files with what was sent: {read} of {to_read}")
        self._doing.setText(said.format(read=count_text(read), to_read=count_text(to_read)))
        self._where.show_name("")
