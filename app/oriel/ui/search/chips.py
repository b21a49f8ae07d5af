"""The filters that are understood, as chips to take away."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

from oriel.domain.lines import one_line
from oriel.domain.search import SearchQuery
from oriel.ui.icons import paint_icon
from oriel.ui.library.retrieval.flow import Flow
from oriel.ui.row_button import mirrored
from oriel.ui.search.words import t, value_words
from oriel.ui.theme import current_theme, current_zoom

_WIDEST_PX, _EDGE = 260, 10
_LISTS = {"places": "in", "tags": "tag", "models": "model", "roles": "role", "held": "has"}
_DAYS = ("before", "after", "on")


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter of a query: `of` is the field it stands in. `clear` says that it is
    understood."""

    of: str
    name: str
    value: str
    clear: bool = True

    @property
    def words(self) -> str:
        if self.of == "unclear":
            return self.value
        shown = value_words(self.name, self.value) if self.name not in ("role", "has") else ""
        return f"{self.name}: {shown or self.value}"


def filters_of(query: SearchQuery) -> Iterator[Filter]:
    """Every filter, words to leave out and what is not understood among them."""
    for of, name in _LISTS.items():
        yield from (Filter(of, name, value) for value in getattr(query, of))
    for name in _DAYS:
        if value := getattr(query, name):
            yield Filter(name, name, value)
    yield from (Filter("without", t("without"), value) for value in query.without)
    yield from (Filter("unclear", "", value, clear=False) for value in query.unclear)


def without(query: SearchQuery, unwanted: Filter) -> SearchQuery:
    """The query with one filter taken away."""
    if unwanted.of in _DAYS:
        return replace(query, **{unwanted.of: ""})  # type: ignore[arg-type]
    left = tuple(value for value in getattr(query, unwanted.of) if value != unwanted.value)
    return replace(query, **{unwanted.of: left})  # type: ignore[arg-type]


class FilterChips(QWidget):
    """`removed(Filter)`; `emptied()` when the keyboard was on the last that went."""

    removed = Signal(object)
    emptied = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("search_filters")
        self.setAccessibleName(self.tr("Filters"))
        self._flow = Flow(self, gap=6, row_gap=6)
        self.setContentsMargins(10, 0, 10, 2)
        self._filters: list[Filter] = []
        self._chips: list[FilterChip] = []
        self.hide()

    def show_query(self, query: SearchQuery) -> bool:
        """Whether what is shown is another now."""
        filters = list(filters_of(query))
        if filters == self._filters:
            return False
        focused = next((n for n, chip in enumerate(self._chips) if chip.hasFocus()), -1)
        self._filters = filters
        self._refill()
        if focused >= 0 and self._chips:
            self._chips[min(focused, len(self._chips) - 1)].setFocus()
        elif focused >= 0:
            self.emptied.emit()
        return True

    def stops(self) -> list[QWidget]:
        """Where Tab stops."""
        return [*self._chips]

    def _refill(self) -> None:
        for chip in self._chips:
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._chips = [FilterChip(each, self) for each in self._filters]
        for chip in self._chips:
            chip.remove_requested.connect(self.removed)
            self._flow.addWidget(chip)
            chip.show()
        self.setVisible(bool(self._chips))
        self.updateGeometry()


class FilterChip(QAbstractButton):
    """`remove_requested(Filter)` by a click, Delete, Backspace, Enter or Space."""

    remove_requested = Signal(object)

    def __init__(self, shown: Filter, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("search_filter")
        self._filter = shown
        self._words, _ = one_line(shown.words, longest=200)
        if shown.clear:
            said = self.tr("Filter {filter}. Press to take it away.")
        else:
            said = self.tr("{filter} is no filter yet. Press to take it away.")
            self.setToolTip(self.tr("This filter is not understood yet."))
        self.setAccessibleName(said.format(filter=self._words))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(self._on_remove)

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().horizontalAdvance(self._words) + 2
        wide = min(words, round(_WIDEST_PX * current_zoom()))
        return QSize(_EDGE + wide + 6 + self._cross_px + _EDGE, self.fontMetrics().height() + 10)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.sizeHint().height())

    @property
    def _cross_px(self) -> int:
        return max(12, self.fontMetrics().height() * 3 // 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() in keys:
            self._on_remove()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = current_theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        ground = "selected" if self._filter.clear else "surface"
        edge = "accent" if self.hasFocus() else ground if self._filter.clear else "line"
        painter.setPen(theme.colour(edge))
        painter.setBrush(theme.colour("hover" if self.underMouse() else ground))
        area = self.rect().toRectF().adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        room = self.width() - 2 * _EDGE - 6 - self._cross_px
        shown = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        painter.setPen(theme.colour("text" if self._filter.clear else "muted"))
        place = mirrored(QRect(_EDGE, 0, room, self.height()), self)
        right = self.isRightToLeft()
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(place, int(flags | Qt.TextFlag.TextSingleLine), shown)
        cross = self._cross_px
        at = QRect(self.width() - _EDGE - cross, (self.height() - cross) // 2, cross, cross)
        paint_icon(painter, "close", mirrored(at, self), theme.colour("muted"))
        painter.end()

    def _on_remove(self) -> None:
        self.remove_requested.emit(self._filter)
