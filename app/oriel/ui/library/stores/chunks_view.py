"""What was indexed of a file: its chunks, numbered, to be read, searched and copied.

One text field holds them all, so that words are found across chunks and copied as they are.
Chunks come in slices: a long file has thousands of them.
"""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import (
    QFont,
    QGuiApplication,
    QKeySequence,
    QShortcut,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from oriel.domain.errors import AppError
from oriel.ui.count_text import count_text
from oriel.ui.error_text import explain
from oriel.ui.find_bar import FindBar
from oriel.ui.icon_engine import icon
from oriel.ui.library.stores.words import counted, t
from oriel.ui.prompts.parts import NameLabel, button, framed, label, reading
from oriel.ui.screen_room import fit_on_screen
from oriel.ui.theme import current_theme, current_zoom

WIDTH_PX, HEIGHT_PX = 760, 600
SLICE = 20  # chunks that are set at once
MOST_SHOWN = 5_000  # chunks; more are too many to read
LONGEST_SHOWN = 20_000  # characters of one chunk
_TOKEN = re.compile(r"\w{1,12}|[^\w\s]")


class ChunksView(QDialog):
    """Says that it reads until the chunks come, or an error."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chunks_view")
        self.setWindowTitle(t("Contents of {name}", name=name))
        self._chunks: list[str] = []
        self._shown, self._needle = 0, ""
        self._title = NameLabel("heading", self)
        self._title.show_name(name)
        self._about = label("muted", self, t("Reading what was indexed…"))
        self._about.setObjectName("chunks_about")
        self._text = reading("chunks_text", t("Chunks"), self)
        self._text.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._text.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._ground = framed(self, self._text)
        self._find = FindBar(t("Find in the contents"), self)
        self._find_button = button(t("Find…"), "find_in_chunks", self)
        self._find_button.setIcon(icon("search"))
        self._copy = button(t("Copy all"), "copy_chunks", self)
        self._copy.setIcon(icon("copy"))
        self._close = button(t("Close"), "close_chunks", self, "primary")
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._lay_out()
        self._connect()
        fit_on_screen(self, WIDTH_PX, HEIGHT_PX)

    def show_chunks(self, chunks: list[str]) -> None:
        """All of them, in order."""
        self._chunks = [chunk[:LONGEST_SHOWN] for chunk in chunks[:MOST_SHOWN]]
        self._about.setText(_summary(chunks))
        for each in (self._find_button, self._copy):
            each.setEnabled(bool(chunks))
        if chunks:
            self._timer.start()

    def show_failed(self, error: AppError) -> None:
        self._about.setText(explain(error.code, error.facts).in_full)

    # Inside

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        for each in (self._find_button, self._copy):
            each.setEnabled(False)
            buttons.addWidget(each)
        buttons.addStretch(1)
        buttons.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(12)
        for part in (self._title, self._about, self._find):
            column.addWidget(part)
        column.addWidget(self._ground, 1)
        column.addLayout(buttons)

    def _connect(self) -> None:
        self._timer.timeout.connect(self._set_more)
        self._find_button.clicked.connect(self._on_find)
        self._copy.clicked.connect(self._on_copy)
        self._close.clicked.connect(self.accept)
        self._find.needle_changed.connect(self._on_needle)
        self._find.step_requested.connect(self._on_step)
        self._find.closed.connect(self._text.setFocus)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self).activated.connect(
            self._on_find
        )
        self.finished.connect(self._timer.stop)

    def _set_more(self) -> None:
        """A slice more; the cursor of the reader stays where it is."""
        cursor = QTextCursor(self._text.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.beginEditBlock()
        for chunk in self._chunks[self._shown : self._shown + SLICE]:
            self._shown += 1
            self._set(cursor, self._shown, chunk)
        cursor.endEditBlock()
        if self._shown >= len(self._chunks):
            self._timer.stop()

    def _set(self, cursor: QTextCursor, at: int, chunk: str) -> None:
        head, plain, apart = QTextCharFormat(), QTextCharFormat(), QTextBlockFormat()
        head.setForeground(current_theme().colour("muted"))
        head.setFontWeight(QFont.Weight.DemiBold)
        apart.setTopMargin(18 * current_zoom() if at > 1 else 0)
        apart.setBottomMargin(4 * current_zoom())
        if at > 1:
            cursor.insertBlock(apart)
        else:
            cursor.setBlockFormat(apart)
        cursor.insertText(_head(at, chunk), head)
        cursor.insertBlock(QTextBlockFormat())
        cursor.insertText(chunk, plain)

    def _on_find(self) -> None:
        self._find.open(self._text.textCursor().selectedText())

    def _on_needle(self, needle: str) -> None:
        cursor = self._text.textCursor()
        cursor.setPosition(cursor.selectionStart())
        self._text.setTextCursor(cursor)
        self._go(needle, QTextDocument.FindFlag(0))

    def _on_step(self, by: int) -> None:
        back = QTextDocument.FindFlag.FindBackward if by < 0 else QTextDocument.FindFlag(0)
        self._go(self._needle, back)

    def _go(self, needle: str, flags: QTextDocument.FindFlag) -> None:
        self._needle = needle
        self._set_rest()
        found = bool(needle) and (self._text.find(needle, flags) or self._wrap(needle, flags))
        text = self._text.toPlainText()
        count = text.casefold().count(needle.casefold()) if needle else 0
        before = text[: self._text.textCursor().selectionStart()].casefold()
        self._find.show_count(before.count(needle.casefold()) + 1 if found else 0, count)

    def _wrap(self, needle: str, flags: QTextDocument.FindFlag) -> bool:
        back = flags == QTextDocument.FindFlag.FindBackward
        where = QTextCursor.MoveOperation.End if back else QTextCursor.MoveOperation.Start
        self._text.moveCursor(where)
        return self._text.find(needle, flags)

    def _set_rest(self) -> None:
        """Words are looked for in all of it."""
        while self._shown < len(self._chunks):
            self._set_more()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText("\n\n".join(self._chunks))
        self._copy.setText(t("Copied"))


def _summary(chunks: list[str]) -> str:
    if not chunks:
        return t("Nothing of it is in the index.")
    signs = sum(map(len, chunks))
    said = counted(len(chunks), "One chunk", "{count} chunks")
    said += ", " + t("{count} characters in all.", count=count_text(signs))
    if len(chunks) > MOST_SHOWN:
        said += " " + t("The first {count} are shown.", count=count_text(MOST_SHOWN))
    return said


def _head(at: int, chunk: str) -> str:
    tokens = len(_TOKEN.findall(chunk))
    return t(
        "Chunk {at}  ·  about {tokens} tokens  ·  {signs} characters",
        at=count_text(at),
        tokens=count_text(tokens),
        signs=count_text(len(chunk)),
    )
