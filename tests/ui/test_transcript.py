"""The transcript as a person meets it: reads, scrolls, selects, copies, clicks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget
from tests.ui.transcripts import (
    answered,
    drag,
    picture,
    place_of,
    point_of,
    said,
    text_of,
    transcript,
)

from oriel.domain.messages import Role
from oriel.domain.outlines import TurnOutline, Versions
from oriel.domain.parts import CitationPart, ErrorPart, ReasoningPart, ToolCallPart, ToolResultPart
from oriel.domain.stopping import StopReason
from oriel.ui.transcript.code_section import CodeSection
from oriel.ui.transcript.table_section import TableSection
from oriel.ui.transcript.view import Transcript

pytestmark = pytest.mark.usefixtures("qapp")
LONG = "\n\n".join(f"Paragraph {n} " + "of many words " * 30 for n in range(40))


def visible(view: Transcript, name: str) -> list[QWidget]:
    return [w for w in view.findChildren(QWidget, name) if w.isVisible()]


def test_a_conversation_is_shown_from_its_end() -> None:
    with transcript(said("1", "Hello"), answered("2", LONG)) as view:
        bar = view.verticalScrollBar()
        assert bar.value() == bar.maximum() > 0
        assert text_of(view, 0).strip() == "Hello"
        assert "Paragraph 39" in text_of(view, 1)


def test_only_what_is_in_sight_is_built() -> None:
    messages = [answered(str(n), f"Answer {n}. " + "words " * 60) for n in range(500)]
    with transcript(*messages) as view:
        assert sum(turn.built for turn in view.turns.made()) < 20
        view.jump_to_start()
        assert view.turns[0].built
        assert sum(turn.built for turn in view.turns.made()) < 40


def test_text_that_streams_is_shown_and_followed(qtbot) -> None:
    with transcript(said("1", "?"), answered("2", "", reason=None)) as view:
        for piece in LONG.split(" "):
            view.add_text("2", piece + " ")
        with qtbot.assertNotEmitted(view.away_from_end):
            view.flush()
        bar = view.verticalScrollBar()
        assert bar.value() == bar.maximum() > 0
        assert "Paragraph 39" in text_of(view, 1)


def test_who_reads_above_is_not_moved_by_what_streams_below(qtbot) -> None:
    with transcript(answered("1", LONG), answered("2", "", reason=None)) as view:
        bar = view.verticalScrollBar()
        with qtbot.waitSignal(view.away_from_end):
            bar.setValue(bar.maximum() // 2)
        before, value = picture(view), bar.value()
        view.add_text("2", LONG)
        view.flush()
        view.end_answer(answered("2", LONG))
        assert bar.value() == value
        assert picture(view) == before


def test_a_guess_above_that_was_wrong_moves_nothing_in_sight() -> None:
    messages = [answered(str(n), "- a\n" * (n % 7 * 12 + 1)) for n in range(60)]
    with transcript(*messages) as view:
        bar = view.verticalScrollBar()
        for _ in range(25):
            top = view.turn_at(60)
            seen = view.turn_top(top)
            before = bar.value()
            bar.setValue(before - 90)
            # What was there is 90 pixels lower, whatever was built above it.
            assert view.turn_top(top) == seen + 90


def test_older_turns_are_asked_for_when_they_come_into_sight(qtbot) -> None:
    older = [TurnOutline(f"o{n}", Role.ASSISTANT, 400) for n in range(1000)]
    with transcript(answered("2", LONG)) as view:
        bar = view.verticalScrollBar()
        before = picture(view)
        view.show_older(older)
        assert picture(view) == before
        assert bar.value() == bar.maximum()
        with qtbot.waitSignal(view.turns_wanted) as wanted:
            view.jump_to_start()
        ids = wanted.args[0]
        assert "o0" in ids
        assert len(ids) < 40
        view.fill([answered(message_id, f"I am {message_id}") for message_id in ids])
        assert text_of(view, 0).startswith("I am o0")
        assert view.turn_top(0) > 0


def test_words_are_selected_by_mouse_across_blocks_and_turns() -> None:
    answer = answered("2", "First **bold** one.\n\n- item two")
    with transcript(said("1", "my question"), answer) as view:
        drag(view, point_of(view, 0, "ques"), point_of(view, 1, "item two"))
        view.hand.copy()
        copied = QGuiApplication.clipboard().mimeData()
        assert copied.text() == "estion\n\nFirst bold one.\n\n• item"
        assert "First **bold** one." in bytes(copied.data("text/markdown").data()).decode()
        assert "<b>bold</b>" in copied.html()


def test_a_double_click_takes_a_word_and_a_third_the_line() -> None:
    with transcript(answered("1", "alpha beta gamma\n\nsecond")) as view:
        at = point_of(view, 0, "beta")
        QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert view.hand.selected_line() == "beta"
        QTest.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
        QTest.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert view.hand.selected_line() == "alpha beta gamma"


def test_the_keyboard_selects_copies_and_scrolls() -> None:
    with transcript(answered("1", "one two three\n\nfour"), answered("2", LONG)) as view:
        view.jump_to_start()
        section = view.turns[0].sections[0]
        begin = place_of(view, 0, section, 0) - QPoint(2, 0)
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=begin)
        shift = Qt.KeyboardModifier.ShiftModifier
        control = Qt.KeyboardModifier.ControlModifier
        for _ in range(3):
            QTest.keyClick(view, Qt.Key.Key_Right, shift)
        assert view.hand.selected_line() == "one"
        QTest.keyClick(view, Qt.Key.Key_Down, shift)
        QTest.keyClick(view, Qt.Key.Key_C, control)
        assert QGuiApplication.clipboard().text().startswith("one two three\n\nf")
        QTest.keyClick(view, Qt.Key.Key_A, control)
        QTest.keyClick(view, Qt.Key.Key_C, control)
        assert QGuiApplication.clipboard().text().startswith("one two three\n\nfour\n\nParagraph 0")
        QTest.keyClick(view, Qt.Key.Key_End)
        assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()
        QTest.keyClick(view, Qt.Key.Key_Up, control)
        assert abs(view.turn_top(1)) < 60
        QTest.keyClick(view, Qt.Key.Key_Home)
        assert view.verticalScrollBar().value() == 0


def test_a_link_shows_where_it_leads_and_opens_only_the_web(monkeypatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        "oriel.ui.transcript.hand.QDesktopServices.openUrl",
        lambda url: opened.append(url.toString()),
    )
    text = "[web](https://example.com/a) [mail](mailto:a@b.c) [bad](javascript:alert(1))"
    with transcript(answered("1", text)) as view:
        assert view.hand.link_at(point_of(view, 0, "web")) == "https://example.com/a"
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point_of(view, 0, "web"))
        assert opened == ["https://example.com/a"]
        assert view.hand.link_at(point_of(view, 0, "bad")) == ""
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=point_of(view, 0, "mail"))
        (box,) = visible(view, "ask_to_leave")
        assert opened == ["https://example.com/a"]
        box.close()


def test_code_is_copied_wrapped_folded_and_saved(qtbot) -> None:
    code = "\n".join(f"line_{n} = 'a rather long line' * {n} # {'x' * 80}" for n in range(100))
    with transcript(answered("1", f"```python\n{code}\n```")) as view:
        section = view.turns[0].sections[0]
        assert isinstance(section, CodeSection)
        assert section.folded
        folded = section.height
        section.unfold()
        view.relay(view.turns[0])
        assert section.height > folded
        view.jump_to_start()
        qtbot.waitUntil(lambda: bool(visible(view, "code_copy")))
        (copy,) = visible(view, "code_copy")
        assert isinstance(copy, QPushButton)
        copy.click()
        assert QGuiApplication.clipboard().text() == code
        (wrap,) = visible(view, "code_wrap")
        assert isinstance(wrap, QPushButton)
        before = section.height
        wrap.click()
        assert section.height > before
        assert section.scrolled(500) is False
        wrap.click()
        assert section.height == before
        assert section.scrolled(500) is True


def test_what_was_thought_is_one_line_that_opens() -> None:
    with transcript(answered("1", "Done.", ReasoningPart("I **weigh** it."))) as view:
        assert "weigh" not in text_of(view, 0)
        (line,) = visible(view, "reasoning_line")
        assert isinstance(line, QPushButton)
        line.click()
        assert "I weigh it." in text_of(view, 0)


def test_a_tool_is_one_line_that_opens_to_arguments_and_result() -> None:
    call = ToolCallPart("c", "search", '{"q": 1}', status="completed")
    with transcript(answered("1", "Done.", call, ToolResultPart("c", "found it"))) as view:
        (line,) = visible(view, "tool_line")
        assert isinstance(line, QPushButton)
        assert "search" in line.text()
        line.click()
        assert '"q": 1' in text_of(view, 0)
        assert "found it" in text_of(view, 0)


def test_sources_stand_once_each_below_the_answer() -> None:
    cited = CitationPart("url_citation", title="Oracle", url="https://oracle.com")
    with transcript(answered("1", "So it is.", cited, cited)) as view:
        assert text_of(view, 0).count("Oracle") == 1
        assert view.hand.link_at(point_of(view, 0, "Oracle")) == "https://oracle.com"


@pytest.mark.parametrize("reason", [StopReason.STOPPED, StopReason.INTERRUPTED, StopReason.LENGTH])
def test_an_answer_that_ended_early_says_so_and_can_go_on(qtbot, reason) -> None:
    with transcript(answered("1", "Half", reason=reason)) as view:
        assert visible(view, "turn_marker")
        (go_on,) = visible(view, "marker_action")
        assert isinstance(go_on, QPushButton)
        with qtbot.waitSignal(view.continue_requested) as heard:
            go_on.click()
        assert heard.args == ["1"]


def test_an_error_stands_where_it_happened_with_a_way_on(qtbot) -> None:
    error = ErrorPart("connection.refused", {"host": "x"})
    with transcript(answered("1", "Half", error, reason=StopReason.FAILED)) as view:
        (retry,) = visible(view, "error_retry")
        assert isinstance(retry, QPushButton)
        with qtbot.waitSignal(view.retry_requested):
            retry.click()


def test_the_buttons_of_every_turn_are_reached_by_keys(qtbot) -> None:
    turns = (said("1", "One"), answered("2", "Two"), said("3", "Three"), answered("4", "Four"))
    with transcript(*turns) as view:
        control, edited = Qt.KeyboardModifier.ControlModifier, []
        view.edit_requested.connect(edited.append)
        view.setFocus()
        for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down):
            QTest.keyClick(view, key, control)
        QTest.keyClick(view, Qt.Key.Key_Return)
        at = view.focusWidget()
        assert at is not None
        assert at.objectName() == "answer_edit"
        QTest.keyClick(at, Qt.Key.Key_Space)
        assert edited == ["3"]


def test_a_card_that_opens_its_details_grows_and_shrinks_again(qtbot) -> None:
    error = ErrorPart("connection.refused", {"host": "x", "detail": "refused by x"})
    with transcript(answered("1", "Half", error, reason=StopReason.FAILED)) as view:
        (card,) = visible(view, "error_card")
        (details,) = visible(view, "error_details")
        assert isinstance(details, QPushButton)
        before = card.height()
        details.click()
        qtbot.waitUntil(lambda: card.height() > before)
        assert card.height() == card.heightForWidth(card.width())
        details.click()
        qtbot.waitUntil(lambda: card.height() == before)


def test_versions_of_an_answer_can_be_walked_through(qtbot) -> None:
    with transcript() as view:
        view.show_messages([answered("1", "Second try")], {"1": Versions(2, 3)})
        qtbot.waitUntil(lambda: bool(visible(view, "answer_chevron-right")))
        (on,) = visible(view, "answer_chevron-right")
        assert isinstance(on, QToolButton)
        with qtbot.waitSignal(view.version_requested) as heard:
            on.click()
        assert heard.args == ["1", 1]


def test_find_counts_steps_and_reaches_turns_that_are_not_read(qtbot) -> None:
    older = [TurnOutline(f"o{n}", Role.ASSISTANT, 400) for n in range(300)]
    with transcript(answered("2", "A needle and a NEEDLE.\n\n`needle` in code")) as view:
        view.show_older(older)
        with qtbot.waitSignal(view.finder.changed) as heard:
            view.finder.take("needle", {"o7": 2, "elsewhere": 9})
        assert heard.args == [3, 5]
        with qtbot.waitSignals([view.finder.changed, view.turns_wanted]):
            view.finder.step(-1)
        view.fill([answered("o7", "one needle, two needles"), answered("o8", "none")])
        assert view.finder.current is not None
        section, span = view.finder.current
        assert section.text[span[0] : span[1]] == "needle"
        assert view.turn_top(7) < view.viewport().height()
        with qtbot.waitSignal(view.finder.changed) as heard:
            view.finder.step(1)
        assert heard.args == [3, 5]


def test_a_table_is_copied_for_spreadsheets_and_as_markdown() -> None:
    from oriel.ui.transcript.copying import table_csv, table_markdown

    text = '| a | b |\n|:--|--:|\n| =1+1 | x, "y" |\n| -5 | p\\|q |'
    with transcript(answered("1", text)) as view:
        (section,) = [s for s in view.turns[0].sections if isinstance(s, TableSection)]
        assert section.text == 'a\tb\n=1+1\tx, "y"\n-5\tp|q'
        assert table_csv(section.block) == 'a,b\r\n\'=1+1,"x, ""y"""\r\n-5,p|q\r\n'
        assert table_markdown(section.block).splitlines()[1:] == [
            "| --- | --: |",
            '| =1+1 | x, "y" |',
            "| -5 | p\\|q |",
        ]


@pytest.mark.parametrize("columns", [3, 20])
def test_a_table_from_right_to_left_begins_at_the_right(columns: int) -> None:
    row = " | ".join("מילה ארוכה מאוד" for _ in range(columns))
    text = f"| {row} |\n|{'---|' * columns}\n| {row} |"
    with transcript(answered("1", text)) as view:
        (section,) = [s for s in view.turns[0].sections if isinstance(s, TableSection)]
        cells = [
            at + 1 for at in range(-1, len(section.text)) if at < 0 or section.text[at] in "\t\n"
        ]
        places = [section.caret(at) for at in cells]
        first = places[:columns]
        assert [p.x() for p in first] == sorted((p.x() for p in first), reverse=True)
        assert section.width - 20 < first[0].x() <= section.width
        shown = [(at, p) for at, p in zip(cells, places, strict=True) if p.x() > 0]
        assert [section.position(p.center() - QPointF(1, 0)) for _, p in shown] == [
            at for at, _ in shown
        ]
        assert not section.scrolled(50)
        assert section.scrolled(-50) == (columns > 3)
        assert section.caret(0).x() == first[0].x() + (50 if columns > 3 else 0)


def test_the_menu_offers_what_is_under_the_mouse() -> None:
    from oriel.ui.transcript.context_menu import ContextMenu

    with transcript(answered("1", "[web](https://e.com)\n\n| a |\n|---|\n| cell |")) as view:
        menu = ContextMenu(view, point_of(view, 0, "web"))
        assert "Copy link address" in [action.text() for action in menu.actions()]
        menu.close()
        table = ContextMenu(view, point_of(view, 0, "cell"))
        assert "Copy table as CSV" in [action.text() for action in table.actions()]
        table.close()
