"""The head of a table: what it is sorted by, how wide the columns are, which are shown.

Widths are remembered at 100 %, so that they grow with the text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from oriel.ui.library.pieces.section_head import SectionHead, paint_section
from oriel.ui.theme import current_theme, current_zoom

if TYPE_CHECKING:
    from oriel.ui.library.table.columns import Column
    from oriel.ui.library.table.record_model import RecordModel

_NARROWEST_PX, _WIDEST_PX = 44, 2400


class RecordHeader(QHeaderView):
    """Emits arranged() when other columns are shown, sorted() after a click on one, and
    menu_wanted(point on the screen)."""

    arranged = Signal()
    sorted = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, records: RecordModel[Any], parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._records = records
        self._columns = records.columns
        self._hidden = {column.id for column in records.columns if column.hidden}
        self._asked: set[str] = set()  # that the person wants to see, room or not
        self._yielded: frozenset[str] = frozenset()  # out of sight for want of room
        self._widths: dict[str, int] = {}  # that the person chose
        self._room = 0
        self._fitting = False
        self.setObjectName("record_header")
        self.setAccessibleName(self.tr("Columns"))
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setStretchLastSection(False)
        self.setMouseTracking(True)
        self.setMinimumSectionSize(_NARROWEST_PX)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter)
        self.sectionClicked.connect(self._on_clicked)
        self.sectionResized.connect(self._on_resized)
        self.sectionHandleDoubleClicked.connect(self._on_handle)

    # Which columns, how wide, sorted by what

    def shown_columns(self) -> list[int]:
        """The numbers of the columns that are shown; at least one."""
        shown = [n for n, c in enumerate(self._columns) if c.id not in self._hidden]
        return shown or [0]

    def is_shown(self, column_id: str) -> bool:
        return column_id not in self._hidden and column_id not in self._yielded

    def show_column(self, column_id: str, *, shown: bool) -> None:
        """The last one that is shown stays. One that is asked for does not yield any more."""
        (self._hidden.discard if shown else self._hidden.add)(column_id)
        (self._asked.add if shown else self._asked.discard)(column_id)
        if all(column.id in self._hidden for column in self._columns):
            self._hidden.discard(column_id)
        self.fit_all()
        self._records.look_through([self._columns[n] for n in self.shown_columns()])
        self.arranged.emit()

    def sort(self, column_id: str) -> None:
        """By this column; by the same once more, the other way round."""
        by, descending = self._records.sorting
        self._records.sort_by(column_id, descending=by == column_id and not descending)
        self.viewport().update()
        self.sorted.emit()

    def chosen_state(self) -> dict[str, Any]:
        """What the person chose, as JSON: widths at 100 %, hidden columns, those that stay
        where there is no room, the order."""
        by, descending = self._records.sorting
        return {
            "widths": dict(self._widths),
            "hidden": sorted(self._hidden),
            "asked": sorted(self._asked),
            "sort": [by, "desc" if descending else "asc"],
        }

    def restore_state(self, state: dict[str, Any]) -> None:
        """Takes up what `chosen_state` gave; what is not understood is left as it is."""
        ids = {column.id for column in self._columns}
        hidden, widths, sort = (state.get(name) for name in ("hidden", "widths", "sort"))
        if isinstance(asked := state.get("asked"), list):
            self._asked = ids & set(map(str, asked))
        if isinstance(hidden, list) and not ids <= set(map(str, hidden)):
            self._hidden = ids & set(map(str, hidden))
        if isinstance(widths, dict):
            self._widths = {
                str(name): min(max(width, _NARROWEST_PX), _WIDEST_PX)
                for name, width in widths.items()
                if name in ids and isinstance(width, int)
            }
        if isinstance(sort, list) and len(sort) == 2 and str(sort[0]) in (*ids, ""):
            self._records.sort_by(str(sort[0]), descending=sort[1] == "desc")
        self.fit_all()
        self._records.look_through([self._columns[n] for n in self.shown_columns()])
        self.arranged.emit()

    def reset_widths(self) -> None:
        self._widths.clear()
        self.fit_all()

    def fit(self, room: int) -> None:
        """Shares out what is left of so many pixels to the columns that stretch."""
        self._room = room
        self.fit_all()

    def fit_all(self) -> None:
        if self.count() != len(self._columns):  # no model yet
            return
        self._fitting = True
        self._yielded = self._giving_way()
        elastic = []
        left = self._room
        for number, column in enumerate(self._columns):
            self.setSectionHidden(number, not self.is_shown(column.id))
            if column.action:
                self.setSectionResizeMode(number, QHeaderView.ResizeMode.Fixed)
            if not self.is_shown(column.id):
                continue
            width = self._width(column)
            if column.stretch and column.id not in self._widths:
                elastic.append((number, width))
            else:
                self.resizeSection(number, width)
                left -= width
        for at, (number, width) in enumerate(elastic):
            share = left // (len(elastic) - at)
            width = max(width, share)
            self.resizeSection(number, width)
            left -= width
        self._fitting = False

    def _width(self, column: Column[Any]) -> int:
        """In pixels as they are now; the least one of a column that stretches."""
        own = self._widths.get(column.id)
        return round((own or column.width) * (1.0 if column.action else current_zoom()))

    def _giving_way(self) -> frozenset[str]:
        """What goes out of sight, that the rest need not be scrolled sideways. Whoever draws
        one column wider does not lose another by it: what they are by themselves counts."""
        zoom = current_zoom()
        shown = [column for column in self._columns if column.id not in self._hidden]
        wanted = sum(round(column.width * zoom) for column in shown)
        gone = set()
        for column in sorted(shown, key=lambda column: -column.yields):
            if wanted <= self._room or not column.yields:
                break
            if column.id not in self._asked:
                gone.add(column.id)
                wanted -= round(column.width * zoom)
        return frozenset(gone)

    def _on_clicked(self, number: int) -> None:
        if not self._columns[number].action:
            self.sort(self._columns[number].id)

    def _on_resized(self, number: int, old: int, new: int) -> None:
        if not self._fitting and new > 0 and not self._columns[number].action:
            self._widths[self._columns[number].id] = round(new / current_zoom())
            self.fit_all()

    def _on_handle(self, number: int) -> None:
        # After QTableView has made it as wide as its contents: one that stretches goes on.
        column = self._columns[number]
        if column.stretch:
            self._widths.pop(column.id, None)
            self.fit_all()

    # Looks

    def sizeHint(self) -> QSize:
        high = max(32, self.fontMetrics().height() + 16)
        return QSize(super().sizeHint().width(), high)

    def paintSection(self, painter: QPainter, rect: QRect, number: int) -> None:
        column = self._columns[number]
        by, descending = self._records.sorting
        head = SectionHead(
            title="" if column.action else column.title,
            at_end=column.align_right,
            descending=descending if by == column.id else None,
        )
        paint_section(painter, rect, head, self)
        if self.underMouse() and not column.action:
            mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            edge = rect.left() if mirrored else rect.right()
            line = QRect(edge, rect.top() + 9, 1, rect.height() - 18)
            painter.fillRect(line, current_theme().colour("line"))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())
