"""The first rows of a table, read only."""

from __future__ import annotations

from itertools import islice

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from oriel.ui.library.preview.finding import MOST_MATCHES
from oriel.ui.theme import current_zoom

Index = QModelIndex | QPersistentModelIndex
_WIDEST_PX, _NARROWEST_PX, _PADDING_PX, _ROW_PX = 260, 40, 26, 26
_GAP_PX = 5
_MEASURED_ROWS = 40
_NOWHERE = QModelIndex()


class CellModel(QAbstractTableModel):
    """`rows` begin with the header."""

    def __init__(self, rows: tuple[tuple[str, ...], ...]) -> None:
        super().__init__()
        self.header, self.rows = (rows[0], rows[1:]) if rows else ((), ())

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.header)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | int | None:
        cell = self.rows[index.row()][index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return cell
            case Qt.ItemDataRole.TextAlignmentRole if _is_number(cell):
                return int(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(
        self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | int | None:
        if way is Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return self.header[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                right = bool(self.rows) and _is_number(self.rows[0][section])
                side = Qt.AlignmentFlag.AlignTrailing if right else Qt.AlignmentFlag.AlignLeading
                return int(side | Qt.AlignmentFlag.AlignVCenter)
            return None
        return section + 1 if role == Qt.ItemDataRole.DisplayRole else None


class CellView(QTableView):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preview_table")
        self.setAccessibleName(self.tr("Table"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().hide()
        self.setItemDelegate(_Cells(self))
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._cells = CellModel(())
        self._text = ""
        self._matches: list[tuple[int, int]] = []
        self._at = 0

    def show_rows(self, rows: tuple[tuple[str, ...], ...], text: str) -> None:
        """`rows` begin with the header; `text` is what is copied when all is."""
        self._cells, self._text, self._matches = CellModel(rows), text, []
        self._cells.setParent(self)
        before = self.model()
        self.setModel(self._cells)
        if before is not None:
            before.deleteLater()
        self.verticalHeader().setDefaultSectionSize(round(_ROW_PX * current_zoom()))
        self._set_widths(rows[:_MEASURED_ROWS])
        self.scrollToTop()

    def _set_widths(self, rows: tuple[tuple[str, ...], ...]) -> None:
        # By the longest of the first cells: resizeColumnsToContents takes 30 ms.
        metrics, zoom = self.fontMetrics(), current_zoom()
        for column in range(self._cells.columnCount()):
            longest = max((row[column] for row in rows), key=len)
            wide = metrics.horizontalAdvance(longest[:80]) + round(_PADDING_PX * zoom)
            narrowest, widest = round(_NARROWEST_PX * zoom), round(_WIDEST_PX * zoom)
            self.setColumnWidth(column, max(narrowest, min(wide, widest)))

    def seek(self, needle: str) -> tuple[int, int]:
        """Shows the first cell that has the words."""
        wanted = needle.casefold()
        found = (
            (row, column)
            for row, cells in enumerate(self._cells.rows)
            for column, cell in enumerate(cells)
            if wanted and wanted in cell.casefold()
        )
        self._matches = list(islice(found, MOST_MATCHES))
        self._at = 0
        return self.step(0)

    def step(self, by: int) -> tuple[int, int]:
        if not self._matches:
            return 0, 0
        self._at = (self._at + by) % len(self._matches)
        index = self._cells.index(*self._matches[self._at])
        self.setCurrentIndex(index)
        self.scrollTo(index)
        return self._at + 1, len(self._matches)

    def copy_all(self) -> None:
        """The selected cells with tabs between them; without several, all."""
        chosen = sorted((i.row(), i.column()) for i in self.selectedIndexes())
        if len(chosen) < 2:
            QGuiApplication.clipboard().setText(self._text)
            return
        lines: dict[int, list[str]] = {}
        for row, column in chosen:
            lines.setdefault(row, []).append(self._cells.rows[row][column])
        QGuiApplication.clipboard().setText("\n".join("\t".join(c) for c in lines.values()))


class _Cells(QStyledItemDelegate):
    """With room at both sides: a number must not touch the words in the next column."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.rect = option.rect.adjusted(_GAP_PX, 0, -_GAP_PX, 0)


def _is_number(cell: str) -> bool:
    return bool(cell) and cell.lstrip("+-").replace(".", "").replace(",", "").isdigit()
