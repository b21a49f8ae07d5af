"""Gives a field the Escape key before the window's shortcut (stop) hears it.

Apart from the field that uses it, because QEvent's enums take 2 ms to make and
the field is painted first.
"""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent


class _Field(Protocol):
    def has_use_for(self, event: QKeyEvent, /) -> bool: ...


class EscapeFirst(QObject):
    """An event filter for `field`: keys that it has use for go to it as key presses."""

    def __init__(self, field: _Field) -> None:
        super().__init__()
        self._field = field

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        taken = (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and self._field.has_use_for(event)
        )
        if taken:
            event.accept()
        return taken
