"""The list of keys, read from the action table. Imported when it is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

if TYPE_CHECKING:
    from oriel.ui.actions import Actions


class KeyList(QDialog):
    """Open it with open(); it deletes itself when closed."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("key_list")
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(460, 620)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(14)
        layout.addWidget(_label(self.tr("Keyboard shortcuts"), "title"))
        layout.addWidget(self._scrolled(self._table(actions)), 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)

    def rows(self) -> list[tuple[str, str]]:
        """What is listed: (what it does, its keys)."""
        names = self.findChildren(QLabel, "key_name")
        return [(name.text(), name.accessibleDescription()) for name in names]

    def _scrolled(self, table: QWidget) -> QScrollArea:
        area = QScrollArea(self)
        area.setObjectName("key_list_area")
        area.setAccessibleName(self.tr("Keyboard shortcuts"))
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidgetResizable(True)
        area.setWidget(table)
        return area

    def _table(self, actions: Actions) -> QWidget:
        table = QWidget()
        table.setObjectName("page")
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        for heading, members in actions.groups():
            rows = [(a.text(), a.shortcuts()) for a in members if a.shortcuts()]
            if heading == members[0].text() or not rows:
                continue
            self._add_group(grid, heading, rows)
        self._add_group(grid, self.tr("In the list of chats"), self._in_list())
        self._add_group(grid, self.tr("Writing"), self._writing())
        grid.setRowStretch(grid.rowCount(), 1)
        return table

    def _in_list(self) -> list[tuple[str, list[QKeySequence]]]:
        """What has no action: the list itself hears it."""
        return [
            (self.tr("Select several"), [QKeySequence("Shift+Up"), QKeySequence("Shift+Down")]),
            (self.tr("Select all"), [QKeySequence("Ctrl+A")]),
            (self.tr("Close or open a folder"), [QKeySequence("Left"), QKeySequence("Right")]),
        ]

    def _writing(self) -> list[tuple[str, list[QKeySequence]]]:
        return [
            (self.tr("Send"), [QKeySequence("Return")]),
            (self.tr("New line"), [QKeySequence("Shift+Return")]),
        ]

    def _add_group(
        self, grid: QGridLayout, heading: str, rows: list[tuple[str, list[QKeySequence]]]
    ) -> None:
        top = grid.rowCount()
        title = _label(heading, "small")
        title.setContentsMargins(0, 12 if top > 1 else 0, 0, 0)
        grid.addWidget(title, top, 0, 1, 2)
        for row, (text, sequences) in enumerate(rows, top + 1):
            keys = [s.toString(QKeySequence.SequenceFormat.NativeText) for s in sequences]
            name = _label(text, "")
            name.setObjectName("key_name")
            name.setAccessibleDescription(", ".join(keys))
            grid.addWidget(name, row, 0)
            grid.addWidget(_caps(keys), row, 1)


def _caps(keys: list[str]) -> QWidget:
    holder = QWidget()
    layout = QHBoxLayout(holder)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(6)
    layout.addStretch(1)
    for key in keys:
        layout.addWidget(_label(key, "key"))
    return holder


def _label(text: str, role: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("textRole", role)
    return label
