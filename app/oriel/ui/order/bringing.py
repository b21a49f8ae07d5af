"""What other programs drag over the list of chats: files, pictures, text, for the chat there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QT_TRANSLATE_NOOP, QLocale, QMimeData, QObject, Qt
from PySide6.QtGui import QDragMoveEvent, QDropEvent

from oriel.ui.attaching.taken_in import brought, copied, has_files, has_picture
from oriel.ui.attaching.words import folders_text
from oriel.ui.library.pieces.dropping import paths_of
from oriel.ui.order.dropping import Landing, Target
from oriel.ui.order.words import say, title_of

if TYPE_CHECKING:
    from oriel.ui.chat_list import ChatListView
    from oriel.ui.order.drag_marks import DragMarks

_ON_A_CHAT = QT_TRANSLATE_NOOP("ChatOrder", "Drop it on a chat.")
_NOTHING = QT_TRANSLATE_NOOP("ChatOrder", "Only files, pictures and text can be dropped here.")
_FILE = QT_TRANSLATE_NOOP("ChatOrder", "Attach 1 file to “{title}”")
_FILES = QT_TRANSLATE_NOOP("ChatOrder", "Attach {n} files to “{title}”")
_PICTURE = QT_TRANSLATE_NOOP("ChatOrder", "Attach the picture to “{title}”")
_TEXT = QT_TRANSLATE_NOOP("ChatOrder", "Put the text into a message to “{title}”")


class Bringing(QObject):
    def __init__(self, view: ChatListView, marks: DragMarks) -> None:
        super().__init__(view)
        self._view = view
        self._marks = marks

    def over(self, event: QDragMoveEvent) -> None:
        """Shows what dropping it here would do, or why it does nothing."""
        row, words = self._row(event), self._words(event.mimeData())
        chat, folder = self._view.rows.chat_at(row), self._view.rows.folder_at(row)
        if words and chat is not None:
            text = say(words).format(title=title_of(chat), n=_count(event.mimeData()))
            self._marks.show_target(Target(Landing.CHAT, row, row), text)
            # The file stays where it is, whatever the other program would like.
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            return
        if chat is None and (text := self._view.import_words(paths_of(event.mimeData()))):
            self._marks.show_target(None, text)
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            return
        # A closed folder is looked into when the pointer stays on it.
        looked_into = Target(Landing.FOLDER, row, row, folder, refused=True) if folder else None
        refusal = say(_ON_A_CHAT) if words else self._refusal(event.mimeData())
        self._marks.show_target(looked_into, refusal, refused=not words)
        event.ignore()

    def drop(self, event: QDropEvent) -> None:
        """Emits the wish."""
        chat = self._view.rows.chat_at(self._row(event))
        paths = paths_of(event.mimeData())
        if chat is None and self._view.import_words(paths):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._view.import_requested.emit(paths)
            return
        if chat is None or not self._words(event.mimeData()):
            event.ignore()
            return
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self._view.brought.emit(chat.id, copied(event.mimeData()))

    def _row(self, event: QDropEvent) -> int:
        return self._view.rowAt(event.position().toPoint().y())

    def _words(self, data: QMimeData) -> str:
        """The sentence for what is dragged; "" when a chat takes nothing of it."""
        if has_files(data):
            files = brought(data).files
            return str(_FILE if len(files) == 1 else _FILES) if files else ""
        if has_picture(data):
            return str(_PICTURE)
        return str(_TEXT) if data.text().strip() else ""

    def _refusal(self, data: QMimeData) -> str:
        return folders_text() if has_files(data) else say(_NOTHING)


def _count(data: QMimeData) -> str:
    return QLocale().toString(len(brought(data).files)) if has_files(data) else ""
