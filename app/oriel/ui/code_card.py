"""Fenced code on its own ground: language, copy, wrap; scrolls sideways, never up and down."""

from __future__ import annotations

import math

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QTextCursor, QTextOption, QWheelEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from oriel.ui.fonts import code_font

COPIED_MS = 1500
_NAMES = {
    "py": "Python",
    "python": "Python",
    "js": "JavaScript",
    "javascript": "JavaScript",
    "ts": "TypeScript",
    "typescript": "TypeScript",
    "sh": "Shell",
    "bash": "Shell",
    "sql": "SQL",
    "json": "JSON",
    "yaml": "YAML",
    "html": "HTML",
    "css": "CSS",
    "cpp": "C++",
    "csharp": "C#",
    "php": "PHP",
    "xml": "XML",
    "toml": "TOML",
}


class CodeCard(QFrame):
    def __init__(self, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("code_card")
        self.setProperty("kind", "code")
        name = _NAMES.get(language.lower(), language[:30].capitalize() or self.tr("Code"))
        self.setAccessibleName(self.tr("Code: {language}").format(language=name))
        self._language = QLabel(name, self)
        self._language.setTextFormat(Qt.TextFormat.PlainText)
        self._language.setProperty("textRole", "small")
        self._wrap = self._button(self.tr("Wrap"), "wrap")
        self._wrap.setCheckable(True)
        self._copy = self._button(self.tr("Copy"), "copy")
        self._text = _Code(self)
        self._back = QTimer(self)
        self._back.setSingleShot(True)
        self._back.setInterval(COPIED_MS)
        self._lay_out()
        self._wrap.toggled.connect(self._text.set_wrapped)
        self._copy.clicked.connect(self._on_copy)
        self._back.timeout.connect(self._on_copied_long_ago)

    @property
    def source(self) -> str:
        return self._text.toPlainText()

    def show_text(self, source: str, zoom: float = 1.0) -> None:
        self._text.show_code(source.removesuffix("\n"), zoom)

    def restyle(self) -> None:
        self._text.show_code(self.source, self._text.zoom)

    def _button(self, text: str, name: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(f"code_{name}")
        button.setAccessibleName(text)
        button.setProperty("kind", "quiet")
        button.setCursor(Qt.CursorShape.PointingHandCursor)
        return button

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(14, 4, 6, 0)
        head.addWidget(self._language)
        head.addStretch(1)
        head.addWidget(self._wrap)
        head.addWidget(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 12)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self._text)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.source)
        self._copy.setText(self.tr("Copied"))
        self._back.start()

    def _on_copied_long_ago(self) -> None:
        self._copy.setText(self.tr("Copy"))


class _Code(QPlainTextEdit):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.zoom = 0.0
        self.setObjectName("code_text")
        self.setAccessibleName(self.tr("Code"))
        self.setProperty("kind", "bare")
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.document().setDocumentMargin(0)
        self.setViewportMargins(14, 0, 14, 0)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAnywhere)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self.horizontalScrollBar().rangeChanged.connect(self._fit)

    def show_code(self, source: str, zoom: float) -> None:
        """Appends when the text only grew, so that a long block costs what is new."""
        if zoom != self.zoom:
            self.zoom = zoom
            self.setFont(code_font(zoom))
        before = self.toPlainText()
        if source.startswith(before):
            cursor = QTextCursor(self.document())
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(source[len(before) :])
        else:
            self.setPlainText(source)
        self._fit()

    def set_wrapped(self, wrapped: bool) -> None:
        mode = QPlainTextEdit.LineWrapMode
        self.setLineWrapMode(mode.WidgetWidth if wrapped else mode.NoWrap)
        self._fit()

    def _fit(self, *ignored: object) -> None:
        # The first block tells what a line is high, to the fraction; font metrics do not.
        first = self.document().firstBlock()
        line = self.blockBoundingRect(first).height() / max(1, first.lineCount())
        lines = self.document().documentLayout().documentSize().height()
        bar = self.horizontalScrollBar()
        room = bar.sizeHint().height() if bar.maximum() > 0 else 0
        height = math.ceil(lines * line) + room + 2
        if height != self.height():
            self.setFixedHeight(height)

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def wheelEvent(self, event: QWheelEvent) -> None:
        sideways = abs(event.angleDelta().x()) > abs(event.angleDelta().y())
        if sideways or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            super().wheelEvent(event)
        else:
            event.ignore()
