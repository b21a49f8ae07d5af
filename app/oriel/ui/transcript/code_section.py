"""A card of code: language, controls, lines that scroll sideways or wrap.

Only lines in sight are laid out, so that five thousand lines cost as much as
fifty; its height is their number. Highlighting comes later and in slices, asked
for by the view when nothing else is to be done.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QTextLayout, QTextOption

from oriel.domain.markdown.blocks import Code
from oriel.ui.transcript.languages import display_name
from oriel.ui.transcript.look import (
    cursor_x,
    format_range,
    marks_within,
    utf16_length,
)
from oriel.ui.transcript.prose_section import indent, paint_quotation
from oriel.ui.transcript.section import Marked, Section

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from oriel.ui.transcript.highlighting import Highlighter
    from oriel.ui.transcript.look import Look

HEAD_PX, PAD_PX, FOOT_PX, RADIUS_PX = 36, 14, 12, 10
LONG, SHOWN_OF_LONG = 60, 24
LINES_AT_ONCE = 200
_KEPT_LAYOUTS = 400


class CodeSection(Section):
    """`block` is a Code. With `fold` only the beginning of long code is shown at first."""

    def __init__(self, block: Code, look: Look, *, fold: bool = False) -> None:
        super().__init__(look)
        self.block: Code = block
        self.gap = look.px(12)
        self.wrapped = False
        self.folded = fold and len(block.lines) > LONG
        self._highlighter: Highlighter | None = None
        self._inset = indent(block.inside, look)
        self._shift = 0
        self._layouts: dict[int, QTextLayout] = {}
        self._starts = [0]
        self._tops: list[int] = []
        self._widest = 0.0
        self._measured = 0
        self._coloured = False
        self.take_lines()

    @property
    def text(self) -> str:  # type: ignore[override]
        return self.block.text

    @property
    def wants_colour(self) -> bool:
        """Whether some of its lines are still to be coloured."""
        return not self._coloured and not self.block.open

    @property
    def shown_lines(self) -> int:
        return SHOWN_OF_LONG if self.folded else len(self.block.lines)

    def take_lines(self) -> int:
        """Takes in what was added to the block, or changed in its last line. The first
        line that looks different."""
        lines = self.block.lines
        known = max(0, len(self._starts) - 2)  # the last one may have grown
        del self._starts[known + 1 :]
        self._measured = min(self._measured, known)
        for number in range(known, len(lines)):
            self._starts.append(self._starts[-1] + utf16_length(lines[number]) + 1)
            self._layouts.pop(number, None)
        for number in [n for n in self._layouts if n >= len(lines)]:
            del self._layouts[number]
        del self._tops[known + 1 :]
        return known

    def lay_out(self, width: int) -> None:
        if width != self.width:
            self._layouts.clear()
            self._tops.clear()
        self.width = width
        look = self.look
        self._measure()
        if self.wrapped:
            self._place_wrapped()
            body = self._tops[min(self.shown_lines, len(self._tops) - 1)]
        else:
            body = self.shown_lines * look.code_line
        foot = look.px(30) if self.folded else look.px(FOOT_PX)
        self.height = look.px(HEAD_PX) + max(body, look.code_line) + foot
        self._shift = min(self._shift, self._furthest())

    def release(self) -> None:
        self._layouts.clear()

    def restyle_lines(self, begin: int, end: int) -> None:
        """Lines got their colours."""
        for number in range(begin, end):
            self._layouts.pop(number, None)

    def line_top(self, number: int) -> int:
        """The top of a line, from the top of the card."""
        top = self.look.px(HEAD_PX)
        return top + (self._tops[number] if self.wrapped else number * self.look.code_line)

    def highlight(self) -> bool:
        """Colours more lines; True while there are more to be coloured."""
        if self._coloured:
            return False
        if self._highlighter is None:
            from oriel.ui.transcript.highlighting import Highlighter, is_ready

            if not is_ready(self.block.language):
                return True
            self._highlighter = Highlighter(self.block.language)
        lighter = self._highlighter
        before = lighter.lexed
        lines = self._complete_lines()
        more = lighter.advance(lines, LINES_AT_ONCE)
        if not more and not self.block.open:
            lighter.finish(lines)
            self._coloured = True
        self.restyle_lines(before, len(self.block.lines))
        return more

    def _complete_lines(self) -> list[str]:
        return self.block.lines[:-1] if self.block.unfinished else self.block.lines

    def _spans(self, number: int) -> list[tuple[int, int, str]]:
        """The colours of a line, in positions as Qt counts them."""
        if self._highlighter is None:
            return []
        line = self.block.lines[number]
        last = self.block.unfinished and number == len(self.block.lines) - 1
        spans = self._highlighter.peek(line) if last else self._highlighter.spans(number)
        if line.isascii():
            return spans
        return [
            (utf16_length(line[:start]), utf16_length(line[start : start + length]), token)
            for start, length, token in spans
        ]

    def paint(self, painter: QPainter, clip: QRectF, marked: Marked) -> None:
        look = self.look
        paint_quotation(painter, look, self)
        card = QRectF(self._inset, 0, self.width - self._inset, self.height)
        edge = look.card_edge
        painter.setPen(edge if edge is not None else Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("code"))
        inner = card.adjusted(0.5, 0.5, -0.5, -0.5) if edge is not None else card
        painter.drawRoundedRect(inner, look.px(RADIUS_PX), look.px(RADIUS_PX))
        if clip.top() < look.px(HEAD_PX):
            self._paint_head(painter)
        if not self.shown_lines:
            return
        painter.save()
        area = self._area()
        painter.setClipRect(area & clip.adjusted(0, -2, 0, 2))
        painter.setPen(look.colour("text"))
        first, last = self._line_at(clip.top()), self._line_at(clip.bottom())
        for number in range(first, min(last + 1, self.shown_lines)):
            self._paint_line(painter, number, marked)
        painter.restore()
        if self.folded:
            self._paint_fold(painter)
        self._paint_bar(painter)

    def position(self, point: QPointF) -> int:
        if not self.block.lines:
            return 0
        number = min(self._line_at(point.y()), self.shown_lines - 1)
        layout = self._layout(number)
        row = min(
            max(0, int((point.y() - self.line_top(number)) // self.look.code_line)),
            layout.lineCount() - 1,
        )
        x = point.x() - self._area().left() + self._shift
        return self._starts[number] + int(layout.lineAt(row).xToCursor(x))

    def caret(self, position: int) -> QRectF:
        if not self.block.lines:
            return super().caret(position)
        number = min(bisect_right(self._starts, position) - 1, len(self.block.lines) - 1)
        layout = self._layout(number)
        inside = min(position - self._starts[number], utf16_length(layout.text()))
        line = layout.lineForTextPosition(inside)
        x = cursor_x(line, inside)
        top = self.line_top(number) + line.y()
        return QRectF(self._area().left() - self._shift + x, top, 0, self.look.code_line)

    def scrolled(self, by: int) -> bool:
        shift = min(max(0, self._shift + by), self._furthest())
        moved, self._shift = shift != self._shift, shift
        return moved

    def update_from(self, other: Section) -> int | None:
        return None

    def make_widget(self, parent: QWidget) -> QWidget | None:
        from oriel.ui.transcript.code_controls import CodeControls

        return CodeControls(self.block, parent)

    def widget_place(self) -> QRectF:
        return QRectF(self._inset, 0, self.width - self._inset, self.look.px(HEAD_PX))

    # Inside

    def _area(self) -> QRectF:
        look = self.look
        left = self._inset + look.px(PAD_PX)
        top = look.px(HEAD_PX)
        return QRectF(
            left, top, self.width - left - look.px(PAD_PX), self.height - top - look.px(6)
        )

    def _furthest(self) -> int:
        return 0 if self.wrapped else max(0, math.ceil(self._widest - self._area().width()) + 4)

    def _measure(self) -> None:
        look = self.look
        metrics = look.code_metrics
        for number in range(self._measured, len(self.block.lines)):
            line = self.block.lines[number]
            simple = line.isascii() and "\t" not in line
            width = len(line) * look.code_width if simple else metrics.horizontalAdvance(line)
            self._widest = max(self._widest, width + line.count("\t") * 4 * look.code_width)
        self._measured = len(self.block.lines)

    def _place_wrapped(self) -> None:
        if not self._tops:
            self._tops.append(0)
        room = self._area().width()
        for number in range(len(self._tops) - 1, len(self.block.lines)):
            line = self.block.lines[number]
            short = line.isascii() and "\t" not in line and len(line) * self.look.code_width <= room
            rows = 1 if short else self._layout(number).lineCount()
            self._tops.append(self._tops[-1] + rows * self.look.code_line)

    def _line_at(self, y: float) -> int:
        inside = y - self.look.px(HEAD_PX)
        last = max(0, len(self.block.lines) - 1)
        if self.wrapped and self._tops:
            return min(max(0, bisect_right(self._tops, inside) - 1), last)
        return min(max(0, int(inside // self.look.code_line)), last)

    def _layout(self, number: int) -> QTextLayout:
        if (layout := self._layouts.get(number)) is not None:
            return layout
        look = self.look
        if len(self._layouts) > _KEPT_LAYOUTS:
            self._layouts.clear()
        layout = QTextLayout(self.block.lines[number].replace("\0", "\ufffd"), look.code)
        option = QTextOption()
        option.setTabStopDistance(4 * look.code_width)
        wrap = QTextOption.WrapMode
        option.setWrapMode(wrap.WrapAnywhere if self.wrapped else wrap.NoWrap)
        layout.setTextOption(option)
        if spans := self._spans(number):
            layout.setFormats([format_range(a, n, look.token(token)) for a, n, token in spans])
        y = 0
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(self._area().width() if self.wrapped else 1 << 24)
            line.setPosition(QPointF(0, y + round((look.code_line - line.height()) / 2)))
            y += look.code_line
            if not self.wrapped:
                break
        layout.endLayout()
        self._layouts[number] = layout
        return layout

    def _paint_line(self, painter: QPainter, number: int, marked: Marked) -> None:
        layout = self._layout(number)
        start = self._starts[number]
        length = self._starts[number + 1] - start
        here = marks_within(marked.ranges(self.look), start, length)
        at = QPointF(self._area().left() - self._shift, self.line_top(number))
        layout.draw(painter, at, here)

    def _paint_head(self, painter: QPainter) -> None:
        look = self.look
        painter.setFont(look.small)
        painter.setPen(look.colour("muted"))
        head = QRectF(self._inset + look.px(PAD_PX), 0, self.width / 2, look.px(HEAD_PX))
        painter.drawText(head, Qt.AlignmentFlag.AlignVCenter, display_name(self.block.language))

    def _paint_fold(self, painter: QPainter) -> None:
        look = self.look
        area = QRectF(self._inset, self.height - look.px(30), self.width - self._inset, look.px(26))
        painter.setFont(look.small)
        painter.setPen(look.colour("accent"))
        said = _tr("Show all {n:,} lines").format(n=len(self.block.lines))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, said)

    def _paint_bar(self, painter: QPainter) -> None:
        """How far the lines are scrolled sideways."""
        furthest = self._furthest()
        if not furthest:
            return
        look, area = self.look, self._area()
        width = max(look.px(36), area.width() * area.width() / (area.width() + furthest))
        left = area.left() + (area.width() - width) * self._shift / furthest
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.theme.faded("muted", 0.45))
        painter.drawRoundedRect(QRectF(left, self.height - look.px(7), width, look.px(4)), 2, 2)

    def clicked(self, point: QPointF) -> Callable[[], None] | None:
        if self.folded and point.y() > self.height - self.look.px(30):
            return self.unfold
        return None

    def unfold(self) -> None:
        """Shows all lines."""
        self.folded = False
        self.lay_out(self.width)

    def set_wrapped(self, wrapped: bool) -> None:
        self.wrapped = wrapped
        self._layouts.clear()
        self._tops.clear()
        self._shift = 0
        self.lay_out(self.width)


def _tr(text: str) -> str:
    from PySide6.QtCore import QCoreApplication

    return QCoreApplication.translate("CodeSection", text)
