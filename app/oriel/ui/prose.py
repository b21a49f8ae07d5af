"""A piece of text as tall as it needs to be: selectable, never editable, never loading anything."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QToolTip, QWidget

from oriel.ui.markdown_document import is_safe_link, markdown_document, plain_document
from oriel.ui.theme import current_theme

CARET = "\u258d"


class Prose(QTextBrowser):
    """Markdown, or plain text with `markdown=False`."""

    def __init__(self, parent: QWidget | None = None, *, markdown: bool = True) -> None:
        super().__init__(parent)
        self._markdown = markdown
        self._source = ""
        self._caret = False
        self._zoom = 1.0
        self.setObjectName("prose")
        self.setAccessibleName(self.tr("Text"))
        self.setProperty("kind", "bare")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.viewport().setAutoFillBackground(False)
        self.anchorClicked.connect(self._on_link)
        self.highlighted.connect(self._on_link_hovered)

    @property
    def written(self) -> str:
        """The text as it was given, markup and all."""
        return self._source

    def show_text(self, source: str, *, caret: bool = False, zoom: float = 1.0) -> None:
        """Shows `source`; what is selected stays selected."""
        if (source, caret, zoom) == (self._source, self._caret, self._zoom):
            return
        self._source, self._caret, self._zoom = source, caret, zoom
        self.restyle()

    def restyle(self) -> None:
        """Builds the document anew, as when theme or zoom have changed."""
        make = markdown_document if self._markdown else plain_document
        document = make(self._source, current_theme(), self._zoom)
        if self._caret:
            _add_caret(document)
        chosen = self.textCursor()
        anchor, position = chosen.anchor(), chosen.position()
        document.setParent(self)
        self.setDocument(document)  # which deletes the one before
        if anchor != position and max(anchor, position) < document.characterCount():
            chosen = QTextCursor(document)
            chosen.setPosition(anchor)
            chosen.setPosition(position, QTextCursor.MoveMode.KeepAnchor)
            self.setTextCursor(chosen)
        self.fit()

    def fit(self) -> None:
        """Takes the height its text needs at the present width."""
        width = self.viewport().width()
        if width > 0:
            self.document().setTextWidth(width)
        height = max(1, math.ceil(self.document().size().height()))
        if height != self.height():
            self.setFixedHeight(height)

    def natural_width(self, at_most: int) -> int:
        """How wide the text is when lines break only past `at_most` pixels."""
        document = self.document()
        document.setTextWidth(at_most)
        return min(at_most, math.ceil(document.idealWidth()) + 1)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        # Nothing is ever fetched, from the disk or the network, on a text's word.
        return b""

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the transcript scrolls, not one of its texts

    def _on_link(self, url: QUrl) -> None:
        if is_safe_link(url.toString()):
            QDesktopServices.openUrl(url)

    def _on_link_hovered(self, url: QUrl) -> None:
        where = url.toString()
        self.viewport().setToolTip(where)
        if not where:
            QToolTip.hideText()


def _add_caret(document: QTextDocument) -> None:
    form = QTextCharFormat()
    form.setForeground(current_theme().colour("accent"))
    cursor = QTextCursor(document)
    cursor.movePosition(QTextCursor.MoveOperation.End)
    cursor.insertText(CARET, form)
