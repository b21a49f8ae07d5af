"""The tools popup with real widgets: what can be switched, what cannot and why, each page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from oriel.config.catalogue import load_catalogue
from oriel.config.resources import resources_dir
from oriel.domain.chat_settings import ChatSettings
from oriel.domain.connections import OCI, STATELESS_RESPONSES, Connection, ConnectionKind
from oriel.domain.errors import ToolServerUnstartable
from oriel.domain.hosted_tools import (
    ApprovalRule,
    CodeInterpreter,
    FileSearch,
    HostedTools,
    RemoteMcp,
    WebSearch,
    XSearch,
)
from oriel.domain.tools import ServerState, ServerStatus, Tool, ToolServer, Transport
from oriel.services.tool_offers import ContainerOffer, StoreOffer
from oriel.ui.error_text import explain
from oriel.ui.tooling.button import ToolsButton
from oriel.ui.tooling.choices import StoreList
from oriel.ui.tooling.popup import ToolsPopup
from oriel.ui.tooling.situation import Situation, missing_tools
from oriel.ui.tooling.switch import Switch

STORES = [StoreOffer("vs_1", "Contracts", 12, 12), StoreOffer("vs_2", "Old", 3, 3, usable=False)]
WIKI = RemoteMcp(label="wiki", url="https://wiki.example/mcp")
PROGRAM = ToolServer(id="p", name="Notes", transport=Transport.STDIO, command=("notes",))
ALL = Situation(connection_id="c", has_stores=True, has_containers=True, model="m")


class Heard:
    """What a popup wished for, newest last, by signal."""

    def __init__(self, popup: ToolsPopup) -> None:
        self.hosted: list[HostedTools] = []
        self.local: list[tuple[str, ...]] = []
        self.asked: list[str] = []
        self.remotes: list[tuple[Any, ...]] = []
        popup.hosted_changed.connect(self.hosted.append)
        popup.local_changed.connect(self.local.append)
        popup.stores_wanted.connect(lambda: self.asked.append("stores"))
        popup.containers_wanted.connect(lambda: self.asked.append("containers"))
        popup.remote_saved.connect(lambda *what: self.remotes.append(what))


@pytest.fixture
def popup(qtbot: QtBot) -> Iterator[ToolsPopup]:
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    made = ToolsPopup(parent)
    made.show_situation(ALL)
    made.open_at(QRect(40, 500, 60, 30))
    yield made  # and the parent lives as long
    made.pages.hide_secrets()
    made.hide()


def find(popup: QWidget, kind: type[Any], name: str) -> Any:
    found = [w for w in popup.findChildren(kind, name) if w.isVisible()]
    assert len(found) == 1, f"{name}: {len(found)} are visible"
    return found[0]


def click(popup: QWidget, name: str) -> None:
    button = find(popup, QWidget, name)
    assert button.isEnabled()
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def type_in(popup: QWidget, name: str, text: str) -> None:
    QTest.keyClicks(find(popup, QWidget, f"field_{name}"), text)


def words(widget: QWidget) -> str:
    return " ".join(w.text() for w in widget.findChildren(QLabel) if w.isVisible())


def with_hosted(now: Situation, hosted: HostedTools) -> Situation:
    return replace(now, settings=replace(now.settings, hosted=hosted))


# What can be had


def connection(**changes: Any) -> Connection:
    made = Connection(
        id="c", name="C", kind=ConnectionKind.OCI_API_KEY, base_url="https://x", capabilities=OCI
    )
    return replace(made, **changes)


def test_each_model_has_the_tools_its_rules_name() -> None:
    catalogue = load_catalogue(resources_dir() / "catalogue" / "oci-models.json")
    oss = missing_tools(connection(), catalogue.rules("openai.gpt-oss-120b"))
    assert oss == dict.fromkeys(("web_search", "x_search", "image_generation"), "model")
    xai = missing_tools(connection(), catalogue.rules("xai.grok-4.20-multi-agent"))
    assert xai == {"image_generation": "model", "here": "model"}
    assert missing_tools(connection(), None) == {}


def test_a_connection_without_tools_leaves_those_of_this_computer() -> None:
    missing = missing_tools(connection(capabilities=STATELESS_RESPONSES), None)
    assert set(missing.values()) == {"connection"}
    assert "here" not in missing
    assert missing_tools(None, None)["here"] == "no_connection"


def test_what_cannot_be_had_is_greyed_and_says_why(popup: ToolsPopup) -> None:
    popup.show_situation(
        replace(ALL, model="gpt-oss", missing={"web_search": "model", "here": "model"})
    )
    web, built_in = popup.overview.row("web_search"), popup.overview.row("built_in")
    assert not web.switch.isEnabled()
    assert web.note == "Only xAI models search the web."
    assert web.switch.accessibleDescription() == web.note
    assert built_in.note == "gpt-oss takes no tools of this computer."
    assert popup.overview.row("file_search").switch.isEnabled()


def test_one_reason_for_all_is_said_once(popup: ToolsPopup) -> None:
    kinds = ("file_search", "code_interpreter", "web_search", "x_search", "image_generation", "mcp")
    popup.show_situation(replace(ALL, missing=dict.fromkeys(kinds, "connection")))
    assert words(popup.overview).count("This connection has no tools of its own.") == 1
    row = popup.overview.row("file_search")
    assert not row.switch.isEnabled()
    assert row.switch.accessibleDescription() == "This connection has no tools of its own."


def test_only_tools_that_can_be_had_are_counted() -> None:
    hosted = HostedTools(web_search=WebSearch(), code_interpreter=CodeInterpreter(), mcp=(WIKI,))
    settings = ChatSettings(hosted=hosted, local_tools=("", "p", "gone"))
    now = replace(ALL, settings=settings, servers=((PROGRAM, ServerStatus()),))
    assert now.count == 5
    assert replace(now, missing={"web_search": "model", "mcp": "model"}).count == 3
    off = replace(PROGRAM, enabled=False)
    assert replace(now, servers=((off, ServerStatus()),)).count == 4


# Switching


def test_a_switch_turns_a_tool_on_and_off_with_what_it_was_set_to(popup: ToolsPopup) -> None:
    heard = Heard(popup)
    web = WebSearch(allowed_domains=("a.org",))
    popup.show_situation(with_hosted(ALL, HostedTools(web_search=web)))
    assert popup.overview.row("web_search").note == "Only on a.org"
    click(popup, "switch_web_search")
    popup.show_situation(ALL)
    click(popup, "switch_web_search")
    assert heard.hosted == [HostedTools(), HostedTools(web_search=web)]


def test_the_words_of_a_row_belong_to_its_switch(popup: ToolsPopup) -> None:
    heard = Heard(popup)
    click(popup, "row_code_interpreter")
    assert heard.hosted == [HostedTools(code_interpreter=CodeInterpreter())]


def test_the_keyboard_alone_is_enough(popup: ToolsPopup) -> None:
    heard = Heard(popup)
    first = find(popup, Switch, "switch_file_search")
    assert first.hasFocus()
    QTest.keyClick(first, Qt.Key.Key_Down)
    second = find(popup, Switch, "switch_code_interpreter")
    assert second.hasFocus()
    QTest.keyClick(second, Qt.Key.Key_Space)
    assert heard.hosted == [HostedTools(code_interpreter=CodeInterpreter())]
    QTest.keyClick(second, Qt.Key.Key_Right)
    page = find(popup, QWidget, "page_code_interpreter")
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert find(popup, QWidget, "settings_code_interpreter").hasFocus()
    click(popup, "add_remote")
    QTest.keyClick(find(popup, QWidget, "field_remote_label"), Qt.Key.Key_Escape)
    assert find(popup, QAbstractButton, "add_remote").hasFocus()
    QTest.keyClick(popup.overview, Qt.Key.Key_Escape)
    assert popup.isHidden()


def test_a_search_without_a_store_asks_for_one_first(popup: ToolsPopup) -> None:
    heard = Heard(popup)
    click(popup, "switch_file_search")
    assert (heard.hosted, heard.asked) == ([], ["stores"])
    assert find(popup, QAbstractButton, "back_file_search").hasFocus()
    popup.show_stores(STORES)
    stores = find(popup, StoreList, "store_list")
    assert stores.hasFocus()  # a press too early would have gone back instead
    QTest.keyClick(stores, Qt.Key.Key_Space)
    click(popup, "back_file_search")
    assert heard.hosted == [HostedTools(file_search=FileSearch(store_ids=("vs_1",)))]


def test_a_search_that_is_given_no_store_stays_off(popup: ToolsPopup) -> None:
    heard = Heard(popup)
    click(popup, "switch_file_search")
    popup.show_stores([])
    assert "There are no vector stores yet." in words(popup)
    click(popup, "back_file_search")
    assert heard.hosted == []
    assert not popup.overview.row("file_search").switch.isChecked()


def test_tools_of_this_computer_are_switched_by_chat(popup: ToolsPopup) -> None:
    heard = Heard(popup)
    now = replace(ALL, servers=((PROGRAM, ServerStatus()),))
    popup.show_situation(now)
    click(popup, "switch_built_in")
    click(popup, "switch_server:p")
    popup.show_situation(replace(now, settings=ChatSettings(local_tools=("", "p"))))
    click(popup, "switch_built_in")
    assert heard.local == [("",), ("p",), ("p",)]


# The pages


def test_stores_are_ticked_or_named_by_id_and_an_expired_one_cannot_be(popup: ToolsPopup) -> None:
    heard = Heard(popup)
    chosen = FileSearch(store_ids=("vs_9",), max_results=7)
    popup.show_situation(with_hosted(ALL, HostedTools(file_search=chosen)))
    click(popup, "settings_file_search")
    popup.show_stores(STORES)
    stores = find(popup, StoreList, "store_list")
    assert stores.item(0).text() == "Contracts"
    for row in range(2):
        at = stores.visualItemRect(stores.item(row)).center()
        QTest.mouseClick(stores.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert find(popup, QLineEdit, "field_store_ids").text() == "vs_9"
    type_in(popup, "store_ids", " vs_8")
    click(popup, "back_file_search")
    found = FileSearch(store_ids=("vs_1", "vs_9", "vs_8"), max_results=7)
    assert heard.hosted == [HostedTools(file_search=found)]


def test_stores_that_cannot_be_listed_can_be_asked_for_again(popup: ToolsPopup) -> None:
    heard = Heard(popup)
    click(popup, "settings_file_search")
    assert "Asking the service" in words(popup)
    popup.show_stores_failed(explain("service_slow", {"host": "x"}))
    click(popup, "stores_again")
    assert heard.asked == ["stores", "stores"]


def test_a_wrong_filter_is_told_and_keeps_its_page(popup: ToolsPopup) -> None:
    heard = Heard(popup)
    popup.show_situation(with_hosted(ALL, HostedTools(file_search=FileSearch(store_ids=("a",)))))
    click(popup, "settings_file_search")
    edit = find(popup, QPlainTextEdit, "field_filter")
    QTest.keyClicks(edit, '{"type": "in"')
    assert "This is no JSON yet." in words(popup)
    QTest.keyClicks(edit, "}")
    click(popup, "back_file_search")
    assert "Its type is one of" in words(popup)
    assert heard.hosted == []
    popup.hide()
    popup.open_at(QRect(0, 0, 9, 9))
    assert find(popup, QPlainTextEdit, "field_filter").toPlainText() == '{"type": "in"}'
    edit.setPlainText('{"type": "eq", "key": "a", "value": 1}')
    click(popup, "back_file_search")
    assert heard.hosted[0].file_search is not None
    assert heard.hosted[0].file_search.filters == '{"type": "eq", "key": "a", "value": 1}'


def test_a_container_is_chosen_and_takes_the_place_of_its_making(popup: ToolsPopup) -> None:
    heard = Heard(popup)
    code = CodeInterpreter(memory_limit="4g", file_ids=("file-1",))
    popup.show_situation(with_hosted(ALL, HostedTools(code_interpreter=code)))
    click(popup, "settings_code_interpreter")
    popup.show_containers([ContainerOffer("cntr-1", "work", "16g")])
    assert find(popup, QLineEdit, "field_file_ids").text() == "file-1"
    combo = find(popup, QComboBox, "field_container")
    combo.setCurrentIndex(combo.findData("cntr-1"))
    assert not [w for w in popup.findChildren(QWidget, "field_memory") if w.isVisible()]
    click(popup, "back_code_interpreter")
    assert heard.hosted == [HostedTools(code_interpreter=CodeInterpreter(container_id="cntr-1"))]


def test_sites_are_taken_however_they_were_pasted_but_not_both_ways(popup: ToolsPopup) -> None:
    heard = Heard(popup)
    popup.show_situation(with_hosted(ALL, HostedTools(web_search=WebSearch())))
    click(popup, "settings_web_search")
    type_in(popup, "allowed_domains", "https://A.org/x, b.org")
    type_in(popup, "excluded_domains", "c.org")
    click(popup, "back_web_search")
    assert heard.hosted == []
    assert "Name either the sites to use" in words(popup)
    find(popup, QLineEdit, "field_excluded_domains").clear()
    click(popup, "back_web_search")
    assert heard.hosted == [HostedTools(web_search=WebSearch(allowed_domains=("a.org", "b.org")))]


def test_dates_that_are_none_are_told(popup: ToolsPopup) -> None:
    heard = Heard(popup)
    popup.show_situation(with_hosted(ALL, HostedTools(x_search=XSearch())))
    click(popup, "settings_x_search")
    type_in(popup, "allowed_handles", "@ana")
    type_in(popup, "from_date", "2026-02-30")
    click(popup, "back_x_search")
    assert "A date looks like" in words(popup)
    find(popup, QLineEdit, "field_from_date").setText("2026-02-28")
    type_in(popup, "to_date", "2026-01-01")
    click(popup, "back_x_search")
    assert "This is before the first date." in words(popup)
    find(popup, QLineEdit, "field_to_date").clear()
    popup.hide()  # a press beside the popup keeps what was set
    found = XSearch(allowed_handles=("ana",), from_date="2026-02-28")
    assert heard.hosted == [HostedTools(x_search=found)]


def test_a_remote_server_is_added_with_its_secret_apart(popup: ToolsPopup) -> None:
    heard = Heard(popup)
    click(popup, "add_remote")
    type_in(popup, "remote_label", "wiki")
    type_in(popup, "remote_url", "wiki.example/mcp")
    type_in(popup, "remote_secret", "hush")
    secret = find(popup, QLineEdit, "field_remote_secret")
    assert secret.echoMode() is QLineEdit.EchoMode.Password
    click(popup, "save_remote")
    assert heard.remotes == [(WIKI, None, "hush")]
    assert secret.text() == ""
    assert popup.overview.isVisible()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://localhost:8080/mcp", "The service cannot reach this computer."),
        ("https://127.0.0.1/mcp", "The service cannot reach this computer."),
        ("http://wiki.example/mcp", "https"),
    ],
)
def test_addresses_the_service_cannot_use_are_refused(
    popup: ToolsPopup, url: str, said: str
) -> None:
    heard = Heard(popup)
    click(popup, "add_remote")
    type_in(popup, "remote_label", "wiki")
    type_in(popup, "remote_url", url)
    click(popup, "save_remote")
    assert said in words(popup)
    assert heard.remotes == []


def test_never_asking_comes_with_a_warning(popup: ToolsPopup) -> None:
    heard = Heard(popup)
    popup.show_situation(replace(ALL, remotes=(replace(WIKI, has_secret=True),)))
    click(popup, "settings_remote:wiki")
    assert "nobody looks at it first" not in words(popup)
    combo = find(popup, QComboBox, "field_remote_approval")
    combo.setCurrentIndex(combo.findData(ApprovalRule.NEVER))
    assert "nobody looks at it first" in words(popup)
    click(popup, "save_remote")
    before = replace(WIKI, has_secret=True)
    assert heard.remotes == [(replace(before, approval=ApprovalRule.NEVER), before, None)]


def test_a_secret_does_not_stay_in_a_popup_that_was_left(popup: ToolsPopup) -> None:
    heard = Heard(popup)
    click(popup, "add_remote")
    type_in(popup, "remote_secret", "hush")
    field = find(popup, QLineEdit, "field_remote_secret")
    popup.hide()
    assert field.text() == ""
    assert heard.remotes == []


def test_folders_are_taken_away_one_by_one(popup: ToolsPopup) -> None:
    kept: list[tuple[Path, ...]] = []
    popup.folders_changed.connect(kept.append)
    popup.show_situation(replace(ALL, folders=(Path("/a"), Path("/b"))))
    assert popup.overview.row("built_in").note.endswith("reads in 2 folders")
    click(popup, "settings_built_in")
    rows = [w for w in popup.findChildren(QWidget, "remove_folder") if w.isVisible()]
    QTest.mouseClick(rows[0], Qt.MouseButton.LeftButton)
    assert kept == [(Path("/b"),)]


def test_a_failed_server_shows_why_and_its_last_words(popup: ToolsPopup) -> None:
    asked: list[str] = []
    popup.restart_requested.connect(asked.append)
    error = ToolServerUnstartable(server="Notes", reason="ended", detail="no key", exit_code=1)
    failed = ServerStatus(ServerState.FAILED, (), error, "reading\nno key")
    popup.show_situation(replace(ALL, servers=((PROGRAM, failed),)))
    assert popup.overview.row("server:p").note == "The program ended at once. no key"
    click(popup, "settings_server:p")
    assert find(popup, QPlainTextEdit, "last_words").toPlainText() == "reading\nno key"
    click(popup, "restart_server")
    assert asked == ["p"]
    tool = Tool("notes__write", "", "", {}, "p", "write", destructive=True)
    ready = ServerStatus(ServerState.READY, (tool,))
    popup.show_situation(replace(ALL, servers=((PROGRAM, ready),)))
    assert "Ready · one tool" in words(popup)
    assert "write (may destroy)" in words(popup)
    popup.show_situation(ALL)
    assert popup.overview.isVisible()


def test_the_button_counts_for_the_ear_too(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    button = ToolsButton(parent)
    plain = button.sizeHint().width()
    button.show_count(3)
    assert button.accessibleName() == "Tools, 3 on"
    assert button.sizeHint().width() > plain


def test_every_part_has_a_name_and_a_place_in_the_tab_order(popup: ToolsPopup) -> None:
    popup.show_situation(replace(ALL, remotes=(WIKI,), servers=((PROGRAM, ServerStatus()),)))
    order: list[str] = []
    at = find(popup, Switch, "switch_file_search")
    while at.objectName() not in order and len(order) < 200:
        if at.isVisible() and at.focusPolicy() & Qt.FocusPolicy.TabFocus:
            order.append(at.objectName())
            assert at.accessibleName(), at.objectName()
        at = at.nextInFocusChain()
    ordered = [name for name in order if name.startswith(("switch_", "add_", "open_"))]
    assert ordered == [
        "switch_file_search",
        "switch_code_interpreter",
        "switch_web_search",
        "switch_x_search",
        "switch_image_generation",
        "switch_remote:wiki",
        "add_remote",
        "switch_built_in",
        "switch_server:p",
        "add_server",
        "open_ledger",
    ]
