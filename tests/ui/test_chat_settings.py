"""The settings of a chat, with real widgets and real keys: what is set is what comes out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from tests.app.desks import ask, desk
from tests.waiting import until

from oriel.config.settings import SettingsFile
from oriel.domain.chat_settings import USUAL_SETTINGS, ChatSettings, Memory, MemoryPolicy
from oriel.domain.connections import CHAT_ONLY, OCI, Connection, ConnectionKind, WireApi
from oriel.domain.hosted_tools import HostedTools, WebSearch
from oriel.domain.json_schema import schema_report
from oriel.domain.json_values import from_plain, to_plain
from oriel.domain.model_rules import ModelRules
from oriel.domain.models import ModelInfo, Parameter
from oriel.domain.turn_options import (
    EFFORTS,
    INCLUDES,
    SEARCH_CONTEXTS,
    SERVICE_TIERS,
    SUMMARIES,
    TRUNCATIONS,
    VERBOSITIES,
    TextFormat,
    TurnOptions,
)
from oriel.ui.chat_header import ChatHeader
from oriel.ui.chat_settings.chat_api import escaped, unescaped
from oriel.ui.chat_settings.dialog import ChatSettingsDialog
from oriel.ui.chat_settings.fields import NAMES, changed, usual, value_of, with_value
from oriel.ui.chat_settings.group import Group
from oriel.ui.chat_settings.schema_examples import examples
from oriel.ui.chat_settings.situation import Situation
from oriel.ui.chat_settings.words import words_of

ORACLE = Connection(
    id="o",
    name="Frankfurt",
    kind=ConnectionKind.OCI_API_KEY,
    base_url="https://example.com/v1",
    capabilities=OCI,
)
OLLAMA = Connection(
    id="c",
    name="Ollama",
    kind=ConnectionKind.COMPATIBLE,
    base_url="http://localhost:11434/v1",
    capabilities=CHAT_ONLY,
    wire_api=WireApi.CHAT,
)
AT_ORACLE = Situation(connection=ORACLE, model="m-1", title="Spring")
AT_OLLAMA = Situation(connection=OLLAMA, model="m-2", title="Spring")
GROUPS = ("instructions", "memory", "answer", "format", "tools", "service", "chat_api")


class Shown:
    """The dialog as a person uses it. `settings` are what came out last."""

    def __init__(self, qtbot: QtBot, settings: ChatSettings, situation: Situation) -> None:
        self.dialog = ChatSettingsDialog()
        qtbot.addWidget(self.dialog)
        self.dialog.show_settings(settings, situation, USUAL_SETTINGS)
        self.settings = settings
        self.told: list[ChatSettings] = []
        self.dialog.settings_changed.connect(self._on_changed)
        self.dialog.show()

    def _on_changed(self, settings: ChatSettings) -> None:
        self.settings = settings
        self.told.append(settings)

    @property
    def options(self) -> TurnOptions:
        return self.settings.options

    def go(self, group: str) -> Shown:
        """Opens a page by the keys of the list."""
        nav = self.part(QListWidget, "settings_groups")
        QTest.keyClick(nav, Qt.Key.Key_Home)
        for _ in GROUPS:
            page = self.dialog.findChild(Group, f"group_{group}")
            if page is not None and page.isVisible():
                return self
            QTest.keyClick(nav, Qt.Key.Key_Down)
        raise AssertionError(f"there is no page {group}")

    def part(self, kind: type[Any], name: str) -> Any:
        found = self.dialog.findChild(kind, name)
        assert found is not None, name
        return found

    def setting(self, name: str) -> Any:
        return self.part(QWidget, f"setting_{name}")

    def below(self, name: str) -> str:
        """What stands beside a control: its explanation, or what is wrong."""
        return str(self.setting(name).accessibleDescription())

    def type(self, name: str, text: str) -> None:
        widget = self.setting(name)
        target = widget.lineEdit() if hasattr(widget, "lineEdit") else widget
        target.selectAll()
        if not text:
            QTest.keyClick(target, Qt.Key.Key_Delete)
        QTest.keyClicks(target, text)

    def click(self, kind: type[Any], name: str) -> None:
        button = self.part(kind, name)
        assert button.isVisible()
        assert button.isEnabled()
        QTest.keyClick(button, Qt.Key.Key_Space)

    def choose(self, name: str, downs: int) -> None:
        combo = self.setting(name)
        assert isinstance(combo, QComboBox)
        for _ in range(downs):
            QTest.keyClick(combo, Qt.Key.Key_Down)


@pytest.fixture
def open_dialog(qtbot: QtBot) -> Any:
    def opened(settings: ChatSettings = USUAL_SETTINGS, situation: Situation = AT_ORACLE) -> Shown:
        return Shown(qtbot, settings, situation)

    return opened


def options(**values: Any) -> ChatSettings:
    return ChatSettings(options=TurnOptions(**values))


# Every kind of control, by its keys


def test_instructions_come_out_when_the_dialog_is_left(open_dialog: Any) -> None:
    shown = open_dialog()
    QTest.keyClicks(shown.setting("instructions"), "Be brief.")
    QTest.keyClick(shown.dialog, Qt.Key.Key_Escape)
    assert not shown.dialog.isVisible()
    assert shown.settings.instructions == "Be brief."


async def test_instructions_come_out_after_a_pause(open_dialog: Any) -> None:
    shown = open_dialog()
    QTest.keyClicks(shown.setting("instructions"), "Be brief.")
    assert shown.told == []
    await until(lambda: shown.told)
    assert shown.settings.instructions == "Be brief."


def test_a_word_is_chosen_and_given_back(open_dialog: Any) -> None:
    shown = open_dialog().go("answer")
    shown.choose("reasoning_effort", 2)
    assert shown.options.reasoning_effort == "minimal"
    shown.choose("verbosity", 3)
    assert shown.options.verbosity == "high"
    shown.click(QToolButton, "reset_verbosity")
    assert shown.options == TurnOptions(reasoning_effort="minimal")
    assert not shown.part(QToolButton, "reset_verbosity").isVisible()


@pytest.mark.parametrize(
    ("typed", "number"), [("0.7", 0.7), ("0,7", 0.7), ("2", 2.0), ("0", 0.0), ("1.25", 1.25)]
)
def test_a_number_is_typed(open_dialog: Any, typed: str, number: float) -> None:
    shown = open_dialog().go("answer")
    shown.type("temperature", typed)
    assert shown.options.temperature == number
    shown.type("temperature", "")
    assert shown.options.temperature is None
    assert shown.setting("temperature").lineEdit().text() == ""


@pytest.mark.parametrize("typed", ["x", "1e1", "1.2.3", "--1", "9999999999999", "nan"])
def test_what_is_no_number_or_too_much_is_not_taken(open_dialog: Any, typed: str) -> None:
    shown = open_dialog().go("answer")
    shown.type("max_output_tokens", typed)
    taken = shown.options.max_output_tokens
    assert taken is None or 1 <= taken <= 10_000_000
    assert taken is None or type(taken) is int


def test_a_whole_number_stays_whole(open_dialog: Any) -> None:
    shown = open_dialog().go("answer")
    shown.type("max_output_tokens", "4096")
    assert shown.options.max_output_tokens == 4096
    assert type(shown.options.max_output_tokens) is int
    QTest.keyClick(shown.setting("max_output_tokens"), Qt.Key.Key_Up)
    assert shown.options.max_output_tokens == 4097


def test_the_slider_begins_where_the_service_would(open_dialog: Any) -> None:
    shown = open_dialog().go("answer")
    slider = shown.part(QWidget, "slider_temperature")
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert shown.options.temperature == 1.05
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert shown.options.temperature == 0.0


def test_a_click_on_the_resting_knob_chooses_it(open_dialog: Any) -> None:
    shown = open_dialog().go("answer")
    slider = shown.part(QWidget, "slider_temperature")
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=slider.rect().center())
    assert shown.options.temperature == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize("name", ["setting_temperature", "setting_verbosity", "slider_top_p"])
def test_the_wheel_changes_nothing(open_dialog: Any, name: str) -> None:
    shown = open_dialog(options(temperature=1.0, verbosity="low", top_p=0.5)).go("answer")
    widget = shown.part(QWidget, name)
    middle = widget.rect().center()
    turned = QWheelEvent(
        QPointF(middle),
        QPointF(widget.mapToGlobal(middle)),
        QPoint(),
        QPoint(0, -240),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    widget.setFocus()
    QApplication.sendEvent(widget, turned)
    assert not turned.isAccepted()  # the page gets it
    assert shown.told == []


def test_on_and_off(open_dialog: Any) -> None:
    shown = open_dialog().go("service")
    shown.click(QCheckBox, "setting_background")
    assert shown.options.background is True
    shown.click(QCheckBox, "include_code_interpreter_call.outputs")
    shown.click(QCheckBox, "include_file_search_call.results")
    assert shown.options.include == (
        "file_search_call.results",
        "code_interpreter_call.outputs",
    )


def test_includes_of_a_newer_oriel_stay(open_dialog: Any) -> None:
    shown = open_dialog(options(include=("dreams.all",))).go("service")
    shown.click(QCheckBox, "include_file_search_call.results")
    assert shown.options.include == ("file_search_call.results", "dreams.all")


def cells(shown: Shown, name: str) -> list[QLineEdit]:
    found = shown.setting(name).findChildren(QLineEdit, "cell")
    return [cell for cell in found if cell.isVisible()]


def test_pairs_are_typed_row_by_row(open_dialog: Any) -> None:
    shown = open_dialog().go("service")
    shown.click(QPushButton, "add_metadata")
    name, value = cells(shown, "metadata")
    QTest.keyClicks(name, "team")
    QTest.keyClicks(value, "blue")
    QTest.keyClick(value, Qt.Key.Key_Return)
    assert shown.options.metadata == (("team", "blue"),)
    QTest.keyClicks(cells(shown, "metadata")[2], "team")
    assert shown.options.metadata == (("team", "blue"),)
    assert "“team” is there twice" in words(shown)
    QTest.keyClicks(cells(shown, "metadata")[2], "s")
    assert shown.options.metadata == (("team", "blue"), ("teams", ""))
    remove = [b for b in shown.dialog.findChildren(QToolButton, "remove_row") if b.isVisible()]
    QTest.keyClick(remove[0], Qt.Key.Key_Space)
    assert shown.options.metadata == (("teams", ""),)


def words(shown: Shown) -> str:
    return " ".join(w.text() for w in shown.dialog.findChildren(QLabel) if w.isVisible())


def test_pairs_end_where_the_service_ends_them(open_dialog: Any) -> None:
    full = tuple((f"n{i}", "v") for i in range(16))
    shown = open_dialog(options(metadata=full)).go("service")
    assert not shown.part(QPushButton, "add_metadata").isEnabled()
    name, value = cells(shown, "metadata")[:2]
    assert (name.maxLength(), value.maxLength()) == (64, 512)
    shown.click(QToolButton, "reset_metadata")
    assert shown.options.metadata == ()
    assert shown.part(QPushButton, "add_metadata").isEnabled()


def test_a_tool_is_chosen_by_its_name(open_dialog: Any) -> None:
    on = ChatSettings(hosted=HostedTools(web_search=WebSearch()))
    shown = open_dialog(on).go("tools")
    combo = shown.setting("tool_choice")
    offered = [combo.itemText(at) for at in range(combo.count())]
    assert "Web search" in offered
    QTest.keyClick(combo, Qt.Key.Key_End)
    QTest.keyClicks(shown.part(QLineEdit, "tool_name"), "look_up")
    assert shown.options.tool_choice == "look_up"
    QTest.keyClick(combo, Qt.Key.Key_Home)
    assert shown.options.tool_choice == ""
    assert not shown.part(QLineEdit, "tool_name").isVisible()


# What the model and the service allow


def test_what_the_model_refuses_is_disabled_and_says_so(open_dialog: Any) -> None:
    rules = ModelRules(leave_out=("reasoning.effort", "temperature"))
    shown = open_dialog(options(reasoning_effort="high"), replace(AT_ORACLE, rules=rules)).go(
        "answer"
    )
    for name in ("reasoning_effort", "temperature"):
        assert not shown.setting(name).isEnabled()
        assert "m-1 refuses it" in shown.below(name)
    assert shown.setting("top_p").isEnabled()
    # What was set for another model can still be taken back.
    shown.click(QToolButton, "reset_reasoning_effort")
    assert shown.settings == USUAL_SETTINGS


def test_limits_are_the_models_own(open_dialog: Any) -> None:
    info = ModelInfo("m-1", parameters=(Parameter("top_p", "number", 0.1, 0.9, "0.5"),))
    rules = ModelRules(limits={"temperature": (0, 1.5)}, most_output_tokens=4000)
    shown = open_dialog(USUAL_SETTINGS, replace(AT_ORACLE, info=info, rules=rules)).go("answer")
    assert "0 to 1.5" in shown.below("temperature")
    assert "0.1 to 0.9" in shown.below("top_p")
    assert shown.setting("top_p").lineEdit().placeholderText() == "0.5"
    assert "1 to 4,000" in shown.below("max_output_tokens")
    shown.type("max_output_tokens", "40001")
    assert shown.options.max_output_tokens == 4000


def test_what_another_model_was_given_is_shown_and_said_to_be_too_much(open_dialog: Any) -> None:
    rules = ModelRules(limits={"temperature": (0, 1.5)})
    shown = open_dialog(options(temperature=1.9), replace(AT_ORACLE, rules=rules)).go("answer")
    assert shown.setting("temperature").lineEdit().text() == "1.9"
    assert "takes 0 to 1.5" in shown.below("temperature")
    assert shown.told == []


def test_each_memory_says_what_is_kept_where(open_dialog: Any) -> None:
    shown = open_dialog().go("memory")
    said = {m: shown.part(QRadioButton, f"memory_{m}").accessibleDescription() for m in Memory if m}
    assert "30 days from its last change" in said["conversation"]
    assert "30 days from when it was made" in said["chained"]
    assert "until you delete it" in said["stateless"]
    assert "nothing is written here" in said["temporary"]


def test_memory_is_chosen_by_the_keys_and_decides_what_else_works(open_dialog: Any) -> None:
    shown = open_dialog().go("memory")
    assert shown.setting("memory_subject").isEnabled()
    QTest.keyClick(shown.part(QRadioButton, "memory_conversation"), Qt.Key.Key_Space)
    assert shown.settings.memory is Memory.CONVERSATION
    shown.type("memory_subject", "garden")
    shown.choose("memory_policy", 2)
    assert shown.settings.memory_subject == "garden"
    assert shown.settings.memory_policy is MemoryPolicy.RECALL_ONLY
    QTest.keyClick(shown.part(QRadioButton, "memory_stateless"), Qt.Key.Key_Space)
    assert shown.settings.memory is Memory.STATELESS
    assert not shown.setting("memory_subject").isEnabled()
    shown.go("service")
    assert not shown.setting("background").isEnabled()
    assert "keeps the answers" in shown.below("background")


@pytest.mark.parametrize("memory", ["conversation", "chained"])
def test_a_service_that_keeps_nothing_cannot_remember(open_dialog: Any, memory: str) -> None:
    shown = open_dialog(USUAL_SETTINGS, AT_OLLAMA).go("memory")
    radio = shown.part(QRadioButton, f"memory_{memory}")
    assert not radio.isEnabled()
    assert "does not offer it" in radio.accessibleDescription()


def test_a_chat_is_temporary_from_its_beginning_or_never(open_dialog: Any) -> None:
    shown = open_dialog().go("memory")
    QTest.keyClick(shown.part(QRadioButton, "memory_temporary"), Qt.Key.Key_Space)
    assert shown.settings.memory is Memory.TEMPORARY
    begun = replace(AT_ORACLE, begun=True)
    shown.dialog.show_settings(USUAL_SETTINGS, begun, USUAL_SETTINGS)
    radio = shown.part(QRadioButton, "memory_temporary")
    assert not radio.isEnabled()
    assert "before the first message" in radio.accessibleDescription()


def test_a_temporary_chat_stays_temporary_even_when_all_is_reset(open_dialog: Any) -> None:
    kept_nowhere = ChatSettings(memory=Memory.TEMPORARY, instructions="x")
    shown = open_dialog(kept_nowhere, replace(AT_ORACLE, begun=True, temporary=True)).go("memory")
    assert not shown.part(QRadioButton, "memory_stateless").isEnabled()
    assert not shown.part(QToolButton, "reset_memory").isVisible()
    shown.click(QPushButton, "reset_all")
    assert shown.settings == ChatSettings(memory=Memory.TEMPORARY)


def test_what_the_other_api_knows_is_one_line(open_dialog: Any) -> None:
    shown = open_dialog(USUAL_SETTINGS, AT_OLLAMA).go("answer")
    note = shown.part(Group, "group_answer").findChild(QLabel, "not_for_this_api")
    assert note.isVisible()
    assert "Reasoning summary" in note.text()
    assert not shown.setting("reasoning_summary").isVisible()
    assert shown.setting("reasoning_effort").isVisible()
    assert titles(shown)[-1] == "Chat Completions"
    shown.dialog.show_settings(USUAL_SETTINGS, AT_ORACLE, USUAL_SETTINGS)
    assert shown.setting("reasoning_summary").isVisible()
    assert not note.isVisible()
    assert titles(shown)[-1] == "Service"


def titles(shown: Shown) -> list[str]:
    nav = shown.part(QListWidget, "settings_groups")
    return [nav.item(row).text() for row in range(nav.count()) if not nav.isRowHidden(row)]


def test_chat_completions_have_their_own(open_dialog: Any) -> None:
    shown = open_dialog(USUAL_SETTINGS, AT_OLLAMA).go("chat_api")
    shown.type("n", "3")
    shown.type("seed", "-7")
    shown.type("presence_penalty", "-0.5")
    shown.choose("search_context", 1)
    shown.click(QPushButton, "add_stop")
    QTest.keyClicks(cells(shown, "stop")[0], r"\n\nEND\\")
    shown.click(QPushButton, "add_logit_bias")
    token, bias = cells(shown, "logit_bias")
    QTest.keyClicks(token, "50256")
    assert shown.options.logit_bias == ()
    assert "number from -100 to 100" in words(shown)
    QTest.keyClicks(bias, "-100")
    assert shown.options == TurnOptions(
        n=3,
        seed=-7,
        presence_penalty=-0.5,
        search_context="low",
        stop=("\n\nEND\\",),
        logit_bias=(("50256", -100.0),),
    )


@pytest.mark.parametrize("typed", [("x", "1"), ("5", "101"), ("5", "nan"), ("", "1")])
def test_a_bias_that_is_none_is_said_to_be_wrong_and_not_sent(
    open_dialog: Any, typed: tuple[str, str]
) -> None:
    shown = open_dialog(USUAL_SETTINGS, AT_OLLAMA).go("chat_api")
    shown.click(QPushButton, "add_logit_bias")
    for cell, text in zip(cells(shown, "logit_bias"), typed, strict=True):
        QTest.keyClicks(cell, text)
    assert shown.options.logit_bias == ()
    assert "number" in words(shown)


def test_only_four_texts_end_an_answer(open_dialog: Any) -> None:
    shown = open_dialog(options(stop=("a", "b", "c")), AT_OLLAMA).go("chat_api")
    shown.click(QPushButton, "add_stop")
    assert not shown.part(QPushButton, "add_stop").isEnabled()


@given(st.text())
def test_texts_with_line_breaks_survive_one_line(text: str) -> None:
    assert unescaped(escaped(text)) == text
    assert not {"\n", "\r", "\t"} & set(escaped(text))


# The schema


def schema_dialog(open_dialog: Any, text: str = "") -> Shown:
    shown: Shown = open_dialog(options(text_format=TextFormat.SCHEMA, json_schema=text))
    return shown.go("format")


def verdict(shown: Shown) -> str:
    return str(shown.part(QLabel, "schema_verdict").text())


def test_a_schema_is_asked_for_only_where_there_is_one(open_dialog: Any) -> None:
    shown = open_dialog().go("format")
    assert not shown.setting("json_schema").isVisible()
    shown.choose("text_format", 2)
    assert shown.options.text_format is TextFormat.SCHEMA
    assert shown.setting("json_schema").isVisible()


async def test_a_schema_is_judged_as_it_is_typed(open_dialog: Any) -> None:
    shown = schema_dialog(open_dialog)
    edit = shown.setting("json_schema")
    assert isinstance(edit, QPlainTextEdit)
    QTest.keyClicks(edit, '{"type": "object", ')
    await until(lambda: "line 1, column 20" in verdict(shown))
    QTest.keyClicks(edit, '"properties": {"a": {"type": "whole"}}}')
    await until(lambda: "$.properties.a.type" in verdict(shown))
    edit.selectAll()
    QTest.keyClicks(edit, '{"type": "object", "properties": {"a": {}, "b": {}, "c": {}}}')
    await until(lambda: "OK: object with 3 fields" in verdict(shown))
    assert json.loads(shown.options.json_schema)["type"] == "object"


def test_strict_mode_is_explained_while_it_is_on(open_dialog: Any) -> None:
    shown = schema_dialog(open_dialog, '{"type": "object", "properties": {"a": {}}}')
    assert "Strict mode wants every field of $" in verdict(shown)
    shown.click(QCheckBox, "setting_schema_strict")
    assert shown.options.schema_strict is False
    assert verdict(shown) == "OK: object with 1 field"


def test_a_schema_is_set_in_lines(open_dialog: Any) -> None:
    shown = schema_dialog(open_dialog, '{"type":"object","properties":{}}')
    shown.click(QPushButton, "schema_tidy")
    assert shown.options.json_schema.startswith('{\n  "type": "object",\n')
    shown.setting("json_schema").undo()
    shown.dialog.flush()
    assert shown.options.json_schema == '{"type":"object","properties":{}}'


def test_a_name_has_the_letters_a_name_may_have(open_dialog: Any) -> None:
    shown = schema_dialog(open_dialog)
    shown.type("schema_name", "my_answer-1")
    assert shown.options.schema_name == "my_answer-1"
    QTest.keyClicks(shown.setting("schema_name"), "!")
    assert shown.options.schema_name == "my_answer-1"
    assert "Only letters" in shown.below("schema_name")


def test_every_example_is_a_schema_that_strict_mode_takes(open_dialog: Any) -> None:
    assert len(examples()) == 3
    for example in examples():
        report = schema_report(example.schema)
        assert (report.fault, report.loose, report.kind) == (None, "", "object")


def test_an_example_is_taken_from_the_menu(open_dialog: Any) -> None:
    shown = schema_dialog(open_dialog)
    shown.click(QPushButton, "schema_examples")
    menu = shown.part(QMenu, "schema_examples_menu")
    shown.part(QAction, "example_tasks").trigger()
    menu.close()
    assert shown.options.schema_name == "tasks"
    assert verdict(shown) == "OK: object with 2 fields"


# The dialog as a whole


def test_all_is_reset_at_once_and_can_be_had_back(open_dialog: Any) -> None:
    mine = ChatSettings(
        instructions="Long work",
        options=TurnOptions(temperature=0.3, json_schema="{}", stop=("x",)),
        local_tools=("files",),
    )
    shown = open_dialog(mine).go("answer")
    shown.click(QPushButton, "reset_all")
    assert shown.settings == ChatSettings(local_tools=("files",))
    assert shown.setting("temperature").lineEdit().text() == ""
    shown.click(QPushButton, "toast_action")
    assert shown.settings == mine
    assert shown.setting("temperature").lineEdit().text() == "0.3"


def test_reset_instructions_come_back_by_undo(open_dialog: Any) -> None:
    shown = open_dialog(ChatSettings(instructions="Long work"))
    shown.click(QToolButton, "reset_instructions")
    assert shown.settings.instructions == ""
    shown.setting("instructions").undo()
    shown.dialog.flush()
    assert shown.settings.instructions == "Long work"


def test_the_list_counts_what_is_changed(open_dialog: Any) -> None:
    shown = open_dialog(options(temperature=0.3, top_p=0.5, n=3)).go("answer")
    nav = shown.part(QListWidget, "settings_groups")
    role = Qt.ItemDataRole.AccessibleTextRole
    spoken = [nav.item(row).data(role) for row in range(nav.count())]
    assert spoken[2] == "Answer, 2 changed"
    assert spoken[1] == "Memory"
    assert changed(shown.settings, WireApi.RESPONSES) == ("temperature", "top_p")
    assert changed(shown.settings, WireApi.CHAT) == ("temperature", "top_p", "n")


def test_the_tab_key_goes_through_the_page_before_the_buttons(open_dialog: Any) -> None:
    shown = open_dialog().go("tools").go("answer")
    nav = shown.part(QListWidget, "settings_groups")
    names = [w.objectName() for w in tab_chain(nav)]
    assert names[:7] == [
        "setting_reasoning_effort",
        "setting_reasoning_summary",
        "setting_verbosity",
        "setting_max_output_tokens",
        "slider_temperature",
        "setting_temperature",
        "slider_top_p",
    ]
    assert names[8:] == ["close_settings"]


def tab_chain(start: QWidget) -> Iterator[QWidget]:
    widget = start.nextInFocusChain()
    while widget is not start:
        takes = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if takes and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None:
            yield widget
        widget = widget.nextInFocusChain()


def test_pages_are_turned_by_the_keys(open_dialog: Any) -> None:
    shown = open_dialog()
    shown.dialog.activateWindow()
    assert QTest.qWaitForWindowActive(shown.dialog)
    nav = shown.part(QListWidget, "settings_groups")
    QTest.keyClick(nav, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert shown.part(Group, "group_memory").isVisible()
    QTest.keyClick(nav, Qt.Key.Key_PageUp, Qt.KeyboardModifier.ControlModifier)
    assert shown.part(Group, "group_instructions").isVisible()


@pytest.mark.parametrize("situation", [AT_ORACLE, AT_OLLAMA], ids=["responses", "chat"])
def test_every_control_is_named_and_explained(open_dialog: Any, situation: Situation) -> None:
    shown = open_dialog(USUAL_SETTINGS, situation)
    for row in range(len(GROUPS)):
        shown.dialog.show_row(row)
    for control in tab_chain(shown.dialog):
        assert control.objectName(), control
        assert control.accessibleName() or getattr(control, "text", str)(), control.objectName()
    for name in NAMES:
        assert words_of(name).label
        assert words_of(name).about.endswith(".")


def test_every_setting_has_a_control_on_one_page(open_dialog: Any) -> None:
    shown = open_dialog()
    found = [name for group in all_groups(shown) for name in group.names]
    assert sorted(found) == sorted(NAMES)
    for group in all_groups(shown):
        assert sorted(group.names) == sorted(control.name for control in group.controls)


def all_groups(shown: Shown) -> list[Group]:
    for situation in (AT_ORACLE, AT_OLLAMA):
        shown.dialog.show_settings(shown.settings, situation, USUAL_SETTINGS)
        for row in range(len(GROUPS)):
            shown.dialog.show_row(row)
    return shown.dialog.findChildren(Group)


# The property: whatever is set comes out, is stored, and is shown again equal


def some(*values: str) -> st.SearchStrategy[str]:
    return st.sampled_from(("", *values))


def number(low: float, high: float) -> st.SearchStrategy[float | None]:
    steps = st.integers(round(low * 100), round(high * 100)).map(lambda n: n / 100)
    return st.none() | steps


WORDS = st.text("abcXYZ äß漢🪟\n'\"{}", max_size=40)
LINES = st.text("abcXYZ_-09", max_size=12)
OPTIONS = st.builds(
    TurnOptions,
    temperature=number(0, 2),
    top_p=number(0, 1),
    max_output_tokens=st.none() | st.integers(1, 10_000_000),
    reasoning_effort=some(*EFFORTS),
    reasoning_summary=some(*SUMMARIES),
    verbosity=some(*VERBOSITIES),
    text_format=st.sampled_from(TextFormat),
    json_schema=WORDS,
    schema_name=LINES,
    schema_strict=st.booleans(),
    tool_choice=some("auto", "none", "required", "my_tool"),
    parallel_tool_calls=st.none() | st.booleans(),
    max_tool_calls=st.none() | st.integers(1, 10_000),
    include=st.lists(st.sampled_from(INCLUDES), unique=True).map(
        lambda found: tuple(name for name in INCLUDES if name in found)
    ),
    metadata=st.dictionaries(LINES.filter(bool), LINES, max_size=16).map(
        lambda found: tuple(found.items())
    ),
    truncation=some(*TRUNCATIONS),
    compact_threshold=st.none() | st.integers(1_000, 100_000_000),
    service_tier=some(*SERVICE_TIERS),
    background=st.booleans(),
    n=st.none() | st.integers(1, 128),
    stop=st.lists(WORDS.filter(str.strip), max_size=4, unique=True).map(tuple),
    seed=st.none() | st.integers(-(2**53) + 1, 2**53 - 1),
    presence_penalty=number(-2, 2),
    frequency_penalty=number(-2, 2),
    logit_bias=st.dictionaries(
        st.integers(0, 99_999).map(str), st.integers(-100, 100).map(float), max_size=5
    ).map(lambda found: tuple(found.items())),
    search_context=some(*SEARCH_CONTEXTS),
)
SETTINGS = st.builds(
    ChatSettings,
    memory=st.sampled_from(Memory),
    memory_subject=LINES,
    memory_policy=st.sampled_from(MemoryPolicy),
    instructions=WORDS,
    options=OPTIONS,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(first=SETTINGS, then=SETTINGS)
def test_whatever_is_set_is_shown_comes_out_and_is_stored(
    open_dialog: Any, first: ChatSettings, then: ChatSettings
) -> None:
    shown = open_dialog()
    groups = all_groups(shown)
    for given_settings in (first, then):
        shown.dialog.show_settings(given_settings, AT_ORACLE, USUAL_SETTINGS)
        came_out = USUAL_SETTINGS
        for control in (control for group in groups for control in group.controls):
            came_out = with_value(came_out, control.name, control.value())
        assert came_out == given_settings
        stored = json.loads(json.dumps(to_plain(came_out)))
        assert from_plain(ChatSettings, stored) == given_settings
    assert shown.told == []  # showing is not setting
    shown.dialog.done(0)
    shown.dialog.deleteLater()


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(start=SETTINGS)
def test_each_way_back_leads_to_the_service_default(open_dialog: Any, start: ChatSettings) -> None:
    shown = open_dialog(start)
    for group in all_groups(shown):
        for control in group.controls:
            button = control.findChild(QToolButton, f"reset_{control.name}")
            assert button is not None
            assert button.isHidden() == (
                value_of(shown.settings, control.name) == usual(control.name)
            )
            if not button.isHidden():
                button.click()
    assert shown.settings == USUAL_SETTINGS
    shown.dialog.done(0)
    shown.dialog.deleteLater()


# In the whole program


def dialog_of(opened: Any) -> ChatSettingsDialog:
    found = opened.window.findChild(ChatSettingsDialog)
    assert found is not None
    return found


async def test_what_is_set_in_the_window_is_sent_kept_and_shown_again(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        await ask(opened, "Hello")
        opened.window.action("chat_settings").trigger()
        dialog = dialog_of(opened)
        QTest.keyClicks(dialog.findChild(QPlainTextEdit, "setting_instructions"), "Be brief.")
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
        header = opened.window.findChild(ChatHeader)
        assert "1 setting changed" in header.model.toolTip()
        chat_id = opened.chat.chat_id
        conversations = opened.chat.desk.conversations

        async def kept() -> str:
            found = await conversations.open(chat_id)
            return str(found.chat.settings.instructions)

        while await kept() != "Be brief.":
            QApplication.processEvents()
    async with desk(tmp_path) as opened:
        assert opened.chat.settings.instructions == "Be brief."
        opened.window.action("chat_settings").trigger()
        edit = dialog_of(opened).findChild(QPlainTextEdit, "setting_instructions")
        assert edit.toPlainText() == "Be brief."
        opened.chat.new_chat()
        await opened.chat.settled()
        assert edit.toPlainText() == ""
        dialog_of(opened).reject()


async def test_what_is_typed_for_one_chat_is_never_told_to_another(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        await ask(opened, "Hello")
        opened.window.action("chat_settings").trigger()
        dialog = dialog_of(opened)
        edit = dialog.findChild(QPlainTextEdit, "setting_instructions")
        opened.chat.new_chat()
        QTest.keyClicks(edit, "For the first.")
        await opened.chat.settled()
        assert opened.chat.chat is None
        assert edit.toPlainText() == ""
        dialog.reject()
        assert opened.chat.settings == USUAL_SETTINGS


async def test_new_chats_begin_with_the_defaults_after_a_restart(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        opened.window.action("chat_settings").trigger()
        dialog = dialog_of(opened)
        QTest.keyClicks(dialog.findChild(QPlainTextEdit, "setting_instructions"), "Be kind.")
        use = dialog.findChild(QPushButton, "use_for_new_chats")
        dialog.flush()
        QTest.keyClick(use, Qt.Key.Key_Space)
        assert not use.isEnabled()
        QTest.keyClick(dialog, Qt.Key.Key_Escape)
    async with desk(tmp_path) as opened:
        assert opened.chat.settings == ChatSettings(instructions="Be kind.")


async def test_no_chat_is_temporary_by_habit(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        opened.window.action("chat_settings").trigger()
        dialog = dialog_of(opened)
        dialog.show_row(1)
        QTest.keyClick(dialog.findChild(QRadioButton, "memory_temporary"), Qt.Key.Key_Space)
        assert opened.chat.is_temporary
        dialog.show_row(2)
        QTest.keyClicks(dialog.findChild(QWidget, "setting_temperature").lineEdit(), "1")
        QTest.keyClick(dialog.findChild(QPushButton, "use_for_new_chats"), Qt.Key.Key_Space)
        assert opened.chat.default_settings == options(temperature=1.0)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)


async def test_broken_defaults_cost_nothing_else(tmp_path: Path) -> None:
    kept = {"chat_defaults": {"instructions": "Be kind.", "memory": "dream", "options": 3}}
    (tmp_path / "settings.json").write_text(json.dumps(kept))
    assert SettingsFile(tmp_path / "settings.json").load().chat_defaults
    async with desk(tmp_path) as opened:
        assert opened.chat.settings == ChatSettings(instructions="Be kind.")
