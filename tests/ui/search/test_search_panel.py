"""The panel by keyboard and mouse: what it asks, what it shows of the answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QToolButton, QWidget

from oriel.domain.errors import StoreProblem
from oriel.domain.findables import Findable, Kind
from oriel.domain.search import (
    ChatHit,
    SavedSearch,
    SearchHit,
    SearchResults,
    parse_query,
)
from oriel.domain.search_typing import Begun
from oriel.domain.word_places import Sought
from oriel.ui.search.chips import FilterChip
from oriel.ui.search.field import LONGEST
from oriel.ui.search.panel import SearchPanel
from oriel.ui.search.rows import Shape
from oriel.ui.search.veil import Veil
from oriel.ui.view_models.search import Beginning, Found, Offers

Key = Qt.Key


@pytest.fixture
def veil(qtbot) -> Iterator[Veil]:
    window = QWidget()
    window.resize(1000, 800)
    qtbot.addWidget(window, before_close_func=QWidget.hide)
    window.show()
    made = Veil(window)
    made.open()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    yield made


@pytest.fixture
def panel(veil: Veil) -> SearchPanel:
    return veil.panel


def hit(number: int, title: str = "Trains", excerpt: str = "a night train") -> SearchHit:
    return SearchHit(f"c{number}", f"m{number}", "user", 1e9, title, excerpt, ((8, 13),))


def answer(
    typed: str, messages: int = 0, *, more: bool = False, ranked: bool = False, **rest: object
) -> Found:
    results = SearchResults(tuple(map(hit, range(messages))), more)
    return Found(parse_query(typed), ranked, messages=results, **rest)  # type: ignore[arg-type]


def shown(panel: SearchPanel) -> list[str]:
    return [row.title for row in panel.results.rows.rows]


def said(panel: SearchPanel, name: str) -> str:
    found = panel.findChild(QLabel, name)
    return found.text() if found is not None and found.isVisible() else ""


def typed_and_found(panel: SearchPanel, qtbot, typed: str, found: Found) -> None:
    with qtbot.waitSignal(panel.asking.asked) as asked:
        panel.line.setText(typed)
    assert asked.args == [typed, False]
    panel.show_found(found)


def test_typing_asks_once_it_rests(panel: SearchPanel, qtbot) -> None:
    asked: list[tuple[str, bool]] = []
    panel.asking.asked.connect(lambda typed, ranked: asked.append((typed, ranked)))
    with qtbot.waitSignal(panel.asking.asked):
        QTest.keyClicks(panel.line, "train")
    assert asked == [("train", False)]


def test_sections_stand_under_their_headings(panel: SearchPanel, qtbot) -> None:
    found = answer(
        "train",
        2,
        chats=(ChatHit("c", "Trains to Rome", (), 1e9, "f"),),
        folders=(("f", "Travel"),),
        others=(
            Findable(Kind.PROMPT, "p", "timetable"),
            Findable(Kind.COMMAND, "train", "Train", keys="Ctrl+T"),
        ),
    )
    typed_and_found(panel, qtbot, "train", found)
    headings = [r.title for r in panel.results.rows.rows if r.shape is Shape.HEADING]
    assert headings == ["Messages", "Chats", "Prompts", "Commands"]
    assert said(panel, "search_count") == "2 messages, 1 chat, 2 more"


def test_an_answer_to_an_older_question_is_not_shown(panel: SearchPanel, qtbot) -> None:
    typed_and_found(panel, qtbot, "train", answer("train", 1))
    before = shown(panel)
    panel.line.setText("boat")
    panel.show_found(answer("train", 3))
    assert shown(panel) == before


def test_what_was_found_stays_until_there_is_better(panel: SearchPanel, qtbot) -> None:
    typed_and_found(panel, qtbot, "train", answer("train", 2))
    typed_and_found(panel, qtbot, "trains", answer("trains", complete=False))
    assert len(shown(panel)) == 3
    assert said(panel, "search_count") == "Searching…"
    panel.show_found(answer("trains", 1))
    assert len(shown(panel)) == 2
    assert said(panel, "search_count") == "1 message"


def test_few_messages_are_shown_and_the_rest_on_a_wish(panel: SearchPanel, qtbot) -> None:
    typed_and_found(panel, qtbot, "train", answer("train", 30, more=True))
    assert shown(panel)[-1] == "More messages"
    assert len(shown(panel)) == 7
    QTest.keyClick(panel.line, Key.Key_End)  # of the text: no row is chosen yet
    assert panel.results.current is None
    QTest.keyClick(panel.line, Key.Key_Up)
    QTest.keyClick(panel.line, Key.Key_Return)
    assert len(shown(panel)) == 32
    assert shown(panel)[-1] == "More results"
    QTest.keyClick(panel.line, Key.Key_End)
    with qtbot.waitSignal(panel.more_requested) as wish:
        QTest.keyClick(panel.line, Key.Key_Return)
    row = panel.results.currentIndex().row()
    panel.show_found(answer("train", 60))
    assert len(shown(panel)) == 61
    assert panel.results.currentIndex().row() == row, "the keyboard stays where it was"
    assert wish.args[0].query.words == ("train",)


def test_keys_walk_over_headings_and_back_into_the_field(panel: SearchPanel, qtbot) -> None:
    found = answer("train", 2, chats=(ChatHit("c", "Trains", (), 1e9, ""),))
    typed_and_found(panel, qtbot, "train", found)
    walked = []
    for key in (Key.Key_Down, Key.Key_Down, Key.Key_Down, Key.Key_Down, Key.Key_Home):
        QTest.keyClick(panel.line, key)
        walked.append(panel.results.currentIndex().row())
    assert walked == [1, 2, 4, 4, 1]
    assert panel.line.hasFocus()
    QTest.keyClick(panel.line, Key.Key_Up)
    assert panel.results.current is None
    QTest.keyClick(panel.line, Key.Key_PageDown)
    assert panel.results.current is not None


def test_enter_ranks_then_opens(panel: SearchPanel, qtbot) -> None:
    typed_and_found(panel, qtbot, "night train", answer("night train", 2))
    best = panel.findChild(QPushButton, "search_best")
    assert best.isVisible()
    with qtbot.waitSignal(panel.asking.asked) as asked:
        QTest.keyClick(panel.line, Key.Key_Return)
    assert asked.args == ["night train", True]
    assert best.isChecked()
    panel.show_found(answer("night train", 2))
    assert panel.asking.found is not None
    assert not panel.asking.found.ranked, "the newest come too late"
    panel.show_found(answer("night train", 2, ranked=True))
    assert panel.results.current is not None, "the best is ready to be opened"
    with qtbot.waitSignal(panel.chosen) as chosen:
        QTest.keyClick(panel.line, Key.Key_Return)
    assert chosen.args[0].message_id == "m0"
    assert chosen.args[1] == Sought(("night",), "train")


def test_without_messages_enter_opens_the_first(panel: SearchPanel, qtbot) -> None:
    command = Findable(Kind.COMMAND, "library", "Library")
    typed_and_found(panel, qtbot, "libr", answer("libr", others=(command,)))
    with qtbot.waitSignal(panel.chosen) as chosen:
        QTest.keyClick(panel.line, Key.Key_Return)
    assert chosen.args[0] == command


def test_the_switch_says_and_changes_the_order(panel: SearchPanel, qtbot) -> None:
    typed_and_found(panel, qtbot, "train", answer("train", 2))
    newest = panel.findChild(QPushButton, "search_newest")
    best = panel.findChild(QPushButton, "search_best")
    assert newest.isChecked()
    with qtbot.waitSignal(panel.asking.asked) as asked:
        qtbot.mouseClick(best, Qt.MouseButton.LeftButton)
    assert asked.args == ["train", True]
    panel.show_found(answer("train", 2, ranked=True))
    assert best.isChecked()
    panel.line.setText("trains")
    assert newest.isChecked(), "while one types the newest come first"


def test_filters_stand_below_and_go_by_mouse_and_keyboard(panel: SearchPanel, qtbot) -> None:
    panel.line.setText('train role:user in:"My plans" -slow ')
    chips = [chip for chip in panel.findChildren(FilterChip) if chip.isVisible()]
    names = [chip.accessibleName() for chip in chips]
    assert [name.split(".")[0] for name in names] == [
        "Filter in: My plans",
        "Filter role: user",
        "Filter without: slow",
    ]
    qtbot.mouseClick(chips[1], Qt.MouseButton.LeftButton)
    assert parse_query(panel.line.text()).roles == ()
    assert parse_query(panel.line.text()).places == ("My plans",)
    left = [chip for chip in panel.findChildren(FilterChip) if chip.isVisible()]
    left[0].setFocus()
    QTest.keyClick(left[0], Key.Key_Delete)
    last = [chip for chip in panel.findChildren(FilterChip) if chip.isVisible()]
    assert len(last) == 1
    assert last[0].hasFocus()
    QTest.keyClick(last[0], Key.Key_Backspace)
    assert panel.line.hasFocus()
    assert panel.line.text().strip() == "train"


def test_a_colon_offers_the_filters_and_then_their_values(panel: SearchPanel, qtbot) -> None:
    panel.line.setText("train")
    with qtbot.waitSignal(panel.asking.offers_wanted):
        qtbot.mouseClick(
            panel.findChild(QToolButton, "search_add_filter"), Qt.MouseButton.LeftButton
        )
    panel.show_offers(Offers(Begun(6, "", "")))
    assert shown(panel)[:2] == ["Filters", "in:"]
    QTest.keyClicks(panel.line, "x")
    QTest.keyClick(panel.line, Key.Key_Backspace)
    panel.line.setText("train has:")
    panel.show_offers(Offers(Begun(6, "has", ""), ("code", "file")))
    assert shown(panel)[1:3] == ["code", "file"]
    QTest.keyClick(panel.line, Key.Key_Return)
    assert panel.line.text() == "train has:code "
    panel.line.setText("in:x")
    panel.show_offers(Offers(Begun(6, "has", ""), ("code",)))
    assert "code" not in shown(panel), "an answer that comes too late"


def test_the_empty_field_shows_what_was_last_and_forgets_on_delete(
    panel: SearchPanel, qtbot
) -> None:
    kept = SavedSearch("s", "Night trains", "train role:assistant")
    chat = ChatHit("c", "Boats", (), 1e9, "")
    panel.show_beginning(Beginning(("ferry",), (kept,), (chat,)))
    assert shown(panel) == [
        "Saved searches",
        "Night trains",
        "Recent searches",
        "ferry",
        "Recent chats",
        "Boats",
    ]
    QTest.keyClick(panel.line, Key.Key_Down)
    with qtbot.waitSignal(panel.forget_requested) as forgotten:
        QTest.keyClick(panel.line, Key.Key_Delete)
    assert forgotten.args == [kept]
    QTest.keyClick(panel.line, Key.Key_Down)
    with qtbot.waitSignal(panel.recent_forgotten) as recent:
        QTest.keyClick(panel.line, Key.Key_Delete)
    assert recent.args == ["ferry"]
    with qtbot.waitSignal(panel.asking.asked) as asked:
        QTest.keyClick(panel.line, Key.Key_Return)
    assert asked.args == ["ferry ", False]


def test_a_search_is_kept_under_a_name(panel: SearchPanel, qtbot) -> None:
    star = panel.findChild(QToolButton, "search_star")
    assert not star.isEnabled(), "there is nothing to keep"
    panel.line.setText("night train")
    qtbot.mouseClick(star, Qt.MouseButton.LeftButton)
    name = panel.findChild(QLineEdit, "search_name")
    assert name.hasFocus()
    assert name.text() == "night train"
    QTest.keyClicks(name, "Nights")
    with qtbot.waitSignal(panel.save_requested) as saved:
        QTest.keyClick(name, Key.Key_Return)
    assert saved.args == ["Nights", "night train"]
    assert panel.line.hasFocus()
    kept = SavedSearch("s", "Nights", "night train")
    panel.show_kept(kept)
    assert star.isChecked()
    with qtbot.waitSignal(panel.forget_requested) as forgotten:
        qtbot.mouseClick(star, Qt.MouseButton.LeftButton)
    assert forgotten.args == [kept]


def test_escape_leaves_the_name_then_the_panel(panel: SearchPanel, qtbot) -> None:
    panel.line.setText("train")
    qtbot.mouseClick(panel.findChild(QToolButton, "search_star"), Qt.MouseButton.LeftButton)
    name = panel.findChild(QLineEdit, "search_name")
    with qtbot.assertNotEmitted(panel.closed):
        QTest.keyClick(name, Key.Key_Escape)
    assert not name.isVisible()
    with qtbot.waitSignal(panel.closed):
        QTest.keyClick(panel.line, Key.Key_Escape)


def test_tab_goes_around_within_the_panel(panel: SearchPanel, qtbot) -> None:
    typed_and_found(panel, qtbot, "train role:user ", answer("train role:user ", 2))
    names = []
    for _ in range(6):
        QTest.keyClick(panel.window().focusWidget(), Key.Key_Tab)
        names.append(panel.window().focusWidget().objectName())
    assert names == [
        "search_add_filter",
        "search_star",
        "search_filter",
        "search_results",
        "search_newest",
        "search_line",
    ]
    QTest.keyClick(panel.line, Key.Key_Backtab)
    assert panel.window().focusWidget().objectName() == "search_newest"


def test_letters_typed_over_the_list_go_to_the_field(panel: SearchPanel, qtbot) -> None:
    typed_and_found(panel, qtbot, "train", answer("train", 2))
    panel.results.setFocus()
    QTest.keyClicks(panel.results, "s")
    assert panel.line.text() == "trains"
    assert panel.line.hasFocus()


def test_nothing_found_says_what_to_try(panel: SearchPanel, qtbot) -> None:
    for typed, part in (
        ("zyx", "Try another"),
        ("zyx wvu", "Try fewer"),
        ('"zyx wvu"', "without the quotation marks"),
        ("zyx role:user", "taking a filter away"),
    ):
        typed_and_found(panel, qtbot, typed, answer(typed))
        assert part in shown(panel)[0]
        assert said(panel, "search_count") == "Nothing found"


def test_a_failure_says_why_and_asks_again(panel: SearchPanel, qtbot) -> None:
    error = StoreProblem(path="history.db", detail="no such table")
    typed_and_found(panel, qtbot, "train", answer("train", error=error))
    assert shown(panel)[-1] == "Search again"
    QTest.keyClick(panel.line, Key.Key_Down)
    with qtbot.waitSignal(panel.asking.asked) as asked:
        QTest.keyClick(panel.line, Key.Key_Return)
    assert asked.args == ["train", False]


def test_a_click_opens_and_a_click_beside_closes(veil: Veil, qtbot) -> None:
    panel = veil.panel
    typed_and_found(panel, qtbot, "train", answer("train", 2))
    row = panel.results.visualRect(panel.results.rows.index(2))
    with qtbot.waitSignal(panel.chosen) as chosen:
        qtbot.mouseClick(panel.results.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    assert chosen.args[0].message_id == "m1"
    assert panel.line.hasFocus(), "a click leaves the keyboard where one types"
    with qtbot.waitSignal(veil.left):
        qtbot.mouseClick(veil, Qt.MouseButton.LeftButton, pos=QPoint(5, 700))


def test_it_keeps_within_the_window(veil: Veil, qtbot) -> None:
    panel = veil.panel
    typed_and_found(panel, qtbot, "train", answer("train", 30))
    window = veil.parentWidget()
    assert window is not None
    for width, height in ((1000, 800), (640, 480), (1600, 1000), (640, 300)):
        window.resize(width, height)
        assert veil.rect().contains(panel.geometry())
        assert veil.size() == window.size()
        inside = QRect(QPoint(0, 0), panel.size())
        foot = panel.findChild(QWidget, "search_foot")
        assert inside.contains(QRect(foot.mapTo(panel, QPoint(0, 0)), foot.size()))
    assert abs(panel.geometry().center().x() - veil.rect().center().x()) <= 1


def painted(veil: Veil) -> QImage:
    """The window as it stands on the screen, painted step by step."""
    return veil.screen().grabWindow(veil.window().winId()).toImage()


def test_the_shadow_goes_with_the_panel(veil: Veil, qtbot) -> None:
    panel = veil.panel
    for count in (30, 2, 30):
        panel.begin()
        typed_and_found(panel, qtbot, "train", answer("train", count))
        qtbot.waitUntil(lambda: painted(veil) == veil.window().grab().toImage())


def test_hostile_words_are_one_harmless_line(panel: SearchPanel, qtbot) -> None:
    evil = "<b>x</b>\u202egnp\n\x02" + "W" * 5_000
    results = SearchResults((hit(1, evil, evil),))
    chats = (ChatHit("c", evil, (), float("inf"), "f"),)
    found = Found(parse_query("x"), ranked=False, messages=results, chats=chats)
    typed_and_found(panel, qtbot, "x", found)
    panel.grab()
    for row in panel.results.rows.rows:
        assert len(row.title) <= 120
        assert not {"\u202e", "\n", "\x02"} & set(row.title + row.text)


def test_everything_has_a_name(panel: SearchPanel, qtbot) -> None:
    typed_and_found(panel, qtbot, "train role:user ", answer("train role:user ", 2))
    for stop in panel.stops():
        assert stop.objectName()
        assert stop.accessibleName()
    spoken = panel.results.rows.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("Trains, You, a night train")


@pytest.mark.parametrize(
    ("typed", "said"), [("🎉", True), ("€ %", True), ('"', False), ("-", False)]
)
def test_signs_alone_are_told_not_to_be_searched_for(
    panel: SearchPanel, typed: str, said: bool
) -> None:
    panel.line.setText(typed)
    assert ("Only letters and digits are searched for." in shown(panel)) is said
    panel.line.clear()
    assert "Only letters and digits are searched for." not in shown(panel)


@pytest.mark.parametrize(
    ("pasted", "shown_as"),
    [
        ("one\ntwo\r\n\tthree", "one two   three"),
        ("exe\u202etxt\u2066 \x07b\0", "exetxt b"),
        ("می\u200cخواهم 👩\u200d👧 é", "می\u200cخواهم 👩\u200d👧 é"),
        ("x" * 1_000_000, "x" * LONGEST),
    ],
)
def test_what_is_pasted_is_one_line_that_can_be_seen(
    panel: SearchPanel, pasted: str, shown_as: str
) -> None:
    panel.line.setText("😀")
    panel.line.insert(pasted)
    panel.line.insert("!")
    assert panel.line.text() == f"😀{shown_as}!"[: LONGEST - 1]
