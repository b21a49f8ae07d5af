"""The line at the foot of the sidebar while anything is under way."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from oriel.domain.transfers import TransferSummary
from oriel.ui.icons import SMALL_PX, paint_icon
from oriel.ui.library.transfers.words import runs, share_done, short_text, summary_text
from oriel.ui.row_button import mirrored
from oriel.ui.theme import current_theme
from oriel.ui.view_models.transfers import TransfersViewModel

_EDGE_PX, _TEXT_AT_PX, _BAR_PX = 12, 34, 3


class TransfersLine(QPushButton):
    """A row of the sidebar, hidden while nothing is left to do. clicked() when the person
    wants to see the transfers."""

    def __init__(self, transfers: TransfersViewModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._summary = TransferSummary()
        self.setObjectName("transfers_line")
        self.setProperty("kind", "row")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        transfers.summary_changed.connect(self.show_summary)
        self.show_summary(transfers.summary)

    def show_summary(self, summary: TransferSummary) -> None:
        """How all transfers stand."""
        self._summary = summary
        words = summary_text(summary)
        self.setAccessibleName(self.tr("Transfers: {state}").format(state=words))
        self.setToolTip(words)
        self.setVisible(runs(summary) or summary.paused > 0)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(160, max(36, self.fontMetrics().height() + 20))

    def minimumSizeHint(self) -> QSize:
        return QSize(_TEXT_AT_PX + _EDGE_PX, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme, painter = current_theme(), QPainter(self)
        high = self.height() - 8
        side = QRect(_EDGE_PX - 1, (high - SMALL_PX) // 2 + 1, SMALL_PX, SMALL_PX)
        paint_icon(painter, "sync", mirrored(side, self), theme.colour("accent"))
        width = self.width() - _TEXT_AT_PX - _EDGE_PX
        mode = Qt.TextElideMode.ElideRight
        text = QFontMetrics(self.font()).elidedText(short_text(self._summary), mode, width)
        painter.setPen(theme.colour("text"))
        place = mirrored(QRect(_TEXT_AT_PX, 0, width, high + 2), self)
        leading = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, int(leading), text)
        self._paint_bar(painter, width)
        painter.end()

    def _paint_bar(self, painter: QPainter, width: int) -> None:
        theme, top = current_theme(), self.height() - 9
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        done = round(width * share_done(self._summary))
        for part, colour in ((width, theme.faded("muted", 0.3)), (done, theme.colour("accent"))):
            if part > 0:
                painter.setBrush(colour)
                bar = mirrored(QRect(_TEXT_AT_PX, top, part, _BAR_PX), self)
                painter.drawRoundedRect(bar, 1.5, 1.5)
