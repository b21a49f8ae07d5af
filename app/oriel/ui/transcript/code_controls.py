"""The buttons of a card of code: real ones, so that keyboard and screen readers find them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from oriel.ui.transcript.highlighting import display_name

if TYPE_CHECKING:
    from oriel.domain.markdown.blocks import Code

COPIED_MS = 1500


class CodeControls(QWidget):
    """Copies by itself; `wrap_toggled(bool)` and `save_requested()` are wishes."""

    wrap_toggled = Signal(bool)
    save_requested = Signal()

    def __init__(self, code: Code, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._code = code
        self.setObjectName("code_controls")
        name = display_name(code.language)
        self.setAccessibleName(self.tr("Code: {language}").format(language=name))
        self._wrap = self._button("code_wrap", self.tr("Wrap"))
        self._wrap.setCheckable(True)
        self._save = self._button("code_save", self.tr("Save…"))
        self._copy = self._button("code_copy", self.tr("Copy"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 6, 0)
        row.setSpacing(2)
        row.addStretch(1)
        for button in (self._wrap, self._save, self._copy):
            row.addWidget(button)
        self._back = QTimer(self)
        self._back.setSingleShot(True)
        self._back.setInterval(COPIED_MS)
        self._back.timeout.connect(self._on_copied_long_ago)
        self._copy.clicked.connect(self.copy)
        self._wrap.toggled.connect(self.wrap_toggled)
        self._save.clicked.connect(self.save_requested)

    def set_wrapped(self, wrapped: bool) -> None:
        """Shows a state without wishing for it."""
        with QSignalBlocker(self._wrap):
            self._wrap.setChecked(wrapped)

    def copy(self) -> None:
        """The code to the clipboard."""
        QGuiApplication.clipboard().setText(self._code.text)
        self._copy.setText(self.tr("Copied"))
        self._back.start()

    def _on_copied_long_ago(self) -> None:
        self._copy.setText(self.tr("Copy"))

    def _button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setProperty("kind", "quiet")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button
