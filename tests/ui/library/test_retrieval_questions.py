"""Test questions in the retrieval view: kept, run, counted, in and out of files."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QWidget,
)
from tests.ui.library.retrieval_rooms import BREAKPOINT, Opened, a_set, retrieval_view

from oriel.domain.question_sets import Expected, Question, QuestionSet
from oriel.domain.retrieval import SearchSettings
from oriel.store.question_sets import QuestionSetTable
from oriel.ui.library.retrieval.questions_model import EXPECTED, QUESTION, RANK
from oriel.ui.library.retrieval.questions_table import QuestionsTable
from oriel.ui.view_models import retrieval as view_model
from waiting import emitted, until

pytestmark = pytest.mark.limit(30)
FOUR = (
    ("break out of a loop", "break.txt"),
    ("assert statement and __debug__", "assert.txt"),
    ("Connect Ollama or another service", "04-other-services.md"),
    ("the assert statement", "nowhere.txt"),
)


async def begin(v: Opened, *questions: tuple[str, str]) -> None:
    """Opens the test questions with a kept set."""
    table = QuestionSetTable(v.rooms.database)
    if questions:
        await table.put(a_set(v, *questions))
    listed = emitted(v.model.sets_listed)
    await v.open()
    await listed
    v.click("retrieval_questions")


async def kept(v: Opened) -> list[QuestionSet]:
    return await QuestionSetTable(v.rooms.database).all()


async def run(v: Opened) -> None:
    finished = emitted(v.model.run_finished, timeout=20)
    v.click("run_test")
    await finished


def table(v: Opened) -> QuestionsTable:
    return v.find(QuestionsTable, "test_questions")


def cells(v: Opened, column: int) -> list[str]:
    model = table(v).model()
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def rate(v: Opened, name: str) -> str:
    return v.find(QLabel, f"rate_{name}").text()


async def choose(v: Opened, entry: str) -> None:
    """One entry of the menu of sets."""
    v.click("set_more")
    (menu,) = v.view.findChildren(QMenu, "set_menu")
    (action,) = (each for each in menu.actions() if each.objectName() == entry)
    assert action.isEnabled()
    action.trigger()
    menu.close()
    await until(lambda: not v.view.findChildren(QMenu, "set_menu"))


async def test_a_question_is_added_by_hand_and_lasts(tmp_path: Path) -> None:
    async with retrieval_view(tmp_path, topics=1) as v:
        await begin(v)
        assert v.find(QLabel, "questions_nothing").text().startswith("Test questions show")
        v.find(QLineEdit, "new_question").setText("  Why\n is it so? ")
        v.find(QLineEdit, "new_expected").setText("a.txt | b.txt")
        done = emitted(v.model.set_kept)
        QTest.keyClick(v.find(QLineEdit, "new_expected"), Qt.Key.Key_Return)
        await done
        (made,) = await kept(v)
        assert made.questions == (
            Question("Why is it so?", (Expected("a.txt"), Expected("b.txt"))),
        )
        assert set(made.store_ids) == set(v.stores)
        assert cells(v, QUESTION) == ["Why is it so?"]
        assert cells(v, EXPECTED) == ["a.txt | b.txt"]
        assert cells(v, RANK) == ["–"]
        # What is edited in the table is kept too.
        done = emitted(v.model.set_kept)
        table(v).model().setData(table(v).model().index(0, EXPECTED), "c.txt")
        await done
        assert (await kept(v))[0].questions[0].expected == (Expected("c.txt"),)


async def test_a_run_gives_ranks_rates_and_the_passages_of_each(tmp_path: Path) -> None:
    async with retrieval_view(tmp_path) as v:
        await begin(v, *FOUR)
        await run(v)
        ranks = cells(v, RANK)
        assert ranks[3] == "not found"
        assert all(rank.isdigit() for rank in ranks[:3])
        found = sum(rank == "1" for rank in ranks)
        assert rate(v, "1") == f"{round(100 * found / 4)} %"
        assert rate(v, "10") == "75 %"
        table(v).choose(0)
        assert v.run().question == FOUR[0][0]
        expected = [row.hit.filename for row in v.passages().hits.rows if row.expected]
        assert expected
        assert set(expected) == {"break.txt"}
        table(v).choose(3)
        assert "The file that was expected is not among these." in v.words()
        v.click("only_failing")
        assert cells(v, QUESTION) == ["the assert statement"]


async def test_two_settings_are_counted_side_by_side(tmp_path: Path) -> None:
    async with retrieval_view(tmp_path, width=1200) as v:
        await begin(v, *FOUR)
        v.click("retrieval_compare")
        v.view.set_settings(1, SearchSettings(most=1, threshold=1.0))
        await run(v)
        model = table(v).questions
        assert model.columnCount() == RANK + 2
        assert model.headerData(RANK + 1, Qt.Orientation.Horizontal) == "Rank B"
        assert rate(v, "A10") == "75 %"
        assert rate(v, "B1") == rate(v, "B10")
        table(v).choose(1)
        assert len(v.run("b").hits) <= 1
        assert v.run("a").question == v.run("b").question == FOUR[1][0]


async def test_a_run_is_stopped(tmp_path: Path) -> None:
    async with retrieval_view(tmp_path, topics=1) as v:
        await begin(v, *((f"question {n}", "a.txt") for n in range(200)))
        answered = emitted(v.model.answered)
        v.click("run_test")
        await answered
        stopped = emitted(v.model.run_stopped)
        v.click("stop_test")
        await stopped
        assert not v.model.running
        ranks = cells(v, RANK)
        assert "–" in ranks
        assert "not found" in ranks
        assert v.find(QWidget, "run_test").isEnabled()


async def test_a_search_that_fails_counts_for_no_miss(tmp_path: Path) -> None:
    async with retrieval_view(tmp_path, topics=1) as v:
        listed = emitted(v.model.sets_listed)
        await v.open(["vs_gone"])
        await listed
        v.click("retrieval_questions")
        v.find(QLineEdit, "new_question").setText("Why?")
        v.find(QLineEdit, "new_expected").setText("a.txt")
        v.click("add_question")
        await run(v)
        assert cells(v, RANK) == ["no answer"]
        assert "without an answer: 1" in v.find(QLabel, "rates_note").text()


async def test_the_target_beside_a_passage_makes_a_test_question(tmp_path: Path) -> None:
    async with retrieval_view(tmp_path) as v:
        await begin(v)
        v.click("retrieval_passages")
        await v.ask()
        hit = v.run().hits[0]
        done = emitted(v.model.set_kept)
        v.click("passage_expect")
        await done
        (made,) = await kept(v)
        assert made.questions == (Question(BREAKPOINT, (Expected(hit.filename, hit.file_id),)),)
        v.click("retrieval_questions")
        await run(v)
        assert cells(v, RANK) == ["1"]


async def test_questions_are_removed_and_brought_back(tmp_path: Path) -> None:
    async with retrieval_view(tmp_path, topics=1) as v:
        await begin(v, *FOUR)
        table(v).selectRow(1)
        done = emitted(v.model.set_kept)
        QTest.keyClick(table(v), Qt.Key.Key_Delete)
        await done
        assert len(cells(v, QUESTION)) == 3
        done = emitted(v.model.set_kept)
        v.click("toast_action")
        await done
        assert [q.text for q in (await kept(v))[0].questions] == [text for text, _ in FOUR]


async def test_sets_are_made_renamed_chosen_and_deleted(tmp_path: Path) -> None:
    async with retrieval_view(tmp_path, topics=1) as v:
        await begin(v, *FOUR)
        done = emitted(v.model.set_kept)
        await choose(v, "set_new")
        await done
        await choose(v, "set_rename")
        (dialog,) = v.view.findChildren(QInputDialog, "rename_set")
        dialog.setTextValue("  Another  ")
        done = emitted(v.model.set_kept)
        dialog.accept()
        await done
        sets = v.find(QComboBox, "question_set")
        assert [sets.itemText(n) for n in range(sets.count())] == ["Kept", "Another"]
        assert sets.currentText() == "Another"
        sets.setCurrentIndex(0)
        sets.activated.emit(0)
        assert len(cells(v, QUESTION)) == 4
        listed = emitted(v.model.sets_listed)
        await choose(v, "set_delete")
        await listed
        assert [each.name for each in await kept(v)] == ["Another"]
        done = emitted(v.model.set_kept)
        v.click("toast_action")
        await done
        assert {each.name for each in await kept(v)} == {"Kept", "Another"}


async def test_each_choice_of_stores_has_its_own_set(tmp_path: Path) -> None:
    async with retrieval_view(tmp_path, topics=1) as v:
        await begin(v, *FOUR)
        assert len(cells(v, QUESTION)) == 4
        listed = emitted(v.model.sets_listed)
        await v.open([v.guide])
        await listed
        v.click("retrieval_questions")
        assert v.find(QLabel, "questions_nothing").isVisible()
        sets = v.find(QComboBox, "question_set")
        assert [sets.itemText(n) for n in range(sets.count())] == ["Kept (made for other stores)"]


async def chosen_file(v: Opened, name: str, path: Path) -> None:
    (dialog,) = v.view.findChildren(QFileDialog, name)
    dialog.fileSelected.emit(str(path))
    dialog.close()


async def test_questions_and_results_go_to_files_and_come_back(tmp_path: Path) -> None:
    async with retrieval_view(tmp_path) as v:
        await begin(v, *FOUR)
        await run(v)
        for entry, ending in (("set_csv", "csv"), ("set_json", "json"), ("set_results", "r.csv")):
            written = emitted(v.model.written)
            await choose(v, entry)
            await chosen_file(v, "export_questions", tmp_path / f"q.{ending}")
            await written
            await until(lambda: not v.view.findChildren(QFileDialog, "export_questions"))
        results = (tmp_path / "q.r.csv").read_text("utf-8-sig").splitlines()
        assert results[0].startswith("settings,question,expected,rank")
        assert len(results) == 5
        for ending in ("csv", "json"):
            done = emitted(v.model.set_kept)
            await choose(v, "set_import")
            await chosen_file(v, "choose_questions", tmp_path / f"q.{ending}")
            await done
            await until(lambda: not v.view.findChildren(QFileDialog, "choose_questions"))
        made = await kept(v)
        assert [each.name for each in made] == ["Kept", "q", "q 2"]
        assert made[1].questions == made[2].questions == made[0].questions


async def test_a_file_without_questions_is_named(tmp_path: Path) -> None:
    async with retrieval_view(tmp_path, topics=1) as v:
        await begin(v)
        for name, text, said in (
            ("a.csv", "name,age\n", "no column named “question”"),
            ("b.json", "{", "no JSON that can be read"),
            ("none.csv", None, "could not be used"),
        ):
            if text is not None:
                (tmp_path / name).write_text(text)
            failed = emitted(v.model.file_failed)
            v.model.read(str(tmp_path / name))
            await failed
            toast = v.find(QWidget, "toast")
            assert said in " ".join(label.text() for label in toast.findChildren(QLabel))


async def test_what_is_too_much_to_keep_is_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view_model, "KEPT_CHARS", 0)
    async with retrieval_view(tmp_path) as v:
        await begin(v, *FOUR)
        await run(v)
        await v.found(lambda: table(v).choose(0))
        assert all(hit.text for hit in v.run().hits)
