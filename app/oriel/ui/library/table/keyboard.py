"""Where the keyboard is, when something comes to lie over the rows of a table and goes again.

Left to Qt it would go on to whatever follows in the order of Tab.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from oriel.ui.library.table.cover import Cover, State
from oriel.ui.library.table.record_view import RecordView

_REASON = Qt.FocusReason.OtherFocusReason


class TableKeyboard:
    """Over the rows and the cover of one table."""

    def __init__(self, table: QWidget, view: RecordView[Any], cover: Cover) -> None:
        self._table, self._view, self._cover = table, view, cover

    def enter(self) -> None:
        """To the rows, or to the button of what lies over them."""
        if self._cover.isHidden():
            self._view.setFocus(_REASON)
        elif not self._cover.button.isHidden():
            self._cover.button.setFocus(_REASON)
        else:
            self._table.setFocus(_REASON)  # keys are heard, with no rows too

    def leave_cover(self) -> None:
        """To the rows, if it is on what lies over them."""
        focused = self._table.window().focusWidget()
        if focused is not None and (focused is self._table or self._cover.isAncestorOf(focused)):
            self._view.setFocus(_REASON)

    def meet_cover(self) -> None:
        """To what can be done without rows, if it waits for some, or all have gone."""
        empty = self._cover.state is State.EMPTY
        waits = self._table.hasFocus() or (empty and self._view.hasFocus())
        if waits and self._cover.button.isVisible():
            self._cover.button.setFocus(_REASON)
