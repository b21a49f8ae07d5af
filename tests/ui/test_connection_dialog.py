"""The connection dialog and the model picker, with real widgets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from oriel.domain.models import ModelInfo
from oriel.ui.connection_dialog import ConnectionDialog
from oriel.ui.connection_form import ConnectionForm, Typed, form_from
from oriel.ui.error_text import explain
from oriel.ui.model_picker import ModelPicker

PROJECT = "ocid1.generativeaiproject.oc1.us-chicago-1.amaaaaaa"


@pytest.fixture
def dialog(qtbot: QtBot) -> ConnectionDialog:
    made = ConnectionDialog(None)
    qtbot.addWidget(made)
    made.show()
    return made


def field(widget: QWidget, name: str) -> QLineEdit:
    (found,) = [e for e in widget.findChildren(QLineEdit, f"field_{name}") if e.isVisible()]
    return found


def click(widget: QWidget, name: str) -> None:
    button = widget.findChild(QPushButton, name)
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def visible_text(widget: QWidget) -> str:
    return " ".join(w.text() for w in widget.findChildren(QLabel) if w.isVisible())


def test_three_fields_make_an_oracle_connection(dialog: ConnectionDialog) -> None:
    saved: list[ConnectionForm] = []
    dialog.save_requested.connect(saved.append)
    QTest.keyClicks(field(dialog, "key"), "sk-secret")
    QTest.keyClicks(field(dialog, "project"), PROJECT)
    click(dialog, "save")
    (form,) = saved
    assert form.secret == "sk-secret"
    assert form.connection.region == "us-chicago-1"


def test_save_says_what_is_missing_and_asks_for_nothing(dialog: ConnectionDialog) -> None:
    saved: list[object] = []
    dialog.save_requested.connect(saved.append)
    click(dialog, "save")
    assert saved == []
    assert "Enter the key." in visible_text(dialog)
    QTest.keyClicks(field(dialog, "key"), "x")
    assert "Enter the key." not in visible_text(dialog)


def test_save_twice_saves_once(dialog: ConnectionDialog) -> None:
    saved: list[object] = []
    dialog.save_requested.connect(saved.append)
    QTest.keyClicks(field(dialog, "key"), "sk-secret")
    QTest.keyClicks(field(dialog, "project"), PROJECT)
    click(dialog, "save")
    click(dialog, "save")
    assert len(saved) == 1
    dialog.show_test_failed(explain("keyring_silent", {"after_s": 10}))
    click(dialog, "save")
    assert len(saved) == 2


def test_a_test_shows_its_verdict_until_something_changes(dialog: ConnectionDialog) -> None:
    tested: list[ConnectionForm] = []
    dialog.test_requested.connect(tested.append)
    click(dialog, "choose_other")
    QTest.keyClicks(field(dialog, "key"), "sk-secret")
    click(dialog, "test")
    assert tested[0].connection.base_url == "https://api.openai.com/v1"
    dialog.show_test_failed(explain("credential_refused", {"host": "api.openai.com"}))
    assert "not accepted" in visible_text(dialog)
    QTest.keyClicks(field(dialog, "key"), "x")
    assert "not accepted" not in visible_text(dialog)
    dialog.show_test_ok("m answered in 0.3 s.")
    assert "answered" in visible_text(dialog)


def test_the_key_is_hidden_until_asked_for(dialog: ConnectionDialog) -> None:
    key = field(dialog, "key")
    assert key.echoMode() is QLineEdit.EchoMode.Password


def test_deleting_asks_inside_the_dialog(qtbot: QtBot) -> None:
    kept = form_from(Typed(oracle=False, address="localhost:1234/v1")).connection
    dialog = ConnectionDialog(kept)
    qtbot.addWidget(dialog)
    dialog.show()
    deleted: list[str] = []
    dialog.delete_requested.connect(deleted.append)
    click(dialog, "delete")
    assert deleted == []
    click(dialog, "sure_keep")
    click(dialog, "delete")
    click(dialog, "sure_delete")
    assert deleted == [kept.id]


@pytest.fixture
def picker(qtbot: QtBot) -> Iterator[ModelPicker]:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    made = ModelPicker(parent)
    made.show_models(
        [ModelInfo("a-1", "Model A", "fast"), ModelInfo("b-2"), ModelInfo("c-3")], "b-2"
    )
    made.open_at(QRect(10, 10, 100, 30))
    yield made  # and the parent lives as long


def rows(picker: ModelPicker) -> list[str]:
    found = picker.findChild(QListWidget)
    assert found is not None
    return [found.item(row).text() for row in range(found.count())]


def test_typing_filters_and_enter_chooses(picker: ModelPicker) -> None:
    chosen: list[str] = []
    picker.chosen.connect(chosen.append)
    edit = picker.findChild(QLineEdit)
    assert edit is not None
    QTest.keyClicks(edit, "fast")
    assert rows(picker) == ["Model A", "Use “fast”"]
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert chosen == ["a-1"]
    assert picker.isHidden()


def test_the_arrow_keys_walk_from_the_current_model(picker: ModelPicker) -> None:
    chosen: list[str] = []
    picker.chosen.connect(chosen.append)
    edit = picker.findChild(QLineEdit)
    assert edit is not None
    QTest.keyClick(edit, Qt.Key.Key_Down)
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert chosen == ["c-3"]


def test_a_name_nobody_listed_can_be_used(picker: ModelPicker) -> None:
    chosen: list[str] = []
    picker.chosen.connect(chosen.append)
    picker.show_models([], "")
    edit = picker.findChild(QLineEdit)
    assert edit is not None
    QTest.keyClicks(edit, "my-own")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert chosen == ["my-own"]
    assert "no models" in visible_text(picker) or picker.isHidden()


def test_a_list_that_cannot_be_had_says_why(picker: ModelPicker) -> None:
    picker.show_loading()
    assert "Asking" in visible_text(picker)
    picker.show_error(explain("connection_refused", {"host": "localhost:1"}))
    assert "Nothing answers" in visible_text(picker)


def test_escape_closes_the_picker_and_chooses_nothing(picker: ModelPicker) -> None:
    chosen: list[str] = []
    picker.chosen.connect(chosen.append)
    edit = picker.findChild(QLineEdit)
    assert edit is not None
    QTest.keyClick(edit, Qt.Key.Key_Escape)
    assert picker.isHidden()
    assert chosen == []
