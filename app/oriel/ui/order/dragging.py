"""Dragging chats and folders within the list: what is taken, where it may land, the landing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent

from oriel.ui.order.drag_marks import DragMarks
from oriel.ui.order.dropping import Dragged, Landing, Target, target_at
from oriel.ui.order.words import title_of

if TYPE_CHECKING:
    from oriel.ui.chat_list import ChatListView

ELSEWHERE = "?"  # the folder of chats that are chosen but not read


class Dragging(QObject):
    def __init__(self, view: ChatListView) -> None:
        super().__init__(view)
        self._view = view
        self._dragged: Dragged | None = None
        self._marks = DragMarks(view.viewport(), self._rect)
        self._marks.lingered.connect(self._on_lingered)

    def begin(self, row: int) -> bool:
        """Takes what is in this row, with all others that are chosen; False when nothing."""
        rows, choosing = self._view.rows, self._view.choosing
        folder, chat = rows.folder_at(row), rows.chat_at(row)
        if folder is not None:
            name = line.text if (line := rows.line(row)) else ""
            self._dragged = Dragged(folder=folder, title=name)
        elif chat is not None and chat.id in choosing and len(choosing) > 1:
            self._dragged = Dragged(choosing.ids, from_folders=self._from(choosing.ids))
        elif chat is not None:
            home = frozenset({chat.folder_id})
            self._dragged = Dragged((chat.id,), title=title_of(chat), from_folders=home)
        else:
            self._dragged = None
        return self._dragged is not None and not rows.outline.filter

    def rows_taken(self) -> list[int]:
        """The rows of what is dragged, as far as they are read."""
        dragged, rows = self._dragged, self._view.rows
        if dragged is None:
            return []
        if dragged.folder is not None:
            return [rows.row_of_folder(dragged.folder.id)]
        return [rows.row_of(head.id) for head in rows.heads_of(dragged.ids)]

    def end(self) -> None:
        """The drag is over, whatever came of it."""
        self._dragged = None
        self._marks.leave()

    def entered(self, event: QDragMoveEvent) -> None:
        """Taken wherever it comes in: what is refused here is not heard of again."""
        self.over(event)
        if self._dragged is not None and event.source() is self._view:
            event.accept()

    def over(self, event: QDragMoveEvent) -> None:
        """Shows where it would land, and takes it or not."""
        dragged = self._dragged
        if dragged is None or event.source() is not self._view:
            event.ignore()
            return
        target = self._target(dragged, event)
        self._marks.show_target(dragged, target)
        if target is None:
            event.ignore()
        else:
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()

    def left(self) -> None:
        self._marks.leave()

    def drop(self, event: QDropEvent) -> None:
        """Emits the wish."""
        dragged = self._dragged
        target = self._target(dragged, event) if dragged is not None else None
        self._marks.leave()
        if dragged is None or target is None or event.source() is not self._view:
            event.ignore()
            return
        # Copied, as far as Qt is concerned: it must not take rows out of the model.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if dragged.folder is not None:
            self._view.folder_moved.emit(dragged.folder.id, target.folder_id)
        elif target.landing is Landing.PIN:
            self._view.pin_requested.emit(dragged.ids, True)  # noqa: FBT003
        else:
            self._view.move_requested.emit(dragged.ids, target.folder_id)

    def _target(self, dragged: Dragged, event: QDropEvent) -> Target | None:
        row = self._view.rowAt(event.position().toPoint().y())
        outline = self._view.rows.outline
        return target_at(self._view.rows.blocks, outline.folders, dragged, row)

    def _from(self, ids: tuple[str, ...]) -> frozenset[str]:
        heads = self._view.rows.heads_of(ids)
        unread = {ELSEWHERE} if len(heads) < len(ids) else set()
        return frozenset({head.folder_id for head in heads} | unread)

    def _rect(self, first: int, last: int) -> QRect:
        view, rows = self._view, self._view.rows
        if first >= rows.rowCount():
            return view.ground(view.viewport().rect())
        top = view.visualRect(rows.index(first))
        return view.ground(top.united(view.visualRect(rows.index(last))))

    def _on_lingered(self, folder_id: str) -> None:
        block = self._view.rows.blocks.of_folder(folder_id)
        if block is not None and not block.open:
            self._view.folder_toggled.emit(folder_id, True)  # noqa: FBT003
