"""Cards on paper, and the line between two branches."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from oriel.ui.exporting.printed_prose import OnPaper, Printed, PrintedProse
from oriel.ui.transcript.look import Look
from oriel.ui.transcript.prose_section import ProseSection
from oriel.ui.transcript.section import NOTHING_MARKED, Marked, Section

_LEADING_PX = 240


class Card(OnPaper, Section):
    """Sections on a ground of their own, at one side (`most` is its share of the page). One
    that `leads` stays with what follows, if it is not tall."""

    def __init__(
        self,
        look: Look,
        inside: Sequence[Printed],
        ground: str,
        *,
        edge: str = "",
        most: float = 1.0,
        gap: int = 12,
        leads: bool = False,
    ) -> None:
        super().__init__(look)
        self._inside, self._ground, self._edge, self._most = inside, ground, edge, most
        self.gap = look.px(gap)
        self._pad = look.px(14), look.px(11)
        self.pad = look.px(8)
        self._leads = leads
        self._places: list[tuple[int, Printed]] = []
        self._frame = (0, 0)

    def lay_out(self, width: int) -> None:
        self.width = width
        across, down = self._pad
        room = round(width * self._most) - 2 * across
        natural = 0
        self._places, y = [], down
        for number, section in enumerate(self._inside):
            section.lay_out(room)
            y += section.gap if number else 0
            self._places.append((y, section))
            y += section.height
            natural = max(natural, _natural(section, room))
        self.height = y + down
        self.stays = self._leads and self.height <= self.look.px(_LEADING_PX)
        for section in self._inside:
            # What stands at the right edge moves in with it.
            if natural < room and isinstance(section, PrintedProse):
                section.lay_out(natural)
        wide = min(room, natural) + 2 * across if self._most < 1 else width
        self._frame = (width - wide if self._most < 1 else 0, wide)

    def cuts(self) -> Sequence[int]:
        found: list[int] = []
        for number, (top, section) in enumerate(self._places):
            found += [top] if number else []
            found += [top + cut for cut in section.cuts()]
        return found

    def paint_ground(self, painter: QPainter, height: int) -> None:
        left, wide = self._frame
        painter.fillRect(QRectF(left, 0, wide, height), self.look.colour(self._ground))
        if self._edge:
            painter.setPen(self.look.colour(self._edge))
            for x in (left, left + wide):
                painter.drawLine(QPointF(x, 0), QPointF(x, height))

    def paint(self, painter: QPainter, clip: QRectF, marked: Marked) -> None:
        look = self.look
        left, wide = self._frame
        painter.setPen(look.colour(self._edge) if self._edge else Qt.PenStyle.NoPen)
        painter.setBrush(look.colour(self._ground))
        radius = look.px(12)
        painter.drawRoundedRect(QRectF(left, 0, wide, self.height), radius, radius)
        for top, section in self._places:
            inner = clip.translated(0, -top)
            if inner.bottom() < 0 or inner.top() > section.height:
                continue
            painter.save()
            painter.translate(left + self._pad[0], top)
            section.paint(painter, inner, NOTHING_MARKED)
            painter.restore()


class Parted(OnPaper, Section):
    """A line across the page with words in the middle."""

    stays = True

    def __init__(self, look: Look, words: str) -> None:
        super().__init__(look)
        self.gap = look.px(44)
        self._words = words

    def lay_out(self, width: int) -> None:
        self.width = width
        self.height = self.look.px(20)

    def paint(self, painter: QPainter, clip: QRectF, marked: Marked) -> None:
        look = self.look
        shown = look.small_metrics.elidedText(
            self._words, Qt.TextElideMode.ElideRight, self.width * 0.8
        )
        wide = look.small_metrics.horizontalAdvance(shown) if shown else 0
        side = (self.width - wide) / 2 - (look.px(14) if shown else 0)
        for left in (0.0, self.width - side):
            painter.fillRect(QRectF(left, self.height / 2, side, look.px(1)), look.colour("line"))
        painter.setFont(look.small)
        painter.setPen(look.colour("muted"))
        area = QRectF(0, 0, self.width, self.height)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, shown)


def _natural(section: Printed, room: int) -> int:
    """How wide a section would like to be."""
    return section.natural_width if isinstance(section, ProseSection) else room
