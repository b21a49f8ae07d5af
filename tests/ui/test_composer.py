"""The composer: what sends, what does not, and that nothing typed is lost."""

from __future__ import annotations

import asyncio

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QToolButton
from pytestqt.qtbot import QtBot

from oriel.ui.composer import LONGEST_PASTED, Composer, ComposerText


@pytest.fixture
def composer(qtbot: QtBot) -> Composer:
    widget = Composer()
    qtbot.addWidget(widget)
    widget.resize(700, 120)
    widget.show()
    return widget


def text_of(composer: Composer) -> QPlainTextEdit:
    found = composer.findChild(QPlainTextEdit, "composer_text")
    assert found is not None
    return found


def button_of(composer: Composer) -> QToolButton:
    found = composer.findChild(QToolButton, "send")
    assert found is not None
    return found


def sent_by(composer: Composer) -> list[str]:
    sent: list[str] = []
    composer.send_requested.connect(sent.append)
    return sent


def test_enter_sends_and_empties(composer: Composer) -> None:
    sent = sent_by(composer)
    QTest.keyClicks(text_of(composer), "  hello ")
    QTest.keyClick(text_of(composer), Qt.Key.Key_Return)
    assert sent == ["hello"]
    assert composer.text() == ""


def test_shift_enter_starts_a_line_and_blank_text_is_never_sent(composer: Composer) -> None:
    sent = sent_by(composer)
    QTest.keyClick(text_of(composer), Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(text_of(composer), Qt.Key.Key_Return)
    assert sent == []
    assert composer.text() == "\n"


def test_enter_while_an_input_method_composes_does_not_send(composer: Composer) -> None:
    sent = sent_by(composer)
    QTest.keyClicks(text_of(composer), "x")
    QApplication.sendEvent(text_of(composer), QInputMethodEvent("にほ", []))
    QTest.keyClick(text_of(composer), Qt.Key.Key_Return)
    assert sent == []
    done = QInputMethodEvent("", [])
    done.setCommitString("日本")
    QApplication.sendEvent(text_of(composer), done)
    composer.set_text("x日本")
    QTest.keyClick(text_of(composer), Qt.Key.Key_Return)
    assert sent == ["x日本"]


def test_send_turns_into_stop_while_an_answer_streams(composer: Composer) -> None:
    sent, stops = sent_by(composer), []
    composer.stop_requested.connect(lambda: stops.append(1))
    composer.set_streaming(True)
    QTest.keyClicks(text_of(composer), "next")
    QTest.keyClick(text_of(composer), Qt.Key.Key_Return)
    # Enter sends what is next all the same: it waits for its turn elsewhere.
    assert (sent, composer.text()) == (["next"], "")
    QTest.mouseClick(button_of(composer), Qt.MouseButton.LeftButton)
    assert stops == [1]
    assert button_of(composer).accessibleName() == "Stop"
    composer.set_streaming(False)
    QTest.keyClicks(text_of(composer), "last")
    QTest.mouseClick(button_of(composer), Qt.MouseButton.LeftButton)
    assert sent == ["next", "last"]


def test_without_a_model_it_says_why_and_keeps_the_text(composer: Composer) -> None:
    sent = sent_by(composer)
    composer.set_can_send(can=False, reason="Choose a model first.")
    QTest.keyClicks(text_of(composer), "hello")
    QTest.keyClick(text_of(composer), Qt.Key.Key_Return)
    assert (sent, composer.text()) == ([], "hello")
    assert button_of(composer).toolTip() == "Choose a model first."
    assert not button_of(composer).isEnabled()


def test_the_draft_is_told_after_a_pause(composer: Composer, qtbot: QtBot) -> None:
    with qtbot.waitSignal(composer.draft_changed) as told:
        QTest.keyClicks(text_of(composer), "half")
    assert told.args == ["half"]


def test_what_was_sent_comes_back_and_what_was_typed_too(composer: Composer) -> None:
    composer.set_history(["first", "second"])
    QTest.keyClicks(text_of(composer), "new")
    up, down = Qt.Key.Key_Up, Qt.Key.Key_Down
    seen = []
    for key in (up, up, up, down, down):
        QTest.keyClick(text_of(composer), key, Qt.KeyboardModifier.ControlModifier)
        seen.append(composer.text())
    assert seen == ["second", "first", "first", "second", "new"]


def test_it_grows_with_its_text_up_to_a_share_of_the_page(composer: Composer) -> None:
    composer.set_tallest(500)
    before = text_of(composer).height()
    composer.set_text("line\n" * 5)
    some = text_of(composer).height()
    composer.set_text("line\n" * 500)
    assert before < some < text_of(composer).height() == 200


def test_only_plain_text_is_pasted(composer: Composer) -> None:
    rich = QMimeData()
    rich.setHtml("<b>bold</b>")
    rich.setText("bold")
    QGuiApplication.clipboard().setMimeData(rich)
    text_of(composer).paste()
    assert composer.text() == "bold"


@pytest.mark.parametrize("text", ["x" * 300_000, "word " * 60_000, "line\n" * 60_000])
def test_a_giant_paste_is_taken_whole_and_typing_goes_on(composer: Composer, text: str) -> None:
    pasted = QMimeData()
    pasted.setText(text)
    QGuiApplication.clipboard().setMimeData(pasted)
    text_of(composer).paste()
    QTest.keyClicks(text_of(composer), "!")
    assert composer.text() == text + "!"
    composer.set_text("")
    composer.set_text("short")
    assert text_of(composer).lineWrapMode() is QPlainTextEdit.LineWrapMode.WidgetWidth


def test_a_paste_too_long_for_a_message_becomes_a_file(composer: Composer) -> None:
    attached: list[str] = []
    composer.files.text_attached.connect(attached.append)
    QTest.keyClicks(text_of(composer), "look: ")
    huge = QMimeData()
    huge.setText("x" * (LONGEST_PASTED + 1))
    field = text_of(composer)
    assert isinstance(field, ComposerText)
    field.insertFromMimeData(huge)
    assert [len(text) for text in attached] == [LONGEST_PASTED + 1]
    assert composer.text() == "look: "


def test_the_placeholder_grows_with_the_text(composer: Composer) -> None:
    composer.setStyleSheet("QPlainTextEdit { border: none; }")  # which settles its fonts
    composer.show()
    for zoom in (1.0, 2.0):
        composer.set_zoom(zoom)
    text = text_of(composer)
    assert text.viewport().font().pointSizeF() == text.font().pointSizeF()


async def test_who_types_without_a_pause_is_kept_up_with(composer: Composer) -> None:
    told: list[str] = []
    composer.draft_changed.connect(told.append)
    for _ in range(200):
        QTest.keyClicks(text_of(composer), "on ")
        await asyncio.sleep(0.02)
        if told:
            break
    assert told
    assert composer.text().startswith(told[0].strip())
