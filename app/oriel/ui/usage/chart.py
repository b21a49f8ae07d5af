"""The chart: one bar for each day, week or month, stacked, painted here.

Whichever bar the mouse or the keyboard is on is told to the legend beside it, which says the
exact values; a screen reader finds every bar with its own (chart_access.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor, log10

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from oriel.ui.announcing import announce
from oriel.ui.row_button import smaller
from oriel.ui.theme import current_theme, current_zoom
from oriel.ui.usage.chart_access import install
from oriel.ui.usage.report import Bar, Chart
from oriel.ui.usage.words import amount_text, short_count, t

_HIGH_PX, _LEAST_PX = 210, 130
_ABOVE_PX, _GAP_PX = 10, 8
_WIDEST_BAR_PX, _SHARE = 34.0, 0.72
_ROUND_PX = 3.0
_STEPS = 4  # lines across, at most
_LEAST = 1e-9  # what is less is nothing: no price is finer
_MONEY_IN_FULL = 10_000  # from here on a line across says 20k and not 20,000.00


class UsageChart(QWidget):
    """`pointed(int)`: the bar that is looked at, -1 for none."""

    pointed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("usage_chart")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._chart = Chart((), (), (), "", is_money=False)
        self._ticks: list[float] = []
        self._aside = 0.0  # the room of what stands beside the lines
        self._at = -1
        self._by_keys = False
        install()
        self.show_chart(self._chart)

    @property
    def bars(self) -> tuple[Bar, ...]:
        return self._chart.bars

    @property
    def current(self) -> int:
        """The bar that is looked at, -1 for none."""
        return self._at

    def show_chart(self, chart: Chart) -> None:
        self._chart = chart
        most = max((bar.height for bar in chart.bars), default=0.0)
        self._ticks = ticks_to(most, whole=not chart.is_money)
        self._at = -1
        self._measure()
        self.setAccessibleName(t("Chart of the usage"))
        told = t("{count} bars, {total} in all", count=len(chart.bars), total=chart.total)
        self.setAccessibleDescription(told)
        self.pointed.emit(-1)
        self.update()

    def spoken(self, index: int) -> str:
        """A bar with all its values."""
        bar = self._chart.bars[index]
        parts = [
            f"{series.name} {text}"
            for series, value, text in zip(self._chart.series, bar.values, bar.texts, strict=True)
            if value
        ]
        said = f"{bar.title}: {bar.total}"
        return f"{said}. {', '.join(parts)}" if len(parts) > 1 else said

    def bar_rect(self, index: int) -> QRectF:
        """The column of a bar, from the top of the chart to its foot."""
        room = self._room()
        slot = room.width() / max(1, len(self.bars))
        place = len(self.bars) - 1 - index if self.isRightToLeft() else index
        return QRectF(room.left() + place * slot, room.top(), slot, room.height())

    def bar_at(self, position: QPointF) -> int:
        """The bar at a place of this widget, -1 for none."""
        room = self._room()
        if not self.bars or not room.adjusted(0, 0, 0, 24).contains(position):
            return -1
        slot = room.width() / len(self.bars)
        place = min(len(self.bars) - 1, int((position.x() - room.left()) / slot))
        return len(self.bars) - 1 - place if self.isRightToLeft() else place

    def point_at(self, index: int, *, by_keys: bool = False) -> None:
        """Looks at a bar."""
        if index == self._at:
            return
        self._at, self._by_keys = index, by_keys
        self.pointed.emit(index)
        self.update()
        if by_keys and index >= 0:
            announce(self, self.spoken(index))

    # What Qt asks

    def sizeHint(self) -> QSize:
        return QSize(480, round(_HIGH_PX * current_zoom()))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, round(_LEAST_PX * current_zoom()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._measure()
            self.updateGeometry()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.point_at(self.bar_at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        if not self._by_keys:
            self.point_at(-1)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._by_keys = False
        self.point_at(-1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        to = self._moved(event.key())
        if to is None:
            super().keyPressEvent(event)
        elif self.bars:
            self.point_at(min(max(to, 0), len(self.bars) - 1), by_keys=True)

    def _moved(self, key: int) -> int | None:
        forward = -1 if self.isRightToLeft() else 1
        last, before = len(self.bars) - 1, self._at
        match key:
            case Qt.Key.Key_Right:
                return before + forward if before >= 0 else (0 if forward > 0 else last)
            case Qt.Key.Key_Left:
                return before - forward if before >= 0 else last
            case Qt.Key.Key_Home:
                return 0
            case Qt.Key.Key_End:
                return last
        return None

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(smaller(self.font()))
        self._paint_lines(painter)
        if self._at >= 0:
            column = self.bar_rect(self._at)
            painter.fillRect(column, current_theme().colour("hover"))
        for index in range(len(self.bars)):
            self._paint_bar(painter, index)
        self._paint_labels(painter)
        if self.hasFocus():
            self._paint_focus(painter)
        painter.end()

    def _paint_lines(self, painter: QPainter) -> None:
        theme, room, top = current_theme(), self._room(), self._top
        for value in self._ticks:
            y = room.bottom() - room.height() * (value / top if top else 0.0)
            painter.setPen(QPen(theme.colour("line"), 1.0))
            line = round(y) + 0.5
            painter.drawLine(QPointF(room.left(), line), QPointF(room.right(), line))
            painter.setPen(theme.colour("muted"))
            painter.drawText(self._beside(y), int(self._beside_flags()), self._tick_text(value))

    def _paint_bar(self, painter: QPainter, index: int) -> None:
        theme, bar, column = current_theme(), self.bars[index], self.bar_rect(index)
        if not self._top:
            return
        width = max(1.0, min(column.width() * _SHARE, _WIDEST_BAR_PX))
        foot = column.bottom()
        painter.setPen(Qt.PenStyle.NoPen)
        for series, value in zip(self._chart.series, bar.values, strict=True):
            if not value:
                continue
            high = max(1.0, column.height() * value / self._top)
            part = QRectF(column.center().x() - width / 2, foot - high, width, high)
            painter.setBrush(theme.colour(series.token))
            # A hair of the ground between two, so that the edge is seen whatever the colours.
            inner = part.adjusted(0, 0.75, 0, 0) if high > 3 else part
            round_px = min(_ROUND_PX, width / 3, inner.height() / 2)
            painter.drawRoundedRect(inner, round_px, round_px)
            foot -= high

    def _paint_labels(self, painter: QPainter) -> None:
        painter.setPen(current_theme().colour("muted"))
        metrics, room = QFontMetricsF(painter.font()), self._room()
        for index in self._labelled(metrics):
            column, text = self.bar_rect(index), self.bars[index].label
            width = metrics.horizontalAdvance(text) + 2
            left = column.center().x() - width / 2
            left = min(max(left, room.left()), room.right() - width)
            place = QRectF(left, room.bottom() + 5, width, metrics.height())
            painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), text)

    def _paint_focus(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(current_theme().colour("accent"), 1.0))
        at = self.bar_rect(self._at) if self._at >= 0 else QRectF(self.rect())
        painter.drawRoundedRect(at.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    # Measures

    @property
    def _top(self) -> float:
        """What the upper edge stands for."""
        return self._ticks[-1] if self._ticks else 0.0

    def _tick_text(self, value: float) -> str:
        small = self._chart.is_money and self._top < _MONEY_IN_FULL
        return amount_text(value) if small else short_count(value)

    def _measure(self) -> None:
        metrics = QFontMetricsF(smaller(self.font()))
        texts = [self._tick_text(value) for value in self._ticks] or ["0"]
        self._aside = max(map(metrics.horizontalAdvance, texts)) + _GAP_PX

    def _room(self) -> QRectF:
        """Where the bars stand."""
        below = self.fontMetrics().height() + 8
        area = QRectF(self.rect()).adjusted(0, _ABOVE_PX, -2, -below)
        if self.isRightToLeft():
            return area.adjusted(2, 0, -self._aside, 0)
        return area.adjusted(self._aside, 0, 0, 0)

    def _beside(self, y: float) -> QRectF:
        room, high = self._room(), 20.0
        if self.isRightToLeft():
            return QRectF(room.right() + _GAP_PX, y - high / 2, self.width() - room.right(), high)
        return QRectF(0, y - high / 2, room.left() - _GAP_PX, high)

    def _beside_flags(self) -> Qt.AlignmentFlag:
        right, left = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignLeft
        side = left if self.isRightToLeft() else right
        return side | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter

    def _labelled(self, metrics: QFontMetricsF) -> Iterator[int]:
        """As many bars as there is room for words below."""
        if not self.bars:
            return iter(())
        widest = max(metrics.horizontalAdvance(bar.label) for bar in self.bars) + metrics.height()
        slot = self._room().width() / len(self.bars)
        return iter(range(0, len(self.bars), max(1, ceil(widest / max(slot, 0.1)))))


def ticks_to(most: float, *, whole: bool) -> list[float]:
    """Round values from nothing to at least `most`, a few; with `whole` no parts of one."""
    if most < _LEAST:
        return []
    rough = most / _STEPS
    size = 10 ** floor(log10(rough))
    step = next(size * by for by in (1, 2, 2.5, 5, 10) if size * by >= rough * 0.999_999)
    if whole:
        step = max(1.0, float(ceil(step)))
    return [step * number for number in range(ceil(most / step * 0.999_999) + 1)]
