"""Text and code to be read, searched and copied: a long one comes slice by slice."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import (
    QGuiApplication,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from oriel.ui.fonts import body_font, code_font
from oriel.ui.library.preview.finding import places
from oriel.ui.theme import current_theme, current_zoom
from oriel.ui.transcript.highlighting import Span

SLICE_CHARS = 16_000  # what is set into a document without a pause
COLOURED_SLICE = 6_000
_CODE_SHARE, _TEXT_SHARE = 12.5 / 13.5, 14 / 15
_MARKED = 400  # matches that are marked at once, around the one that is shown


class TextView(QPlainTextEdit):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preview_text")
        self.setAccessibleName(self.tr("What is in the file"))
        self.setProperty("kind", "bare")
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDocumentMargin(10)
        self._is_code = True
        self._text = self._rest = ""
        self._matches: list[tuple[int, int]] = []
        self._at = 0
        self._colours = _Colours(self.document())
        self._more = QTimer(self)
        self._more.setInterval(0)
        self._more.timeout.connect(self._add_slice)
        self._dress()

    @property
    def text(self) -> str:
        """All of it, also what is not set into the document yet."""
        return self._text

    def show_text(
        self,
        text: str,
        *,
        is_code: bool,
        wraps: bool = True,
        spans: tuple[list[Span], ...] = (),
    ) -> None:
        """Replaces what is there; `spans` colour its first lines."""
        self._more.stop()
        if self._is_code != is_code:
            self._is_code = is_code
            self._dress()
        modes = QPlainTextEdit.LineWrapMode
        self.setLineWrapMode(modes.WidgetWidth if wraps else modes.NoWrap)
        self._text = text
        self._colours.spans = spans
        self._matches = []
        self.setExtraSelections([])
        self.clear()
        self._rest = self._text
        self._add_slice()
        self.verticalScrollBar().setValue(0)

    def seek(self, needle: str) -> tuple[int, int]:
        """Shows the first match at or below what is read."""
        self._finish()
        self._matches = places(self._text, needle)
        self.setExtraSelections([])
        here = self.cursorForPosition(self.viewport().rect().topLeft()).position()
        self._at = next((n for n, (begin, _) in enumerate(self._matches) if begin >= here), 0)
        return self.step(0)

    def step(self, by: int) -> tuple[int, int]:
        if not self._matches:
            return 0, 0
        self._at = (self._at + by) % len(self._matches)
        cursor = self._cursor(self._at)
        # Where it is, without what a selection looks like.
        cursor.setPosition(cursor.selectionStart())
        self.setTextCursor(cursor)
        self.centerCursor()
        self._mark(self._at)
        return self._at + 1, len(self._matches)

    def copy_all(self) -> None:
        """What is selected, else all."""
        if self.textCursor().hasSelection():
            self.copy()
        else:
            QGuiApplication.clipboard().setText(self._text)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()
            self._colours.rehighlight()

    def _dress(self) -> None:
        zoom = current_zoom()
        font = code_font(zoom * _CODE_SHARE) if self._is_code else body_font(zoom * _TEXT_SHARE)
        if font != self.font():
            self.setFont(font)

    def _add_slice(self) -> None:
        size = SLICE_CHARS
        if self._colours.spans and self.blockCount() < len(self._colours.spans):
            size = COLOURED_SLICE
        piece, self._rest = self._rest[:size], self._rest[size:]
        if piece and "\ud800" <= piece[-1] <= "\udbff":
            piece, self._rest = piece[:-1], piece[-1] + self._rest
        end = QTextCursor(self.document())
        end.movePosition(QTextCursor.MoveOperation.End)
        end.insertText(piece)
        if self._rest:
            self._more.start()
        else:
            self._more.stop()

    def _finish(self) -> None:
        """All of the text is in the document: what is looked for may be at its end."""
        self._more.stop()
        while self._rest:
            self._add_slice()
            self._more.stop()

    def _cursor(self, number: int) -> QTextCursor:
        begin, end = self._matches[number]
        cursor = QTextCursor(self.document())
        cursor.setPosition(begin)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _mark(self, current: int) -> None:
        theme = current_theme()
        first = max(0, current - _MARKED // 2)
        marks = []
        for number in range(first, min(len(self._matches), first + _MARKED)):
            mark = QTextEdit.ExtraSelection()
            mark.cursor = self._cursor(number)
            strength = 0.6 if number == current else 0.34
            form = QTextCharFormat()
            form.setBackground(theme.faded("warning", strength))
            mark.format = form
            marks.append(mark)
        self.setExtraSelections(marks)


class _Colours(QSyntaxHighlighter):
    """Colours a line when it is set in; what the colours are was worked out before."""

    def __init__(self, document: QTextDocument) -> None:
        self.spans: tuple[list[Span], ...] = ()
        super().__init__(document)

    def highlightBlock(self, text: str) -> None:
        number = self.currentBlock().blockNumber()
        if number >= len(self.spans):
            return
        theme, plain = current_theme(), text.isascii()
        for start, length, token in self.spans[number]:
            form = QTextCharFormat()
            form.setForeground(theme.colour(token))
            # Spans count characters, Qt counts UTF-16 units.
            begin = start if plain else len(text[:start].encode("utf-16-le")) // 2
            size = length
            if not plain:
                size = len(text[start : start + length].encode("utf-16-le")) // 2
            self.setFormat(begin, size, form)
