"""Settings that are a list: rows of one or two fields, each with a way to remove it.

A row that is not whole, or wrong, is not sent, and is said to be wrong; it stays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from oriel.domain.chat_settings import ChatSettings
from oriel.ui.chat_settings.control import Control, keep_height
from oriel.ui.chat_settings.situation import Situation
from oriel.ui.icon_engine import icon


class Column(NamedTuple):
    """`name` is said to screen readers and stands in the empty field; `most` characters."""

    name: str
    most: int


class Kind(NamedTuple):
    """What the rows are. `read` makes an entry of the cells' texts, and raises ValueError,
    whose text says what is wrong with them; `cells` does the inverse. `key` tells entries
    apart that must not be there twice."""

    columns: tuple[Column, ...]
    most: int
    read: Callable[[list[str]], Any]
    cells: Callable[[Any], list[str]]
    key: Callable[[Any], Any]
    add: str


class Row(QWidget):
    """`changed`, `removed(self)`, `finished(self)` for Enter."""

    changed = Signal()
    removed = Signal(object)
    finished = Signal(object)

    def __init__(self, columns: tuple[Column, ...], texts: list[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.cells = [self._cell(column) for column in columns]
        self.show_texts(texts)
        self.remove = QToolButton(self)
        self.remove.setObjectName("remove_row")
        self.remove.setIcon(icon("close", "muted", "text"))
        self.remove.setAccessibleName(self.tr("Remove"))
        self.remove.setToolTip(self.tr("Remove"))
        self.remove.clicked.connect(self._on_remove)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        for cell in self.cells:
            line.addWidget(cell, 1)
            cell.textChanged.connect(self.changed)
            cell.returnPressed.connect(self._on_return)
        line.addWidget(self.remove)
        keep_height(self, self.cells[0])

    @property
    def texts(self) -> list[str]:
        return [cell.text() for cell in self.cells]

    def show_texts(self, texts: list[str]) -> None:
        for cell, text in zip(self.cells, texts, strict=True):
            cell.setText(text)

    def _cell(self, column: Column) -> QLineEdit:
        cell = QLineEdit(self)
        cell.setObjectName("cell")
        cell.setPlaceholderText(column.name)
        cell.setAccessibleName(column.name)
        cell.setMaxLength(column.most)
        return cell

    def _on_remove(self) -> None:
        self.removed.emit(self)

    def _on_return(self) -> None:
        self.finished.emit(self)


class RowsControl(Control):
    """A tuple of entries."""

    wide = True

    def __init__(self, name: str, kind: Kind, parent: QWidget) -> None:
        self._kind = kind
        self._rows: list[Row] = []
        super().__init__(name, parent)

    def value(self) -> Any:
        return self._read()[0]

    def _made_editor(self) -> QWidget:
        editor = QWidget(self)
        self._column = QVBoxLayout(editor)
        self._column.setContentsMargins(0, 4, 0, 0)
        self._column.setSpacing(6)
        self._add = QPushButton(self._kind.add, editor)
        self._add.setObjectName(f"add_{self.name}")
        self._add.setAccessibleName(self._kind.add)
        self._add.setProperty("kind", "link")
        self._add.setAutoDefault(False)
        self._add.clicked.connect(self._on_add)
        self._column.addWidget(self._add, 0, Qt.AlignmentFlag.AlignLeft)
        return editor

    def focus_target(self) -> QWidget:
        return self._add

    def _introduce(self, target: QWidget) -> None:
        self._editor.setObjectName(f"setting_{self.name}")
        self._editor.setAccessibleName(self._words.label)
        self.setFocusProxy(target)

    def _suited(self, settings: ChatSettings, situation: Situation) -> None:
        self._count()

    def _show_value(self, value: Any) -> None:
        for row in list(self._rows):
            self._drop(row)
        for entry in value:
            self._new_row(self._kind.cells(entry))
        self._set_problem("")
        self._count()

    def _read(self) -> tuple[tuple[Any, ...], str]:
        """The entries that are whole, and what is wrong with the first that is not."""
        entries: dict[Any, Any] = {}
        problem = ""
        for row in self._rows:
            if not any(text.strip() for text in row.texts):
                continue
            try:
                entry = self._kind.read(row.texts)
            except ValueError as error:
                problem = problem or str(error)
                continue
            if self._kind.key(entry) in entries:
                twice = self.tr("“{name}” is there twice; the first counts.")
                problem = problem or twice.format(name=row.texts[0].strip())
            entries.setdefault(self._kind.key(entry), entry)
        return tuple(entries.values()), problem

    def _on_changed(self) -> None:
        self._set_problem(self._read()[1])
        self._tell()

    def _on_add(self) -> None:
        row = self._new_row([""] * len(self._kind.columns))
        self._count()
        row.cells[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_finished(self, row: Row) -> None:
        if row is self._rows[-1] and self._add.isEnabled():
            self._on_add()

    def _on_removed(self, row: Row) -> None:
        self._drop(row)
        self._count()
        self._add.setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_changed()

    def _new_row(self, texts: list[str]) -> Row:
        row = Row(self._kind.columns, texts, self._editor)
        row.changed.connect(self._on_changed)
        row.removed.connect(self._on_removed)
        row.finished.connect(self._on_finished)
        self._column.insertWidget(len(self._rows), row)
        self._rows.append(row)
        row.show()  # now, or it could not take the focus
        # Behind the one before, not at the end of the page.
        before: QWidget = self._rows[-2].remove if len(self._rows) > 1 else self._reset
        for widget in (*row.cells, row.remove, self._add):
            QWidget.setTabOrder(before, widget)
            before = widget
        return row

    def _drop(self, row: Row) -> None:
        self._rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _count(self) -> None:
        self._add.setEnabled(len(self._rows) < self._kind.most)
