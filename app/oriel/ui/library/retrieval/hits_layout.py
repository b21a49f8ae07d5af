"""How much room a passage takes, and its text laid out for painting.

A folded row's height is reckoned from the length of its text and never laid out: resizing a
hundred rows costs nothing. What is in sight is laid out once for its width.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QTextCharFormat, QTextLayout, QTextOption

from oriel.ui.fonts import ui_font
from oriel.ui.library.retrieval.hits_model import Row
from oriel.ui.row_button import smaller, with_weight
from oriel.ui.theme import current_theme, current_zoom

FOLDED_LINES = 4
LONGEST_OPEN = 40_000
PAD_PX, GAP_PX, LINE_GAP_PX = 12, 8, 6
ICON_PX = 28  # the buttons of a row
_KEPT = 48
_LINE_HEIGHT = 1.42


@dataclass(slots=True)
class Laid:
    """A text in lines, ready to be drawn at its top left corner."""

    layout: QTextLayout
    height: float


class HitsLayout:
    """Measures rows for one list."""

    def __init__(self) -> None:
        self._laid: OrderedDict[tuple[int, int, bool], Laid] = OrderedDict()
        self._advances: dict[int, int] = {}
        self._open_heights: dict[tuple[int, int], float] = {}
        self.refresh()

    def refresh(self) -> None:
        """Fonts, colours or rows are others now."""
        self.font = ui_font(current_zoom())
        self.small = smaller(self.font)
        self.metrics = QFontMetrics(self.font)
        self.bold_metrics = QFontMetrics(with_weight(self.font, QFont.Weight.DemiBold))
        self.small_metrics = QFontMetrics(self.small)
        self.line_px = round(self.metrics.height() * _LINE_HEIGHT)
        self._laid.clear()
        self._advances.clear()
        self._open_heights.clear()

    def head_px(self) -> int:
        return max(self.metrics.height() + 4, 22)

    def foot_px(self) -> int:
        return max(round(ICON_PX * current_zoom()), self.small_metrics.height() + 8)

    def height(self, row: Row, number: int, width: int) -> int:
        """Of a whole row with the gap below it; `number` is its place, `width` the list's."""
        room = self.text_width(width)
        return (
            2 * PAD_PX
            + self.head_px()
            + LINE_GAP_PX
            + self.text_px(row, number, room)
            + LINE_GAP_PX
            + self.foot_px()
            - PAD_PX // 2
            + GAP_PX
        )

    def text_width(self, width: int) -> int:
        return max(width - 2 * PAD_PX - 2, 40)

    def text_px(self, row: Row, number: int, room: int) -> int:
        if not row.hit.pieces:
            return 0
        if not row.open:
            return self._folded_lines(row, number, room) * self.line_px
        key = (number, room)
        if key not in self._open_heights:
            self._open_heights[key] = self.laid(row, number, room).height
        return round(self._open_heights[key])

    def laid(self, row: Row, number: int, room: int) -> Laid:
        """The row's text as it is painted now."""
        key = (number, room, row.open)
        if (found := self._laid.get(key)) is not None:
            self._laid.move_to_end(key)
            return found
        made = self._open(row, room) if row.open else self._folded(row, number, room)
        self._laid[key] = made
        if len(self._laid) > _KEPT:
            self._laid.popitem(last=False)
        return made

    def _folded_lines(self, row: Row, number: int, room: int) -> int:
        if number not in self._advances:
            self._advances[number] = self.metrics.horizontalAdvance(row.opening)
        # Breaking between words leaves some of each line empty.
        lines = int(self._advances[number] * 1.06 / room) + 1
        return min(lines, FOLDED_LINES)

    def _open(self, row: Row, room: int) -> Laid:
        text = row.text[:LONGEST_OPEN].replace("\n", "\u2028").replace("\t", "    ")
        # A tab takes four places: the marks behind it move along.
        marks = row.marks if "\t" not in row.text else _moved(row.text, row.marks)
        return self._lay(text, marks, room, 0)

    def _folded(self, row: Row, number: int, room: int) -> Laid:
        lines = self._folded_lines(row, number, room)
        return self._lay(row.opening, row.opening_marks, room, lines)

    def _lay(self, text: str, marks: list[tuple[int, int]], room: int, most: int) -> Laid:
        layout = self._made(text, marks)
        end = self._break(layout, room, most)
        if most and end < len(text) + _extra_units(text):
            # The last line is cut with an ellipsis; everything is set once more.
            last = layout.lineAt(most - 1)
            kept = _from_utf16(text, last.textStart())
            # What is marked in it is wider.
            metrics = self.bold_metrics if any(m[1] > kept for m in marks) else self.metrics
            shown = metrics.elidedText(text[kept:], Qt.TextElideMode.ElideRight, room - 2)
            layout = self._made(text[:kept] + shown, [m for m in marks if m[0] < kept + len(shown)])
            self._break(layout, room, most)
        return Laid(layout, layout.lineCount() * self.line_px)

    def _made(self, text: str, marks: list[tuple[int, int]]) -> QTextLayout:
        layout = QTextLayout(text, QFont(self.font))
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        layout.setTextOption(option)
        layout.setFormats(_formats(text, marks))
        layout.setCacheEnabled(True)
        return layout

    def _break(self, layout: QTextLayout, room: int, most: int) -> int:
        """Breaks a text into lines; where the last of them ends."""
        layout.beginLayout()
        at, end = 0, 0
        while not most or at < most:
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(room)
            above = (self.line_px - line.height()) / 2
            line.setPosition(QPointF(0, at * self.line_px + above))
            end = line.textStart() + line.textLength()
            at += 1
        layout.endLayout()
        return end


def _formats(text: str, marks: list[tuple[int, int]]) -> list[QTextLayout.FormatRange]:
    theme, look = current_theme(), QTextCharFormat()
    look.setBackground(theme.faded("accent", 0.16))
    look.setForeground(theme.colour("text"))
    look.setFontWeight(QFont.Weight.DemiBold)
    found = []
    units = at = 0
    for start, end in marks:
        if end > len(text):
            break
        # Qt counts in UTF-16, in which an emoji is two.
        units += start - at + _extra_units(text[at:start])
        length = end - start + _extra_units(text[start:end])
        each = QTextLayout.FormatRange()
        each.start, each.length, each.format = units, length, look
        found.append(each)
        units, at = units + length, end
    return found


def _moved(text: str, marks: list[tuple[int, int]]) -> list[tuple[int, int]]:
    found, before, at = [], 0, 0
    for start, end in marks:
        before += text.count("\t", at, start)
        at = start
        found.append((start + 3 * before, end + 3 * before))
    return found


def _extra_units(text: str) -> int:
    return 0 if text.isascii() else sum(c > "\uffff" for c in text)


def _from_utf16(text: str, units: int) -> int:
    """The place in Python's characters of one in UTF-16."""
    if text.isascii():
        return units
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "ignore"))
