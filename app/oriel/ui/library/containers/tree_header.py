"""The head of the tree of files: it looks like those of the tables."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from oriel.ui.library.containers.tree_model import SIZE
from oriel.ui.library.pieces.section_head import SectionHead, paint_section

_EDGE_PX = 4  # as the style sets the texts of the rows


class TreeHeader(QHeaderView):
    """Sorted by what its sort indicator says, as QTreeView sets it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("container_files_header")
        self.setSectionsClickable(True)
        self.setMouseTracking(True)
        self.setStretchLastSection(False)

    def sizeHint(self) -> QSize:
        high = max(32, self.fontMetrics().height() + 16)
        return QSize(super().sizeHint().width(), high)

    def paintSection(self, painter: QPainter, rect: QRect, number: int) -> None:
        descending = self.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
        title = self.model().headerData(number, Qt.Orientation.Horizontal)
        head = SectionHead(
            title=str(title or ""),
            at_end=number == SIZE,
            descending=descending if self.sortIndicatorSection() == number else None,
            edge_px=_EDGE_PX,
        )
        paint_section(painter, rect, head, self)
