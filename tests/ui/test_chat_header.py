"""The title: text until clicked, then a field whose Escape gives the old one back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from oriel.ui.actions import Actions
from oriel.ui.chat_header import ChatHeader


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    made.setCentralWidget(ChatHeader(Actions(made), made))
    made.show()
    made.activateWindow()
    return made


def header_of(window: QMainWindow) -> ChatHeader:
    header = window.centralWidget()
    assert isinstance(header, ChatHeader)
    header.show_title("Old title", exists=True)
    return header


def test_a_typed_title_is_told_once(window: QMainWindow) -> None:
    header, told = header_of(window), []
    header.title_edited.connect(told.append)
    header.title.setFocus()
    header.title.selectAll()
    QTest.keyClicks(header.title, "  New   title ")
    QTest.keyClick(header.title, Qt.Key.Key_Return)
    header.title.clearFocus()
    assert told == ["New title"]


def test_escape_gives_the_old_title_back_and_does_not_stop_the_answer(
    window: QMainWindow,
) -> None:
    header, told, stops = header_of(window), [], []
    header.title_edited.connect(told.append)
    header._actions["stop"].triggered.connect(stops.append)
    header.title.setFocus()
    QTest.keyClicks(header.title, "x")
    QTest.keyClick(header.title, Qt.Key.Key_Escape)
    assert header.title.text() == "Old title"
    assert (told, stops) == ([], [])


def test_an_empty_title_is_not_taken(window: QMainWindow) -> None:
    header, told = header_of(window), []
    header.title_edited.connect(told.append)
    header.title.setFocus()
    header.title.clear()
    QTest.keyClick(header.title, Qt.Key.Key_Return)
    assert header.title.text() == "Old title"
    assert told == []


def test_the_model_says_its_name_to_a_screen_reader(window: QMainWindow) -> None:
    header = header_of(window)
    header.model.show_model("a-very-long-model-name-" * 10, "Work")
    assert "a-very-long" in header.model.accessibleName()
    assert header.model.accessibleDescription() == "Work"


def test_the_menu_of_a_new_chat_offers_one_that_leaves_no_trace(
    window: QMainWindow, qtbot: QtBot
) -> None:
    header, said = header_of(window), {}
    for exists in (False, True):
        header.show_title("", exists=exists)
        qtbot.mouseClick(header.findChild(QToolButton, "chat_menu"), Qt.MouseButton.LeftButton)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        said[exists] = [action.objectName() for action in menu.actions() if action.text()]
        menu.close()
    assert "temporary_chat" in said[False]
    assert not {"temporary_chat"} & set(said[True])
    assert {"delete_chat", "export_chat"} <= set(said[True]) - set(said[False])
