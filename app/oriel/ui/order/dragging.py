"""Dragging chats and folders within the list: what is taken, where it may land, the landing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, QRect, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent

from oriel.domain.folder_tree import Fitting
from oriel.ui.order.bringing import Bringing
from oriel.ui.order.drag_marks import DragMarks
from oriel.ui.order.dropping import Dragged, Landing, Target, said, target_at
from oriel.ui.order.words import title_of

if TYPE_CHECKING:
    from oriel.ui.chat_list import ChatListView

ELSEWHERE = "?"  # the folder of chats that are chosen but not read


class Dragging(QObject):
    def __init__(self, view: ChatListView) -> None:
        super().__init__(view)
        self._view = view
        self._dragged: Dragged | None = None
        self._fitting: tuple[object, Fitting] | None = None
        self._at = QPoint()  # where the pointer was last, in the viewport
        self._marks = DragMarks(view.viewport(), self._rect)
        self._marks.lingered.connect(self._on_lingered)
        self._bringing = Bringing(view, self._marks)

    def begin(self, row: int) -> bool:
        """Takes what is in this row, with all others that are chosen; False when nothing."""
        rows, choosing = self._view.rows, self._view.choosing
        self._fitting = None
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
        self._dragged = self._fitting = None
        self._marks.leave()

    def entered(self, event: QDragMoveEvent) -> None:
        """Taken wherever it comes in: what is refused here is not heard of again."""
        self.over(event)
        event.accept()

    def over(self, event: QDragMoveEvent) -> None:
        """Shows where it would land, and takes it or not."""
        dragged = self._dragged
        if dragged is None or event.source() is not self._view:
            self._bringing.over(event)
            return
        self._at = event.position().toPoint()
        target = self._target(dragged, self._at)
        self._show(dragged, target)
        if target is None:
            event.ignore()
        else:
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()

    def left(self) -> None:
        self._marks.leave()

    def listed_anew(self) -> None:
        """Other rows are under the pointer now: it lands where the marks say."""
        if self._dragged is not None and self._marks.isVisible():
            self._marks.leave()
            self._show(self._dragged, self._target(self._dragged, self._at))

    def drop(self, event: QDropEvent) -> None:
        """Emits the wish."""
        dragged, at = self._dragged, event.position().toPoint()
        self._marks.leave()
        if dragged is None or event.source() is not self._view:
            self._bringing.drop(event)
            return
        target = self._target(dragged, at)
        if target is None:
            event.ignore()
            return
        # Copied, as far as Qt is concerned: it must not take rows out of the model.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if dragged.folder is not None and target.gap is not None:
            gap = target.gap
            self._view.folder_placed.emit(dragged.folder.id, gap.parent_id, gap.before_id)
        elif dragged.folder is not None:
            self._view.folder_moved.emit(dragged.folder.id, target.folder_id)
        elif target.landing is Landing.PIN:
            self._view.pin_requested.emit(dragged.ids, True)  # noqa: FBT003
        else:
            self._view.move_requested.emit(dragged.ids, target.folder_id)

    def _show(self, dragged: Dragged, target: Target | None) -> None:
        self._marks.show_target(target, said(dragged, target) if target is not None else "")

    def _target(self, dragged: Dragged, at: QPoint) -> Target | None:
        view = self._view
        row = view.rowAt(at.y())
        rect = view.visualRect(view.rows.index(row))
        part = (at.y() - rect.top()) / max(1, rect.height())
        return target_at(view.rows.blocks, dragged, self._may_lie, row, part)

    def _may_lie(self, parent_id: str) -> bool:
        """Whether the folder that is dragged can lie there, as the list stands now."""
        folders = self._view.rows.outline.folders
        if self._dragged is None or self._dragged.folder is None:
            return False
        if self._fitting is None or self._fitting[0] is not folders:
            self._fitting = folders, Fitting(folders, self._dragged.folder.id)
        return self._fitting[1].at(parent_id)

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
