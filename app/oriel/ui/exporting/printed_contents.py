"""The table of contents on paper: a title on its line, and its page at the end of it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QTextCharFormat, QTextLayout

from oriel.ui.exporting.printed_prose import OnPaper
from oriel.ui.transcript.look import Look, format_range, utf16_length
from oriel.ui.transcript.section import Marked, Section

_DOTS_APART_PX = 6


class ContentsLine(OnPaper, Section):
    """Leads to `name`; `page` 0 is not known yet, and takes the same room."""

    def __init__(self, look: Look, title: str, page: int, name: str) -> None:
        super().__init__(look)
        self.gap = look.px(4)
        self._title, self._page, self._name = title, str(page or ""), name

    def lay_out(self, width: int) -> None:
        self.width = width
        self.height = self.look.line

    def paint(self, painter: QPainter, clip: QRectF, marked: Marked) -> None:
        look = self.look
        number = look.body_metrics.horizontalAdvance(self._page)
        room = self.width - number - look.px(48)
        layout = self._line(" ".join(self._title.split()), room)
        painter.setPen(look.colour("text"))
        layout.draw(painter, QPointF(0, 0))
        line = layout.lineAt(0)
        baseline = line.y() + line.ascent()
        painter.setFont(look.body)
        painter.setPen(look.colour("muted"))
        painter.drawText(QPointF(self.width - number, baseline), self._page)
        self._paint_dots(painter, line.naturalTextWidth(), self.width - number, baseline)

    def _line(self, title: str, room: float) -> QTextLayout:
        look = self.look
        shown = look.body_metrics.elidedText(title, Qt.TextElideMode.ElideRight, room)
        form = QTextCharFormat()
        form.setAnchor(True)
        form.setAnchorHref(f"#{self._name}")
        layout = QTextLayout(shown, look.body)
        layout.setFormats([format_range(0, utf16_length(shown), form)])
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(2 * self.width)
        line.setPosition(QPointF(0, (look.line - line.height()) / 2))
        layout.endLayout()
        return layout

    def _paint_dots(self, painter: QPainter, begin: float, end: float, baseline: float) -> None:
        """Squares and no letters: they are no words to be read or copied."""
        step, side = self.look.px(_DOTS_APART_PX), max(1, self.look.px(1))
        first = (int(begin) // step + 2) * step  # below each other in all lines
        for x in range(first, int(end) - step, step):
            painter.fillRect(QRectF(x, baseline - side, side, side), self.look.colour("line"))
