"""Markdown as a QTextDocument in our type and colours, with nothing active in it.

Qt's own reader builds the document without HTML; then every format is set from
the theme, images become their alt text, and links that lead elsewhere than
http(s) and mailto become plain text. No layout exists until the caller shows it,
so nothing a document names can have been loaded before it was taken out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from PySide6.QtCore import QUrl
from PySide6.QtGui import (
    QBrush,
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextTable,
    QTextTableCellFormat,
)

from oriel.ui.fonts import body_font, code_font
from oriel.ui.theme import Theme

SAFE_SCHEMES = ("http", "https", "mailto")
_ENDLESS = re.compile(r"\S{2000}")
_FEATURES = QTextDocument.MarkdownFeature.MarkdownDialectGitHub
_NO_HTML = QTextDocument.MarkdownFeature.MarkdownNoHTML
_HEADING_SCALE = {1: 1.5, 2: 1.3, 3: 1.15}
_PROPORTIONAL = QTextBlockFormat.LineHeightTypes.ProportionalHeight.value


def markdown_document(source: str, theme: Theme, zoom: float) -> QTextDocument:
    """A fresh document of `source`; its owner is the caller."""
    document = _empty(theme, zoom)
    document.setMarkdown(_layable(source), _FEATURES | _NO_HTML)
    _style_text(document, theme, zoom)
    _style_blocks(document, theme, zoom)
    _style_tables(document, theme)
    return document


def plain_document(text: str, theme: Theme, zoom: float) -> QTextDocument:
    """`text` as it is, not one sign of it read as markup."""
    document = _empty(theme, zoom)
    document.setPlainText(_layable(text))
    cursor = QTextCursor(document)
    cursor.select(QTextCursor.SelectionType.Document)
    spacing = QTextBlockFormat()
    spacing.setLineHeight(128.0, _PROPORTIONAL)
    cursor.mergeBlockFormat(spacing)
    return document


def _layable(text: str) -> str:
    """`text` with a place to break in words longer than any screen: Qt looks for the
    end of the word anew for each line, and a megabyte of one word takes half a minute."""
    return _ENDLESS.sub("\\g<0>\u200b", text.replace("\0", "\ufffd"))


def is_safe_link(address: str) -> bool:
    """Whether a link may lead out of the program at all."""
    return QUrl(address.strip()).scheme().lower() in SAFE_SCHEMES


def _empty(theme: Theme, zoom: float) -> QTextDocument:
    document = QTextDocument()
    document.setUndoRedoEnabled(False)
    document.setDocumentMargin(0)
    document.setIndentWidth(24 * zoom)
    document.setDefaultFont(body_font(zoom))
    return document


def _blocks(document: QTextDocument) -> Iterator[QTextBlock]:
    block = document.begin()
    while block.isValid():
        yield block
        block = block.next()


def _style_text(document: QTextDocument, theme: Theme, zoom: float) -> None:
    found: list[tuple[int, int, QTextCharFormat]] = []
    for block in _blocks(document):
        pieces = block.begin()
        while not pieces.atEnd():
            piece = pieces.fragment()
            found.append((piece.position(), piece.length(), piece.charFormat()))
            pieces += 1
    cursor = QTextCursor(document)
    # From the end, since an image's alt text is longer than the image.
    for position, length, form in reversed(found):
        cursor.setPosition(position)
        cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
        if form.isImageFormat():
            alt = str(form.property(QTextFormat.Property.ImageAltText) or "")
            plain = QTextCharFormat()
            plain.setForeground(QBrush(theme.colour("muted")))
            cursor.insertText(f"[{alt}]" if alt else "[…]", plain)
        elif form.isAnchor():
            cursor.setCharFormat(_link_format(form, theme))
        elif form.fontFixedPitch():
            cursor.setCharFormat(_code_format(form, theme, zoom))


def _link_format(form: QTextCharFormat, theme: Theme) -> QTextCharFormat:
    styled = QTextCharFormat(form)
    if not is_safe_link(form.anchorHref()):
        styled = QTextCharFormat()
        styled.setFontWeight(form.fontWeight())
        return styled
    styled.setForeground(QBrush(theme.colour("accent")))
    styled.setFontUnderline(True)
    styled.setUnderlineColor(theme.faded("accent", 0.4))
    return styled


def _code_format(form: QTextCharFormat, theme: Theme, zoom: float) -> QTextCharFormat:
    font = code_font(zoom)
    styled = QTextCharFormat(form)
    styled.setFontFamilies(font.families())
    styled.setFontPointSize(font.pointSizeF())
    styled.setBackground(QBrush(theme.colour("code")))
    return styled


def _style_blocks(document: QTextDocument, theme: Theme, zoom: float) -> None:
    cursor = QTextCursor(document)
    last = document.lastBlock().blockNumber()
    for block in _blocks(document):
        cursor.setPosition(block.position())
        form = QTextBlockFormat(block.blockFormat())
        form.setLineHeight(125.0, _PROPORTIONAL)
        in_list = block.textList() is not None and block.next().textList() is not None
        level = form.headingLevel()
        form.setTopMargin(10 * zoom if level and block.blockNumber() else 0)
        form.setBottomMargin((3 if in_list else 6 if level else 10) * zoom)
        if block.blockNumber() == last:
            form.setBottomMargin(0)
        if _is_code(form):
            form.setBackground(QBrush(theme.colour("code")))
            form.setBottomMargin(0)
        if form.hasProperty(QTextFormat.Property.BlockQuoteLevel):
            _set_colour(cursor, block, theme)
        cursor.setBlockFormat(form)
        if level:
            _set_heading(cursor, block, level, zoom)


def _is_code(form: QTextBlockFormat) -> bool:
    return form.hasProperty(QTextFormat.Property.BlockCodeFence) or form.nonBreakableLines()


def _set_colour(cursor: QTextCursor, block: QTextBlock, theme: Theme) -> None:
    quiet = QTextCharFormat()
    quiet.setForeground(QBrush(theme.colour("muted")))
    _merge(cursor, block, quiet)


def _set_heading(cursor: QTextCursor, block: QTextBlock, level: int, zoom: float) -> None:
    form = QTextCharFormat()
    form.setFontPointSize(body_font(zoom).pointSizeF() * _HEADING_SCALE.get(level, 1.0))
    form.setFontWeight(QFont.Weight.DemiBold)
    form.setProperty(QTextFormat.Property.FontSizeAdjustment, 0)
    _merge(cursor, block, form)


def _merge(cursor: QTextCursor, block: QTextBlock, form: QTextCharFormat) -> None:
    cursor.setPosition(block.position())
    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
    cursor.mergeCharFormat(form)
    cursor.setPosition(block.position())


def _style_tables(document: QTextDocument, theme: Theme) -> None:
    for frame in document.rootFrame().childFrames():
        if isinstance(frame, QTextTable):
            _style_table(frame, theme)


def _style_table(table: QTextTable, theme: Theme) -> None:
    form = table.format()
    form.setBorder(0)
    form.setCellSpacing(0)
    form.setCellPadding(0)
    form.setBorderCollapse(True)
    form.setTopMargin(6)
    form.setBottomMargin(8)
    form.setWidth(QTextLength())
    table.setFormat(form)
    line = QBrush(theme.colour("line"))
    for row in range(table.rows()):
        for column in range(table.columns()):
            cell = table.cellAt(row, column)
            styled = QTextTableCellFormat(cell.format().toTableCellFormat())
            styled.setPadding(5)
            styled.setLeftPadding(0 if column == 0 else 9)
            styled.setRightPadding(9)
            styled.setBottomBorder(1)
            styled.setBottomBorderBrush(line)
            styled.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            cell.setFormat(styled)
            cursor = cell.firstCursorPosition()
            block = cursor.blockFormat()
            block.setBottomMargin(0)
            cursor.setBlockFormat(block)
