"""The attributes of one file, or of several at once, edited and saved."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from oriel.domain.attributes import shared_by
from oriel.domain.connections import Connection
from oriel.domain.errors import AppError
from oriel.domain.library import StoreFile
from oriel.ui.library.pieces.failure_box import FailureBox
from oriel.ui.library.pieces.fields import line_of
from oriel.ui.library.stores.attribute_grid import AttributeGrid
from oriel.ui.library.stores.words import counted, t
from oriel.ui.prompts.parts import button, label


class AttributesPanel(QWidget):
    """`set_requested(file id, attributes)` for one file, `change_requested(file ids, changes)`
    for several; `grown` when it needs another height."""

    set_requested = Signal(str, object)
    change_requested = Signal(object, object)
    grown = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("attributes_panel")
        self._files: tuple[StoreFile, ...] = ()
        self._connection: Connection | None = None
        self._saving = False
        self._title = QLabel(t("Attributes"), self)
        self._about = label("small", self)
        self._grid = AttributeGrid("file_attributes", self)
        self._wrong = FailureBox(self)
        self._save = button(t("Save attributes"), "save_attributes", self, "primary")
        self._reset = button(t("Undo changes"), "reset_attributes", self, "link")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (self._title, self._about, self._grid, self._wrong):
            column.addWidget(part)
        column.addLayout(line_of(self._save, self._reset))
        self._grid.changed.connect(self._on_changed)
        self._grid.grown.connect(self.grown)
        self._save.clicked.connect(self._on_save)
        self._reset.clicked.connect(self._on_reset)

    @property
    def is_changed(self) -> bool:
        """Whether something was written that is not saved."""
        return bool(self._files) and self._grid.is_changed

    def show_files(self, files: Sequence[StoreFile], connection: Connection | None) -> None:
        """The files whose attributes are shown. What is being written of the same files is
        not written over by what the service tells of them."""
        same = [f.id for f in files] == [f.id for f in self._files]
        alike = same and [f.attributes for f in files] == [f.attributes for f in self._files]
        keep = alike or (same and self.is_changed and not self._saving)
        self._files, self._connection = tuple(files), connection
        if not keep:
            self._begin()

    def show_saved(self) -> None:
        """They are as they were written."""
        self._saving = False
        self._begin()

    def show_not_saved(self, error: AppError) -> None:
        self._saving = False
        self._wrong.show_error(error, self._connection)
        self._on_changed()
        self.grown.emit()

    def show_refused(self, text: str) -> None:
        """Some files of several did not take it."""
        self._saving = False
        self._wrong.show_words(text)
        self._on_changed()
        self.grown.emit()

    # Inside

    def _begin(self) -> None:
        self._saving = False
        shared, mixed = shared_by([f.attributes for f in self._files]) if self._files else ({}, ())
        self._grid.begin(shared, mixed)
        self._wrong.hide()
        many = len(self._files) > 1
        said = counted(
            len(self._files),
            "",
            "Of {count} files. Only what you change here is changed, in all of them.",
        )
        self._about.setText(said if many else "")
        self._about.setVisible(many)
        self._on_changed()
        self.grown.emit()

    def _on_changed(self) -> None:
        changed = self.is_changed
        self._save.setEnabled(not self._saving)
        self._save.setVisible(changed or self._saving)
        self._reset.setVisible(changed and not self._saving)
        self._save.setText(t("Saving…") if self._saving else t("Save attributes"))

    def _on_save(self) -> None:
        if self._saving or not self._grid.check():
            return
        self._saving = True
        self._wrong.hide()
        self._on_changed()
        ids = [file.id for file in self._files]
        if len(ids) == 1:
            self.set_requested.emit(ids[0], self._grid.attributes())
        else:
            self.change_requested.emit(ids, self._grid.changes())

    def _on_reset(self) -> None:
        self._begin()
