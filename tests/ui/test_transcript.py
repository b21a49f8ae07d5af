"""The transcript: streams, follows, keeps its place, and shows hostile text as text."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextCursor, QTextDocument
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from oriel.domain.messages import Message, Role
from oriel.domain.parts import ErrorPart, Part, ReasoningPart, TextPart
from oriel.domain.stopping import StopReason
from oriel.ui.answer_turn import AnswerTurn
from oriel.ui.code_card import CodeCard
from oriel.ui.markdown_document import markdown_document
from oriel.ui.prose import CARET, Prose
from oriel.ui.theme import current_theme
from oriel.ui.transcript import Transcript

HOSTILE = [
    "<img src='file:///etc/passwd'>",
    "<script>alert(1)</script>",
    "<a href='javascript:alert(1)'>x</a>",
    "![secret](file:///etc/passwd)",
    "![remote](http://127.0.0.1:9/x.png)",
    "![inline](data:image/png;base64,AAAA)",
    "[click](javascript:alert(1))",
    "[click](file:///etc/passwd)",
    "[click](data:text/html,x)",
    "[click](JaVaScRiPt:alert(1))",
    "<style>*{display:none}</style>",
    "&lt;b&gt;",
    "<iframe src=http://127.0.0.1></iframe>",
]

MIXED = (
    "Intro **bold**\n\n```py\nx = 1\n```\n\n# Head\n\n- a\n- b\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
)


def message(role: Role, *parts: Part, end: StopReason | None = None, name: str = "m") -> Message:
    return Message(
        id=name,
        chat_id="c",
        parent_id=None,
        role=role,
        parts=parts,
        created_at=0.0,
        stop_reason=end,
        model="test-model",
    )


def answer(text: str, name: str = "a") -> Message:
    return message(Role.ASSISTANT, TextPart(text), end=StopReason.FINISHED, name=name)


@pytest.fixture
def transcript(qtbot: QtBot) -> Transcript:
    widget = Transcript()
    qtbot.addWidget(widget)
    widget.resize(800, 500)
    widget.show()
    return widget


def plain(widget: QWidget) -> str:
    shown = []
    for part in widget.findChildren(QWidget):
        if not part.isVisibleTo(widget):
            continue
        if isinstance(part, Prose):
            shown.append(part.toPlainText())
        elif isinstance(part, CodeCard):
            shown.append(part.source)
    return "\n".join(shown)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.integers(0, 400), max_size=12))
def test_any_chunking_ends_in_the_same_picture(transcript: Transcript, places: list[int]) -> None:
    text = MIXED
    transcript.show_messages([answer(text)])
    whole = plain(transcript)
    growing = message(Role.ASSISTANT, name="g")
    transcript.show_messages([growing])
    ends = sorted({p % (len(text) + 1) for p in places} | {0, len(text)})
    for start, end in pairwise(ends):
        transcript.add_text("g", text[start:end])
        transcript.flush()
    transcript.end_answer(
        replace(growing, parts=(TextPart(text),), stop_reason=StopReason.FINISHED)
    )
    assert plain(transcript) == whole
    assert CARET not in whole


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_becomes_nothing_active(text: str, transcript: Transcript) -> None:
    document = markdown_document(f"before {text} after", current_theme(), 1.0)
    block = document.begin()
    while block.isValid():
        pieces = block.begin()
        while not pieces.atEnd():
            form = pieces.fragment().charFormat()
            assert not form.isImageFormat()
            assert not form.isAnchor()
            pieces += 1
        block = block.next()
    assert "before" in document.toPlainText()
    assert "after" in document.toPlainText()


def test_nothing_is_ever_loaded_on_a_texts_word(qtbot: QtBot) -> None:
    prose = Prose()
    qtbot.addWidget(prose)
    prose.show_text("![x](file:///etc/passwd)")
    kind = int(QTextDocument.ResourceType.ImageResource.value)
    assert prose.loadResource(kind, QUrl("file:///etc/passwd")) == b""


def test_safe_links_stay_and_lead_where_they_say(transcript: Transcript) -> None:
    document = markdown_document("[Oracle](https://docs.oracle.com/x)", current_theme(), 1.0)
    cursor = QTextCursor(document)
    cursor.setPosition(1)
    assert cursor.charFormat().anchorHref() == "https://docs.oracle.com/x"


def test_the_persons_text_is_never_read_as_markup(transcript: Transcript) -> None:
    transcript.show_messages([message(Role.USER, TextPart("# not <b>a</b> *heading*"))])
    assert plain(transcript) == "# not <b>a</b> *heading*"


def test_it_follows_at_the_end_and_stays_put_elsewhere(transcript: Transcript) -> None:
    turns = [answer("text\n\n" * 60, str(n)) for n in range(3)]
    growing = message(Role.ASSISTANT, name="g")
    transcript.show_messages([*turns, growing])
    bar = transcript.verticalScrollBar()
    transcript.add_text("g", "more\n\n" * 40)
    transcript.flush()
    assert bar.value() == bar.maximum()
    bar.setValue(100)
    transcript.add_text("g", "more\n\n" * 40)
    transcript.flush()
    assert bar.value() == 100
    transcript.jump_to_end()
    assert bar.value() == bar.maximum() > 100


def test_old_turns_are_built_when_asked_for_and_the_view_stays(transcript: Transcript) -> None:
    transcript.show_messages([answer(f"answer number {n}\n\n" * 3, str(n)) for n in range(100)])
    assert len(transcript.findChildren(AnswerTurn)) == 40
    more = transcript.findChild(QWidget, "earlier_turns")
    assert more is not None
    transcript.verticalScrollBar().setValue(0)
    transcript._on_earlier()
    assert len(transcript.findChildren(AnswerTurn)) == 80
    assert transcript.verticalScrollBar().value() > 0
    transcript._on_earlier()
    assert len(transcript.findChildren(AnswerTurn)) == 100


def test_reasoning_is_one_line_until_opened(transcript: Transcript) -> None:
    thought = message(
        Role.ASSISTANT,
        ReasoningPart("because of this"),
        TextPart("so"),
        end=StopReason.FINISHED,
    )
    transcript.show_messages([replace(thought, first_token_s=3.2)])
    line = transcript.findChild(QWidget, "reasoning_line")
    assert line is not None
    assert line.text() == "Thought for 3 s"  # type: ignore[attr-defined]
    assert "because" not in plain(transcript)
    line.click()  # type: ignore[attr-defined]
    assert "because of this" in plain(transcript)


@pytest.mark.parametrize(
    ("reason", "marker", "action"),
    [
        (StopReason.STOPPED, "stopped", True),
        (StopReason.INTERRUPTED, "Interrupted", True),
        (StopReason.LENGTH, "length", True),
        (StopReason.FILTERED, "filter", False),
        (StopReason.FINISHED, "", False),
    ],
)
def test_how_an_answer_ended_is_said(
    transcript: Transcript, reason: StopReason, marker: str, action: bool
) -> None:
    transcript.show_messages([message(Role.ASSISTANT, TextPart("text"), end=reason)])
    found = transcript.findChild(QWidget, "turn_marker")
    assert (found is not None) == bool(marker)
    assert (transcript.findChild(QWidget, "marker_action") is not None) == action


def test_an_error_offers_retry_and_details(transcript: Transcript) -> None:
    wanted: list[str] = []
    transcript.retry_requested.connect(wanted.append)
    error = ErrorPart("service_failed", {"status": 500, "request_id": "req-7"}, True)
    transcript.show_messages([message(Role.ASSISTANT, error, end=StopReason.FAILED, name="x")])
    retry = transcript.findChild(QWidget, "error_retry")
    assert retry is not None
    retry.click()  # type: ignore[attr-defined]
    assert wanted == ["x"]
    assert transcript.findChild(QWidget, "error_continue") is None


def test_hidden_text_is_shown_when_it_comes_into_view(transcript: Transcript, qtbot: QtBot) -> None:
    growing = message(Role.ASSISTANT, name="g")
    transcript.show_messages([growing])
    transcript.hide()
    transcript.add_text("g", "arrived while hidden")
    transcript.show()
    qtbot.waitUntil(lambda: "arrived while hidden" in plain(transcript))


def test_a_word_without_end_is_shown(transcript: Transcript) -> None:
    endless = "x" * 300_000
    transcript.show_messages([message(Role.USER, TextPart(endless)), answer(endless)])
    assert plain(transcript).replace("\u200b", "").count("x") == 600_000
