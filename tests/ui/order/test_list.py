"""The list of chats: folders, choosing many, menus, dragging, keys, renaming."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QDragEnterEvent, QDragMoveEvent, QDropEvent, QFont
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget

from oriel.domain.chat_lists import ChatHead, ListFilter
from oriel.domain.folders import Folder
from oriel.ui.actions import Actions
from oriel.ui.chat_list import ChatListView
from oriel.ui.order.drag_marks import OPEN_AFTER_MS
from oriel.ui.sidebar import Sidebar

from ..chat_lists import outline_of

TODAY = date(2026, 3, 20)
NOON = datetime(2026, 3, 20, 12).astimezone().timestamp()
WORK = Folder(id="work", name="Work", place=1, colour="ok")
HR = Folder(id="hr", name="HR", parent_id="work", place=2)
HOME = Folder(id="home", name="Home", place=3)
Key, Modifier = Qt.Key, Qt.KeyboardModifier


def a_chat(name: str, place: int, **more: Any) -> ChatHead:
    return ChatHead(id=name, title=name.title(), updated_at=NOON - place, **more)


CHATS = [
    a_chat("pin", 0, pinned=True),
    a_chat("desk", 1, folder_id="work"),
    a_chat("form", 2, folder_id="hr", tags=("urgent", "paper"), colour="danger"),
    *(a_chat(name, at) for at, name in enumerate(("one", "two", "three", "four"), 3)),
]


class Room:
    def __init__(self, qtbot: Any) -> None:
        self.window = QWidget()
        self.window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        qtbot.addWidget(self.window)
        self.actions = Actions(self.window)
        self.sidebar = Sidebar(self.actions, self.window)
        self.sidebar.resize(272, 760)
        self.window.resize(272, 760)
        self.open = {"work", "hr"}
        self.window.show()
        self.show()

    @property
    def view(self) -> ChatListView:
        return self.sidebar.chat_list

    def show(self, chats: list[ChatHead] | None = None, **more: Any) -> None:
        chats = CHATS if chats is None else chats
        self.sidebar.show_outline(outline_of(chats, TODAY, (WORK, HR, HOME), **more), self.open)

    def texts(self) -> list[str]:
        rows = self.view.rows
        return [str(rows.index(row).data()) for row in range(rows.rowCount())]

    def row(self, text: str) -> int:
        return self.texts().index(text)

    def at(self, text: str) -> QPoint:
        return self.view.visualRect(self.view.rows.index(self.row(text))).center()

    def put_keyboard(self, text: str) -> None:
        self.view.setFocus()
        self.view.setCurrentIndex(self.view.rows.index(self.row(text)))

    def under_keyboard(self) -> str:
        return str(self.view.currentIndex().data())

    def chosen(self) -> list[str]:
        return sorted(self.view.choosing.ids)


@pytest.fixture
def room(qtbot) -> Iterator[Room]:
    made = Room(qtbot)
    yield made
    made.window.hide()


def test_chats_in_a_folder_stand_there_only(room: Room) -> None:
    assert room.texts() == (
        [
            "Pinned",
            "Pin",
            "Folders",
            "Work",
            "HR",
            "Form",
            "Desk",
            "Home",
            "Today",
            "One",
            "Two",
            "Three",
            "Four",
        ]
    )
    room.open = set()
    room.show()
    assert room.texts() == [
        "Pinned",
        "Pin",
        "Folders",
        "Work",
        "Home",
        "Today",
        "One",
        "Two",
        "Three",
        "Four",
    ]


def test_a_click_on_a_folder_opens_it_and_one_on_its_plus_begins_a_chat(room, qtbot) -> None:
    view = room.view
    with qtbot.waitSignal(view.folder_toggled) as heard:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=room.at("Home"))
    assert heard.args == ["home", True]
    with qtbot.waitSignal(view.folder_toggled) as heard:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=room.at("Work"))
    assert heard.args == ["work", False]
    index = view.rows.index(room.row("HR"))
    plus = view.itemDelegate().plus_rect(view.visualRect(index)).center()
    with qtbot.waitSignal(view.new_chat_requested) as heard:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=plus)
    assert heard.args == ["hr"]


@pytest.mark.parametrize("meanwhile", [False, True])
def test_a_folder_that_is_clicked_twice_is_opened_once(room: Room, qtbot, meanwhile: bool) -> None:
    view, heard = room.view, []
    view.folder_toggled.connect(lambda name, opened: heard.append((name, opened)))
    left, viewport = Qt.MouseButton.LeftButton, view.viewport()
    qtbot.mouseClick(viewport, left, pos=room.at("Home"))
    if meanwhile:  # the list comes back from the store between the two
        room.open.add("home")
        room.show()
    qtbot.mouseDClick(viewport, left, pos=room.at("Home"))
    qtbot.mouseRelease(viewport, left, pos=room.at("Home"))
    assert heard == [("home", True)]
    assert not view.findChildren(QLineEdit)
    qtbot.mouseClick(viewport, left, pos=room.at("Home"))
    assert len(heard) == 2


def test_right_and_left_go_into_folders_and_out_of_them(room: Room, qtbot) -> None:
    view, toggled = room.view, []
    view.folder_toggled.connect(lambda name, opened: toggled.append((name, opened)))
    room.put_keyboard("Home")
    qtbot.keyClick(view, Key.Key_Right)
    assert toggled == [("home", True)]
    room.put_keyboard("Work")
    qtbot.keyClick(view, Key.Key_Right)
    assert room.under_keyboard() == "HR"
    qtbot.keyClick(view, Key.Key_Right)
    assert room.under_keyboard() == "Form"
    qtbot.keyClick(view, Key.Key_Left)
    assert room.under_keyboard() == "HR"
    qtbot.keyClick(view, Key.Key_Left)
    assert toggled[-1] == ("hr", False)
    room.put_keyboard("Desk")
    qtbot.keyClick(view, Key.Key_Left)
    assert room.under_keyboard() == "Work"


def test_from_right_to_left_the_arrows_are_the_other_way_round(room: Room, qtbot) -> None:
    room.window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    room.put_keyboard("Work")
    qtbot.keyClick(room.view, Key.Key_Left)
    assert room.under_keyboard() == "HR"


def test_control_and_shift_choose_and_the_open_chat_is_one_of_them(room: Room, qtbot) -> None:
    view = room.view
    room.sidebar.set_current("one")

    def click(text: str, modifier: Qt.KeyboardModifier = Modifier.NoModifier) -> None:
        qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, modifier, room.at(text))

    with qtbot.assertNotEmitted(view.chat_chosen):
        click("Three", Modifier.ControlModifier)
    assert room.chosen() == ["one", "three"]
    click("Three", Modifier.ControlModifier)
    assert room.chosen() == ["one"]
    click("Two", Modifier.ControlModifier)
    click("Four", Modifier.ShiftModifier)
    assert room.chosen() == ["four", "one", "three", "two"]
    with qtbot.waitSignal(view.chat_chosen):
        click("Two")
    assert room.chosen() == []


def test_shift_with_arrows_chooses_and_an_arrow_alone_lets_go(room: Room, qtbot) -> None:
    view = room.view
    room.put_keyboard("Two")
    for _ in range(2):
        qtbot.keyClick(view, Key.Key_Down, Modifier.ShiftModifier)
    assert room.chosen() == ["four", "three", "two"]
    qtbot.keyClick(view, Key.Key_Up, Modifier.ShiftModifier)
    assert room.chosen() == ["three", "two"]
    marked = view.selectionModel().selectedIndexes()
    assert sorted(str(index.data()) for index in marked) == ["Three", "Two"]
    qtbot.keyClick(view, Key.Key_Escape)
    assert room.chosen() == []
    qtbot.keyClick(view, Key.Key_Space, Modifier.ControlModifier)
    assert room.chosen() == ["three"]
    qtbot.keyClick(view, Key.Key_Up)
    assert room.chosen() == []
    qtbot.keyClick(view, Key.Key_A, Modifier.ControlModifier)
    assert room.chosen() == sorted(chat.id for chat in CHATS)


def test_what_is_chosen_stays_chosen_when_the_list_is_read_again(room: Room, qtbot) -> None:
    room.put_keyboard("Two")
    qtbot.keyClick(room.view, Key.Key_Down, Modifier.ShiftModifier)
    room.show([*CHATS, a_chat("newest", -5)])
    assert room.chosen() == ["three", "two"]
    marked = room.view.selectionModel().selectedIndexes()
    assert sorted(str(index.data()) for index in marked) == ["Three", "Two"]


def test_del_is_for_the_chosen_else_for_what_the_keyboard_is_on(room: Room, qtbot) -> None:
    asked: list[object] = []
    room.sidebar.delete_requested.connect(asked.append)
    room.view.folder_delete_requested.connect(asked.append)
    delete = room.actions["delete_chat"]
    room.put_keyboard("Two")
    delete.trigger()
    room.put_keyboard("Home")
    delete.trigger()
    room.put_keyboard("Three")
    qtbot.keyClick(room.view, Key.Key_Down, Modifier.ShiftModifier)
    delete.trigger()
    assert asked[:2] == [("two",), "home"]
    assert set(asked[2]) == {"three", "four"}  # type: ignore[call-overload]


def test_a_folder_is_renamed_in_place(room: Room, qtbot) -> None:
    room.put_keyboard("HR")
    room.sidebar.rename_chat()
    editor = room.view.findChild(QLineEdit, "folder_name_editor")
    assert editor.text() == "HR"
    editor.setText(" People  and places ")
    with (
        qtbot.assertNotEmitted(room.view.folder_toggled),
        qtbot.waitSignal(room.view.folder_renamed) as heard,
    ):
        qtbot.keyClick(editor, Key.Key_Return)
    assert heard.args == ["hr", "People and places"]


def test_a_menu_is_asked_for_one_for_all_chosen_or_for_a_folder(room: Room, qtbot) -> None:
    view, asked = room.view, []
    view.chats_menu_requested.connect(lambda ids, _: asked.append(sorted(ids)))
    view.folder_menu_requested.connect(lambda folder, _: asked.append(folder.id))

    def right_click(text: str) -> None:
        at = room.at(text)
        reason = QContextMenuEvent.Reason.Mouse
        event = QContextMenuEvent(reason, at, view.viewport().mapToGlobal(at))
        QApplication.sendEvent(view.viewport(), event)

    right_click("Two")
    room.put_keyboard("Two")
    qtbot.keyClick(view, Key.Key_Down, Modifier.ShiftModifier)
    right_click("Three")
    right_click("One")  # not one of them
    right_click("Work")
    right_click("Today")
    assert asked == [["two"], ["three", "two"], ["one"], "work"]
    assert room.chosen() == []


class Drag:
    """The mouse with something taken, as the system tells the list of it."""

    def __init__(self, room: Room, text: str) -> None:
        self.room = room
        assert room.view.dragging.begin(room.row(text))
        self.data = QMimeData()

    def enters(self, text: str) -> bool:
        """Whether the list will hear of it again, having been entered here."""
        event = self._event(QDragEnterEvent, text)
        self.room.view.dragEnterEvent(event)
        return bool(event.isAccepted())

    def over(self, text: str, part: float = 0.5) -> str:
        """What the overlay says there; "" where it cannot be dropped."""
        event = self._event(QDragMoveEvent, text, part)
        self.room.view.dragging.over(event)
        said = self.room.view.findChild(QLabel, "drag_says")
        return said.text() if event.isAccepted() and said.isVisible() else ""

    def drop(self, text: str, part: float = 0.5) -> None:
        self.room.view.dragging.drop(self._event(QDropEvent, text, part))
        self.room.view.dragging.end()

    def _event(self, kind: Any, text: str, part: float = 0.5) -> Any:
        at = self.room.at(text)
        at.setY(at.y() + round((part - 0.5) * self.room.view.rowHeight(0)))
        where = QPointF(at) if kind is QDropEvent else at
        buttons, none = Qt.MouseButton.LeftButton, Modifier.NoModifier
        event = kind(where, Qt.DropAction.MoveAction, self.data, buttons, none)
        event.source = lambda: self.room.view  # what the system would say
        return event


def test_dragging_a_chat_names_what_comes_of_it_and_moves_it(room: Room, qtbot) -> None:
    drag = Drag(room, "Two")
    assert drag.enters("Three")  # where it cannot be dropped
    assert drag.over("HR") == "Move “Two” to “HR”"
    assert drag.over("Form") == "Move “Two” to “HR”"
    assert drag.over("Three") == ""
    assert drag.over("Pin") == "Pin “Two”"
    with qtbot.waitSignal(room.view.move_requested) as heard:
        drag.drop("Work")
    assert heard.args == [("two",), "work"]


def test_dragging_many_takes_all_that_are_chosen(room: Room, qtbot) -> None:
    room.put_keyboard("Two")
    qtbot.keyClick(room.view, Key.Key_Down, Modifier.ShiftModifier)
    drag = Drag(room, "Three")
    assert drag.over("Home") == "Move 2 chats to “Home”"
    with qtbot.waitSignal(room.view.move_requested) as heard:
        drag.drop("Home")
    assert (set(heard.args[0]), heard.args[1]) == ({"two", "three"}, "home")


def test_dragging_out_of_a_folder_and_folders_onto_each_other(room: Room, qtbot) -> None:
    drag = Drag(room, "Form")
    assert drag.over("HR") == ""
    with qtbot.waitSignal(room.view.move_requested) as heard:
        drag.drop("One")
    assert heard.args == [("form",), ""]
    drag = Drag(room, "Work")
    assert drag.over("HR") == ""
    with qtbot.waitSignal(room.view.folder_moved) as heard:
        drag.drop("Home")
    assert heard.args == ["work", "home"]
    drag = Drag(room, "HR")
    assert drag.over("One") == "Move “HR” to the top level"
    with qtbot.assertNotEmitted(room.view.folder_moved):
        room.view.dragging.end()


def test_letters_lead_to_folders_and_ask_the_store_for_chats(room: Room, qtbot) -> None:
    view, asked = room.view, []
    view.seek_requested.connect(asked.append)
    room.put_keyboard("HR")
    qtbot.keyClick(view, Key.Key_H)  # its chats are before the next folder
    assert [section.key for section in asked[-1].sections] == ["hr", "work"]
    view.show_sought(None)
    assert room.under_keyboard() == "Home"
    view.typing._at -= 60  # a pause
    room.put_keyboard("Work")
    room.open = set()
    room.show()
    with qtbot.assertNotEmitted(view.seek_requested):
        qtbot.keyClick(view, Key.Key_H)
    assert room.under_keyboard() == "Home"
    view.typing._at -= 60  # a pause
    with qtbot.assertNotEmitted(view.chat_chosen):
        qtbot.keyClicks(view, "new c")  # a space is a letter of it
    assert (asked[-1].folded, asked[-1].nameless) == ("new c", True)
    view.typing._at -= 60  # a pause
    qtbot.keyClicks(view, "tt")
    assert (asked[-1].folded, asked[-1].on) == ("t", True)
    before = len(asked)
    view.keyboardSearch("\x07")
    assert len(asked) == before


def test_what_is_said_does_not_hide_where_it_lands(room: Room, qtbot) -> None:
    view = room.view
    view.setFixedHeight(view.rowHeight(0) * 4)
    for text in ("Pin", "Work", "HR"):
        drag = Drag(room, "Form")
        view.scrollTo(view.rows.index(room.row(text)))
        drag.over(text)
        card = view.findChild(QLabel, "drag_says").parentWidget()
        target = view.visualRect(view.rows.index(room.row(text)))
        assert not (card.isVisible() and card.geometry().intersects(target))
        view.dragging.end()


@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
def test_a_folder_is_put_between_others_where_the_line_is(room, qtbot, direction) -> None:
    room.window.setLayoutDirection(direction)
    drag = Drag(room, "Home")
    assert drag.over("Work", 0.1) == "Put “Home” before “Work”"
    assert not room.view.grab().isNull()  # the line
    assert drag.over("HR", 0.1) == "Put “Home” before “HR”"
    with qtbot.waitSignal(room.view.folder_placed) as heard:
        drag.drop("HR", 0.1)
    assert heard.args == ["home", "work", "hr"]


def test_a_line_is_no_folder_to_look_into(room: Room, qtbot) -> None:
    drag = Drag(room, "Work")
    drag.over("Home", 0.9)
    with qtbot.assertNotEmitted(room.view.folder_toggled, wait=OPEN_AFTER_MS + 100):
        pass
    room.view.dragging.end()


def test_the_marks_say_what_is_under_the_mouse_when_the_list_changes(room: Room, qtbot) -> None:
    drag = Drag(room, "Two")
    assert drag.over("Home") == "Move “Two” to “Home”"
    room.open = set()
    room.show()
    said = room.view.findChild(QLabel, "drag_says")
    under = room.texts()[room.view.rowAt(room.view.dragging._at.y())]
    assert under not in ("Home", "Work")
    assert not said.isVisible()
    room.view.dragging.end()


def test_a_closed_folder_opens_when_the_mouse_stays_on_it(room: Room, qtbot) -> None:
    drag = Drag(room, "Two")
    with qtbot.waitSignal(room.view.folder_toggled) as heard:
        drag.over("Home")
    assert heard.args == ["home", True]
    room.view.dragging.end()


def test_a_real_drag_takes_what_was_chosen_and_leaves_the_list_as_it_was(room, qtbot) -> None:
    taken = []
    room.sidebar.set_current("one")
    view = room.view

    class Spy(type(view.dragging)):  # type: ignore[misc]
        """Nothing is dragged where there is no screen to drag on."""

        def begin(self, row: int) -> bool:
            taken.append(row)
            return False

    view._dragging = Spy(view)
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=room.at("Three"))
    for step in range(1, 6):
        qtbot.mouseMove(view.viewport(), room.at("Three") - QPoint(0, 8 * step))
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=room.at("One"))
    assert taken == [room.row("Three")]
    assert [str(i.data()) for i in view.selectionModel().selectedIndexes()] == ["One"]


def test_rows_say_all_that_they_show(room: Room) -> None:
    room.view.set_busy({"form"})
    spoken = int(Qt.ItemDataRole.AccessibleTextRole)

    def said(text: str) -> str:
        return str(room.view.rows.index(room.row(text)).data(spoken))

    assert said("Form") == "Form, answering, urgent, paper, Red"
    assert said("Work") == "folder Work, open, 2 chats"
    assert said("Home") == "folder Home, closed, 0 chats"


@pytest.mark.parametrize("direction", list(Qt.LayoutDirection)[:2])
@pytest.mark.parametrize("points", [8, 18])
def test_every_row_is_painted_in_its_height_at_any_size_and_side(room, direction, points) -> None:
    room.window.setLayoutDirection(direction)
    font = QFont(room.view.font())
    font.setPointSize(points)
    room.view.setFont(font)
    picture = room.view.grab().toImage()
    assert not picture.isNull()
    height = room.view.rowHeight(0)
    assert height >= room.view.fontMetrics().height() + 16
    assert {room.view.rowHeight(row) for row in range(room.view.rows.rowCount())} == {height}


def test_a_list_of_only_some_says_which_and_leads_back(room: Room, qtbot) -> None:
    room.show(CHATS[:2], wanted=ListFilter(tag="urgent"))
    head = room.sidebar.findChild(QWidget, "list_head")
    assert head.isVisible()
    assert "urgent · 2 chats" in [label.text() for label in head.findChildren(QLabel)]
    assert room.texts() == ["Pin", "Desk"]
    with qtbot.waitSignal(room.sidebar.usual_list_requested):
        qtbot.mouseClick(head.findChild(QWidget, "usual_list"), Qt.MouseButton.LeftButton)
    room.view.setFocus()
    room.show([], wanted=ListFilter(archived=True))
    assert room.window.focusWidget() is head.findChild(QWidget, "usual_list")
    assert "Archived chats" in [label.text() for label in head.findChildren(QLabel)]
    assert "Nothing is archived." in room.sidebar.findChild(QLabel, "empty_list").text()
    room.show()
    assert not head.isVisible()


def test_where_nothing_stands_the_menu_is_that_of_the_list(room: Room, qtbot) -> None:
    room.show(CHATS[:2])
    asked: list[QPoint] = []
    room.sidebar.list_menu_requested.connect(asked.append)
    below = QPoint(20, room.view.viewport().height() - 4)
    assert room.view.rowAt(below.y()) < 0
    room.view._ask_for_menu(room.view.rowAt(below.y()), below)
    assert asked == [below]
