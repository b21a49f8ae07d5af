"""Dropping files and folders on a table: what lies over it meanwhile names the result."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from oriel.ui.attaching.drop_overlay import DropOverlay
from oriel.ui.attaching.taken_in import has_files

Words = Callable[[list[str]], str]


def paths_of(data: QMimeData) -> list[str]:
    """The files and folders of this computer among what came. The disk is not asked."""
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]


class PathDrop(QObject):
    """Lets files and folders be dropped on a widget; `dropped(list of paths)`. `words` says
    what dropping these would do. Switched off, it lets everything through."""

    dropped = Signal(object)

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self._overlay: DropOverlay | None = None
        self._words: Words | None = None
        self._refusal = ""
        over.installEventFilter(self)

    def accept(self, words: Words | None, refusal: str = "") -> None:
        """Without `words` nothing is taken; a `refusal` then says why."""
        self._words, self._refusal = words, refusal
        self._over.setAcceptDrops(words is not None or bool(refusal))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event:
            case QDragEnterEvent() | QDropEvent() if not has_files(event.mimeData()):
                return False
            case QDragEnterEvent():
                self._on_enter(event)
            case QDragLeaveEvent():
                self._hide()
            case QDragMoveEvent():
                self._settle(event)
            case QDropEvent():
                self._hide()
                self._settle(event)
                if self._words is not None:
                    self.dropped.emit(paths_of(event.mimeData()))
            case _:
                return False
        return True

    def _on_enter(self, event: QDragEnterEvent) -> None:
        if self._overlay is None:
            self._overlay = DropOverlay(self._over)
        if self._words is not None:
            self._overlay.say(self._words(paths_of(event.mimeData())))
        else:
            self._overlay.say(self._refusal, refused=True)
        self._settle(event)

    def _settle(self, event: QDropEvent) -> None:
        # The files stay where they are, whatever the other program would like. Also what is
        # refused is accepted: nobody else is told when it leaves.
        action = Qt.DropAction.CopyAction if self._words is not None else Qt.DropAction.IgnoreAction
        event.setDropAction(action)
        event.accept()

    def _hide(self) -> None:
        if self._overlay is not None:
            self._overlay.hide()
