"""The model picker, with real widgets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QWidget
from pytestqt.qtbot import QtBot

from oriel.domain.models import ModelInfo
from oriel.ui.error_text import explain
from oriel.ui.model_picker import ModelPicker


def visible_text(widget: QWidget) -> str:
    return " ".join(w.text() for w in widget.findChildren(QLabel) if w.isVisible())


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
