"""How high a row of the search is, and its snippet laid out for painting."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QTextCharFormat, QTextLayout, QTextOption

from oriel.ui.fonts import ui_font
from oriel.ui.row_button import smaller, with_weight
from oriel.ui.search.rows import Row, Shape, Span
from oriel.ui.theme import current_theme, current_zoom
from oriel.ui.transcript.look import is_right_to_left, utf16_length

LINES = 2  # of a snippet
PAD_PX, ICON_PX, GAP_PX = 10, 16, 10
_KEPT = 120
_LINE_HEIGHT = 1.35


class RowLayout:
    """Measures the rows of one list. What was laid out is kept for its width."""

    def __init__(self) -> None:
        self._laid: OrderedDict[tuple[str, tuple[Span, ...], int, bool], QTextLayout] = (
            OrderedDict()
        )
        self.refresh()

    def refresh(self) -> None:
        """Fonts or colours are others now."""
        self.font = ui_font(current_zoom())
        self.small = smaller(self.font)
        self.medium = with_weight(self.font, QFont.Weight.Medium)
        self.metrics = QFontMetrics(self.font)
        self.small_metrics = QFontMetrics(self.small)
        self.line_px = round(self.metrics.height() * _LINE_HEIGHT)
        self._laid.clear()

    @property
    def text_at(self) -> int:
        """Where words begin, counted from the leading edge of a row."""
        return PAD_PX + ICON_PX + GAP_PX

    def height(self, row: Row, width: int) -> int:
        line = self.metrics.height()
        match row.shape:
            case Shape.HEADING:
                return self.small_metrics.height() + 18
            case Shape.LINE:
                return max(34, line + 14)
            case Shape.SENTENCE:
                room = width - 2 * PAD_PX
                return self.sentence(row, room).lineCount() * self.line_px + 24
            case Shape.MESSAGE:
                return line + 20 + self.snippet(row, width).lineCount() * self.line_px

    def snippet(self, row: Row, width: int) -> QTextLayout:
        """A message's words, at most LINES of them, for a row of that width."""
        room = max(80, width - self.text_at - PAD_PX)
        return self._made(row.text, row.text_marks, room, most=LINES)

    def sentence(self, row: Row, room: int) -> QTextLayout:
        return self._made(row.title, (), max(80, room), most=0)

    def _made(self, text: str, marks: tuple[Span, ...], room: int, most: int) -> QTextLayout:
        key = (text, marks, room, bool(most))
        if (found := self._laid.get(key)) is not None:
            self._laid.move_to_end(key)
            return found
        layout = self._broken(text, marks, room, most)
        self._laid[key] = layout
        if len(self._laid) > _KEPT:
            self._laid.popitem(last=False)
        return layout

    def _broken(self, text: str, marks: tuple[Span, ...], room: int, most: int) -> QTextLayout:
        layout = self._layout(text, marks)
        end = self._break(layout, room, most)
        if most and end < utf16_length(text):
            start = _characters(text, layout.lineAt(most - 1).textStart())
            shown = self.metrics.elidedText(
                text[start : start + room], Qt.TextElideMode.ElideRight, room - 6
            )
            cut = text[:start] + shown
            layout = self._layout(cut, tuple(m for m in marks if m[1] < len(cut)))
            self._break(layout, room, most)
        return layout

    def _layout(self, text: str, marks: Sequence[Span]) -> QTextLayout:
        layout = QTextLayout(text, QFont(self.font))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        right = is_right_to_left(text)
        option.setTextDirection(
            Qt.LayoutDirection.RightToLeft if right else Qt.LayoutDirection.LeftToRight
        )
        layout.setTextOption(option)
        layout.setFormats(mark_formats(text, marks))
        layout.setCacheEnabled(True)
        return layout

    def _break(self, layout: QTextLayout, room: int, most: int) -> int:
        """Breaks a text into lines; where the last of them ends, in UTF-16."""
        layout.beginLayout()
        at, end = 0, 0
        while not most or at < most:
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(room)
            line.setPosition(QPointF(0, at * self.line_px + (self.line_px - line.height()) / 2))
            end = line.textStart() + line.textLength()
            at += 1
        layout.endLayout()
        return end


def mark_formats(text: str, marks: Sequence[Span]) -> list[QTextLayout.FormatRange]:
    """How the found words stand out. Places count characters; Qt counts in UTF-16."""
    theme, look = current_theme(), QTextCharFormat()
    look.setBackground(theme.faded("accent", 0.18))
    look.setForeground(theme.colour("text"))
    found: list[QTextLayout.FormatRange] = []
    units = at = 0
    for start, end in marks:
        units += utf16_length(text[at:start])
        each = QTextLayout.FormatRange()
        each.start, each.length, each.format = units, utf16_length(text[start:end]), look
        found.append(each)
        units, at = units + each.length, end
    return found


def _characters(text: str, units: int) -> int:
    """The place in Python's characters of one in UTF-16."""
    if text.isascii():
        return units
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "ignore"))
