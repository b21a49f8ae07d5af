"""The sidebar: grouping, choosing, renaming, deleting, searching, by mouse and by keyboard."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from oriel.domain.chat_lists import ChatHead
from oriel.ui.actions import Actions
from oriel.ui.chat_list_model import BUSY
from oriel.ui.search_field import SearchField
from oriel.ui.sidebar import Sidebar

from .chat_lists import outline_of

TODAY = date(2026, 3, 20)
Key = Qt.Key


def chat(
    name: str, days_ago: int = 0, *, pinned: bool = False, title: str | None = None
) -> ChatHead:
    noon = datetime(2026, 3, 20, 12).astimezone() - timedelta(days=days_ago)
    at = noon.timestamp() - len(name)
    shown = name.title() if title is None else title
    return ChatHead(id=name, title=shown, updated_at=at, pinned=pinned)


CHATS = [
    chat("a"),
    chat("bb"),
    chat("ccc", 1),
    chat("dddd", 3),
    chat("eeeee", 60),
    chat("ffffff", 90, pinned=True),
]
ROWS = "Pinned;Ffffff;Today;A;Bb;Yesterday;Ccc;Previous 7 days;Dddd;January 2026;Eeeee"


@pytest.fixture
def sidebar(qtbot) -> Iterator[Sidebar]:
    window = QWidget()
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    qtbot.addWidget(window)
    actions = Actions(window)
    made = Sidebar(actions, window)
    made.actions_kept = actions
    made.resize(272, 700)
    window.resize(272, 700)
    window.show()
    yield made
    window.hide()


def show(sidebar: Sidebar, chats: list[ChatHead], **more: Any) -> None:
    """The list as the store would read it."""
    sidebar.show_outline(outline_of(chats, TODAY, **more), ())


def rows(sidebar: Sidebar) -> list[str]:
    model = sidebar.chat_list.model()
    return [model.index(row).data() for row in range(model.rowCount())]


def cursor(sidebar: Sidebar) -> str:
    return str(sidebar.chat_list.currentIndex().data())


def opened(sidebar: Sidebar) -> list[str]:
    return [index.data() for index in sidebar.chat_list.selectionModel().selectedIndexes()]


def centre(sidebar: Sidebar, title: str) -> QPoint:
    index = sidebar.chat_list.model().index(rows(sidebar).index(title))
    return sidebar.chat_list.visualRect(index).center()


def test_chats_stand_under_their_headings(sidebar: Sidebar) -> None:
    show(sidebar, CHATS)
    assert rows(sidebar) == ROWS.split(";")
    assert sidebar.shown_ids() == ["ffffff", "a", "bb", "ccc", "dddd", "eeeee"]


def test_a_click_opens_a_chat_and_a_heading_does_nothing(sidebar: Sidebar, qtbot) -> None:
    show(sidebar, CHATS)
    view = sidebar.chat_list.viewport()
    with qtbot.waitSignal(sidebar.chat_chosen) as heard:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=centre(sidebar, "Bb"))
    assert heard.args == ["bb"]
    with qtbot.assertNotEmitted(sidebar.chat_chosen):
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=centre(sidebar, "Today"))


def test_the_open_chat_is_what_the_caller_says_it_is(sidebar: Sidebar, qtbot) -> None:
    show(sidebar, CHATS)
    sidebar.set_current("a")
    view = sidebar.chat_list.viewport()
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=centre(sidebar, "Bb"))
    assert opened(sidebar) == ["A"]
    sidebar.set_current("bb")
    assert opened(sidebar) == ["Bb"]
    sidebar.set_current(None)
    assert opened(sidebar) == []


def test_a_chat_marked_before_it_is_listed_is_marked_when_it_is(sidebar: Sidebar) -> None:
    sidebar.set_current("bb")
    show(sidebar, CHATS)
    assert opened(sidebar) == ["Bb"]


def test_arrows_skip_headings_and_enter_opens(sidebar: Sidebar, qtbot) -> None:
    show(sidebar, CHATS)
    sidebar.set_current("bb")
    walk = []
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Home, Key.Key_Up, Key.Key_Down, Key.Key_End):
        qtbot.keyClick(sidebar.chat_list, key)
        walk.append(cursor(sidebar))
    assert walk == ["Ccc", "Dddd", "Ffffff", "Ffffff", "A", "Eeeee"]
    assert opened(sidebar) == ["Bb"]
    with qtbot.waitSignal(sidebar.chat_chosen) as heard:
        qtbot.keyClick(sidebar.chat_list, Key.Key_Return)
    assert heard.args == ["eeeee"]


def test_renaming_in_place_by_enter_and_taking_it_back_by_escape(sidebar: Sidebar, qtbot) -> None:
    show(sidebar, CHATS)
    sidebar.set_current("bb")
    sidebar.rename_chat()
    editor = sidebar.findChild(QLineEdit, "chat_title_editor")
    assert editor.text() == "Bb"
    editor.setText("  A better   name ")
    with qtbot.waitSignal(sidebar.rename_requested) as heard:
        qtbot.keyClick(editor, Key.Key_Return)
    assert heard.args == ["bb", "A better name"]
    assert "A better name" in rows(sidebar)
    sidebar.rename_chat()
    editor = sidebar.findChildren(QLineEdit, "chat_title_editor")[-1]
    editor.setText("never")
    with qtbot.assertNotEmitted(sidebar.rename_requested):
        qtbot.keyClick(editor, Key.Key_Escape)
    assert "A better name" in rows(sidebar)


def test_an_empty_title_changes_nothing(sidebar: Sidebar, qtbot) -> None:
    show(sidebar, CHATS)
    sidebar.set_current("a")
    sidebar.rename_chat()
    editor = sidebar.findChild(QLineEdit, "chat_title_editor")
    editor.setText("   ")
    with qtbot.assertNotEmitted(sidebar.rename_requested):
        qtbot.keyClick(editor, Key.Key_Return)
    assert "A" in rows(sidebar)


def test_a_new_list_waits_until_the_title_is_written(sidebar: Sidebar, qtbot) -> None:
    show(sidebar, CHATS)
    sidebar.set_current("a")
    sidebar.rename_chat()
    editor = sidebar.findChild(QLineEdit, "chat_title_editor")
    editor.setText("half a na")
    show(sidebar, CHATS[:2])
    assert editor.isVisible()
    assert editor.text() == "half a na"
    qtbot.keyClick(editor, Key.Key_Escape)
    assert rows(sidebar) == ["Today", "A", "Bb"]


def test_delete_asks_for_the_chat_under_the_keyboard_which_then_goes_on(
    sidebar: Sidebar, qtbot
) -> None:
    show(sidebar, CHATS)
    sidebar.set_current("a")
    with qtbot.waitSignal(sidebar.delete_requested) as heard:
        sidebar.actions_kept["delete_chat"].trigger()
    assert heard.args == [("a",)]
    show(sidebar, [c for c in CHATS if c.id != "a"])
    assert cursor(sidebar) == "Bb"


def test_a_refresh_keeps_the_keyboard_where_it_is(sidebar: Sidebar, qtbot) -> None:
    show(sidebar, CHATS)
    sidebar.set_current("a")
    qtbot.keyClick(sidebar.chat_list, Key.Key_End)
    show(sidebar, [chat("new"), *CHATS])
    sidebar.set_current("a")
    assert cursor(sidebar) == "Eeeee"
    assert opened(sidebar) == ["A"]


def test_the_search_row_looks_like_a_field_and_asks_for_the_search(sidebar, qtbot) -> None:
    button = sidebar.findChild(QPushButton, "search_button")
    with qtbot.waitSignal(sidebar.actions_kept["search"].triggered):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_an_empty_list_says_so(sidebar: Sidebar) -> None:
    words = sidebar.findChild(QLabel, "empty_list")
    assert not words.isVisible()
    show(sidebar, [])
    assert words.isVisible()
    assert "No chats yet" in words.text()
    show(sidebar, CHATS)
    assert not words.isVisible()


def test_a_running_answer_is_shown_and_spoken(sidebar: Sidebar) -> None:
    show(sidebar, CHATS)
    sidebar.set_busy({"bb", "unknown"})
    index = sidebar.chat_list.model().index(rows(sidebar).index("Bb"))
    assert index.data(BUSY) is True
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Bb, answering"
    sidebar.set_busy(set())
    assert index.data(BUSY) is False


def test_the_chip_says_who_answers_and_asks_for_the_menu_below_it(sidebar, qtbot) -> None:
    sidebar.show_connection("Work", "us-chicago-1", "ok")
    chip = sidebar.findChild(QPushButton, "connection_chip")
    assert chip.accessibleName() == "Connection: Work"
    assert chip.accessibleDescription() == "us-chicago-1"
    with qtbot.waitSignal(sidebar.connection_menu_requested) as heard:
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert heard.args[0].y() > chip.mapToGlobal(QPoint(0, 0)).y() + chip.height() - 2


def test_the_new_chat_button_wishes_for_one(sidebar, qtbot) -> None:
    button = sidebar.findChild(QPushButton, "new_chat_button")
    with qtbot.waitSignal(sidebar.new_chat_requested):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_every_control_has_a_name_for_tests_and_one_for_the_ear(sidebar) -> None:
    sidebar.show_connection("Work", "", "accent")
    show(sidebar, CHATS)
    reachable = [
        w
        for w in sidebar.findChildren(QWidget)
        if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()
    ]
    assert len(reachable) >= 7
    assert [w for w in reachable if not w.objectName() or not w.accessibleName()] == []


def test_tab_goes_from_top_to_bottom(sidebar) -> None:
    show(sidebar, CHATS)
    order, widget = [], sidebar
    while (widget := widget.nextInFocusChain()) is not sidebar:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and sidebar.isAncestorOf(widget):
            order.append(widget.mapTo(sidebar, QPoint(0, 0)))
    assert [p.y() for p in order] == sorted(p.y() for p in order) or order[0].y() - order[1].y() < 8


def test_the_search_field_leaves_its_key_out_where_there_is_no_room(qtbot) -> None:
    def picture(hint: str, width: int) -> QImage:
        field = SearchField("Search chats", hint)
        qtbot.addWidget(field)
        field.resize(width, 32)
        return field.grab().toImage()

    assert picture("Ctrl+K", 400) != picture("", 400)
    assert picture("Ctrl+K", 120) == picture("", 120)
