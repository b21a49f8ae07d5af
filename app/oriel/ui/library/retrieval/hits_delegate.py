"""How a passage is painted: a card with rank, file, score, the text with the words marked."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from oriel.ui.library.retrieval.hits_layout import (
    GAP_PX,
    LINE_GAP_PX,
    PAD_PX,
    HitsLayout,
)
from oriel.ui.library.retrieval.hits_model import ROW, Index, Row, change_tint
from oriel.ui.library.retrieval.words import score_words, t
from oriel.ui.row_button import with_weight
from oriel.ui.theme import current_theme, current_zoom

_BAR_PX = (44, 4)
_RADIUS, _MARK_RADIUS = 10, 5
_LEAST_STORE_PX = 70  # less would say nothing of its name
_ACTIONS = 4  # buttons for which the foot keeps room
_LEADING = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter


class HitsDelegate(QStyledItemDelegate):
    """Measures and paints by `layout`, which the list keeps."""

    def __init__(self, view: QListView, layout: HitsLayout) -> None:
        super().__init__(view)
        self._view = view
        self._layout = layout

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        width = self._view.viewport().width()
        return QSize(40, self._layout.height(index.data(ROW), index.row(), width))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: Row = index.data(ROW)
        card: QRect = option.rect.adjusted(1, 0, -1, -GAP_PX)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Names and counts read as they are written, from right to left too.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        self._paint_card(painter, card, option, row)
        inside = card.adjusted(PAD_PX, PAD_PX, -PAD_PX, -PAD_PX // 2)
        head = QRect(inside.left(), inside.top(), inside.width(), self._layout.head_px())
        self._paint_head(painter, head, row)
        top = head.bottom() + 1 + LINE_GAP_PX
        if row.hit.pieces:
            laid = self._layout.laid(row, index.row(), self._layout.text_width(option.rect.width()))
            painter.setPen(current_theme().colour("text"))
            laid.layout.draw(painter, QPointF(inside.left(), top))
        foot = QRect(inside)
        foot.setTop(inside.bottom() - self._layout.foot_px() + 1)
        self._paint_foot(painter, foot, row)
        painter.restore()

    def foot_of(self, rect: QRect) -> QRect:
        """Where in a row's rectangle its buttons stand, from edge to edge."""
        card = rect.adjusted(1, 0, -1, -GAP_PX)
        inside = card.adjusted(PAD_PX, PAD_PX, -PAD_PX, -PAD_PX // 2)
        inside.setTop(inside.bottom() - self._layout.foot_px() + 1)
        return inside

    # Parts

    def _paint_card(
        self, painter: QPainter, card: QRect, option: QStyleOptionViewItem, row: Row
    ) -> None:
        theme, state = current_theme(), option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        focused = chosen and self._view.hasFocus()
        width = 2.0 if focused or row.cited else 1.0
        line = "accent" if chosen or row.cited else "line"
        painter.setPen(QPen(theme.colour(line), width))
        painter.setBrush(theme.colour("surface"))
        half = width / 2
        area = QRectF(card).adjusted(half, half, -half, -half)
        painter.drawRoundedRect(area, _RADIUS, _RADIUS)

    def _paint_head(self, painter: QPainter, head: QRect, row: Row) -> None:
        left = self._paint_score(painter, head, row)
        if row.change is not None:
            tint = current_theme().colour(change_tint(row.change))
            left = self._paint_tag(painter, head, left, row.change_text, tint)
        if row.cited:
            tint = current_theme().colour("accent")
            left = self._paint_tag(painter, head, left, t("cited"), tint)
        if row.expected:
            left = self._paint_tag(painter, head, left, t("expected"), current_theme().colour("ok"))
        room = QRect(head.left(), head.top(), max(head.width() - left, 0), head.height())
        font = self._layout.font
        at = self._write(painter, head, room, 0, f"{row.hit.rank}", "muted", font)
        bold = with_weight(font, QFont.Weight.DemiBold)
        name = row.hit.filename or row.hit.file_id or t("Without a name")
        at = self._write(painter, head, room, at + 10, name, "text", bold)
        if room.width() - at > _LEAST_STORE_PX:
            name, small = row.hit.store.name, self._layout.small
            self._write(painter, head, room, at + 10, name, "muted", small)

    def _write(
        self,
        painter: QPainter,
        head: QRect,
        room: QRect,
        at: int,
        text: str,
        tint: str,
        font: QFont,
    ) -> int:
        """Writes at `at` from the leading edge, cut where the room ends; where it ends."""
        metrics = QFontMetrics(font)
        left = room.width() - at
        if left < 24 or not text:
            return at
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, left)
        width = min(metrics.horizontalAdvance(shown) + 1, left)
        painter.setFont(font)
        painter.setPen(current_theme().colour(tint))
        place = QRect(head.left() + at, head.top(), width, head.height())
        self._draw(painter, self._placed(head, place), shown)
        return at + width

    def _paint_score(self, painter: QPainter, head: QRect, row: Row) -> int:
        """The bar and the number at the far edge; how much room they take."""
        theme, zoom = current_theme(), current_zoom()
        shown = score_words(row.hit.score)
        number = max(
            self._layout.small_metrics.horizontalAdvance(shown),
            self._layout.small_metrics.horizontalAdvance("0.00"),
        )
        bar = round(_BAR_PX[0] * zoom)
        x = head.width() - number
        painter.setFont(self._layout.small)
        painter.setPen(theme.colour("muted"))
        place = QRect(head.left() + x, head.top(), number + 1, head.height())
        self._draw(painter, self._placed(head, place), shown)
        middle = head.top() + (head.height() - _BAR_PX[1]) // 2 + 1
        whole = QRect(head.left() + x - 8 - bar, middle, bar, _BAR_PX[1])
        share = min(max(row.hit.score, 0.0), 1.0)
        filled = QRect(whole.left(), whole.top(), round(bar * share), whole.height())
        painter.setPen(Qt.PenStyle.NoPen)
        for area, tint in ((whole, "line"), (filled, "accent")):
            painter.setBrush(theme.colour(tint))
            painter.drawRoundedRect(self._placed(head, area), 2, 2)
        return number + 8 + bar + 12

    def _paint_tag(
        self, painter: QPainter, head: QRect, taken: int, text: str, tint: QColor
    ) -> int:
        """A short word before what is `taken` at the far edge; what is taken then."""
        metrics = self._layout.small_metrics
        width = metrics.horizontalAdvance(text) + 14
        if head.width() - taken - width < 60:
            return taken
        height = metrics.height() + 3
        place = QRect(
            head.left() + head.width() - taken - width,
            head.top() + (head.height() - height) // 2,
            width,
            height,
        )
        place = self._placed(head, place)
        ground = QColor(tint)
        ground.setAlphaF(0.13)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(place, height / 2, height / 2)
        painter.setFont(self._layout.small)
        painter.setPen(tint)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
        return taken + width + 8

    def _paint_foot(self, painter: QPainter, foot: QRect, row: Row) -> None:
        """What is known of the file, as far as there is room beside the buttons."""
        metrics, theme = self._layout.small_metrics, current_theme()
        room = foot.width() - self.actions_px()
        at, height = 0, metrics.height() + 4
        painter.setFont(self._layout.small)
        for number, text in enumerate(row.attributes):
            left = len(row.attributes) - number
            rest = t("+{n}", n=left)
            width = metrics.horizontalAdvance(text) + 12
            ahead = 0 if left == 1 else metrics.horizontalAdvance(rest) + 8
            if at + width + ahead > room:
                if at == 0 and room > 60:
                    middle = Qt.TextElideMode.ElideMiddle
                    text = metrics.elidedText(text, middle, room - ahead - 12)
                    width = metrics.horizontalAdvance(text) + 12
                else:
                    self._plain(painter, foot, at, rest)
                    break
            place = QRect(
                foot.left() + at, foot.top() + (foot.height() - height) // 2, width, height
            )
            place = self._placed(foot, place)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("code"))
            painter.drawRoundedRect(place, _MARK_RADIUS, _MARK_RADIUS)
            painter.setPen(theme.colour("muted"))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
            at += width + 6

    def _plain(self, painter: QPainter, foot: QRect, at: int, text: str) -> None:
        width = self._layout.small_metrics.horizontalAdvance(text) + 1
        place = QRect(foot.left() + at, foot.top(), width, foot.height())
        painter.setPen(current_theme().colour("muted"))
        self._draw(painter, self._placed(foot, place), text)

    def actions_px(self) -> int:
        """The room that the foot keeps for the buttons."""
        return self._layout.foot_px() * _ACTIONS + 2 * (_ACTIONS - 1)

    def _draw(self, painter: QPainter, place: QRect, text: str) -> None:
        side = QStyle.visualAlignment(self._view.layoutDirection(), _LEADING)
        painter.drawText(place, int(side | Qt.TextFlag.TextSingleLine), text)

    def _placed(self, around: QRect, rect: QRect) -> QRect:
        return QStyle.visualRect(self._view.layoutDirection(), around, rect)
