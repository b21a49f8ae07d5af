"""The prompt library with real widgets: the slash, the popup, the form, the dialog."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from tests.app.desks import desk, press, type_text
from tests.waiting import emitted, until

from oriel.composition import Desk
from oriel.domain.prompts import Prompt
from oriel.services.prompts import Changed, Comparison, FilesRefused, Why, to_file
from oriel.ui.composer import Composer
from oriel.ui.prompts.binding import PromptBinding
from oriel.ui.prompts.dialog import PromptsDialog
from oriel.ui.prompts.form import PromptForm
from oriel.ui.prompts.popup import PromptPopup
from oriel.ui.prompts.rows import PromptList
from oriel.ui.prompts.words import asks_for, examples, held, refused
from oriel.ui.view_models.prompts import PromptsViewModel

Kind = TypeVar("Kind", bound=QWidget)
A = Prompt("a", "Translate", "Into {{language|German|French}}:\n{{text:\n}}", "For letters", ("w",))
B = Prompt("b", "Greeting", "Good day, today is {{date}}.")
C = Prompt("c", "Explain", "Explain {{topic}} to {{reader:a child}}.")
ALL = [A, B, C]


def of(widget: QWidget, kind: type[Kind], name: str) -> Kind:
    found = widget.findChild(kind, name)
    assert found is not None, name
    return found


def click(widget: QWidget, name: str) -> None:
    button = of(widget, QPushButton, name)
    assert button.isVisible(), name
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def said_in(widget: QWidget) -> str:
    return "\n".join(w.text() for w in widget.findChildren(QLabel) if w.isVisible())


def names(widget: QWidget, name: str) -> list[str]:
    rows = of(widget, PromptList, name).rows
    return [rows.data(rows.index(row)) for row in range(rows.rowCount())]


def heard(signal: Any) -> list[Any]:
    told: list[Any] = []

    def note(*arguments: Any) -> None:
        told.append(arguments[0] if len(arguments) == 1 else arguments)

    signal.connect(note)
    return told


# The slash


@pytest.fixture
def composer(qtbot: QtBot) -> Iterator[Composer]:
    page = QWidget()
    qtbot.addWidget(page)
    page.resize(900, 600)
    made = Composer(page)
    made.setGeometry(QRect(50, 480, 760, 100))
    page.show()
    yield made  # and the page lives as long


def text_of(composer: Composer) -> QPlainTextEdit:
    return of(composer, QPlainTextEdit, "composer_text")


def test_only_a_slash_that_begins_a_message_asks_for_prompts(composer: Composer) -> None:
    wanted, edit = heard(composer.prompts_wanted), text_of(composer)
    QTest.keyClicks(edit, "a/b /c")
    composer.set_text("/")
    QTest.keyClicks(edit, "/x")
    assert wanted == []
    edit.clear()
    QTest.keyClicks(edit, "/x")
    edit.selectAll()
    QTest.keyClicks(edit, "/")
    assert len(wanted) == 2
    edit.clear()
    committed = QInputMethodEvent("", [])
    committed.setCommitString("/")
    QApplication.sendEvent(edit, committed)
    assert len(wanted) == 3


def test_what_is_inserted_stands_where_the_slash_stood_and_can_be_taken_back(
    composer: Composer,
) -> None:
    edit = text_of(composer)
    QTest.keyClicks(edit, "/tr")
    composer.insert("Hello\nthere", instead_of="/tr")
    assert composer.text() == "Hello\nthere"
    edit.undo()
    assert composer.text() == "/tr"
    composer.insert(" more", instead_of="/other")
    assert composer.text() == "/tr more"


# The popup


@pytest.fixture
def popup(composer: Composer) -> Iterator[PromptPopup]:
    made = PromptPopup(composer.parentWidget(), composer, text_of(composer))
    QTest.keyClicks(text_of(composer), "/")
    made.open(ALL)
    yield made
    made.leave()


def test_typing_filters_and_the_keys_choose(composer: Composer, popup: PromptPopup) -> None:
    chosen, edit = heard(popup.chosen), text_of(composer)
    assert names(popup, "prompt_choices") == ["Explain", "Greeting", "Translate"]
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        QTest.keyClick(edit, key)
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert chosen == [(A, "/")]
    assert popup.isHidden()
    popup.open(ALL)
    QTest.keyClicks(edit, "gr")
    assert names(popup, "prompt_choices") == ["Greeting"]
    QTest.keyClick(edit, Qt.Key.Key_Tab)
    assert chosen[1:] == [(B, "/gr")]
    assert composer.text() == "/gr"


def test_a_click_chooses_and_the_composer_keeps_the_keyboard(
    composer: Composer, popup: PromptPopup
) -> None:
    chosen = heard(popup.chosen)
    view = of(popup, PromptList, "prompt_choices")
    place = view.visualRect(view.rows.index(2)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen == [(A, "/")]
    assert view.focusPolicy() is Qt.FocusPolicy.NoFocus


def test_escape_closes_and_leaves_what_was_typed(composer: Composer, popup: PromptPopup) -> None:
    sent, edit = heard(composer.send_requested), text_of(composer)
    QTest.keyClicks(edit, "etc")
    QTest.keyClick(edit, Qt.Key.Key_Escape)
    assert popup.isHidden()
    QTest.keyClicks(edit, "/hosts")
    assert popup.isHidden()
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert sent == ["/etc/hosts"]


def test_what_fits_no_prompt_is_sent_as_it_is(composer: Composer, popup: PromptPopup) -> None:
    sent, edit = heard(composer.send_requested), text_of(composer)
    QTest.keyClicks(edit, "zzz")
    assert "No prompt fits “zzz”." in said_in(popup)
    QTest.keyClick(edit, Qt.Key.Key_Return)
    assert sent == ["/zzz"]
    assert popup.isHidden()


@pytest.mark.parametrize("how", ["backspace", "new line", "long", "focus"])
def test_it_goes_when_the_message_is_another(
    composer: Composer, popup: PromptPopup, how: str
) -> None:
    edit = text_of(composer)
    match how:
        case "backspace":
            QTest.keyClick(edit, Qt.Key.Key_Backspace)
        case "new line":
            QTest.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
        case "long":
            composer.insert("word " * 30)
        case "focus":
            QApplication.sendEvent(edit, _focus_out())
    assert popup.isHidden()
    QTest.keyClick(edit, Qt.Key.Key_Down)  # is the composer's again
    assert popup.isHidden()


def _focus_out() -> Any:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QFocusEvent

    return QFocusEvent(QEvent.Type.FocusOut)


def test_it_stands_above_the_composer_whatever_it_holds(
    composer: Composer, popup: PromptPopup
) -> None:
    def fits() -> bool:
        return popup.y() >= 0 and popup.geometry().bottom() < composer.y()

    assert fits()
    popup.open([replace(A, id=str(n), name=f"{n} " + "w" * 90) for n in range(2000)])
    assert fits()
    page = composer.parentWidget()
    assert page is not None
    page.resize(400, 300)
    composer.setGeometry(QRect(10, 200, 380, 90))
    assert fits()
    assert popup.width() <= composer.width()
    popup.open([])
    assert "no prompts yet" in said_in(popup)
    opened = heard(popup.library_requested)
    click(popup, "open_prompts")
    assert (opened, popup.isHidden()) == ([()], True)


# The form


@pytest.fixture
def form(qtbot: QtBot) -> PromptForm:
    made = PromptForm(replace(A, text=A.text + "{{who:Ann}} {{date}}"), {"date": "today"})
    qtbot.addWidget(made)
    made.open()
    return made


def test_each_gap_has_a_field_of_its_kind_and_is_seen_filled(form: PromptForm) -> None:
    choice = of(form, QComboBox, "field_language")
    assert [choice.itemText(n) for n in range(choice.count())] == ["German", "French"]
    assert of(form, QLineEdit, "field_who").text() == "Ann"
    assert form.findChild(QWidget, "field_date") is None
    preview = of(form, QPlainTextEdit, "prompt_preview")
    assert preview.toPlainText() == "Into German:\n…Ann today"
    choice.setCurrentIndex(1)
    of(form, QPlainTextEdit, "field_text").setPlainText("one \U0001fa9f\ntwo")
    QTest.qWait(0)
    assert preview.toPlainText() == "Into French:\none \U0001fa9f\ntwoAnn today"
    marked = [m.cursor.selectedText() for m in preview.extraSelections()]
    assert marked == ["French", "one \U0001fa9f\u2029two", "Ann", "today"]


def test_control_enter_inserts_from_any_field(form: PromptForm) -> None:
    inserted = heard(form.inserted)
    edit = of(form, QPlainTextEdit, "field_text")
    edit.setFocus()
    QTest.keyClicks(edit, "a")
    QTest.keyClick(edit, Qt.Key.Key_Return)
    QTest.keyClicks(edit, "b")
    assert inserted == []
    QTest.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert inserted == ["Into German:\na\nbAnn today"]
    assert form.isHidden()


def test_enter_goes_from_field_to_field_and_inserts_from_the_last(qtbot: QtBot) -> None:
    form = PromptForm(C, {})
    qtbot.addWidget(form)
    form.open()
    inserted = heard(form.inserted)
    QTest.keyClicks(of(form, QLineEdit, "field_topic"), "rain")
    QTest.keyClick(of(form, QLineEdit, "field_topic"), Qt.Key.Key_Return)
    assert form.focusWidget() is of(form, QLineEdit, "field_reader")
    QTest.keyClicks(of(form, QLineEdit, "field_reader"), "Ann")  # over what was proposed
    QTest.keyClick(of(form, QLineEdit, "field_reader"), Qt.Key.Key_Return)
    assert inserted == ["Explain rain to Ann."]


# The dialog


@pytest.fixture
def dialog(qtbot: QtBot) -> PromptsDialog:
    made = PromptsDialog()
    qtbot.addWidget(made)
    made.open()
    made.show_prompts(ALL)
    return made


def test_the_list_is_searched_and_shows_what_is_chosen(dialog: PromptsDialog) -> None:
    search = of(dialog, QLineEdit, "prompt_search")
    QTest.keyClicks(search, "letters")
    assert names(dialog, "prompt_list") == ["Translate"]
    assert "Asks for: language, text" in said_in(dialog)
    assert of(dialog, QPlainTextEdit, "prompt_text").toPlainText() == A.text
    QTest.keyClicks(search, "zzz")
    assert "No prompt fits “letterszzz”." in said_in(dialog)
    assert not of(dialog, QPushButton, "insert_prompt").isEnabled()
    QTest.keyClick(search, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert len(names(dialog, "prompt_list")) == 3


def test_the_wishes_are_about_the_chosen_one(dialog: PromptsDialog) -> None:
    view = of(dialog, PromptList, "prompt_list")
    view.go_to(1)
    inserted, copied = heard(dialog.insert_requested), heard(dialog.duplicate_requested)
    deleted = heard(dialog.delete_requested)
    click(dialog, "insert_prompt")
    click(dialog, "duplicate_prompt")
    click(dialog, "delete_prompt")
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert (inserted, copied, deleted) == ([B, B], [B], [B])


def test_a_delete_can_be_undone(dialog: PromptsDialog) -> None:
    kept = heard(dialog.keep_requested)
    of(dialog, PromptList, "prompt_list").go_to(1)
    dialog.show_prompts([A, C])
    dialog.show_deleted(B)
    assert "“Greeting” was deleted." in said_in(dialog)
    view = of(dialog, PromptList, "prompt_list")
    assert view.prompt == A  # the row that took its place
    click(dialog, "toast_action")
    assert kept == [[B]]
    dialog.show_prompts(ALL)
    dialog.show_kept(B)
    assert view.prompt == B


def test_an_empty_library_offers_examples(dialog: PromptsDialog) -> None:
    kept = heard(dialog.keep_requested)
    dialog.show_prompts([])
    assert all(p.name in said_in(dialog) for p in examples())
    click(dialog, "add_examples")
    (found,) = kept
    assert len(found) == 3
    assert all(asks_for(p.text) for p in found)
    dialog.show_prompts(found)
    assert len(names(dialog, "prompt_list")) == 3


def test_a_prompt_is_written_and_says_what_it_asks_for(dialog: PromptsDialog) -> None:
    kept = heard(dialog.keep_requested)
    click(dialog, "new_prompt")
    click(dialog, "save_prompt")
    assert "Give it a name." in said_in(dialog)
    QTest.keyClicks(of(dialog, QLineEdit, "field_name"), "Mine")
    click(dialog, "save_prompt")
    assert "Write what should be inserted." in said_in(dialog)
    text = of(dialog, QPlainTextEdit, "field_text")
    text.insertPlainText("\U0001fa9f ")
    QTest.keyClicks(text, "{{a}} {{time}} {{b")
    assert "Asks for: a · Fills in: time" in said_in(dialog)
    marked = [m.cursor.selectedText() for m in text.extraSelections()]
    assert marked == ["{{a}}", "{{time}}"]
    QTest.keyClicks(of(dialog, QLineEdit, "field_tags"), "x, y ,")
    click(dialog, "save_prompt")
    (((prompt,),)) = kept
    assert replace(prompt, id="") == Prompt(
        "", "Mine", "\U0001fa9f {{a}} {{time}} {{b", "", ("x", "y")
    )


def test_what_was_written_is_not_lost_by_escape(dialog: PromptsDialog) -> None:
    of(dialog, PromptList, "prompt_list").go_to(2)
    click(dialog, "edit_prompt")
    assert of(dialog, QLineEdit, "field_name").text() == "Translate"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)  # nothing changed: back to the list
    assert of(dialog, PromptList, "prompt_list").isVisible()
    click(dialog, "edit_prompt")
    QTest.keyClicks(of(dialog, QPlainTextEdit, "field_text"), "!")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert "Your changes are not saved." in said_in(dialog)
    QTest.keyClicks(of(dialog, QPlainTextEdit, "field_text"), "?")
    assert "Your changes are not saved." not in said_in(dialog)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    click(dialog, "discard")
    assert of(dialog, PromptList, "prompt_list").isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isHidden()


def test_keys_write_save_and_undo(dialog: PromptsDialog) -> None:
    kept, view = heard(dialog.keep_requested), of(dialog, PromptList, "prompt_list")
    control = Qt.KeyboardModifier.ControlModifier
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_F2)
    name = of(dialog, QLineEdit, "field_name")
    assert name.text() == "Explain"
    QTest.keyClick(name, Qt.Key.Key_S, control)
    assert kept == [[C]]
    dialog.show_kept(C)
    QTest.keyClick(view, Qt.Key.Key_N, control)
    assert name.isVisible()
    assert name.text() == ""
    QTest.keyClick(name, Qt.Key.Key_Escape)
    deleted = heard(dialog.delete_requested)
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert deleted == [C]
    dialog.show_prompts([A, B])
    dialog.show_deleted(C)
    QTest.keyClick(view, Qt.Key.Key_Z, control)
    assert kept == [[C], [C]]


def test_an_import_says_what_it_would_do_first(dialog: PromptsDialog) -> None:
    taken = heard(dialog.take_requested)
    found = Comparison((B,), ((A, replace(A, text="theirs")),), 3, 1)
    dialog.show_comparison(found)
    for line in held(found):
        assert line in said_in(dialog)
    take = of(dialog, QPushButton, "take_import")
    assert take.text() == "Bring in 2"
    choice = of(dialog, QComboBox, "field_changed")
    choice.setCurrentIndex(choice.findData(Changed.MINE))
    assert take.text() == "Bring in 1"
    click(dialog, "take_import")
    assert taken == [(found, Changed.MINE)]
    assert not take.isEnabled()
    dialog.show_comparison(Comparison(same=2))
    assert not take.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert of(dialog, PromptList, "prompt_list").isVisible()


@pytest.mark.parametrize("why", list(Why))
def test_every_refusal_has_words(why: Why) -> None:
    words = refused(FilesRefused(why, "folder/x.json", "No such file"))
    assert words.endswith(".")
    assert "{" not in words
    assert "folder" not in words


def test_every_control_has_a_name_and_a_place(dialog: PromptsDialog, form: PromptForm) -> None:
    kinds = (QPushButton, QLineEdit, QPlainTextEdit, QComboBox, QToolButton, PromptList)
    for window in (dialog, form):
        controls = [w for kind in kinds for w in window.findChildren(kind)]
        ours = [w for w in controls if w.objectName() and not w.objectName().startswith("qt_")]
        assert len(ours) >= 4
        assert [w.objectName() for w in ours if w.isVisible() and not w.accessibleName()] == []
        assert [w.objectName() for w in ours if w.focusPolicy() is Qt.FocusPolicy.NoFocus] == []


# All of it together


def joined(opened: Desk) -> tuple[PromptBinding, PromptsViewModel]:
    binding = opened.shell._prompts
    return binding, binding._prompts


async def test_a_slash_brings_a_prompt_into_the_message(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        binding, prompts = joined(opened)
        kept = emitted(prompts.kept)
        prompts.keep(*ALL)
        await kept
        prompts._prompts = None  # as at a start, before anything was read
        type_text(opened, "/")
        await emitted(prompts.listed)
        type_text(opened, "gree")
        press(opened, Qt.Key.Key_Return)
        assert opened.window.page.draft().startswith("Good day, today is 2")
        assert not opened.chat.streaming
        opened.window.page.set_draft("")
        type_text(opened, "/expl")
        press(opened, Qt.Key.Key_Tab)
        form = binding._form
        assert form is not None
        QTest.keyClicks(of(form, QLineEdit, "field_topic"), "rain")
        click(form, "insert")
        assert opened.window.page.draft() == "Explain rain to a child."
        opened.window.page.set_draft("")
        type_text(opened, "/expl")
        press(opened, Qt.Key.Key_Tab)
        assert binding._form is not None
        assert of(binding._form, QLineEdit, "field_topic").text() == ""
        QTest.keyClicks(of(binding._form, QLineEdit, "field_topic"), "long thoughts")
        binding._form.reject()
        assert opened.window.page.draft() == "/expl"
        binding._use(C, "/expl")
        assert of(binding._form, QLineEdit, "field_topic").text() == "long thoughts"
        click(binding._form, "insert")
        assert opened.window.page.draft() == "Explain long thoughts to a child."


async def test_the_clipboard_fills_itself_in_and_is_not_filled_again(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        binding, _ = joined(opened)
        text = "About: {{clipboard:nothing}}"
        QGuiApplication.clipboard().clear()
        binding._use(Prompt("x", "x", text))
        QGuiApplication.clipboard().setText("{{date}}")
        binding._use(Prompt("x", "x", text))
        assert opened.window.page.draft() == "About: nothingAbout: {{date}}"


async def test_the_library_from_its_action_to_files_and_back(tmp_path: Path) -> None:
    async with desk(tmp_path / "home") as opened:
        binding, prompts = joined(opened)
        opened.window.action("prompts").trigger()
        await emitted(prompts.listed)
        dialog = binding._dialog
        assert dialog is not None
        click(dialog, "add_examples")
        await emitted(prompts.kept)
        assert len(names(dialog, "prompt_list")) == 3
        click(dialog, "duplicate_prompt")
        await emitted(prompts.kept)
        assert len(names(dialog, "prompt_list")) == 4
        click(dialog, "delete_prompt")
        await emitted(prompts.deleted)
        assert len(names(dialog, "prompt_list")) == 3
        click(dialog, "toast_action")
        await emitted(prompts.kept)
        assert len(names(dialog, "prompt_list")) == 4
        path = tmp_path / "out.json"
        dialog.export_all_requested.emit(str(path))
        await emitted(prompts.exported)
        assert len(json.loads(path.read_text(encoding="utf-8"))["prompts"]) == 4
        dialog.export_each_requested.emit(str(tmp_path / "gone"))
        await emitted(prompts.not_exported)
        assert "No such file" in said_in(dialog)
        path.write_text(to_file([*(prompts.prompts or []), A]), encoding="utf-8")
        click(dialog, "import_prompts")
        chooser = dialog.findChild(QFileDialog, "choose_import")
        assert isinstance(chooser, QFileDialog)
        chooser.reject()
        dialog.compare_requested.emit([str(tmp_path / "gone.json")])
        await emitted(prompts.refused)
        assert "gone.json cannot be read." in said_in(dialog)
        dialog.compare_requested.emit([str(path)])
        await emitted(prompts.compared)
        assert "4 that you have already" in said_in(dialog)
        assert "1 that you have in another version" in said_in(dialog)
        click(dialog, "take_import")
        await emitted(prompts.taken)
        assert len(names(dialog, "prompt_list")) == 5
        click(dialog, "edit_prompt")
        click(dialog, "cancel_edit")
        click(dialog, "close_prompts")
        await until(lambda: binding._dialog is None)
    async with desk(tmp_path / "home") as opened:
        binding, prompts = joined(opened)
        prompts.refresh()
        (found,) = await emitted(prompts.listed)
        assert len(found) == 5
