"""The retrieval view: what it asks, what it shows, and where it leads. On a real service."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QProgressBar,
    QToolButton,
    QWidget,
)
from tests.services.corpus import fill, search
from tests.ui.library.retrieval_rooms import BREAKPOINT, Opened, retrieval_view

from oriel.domain.filters import Comparison, Group, Join, Op, matches
from oriel.domain.messages import Message, Role
from oriel.domain.parts import PassagePart
from oriel.domain.retrieval import Change, SearchSettings
from oriel.ui.inspector.sources_page import SourcesPage
from oriel.ui.library.retrieval.hits_model import ROW
from oriel.ui.library.retrieval.marking import Marker
from oriel.ui.library.retrieval.store_chips import StoreChip
from oriel.ui.library.retrieval.store_picker import MOST_LISTED
from waiting import emitted, until

pytestmark = pytest.mark.limit(30)


async def test_a_question_shows_the_ranked_passages_of_all_stores(tmp_path: Path) -> None:
    async with retrieval_view(tmp_path) as v:
        await v.open()
        await v.ask()
        by_hand = [
            (hit["score"], hit["filename"])
            for store in v.stores
            for hit in await asyncio.to_thread(search, v.http, store, BREAKPOINT)
        ]
        rows = [v.passages().model().index(n, 0).data(ROW) for n in range(10)]
        assert [row.hit.score for row in rows] == sorted((s for s, _ in by_hand), reverse=True)[:10]
        assert rows[0].hit.filename == "debugger.txt"
        assert rows[0].hit.store.name == "Python"
        assert "kind=topic" in rows[0].attributes
        assert v.words().startswith("10 passages in ")
        spoken = v.passages().model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert spoken.startswith("1. debugger.txt, score 0.")
        marked = {rows[0].text[start:end].casefold() for start, end in rows[0].marks}
        # Which of them stand in the first passage depends on the Python whose words these are.
        assert marked
        assert all(word.startswith(("debug", "breakpoint", "set")) for word in marked)


async def test_without_a_store_or_a_question_nothing_is_asked(tmp_path: Path) -> None:
    async with retrieval_view(tmp_path, topics=1) as v:
        await v.open([])
        assert "No store is chosen." in v.words()
        assert not v.find(QAbstractButton, "retrieval_ask").isEnabled()
        v.enter()
        assert not v.model.searching
        v.find(QLineEdit, "retrieval_question").setText("keys")
        v.enter()
        assert v.find(QWidget, "store_picker").isVisible()
        assert not v.model.searching


async def test_stores_are_chosen_in_the_list_and_taken_away_by_keys(tmp_path: Path) -> None:
    async with retrieval_view(tmp_path, topics=1) as v:
        await v.open([v.guide])
        v.click("add_store")
        stores = v.find(QListWidget, "store_list")
        at = next(n for n in range(stores.count()) if stores.item(n).text() == "Python")
        stores.setCurrentRow(at)
        QTest.keyClick(stores, Qt.Key.Key_Space)
        QTest.keyClick(stores, Qt.Key.Key_Escape)
        chips = v.view.findChildren(StoreChip)
        shown = [chip for chip in chips if chip.isVisibleTo(v.view)]
        assert [chip.accessibleName() for chip in shown] == ["Store Guide", "Store Python"]
        QTest.keyClick(shown[0], Qt.Key.Key_Delete)
        await v.ask("break")
        assert [store.name for store in v.run().stores] == ["Python"]


async def test_of_many_stores_one_is_found_by_typing(tmp_path: Path) -> None:
    async with retrieval_view(tmp_path, topics=1) as v:
        for n in range(MOST_LISTED + 3):
            await asyncio.to_thread(v.http.post, "/vector_stores", json={"name": f"Shelf {n}"})
        await asyncio.to_thread(v.http.post, "/vector_stores", json={"name": "The one sought"})
        await v.open([])
        v.click("add_store")
        stores = v.find(QListWidget, "store_list")
        assert stores.count() == MOST_LISTED
        v.find(QLineEdit, "picker_find").setText("sought one")
        assert [stores.item(n).text() for n in range(stores.count())] == ["The one sought"]
        v.find(QLineEdit, "picker_find").setText("nowhere")
        assert not stores.isVisibleTo(v.view)


async def test_settings_go_along_and_no_result_says_what_to_change(tmp_path: Path) -> None:
    async with retrieval_view(tmp_path) as v:
        await v.open()
        wanted = SearchSettings(
            most=3, threshold=0.99, rewrite=False, filter=Comparison("kind", Op.EQ, "topic")
        )
        v.view.set_settings(0, wanted)
        await v.ask("zebra breakpoint parsley")
        assert v.run().settings == wanted
        assert v.run().hits == ()
        assert "Nothing scores at least 0.99." in v.words()
        await v.found(lambda: v.click("state_action"))
        assert v.run().settings.threshold is None
        assert 0 < len(v.run().hits) <= 3
        v.view.set_settings(0, SearchSettings(filter=Comparison("nobody", Op.NE, 1)))
        await v.ask()
        assert "Nothing that the filter lets through speaks of it." in v.words()
        await v.found(lambda: v.click("state_action"))
        assert v.run().settings.filter is None
        assert v.run().hits


async def test_a_store_that_fails_is_named_and_the_others_are_shown(tmp_path: Path) -> None:
    async with retrieval_view(tmp_path) as v:
        await v.open(["vs_gone", v.python])
        await v.ask()
        assert "vs_gone gave no answer: The store was not found." in v.words()
        assert v.run().hits
        v.view.open(v.connection, ["vs_gone"])
        await v.ask()
        assert "The store was not found." in v.words()
        assert not [w for w in v.view.findChildren(QProgressBar) if w.isVisible()]
        v.view.open(v.connection, [v.python])
        await v.ask()
        assert v.run().hits


async def test_a_service_that_is_gone_is_said_and_asked_again(tmp_path: Path) -> None:
    async with retrieval_view(tmp_path, topics=1) as v:
        await v.open()
        await asyncio.to_thread(v.rooms.server.stop)
        await v.ask()
        assert v.run().failed
        assert v.find(QAbstractButton, "state_action").text() == "Try again"
        await v.found(lambda: v.click("state_action"))
        assert v.run().failed


async def test_two_settings_stand_side_by_side_with_what_moved(tmp_path: Path) -> None:
    async with retrieval_view(tmp_path) as v:
        await v.open()
        v.click("retrieval_compare")
        without = Group(
            Join.OR, (Comparison("length", Op.LT, 20_000), Comparison("page", Op.GT, 0))
        )
        v.view.set_settings(1, SearchSettings(filter=without))
        await v.ask("How does the with statement close what it opened?")
        a, b = v.run("a"), v.run("b")
        assert b.settings.filter == without
        assert all(matches(without, dict(hit.attributes)) for hit in b.hits)
        there = {hit.passage: hit.rank for hit in a.hits}
        kinds = set()
        for row in v.passages("b").hits.rows:
            rank = there.get(row.hit.passage, 0)
            assert row.change is not None
            assert row.change.other_rank == rank
            kinds.add(row.change.change)
            moved = {Change.UP: 1, Change.DOWN: -1}.get(row.change.change, 0)
            assert moved * row.change.places == (rank - row.hit.rank if rank else 0)
        assert Change.UP in kinds
        assert any(row.change_text == "not in B" for row in v.passages("a").hits.rows)
        # A passage chosen on one side is chosen on the other, where it is there too.
        both = [r for r in v.passages("b").hits.rows if r.change and r.change.other_rank][-1]
        number = v.passages("b").hits.rows.index(both)
        v.passages("b").setCurrentIndex(v.passages("b").hits.index(number))
        chosen = v.passages("a").current
        assert chosen is not None
        assert chosen.hit.passage == both.hit.passage
        v.click("retrieval_compare")
        assert all(row.change is None for row in v.passages("a").hits.rows)


async def test_in_a_narrow_window_the_sides_are_stacked(tmp_path: Path) -> None:
    async with retrieval_view(tmp_path, topics=5) as v:
        await v.open()
        v.click("retrieval_compare")
        await v.ask("break")
        a, b = v.pane("a"), v.pane("b")
        assert a.mapTo(v.view, QPoint()).y() == b.mapTo(v.view, QPoint()).y()
        v.view.resize(460, 800)
        assert v.view.width() == 460
        await until(lambda: a.mapTo(v.view, QPoint()).x() == b.mapTo(v.view, QPoint()).x())
        assert a.mapTo(v.view, QPoint()).y() < b.mapTo(v.view, QPoint()).y()


async def test_a_passage_opens_is_copied_and_leads_to_its_file(tmp_path: Path) -> None:
    async with retrieval_view(tmp_path) as v:
        await v.open()
        await v.ask()
        passages = v.passages()
        row = passages.current
        assert row is not None
        assert row.hit.rank == 1
        folded = passages.visualRect(passages.hits.index(0)).height()
        QTest.keyClick(passages, Qt.Key.Key_Space)
        assert passages.visualRect(passages.hits.index(0)).height() > folded
        QTest.keyClick(passages, Qt.Key.Key_Space)
        assert passages.visualRect(passages.hits.index(0)).height() == folded
        QTest.keyClick(passages, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        assert QGuiApplication.clipboard().text() == row.hit.text
        asked: list[tuple[str, str]] = []
        v.view.file_requested.connect(lambda *ids: asked.append(ids))
        v.click("passage_file")
        assert asked == [(v.python, row.hit.file_id)]


async def test_the_buttons_belong_to_the_passage_under_the_mouse(tmp_path: Path) -> None:
    async with retrieval_view(tmp_path) as v:
        await v.open()
        await v.ask()
        passages = v.passages()
        second = passages.visualRect(passages.hits.index(1)).center()
        QTest.mouseMove(passages.viewport(), second)
        await until(lambda: v.find(QWidget, "passage_actions").y() > second.y() - 200)
        passages._hover(1)  # what a move does where no screen has a mouse
        v.click("passage_copy")
        assert QGuiApplication.clipboard().text() == passages.hits.rows[1].hit.text


async def test_earlier_questions_come_back_with_the_arrows(tmp_path: Path) -> None:
    async with retrieval_view(tmp_path, topics=1) as v:
        await v.open()
        for question in ("first", "second", "first"):
            await v.ask(question)
        field = v.find(QLineEdit, "retrieval_question")
        field.setText("being typed")
        seen = []
        for key in (Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down):
            QTest.keyClick(field, key)
            seen.append(field.text())
        assert seen == ["first", "second", "second", "first", "being typed"]


async def test_a_chat_is_asked_for_with_these_stores(tmp_path: Path) -> None:
    async with retrieval_view(tmp_path, topics=1) as v:
        await v.open(question="What can it do?")
        asked: list[tuple[Any, ...]] = []
        v.view.ask_requested.connect(lambda *facts: asked.append(facts))
        v.click("retrieval_ask")
        assert asked == [((v.guide, v.python), "What can it do?")]


async def test_a_citation_is_found_among_the_passages_and_opened(tmp_path: Path) -> None:
    async with retrieval_view(tmp_path) as v:
        await v.open()
        await v.ask()
        cited = v.run().hits[4]
        searched = emitted(v.model.searched)
        quoted = cited.text[100:400]
        v.view.open(v.connection, [v.python], BREAKPOINT, True, cited.file_id, quoted)
        await searched
        row = v.passages().current
        assert row is not None
        assert row.cited
        assert row.open
        assert row.hit.text == cited.text
        assert row.hit.store.name == "Python"


async def test_a_citation_of_an_unknown_store_is_sought_in_the_few_there_are(
    tmp_path: Path,
) -> None:
    async with retrieval_view(tmp_path) as v:
        searched = emitted(v.model.searched)
        v.view.open(v.connection, [], "", True, "file-nowhere", "It terminates the nearest loop")
        _, run = await searched
        assert {store.id for store in run.stores} == set(v.stores)
        assert run.question == "It terminates the nearest loop"
        assert "The passage cited in the chat is not among these." in v.words()


def test_the_inspector_leads_to_the_library_with_file_and_words(qapp: QApplication) -> None:
    part = PassagePart("fs", "Nobody has less.", "a.pdf", "file-1", 0.5, {})
    message = Message(
        id="m", chat_id="c", parent_id=None, role=Role.ASSISTANT, parts=(part,), created_at=1.0
    )
    page = SourcesPage()
    try:
        page.show_message(message)
        asked: list[tuple[str, ...]] = []
        page.passage_requested.connect(lambda *facts: asked.append(facts))
        button = page.findChild(QToolButton, "passage_library")
        assert button.accessibleName() == "Open in the library"
        button.click()
        assert asked == [("file-1", "a.pdf", "Nobody has less.")]
    finally:
        page.deleteLater()


# The filter


def rules(v: Opened, name: str) -> list[Any]:
    found = v.view.findChildren(QWidget, name)
    return [w for w in found if w.isVisibleTo(v.view)]


async def test_a_filter_is_built_of_rules_and_its_json_stays_in_step(tmp_path: Path) -> None:
    async with retrieval_view(tmp_path) as v:
        learnt = emitted(v.model.keys_learned)
        await v.open()
        await learnt
        v.click("search_filter")
        (key,) = rules(v, "filter_key")
        suggested = key.completer().model()
        names = {suggested.index(n, 0).data() for n in range(suggested.rowCount())}
        assert {"kind", "length", "page", "early"} <= names
        key.setText("length")
        assert rules(v, "filter_kind")[0].currentText() == "number"  # as in the files
        ops = rules(v, "filter_op")[0]
        ops.setCurrentIndex(ops.findData(Op.LT))
        rules(v, "filter_value")[0].setText("4000,5")
        QTest.keyClick(key, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        second = rules(v, "filter_key")[1]
        second.setText("initial")
        rules(v, "filter_value")[1].setText("b")
        wanted = Group(
            Join.AND, (Comparison("length", Op.LT, 4000.5), Comparison("initial", Op.EQ, "b"))
        )
        v.click("filter_show_json")
        edit = v.find(QPlainTextEdit, "filter_json")
        assert '"type": "lt"' in edit.toPlainText()
        await v.ask("break the loop")
        assert v.run().settings.filter == wanted
        assert {hit.filename[0] for hit in v.run().hits} == {"b"}
        edit.setPlainText(
            '{"type": "or", "filters": [{"type": "eq", "key": "early", "value": true}]}'
        )
        v.click("filter_show_json")
        assert [k.text() for k in rules(v, "filter_key")] == ["early"]
        assert v.find(QComboBox, "filter_join").currentText() == "Any of these"
        assert v.find(QComboBox, "filter_truth").currentText() == "yes"


async def test_a_filter_that_is_not_complete_is_not_sent(tmp_path: Path) -> None:
    async with retrieval_view(tmp_path, topics=1) as v:
        await v.open()
        v.click("search_filter")
        (key,) = rules(v, "filter_key")
        v.find(QComboBox, "filter_kind").setCurrentIndex(1)
        key.setText("page")
        v.find(QLineEdit, "filter_value").setText("many")
        v.find(QLineEdit, "retrieval_question").setText("keys")
        v.enter()
        assert not v.model.searching
        assert v.find(QAbstractButton, "search_filter").text() == "Filter: not complete"
        QTest.keyClick(key, Qt.Key.Key_Delete, Qt.KeyboardModifier.AltModifier)
        await v.found(v.enter)
        assert v.run().settings.filter is None


async def test_groups_stand_within_groups(tmp_path: Path) -> None:
    async with retrieval_view(tmp_path, topics=1) as v:
        await v.open()
        inner = Group(Join.OR, (Comparison("page", Op.LTE, 2), Comparison("early", Op.EQ, False)))
        wanted = Group(Join.AND, (Comparison("kind", Op.EQ, "guide"), inner))
        v.view.set_settings(0, SearchSettings(filter=wanted))
        v.click("search_filter")
        assert len(rules(v, "filter_group")) == 2
        await v.ask("keys and chats")
        assert v.run().settings.filter == wanted
        removers = rules(v, "filter_remove_group")
        removers[-1].click()
        await v.found(v.enter)
        assert v.run().settings.filter == Comparison("kind", Op.EQ, "guide")


# What is marked


async def test_words_are_marked_in_their_other_forms_and_in_all_scripts(tmp_path: Path) -> None:
    async with retrieval_view(tmp_path, topics=1) as v:
        texts = {"m.txt": ("😀 Debugging the DEBUGGERS. 今日は天気がいい。", {})}
        store = await asyncio.to_thread(fill, v.http, "Mixed", texts)
        await v.open([store])
        await v.ask("debugger 天気")
        row = v.passages().hits.rows[0]
        assert [row.text[s:e] for s, e in row.marks] == ["Debugging", "DEBUGGERS", "天", "気"]
        assert v.view.grab().width()  # paints it: positions count in UTF-16
        assert Marker(v.run()).places("nothing of it") == []
