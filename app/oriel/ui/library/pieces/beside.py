"""A table with the details of one of its records beside it; in the place of it where there is
room for one only."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSplitter, QWidget

from oriel.ui.theme import current_zoom

ROOM_FOR_BOTH_PX = 680
GAP_PX = 12


class Beside(QWidget):
    """`pane_shown()` when the details come into view. `table` is what they lie beside."""

    pane_shown = Signal()

    def __init__(
        self,
        table: QWidget,
        pane: QWidget,
        opener: QAbstractButton | None,
        parent: QWidget,
        *,
        room_px: int = ROOM_FOR_BOTH_PX,
    ) -> None:
        """`opener` brings the details into view; it is there while they are not. `room_px` is
        the width from which on there is room for both, at 100 %."""
        super().__init__(parent)
        self._table, self._pane, self._opener = table, pane, opener
        self._room_px = room_px
        if opener is not None:
            opener.clicked.connect(self.open_pane)
        self._wanted = True  # beside the table, where there is room
        self._in_place = False  # in the place of the table
        self._has_record = False
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(1)
        self._split.addWidget(table)
        self._split.addWidget(pane)
        self._split.setStretchFactor(0, 1)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._split)
        self._arrange()

    @property
    def is_narrow(self) -> bool:
        return self.width() < self._room_px * current_zoom()

    def set_record(self, *, there: bool) -> None:
        """Whether there is anything to show details of."""
        self._has_record = there
        if not there:
            self._in_place = False
        self._arrange()

    def open_pane(self) -> None:
        """Brings the details into view."""
        self._wanted = True
        self._in_place = self.is_narrow
        self._arrange()

    def close_pane(self) -> None:
        """Back to the table alone."""
        if not self._in_place:
            self._wanted = False
        self._in_place = False
        self._arrange()
        self._table.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._in_place:
            self.close_pane()
        else:
            super().keyPressEvent(event)

    def _arrange(self) -> None:
        narrow = self.is_narrow
        was_hidden = self._pane.isHidden()
        shown = self._has_record and (self._in_place if narrow else self._wanted)
        self._pane.setVisible(shown)
        self._table.setVisible(not (narrow and shown))
        if self._opener is not None:
            self._opener.setVisible(self._has_record and not shown)
        gap = GAP_PX if shown and not narrow else 0  # between the rows and the line
        turned = self.isRightToLeft()
        self._table.setContentsMargins(gap if turned else 0, 0, 0 if turned else gap, 0)
        if not (shown and was_hidden):
            return
        if not narrow:
            side = self._pane.sizeHint().width()
            self._split.setSizes([max(1, self.width() - side), side])
        self.pane_shown.emit()
