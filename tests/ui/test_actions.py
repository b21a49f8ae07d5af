"""The action table: one truth for shortcuts, tooltips and the key list."""

from __future__ import annotations

from collections import Counter

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QWidget

from oriel.config.resources import resources_dir
from oriel.ui.actions import Actions
from oriel.ui.key_list import KeyList
from oriel.ui.main_window import MainWindow

KEYS = {
    "new_chat": ["Ctrl+N"],
    "choose_model": ["Ctrl+Shift+M"],
    "toggle_sidebar": ["Ctrl+Shift+S"],
    "key_list": ["F1", "Ctrl+/"],
    "stop": ["Esc"],
    "focus_composer": ["Shift+Esc"],
    "regenerate": ["Ctrl+R"],
    "copy_answer": ["Ctrl+Shift+C"],
    "next_chat": ["Ctrl+Tab"],
    "previous_chat": ["Ctrl+Shift+Tab"],
    "rename_chat": ["F2"],
    "delete_chat": ["Del"],
    "undo_delete": ["Ctrl+Z"],
    "search": ["Ctrl+K"],
    "quit": ["Ctrl+Q"],
}


def all_actions(actions: Actions):
    return [action for _, members in actions.groups() for action in members]


def test_the_keys_are_those_of_the_conventions(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    actions = Actions(window)
    for action_id, keys in KEYS.items():
        assert actions[action_id].shortcuts() == [QKeySequence(key) for key in keys], action_id


def test_no_key_means_two_things(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    keys = Counter(k.toString() for a in all_actions(Actions(window)) for k in a.shortcuts())
    assert [key for key, times in keys.items() if times > 1] == []


def test_delete_is_heard_in_the_list_only(qtbot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    delete = window.action("delete_chat")
    assert delete not in window.actions()
    assert delete in window.sidebar.chat_list.actions()


def test_a_tooltip_ends_with_the_key(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    actions = Actions(window)
    assert actions.tooltip("new_chat") == "New chat  Ctrl+N"
    assert actions.tooltip("theme_dark") == "Dark"


def test_the_key_list_opens_by_its_action_and_names_every_key(qtbot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.show()
    window.action("key_list").trigger()
    dialog = window.findChild(QDialog, "key_list")
    assert isinstance(dialog, KeyList)
    assert dialog.isVisible()
    rows = dict(dialog.rows())
    assert rows["Select all"] == "Ctrl+A", "also what the list of chats hears itself"
    for action in all_actions(window.actions_table):
        for key in action.shortcuts():
            assert key.toString(QKeySequence.SequenceFormat.NativeText) in rows[action.text()]
    assert rows["Send"] == "Return"
    dialog.reject()


def test_the_guide_names_every_key_too(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    guide = (resources_dir() / "guide" / "06-keyboard.md").read_text(encoding="utf-8")
    keys = [action.shortcut().toString() for action in all_actions(Actions(window))]
    assert [key for key in keys if key and f"`{key}`" not in guide] == []
