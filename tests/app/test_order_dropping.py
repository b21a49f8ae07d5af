"""What other programs drop on a chat in the list, in the whole program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QLabel

from oriel.composition import Desk
from waiting import emitted, until

from .desks import desk, type_text
from .test_order import a_folder, rows, two_chats, view_of

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


class Brought:
    """A drag that comes from outside, as the system tells the list of it."""

    def __init__(self, opened: Desk, data: QMimeData) -> None:
        self.view, self.data = view_of(opened), data
        self.rows = lambda: rows(opened)

    def over(self, text: str) -> tuple[str, bool]:
        """What is said there, and whether it may be dropped."""
        self._event(QDragEnterEvent, text)
        taken = self._event(QDragMoveEvent, text)
        said = self.view.findChild(QLabel, "drag_says")
        return said.text() if said.isVisible() else "", taken

    def drop(self, text: str) -> None:
        self.over(text)
        self._event(QDropEvent, text)

    def _event(self, kind: Any, text: str) -> bool:
        at = self.view.visualRect(self.view.rows.index(self.rows().index(text))).center()
        where = QPointF(at) if kind is QDropEvent else at
        none = Qt.KeyboardModifier.NoModifier
        event = kind(where, Qt.DropAction.CopyAction, self.data, Qt.MouseButton.LeftButton, none)
        QApplication.sendEvent(self.view.viewport(), event)
        return bool(event.isAccepted())


def titles(opened: Desk) -> Callable[[str], str]:
    known = {chat.id: chat.title for chat in opened.chats.chats}
    return lambda chat_id: known[chat_id]


def files_of(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


async def test_files_dropped_on_a_chat_open_it_and_are_attached(tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("remember the milk")
    async with desk(tmp_path / "home") as opened:
        first, second = await two_chats(opened)
        title = titles(opened)
        type_text(opened, "half a thought")
        drag = Brought(opened, files_of(note))
        assert drag.over(title(first)) == (f"Attach 1 file to “{title(first)}”", True)
        assert not drag.view.grab().isNull()
        drag.drop(title(first))
        drag.data.clear()  # as the system does when the drop is over
        await until(lambda: opened.window.page.composer.attachments)
        assert opened.chat.chat_id == first
        assert opened.window.page.draft() == ""
        # The chat that is open takes it at once; what was typed elsewhere is still there.
        opened.window.sidebar.chat_chosen.emit(second)
        await until(lambda: opened.chat.chat_id == second)
        await until(lambda: opened.window.page.draft() == "half a thought")
        other = tmp_path / "other.txt"
        other.write_text("and the bread")
        drag = Brought(opened, files_of(note, other))
        assert drag.over(title(second))[0] == f"Attach 2 files to “{title(second)}”"
        drag.drop(title(second))
        await until(lambda: len(opened.window.page.composer.attachments) == 2)
        assert opened.window.page.draft() == "half a thought"


async def test_text_and_pictures_go_to_the_message_of_that_chat(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        first, _ = await two_chats(opened)
        title = titles(opened)
        text = QMimeData()
        text.setText("line one\nline two")
        drag = Brought(opened, text)
        assert drag.over(title(first))[0] == f"Put the text into a message to “{title(first)}”"
        drag.drop(title(first))
        await until(lambda: opened.window.page.draft() == "line one\nline two")
        assert opened.chat.chat_id == first
        Brought(opened, text).drop(title(first))
        twice = "line one\nline two\n\nline one\nline two"
        await until(lambda: opened.window.page.draft() == twice)
        picture = QMimeData()
        image = QImage(4, 4, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.red)
        picture.setImageData(image)
        Brought(opened, picture).drop(title(first))
        await until(lambda: opened.window.page.composer.attachments)


async def test_what_no_chat_takes_is_refused_with_words(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        first, second = await two_chats(opened)
        await a_folder(opened, "Work")
        title = titles(opened)
        note = tmp_path / "note.txt"
        note.write_text("x")
        assert Brought(opened, files_of(note)).over("Work") == ("Drop it on a chat.", False)
        said, taken = Brought(opened, files_of(tmp_path)).over(title(first))
        assert "vector store" in said
        assert not taken
        odd = QMimeData()
        odd.setData("application/x-color", b"red")
        said, taken = Brought(opened, odd).over(title(first))
        assert "Only files, pictures and text" in said
        assert not taken
        Brought(opened, odd).drop(title(first))
        assert opened.chat.chat_id == second


async def test_a_closed_folder_opens_for_files_that_stay_on_it(tmp_path: Path) -> None:
    note = tmp_path / "note.txt"
    note.write_text("x")
    async with desk(tmp_path / "home") as opened:
        first, _ = await two_chats(opened)
        folder_id = await a_folder(opened, "Work")
        opened.chats.order.move([first], folder_id)
        await emitted(opened.chats.order.done)
        opened.chats.set_folder_open(folder_id, False)
        await emitted(opened.chats.listed)
        drag = Brought(opened, files_of(note))
        listed = emitted(opened.chats.listed)
        drag.over("Work")
        await listed
        assert folder_id in opened.chats.open_folders
