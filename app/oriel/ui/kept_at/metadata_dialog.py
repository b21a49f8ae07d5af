"""The pairs of name and value that a service keeps with a conversation, to be looked at and
changed. The title is one of them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from oriel.domain.errors import AppError
from oriel.services.remote_metadata import LONGEST_NAME, LONGEST_VALUE, MOST_PAIRS, TITLE
from oriel.ui.kept_at.fitting import fit
from oriel.ui.kept_at.words import t
from oriel.ui.library.pieces.failure_box import FailureBox
from oriel.ui.prompts.parts import button, label

_WIDTH_PX = 520


class MetadataDialog(QDialog):
    """`save_requested(dict)`: all pairs as they are to be. Closing it changes nothing."""

    save_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("metadata_dialog")
        self.setWindowTitle(t("Title and metadata"))
        self._rows: list[tuple[QLineEdit, QLineEdit]] = []
        self._grid = QGridLayout()
        self._waiting = label("muted", self, t("Asking the service…"))
        self._failure = FailureBox(self)
        self._add = button(t("Add a pair"), "add_pair", self, "link")
        self._save = button(t("Save"), "save_metadata", self, "primary")
        self._cancel = button(t("Cancel"), "cancel_metadata", self)
        self._lay_out()
        self._add.clicked.connect(self._on_add)
        self._save.clicked.connect(self._on_save)
        self._cancel.clicked.connect(self.reject)
        self._save.setEnabled(False)
        self._add.setEnabled(False)
        fit(self, _WIDTH_PX)

    def show_pairs(self, pairs: dict[str, str]) -> None:
        """What the service says; the title comes first, also where it has none."""
        self._waiting.hide()
        for name in [TITLE, *(each for each in pairs if each != TITLE)]:
            self._put(name, pairs.get(name, ""))
        self._save.setEnabled(True)
        self._count()
        self._rows[0][1].setFocus()
        fit(self, _WIDTH_PX)

    def show_error(self, error: AppError) -> None:
        self._waiting.hide()
        self._save.setEnabled(bool(self._rows))
        self._failure.show_error(error, None)
        fit(self, _WIDTH_PX)

    def pairs(self) -> dict[str, str]:
        """As they are typed; a pair without a name or value is none."""
        typed = ((n.text().strip(), v.text().strip()) for n, v in self._rows)
        return {name: value for name, value in typed if name and value}

    def _put(self, name: str, value: str) -> None:
        at = len(self._rows)
        if at >= MOST_PAIRS:
            return
        named, valued = QLineEdit(name, self), QLineEdit(value, self)
        named.setObjectName("pair_name")
        named.setMaxLength(LONGEST_NAME)
        named.setAccessibleName(t("Name {number}", number=at + 1))
        named.setReadOnly(at == 0)
        if at == 0:
            named.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        valued.setObjectName("pair_value")
        valued.setMaxLength(LONGEST_VALUE)
        valued.setAccessibleName(t("Value of {name}", name=name or str(at + 1)))
        for edit in (named, valued):
            edit.setCursorPosition(0)
        self._grid.addWidget(named, at, 0)
        self._grid.addWidget(valued, at, 1)
        self._rows.append((named, valued))
        QWidget.setTabOrder(named, valued)
        QWidget.setTabOrder(valued, self._add)

    def _count(self) -> None:
        self._add.setEnabled(bool(self._rows) and len(self._rows) < MOST_PAIRS)

    def _on_add(self) -> None:
        self._put("", "")
        self._count()
        self._rows[-1][0].setFocus()
        fit(self, _WIDTH_PX)

    def _on_save(self) -> None:
        self._failure.hide()
        self._save.setEnabled(False)
        self.save_requested.emit(self.pairs())

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 20)
        column.setSpacing(10)
        column.addWidget(label("title", self, self.windowTitle()))
        column.addWidget(
            label("small", self, t("Everybody who uses the conversation sees these. At most 16."))
        )
        column.addWidget(self._waiting)
        self._grid.setSpacing(8)
        self._grid.setColumnStretch(0, 2)
        self._grid.setColumnStretch(1, 3)
        column.addLayout(self._grid)
        column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(self._failure)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        row.addWidget(self._cancel)
        row.addWidget(self._save)
        column.addLayout(row)
