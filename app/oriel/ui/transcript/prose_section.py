"""A paragraph, heading or rule: one QTextLayout, painted line by line.

Own layouts and not a QTextDocument: they are as fast from Python, and leave
lists, quotations, formulas and what changes while streaming in our hands.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QTextCharFormat, QTextLayout, QTextLine, QTextOption

from oriel.domain.markdown.blocks import Prose, Run, Runs, Style
from oriel.ui.transcript.look import (
    cursor_x,
    format_range,
    is_right_to_left,
    utf16_length,
)
from oriel.ui.transcript.section import Marked, Section

if TYPE_CHECKING:
    from oriel.ui.transcript.formulas import Formula, Formulas
    from oriel.ui.transcript.look import Look

FORMULA_MARK = "\u00a0"  # what stands in the text for a formula that is painted
INDENT_PX, QUOTE_PX = 26, 18


class ProseSection(Section):
    """`block` is a Prose. A formula is its source until it is rendered."""

    def __init__(self, block: Prose, look: Look, formulas: Formulas | None = None) -> None:
        super().__init__(look)
        self.block: Prose = block
        self.gap = _gap(block, look)
        self.natural_width = 0
        self._formulas = formulas
        self._layout: QTextLayout | None = None
        self._painted: dict[int, tuple[Formula, str]] = {}
        self._inset = indent(block.inside, look)
        self._runs = self._shown_runs()
        self.text = "".join(run.text for run in self._runs)

    @property
    def waits_for(self) -> list[tuple[str, bool]]:
        """The formulas in it that are not rendered yet: (tex, display)."""
        return [(run.text, False) for run in self._runs if run.style & Style.MATH]

    def source_of(self, begin: int, end: int, text: str) -> str:
        """`text`, which stands between two positions, with formulas as their TeX."""
        for at in sorted(self._painted, reverse=True):
            if begin <= at < end:
                cut = at - begin
                text = f"{text[:cut]}${self._painted[at][1]}${text[cut + 1 :]}"
        return text

    def lay_out(self, width: int) -> None:
        self.width = width
        if self.block.level < 0:
            self.height = self.look.px(9)
            return
        self._layout = self._made_layout(max(40, width - self._inset))

    def release(self) -> None:
        self._layout = None

    def paint(self, painter: QPainter, clip: QRectF, marked: Marked) -> None:
        look = self.look
        paint_quotation(painter, look, self)
        if self.block.level < 0:
            y = self.height // 2
            painter.fillRect(
                QRectF(self._inset, y, self.width - self._inset, 1), look.colour("line")
            )
            return
        muted = "q" in self.block.inside
        painter.setPen(look.colour("muted" if muted else "text"))
        if self.block.marker:
            self._paint_marker(painter)
        layout = self._ready()
        layout.draw(
            painter,
            QPointF(self._inset, 0),
            marked.ranges(look),
            clip.adjusted(0, -4, 0, 4),
        )
        for at, (formula, _) in self._painted.items():
            line = layout.lineForTextPosition(at)
            x = cursor_x(line, at)
            formula.paint(painter, self._inset + x, line.y() + line.ascent())

    def position(self, point: QPointF) -> int:
        if self.block.level < 0:
            return 0
        layout = self._ready()
        line = _line_at(layout, point.y())
        return int(line.xToCursor(point.x() - self._inset)) if line is not None else 0

    def caret(self, position: int) -> QRectF:
        if self.block.level < 0:
            return super().caret(position)
        layout = self._ready()
        line = layout.lineForTextPosition(min(position, utf16_length(self.text)))
        if not line.isValid():
            return super().caret(position)
        x = cursor_x(line, position)
        return QRectF(self._inset + x, line.y(), 0, line.height())

    def link(self, point: QPointF) -> str:
        if not any(run.link for run in self._runs) or not 0 <= point.y() < self.height:
            return ""
        layout = self._ready()
        line = _line_at(layout, point.y())
        x = point.x() - self._inset
        if line is None or not line.naturalTextRect().left() <= x <= line.naturalTextRect().right():
            return ""
        at = line.xToCursor(x, QTextLine.CursorPosition.CursorOnCharacter)
        for run in self._runs:
            at -= utf16_length(run.text)
            if at < 0:
                return run.link
        return ""

    def update_from(self, other: Section) -> int | None:
        if not isinstance(other, ProseSection) or self._layout is None:
            return None
        if other.block.marker != self.block.marker or not self._goes_on(other.shown_runs):
            return None
        # A longer last word may pull the one before it to the next line.
        number = max(0, other.line_of(utf16_length(other.text)) - 1)
        return int(self._layout.lineAt(number).y()) - 2

    def line_of(self, position: int) -> int:
        """The number of the line with a position; 0 when nothing is laid out."""
        line = self._layout.lineForTextPosition(position) if self._layout is not None else None
        return line.lineNumber() if line is not None and line.isValid() else 0

    @property
    def shown_runs(self) -> Runs:
        """The runs as they are painted."""
        return self._runs

    def _goes_on(self, runs: Runs) -> bool:
        """Whether this is the same text with more words at its end."""
        if len(runs) != 1 or len(self._runs) != 1:
            return False
        return runs[0][1:] == self._runs[0][1:] and self._runs[0].text.startswith(runs[0].text)

    # Inside

    def _shown_runs(self) -> tuple[Run, ...]:
        """The runs with a place for each formula that is rendered."""
        if self._formulas is None or not any(run.style & Style.MATH for run in self.block.runs):
            return self.block.runs
        shown: list[Run] = []
        at = 0
        colour = self.look.theme.tokens["muted" if "q" in self.block.inside else "text"]
        size = self.look.body_px
        for run in self.block.runs:
            if run.style & Style.MATH:
                formula = self._formulas.get(run.text, False, size, colour)
                if formula is not None:
                    self._painted[at] = (formula, run.text)
                    run = Run(FORMULA_MARK)
            shown.append(run)
            at += utf16_length(run.text)
        return tuple(shown)

    def _made_layout(self, width: int) -> QTextLayout:
        look, level = self.look, self.block.level
        font, metrics = look.heading(level)
        layout = QTextLayout(self.text, font)
        layout.setCacheEnabled(True)
        layout.setTextOption(self._option())
        if ranges := [*look.ranges(self._runs), *self._formula_ranges(font.pointSizeF())]:
            layout.setFormats(ranges)
        step = look.heading_line(level)
        room = (step - metrics.height()) / 2
        y, widest = 0, 0.0
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(width)
            above, below = self._formula_room(line, metrics.ascent(), metrics.descent())
            line.setPosition(QPointF(0, round(y + room + metrics.ascent() + above - line.ascent())))
            y += step + above + below
            widest = max(widest, line.naturalTextWidth())
        layout.endLayout()
        self.height = max(y, step)
        self.natural_width = math.ceil(widest) + self._inset
        return layout

    def _option(self) -> QTextOption:
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        if is_right_to_left(self.text):
            option.setTextDirection(Qt.LayoutDirection.RightToLeft)
            option.setAlignment(Qt.AlignmentFlag.AlignRight)
        return option

    def _formula_ranges(self, points: float) -> list[QTextLayout.FormatRange]:
        # A blank as wide as the formula, by the distance to the next letter.
        found = []
        blank = self.look.body_metrics.horizontalAdvance(FORMULA_MARK)
        for at, (formula, _) in self._painted.items():
            form = QTextCharFormat()
            form.setFontLetterSpacingType(self.look.body.SpacingType.AbsoluteSpacing)
            form.setFontLetterSpacing(formula.width - blank + 2)
            found.append(format_range(at, 1, form))
        return found

    def _formula_room(self, line: QTextLine, ascent: float, descent: float) -> tuple[int, int]:
        above = below = 0.0
        begin, end = line.textStart(), line.textStart() + line.textLength()
        for at, (formula, _) in self._painted.items():
            if begin <= at < end:
                above = max(above, formula.ascent - ascent - 2)
                below = max(below, formula.height - formula.ascent - descent - 2)
        return math.ceil(max(0.0, above)), math.ceil(max(0.0, below))

    def _ready(self) -> QTextLayout:
        if self._layout is None:
            self._layout = self._made_layout(max(40, self.width - self._inset))
        return self._layout

    def _paint_marker(self, painter: QPainter) -> None:
        look = self.look
        font, metrics = look.heading(self.block.level)
        painter.setFont(font)
        width = metrics.horizontalAdvance(self.block.marker)
        line = self._ready().lineAt(0)
        painter.setPen(look.colour("muted" if "q" in self.block.inside else "text"))
        baseline = line.y() + line.ascent() if line.isValid() else metrics.ascent()
        painter.drawText(QPointF(self._inset - width - look.px(8), baseline), self.block.marker)


def indent(inside: str, look: Look) -> int:
    """How far what stands in such containers is moved in."""
    return sum(look.px(QUOTE_PX if each == "q" else INDENT_PX) for each in inside)


def paint_quotation(painter: QPainter, look: Look, section: Section) -> None:
    """The bars at the left of what is quoted; one goes on across the gap to the section
    above when that stands in the same quotation."""
    x = 0
    inside = section.block.inside if section.block is not None else ""
    for depth, each in enumerate(inside):
        if each == "q":
            above = section.gap if depth < section.shared else 0
            bar = QRectF(x + look.px(2), -above, max(2, look.px(3)), section.height + above)
            painter.fillRect(bar, look.colour("line"))
        x += look.px(QUOTE_PX if each == "q" else INDENT_PX)


def _gap(block: Prose, look: Look) -> int:
    if block.more:
        return 0
    if block.level > 0:
        return look.px(18 if block.level < 3 else 14)
    return look.px(5 if block.inside.endswith("l") and block.marker else 11)


def _line_at(layout: QTextLayout, y: float) -> QTextLine | None:
    """The line at a height, by halving: the first above all, the last below all."""
    low, high = 0, layout.lineCount() - 1
    if high < 0:
        return None
    while low < high:
        middle = (low + high + 1) // 2
        if layout.lineAt(middle).y() <= y:
            low = middle
        else:
            high = middle - 1
    return layout.lineAt(low)
