"""A preview in a window of its own. Space or Escape closes it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QDialog, QVBoxLayout, QWidget

from oriel.services.preview import Preview
from oriel.ui.library.preview.pane import PreviewPane
from oriel.ui.screen_room import fit_on_screen
from oriel.ui.view_models.preview import PreviewViewModel

WIDTH_PX, HEIGHT_PX = 920, 680


class PreviewDialog(QDialog):
    """Show its `pane` something, or let it follow a view-model. Open it with open()."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preview_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(name or self.tr("Preview"))
        self.pane = PreviewPane(self, large=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.addWidget(self.pane)
        # A view would take it for a wish to scroll; a field that is typed into keeps it.
        QShortcut(QKeySequence(Qt.Key.Key_Space), self).activated.connect(self._on_space)
        fit_on_screen(self, WIDTH_PX, HEIGHT_PX)

    def follow(self, model: PreviewViewModel) -> None:
        """Goes on with what the view-model brings while it is open."""
        self.pane.follow(model)
        model.ready.connect(self._on_ready)

    def _on_space(self) -> None:
        focus = self.focusWidget()
        if isinstance(focus, QAbstractButton):
            focus.click()
        else:
            self.reject()

    def _on_ready(self, preview: Preview) -> None:
        self.setWindowTitle(preview.name)
