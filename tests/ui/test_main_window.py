"""The frame: sidebar and rail, closing, notices, undo, what is kept between starts."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QToolButton, QWidget

from oriel.ui.error_text import ErrorText
from oriel.ui.main_window import NARROW_PX, SIZE, SMALLEST, MainWindow

Key = Qt.Key


@pytest.fixture
def window(qtbot) -> MainWindow:
    made = MainWindow()
    made.set_page(QWidget())
    qtbot.addWidget(made, before_close_func=QWidget.hide)
    with qtbot.waitSignal(made.first_painted):
        made.show()
    return made


def test_the_first_paint_is_told_once(window: MainWindow, qtbot) -> None:
    assert window.painted
    with qtbot.assertNotEmitted(window.first_painted, wait=20):
        window.repaint()


def test_it_opens_at_the_designed_size(window: MainWindow) -> None:
    assert window.minimumSize() == SMALLEST
    assert window.size() == SIZE or window.width() >= SMALLEST.width()
    assert window.sidebar.width() == 272


def test_closing_hides_it_and_leaves_the_ending_to_others(window: MainWindow, qtbot) -> None:
    with qtbot.waitSignal(window.closing):
        window.close()
    assert window.isHidden()
    with qtbot.waitSignal(window.closing):
        window.action("quit").trigger()


def test_the_sidebar_hides_and_a_rail_leads_back(window: MainWindow, qtbot) -> None:
    window.action("toggle_sidebar").trigger()
    assert not window.sidebar.isVisible()
    rail_button = window.findChild(QToolButton, "rail_toggle_sidebar")
    assert rail_button.isVisible()
    qtbot.mouseClick(rail_button, Qt.MouseButton.LeftButton)
    assert window.sidebar.isVisible()
    assert not rail_button.isVisible()
    assert window.sidebar.width() == 272


def texts(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if action.text()]


def test_the_rail_leads_to_the_history_too(window: MainWindow, qtbot) -> None:
    window.action("toggle_sidebar").trigger()
    qtbot.mouseClick(window.findChild(QToolButton, "rail_history"), Qt.MouseButton.LeftButton)
    menu = window.findChild(QMenu, "history_menu")
    assert menu.isVisible()
    assert "Bin" in texts(menu)
    menu.close()


def test_a_button_left_under_its_menu_does_not_look_pointed_at(window: MainWindow, qtbot) -> None:
    button = window.findChild(QPushButton, "history_button")
    for place, pointed in ((button.rect().center(), True), (QPoint(500, -300), False)):
        button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
        QCursor.setPos(button.mapToGlobal(button.rect().center()))
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        QCursor.setPos(button.mapToGlobal(place))
        QApplication.activePopupWidget().close()
        assert button.underMouse() is pointed


def test_the_history_is_marked_while_one_of_its_pages_is_shown(window: MainWindow, qtbot) -> None:
    button = window.findChild(QPushButton, "history_button")
    for page, marked in (("bin", True), ("usage", True), ("library", False), ("", False)):
        window.sidebar.show_page(page)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        QApplication.activePopupWidget().close()
        assert button.isChecked() is marked, "a click opens the menu and changes nothing else"


def test_a_narrow_window_hides_the_sidebar_and_a_wide_one_shows_it_again(window) -> None:
    window.resize(NARROW_PX - 20, 600)
    assert not window.sidebar.isVisible()
    window.action("toggle_sidebar").trigger()
    assert window.sidebar.isVisible()
    window.resize(1000, 600)
    assert window.sidebar.isVisible()


def test_a_sidebar_that_was_hidden_by_hand_stays_hidden(window: MainWindow) -> None:
    window.action("toggle_sidebar").trigger()
    window.resize(NARROW_PX - 20, 600)
    window.resize(1000, 600)
    assert not window.sidebar.isVisible()


def test_what_is_kept_comes_back(window: MainWindow, qtbot) -> None:
    window.resize(780, 600)
    window.action("toggle_sidebar").trigger()
    state = window.state()
    assert isinstance(state["window_geometry"], str)
    other = MainWindow()
    qtbot.addWidget(other, before_close_func=QWidget.hide)
    other.restore(state["window_geometry"], 300, sidebar_visible=state["sidebar_visible"])
    other.show()
    assert (other.width(), other.height()) == (780, 600)
    assert not other.sidebar.isVisible()
    other.action("toggle_sidebar").trigger()
    assert other.sidebar.width() == 300


def test_a_geometry_that_cannot_be_read_is_passed_over(window: MainWindow) -> None:
    before = window.size()
    window.restore("not base64 äöü", 5, sidebar_visible=True)
    assert window.size() == before
    assert window.sidebar.width() >= window.sidebar.minimumWidth()


def test_no_notice_hides_one_of_danger(window: MainWindow) -> None:
    window.show_notice("Not kept yet.", kind="danger")
    window.show_notice("Your chats were repaired.")
    assert window.notices.text == "Not kept yet."
    window.remove_notice("Not kept yet.")
    assert window.notices.text == "Your chats were repaired."


def test_notices_come_one_over_the_other(window: MainWindow, qtbot) -> None:
    bar = window.notices
    close = window.findChild(QToolButton, "notice_close")
    assert not bar.isVisible()
    window.show_notice("No keyring.", kind="warning")
    window.show_notice("History could not be opened.", kind="danger", action="Show the folder")
    window.show_notice("History could not be opened.", kind="danger", action="Show the folder")
    assert bar.text == "History could not be opened."
    with qtbot.waitSignal(window.notice_action_triggered) as heard:
        qtbot.mouseClick(window.findChild(QPushButton, "notice_action"), Qt.MouseButton.LeftButton)
    assert heard.args == ["History could not be opened."]
    qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    assert bar.text == "No keyring."
    window.remove_notice("No keyring.")
    assert not bar.isVisible()


def test_undo_is_offered_for_a_while_by_button_and_by_key(window: MainWindow, qtbot) -> None:
    undo = window.action("undo_delete")
    assert not undo.isEnabled()
    window.show_undo("“Leave policy” was deleted.")
    assert window.toast.isVisible()
    assert undo.isEnabled()
    with qtbot.waitSignal(window.undo_requested):
        qtbot.mouseClick(window.findChild(QPushButton, "toast_action"), Qt.MouseButton.LeftButton)
    assert not window.toast.isVisible()
    assert not undo.isEnabled()
    window.show_undo("Again.")
    with qtbot.waitSignal(undo.triggered):
        undo.trigger()
    assert not window.toast.isVisible()


def test_the_toast_goes_by_itself(window: MainWindow, qtbot) -> None:
    with qtbot.waitSignal(window.toast.left):
        window.toast.say("Copied.", stay_ms=1)
    assert not window.toast.isVisible()


def test_the_toast_stays_inside_the_window(window: MainWindow) -> None:
    for width in (1180, 700):
        window.resize(width, 600)
        window.show_undo("“" + "Donaudampfschifffahrt" * 3 + "” was deleted.")
        assert window.rect().contains(window.toast.geometry())
    window.toast.leave()


def test_a_problem_that_ends_it_all_is_said_and_nothing_can_be_asked(window: MainWindow) -> None:
    said = ("The history is from a newer Oriel.", "It was not touched.", "Update Oriel.")
    window.show_problem(ErrorText(*said, retry=False, detail=""))
    assert "newer Oriel" in window.findChild(QWidget, "notice_bar").text
    assert not window.page.isEnabled()
    assert not window.sidebar.isEnabled()


def test_the_page_is_missed_before_it_is_set(qtbot) -> None:
    bare = MainWindow()
    qtbot.addWidget(bare, before_close_func=QWidget.hide)
    with pytest.raises(LookupError):
        _ = bare.page
