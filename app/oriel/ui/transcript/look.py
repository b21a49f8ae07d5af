"""Fonts, colours and distances of the transcript at one theme and zoom.

One value for all sections: a new theme or zoom is a new Look, and everything that
is in sight is laid out anew with it.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from PySide6.QtGui import QColor, QFont, QFontMetricsF, QTextCharFormat, QTextLayout, QTextLine

from oriel.domain.markdown.blocks import Run, Runs, Style
from oriel.ui.fonts import BODY_LINE_HEIGHT, BODY_PX, CODE_PX, body_font, code_font, ui_font
from oriel.ui.theme import Theme

HEADINGS = {1: 1.5, 2: 1.3, 3: 1.15}
_CODE_LINE = 1.48


class Look:
    """`px(n)` is n design pixels at this zoom, as a whole number."""

    def __init__(self, theme: Theme, zoom: float) -> None:
        self.theme = theme
        self.zoom = zoom
        self.body = body_font(zoom)
        self.code = code_font(zoom)
        self.small = ui_font(zoom * 12 / 13)
        self.bold = body_font(zoom, weight=QFont.Weight.DemiBold)
        self.body_px = BODY_PX * zoom
        self.line = round(BODY_PX * BODY_LINE_HEIGHT * zoom)
        self.code_line = round(CODE_PX * _CODE_LINE * zoom)
        self.code_width = QFontMetricsF(self.code).horizontalAdvance("0")
        self.chosen = _background(theme.faded("accent", 0.26))
        self.mark = _background(theme.faded("warning", 0.34))
        self.current_mark = _background(theme.faded("warning", 0.6))
        self._formats: dict[tuple[Style, bool], QTextCharFormat] = {}
        self._tokens: dict[str, QTextCharFormat] = {}
        self._headings: dict[int, tuple[QFont, QFontMetricsF]] = {}
        self.small_metrics = QFontMetricsF(self.small)
        self.body_metrics = QFontMetricsF(self.body)
        self.bold_metrics = QFontMetricsF(self.bold)
        self.code_metrics = QFontMetricsF(self.code)

    @property
    def card_edge(self) -> QColor | None:
        """The line around a card where its ground does not set it apart."""
        plain = self.theme.tokens["code"] == self.theme.tokens["window"]
        return self.colour("line") if plain else None

    def px(self, design: float) -> int:
        return round(design * self.zoom)

    def colour(self, token: str) -> QColor:
        return self.theme.colour(token)

    def heading(self, level: int) -> tuple[QFont, QFontMetricsF]:
        """The font of a heading and its measures; level 0 is body text."""
        if level <= 0:
            return self.body, self.body_metrics
        if level not in self._headings:
            size = self.zoom * HEADINGS.get(level, 1.0)
            font = body_font(size, weight=QFont.Weight.DemiBold)
            self._headings[level] = (font, QFontMetricsF(font))
        return self._headings[level]

    def heading_line(self, level: int) -> int:
        if level <= 0:
            return self.line
        return round(BODY_PX * HEADINGS.get(level, 1.0) * 1.36 * self.zoom)

    def ranges(self, runs: Runs) -> list[QTextLayout.FormatRange]:
        """What of the runs' text is not set plainly."""
        found: list[QTextLayout.FormatRange] = []
        at = 0
        for run in runs:
            length = utf16_length(run.text)
            if run.style or run.link:
                found.append(format_range(at, length, self.format(run)))
            at += length
        return found

    def format(self, run: Run) -> QTextCharFormat:
        key = (run.style, bool(run.link))
        if key not in self._formats:
            self._formats[key] = self._made_format(*key)
        return self._formats[key]

    def token(self, name: str) -> QTextCharFormat:
        """Text in a theme token's colour."""
        if name not in self._tokens:
            form = QTextCharFormat()
            form.setForeground(self.colour(name))
            self._tokens[name] = form
        return self._tokens[name]

    def _made_format(self, style: Style, link: bool) -> QTextCharFormat:
        form = QTextCharFormat()
        if style & Style.BOLD:
            form.setFontWeight(QFont.Weight.DemiBold)
        if style & Style.ITALIC:
            form.setFontItalic(True)
        if style & Style.STRIKE:
            form.setFontStrikeOut(True)
        if style & (Style.CODE | Style.MATH):
            form.setFontFamilies(self.code.families() or [self.code.family()])
            form.setFontPointSize(self.code.pointSizeF())
        if style & Style.CODE:
            form.setBackground(self.colour("code"))
        if style & Style.MUTED:
            form.setForeground(self.colour("muted"))
        if style & Style.RAISED:
            form.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
            form.setForeground(self.colour("accent"))
        if link:
            form.setForeground(self.colour("accent"))
            form.setFontUnderline(True)
            form.setUnderlineColor(self.theme.faded("accent", 0.4))
        return form


def format_range(start: int, length: int, form: QTextCharFormat) -> QTextLayout.FormatRange:
    """Positions count as Qt counts: in UTF-16."""
    made = QTextLayout.FormatRange()
    made.start, made.length, made.format = start, length, form
    return made


def cursor_x(line: QTextLine, position: int) -> float:
    """Where a position of the text is in its line."""
    found: Any = line.cursorToX(position)  # a pair, in some versions of PySide6
    return float(found[0] if isinstance(found, tuple) else found)


def marks_within(
    ranges: list[QTextLayout.FormatRange], start: int, length: int
) -> list[QTextLayout.FormatRange]:
    """The part of `ranges` that lies in a line or cell, counted from its start."""
    found = []
    for each in ranges:
        begin, end = max(0, each.start - start), min(length, each.start + each.length - start)
        if begin < end:
            found.append(format_range(begin, end - begin, each.format))
    return found


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction goes to the left."""
    if text.isascii():
        return False
    ways = (unicodedata.bidirectional(sign) for sign in text)
    return next((way for way in ways if way in ("L", "R", "AL")), "L") != "L"


def utf16_length(text: str) -> int:
    """How long Qt thinks a text is: characters beyond U+FFFF count twice."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _background(colour: QColor) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setBackground(colour)
    return form


def utf16_slice(text: str, begin: int, end: int) -> str:
    """The characters between two positions as Qt counts them."""
    if text.isascii() or len(text) == utf16_length(text):
        return text[begin:end]
    raw = text.encode("utf-16-le", "surrogatepass")[2 * begin : 2 * end]
    return raw.decode("utf-16-le", "replace")
