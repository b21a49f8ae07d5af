"""The preview: a file of any kind is shown, searched, copied and enlarged, and never run."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QBuffer, QCoreApplication, QEvent, QIODevice, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QToolButton, QWidget
from tests.services.test_preview import kept, one_page_pdf, png

from oriel.domain.errors import NotFound
from oriel.services.preview import Note, Preview, PreviewKind, preview_of
from oriel.services.preview_reading import preview_of_bytes
from oriel.ui.library.preview.dialog import PreviewDialog
from oriel.ui.library.preview.drawing import LONGEST_LINE, drawn
from oriel.ui.library.preview.finding import MOST_MATCHES, places
from oriel.ui.library.preview.markdown_view import PART_CHARS, MarkdownView, parts_of
from oriel.ui.library.preview.pane import PreviewPane
from oriel.ui.library.preview.picture_view import PictureView
from oriel.ui.library.preview.table_view import CellView
from oriel.ui.library.preview.text_view import TextView
from oriel.ui.view_models.preview import PreviewViewModel
from waiting import emitted, until


@pytest.fixture
def pane() -> Iterator[PreviewPane]:
    shown = PreviewPane()
    shown.resize(360, 480)
    shown.show()
    yield shown
    shown.hide()
    shown.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def model() -> Iterator[PreviewViewModel]:
    made = PreviewViewModel()
    yield made
    made.deleteLater()


def look(name: str, content: bytes) -> Preview:
    from oriel.domain.attachment_kinds import kind_of

    return preview_of_bytes(name, content, kind_of(name, content))


def picture(width: int, height: int) -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkCyan)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def said(widget: QWidget) -> str:
    labels = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    return "\n".join(labels).replace("\u200b", "")


def press(pane: QWidget, name: str) -> None:
    button = pane.findChild(QToolButton, name) or pane.findChild(QPushButton, name)
    assert button.isVisible(), name
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def in_sight(pane: QWidget, kind: type[QWidget]) -> QWidget:
    (view,) = [each for each in pane.findChildren(kind) if each.isVisible()]
    return view


async def test_nothing_chosen_says_what_to_do(pane: PreviewPane) -> None:
    assert "Choose a file" in said(pane)


async def test_text_is_shown_searched_and_copied(pane: PreviewPane) -> None:
    pane.show_preview(look("notes.txt", "One 🦉 owl.\nTwo owls.\nNo OWL at all.".encode()))
    view = in_sight(pane, TextView)
    assert isinstance(view, TextView)
    assert view.toPlainText().startswith("One 🦉 owl.")
    assert "Text" in said(pane)
    press(pane, "preview_search")
    field = pane.findChild(QLineEdit, "preview_find_field")
    QTest.keyClicks(field, "owl")
    await until(lambda: "1 of 3" in said(pane))
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert "2 of 3" in said(pane)
    assert (
        view.textCursor().position()
        == view.toPlainText().encode("utf-16-le").find("owls".encode("utf-16-le")) // 2
    )
    QTest.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert "1 of 3" in said(pane)
    assert len(view.extraSelections()) == 3
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not field.isVisible()
    assert not view.extraSelections()
    press(pane, "preview_copy")
    assert QGuiApplication.clipboard().text() == view.toPlainText()


async def test_a_long_text_comes_whole_slice_by_slice(pane: PreviewPane) -> None:
    text = "\n".join(f"line {n}" for n in range(30_000))
    pane.show_preview(look("notes.txt", text.encode()))
    view = in_sight(pane, TextView)
    assert isinstance(view, TextView)
    assert view.blockCount() < 30_000  # the first slice alone
    await until(lambda: view.blockCount() == 30_000)
    assert view.toPlainText() == text


async def test_a_line_without_an_end_is_broken(pane: PreviewPane) -> None:
    pane.show_preview(look("one.txt", b"x" * (3 * LONGEST_LINE)))
    view = in_sight(pane, TextView)
    assert isinstance(view, TextView)
    assert view.blockCount() == 3


async def test_code_is_coloured(pane: PreviewPane) -> None:
    preview = look("main.py", "# 🦉\ndef owl(): return 1\n".encode())
    drawing = await asyncio.to_thread(drawn, preview)
    pane.show_preview(preview, drawing)
    view = in_sight(pane, TextView)
    assert isinstance(view, TextView)
    formats = view.document().findBlockByNumber(1).layout().formats()
    assert (formats[0].start, formats[0].length) == (0, 3)
    assert formats[0].format.foreground().color() != view.palette().text().color()
    assert "Python" in said(pane)


async def test_json_is_set_out_and_can_be_seen_as_it_was_written(pane: PreviewPane) -> None:
    pane.show_preview(look("a.json", b'{"a":1}'))
    view = in_sight(pane, TextView)
    assert isinstance(view, TextView)
    assert view.toPlainText() == '{\n  "a": 1\n}'
    press(pane, "preview_source")
    assert view.toPlainText() == '{"a":1}'
    press(pane, "preview_source")
    assert view.toPlainText() == '{\n  "a": 1\n}'


async def test_a_table_is_shown_as_one_and_searched_by_its_cells(pane: PreviewPane) -> None:
    pane.show_preview(look("a.csv", b"name,n\nAda,1\nBob,22\nadam,3\n"))
    view = in_sight(pane, CellView)
    assert isinstance(view, CellView)
    assert view.model().rowCount() == 3
    assert view.model().headerData(0, Qt.Orientation.Horizontal) == "name"
    assert view.seek("ada") == (1, 2)
    assert view.step(1) == (2, 2)
    assert view.currentIndex().row() == 2
    assert view.step(1) == (1, 2)
    view.selectRow(1)
    press(pane, "preview_copy")
    assert QGuiApplication.clipboard().text() == "Bob\t22"
    press(pane, "preview_source")
    text = in_sight(pane, TextView)
    assert isinstance(text, TextView)
    assert text.toPlainText().startswith("name,n")


async def test_a_table_of_many_columns_says_what_is_left_out(pane: PreviewPane) -> None:
    wide = ",".join(f"c{n}" for n in range(100_000))
    pane.show_preview(look("wide.csv", f"{wide}\n{wide}".encode()))
    view = in_sight(pane, CellView)
    assert isinstance(view, CellView)
    assert view.model().columnCount() == 50
    assert "The first 1 rows and 50 columns are shown." in said(pane)


async def test_markdown_is_set_and_fetches_nothing(pane: PreviewPane) -> None:
    text = "# Birds\n\n![owl](https://example.com/owl.png)\n\n<script>alert(1)</script>\n\nAn owl."
    pane.show_preview(look("birds.md", text.encode()))
    view = in_sight(pane, MarkdownView)
    assert isinstance(view, MarkdownView)
    QCoreApplication.processEvents()
    shown = [section.text for turn in view.turns.made() for section in turn.sections]
    assert "Birds" in shown
    assert "<script>alert(1)</script>" in "".join(shown)
    assert view.seek("owl") == (1, 3)
    press(pane, "preview_source")
    source = in_sight(pane, TextView)
    assert isinstance(source, TextView)
    assert source.toPlainText() == text


def test_markdown_is_parted_where_nobody_sees_it() -> None:
    section = "# Head\n\n" + "words " * 100 + "\n\n```\n# no heading\n\n" + "x\n" * 400 + "```\n\n"
    text = section * 40
    parts = parts_of(text)
    assert len(parts) > 5
    assert "\n".join(parts) == text
    assert all(part.count("```") % 2 == 0 for part in parts)
    assert max(map(len, parts)) < 3 * PART_CHARS


async def test_a_picture_fits_and_can_be_made_larger(pane: PreviewPane) -> None:
    pane.show_preview(await preview_of(kept(picture(1600, 900)), "plot.png", 0))
    view = in_sight(pane, PictureView)
    assert isinstance(view, PictureView)
    assert "1600 × 900" in said(pane)
    assert view.fits
    fitting = view.scale
    assert 0.1 < fitting < 0.3
    press(pane, "preview_larger")
    assert view.scale == pytest.approx(fitting * 1.25)
    assert view.horizontalScrollBar().maximum() > 0
    press(pane, "preview_fit")
    assert view.scale == fitting
    press(pane, "preview_fit")
    assert view.scale == 1.0
    press(pane, "preview_copy")
    assert QGuiApplication.clipboard().image().width() == 1600


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.png", png(100_000, 100_000), "10000 megapixels"),
        ("a.png", png(500, 500), "damaged"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "damaged"),
        ("a.png", b"\0 nothing of a picture", "damaged"),
        ("a.heic", b"\0 nothing of a picture", "cannot be shown here"),
    ],
    ids=["huge", "short", "headless", "none", "foreign"],
)
async def test_a_picture_that_cannot_be_shown_says_why(
    pane: PreviewPane, name: str, content: bytes, words: str
) -> None:
    pane.show_preview(await preview_of(kept(content), name, 0))
    assert words in said(pane)


async def test_a_pdf_shows_its_page_and_on_demand_its_words(pane: PreviewPane) -> None:
    pane.show_preview(await preview_of(kept(one_page_pdf("Vacation")), "a.pdf", 0))
    assert in_sight(pane, PictureView)
    assert "PDF, 1 page" in said(pane)
    press(pane, "preview_source")
    view = in_sight(pane, TextView)
    assert isinstance(view, TextView)
    assert "Vacation" in view.toPlainText()


async def test_what_cannot_be_shown_says_what_it_is(pane: PreviewPane) -> None:
    for preview, words in (
        (Preview(name="a.mp3", kind=PreviewKind.FACTS, media_type="audio/mpeg"), "Sound"),
        (Preview(name="a", kind=PreviewKind.EMPTY), "This file is empty."),
        (
            Preview(name="a", kind=PreviewKind.TOO_LARGE, size=200_000_000),
            "Too large to preview here (200 MB). Download it.",
        ),
        (Preview(name="a.pdf", kind=PreviewKind.PDF, note=Note.PDF_LOCKED), "password"),
        (look("a.bin", b"PK\x03\x04" + b"\0" * 300), "ZIP archive"),
    ):
        pane.show_preview(preview)
        assert words in said(pane)
    view = in_sight(pane, TextView)
    assert isinstance(view, TextView)
    assert view.toPlainText().startswith("0000  50 4b 03 04 00")


async def test_the_larger_window_shows_the_same_and_space_closes_it(pane: PreviewPane) -> None:
    pane.show_preview(look("notes.txt", b"Hello"))
    press(pane, "preview_enlarge")
    (dialog,) = pane.findChildren(PreviewDialog)
    assert dialog.windowTitle() == "notes.txt"
    view = in_sight(dialog, TextView)
    assert isinstance(view, TextView)
    assert view.toPlainText() == "Hello"
    await until(dialog.isActiveWindow)
    assert view.hasFocus()
    closed = emitted(dialog.finished)
    QTest.keyClick(view, Qt.Key.Key_Space)
    await closed


# The view-model


async def test_the_newest_wish_counts(pane: PreviewPane, model: PreviewViewModel) -> None:
    pane.follow(model)
    never: asyncio.Event = asyncio.Event()
    begun = asyncio.Event()

    async def hang(most: int) -> bytes:
        begun.set()
        await never.wait()
        return b"late"

    model.show("1", hang, "slow.txt", 4)
    await begun.wait()
    ready = emitted(model.ready)
    model.show("2", kept(b"quick"), "quick.txt", 5)
    preview, _ = await ready
    assert preview.name == "quick.txt"
    assert model.key == "2"
    assert "quick.txt" in said(pane)
    await model.aclose()


async def test_what_a_service_refuses_is_said_and_can_be_asked_again(
    pane: PreviewPane, model: PreviewViewModel
) -> None:
    pane.follow(model)
    asked: list[int] = []

    async def fetch(most: int) -> bytes:
        asked.append(most)
        if len(asked) == 1:
            raise NotFound(status=404, host="here")
        return b"There it is."

    refused = emitted(model.not_shown)
    model.show("1", fetch, "a.txt", 5)
    await refused
    ready = emitted(model.ready)
    press(pane, "preview_action")
    await ready
    view = in_sight(pane, TextView)
    assert isinstance(view, TextView)
    assert view.toPlainText() == "There it is."
    model.clear()
    assert "Choose a file" in said(pane)
    await model.aclose()


async def test_asking_for_what_is_there_changes_nothing(model: PreviewViewModel) -> None:
    ready = emitted(model.ready)
    model.show("1", kept(b"x"), "a.txt", 1)
    await ready
    heard: list[str] = []
    model.loading.connect(heard.append)
    model.show("1", never_asked, "a.txt", 1)
    assert not heard
    await model.aclose()


async def never_asked(most: int) -> bytes:
    raise AssertionError(most)


def test_matches_are_bounded_and_counted_as_qt_counts() -> None:
    assert places("🦉 a A", "a") == [(3, 4), (5, 6)]
    assert len(places("a" * 10_000, "a")) == MOST_MATCHES
    assert places("abc", "") == []
