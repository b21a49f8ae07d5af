"""What is shown of a file: whatever is in it, something sensible comes of it, and in bounds."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Awaitable, Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.errors import AnswerUnreadable, NotFound
from oriel.services.preview import (
    CELL_CHARS,
    JSON_CHARS,
    MOST_BYTES,
    TABLE_COLUMNS,
    TABLE_ROWS,
    TEXT_CHARS,
    Note,
    Preview,
    PreviewKind,
    preview_of,
)
from oriel.services.preview_reading import delimiter_of, head_text, set_out, table_rows


def kept(content: bytes) -> Callable[[int], Awaitable[bytes]]:
    async def fetch(most: int) -> bytes:
        if len(content) > most:
            raise AnswerUnreadable(host="here", status=200, detail="too long")
        return content

    return fetch


async def look(name: str, content: bytes) -> Preview:
    return await preview_of(kept(content), name, len(content))


def one_page_pdf(words: str) -> bytes:
    """A PDF of one page, written by hand."""
    drawn = f"BT /F1 24 Tf 20 100 Td ({words}) Tj ET".encode("latin-1")
    bodies = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawn), drawn),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, body)
    at = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % p for p in places)
    return out + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % at


def png(width: int, height: int) -> bytes:
    """The head of a PNG that says how large it is, and holds next to nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 64))


@pytest.mark.parametrize(
    ("name", "content", "kind", "language"),
    [
        ("notes.txt", b"Hello", PreviewKind.TEXT, ""),
        ("README", b"Hello", PreviewKind.TEXT, ""),
        ("main.py", b"import os\n", PreviewKind.CODE, "py"),
        ("Dockerfile", b"FROM scratch\n", PreviewKind.CODE, "docker"),
        ("rows.jsonl", b'{"a": 1}\n{"a": 2}\n', PreviewKind.CODE, "json"),
        ("drawing.svg", b"<svg onload='alert(1)'/>", PreviewKind.CODE, "xml"),
        ("page.html", b"<script>alert(1)</script>", PreviewKind.CODE, "html"),
        ("notes.md", b"# Hello\n", PreviewKind.MARKDOWN, "markdown"),
        ("a.json", b'{"a": [1, 2]}', PreviewKind.JSON, "json"),
        ("a.csv", b"a,b\n1,2\n", PreviewKind.TABLE, ""),
        ("plot.png", png(2, 2), PreviewKind.IMAGE, ""),
        ("plot.txt", png(2, 2), PreviewKind.IMAGE, ""),
        ("data.bin", b"\0\1\2", PreviewKind.BINARY, ""),
        ("empty.csv", b"", PreviewKind.EMPTY, ""),
    ],
)
async def test_what_a_file_is_decides_how_it_is_shown(
    name: str, content: bytes, kind: PreviewKind, language: str
) -> None:
    shown = await look(name, content)
    assert (shown.kind, shown.language, shown.size) == (kind, language, len(content))
    assert not shown.cut


@pytest.mark.parametrize("name", ["talk.mp3", "film.mp4", "letter.docx", "sheet.xlsx"])
async def test_what_nobody_could_look_at_is_not_fetched(name: str) -> None:
    async def never(most: int) -> bytes:
        raise AssertionError(most)

    shown = await preview_of(never, name, 5_000)
    assert shown.kind is PreviewKind.FACTS
    assert shown.media_type


async def test_a_file_that_is_known_to_be_too_large_is_not_fetched() -> None:
    async def never(most: int) -> bytes:
        raise AssertionError(most)

    shown = await preview_of(never, "huge.txt", MOST_BYTES + 1)
    assert (shown.kind, shown.size) == (PreviewKind.TOO_LARGE, MOST_BYTES + 1)


async def test_a_file_of_unknown_size_that_turns_out_too_large_says_so() -> None:
    shown = await preview_of(kept(b"x" * (MOST_BYTES + 1)), "huge.txt", 0)
    assert shown.kind is PreviewKind.TOO_LARGE


async def test_what_the_service_refuses_is_passed_on() -> None:
    async def refuse(most: int) -> bytes:
        raise NotFound(status=404)

    with pytest.raises(NotFound):
        await preview_of(refuse, "a.txt", 1)


async def test_a_name_is_cleaned_before_it_is_shown() -> None:
    shown = await look("/mnt/data/../\u202egpj.exe\n", b"x")
    assert shown.name == "gpj.exe"


# Text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
async def test_text_is_read_in_the_usual_encodings(encoding: str) -> None:
    shown = await look("notes.txt", "Grüße,\r\nÉlise".encode(encoding))
    assert shown.text == "Grüße,\nÉlise"


async def test_a_long_text_is_cut_between_two_letters() -> None:
    shown = await look("notes.txt", "€".encode() * (TEXT_CHARS + 5))
    assert shown.text == "€" * TEXT_CHARS
    assert shown.cut


@given(st.text(min_size=1), st.integers(1, 40))
def test_the_beginning_of_a_text_is_the_texts_own_beginning(text: str, most: int) -> None:
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    plain = plain.removeprefix("\ufeff")
    shown, cut = head_text(text.encode("utf-8", "replace"), most)
    plain = plain.encode("utf-8", "replace").decode()
    assert plain.startswith(shown)
    assert cut == (len(shown) < len(plain))


async def test_signs_that_turn_a_line_around_are_seen_in_code() -> None:
    shown = await look("check.py", "if admin: \u202e# ok\u2066".encode())
    assert "\\u202e" in shown.text
    assert "\u202e" not in shown.text


# JSON


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_json_that_is_set_out_says_the_same(value: object) -> None:
    made = set_out(json.dumps(value), 10_000_000)
    assert made is not None
    assert not made[1]
    assert json.loads(made[0]) == value


@given(st.text(alphabet='{}[]":, a1\\\n'))
def test_nothing_that_only_looks_like_json_is_taken_for_it_without_its_ends(text: str) -> None:
    made = set_out(text, 1000)
    if made is not None:
        assert "".join(made[0].split()) == "".join(text.split())


async def test_a_line_of_json_without_end_is_set_out_up_to_a_limit() -> None:
    rows = ",".join(f'{{"id":{n},"name":"row {n}"}}' for n in range(180_000))
    content = f"[{rows}]".encode()
    assert len(content) > 5_000_000
    shown = await look("rows.json", content)
    assert shown.kind is PreviewKind.JSON
    assert shown.cut
    assert len(shown.text) <= JSON_CHARS
    assert max(map(len, shown.text.split("\n"))) < 100


async def test_json_nested_without_end_stays_in_bounds() -> None:
    shown = await look("deep.json", b"[" * 200_000 + b"]" * 200_000)
    assert shown.kind is PreviewKind.JSON
    assert len(shown.text) <= JSON_CHARS


async def test_what_is_not_json_is_shown_as_it_is() -> None:
    shown = await look("broken.json", b'{"a": [1, 2}')
    assert (shown.kind, shown.note) == (PreviewKind.CODE, Note.NOT_JSON)
    assert shown.text == '{"a": [1, 2}'


# Tables


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
async def test_the_sign_between_the_cells_is_found(delimiter: str) -> None:
    row = delimiter.join(['"one, two; three | four"', "x", "y"])
    shown = await look("a.csv", "\n".join([delimiter.join("abc"), row, row]).encode())
    assert shown.rows == (("a", "b", "c"), *2 * [("one, two; three | four", "x", "y")])


async def test_a_table_is_shown_within_bounds() -> None:
    wide = ",".join(f"c{n}" for n in range(100_000))
    shown = await look("wide.csv", "\n".join([wide] * 3).encode())
    assert [len(row) for row in shown.rows] == [TABLE_COLUMNS] * 3
    assert shown.more_columns == 100_000 - TABLE_COLUMNS
    tall = "\n".join(f"{n},{'x' * 1000}" for n in range(TABLE_ROWS * 2))
    shown = await look("tall.csv", tall.encode())
    assert len(shown.rows) == TABLE_ROWS + 1
    assert shown.cut
    assert len(shown.rows[0][1]) == CELL_CHARS


@given(st.text(), st.sampled_from([",", ";", "\t", "|"]))
def test_any_text_makes_an_even_table_or_none(text: str, delimiter: str) -> None:
    rows, more, _ = table_rows(text.replace("\0", ""), delimiter)
    assert len({len(row) for row in rows}) <= 1
    assert more >= 0
    assert delimiter_of(text) in ",;\t|"


async def test_a_quotation_mark_that_never_ends_does_not_lose_the_rows_before_it() -> None:
    shown = await look("a.csv", b'a,b\n1,2\n3,"' + b"x" * 300_000)
    assert shown.rows[:2] == (("a", "b"), ("1", "2"))


# PDF


async def test_a_pdf_shows_its_first_page_and_its_words() -> None:
    shown = await look("paper.pdf", one_page_pdf("Vacation days"))
    assert (shown.kind, shown.pages, shown.note) == (PreviewKind.PDF, 1, None)
    assert "Vacation days" in shown.text
    assert shown.picture.startswith(b"P6 1200 800 255\n")
    assert len(shown.picture) == len(b"P6 1200 800 255\n") + 1200 * 800 * 3
    assert b"\0\0\0" in shown.picture  # something black stands on it


async def test_a_broken_pdf_is_named() -> None:
    for content in (b"%PDF-1.4 nothing else", one_page_pdf("x")[:60], b"%PDF-" + b"\xff" * 5000):
        shown = await look("paper.pdf", content)
        assert (shown.kind, shown.note, shown.picture) == (
            PreviewKind.PDF,
            Note.PDF_BROKEN,
            b"",
        )


@given(st.binary(max_size=400))
def test_bytes_of_any_kind_are_shown_somehow(content: bytes) -> None:
    from oriel.domain.attachment_kinds import Kind, kind_of
    from oriel.services.preview_reading import preview_of_bytes

    for name in ("a", "a.json", "a.csv", "a.md", "a.py", "a.bin"):
        what = kind_of(name, content)
        if what.kind in (Kind.TEXT, Kind.OTHER):
            shown = preview_of_bytes(name, content or b"x", what)
            assert shown.kind in set(PreviewKind)
            assert len(shown.text) <= 4 * len(content or b"x") * 20
