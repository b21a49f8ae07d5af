"""What is asked about an upload as a whole: what for, how long, and what stays out."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from oriel.domain.file_purposes import PURPOSES
from oriel.domain.folder_rules import FolderRules
from oriel.domain.transfers import UploadTo
from oriel.ui.check_box import CheckBox
from oriel.ui.connection_fields import ChoiceField
from oriel.ui.library.intake.words import expiries, purpose_text
from oriel.ui.theme import current_zoom

LONGEST_PATTERNS = 2_000  # characters typed
_TYPED_MS = 400  # after the last key


class PurposeRow(QWidget):
    """`purpose_changed(str)`, `expiry_changed(seconds)`. A store needs no purpose, a
    container neither."""

    purpose_changed = Signal(str)
    expiry_changed = Signal(int)

    def __init__(self, to: UploadTo, parent: QWidget) -> None:
        super().__init__(parent)
        self._purpose = ChoiceField(self.tr("What for"), "purpose", self)
        for purpose in PURPOSES:
            self._purpose.combo.addItem(purpose_text(purpose), purpose)
        known = PURPOSES.index(to.purpose) if to.purpose in PURPOSES else 0
        self._purpose.combo.setCurrentIndex(known)
        self._expiry = ChoiceField(self.tr("Deleted by the service"), "expiry", self)
        for words, seconds in expiries():
            self._expiry.combo.addItem(words, seconds)
        asked = self._expiry.combo.findData(to.expires_after_s)
        self._expiry.combo.setCurrentIndex(max(asked, 0))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self._purpose, 1)
        row.addWidget(self._expiry, 1)
        self._purpose.setVisible(not to.store_id)
        self.setVisible(not to.container_id)
        self._purpose.combo.currentIndexChanged.connect(self._on_purpose)
        self._expiry.combo.currentIndexChanged.connect(self._on_expiry)

    def _on_purpose(self) -> None:
        self.purpose_changed.emit(str(self._purpose.combo.currentData()))

    def _on_expiry(self) -> None:
        self.expiry_changed.emit(int(self._expiry.combo.currentData()))


class RulesRow(QWidget):
    """`rules_changed(FolderRules)`: what of a folder stays out."""

    rules_changed = Signal(object)

    def __init__(self, rules: FolderRules, parent: QWidget) -> None:
        super().__init__(parent)
        self._rules = rules
        self._hidden = self._box(self.tr("Hidden files"), "skip_hidden", rules.skip_hidden)
        self._litter = self._box(self.tr("Caches and litter"), "skip_litter", rules.skip_litter)
        self._litter.setToolTip(
            self.tr("Such as .git, node_modules, __pycache__, .venv, .DS_Store and Thumbs.db")
        )
        self._git = self._box(self.tr("What .gitignore names"), "gitignore", rules.gitignore)
        self._own = QLineEdit("; ".join(rules.own), self)
        self._own.setObjectName("own_patterns")
        self._own.setAccessibleName(self.tr("Your own patterns of what stays out"))
        self._own.setPlaceholderText(self.tr("And also, as in *.bak; drafts/"))
        self._own.setMaxLength(LONGEST_PATTERNS)
        self._own.setMinimumWidth(round(120 * current_zoom()))
        self._typed = QTimer(self)
        self._typed.setSingleShot(True)
        self._typed.setInterval(_TYPED_MS)
        self._lay_out()
        self._own.textChanged.connect(self._typed.start)
        self._own.returnPressed.connect(self._on_changed)
        self._typed.timeout.connect(self._on_changed)

    def show_rules(self, rules: FolderRules) -> None:
        """Other rules; nothing is told of it."""
        self._rules = rules
        for box, checked in (
            (self._hidden, rules.skip_hidden),
            (self._litter, rules.skip_litter),
            (self._git, rules.gitignore),
        ):
            with QSignalBlocker(box):
                box.setChecked(checked)
        if self._own_patterns() != rules.own:
            with QSignalBlocker(self._own):
                self._own.setText("; ".join(rules.own))

    def _own_patterns(self) -> tuple[str, ...]:
        parts = (part.strip() for part in self._own.text().replace(",", ";").split(";"))
        return tuple(part for part in parts if part)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(16)
        for box in (self._hidden, self._litter, self._git):
            row.addWidget(box)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(QLabel(self.tr("Leave out of folders"), self))
        column.addLayout(row)
        column.addWidget(self._own)

    def _box(self, text: str, name: str, checked: bool) -> CheckBox:
        box = CheckBox(text, self)
        box.setObjectName(name)
        box.setAccessibleName(self.tr("Leave out: {what}").format(what=text))
        box.setChecked(checked)
        box.toggled.connect(self._on_changed)
        return box

    def _on_changed(self) -> None:
        self._typed.stop()
        rules = FolderRules(
            self._hidden.isChecked(),
            self._litter.isChecked(),
            self._git.isChecked(),
            self._own_patterns(),
            self._rules.largest,
        )
        if rules != self._rules:
            self._rules = rules
            self.rules_changed.emit(rules)
