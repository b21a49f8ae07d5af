"""Attributes of a file, or the metadata of a store, as rows to be edited."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from oriel.domain.attributes import (
    MOST_KEYS,
    TypedAttribute,
    problems_of,
    rows_of,
    typed_attributes,
)
from oriel.domain.library import Attributes, AttributeValue
from oriel.ui.icon_engine import icon
from oriel.ui.library.pieces.fields import line_of
from oriel.ui.library.stores.attribute_row import AttributeRow
from oriel.ui.library.stores.words import counted, t
from oriel.ui.prompts.parts import button, label


class AttributeGrid(QWidget):
    """`changed` when anything is other than before, `grown` when it needs another height.
    Without `typed`, all values are texts."""

    changed = Signal()
    grown = Signal()

    def __init__(self, name: str, parent: QWidget, *, typed: bool = True) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._typed = typed
        self._rows: list[AttributeRow] = []
        self._before: dict[str, AttributeValue] = {}
        self._mixed: set[str] = set()
        self._add = button(t("Add one"), f"{name}_add", self, "link")
        self._add.setIcon(icon("plus", "accent"))
        self._count = label("small", self)
        self._count.setWordWrap(False)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(12 if typed else 6)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(self._lines)
        column.addLayout(line_of(self._add, self._count))
        self._add.clicked.connect(self._on_add)

    def begin(self, attributes: Attributes, mixed: Iterable[str] = ()) -> None:
        """Shows what there is; `mixed` are keys in which several files differ."""
        for row in [*self._rows]:
            self._drop(row)
        self._before, self._mixed = dict(attributes), set(mixed)
        for typed in rows_of(attributes):
            self._new_row(typed)
        for key in sorted(self._mixed):
            self._new_row(TypedAttribute(key), mixed=True)
        self._say_count()

    def check(self) -> bool:
        """Whether all may be sent; else what is wrong stands below each row."""
        found = problems_of(self._written())
        shown = [row for row in self._rows if not row.is_untouched]
        for at, row in enumerate(shown):
            row.show_problem(found.get(at))
        if found:
            shown[min(found)].focus()
        self.grown.emit()
        return not found

    def attributes(self) -> dict[str, AttributeValue]:
        """All of them, once `check` is content. Raises NotAnAttribute."""
        return typed_attributes(self._written())

    def changes(self) -> dict[str, AttributeValue | None]:
        """What is other than at the beginning: a value, or None for a key that is gone."""
        after = self.attributes()
        untouched = {row.typed().key.strip() for row in self._rows if row.is_untouched}
        gone = (set(self._before) | self._mixed) - set(after) - untouched
        # True and 1 are equal, and yet another value.
        new = {k: v for k, v in after.items() if not _same(self._before.get(k), v)}
        return {**new, **dict.fromkeys(gone)}

    @property
    def is_changed(self) -> bool:
        """Whether there is something to be saved, right or wrong."""
        if problems_of(self._written()):
            return True
        return bool(self.changes())

    # Inside

    def _written(self) -> list[TypedAttribute]:
        return [row.typed() for row in self._rows if not row.is_untouched]

    def _new_row(self, begun: TypedAttribute, *, mixed: bool = False) -> AttributeRow:
        row = AttributeRow(begun, self, typed=self._typed, mixed=mixed)
        row.changed.connect(self.changed)
        row.removed.connect(self._on_removed)
        self._rows.append(row)
        self._lines.addWidget(row)
        row.show()
        return row

    def _drop(self, row: AttributeRow) -> None:
        self._rows.remove(row)
        self._lines.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _say_count(self) -> None:
        count = len(self._rows)
        self._add.setEnabled(count < MOST_KEYS)
        left = MOST_KEYS - count
        said = counted(left, "One more fits.", "{count} more fit.") if left <= 4 else ""
        self._count.setText(said if left else t("These are as many as fit."))

    def _on_add(self) -> None:
        self._new_row(TypedAttribute()).focus()
        self._say_count()
        self.changed.emit()
        self.grown.emit()

    def _on_removed(self, row: AttributeRow) -> None:
        if row not in self._rows:  # asked twice, as a screen reader may
            return
        at = self._rows.index(row)
        self._drop(row)
        nearest = self._rows[min(at, len(self._rows) - 1)] if self._rows else None
        if nearest is not None:
            nearest.focus()
        else:
            self._add.setFocus()
        self._say_count()
        self.changed.emit()
        self.grown.emit()


def _same(before: AttributeValue | None, after: AttributeValue) -> bool:
    return before == after and isinstance(before, bool) == isinstance(after, bool)
