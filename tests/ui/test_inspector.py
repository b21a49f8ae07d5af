"""The inspector: what a person finds behind an answer, and how they move in it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from tests.api.played_service import KEY, PlayedService, Stall, Step, connection, reply
from tests.app.desks import ask, desk, part
from tests.services.rooms import rooms
from tests.ui.transcripts import answered, point_of, said, transcript

from oriel.api.downloads import PIECE
from oriel.api.recording import HIDDEN, SentRequest
from oriel.config.settings import SettingsFile
from oriel.domain.context_meter import meter_of
from oriel.domain.messages import Message
from oriel.domain.parts import (
    CitationPart,
    ImagePart,
    Part,
    PassagePart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from oriel.domain.sources import ProducedFile, produced_files
from oriel.domain.usage import Usage
from oriel.services.credentials import Typed
from oriel.services.desk import ChatDesk
from oriel.services.evidence import ContainerState, Evidence
from oriel.services.exchange_record import ExchangeRecord
from oriel.services.turn_queue import TurnQueue
from oriel.services.wire_view import Raw, recorded, stored
from oriel.store.waiting import WaitingTable
from oriel.ui.inspector.pane import NARROWEST_PX, Inspector, Page
from oriel.ui.inspector.sources_page import SourceCard
from oriel.ui.inspector.tools_page import CallCard
from oriel.ui.main_window import MainWindow
from oriel.ui.meter_words import meter_tooltip, meter_words
from oriel.ui.view_models.chat import ChatViewModel
from oriel.ui.view_models.inspector import InspectorViewModel, Saving
from waiting import emitted, until

LONG_WORD = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamter"
SEARCH = ToolCallPart("fs", "file_search", '["leave"]', "file_search_call", "completed")
CODE = ToolCallPart("ci", "code_interpreter", "x = 1", "code_interpreter_call", "completed")
HANDBOOK = CitationPart("file_citation", "handbook.pdf", file_id="f1", quote="21 days")
WEB = CitationPart("url_citation", "Oracle", "https://oracle.com/leave")
PLOT = CitationPart("container_file_citation", "/mnt/data/plot.png", file_id="c1", container_id="k")
TABLE = CitationPart("container_file_citation", "table.csv", file_id="c2", container_id="k")
FILES = (ProducedFile("c1", "/mnt/data/plot.png", "k"), ProducedFile("c2", "table.csv", "k"))


def passage(text: str, score: float, file_id: str = "f1") -> PassagePart:
    return PassagePart("fs", text, f"{file_id}.pdf", file_id, score, {"page": 4})


def sourced(*more: Part) -> Message:
    found = (passage("Nobody has less than 21 days.", 0.5), passage("Other words.", 0.9))
    return answered("a", "So it is.", SEARCH, *found, HANDBOOK, WEB, *more)


@contextmanager
def inspector(
    message: Message | None, page: Page = Page.SOURCES, width: int = 320
) -> Iterator[Inspector]:
    """A shown pane; it is gone behind the block."""
    pane = Inspector()
    try:
        pane.resize(width, 600)
        pane.show()
        QTest.qWaitForWindowExposed(pane)
        pane.show_message(message, is_last=True)
        pane.show_page(page)
        QCoreApplication.processEvents()
        yield pane
    finally:
        pane.hide()
        pane.deleteLater()
        QCoreApplication.sendPostedEvents(pane, QEvent.Type.DeferredDelete)


def texts(widget: QWidget) -> str:
    """As `in_sight`, once new widgets have come into sight with their layout."""
    QCoreApplication.processEvents()
    return in_sight(widget)


def in_sight(widget: QWidget) -> str:
    """All words in sight, without the places where they may break."""
    found = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    edits = widget.findChildren(QPlainTextEdit)
    found += [edit.toPlainText() for edit in edits if edit.isVisible()]
    return "\n".join(found).replace("\u200b", "")


def tab(pane: Inspector, name: str) -> QPushButton:
    return pane.findChild(QPushButton, f"inspector_tab_{name}")


# Sources


def test_sources_are_numbered_and_their_passages_stand_below_the_quoted_ones_first() -> None:
    with inspector(sourced()) as pane:
        assert tab(pane, "sources").text() == "Sources 2"
        first = pane.findChild(SourceCard, "source_1")
        shown = texts(first)
        assert "1 · handbook.pdf" in shown
        assert shown.index("Nobody has less") < shown.index("Other words.")
        assert shown.count("cited") == 1
        assert "0.50" in shown
        assert "page: 4" in shown
        assert "2 · Oracle" in texts(pane.findChild(SourceCard, "source_2"))


def test_a_source_that_is_asked_for_is_brought_into_sight_and_marked_alone() -> None:
    many = [CitationPart("file_citation", f"file {n}", file_id=f"x{n}") for n in range(30)]
    with inspector(sourced(*many), Page.TOKENS) as pane:
        pane.show_source(25)
        assert pane.page is Page.SOURCES
        card = pane.findChild(SourceCard, "source_25")
        assert not card.visibleRegion().isEmpty()
        assert card.marked
        pane.show_source(1)
        first = pane.findChild(SourceCard, "source_1")
        assert not first.visibleRegion().isEmpty()
        assert (first.marked, card.marked) == (True, False)


def test_a_passage_is_copied_as_it_is_and_a_long_one_opens() -> None:
    text = f"{LONG_WORD} " * 20
    message = answered("a", "x", SEARCH, passage(text, 0.7))
    with inspector(message) as pane:
        assert "Found, not cited" in texts(pane)
        label = pane.findChild(QLabel, "passage_text")
        assert len(label.text().replace("\u200b", "")) < len(text)
        pane.findChild(QToolButton, "passage_copy").click()
        assert QGuiApplication.clipboard().text() == text
        pane.findChild(QPushButton, "passage_more").click()
        assert label.text().replace("\u200b", "") == text.strip()


def test_a_link_is_a_wish_and_a_dangerous_one_is_no_link(qtbot: QtBot) -> None:
    bad = CitationPart("url_citation", "Bad", "file:///etc/passwd")
    with inspector(sourced(bad)) as pane:
        (opener,) = pane.findChildren(QToolButton, "source_open")
        with qtbot.waitSignal(pane.sources.link_requested) as heard:
            opener.click()
        assert heard.args == ["https://oracle.com/leave"]


@pytest.mark.parametrize("page", list(Page))
def test_an_empty_chat_has_one_sentence_on_every_page(page: Page) -> None:
    with inspector(None, page) as pane:
        shown = [
            label
            for label in pane.findChildren(QLabel)
            if label.isVisible() and label.objectName().endswith("_empty")
        ]
        assert len(shown) == 1


@pytest.mark.parametrize("page", list(Page))
def test_nothing_is_wider_than_the_narrowest_pane(page: Page) -> None:
    wide = PassagePart("fs", LONG_WORD * 3, f"{LONG_WORD}.pdf", "f9", 0.2, {LONG_WORD: LONG_WORD})
    call = ToolCallPart("m", LONG_WORD, json.dumps({"a": LONG_WORD}), "mcp_call", "completed", "s")
    message = replace(
        sourced(wide, call, ToolResultPart("m", LONG_WORD * 4), PLOT),
        model=LONG_WORD,
        usage=Usage(1000, 100, 1100),
        response_id=f"resp_{LONG_WORD}",
        provider={"output": [{"type": LONG_WORD}]},
    )
    with inspector(message, page, NARROWEST_PX) as pane:
        pane.raw.show_raw("a", stored(message))
        QCoreApplication.processEvents()
        column = (pane.sources, pane.tools, pane.tokens, pane.raw)[page]
        assert pane.width() == NARROWEST_PX
        assert column.widget().minimumSizeHint().width() <= column.viewport().width()


# Tools


def test_a_call_shows_what_it_was_given_and_gave_and_what_it_took() -> None:
    call = ToolCallPart("m", "lookup", '{"name":"Ada"}', "mcp_call", "completed", "hr")
    parts = (call, ToolResultPart("m", '{"found":[1]}'), CODE, ToolResultPart("ci", "ready\n"))
    with inspector(answered("a", "Done.", *parts), Page.TOOLS) as pane:
        assert tab(pane, "tools").text() == "Tools 2"
        first, second = pane.findChildren(CallCard)
        assert '"name": "Ada"' in texts(first)
        assert '"found": [\n    1' in texts(first)
        assert "lookup of hr" in texts(first)
        assert "x = 1" in texts(second)
        pane.tools.show_durations({"ci": 2.5, "other": 9.0})
        assert "2.5 s" in texts(second)
        assert "2.5 s" not in texts(first)


def test_a_call_that_failed_says_so() -> None:
    parts = (replace(CODE, status="failed"), ToolResultPart("ci", "no disk", failed=True))
    with inspector(answered("a", "", *parts), Page.TOOLS) as pane:
        shown = texts(pane)
        assert "failed" in shown
        assert "What went wrong" in shown
        assert "no disk" in shown


def test_a_running_call_is_brought_up_to_date_in_its_place() -> None:
    running = replace(CODE, status="interpreting")
    with inspector(answered("a", "", running, reason=None), Page.TOOLS) as pane:
        (card,) = pane.findChildren(CallCard)
        assert "running code" in texts(card)
        pane.tools.mark("ci")
        picture = ImagePart(url="https://elsewhere.example/p.png", call_id="ci")
        done = answered("a", "", CODE, ToolResultPart("ci", "7"), picture)
        pane.show_message(done, is_last=True)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert pane.findChildren(CallCard) == [card]
        assert card.marked
        assert "done" in texts(card)
        assert "7" in texts(card)
        assert card.findChild(QWidget, "tool_image") is not None


def test_a_search_leads_to_its_passages() -> None:
    with inspector(sourced(), Page.TOOLS) as pane:
        button = pane.findChild(QPushButton, "tool_passages")
        assert button.text().startswith("2 ")
        button.click()
        assert pane.page is Page.SOURCES


# Files


def test_files_tell_their_size_and_when_they_end_and_others_are_added(qtbot: QtBot) -> None:
    with inspector(answered("a", "x", CODE, PLOT, TABLE), Page.TOOLS) as pane:
        card = pane.tools.files
        assert card is not None
        assert card.containers == ("k",)
        state = ContainerState(
            "k",
            ends_at=4_000_000_000.0,
            files=(ProducedFile("c3", "/mnt/data/notes.txt", "k"),),
            sizes=(("c1", 184_000), ("c3", 99)),
        )
        card.show_container(state)
        shown = texts(card)
        assert "184 KB" in shown
        assert "notes.txt" in shown
        assert "The container ends in" in shown


def test_files_of_a_container_that_is_gone_cannot_be_saved() -> None:
    with inspector(answered("a", "x", CODE, PLOT, TABLE), Page.TOOLS) as pane:
        card = pane.tools.files
        assert card is not None
        card.show_container(ContainerState("k", gone=True))
        assert "has ended" in texts(card)
        assert not [b for b in card.findChildren(QToolButton, "file_save") if b.isEnabled()]
        assert not card.findChild(QPushButton, "save_all").isVisible()


def test_saving_asks_where_to_and_offers_a_plain_name(qtbot: QtBot, tmp_path: Path) -> None:
    with inspector(answered("a", "x", CODE, PLOT), Page.TOOLS) as pane:
        pane.findChild(QToolButton, "file_save").click()
        dialog = pane.findChild(QFileDialog, "save_file")
        assert [Path(path).name for path in dialog.selectedFiles()] == ["plot.png"]
        target = str(tmp_path / "mine.png")
        with qtbot.waitSignal(pane.tools.save_requested) as heard:
            dialog.selectFile(target)
            dialog.accept()
        assert heard.args == [FILES[0], target]


def test_saving_all_asks_for_a_folder(qtbot: QtBot, tmp_path: Path) -> None:
    with inspector(answered("a", "x", CODE, PLOT, TABLE), Page.TOOLS) as pane:
        pane.findChild(QPushButton, "save_all").click()
        dialog = pane.findChild(QFileDialog, "save_all_files")
        with qtbot.waitSignal(pane.tools.save_all_requested) as heard:
            dialog.fileSelected.emit(str(tmp_path))
        dialog.reject()
        assert heard.args == [FILES, str(tmp_path)]


def test_a_file_on_its_way_shows_how_far_it_is_and_can_be_stopped(qtbot: QtBot) -> None:
    with inspector(answered("a", "x", CODE, PLOT), Page.TOOLS) as pane:
        card = pane.tools.files
        assert card is not None
        card.show_container(ContainerState("k", sizes=(("c1", 2000),)))
        card.show_saving(Saving(FILES[0], 500))
        stop = card.findChild(QToolButton, "file_stop")
        assert stop.isVisible()
        with qtbot.waitSignal(pane.tools.cancel_requested) as heard:
            stop.click()
        assert heard.args == [FILES[0]]
        card.box.show_not_saved(FILES[0], "")
        assert not stop.isVisible()
        card.box.show_saved(FILES[0], "/home/me/plot.png")
        assert "Saved as /home/me/plot.png" in texts(card)
        card.box.show_not_saved(FILES[0], "The disk is full.")
        state = card.findChild(QLabel, "file_state")
        assert state.property("textRole") == "danger"


# Tokens


def test_tokens_are_told_for_the_answer_and_the_chat() -> None:
    usage = Usage(1200, 300, 1500, 800, 100)
    message = replace(sourced(), usage=usage, duration_s=4.0, first_token_s=1.0)
    with inspector(message, Page.TOKENS) as pane:
        shown = texts(pane)
        assert [n for n in ("1200", "800", "300", "100", "1500") if n not in shown] == []
        assert "100 tokens a second" in shown
        assert "This chat" not in shown
        other = replace(message, usage=Usage(1, 1, 2))
        pane.tokens.show_totals(meter_of([message, other]))
        shown = texts(pane)
        assert "This chat, 2 answers" in shown
        assert "1502" in shown


def test_an_answer_without_counts_says_so() -> None:
    with inspector(sourced(), Page.TOKENS) as pane:
        assert "did not say how many tokens" in texts(pane)


def test_the_meter_is_short_and_its_tooltip_whole() -> None:
    message = replace(sourced(), usage=Usage(12_000, 400, 12_400, 8_000))
    meter = meter_of([message])
    assert meter_words(meter) == "12.4k tokens"
    assert meter_tooltip(meter).splitlines() == [
        "Last turn",
        "Input: 12000",
        "of it from the cache: 8000",
        "Output: 400",
    ]
    assert meter_words(meter_of([])) == meter_tooltip(meter_of([])) == ""


# The wire


def raw_of(*events: str) -> Raw:
    record = ExchangeRecord()
    headers = (("accept", "text/event-stream"), ("authorization", HIDDEN))
    for number in (1, 2):
        record.asked(
            SentRequest("POST", "https://s.example/v1/responses", headers, {"n": number}, 9, "key")
        )
    for event in events:
        record.take(event)
    return recorded(record.requests, list(record.events), record.count)


def test_requests_and_events_are_shown_and_copied(qtbot: QtBot) -> None:
    with inspector(sourced(), Page.RAW) as pane:
        pane.raw.show_raw("a", raw_of('{"type": "response.created"}', '{"type": "error"}'))
        shown = texts(pane.raw)
        assert "POST https://s.example/v1/responses" in shown
        assert f"authorization: {HIDDEN}" in shown
        assert '"n": 1' in shown
        choice = pane.raw.findChild(QComboBox, "raw_requests")
        choice.setCurrentIndex(1)
        assert '"n": 2' in texts(pane.raw)
        pane.raw.findChild(QPushButton, "copy_curl").click()
        command = QGuiApplication.clipboard().text()
        assert command.startswith("curl")
        assert '"n": 2' in command
        events = pane.raw.findChild(QListWidget, "raw_events")
        event = pane.raw.findChild(QPlainTextEdit, "raw_event")
        assert "error" in event.toPlainText()
        events.setCurrentRow(0)
        assert "response.created" in event.toPlainText()
        # Choosing on and on leaves one thing that colours, not one for each event.
        before = len(event.document().children())
        for row in (1, 0, 1, 0):
            events.setCurrentRow(row)
        assert len(event.document().children()) == before
        pane.raw.findChild(QPushButton, "copy_json").click()
        assert len(json.loads(QGuiApplication.clipboard().text())["events"]) == 2


def test_an_older_answer_shows_its_stored_items_and_says_so() -> None:
    message = replace(sourced(), provider={"asked": "m", "output": [{"type": "message"}]})
    with inspector(message, Page.RAW) as pane:
        pane.raw.show_raw("a", stored(message))
        assert "of an earlier run" in texts(pane.raw)
        assert '"type": "message"' in texts(pane.raw)
        assert pane.raw.findChild(QPushButton, "copy_curl") is None


def test_what_belongs_to_another_answer_is_not_shown() -> None:
    with inspector(sourced(), Page.RAW) as pane:
        pane.raw.show_raw("other", raw_of("{}"))
        assert "Reading" in texts(pane.raw)
        pane.raw.show_raw("a", Raw())
        assert "Nothing is kept" in texts(pane.raw)


# By keyboard


def test_tabs_are_walked_with_the_arrows_and_escape_leads_away(qtbot: QtBot) -> None:
    with inspector(sourced()) as pane:
        pane.activateWindow()
        assert QTest.qWaitForWindowActive(pane)
        pane.take_focus()
        assert tab(pane, "sources").hasFocus()
        QTest.keyClick(tab(pane, "sources"), Qt.Key.Key_Right)
        QTest.keyClick(QGuiApplication.focusObject(), Qt.Key.Key_Space)  # type: ignore[arg-type]
        assert pane.page is Page.TOOLS
        with qtbot.waitSignal(pane.leave_requested):
            QTest.keyClick(tab(pane, "tools"), Qt.Key.Key_Escape)


def test_every_control_has_a_name() -> None:
    message = replace(sourced(CODE, PLOT, TABLE), usage=Usage(10, 10, 20))
    with inspector(message) as pane:
        pane.raw.show_message(message)
        pane.raw.show_raw("a", raw_of("{}"))
        for page in Page:
            pane.show_page(page)
        controls = [
            w
            for kind in (QPushButton, QToolButton, QComboBox, QListWidget, QPlainTextEdit)
            for w in pane.findChildren(kind)
        ]
        named = [w for w in controls if w.objectName() and not w.objectName().startswith("qt_")]
        assert len(named) > 15
        assert not [
            w.objectName()
            for w in named
            if not (w.accessibleName() or (isinstance(w, QPushButton) and w.text()))
        ]


# From the transcript


def test_a_source_in_the_transcript_asks_for_its_number(qtbot: QtBot) -> None:
    with transcript(said("q", "?"), sourced()) as view:
        where = point_of(view, 1, "Oracle")
        with qtbot.waitSignal(view.builder.source_requested) as heard:
            QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
        assert heard.args == ["a", 2]
        assert view.hand.link_at(where) == WEB.url
        assert view.hand.link_at(point_of(view, 1, "handbook")) == ""


def test_a_click_on_a_turn_chooses_it(qtbot: QtBot) -> None:
    with transcript(said("q", "?"), sourced()) as view:
        with qtbot.waitSignal(view.turn_chosen) as heard:
            where = point_of(view, 1, "So it is")
            QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=where)
        assert heard.args == ["a"]


def test_a_tool_line_and_the_footer_lead_beside_the_chat(qtbot: QtBot) -> None:
    with transcript(said("q", "?"), answered("a", "x", CODE)) as view:
        QTest.qWait(0)
        with qtbot.waitSignal(view.builder.call_requested) as heard:
            qtbot.waitUntil(lambda: view.findChild(QToolButton, "tool_beside") is not None)
            view.findChild(QToolButton, "tool_beside").click()
        assert heard.args == ["a", "ci"]
        with qtbot.waitSignal(view.builder.behind_requested) as heard:
            qtbot.waitUntil(lambda: view.findChild(QToolButton, "answer_panel") is not None)
            view.findChild(QToolButton, "answer_panel").click()
        assert heard.args == ["a"]


# In the window


def test_a_pane_that_leaves_too_little_room_hides_the_sidebar(qtbot: QtBot) -> None:
    window = MainWindow()
    window.set_page(QWidget())  # type: ignore[arg-type]
    qtbot.addWidget(window, before_close_func=QWidget.hide)
    with qtbot.waitSignal(window.first_painted):
        window.show()
    window.resize(900, 600)
    pane = QWidget()
    window.add_pane(pane, 300)
    assert not pane.isVisible()
    window.show_pane(shown=True)
    assert pane.isVisible()
    assert pane.width() == 300
    assert not window.sidebar.isVisible()
    window.show_pane(shown=False)
    assert window.sidebar.isVisible()
    assert window.sidebar.width() == 272
    window.resize(1400, 600)
    window.show_pane(shown=True)
    assert window.sidebar.isVisible()
    assert (window.sidebar.width(), pane.width()) == (272, 300)


# In the whole program


async def test_ctrl_i_opens_it_on_the_last_answer_and_what_went_over_the_wire_is_there(
    tmp_path: Path,
) -> None:
    async with desk(tmp_path) as opened:
        opened.chat.use("local", "oriel-rehearsal")
        await ask(opened, "echo fast one two three")
        meter = part(opened.window, "context_meter")
        assert isinstance(meter, QPushButton)
        assert meter.text().endswith("tokens")
        opened.window.action("inspector").trigger()
        pane = opened.window.findChild(Inspector)
        assert pane.isVisible()
        assert opened.window.findChild(QToolButton, "inspector_button").isChecked()
        pane.show_page(Page.RAW)
        await until(lambda: "one two three" in in_sight(pane.raw))
        assert pane.raw.findChild(QListWidget, "raw_events").count() > 4
        await ask(opened, "echo fast four")
        await until(lambda: "echo fast four" in in_sight(pane.raw))
        opened.window.findChild(QToolButton, "inspector_close").click()
        assert not pane.isVisible()


async def test_an_earlier_answer_is_looked_at_until_a_new_one_begins(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        opened.chat.use("local", "oriel-rehearsal")
        await ask(opened, "echo fast one")
        await ask(opened, "echo fast two")
        first = opened.chat.messages[1]
        builder = opened.window.page.transcript.builder
        builder.behind_requested.emit(first.id)
        pane = opened.window.findChild(Inspector)
        assert "Earlier answer" in in_sight(pane)
        pane.show_page(Page.TOKENS)
        await until(lambda: "This chat, 2 answers" in in_sight(pane))
        await ask(opened, "echo fast three")
        assert "Last answer" in in_sight(pane)


async def test_a_pane_left_open_is_open_again_as_wide_as_it_was(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        opened.window.resize(1180, 780)
        assert opened.window.findChild(Inspector) is None
        opened.window.action("inspector").trigger()
        pane = opened.window.findChild(Inspector)
        assert pane.width() == 320
        split = opened.window._split
        split.moveSplitter(opened.window.width() - 420, 2)
        wide = pane.width()
        assert wide > 380
    settings = SettingsFile(tmp_path / "settings.json").load()
    assert (settings.inspector_visible, settings.inspector_width) == (True, wide)
    async with desk(tmp_path) as opened:
        opened.window.resize(1180, 780)
        pane = opened.window.findChild(Inspector)
        assert pane.isVisible()
        assert pane.width() == wide


async def test_a_file_is_saved_or_says_why_not(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        opened.chat.use("local", "oriel-rehearsal")
        await ask(opened, "echo fast one")
        view_model = opened.shell._inspector._inspector
        ended = emitted(view_model.not_saved)
        view_model.save(ProducedFile("nothing", "x.txt"), str(tmp_path / "x.txt"))
        file, error = await ended
        assert file.file_id == "nothing"
        assert error.code == "not_found"
        assert not (tmp_path / "x.txt").exists()


@asynccontextmanager
async def looked_at(
    folder: Path, *scripts: Sequence[Step]
) -> AsyncIterator[tuple[InspectorViewModel, Message]]:
    """An answer with files whose service plays these scripts, looked at."""
    async with rooms(folder) as r, PlayedService(scripts) as service:
        await r.connections.save(connection(service.url), Typed(secret=KEY))
        chat = ChatViewModel(
            ChatDesk(r.engine, r.conversations, TurnQueue(WaitingTable(r.database)), r.database)
        )
        view_model = InspectorViewModel(chat, Evidence(r.connections))
        message = replace(answered("a", "x", CODE, PLOT, TABLE), connection_id="c")
        chat.show(r.chat(), (message,), "")
        try:
            yield view_model, message
        finally:
            await view_model.aclose()
            await chat.aclose()


async def test_all_files_are_saved_beside_what_is_there(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "plot.png").write_bytes(b"older")
    saved: list[tuple[ProducedFile, str]] = []
    async with looked_at(tmp_path, reply(200, b"new")) as (view_model, message):
        view_model.saved.connect(lambda file, path: saved.append((file, Path(path).name)))
        view_model.save_all(produced_files(message.parts), str(folder))
        await until(lambda: len(saved) == 2)
    assert sorted(name for _, name in saved) == ["plot (2).png", "table.csv"]
    assert (folder / "plot.png").read_bytes() == b"older"
    assert (folder / "plot (2).png").read_bytes() == b"new"


async def test_a_file_that_is_stopped_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    head = b"HTTP/1.1 200 OK\r\ncontent-length: 9000000\r\n\r\n"
    begun: list[Step] = [head + bytes(PIECE), Stall()]
    async with looked_at(tmp_path, begun) as (view_model, _):
        come: list[Saving] = []
        view_model.saving.connect(come.append)
        view_model.save(FILES[0], str(folder / "plot.png"))
        await until(lambda: come and come[-1].done == PIECE)
        ended = emitted(view_model.not_saved)
        view_model.cancel_save(FILES[0])
        assert await ended == (FILES[0], None)
    assert not list(folder.iterdir())


async def test_a_container_is_asked_for_by_the_answer_s_own_connection(tmp_path: Path) -> None:
    about = {"id": "k", "status": "running", "last_active_at": 4_000_000_000}
    scripts = (reply(200, about), reply(200, {"data": []}), reply(403, {"code": "NotAllowed"}))
    async with looked_at(tmp_path, *scripts) as (view_model, _):
        heard = emitted(view_model.container_read)
        view_model.read_container("k")
        (state,) = await heard
        assert (state.container_id, state.gone) == ("k", False)
        refused = emitted(view_model.container_failed)
        view_model.read_container("k")
        container_id, error = await refused
        assert (container_id, error.code) == ("k", "access_denied")


def test_a_text_part_alone_has_neither_sources_nor_tools() -> None:
    message = replace(sourced(), parts=(TextPart("x"),))
    with inspector(message) as pane:
        assert tab(pane, "sources").text() == "Sources"
        assert tab(pane, "tools").text() == "Tools"
