"""What stands in the dialog while files are looked through, written or taken back."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from oriel.domain.imports.runs import ImportProgress
from oriel.ui.importing.words import progress_text
from oriel.ui.library.pieces.progress import ProgressLine
from oriel.ui.prompts.parts import label

_STEPS = 1_000


class WaitPage(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._doing = label("muted", self)
        self._doing.setObjectName("import_progress")
        self._bar = ProgressLine(self)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        column = QVBoxLayout(self)
        column.setContentsMargins(40, 0, 40, 0)
        column.setSpacing(10)
        column.addStretch(1)
        column.addWidget(self._doing)
        column.addWidget(self._bar)
        column.addStretch(1)

    def say(self, text: str) -> None:
        self._doing.setText(text)
        self._bar.show_progress(0, 0)

    def show_progress(self, progress: ImportProgress, *, writing: bool) -> None:
        self._doing.setText(progress_text(progress, writing=writing))
        # Bytes may be more than a bar can count.
        done = _STEPS * progress.done // progress.total if progress.total else 0
        self._bar.show_progress(min(done, _STEPS), _STEPS if progress.total else 0)
