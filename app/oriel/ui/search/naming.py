"""The line that asks for the name under which a search is kept."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

_LONGEST = 100


class NamingLine(QWidget):
    """`named(name)`, `left()` when it closes without."""

    named = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("search_naming")
        said = self.tr("Keep this search as")
        label = QLabel(said, self)
        label.setProperty("textRole", "muted")
        self._field = QLineEdit(self)
        self._field.setObjectName("search_name")
        self._field.setAccessibleName(said)
        self._field.setMaxLength(_LONGEST)
        label.setBuddy(self._field)
        self._save = self._button(self.tr("Save"), "search_save")
        self._cancel = self._button(self.tr("Cancel"), "search_save_cancel")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 0, 2)
        row.setSpacing(8)
        row.addWidget(label)
        row.addWidget(self._field, 1)
        row.addWidget(self._save)
        row.addWidget(self._cancel)
        self._save.clicked.connect(self._on_save)
        self._cancel.clicked.connect(self.leave)
        self.hide()

    def open(self, proposed: str) -> None:
        self._field.setText(proposed)
        self.show()
        self._field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._field.selectAll()

    def leave(self) -> None:
        if not self.isHidden():
            self.hide()
            self.left.emit()

    def stops(self) -> list[QWidget]:
        """Where Tab stops."""
        return [self._field, self._save, self._cancel]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._on_save()
            case Qt.Key.Key_Escape:
                self.leave()
            case _:
                super().keyPressEvent(event)

    def _button(self, text: str, name: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setAutoDefault(False)
        return button

    def _on_save(self) -> None:
        name = self._field.text().strip()
        if self._cancel.hasFocus():
            self.leave()
        elif name:
            self.hide()
            self.named.emit(name)
