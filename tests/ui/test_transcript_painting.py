"""Painted bit by bit is painted whole, pixel for pixel; and nothing hostile comes alive."""

from __future__ import annotations

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest
from tests.ui.conftest import RESOURCES
from tests.ui.transcripts import answered, picture, said, text_of, transcript

from oriel.domain.markdown.blocks import Picture, Prose
from oriel.domain.markdown.parsing import parse_blocks
from oriel.ui.theme import apply_theme, load_theme
from oriel.ui.transcript.look import Look
from oriel.ui.transcript.rows import FactsSection
from oriel.ui.transcript.section import NOTHING_MARKED
from oriel.ui.transcript.view import Transcript

pytestmark = pytest.mark.usefixtures("qapp")
PARTS = (
    "Plain words of a paragraph that is long enough to wrap at most widths, and goes on. ",
    "**bold** and *italic* `code` ",
    "\n\n",
    "\n",
    "# Heading\n\n",
    "- item\n- another item\n",
    "1. one\n2. two\n",
    "> quoted\n> more\n\n",
    "```python\ndef f(x):\n    return x  # why\n",
    "```\n",
    "```\n\n",
    "| a | b |\n|---|---|\n| 1 | two words |\n",
    "| 3 | much longer than the first one |\n",
    "---\n\n",
    "[link](https://example.com) ",
    "$5 and $10 ",
    "עברית ",
    "日本語テキスト ",
    "averyveryverylongwordwithoutanyblankinit" * 4,
)


def whole(view: Transcript) -> QImage:
    """The same place painted at once."""
    view.viewport().update()
    return picture(view)


def settled(view: Transcript) -> None:
    """Colours of code and buttons are there; a language is first read in a thread."""
    for _ in range(5_000):
        view._idle.stop()
        view._on_idle()
        if not view._idle.isActive():
            return
        QTest.qWait(1)
    raise AssertionError("the code is never coloured")


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.lists(st.sampled_from(PARTS), min_size=1, max_size=30),
    st.integers(0, 2**32),
    st.sampled_from([360, 640, 900]),
    st.sampled_from([1.0, 1.25, 1.5]),
    st.sampled_from(["light", "dark", "high-contrast"]),
)
def test_painted_bit_by_bit_is_painted_whole(
    qapp, parts: list[str], seed: int, width: int, zoom: float, theme: str
) -> None:
    apply_theme(qapp, load_theme(RESOURCES / "themes" / f"{theme}.json"))
    chance = random.Random(seed)
    text = "".join(parts)
    turns = (answered("1", "Before. " * 60), answered("2", "", reason=None))
    with transcript(*turns, width=width, zoom=zoom, height=420) as view:
        bar = view.verticalScrollBar()
        # Colours and formulas come when nothing else is to be done: on a busy machine
        # that may be between the two pictures that are compared.
        view._idle.blockSignals(True)
        view._formula_wait.blockSignals(True)
        picture(view)
        at = 0
        while at < len(text):
            size = chance.randint(1, 40)
            view.add_text("2", text[at : at + size])
            view.flush()
            at += size
            if chance.random() < 0.1:
                bar.setValue(chance.randint(0, bar.maximum()))
            elif chance.random() < 0.2:
                view.jump_to_end()
            if chance.random() < 0.3:
                now = picture(view)
                assert now == whole(view)
        assert picture(view) == whole(view)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=20), st.integers(1, 60))
def test_a_streamed_answer_looks_as_one_from_the_history(parts: list[str], size: int) -> None:
    text = "".join(parts)
    with transcript(said("1", "?"), answered("2", "", reason=None)) as view:
        for at in range(0, len(text), size):
            view.add_text("2", text[at : at + size])
            view.flush()
        view.end_answer(answered("2", text))
        view.settle()
        settled(view)
        streamed = whole(view)
        view.show_messages([said("1", "?"), answered("2", text)])
        settled(view)
        assert whole(view) == streamed


HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](&#x26;#x6A;avascript:alert&#40;1&#41;)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](  \t javascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](smb://host/share)",
    "[x](ssh://-oProxyCommand=x)",
    "<javascript:alert(1)>",
    "<file:///etc/passwd>",
    "![x](javascript:alert(1))",
    "![x](file:///etc/passwd)",
    "![x](data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=)",
    "![x](data:text/html,x)",
    "[x]: javascript:alert(1)\n\n[x]",
    "[x]: <javascript:alert(1)>\n\n[x][x]",
    "[a](<javascript:alert(1)>)",
    "[![x](https://e.com/i.png)](javascript:alert(1))",
    "http://a.b/\u202egnp.exe",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_links_lead_nowhere(text: str) -> None:
    from oriel.domain.markdown.links import is_safe_link

    for block in parse_blocks(text):
        if isinstance(block, Prose):
            for run in block.runs:
                assert not run.link or is_safe_link(run.link)
                assert "script" not in run.link.lower()
                assert not run.link.lower().startswith(("file", "data", "smb", "ssh"))
        if isinstance(block, Picture):
            assert block.url.startswith("https://e.com")


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_a_message_is_live_in_what_is_copied(text: str) -> None:
    with transcript(answered("1", text)) as view:
        view.hand.select_all()
        view.hand.copy()
        html = QGuiApplication.clipboard().mimeData().html().lower()
        assert "<script" not in html
        assert "<img" not in html
        assert "onerror=" not in html.replace("&lt;img src=x onerror=alert(1)&gt;", "")
        assert 'href="javascript' not in html
        assert 'href="file' not in html


PATHOLOGICAL = {
    "quotes": ">" * 10_000 + "x",
    "nested lists": "\n".join("  " * n + "- a" for n in range(300)),
    "backticks": "a " + "`" * 10_000 + " b",
    "brackets": "[" * 30_000,
    "stars": "*a " * 20_000,
    "dollars": "$a " * 20_000,
    "a line of a megabyte": "word " * 200_000,
    "a word of a megabyte": "x" * 1_000_000,
    "a long fence": "```py\n" + "x = 1\n" * 5_000 + "```\n",
    "a wide table": "|" + "a|" * 500 + "\n|" + "-|" * 500 + "\n" + ("|" + "b|" * 500 + "\n") * 5,
    "combining": "e" + "\u0301" * 20_000,
    "right to left": "שלום " * 10_000,
    "emoji": "👩\u200d👩\u200d👧" * 3_000,
    "nul": "a\0b" * 1_000,
    "surrogates": "\ud800 alone \udfff",
}


@pytest.mark.parametrize("name", PATHOLOGICAL)
def test_no_text_is_lost_or_kills_the_view(name: str) -> None:
    text = PATHOLOGICAL[name]
    with transcript(said("1", text), answered("2", text)) as view:
        shown = text_of(view, 1)
        letters = [sign for sign in text if sign.isalnum()]
        assert sum(map(str.isalnum, shown)) >= len(letters) * 0.99
        view.jump_to_start()
        picture(view)


@pytest.mark.parametrize("name", [n for n in PATHOLOGICAL if len(PATHOLOGICAL[n]) < 200_000])
def test_pathological_text_streams(name: str) -> None:
    text = PATHOLOGICAL[name]
    with transcript(answered("2", "", reason=None)) as view:
        step = max(1, len(text) // 25)
        for at in range(0, len(text), step):
            view.add_text("2", text[at : at + step])
            view.flush()
            QCoreApplication.processEvents()
        view.end_answer(answered("2", text))
        assert view.answer_texts() == [text]


def test_the_facts_of_an_answer_keep_off_its_buttons_from_right_to_left() -> None:
    section = FactsSection(
        Look(load_theme(RESOURCES / "themes" / "light.json"), 1.0), "facts", None
    )
    section.lay_out(400)
    image = QImage(400, section.height, QImage.Format.Format_RGB32)
    image.fill(0xFFFFFF)
    painter = QPainter(image)
    painter.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    section.paint(painter, QRectF(image.rect()), NOTHING_MARKED)
    painter.end()
    blank = QImage(200, section.height, QImage.Format.Format_RGB32)
    blank.fill(0xFFFFFF)
    assert image.copy(200, 0, 200, section.height) == blank
    assert image.copy(0, 0, 200, section.height) != blank
