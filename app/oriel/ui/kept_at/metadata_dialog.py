"""The pairs of name and value that a service keeps with a conversation, to be looked at and
changed. The title is one of them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from oriel.domain.errors import AppError
from oriel.services.remote_metadata import LONGEST_NAME, LONGEST_VALUE, MOST_PAIRS, TITLE
from oriel.ui.kept_at.fitting import fit
from oriel.ui.kept_at.parts import foot, scrolled
from oriel.ui.kept_at.words import t
from oriel.ui.library.pieces.failure_box import FailureBox
from oriel.ui.prompts.parts import button, label

_WIDTH_PX, _LIST_PX = 520, 320


class MetadataDialog(QDialog):
    """`save_requested(dict)`: all pairs as they are to be. Closing it changes nothing."""

    save_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("metadata_dialog")
        self.setWindowTitle(t("Title and metadata"))
        self._rows: list[tuple[QLineEdit, QLineEdit]] = []
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._inside = QWidget(self)
        self._area = scrolled(self._inside, "pairs", t("Title and metadata"), self)
        self._waiting = label("muted", self, t("Asking the service…"))
        self._full = label(
            "small", self, t("All 16 are taken. Empty one of them to make room for a title.")
        )
        self._full.setObjectName("no_room_for_title")
        self._full.hide()
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
        self._fit()

    def show_pairs(self, pairs: dict[str, str]) -> None:
        """What the service says; the title comes first, also where it has none."""
        self._waiting.hide()
        others = [each for each in pairs if each != TITLE]
        for name in [TITLE, *others]:
            self._put(name, pairs.get(name, ""))
        # Sixteen of others leave no room for a title: it can be set once one of them goes.
        self._full.setVisible(len(others) >= MOST_PAIRS)
        self._save.setEnabled(True)
        self._count()
        self._rows[0][1].setFocus()
        self._fit()

    def show_error(self, error: AppError) -> None:
        self._waiting.hide()
        self._save.setEnabled(bool(self._rows))
        self._failure.show_error(error, None)
        self._fit()

    def pairs(self) -> dict[str, str]:
        """As they are typed; a pair without a name or value is none."""
        typed = [(n.text().strip(), v.text().strip()) for n, v in self._rows]
        pairs = {name: value for name, value in typed if name and value}
        if len(pairs) > MOST_PAIRS:
            pairs.pop(TITLE, None)
        return pairs

    def _put(self, name: str, value: str) -> None:
        at = len(self._rows)
        named, valued = QLineEdit(name, self._inside), QLineEdit(value, self._inside)
        named.setObjectName("pair_name")
        # What is longer there already is not cut by being looked at.
        named.setMaxLength(max(LONGEST_NAME, len(name)))
        named.setAccessibleName(t("Name {number}", number=at + 1))
        named.setReadOnly(at == 0)
        if at == 0:
            named.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        valued.setObjectName("pair_value")
        valued.setMaxLength(max(LONGEST_VALUE, len(value)))
        valued.setAccessibleName(t("Value of {name}", name=name or str(at + 1)))
        for edit in (named, valued):
            edit.setCursorPosition(0)
        self._grid.addWidget(named, at, 0)
        self._grid.addWidget(valued, at, 1)
        named.show()  # at once, so that the layout counts them
        valued.show()
        self._rows.append((named, valued))
        QWidget.setTabOrder(named, valued)
        QWidget.setTabOrder(valued, self._add)

    def _count(self) -> None:
        self._add.setEnabled(bool(self._rows) and len(self._rows) < MOST_PAIRS)

    def _on_add(self) -> None:
        self._put("", "")
        self._count()
        self._rows[-1][0].setFocus()
        self._fit()
        self._area.ensureWidgetVisible(self._rows[-1][0])

    def _fit(self) -> None:
        fit(self, _WIDTH_PX, self._area, _LIST_PX)

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
        self._inside.setLayout(self._grid)
        column.addWidget(self._area)
        column.addWidget(self._full)
        column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeading)
        column.addWidget(self._failure)
        column.addLayout(foot(self._cancel, self._save))
