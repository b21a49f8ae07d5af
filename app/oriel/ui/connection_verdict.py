"""What the live test said, in the connection dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from oriel.ui.icon_mark import IconMark
from oriel.ui.style_sheet import restyle

if TYPE_CHECKING:
    from oriel.ui.error_text import ErrorText


class Verdict(QFrame):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("verdict")
        self.setProperty("kind", "card")
        self._mark = IconMark("check", "ok", parent=self)
        self._title = self._label("")
        self._reason = self._label("")
        self._step = self._label("muted")
        self._detail = self._label("small")
        words = QVBoxLayout()
        words.setSpacing(3)
        for label in (self._title, self._reason, self._step, self._detail):
            words.addWidget(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 14, 10)
        row.setSpacing(10)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.hide()

    def clear(self) -> None:
        self.hide()

    def show_running(self, text: str) -> None:
        self._show("info", "muted", (text, "", "", ""))

    def show_ok(self, text: str) -> None:
        self._show("check", "ok", (text, "", "", ""))

    def show_failed(self, words: ErrorText) -> None:
        texts = (words.title, words.reason, words.next_step, words.detail)
        self._show("warning", "danger", texts)

    def _show(self, icon: str, tint: str, texts: tuple[str, str, str, str]) -> None:
        self._mark.set_icon(icon, tint)
        self._title.setProperty("textRole", "title" if texts[1] or texts[2] else "")
        restyle(self._title)
        labels = (self._title, self._reason, self._step, self._detail)
        for label, text in zip(labels, texts, strict=True):
            label.setText(text)
            label.setVisible(bool(text))
        self.setAccessibleName(texts[0])
        self.show()

    def _label(self, role: str) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if role:
            label.setProperty("textRole", role)
        return label
