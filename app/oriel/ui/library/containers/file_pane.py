"""One file of a container beside the tree: what is in it, what is known of it, its buttons."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from oriel.domain.container_paths import shown_path
from oriel.domain.library import ContainerFile
from oriel.ui.icon_engine import icon
from oriel.ui.inspector.pieces import breakable, icon_button, words
from oriel.ui.library.containers.words import files_text, source_text
from oriel.ui.library.pieces.state_page import StatePage
from oriel.ui.library.preview.pane import PreviewPane
from oriel.ui.library.words import size_text, whole_time_text
from oriel.ui.prompts.parts import button
from oriel.ui.theme import current_zoom
from oriel.ui.view_models.preview import PreviewViewModel

WIDTH_PX = 360


class ContainerFilePane(QFrame):
    """`save_requested()`, `delete_requested()`, `closed()`."""

    save_requested = Signal()
    delete_requested = Signal()
    closed = Signal()

    def __init__(self, preview: PreviewViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("container_file_pane")
        self._preview = PreviewPane(self)
        self._preview.follow(preview)
        self._several = StatePage(self)
        self._views = QStackedWidget(self)
        self._views.addWidget(self._preview)
        self._views.addWidget(self._several)
        self._facts = words("", "small", self)
        self._facts.setObjectName("container_file_facts")
        self._close = icon_button("close", self.tr("Close"), "container_file_close", self)
        self._save = button(self.tr("Save…"), "container_file_save", self)
        self._save.setIcon(icon("download", "text"))
        self._delete = button(self.tr("Delete…"), "container_file_delete", self, "danger")
        self._delete.setIcon(icon("trash", "danger"))
        self._lay_out()
        self._close.clicked.connect(self.closed)
        self._save.clicked.connect(self.save_requested)
        self._delete.clicked.connect(self.delete_requested)

    def show_file(self, file: ContainerFile) -> None:
        self._views.setCurrentWidget(self._preview)
        self._facts.show()
        made = whole_time_text(file.created_at)
        who = self.tr("from {source}").format(source=source_text(file)) if file.source else ""
        facts = [part for part in (who, made) if part]
        self._facts.setText(breakable(f"{shown_path(file.path)}\n{'  ·  '.join(facts)}".strip()))

    def show_several(self, files: Sequence[ContainerFile]) -> None:
        """What several add up to."""
        size = size_text(sum(file.size for file in files))
        self._several.show_state(f"{files_text(len(files))}  ·  {size}", icon="folder")
        self._views.setCurrentWidget(self._several)
        self._facts.hide()

    def open_larger(self) -> None:
        self._preview.open_larger()

    def sizeHint(self) -> QSize:
        return QSize(round(WIDTH_PX * current_zoom()), 480)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._save)
        foot.addWidget(self._delete)
        foot.addStretch(1)
        foot.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 4, 0, 4)
        column.setSpacing(8)
        column.addWidget(self._views, 1)
        column.addWidget(self._facts)
        column.addLayout(foot)
