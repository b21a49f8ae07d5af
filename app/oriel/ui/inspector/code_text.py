"""Code to be read and copied: as high as its lines up to a limit, coloured when it can be."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QFontMetricsF, QSyntaxHighlighter, QTextCharFormat, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QVBoxLayout, QWidget

from oriel.ui.fonts import code_font
from oriel.ui.theme import current_theme, current_zoom
from oriel.ui.transcript.highlighting import Highlighter, is_ready

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument

COLOURED_CHARS = 60_000
LONGEST_CHARS = 1_500_000
_ENDLESS = re.compile(r"[^\n]{4000}(?=[^\n])")
_LINES = 14
_AGAIN_MS = 120
_SMALLER = 12.5 / 13.5


class CodeText(QFrame):
    """`name` is the object name of the text inside."""

    def __init__(
        self, name: str, says: str, parent: QWidget | None = None, lines: int = _LINES
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "code")
        self._most_lines = lines
        self._edit = QPlainTextEdit(self)
        self._edit.setObjectName(name)
        self._edit.setAccessibleName(says)
        self._edit.setProperty("kind", "bare")
        self._edit.setReadOnly(True)
        self._edit.setTabChangesFocus(True)
        self._edit.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._edit.setFont(code_font(current_zoom() * _SMALLER))
        self._edit.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._edit.document().setDocumentMargin(0)
        self._colours: _Colours | None = None
        self._language = ""
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_AGAIN_MS)
        self._wait.timeout.connect(self._colour)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 6, 8)
        column.addWidget(self._edit)

    @property
    def text(self) -> str:
        return self._edit.toPlainText()

    def show_text(self, text: str, language: str = "") -> None:
        """`language` "" leaves it plain."""
        shown = _in_pieces(text[:LONGEST_CHARS].rstrip("\n"))
        if shown == self.text and language == self._language:
            return
        self._language = language if len(shown) <= COLOURED_CHARS else ""
        if self._colours is not None:
            self._colours.forget()
        self._edit.setPlainText(shown)
        self._fit()
        if self._language:
            self._colour()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._colours is not None:
            self._colours.rehighlight()

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        self._fit()

    def _fit(self) -> None:
        """Lines that wrap count as often as they do."""
        line = QFontMetricsF(self._edit.font()).lineSpacing()
        document = self._edit.document()
        layout = document.documentLayout()
        height, block = 0.0, document.firstBlock()
        while block.isValid() and height < line * self._most_lines:
            height += layout.blockBoundingRect(block).height()
            block = block.next()
        height = min(max(height, line), line * self._most_lines)
        self._edit.setFixedHeight(math.ceil(height) + 2)

    def _colour(self) -> None:
        # A lexer that has to be loaded first is loaded in a thread of its own.
        if not self._language:
            return
        if not is_ready(self._language):
            self._wait.start()
            return
        if self._colours is None:
            self._colours = _Colours(self._edit.document())
        self._colours.colour(self._language)


def _in_pieces(text: str) -> str:
    """A line without an end is broken: laid out whole it would take minutes."""
    return _ENDLESS.sub(lambda found: f"{found[0]}\n", text)


class _Colours(QSyntaxHighlighter):
    def __init__(self, document: QTextDocument) -> None:
        self._lexed: Highlighter | None = None
        super().__init__(document)

    def forget(self) -> None:
        """Another text comes: what is known of this one does not fit it."""
        self._lexed = None

    def colour(self, language: str) -> None:
        """Colours the whole document."""
        lexed = Highlighter(language)
        lexed.finish(self.document().toPlainText().split("\n"))
        self._lexed = lexed
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        if self._lexed is None:
            return
        theme = current_theme()
        for start, length, token in self._lexed.spans(self.currentBlock().blockNumber()):
            form = QTextCharFormat()
            form.setForeground(theme.colour(token))
            # Spans count characters, Qt counts UTF-16 units.
            begin = len(text[:start].encode("utf-16-le")) // 2 if not text.isascii() else start
            self.setFormat(begin, length, form)
