"""A group of rules, of which all or any must fit; groups stand within groups."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from oriel.domain.filters import DEEPEST, Comparison, Filter, Group, Join
from oriel.ui.icon_engine import icon
from oriel.ui.library.retrieval.filter_row import FilterRow, Known
from oriel.ui.library.retrieval.parts import Choice
from oriel.ui.prompts.parts import button
from oriel.ui.row_button import IconButton, mirrored
from oriel.ui.theme import current_theme

_INDENT_PX = 14


class FilterGroup(QWidget):
    """`changed()`, `remove_requested(self)`. The outermost has depth 1."""

    changed = Signal()
    remove_requested = Signal(object)

    def __init__(self, known: Known, depth: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("filter_group")
        self._known, self._depth = known, depth
        self._parts: list[FilterRow | FilterGroup] = []
        self._join = Choice("filter_join", self.tr("Which of the rules must fit"), self)
        self._join.addItem(self.tr("All of these"), Join.AND)
        self._join.addItem(self.tr("Any of these"), Join.OR)
        self._add_rule = button(self.tr("Add a rule"), "filter_add_rule", self, "link")
        self._add_rule.setIcon(icon("plus", "accent"))
        self._add_rule.setToolTip(self.tr("In a rule: Ctrl+Enter"))
        self._add_group = button(self.tr("Add a group"), "filter_add_group", self, "link")
        self._add_group.setVisible(depth < DEEPEST)
        self._remove = IconButton("close", self)
        self._remove.setObjectName("filter_remove_group")
        self._remove.setAccessibleName(self.tr("Remove this group"))
        self._remove.setToolTip(self.tr("Remove this group"))
        self._remove.setVisible(depth > 1)
        self._lay_out()
        self._join.currentIndexChanged.connect(self.changed)
        self._add_rule.clicked.connect(self._on_add_rule)
        self._add_group.clicked.connect(self._on_add_group)
        self._remove.clicked.connect(self._on_remove)

    def wanted(self) -> Group:
        """The rules as they stand, without those nobody has typed anything into."""
        found: list[Filter] = []
        for part in self._parts:
            if isinstance(part, FilterGroup):
                inner = part.wanted()
                found += [inner] if inner.filters else []
            elif not part.blank:
                found.append(part.comparison())
        return Group(Join(self._join.currentData()), tuple(found))

    def show_group(self, join: Join, filters: Iterable[Filter]) -> None:
        for part in [*self._parts]:
            self._take_away(part)
        self._join.setCurrentIndex(self._join.findData(join))
        for each in filters:
            match each:
                case Comparison():
                    self._new_row(len(self._parts)).show_comparison(each)
                case Group(inner_join, inner):
                    self._new_group().show_group(inner_join, inner)

    def focus(self) -> None:
        """To the first rule, made when there is none."""
        if not self._parts:
            self._new_row(0)
        self._parts[0].focus()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._depth > 1:
            painter = QPainter(self)
            bar = mirrored(self.rect().adjusted(4, 2, 4 + 2 - self.width(), -2), self)
            painter.fillRect(QRectF(bar), current_theme().colour("line"))
            painter.end()

    # Inside

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self._join)
        head.addWidget(self._add_rule)
        head.addWidget(self._add_group)
        head.addStretch(1)
        head.addWidget(self._remove)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(6)
        column = QVBoxLayout(self)
        left = _INDENT_PX if self._depth > 1 else 0
        if self.isRightToLeft():
            column.setContentsMargins(0, 0, left, 0)
        else:
            column.setContentsMargins(left, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(head)
        column.addLayout(self._lines)

    def _new_row(self, at: int) -> FilterRow:
        row = FilterRow(self._known, self)
        row.changed.connect(self.changed)
        row.remove_requested.connect(self._on_part_removed)
        row.add_requested.connect(self._on_row_below)
        self._parts.insert(at, row)
        self._lines.insertWidget(at, row)
        row.show()  # at once: the focus is to go there
        return row

    def _new_group(self) -> FilterGroup:
        group = FilterGroup(self._known, self._depth + 1, self)
        group.changed.connect(self.changed)
        group.remove_requested.connect(self._on_part_removed)
        self._parts.append(group)
        self._lines.addWidget(group)
        group.show()
        return group

    def _take_away(self, part: FilterRow | FilterGroup) -> None:
        self._parts.remove(part)
        self._lines.removeWidget(part)
        part.hide()
        part.deleteLater()

    def _on_add_rule(self) -> None:
        self._new_row(len(self._parts)).focus()
        self.changed.emit()

    def _on_row_below(self, row: FilterRow) -> None:
        self._new_row(self._parts.index(row) + 1).focus()
        self.changed.emit()

    def _on_add_group(self) -> None:
        group = self._new_group()
        group.focus()
        self.changed.emit()

    def _on_part_removed(self, part: FilterRow | FilterGroup) -> None:
        at = self._parts.index(part)
        self._take_away(part)
        if self._parts:
            self._parts[min(at, len(self._parts) - 1)].focus()
        else:
            self._add_rule.setFocus()
        self.changed.emit()

    def _on_remove(self) -> None:
        self.remove_requested.emit(self)
