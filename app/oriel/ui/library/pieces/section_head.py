"""How the head of a column looks, in tables and in trees: its title, and what it is sorted by."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QHeaderView

from oriel.ui.icons import paint_icon
from oriel.ui.row_button import with_weight
from oriel.ui.theme import current_theme

_ARROW_PX = 12
_MIDDLE = (
    Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute | Qt.AlignmentFlag.AlignVCenter
)


@dataclass(frozen=True, slots=True)
class SectionHead:
    """`at_end` of a column whose texts stand at its end; `descending` None where nothing is
    sorted by it; `edge_px` is where the texts below begin."""

    title: str
    at_end: bool = False
    descending: bool | None = None
    edge_px: int = 10


def paint_section(painter: QPainter, rect: QRect, head: SectionHead, view: QHeaderView) -> None:
    theme = current_theme()
    is_sorted = head.descending is not None
    font = with_weight(view.font(), QFont.Weight.Medium)
    metrics = QFontMetrics(font)
    hovered = view.underMouse() and rect.contains(view.mapFromGlobal(view.cursor().pos()))
    painter.setFont(font)
    painter.setPen(theme.colour("text" if is_sorted or hovered else "muted"))
    room = rect.adjusted(head.edge_px, 0, -head.edge_px, 0)
    arrow = _ARROW_PX + 3 if is_sorted else 0
    elide, most = Qt.TextElideMode.ElideRight, max(0, room.width() - arrow)
    title = metrics.elidedText(head.title, elide, most)
    width = metrics.horizontalAdvance(title) + 1
    mirrored = view.layoutDirection() == Qt.LayoutDirection.RightToLeft
    at_right = head.at_end != mirrored
    left = room.right() - width - arrow + 1 if at_right else room.left()
    text = QRect(left + (arrow if mirrored else 0), room.top(), width, room.height())
    painter.drawText(text, int(_MIDDLE), title)
    if is_sorted:
        x = left if mirrored else left + width + 3
        side = QRect(x, rect.center().y() - _ARROW_PX // 2 + 1, _ARROW_PX, _ARROW_PX)
        name = "chevron-down" if head.descending else "chevron-up"
        paint_icon(painter, name, side, theme.colour("text"))
    painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.colour("line"))
