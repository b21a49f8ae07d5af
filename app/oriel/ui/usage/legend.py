"""What the colours of the chart stand for, with the values of the bar that is looked at, or of
all together."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from oriel.ui.row_button import with_weight
from oriel.ui.theme import current_theme, current_zoom
from oriel.ui.usage.report import Chart
from oriel.ui.usage.words import t

_WIDE_PX = 250
_SIDE_PX, _GAP_PX, _ROUND_PX = 11.0, 9.0, 3.0


class UsageLegend(QWidget):
    """Painted, so that following the mouse along the chart costs nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("usage_legend")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._chart = Chart((), (), (), "", is_money=False)
        self._title, self._texts, self._total = "", (), ""  # type: str, tuple[str, ...], str

    @property
    def lines(self) -> list[str]:
        """All it says, from top to bottom."""
        named = zip(self._chart.series, self._texts, strict=True)
        return [f"{self._title}: {self._total}", *(f"{s.name}: {text}" for s, text in named)]

    def show_chart(self, chart: Chart) -> None:
        self._chart = chart
        self.point_at(-1)
        self.updateGeometry()

    def point_at(self, index: int) -> None:
        """Says the values of a bar; -1 of all."""
        if 0 <= index < len(self._chart.bars):
            bar = self._chart.bars[index]
            self._title, self._texts, self._total = bar.title, bar.texts, bar.total
        else:
            self._title, self._total = t("In all"), self._chart.total
            self._texts = self._chart.totals
        self.setAccessibleName(". ".join(self.lines))
        self.update()

    def sizeHint(self) -> QSize:
        lines = len(self._chart.series) + 2
        return QSize(round(_WIDE_PX * current_zoom()), lines * self._line_px + 8)

    def minimumSizeHint(self) -> QSize:
        return QSize(140, self.sizeHint().height())

    @property
    def _line_px(self) -> int:
        return self.fontMetrics().height() + 6

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, high = current_theme(), self._line_px
        strong = with_weight(self.font(), QFont.Weight.DemiBold)
        painter.setFont(strong)
        painter.setPen(theme.colour("text"))
        self._write(painter, QRectF(0, 2, self.width(), high), self._title, at_end=False)
        painter.setPen(theme.colour("muted"))
        painter.setFont(self.font())
        self._write(painter, QRectF(0, 2 + high, self.width(), high), self._total, at_end=False)
        for number, (series, text) in enumerate(
            zip(self._chart.series, self._texts, strict=True), 2
        ):
            line = QRectF(0, 2 + number * high, self.width(), high)
            self._paint_line(painter, line, series.token, series.name, text)
        painter.end()

    def _paint_line(
        self, painter: QPainter, line: QRectF, token: str, name: str, text: str
    ) -> None:
        theme = current_theme()
        x = self.width() - _SIDE_PX if self.isRightToLeft() else 0.0
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(token))
        top = line.center().y() - _SIDE_PX / 2
        painter.drawRoundedRect(QRectF(x, top, _SIDE_PX, _SIDE_PX), _ROUND_PX, _ROUND_PX)
        metrics = QFontMetrics(self.font())
        needed = metrics.horizontalAdvance(text) + 2
        aside = _SIDE_PX + _GAP_PX
        painter.setPen(theme.colour("muted"))
        self._write(painter, line, text, at_end=True)
        room = line.adjusted(0, 0, -needed - _GAP_PX - aside, 0)
        room.translate(needed + _GAP_PX if self.isRightToLeft() else aside, 0)
        painter.setPen(theme.colour("text"))
        self._write(painter, room, name, at_end=False)

    def _write(self, painter: QPainter, room: QRectF, text: str, *, at_end: bool) -> None:
        metrics = QFontMetrics(painter.font())
        elide = Qt.TextElideMode.ElideMiddle
        shown = metrics.elidedText(text, elide, max(0, int(room.width())))
        right = at_end != self.isRightToLeft()
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, int(flags), shown)
