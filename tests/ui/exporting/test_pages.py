"""Pages: what was said is on them, once, with nothing cut off; links lead where they may."""

from __future__ import annotations

import asyncio
import ctypes
from collections.abc import Iterator
from contextlib import aclosing, contextmanager
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdfium2 import raw
from PySide6.QtGui import QImage
from tests.services.exporting import HOSTILE, PICTURE, chat, kept, turn

from oriel.domain.chats import Chat
from oriel.domain.export_content import ChatHead, Entry
from oriel.domain.exports import ExportOptions, Format, Paper, Progress, Scope, Shade
from oriel.domain.messages import Message, Role
from oriel.domain.parts import (
    CitationPart,
    ErrorPart,
    ImagePart,
    PassagePart,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from oriel.domain.transfer_errors import TargetUnwritable
from oriel.services.export import Exporter
from oriel.services.export_files import UnfinishedFile
from oriel.services.export_writers import Book, Stopped
from oriel.ui.exporting.press import press
from oriel.ui.exporting.words import export_words

PDF = ExportOptions(format=Format.PDF, reasoning=True)


@contextmanager
def aclosing_file(file: UnfinishedFile) -> Iterator[UnfinishedFile]:
    try:
        yield file
    finally:
        file.drop()


async def set_pages(
    folder: Path, *chats: tuple[Chat, list[Message]], options: ExportOptions = PDF
) -> pypdfium2.PdfDocument:
    """The chats of a history as a PDF."""
    database = await kept(folder, *chats)
    async with aclosing(database):
        target, heard = folder / "x.pdf", []

        def tell(progress: Progress) -> None:
            heard.append(progress.counting)

        await Exporter(database, press).to_file(Scope(), target, options, export_words(), tell)
    assert heard == sorted(heard, reverse=True)  # first counted, then painted
    assert sorted(path.name for path in folder.glob("*.part")) == []
    return pypdfium2.PdfDocument(target)


def words_on(document: pypdfium2.PdfDocument) -> str:
    """All text, without the foot of each page."""
    pages = []
    for page in document:
        text = page.get_textpage().get_text_bounded(bottom=45, top=page.get_height())
        pages.append(text)
    return "\n".join(pages)


def letters(text: str) -> str:
    return "".join(text.split())


def leads_on(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> list[int]:
    """The pages, counted from 0, that links within the document lead to."""
    found = []
    for number in range(raw.FPDFPage_GetAnnotCount(page)):
        annotation = raw.FPDFPage_GetAnnot(page, number)
        target = raw.FPDFLink_GetDest(document, raw.FPDFAnnot_GetLink(annotation))
        found += [raw.FPDFDest_GetDestPageIndex(document, target)] if target else []
        raw.FPDFPage_CloseAnnot(annotation)
    return found


def links_on(document: pypdfium2.PdfDocument) -> list[str]:
    found = []
    for page in document:
        for number in range(raw.FPDFPage_GetAnnotCount(page)):
            annotation = raw.FPDFPage_GetAnnot(page, number)
            action = raw.FPDFLink_GetAction(raw.FPDFAnnot_GetLink(annotation))
            room = ctypes.create_string_buffer(4_000)
            raw.FPDFAction_GetURIPath(document, action, room, 4_000)
            found.append(room.value.decode())
            raw.FPDFPage_CloseAnnot(annotation)
    return found


def talk(*said: str) -> tuple[Chat, list[Message]]:
    messages: list[Message] = []
    for number, text in enumerate(said):
        role = Role.ASSISTANT if number % 2 else Role.USER
        above = messages[-1].id if messages else None
        messages.append(
            turn(f"m{number}", TextPart(text), parent=above, role=role, at=float(number))
        )
    return chat(leaf=messages[-1].id), messages


async def test_what_was_said_is_what_is_on_the_pages(tmp_path: Path) -> None:
    code = "\n".join(f"line_{n} = {n} -> 'x'  # " + "long " * 30 for n in range(150))
    prose = " ".join(f"word{n}" for n in range(1_500))
    said = f"{prose}\n\n```python\n{code}\n```\n\nEnd."
    document = await set_pages(tmp_path, talk("What?", said), options=replace(PDF, facts=False))
    assert len(document) > 5
    told = letters(words_on(document))
    assert letters(prose) in told
    assert letters(code) in told  # no line cut off, none twice, no ligature in its place
    assert told.endswith("End.")


async def test_each_page_has_its_number_and_the_title(tmp_path: Path) -> None:
    document = await set_pages(tmp_path, talk("x", "\n\n".join("A paragraph." for _ in range(90))))
    count = len(document)
    assert count > 1
    for number, page in enumerate(document, 1):
        foot = page.get_textpage().get_text_bounded(top=45)
        assert f"{number} of {count}" in foot
        assert "A chat" in foot


async def test_long_tables_have_their_head_on_each_page(tmp_path: Path) -> None:
    rows = "\n".join(f"| row {n} | {'words ' * (n % 40)} |" for n in range(120))
    document = await set_pages(tmp_path, talk("x", f"| Name | Words |\n|---|---|\n{rows}"))
    heads = [page.get_textpage().get_text_range().count("Name") for page in document]
    assert heads == [1] * len(document)
    told = words_on(document)
    assert all(f"row {n}" in told for n in range(120))


@pytest.mark.parametrize("columns", [3, 12, 30])
async def test_wide_tables_fit_the_page(tmp_path: Path, columns: int) -> None:
    head = "|".join(f"c{n}" for n in range(columns))
    row = "|".join(f"cell{n}cell{n}" for n in range(columns))
    line = "|".join("-" for _ in range(columns))
    document = await set_pages(tmp_path, talk("x", f"|{head}|\n|{line}|\n|{row}|"))
    told = letters(words_on(document))
    # A narrow cell breaks inside of its word: all its letters are there.
    assert told.count("c") >= 3 * columns


async def test_links_lead_only_where_they_may(tmp_path: Path) -> None:
    said = (
        "[a](https://example.com/a?b=c&d) [b](javascript:alert(1)) [c](file:///etc/passwd) "
        "[d](mailto:ada@example.com) <https://example.com/e>"
    )
    messages = [
        turn(
            "m",
            TextPart(said),
            CitationPart("url_citation", "Where", "https://example.com/source"),
            CitationPart("url_citation", "Bad", "javascript:alert(2)"),
        )
    ]
    document = await set_pages(tmp_path, (chat(leaf="m"), messages))
    assert sorted(links_on(document)) == [
        "https://example.com/a?b=c&d",
        "https://example.com/e",
        "https://example.com/source",
        "mailto:ada@example.com",
    ]


async def test_calls_pictures_thoughts_and_failures_are_there(tmp_path: Path) -> None:
    messages = [
        turn(
            "m",
            ReasoningPart("I think so"),
            ToolCallPart("1", "look_up", '{"query": "leave"}', status="completed"),
            ToolResultPart("1", "found it"),
            PassagePart("1", "the passage", "book.pdf", score=0.5),
            TextPart("The answer.\n\n$$x^2$$"),
            ImagePart(data_uri=PICTURE, alt="plan"),
            ImagePart(url="https://example.com/far.png", alt="far"),
            ErrorPart("rate_limited", {"status": 429}),
        )
    ]
    document = await set_pages(tmp_path, (chat(leaf="m"), messages))
    told = words_on(document)
    for said in ("I think so", "look_up", '"leave"', "found it", "the passage", "The answer."):
        assert said in told
    assert "example.com" in told
    pictures = [each for page in document for each in page.get_objects([raw.FPDF_PAGEOBJ_IMAGE])]
    assert len(pictures) == 1


async def test_hostile_chats_are_only_words(tmp_path: Path) -> None:
    document = await set_pages(tmp_path, talk(*HOSTILE))
    assert "<script>document.title='owned'</script>" in words_on(document)
    assert all(link.startswith(("http://", "https://")) for link in links_on(document))
    whole = (tmp_path / "x.pdf").read_bytes()
    for live in (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/OpenAction"):
        assert live not in whole


async def test_a_line_of_many_pages_is_painted_once(tmp_path: Path) -> None:
    line = "".join(f"{n}," for n in range(6_000))
    document = await set_pages(tmp_path, talk("x", f"```\n{line}\n```"))
    assert len(document) > 4
    everywhere = "".join(page.get_textpage().get_text_range() for page in document)
    assert everywhere.count(",") == line.count(",")  # also what nobody sees


def test_a_message_of_many_pages_is_broken_off_in_the_middle(tmp_path: Path) -> None:
    book = Book("x", ["x"], PDF, export_words())
    with aclosing_file(UnfinishedFile(tmp_path / "x.pdf")) as file:
        writer = press().pages(book, file)
        head, messages = talk("x", "word " * 5_000)
        writer.begin(1)
        writer.begin_chat(head, ChatHead(id="c", title="x"))
        writer.add(Entry(messages[0], 1))
        book.stopped.set()
        with pytest.raises(Stopped):
            writer.add(Entry(messages[1], 2))
        writer.close()
    assert not list(tmp_path.iterdir())


async def test_formulas_are_drawn_in_tables_too(tmp_path: Path) -> None:
    said = r"| Formula | $\frac{a}{b}$ |" "\n|---|---|\n" r"| the $\sum_i i$ of **all** | x |"
    told = words_on(await set_pages(tmp_path, talk("x", said)))
    assert "frac" not in told
    assert "sum" not in told
    assert "of all" in told


async def test_words_in_tables_are_not_broken_where_smaller_letters_help(tmp_path: Path) -> None:
    head = "|".join(f" Column{n} with words " for n in range(10))
    document = await set_pages(tmp_path, talk("x", f"|{head}|\n|{'---|' * 10}\n|{head}|"))
    told = words_on(document)
    assert [told.count(f"Column{n}") for n in range(10)] == [2] * 10


async def test_marks_lead_to_their_sources(tmp_path: Path) -> None:
    said = "So it is said.\n\n" + "A paragraph.\n\n" * 90
    cited = CitationPart("file_citation", "book.pdf", file_id="f", start=0, end=14, quote="x")
    chats = [
        (chat(f"c{n}", leaf=f"m{n}"), [turn(f"m{n}", TextPart(said), cited, chat_id=f"c{n}")])
        for n in range(2)
    ]
    document = await set_pages(tmp_path, *chats)
    leads = [leads_on(document, page) for page in document]
    half = len(document) // 2
    assert leads[0] == [1, half + 1]
    assert leads[1] == [half]
    assert leads[half + 1] == [2 * half]


@pytest.mark.parametrize("said", ["מה שלומך?", "اكتب رسالة قصيرة", "Short", "word " * 300])
async def test_no_letter_stands_off_the_page(tmp_path: Path, said: str) -> None:
    document = await set_pages(tmp_path, talk(said, said))
    for page in document:
        words, wide = page.get_textpage(), page.get_width()
        signs = enumerate(words.get_text_range())
        boxes = [words.get_charbox(at) for at, sign in signs if not sign.isspace()]
        assert boxes
        assert min(box[0] for box in boxes) >= 50
        assert max(box[2] for box in boxes) <= wide - 50


@pytest.mark.parametrize(("paper", "size"), [(Paper.A4, (595, 842)), (Paper.LETTER, (612, 792))])
async def test_the_paper_is_as_chosen(tmp_path: Path, paper: Paper, size: tuple[int, int]) -> None:
    document = await set_pages(tmp_path, talk("x"), options=replace(PDF, paper=paper))
    found = document[0].get_size()
    assert [round(side) for side in found] == pytest.approx(size, abs=1)


@pytest.mark.parametrize(("shade", "lightest"), [(Shade.LIGHT, 255), (Shade.DARK, 40)])
async def test_the_ground_is_as_chosen(tmp_path: Path, shade: Shade, lightest: int) -> None:
    document = await set_pages(tmp_path, talk("x"), options=replace(PDF, shade=shade))
    bitmap = document[0].render(scale=0.2)
    form = QImage.Format.Format_BGR888
    image = QImage(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, form)
    corner = image.pixelColor(1, 1)
    assert (corner.lightness() == 255) if lightest == 255 else (corner.lightness() <= lightest)


async def test_chats_begin_on_their_own_pages_as_the_contents_say(tmp_path: Path) -> None:
    chats = []
    for number in range(4):
        head, messages = talk("q", "\n\n".join(["A paragraph."] * (30 * number)) or "x")
        of = [
            replace(
                each,
                id=f"{number}{each.id}",
                chat_id=f"c{number}",
                parent_id=each.parent_id and f"{number}{each.parent_id}",
            )
            for each in messages
        ]
        made = replace(
            head, id=f"c{number}", title=f"Title {number}", leaf_id=of[-1].id, updated_at=-number
        )
        chats.append((made, of))
    document = await set_pages(tmp_path, *chats)
    contents, begins = document[0].get_textpage().get_text_range(), []
    for number in range(4):
        page = next(
            at
            for at in range(1, len(document))
            if f"Title {number}" in document[at].get_textpage().get_text_bounded(bottom=700)
        )
        assert f"Title {number} {page + 1}" in " ".join(contents.split())
        begins.append(page)
    assert leads_on(document, document[0]) == begins


@given(st.lists(st.text(alphabet="ab c\n*-#>|`1.$", max_size=80), min_size=1, max_size=4))
@settings(max_examples=15, deadline=None)
def test_any_words_become_pages(said: list[str]) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        document = asyncio.run(set_pages(Path(folder), talk(*said)))
        assert len(document) >= 1


async def test_pages_that_cannot_be_written_are_named(tmp_path: Path) -> None:
    import resource

    database = await kept(tmp_path, talk("x", "word " * 3_000))
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, before[1]))
    try:
        with pytest.raises(TargetUnwritable):
            await Exporter(database, press).to_file(
                Scope(), tmp_path / "x.pdf", PDF, export_words(), lambda _: None
            )
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        await database.aclose()
    assert not list(tmp_path.glob("*.p*"))
