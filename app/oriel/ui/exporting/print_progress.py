"""How far printing is, when it takes long enough to be asked."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from oriel.domain.exports import Progress
from oriel.ui.count_text import count_text
from oriel.ui.library.pieces.task_line import TaskLine
from oriel.ui.theme import current_zoom

_AFTER_MS = 300
_WIDTH_PX = 400


class PrintProgress(QDialog):
    """Opens itself when printing is not over at once; `stop_requested()` for its button."""

    stop_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("print_progress")
        self.setWindowTitle(self.tr("Print"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._line = TaskLine("print_line", self)
        self._line.pressed.connect(self.stop_requested)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.open)
        self._timer.start(_AFTER_MS)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.addWidget(self._line)
        self.setMinimumWidth(round(_WIDTH_PX * current_zoom()))
        self.show_progress(Progress(0, 1, 0, counting=True))

    def show_progress(self, progress: Progress) -> None:
        if progress.counting:
            said = self.tr("Laying out the pages: {count} messages")
        else:
            said = self.tr("Printing: {count} messages")
        text = said.format(count=count_text(progress.messages))
        self._line.show_progress(text, 0, 0, self.tr("Cancel"))

    def reject(self) -> None:
        self.stop_requested.emit()

    def end(self) -> None:
        """It is over."""
        self._timer.stop()
        super().reject()
        self.deleteLater()
