"""Menus of folders and tags stay short; of very many one is picked by its name."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QListView, QWidget

from oriel.domain.chat_lists import EVERYTHING
from oriel.domain.folders import Folder
from oriel.ui.actions import Actions
from oriel.ui.order.list_menu import ListMenu
from oriel.ui.order.pick_dialog import MOST_IN_A_MENU, Pick, PickDialog
from oriel.ui.order.places_menu import PlacesMenu

MANY = [Folder(id=f"f{n}", name=f"Folder {n}", place=float(n)) for n in range(500)]


def named(menu: QObject, name: str) -> list[QAction]:
    return [action for action in menu.findChildren(QAction) if action.objectName() == name]


def test_of_many_folders_a_few_are_in_the_menu_and_the_rest_behind_one_entry(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    menu = PlacesMenu("Move to", MANY, "", "No folder", window)
    assert len(menu.actions()) < MOST_IN_A_MENU + 5
    with qtbot.waitSignal(menu.other_requested) as heard, qtbot.assertNotEmitted(menu.chosen):
        named(menu, "place_other")[0].trigger()
    assert [pick.key for pick in heard.args[0]] == [folder.id for folder in MANY]
    few = PlacesMenu("Move to", MANY[:9], "", "No folder", window)
    assert not named(few, "place_other")


def test_names_in_menus_show_what_they_hide_and_deep_ones_stay_in_sight(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    chain = [
        Folder(id=str(n), name="\u202eevil & co" * 99, parent_id=str(n - 1) if n else "")
        for n in range(30)
    ]
    menu = PlacesMenu("Move to", chain, "", "No folder", window)
    texts = [action.text() for action in menu.actions()]
    assert not any("\u202e" in text for text in texts)
    assert any("evil && co" in text for text in texts)
    assert max(map(len, texts)) < 200


def test_the_most_used_tags_are_in_the_menu(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    tags = [(f"tag {n:03}", n) for n in range(300)]
    menu = ListMenu(EVERYTHING, tags, Actions(window), window)
    shown = [action.text().split("\t")[0] for action in named(menu, "show_tag")]
    assert shown == [f"tag {n:03}" for n in range(300 - MOST_IN_A_MENU, 300)]
    with qtbot.waitSignal(menu.other_requested) as heard:
        named(menu, "show_other_tag")[0].trigger()
    assert len(heard.args[0]) == 300


def test_one_is_picked_by_part_of_its_name_with_keys_alone(qtbot) -> None:
    dialog = PickDialog("Move to", [Pick(f.id, f.name, f.name) for f in MANY])
    qtbot.addWidget(dialog)
    dialog.open()
    field = dialog.focusWidget()
    qtbot.keyClicks(field, "FOLDER 49")
    shown = dialog.findChild(QListView, "pick_list")
    assert shown.model().rowCount() == 11  # 49, and 490 to 499
    qtbot.keyClick(field, Qt.Key.Key_Down)
    qtbot.keyClick(shown, Qt.Key.Key_Down)
    with qtbot.waitSignal(dialog.picked) as heard:
        qtbot.keyClick(shown, Qt.Key.Key_Return)
    assert heard.args == ["f490"]


def test_what_is_not_there_is_said_and_cannot_be_chosen(qtbot) -> None:
    dialog = PickDialog("Move to", [Pick("a", "Álpha", "Álpha")])
    qtbot.addWidget(dialog)
    dialog.open()
    field = dialog.focusWidget()
    qtbot.keyClicks(field, "alp")
    assert dialog.findChild(QWidget, "take_pick").isEnabled()
    qtbot.keyClicks(field, "z")
    assert not dialog.findChild(QWidget, "take_pick").isEnabled()
    dialog._field.clear()
    with qtbot.waitSignal(dialog.picked):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    dialog.open()
    qtbot.keyClicks(field, "zz")
    assert any("no" in label.text().lower() for label in dialog.findChildren(QLabel))
    with qtbot.assertNotEmitted(dialog.picked):
        qtbot.keyClick(field, Qt.Key.Key_Return)
    dialog.reject()
