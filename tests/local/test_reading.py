"""Reading files for searching: what is in them comes out, what is hostile stays outside."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from oriel.local.chunks import Chunking
from oriel.local.file_texts import pieces
from oriel.local.text_reader import TextReader
from oriel.local.unreadable import Unreadable

from .documents import docx, pdf, zipped

SIZES = Chunking()
PDF_TEXT = "The ferry leaves at noon.\nIt costs (only) 7 \\ 8."
ENTITIES = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
LOCKED = (
    f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'41' * 32}> /U <{'42' * 32}> >>"
    f" /ID [<{'00' * 16}> <{'00' * 16}>]"
)


def read(path: Path, name: str, content: bytes | str, sizes: Chunking = SIZES) -> list[str]:
    """The chunks of a file, read in this process."""
    file = path / "file"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return [*pieces(file, name, sizes)]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", "Grüße\r\nund mehr", "Grüße\nund mehr"),
        ("a.txt", "Grüße".encode("cp1252"), "Grüße"),
        ("a.txt", "Grüße".encode("utf-16"), "Grüße"),
        ("README", "no ending at all", "no ending at all"),
        ("a.json", '{"city":"Z\\u00fcrich"}', '{\n "city": "Zürich"\n}'),
        ("a.json", '{"broken": ', '{"broken":'),
        ("a.json", "[" * 100_000, "["),
        ("a.jsonl", '{"c":"\\u00fc"}\n{"d": 1}', '{"c": "ü"}\n{"d": 1}'),
        ("a.html", "<p>Tea &amp; <b>milk</b></p><script>no</script>", "Tea & milk"),
        ("a.PDF", pdf(PDF_TEXT, "", "Page three."), f"{PDF_TEXT}\n\nPage three."),
        ("a.docx", docx("Tea & milk", "Grüße"), "Tea & milk\n\nGrüße"),
        ("a.json", '{"half":"\\ud83d"}', "half"),
    ],
)
def test_what_is_in_a_file_comes_out(tmp_path: Path, name: str, content: bytes | str, said: str):
    found = "\n".join(read(tmp_path, name, content))
    assert said in found
    assert found.encode()


def test_a_word_document_keeps_its_headings_tables_and_breaks(tmp_path: Path):
    body = (
        '<w:p><w:pPr><w:pStyle w:val="Heading2"/></w:pPr><w:r><w:t>Fares</w:t></w:r></w:p>'
        "<w:p><w:r><w:t>one</w:t><w:br/><w:t>two</w:t><w:tab/><w:t>three</w:t></w:r>"
        "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>adult</w:t></w:r></w:p></w:tc>"
        "<w:tc><w:p><w:r><w:t>7</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        "<mc:Choice><w:p><w:r><w:t>box</w:t></w:r></w:p></mc:Choice>"
        "<mc:Fallback><w:p><w:r><w:t>box</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>"
    )
    (text,) = read(tmp_path, "a.docx", docx(body=body))
    assert "## Fares\n\none\ntwo\tthree" in text
    assert "adult \t7" in text
    assert text.count("box") == 1
    assert "gone" not in text


def test_every_chunk_of_a_table_says_its_columns(tmp_path: Path):
    rows = "\n".join(f"honey{n},{n},Bern" for n in range(400))
    found = read(tmp_path, "a.csv", f"item,price,city\n{rows}", Chunking(100, 10))
    assert len(found) > 5
    assert all(piece.startswith("item,price,city\n") for piece in found)
    assert all(f"honey{n},{n},Bern" in "\n".join(found) for n in range(400))


@pytest.mark.parametrize(
    ("name", "content", "code", "said"),
    [
        ("a.exe", b"MZ", "unsupported_file", r"\.exe"),
        ("a.png", b"\x89PNG", "unsupported_file", r"\.png"),
        ("a.txt", b"\x89PNG\0\0", "unsupported_file", "not a text"),
        ("a.txt", b"", "invalid_file", "empty"),
        ("a.txt", b" \n ", "invalid_file", "no text"),
        ("a.pdf", b"%PDF-1.7 and nothing", "invalid_file", "damaged"),
        ("a.pdf", b"\0" * 5000, "invalid_file", "damaged"),
        ("a.pdf", pdf(PDF_TEXT)[:-300], "invalid_file", "damaged|no text"),
        ("a.pdf", pdf(PDF_TEXT, trailer=LOCKED), "invalid_file", "password"),
        ("a.pdf", pdf("", ""), "invalid_file", "pictures"),
        ("a.docx", b"not a zip", "invalid_file", "damaged"),
        ("a.docx", docx("x")[:-30], "invalid_file", "damaged"),
        ("a.docx", zipped("<x/>", "other.xml"), "invalid_file", "damaged"),
        ("a.docx", zipped("<unclosed>"), "invalid_file", "damaged"),
        ("a.docx", docx("x", before=ENTITIES), "invalid_file", "entities"),
        ("a.docx", zipped(b" " * 70_000_000), "invalid_file", "unpacks"),
    ],
)
def test_what_cannot_be_read_says_why(
    tmp_path: Path, name: str, content: bytes, code: str, said: str
):
    with pytest.raises(Unreadable, match=said) as refused:
        read(tmp_path, name, content)
    assert refused.value.code == code
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.pdf", "a.docx", "a.html"])
def test_a_file_of_200_mb_is_refused_by_its_size(tmp_path: Path, name: str):
    with (tmp_path / "big").open("wb") as big:
        big.truncate(200 * 1024 * 1024)
    with pytest.raises(Unreadable, match="larger than"):
        next(pieces(tmp_path / "big", name, SIZES))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    name=st.sampled_from(["a.txt", "a.html", "a.json", "a.csv", "a.docx"]),
    content=st.binary(max_size=400) | st.text(max_size=200).map(str.encode),
)
def test_no_bytes_break_the_reading(tmp_path: Path, name: str, content: bytes):
    try:
        found = read(tmp_path, name, content)
    except Unreadable as refused:
        assert refused.code in ("unsupported_file", "invalid_file")
    else:
        assert all(piece.encode() for piece in found)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(text=st.text(st.sampled_from("ab .,\n"), max_size=2000), head=st.sampled_from(["", "a,b"]))
def test_all_of_a_text_is_in_its_chunks(text: str, head: str):
    from oriel.local.chunks import chunks

    found = "".join(chunks(text, Chunking(100, 20), head))
    assert all(found.count(letter) >= text.count(letter) for letter in "ab.,")


# In the process of its own


@pytest.fixture
async def reader() -> AsyncIterator[TextReader]:
    made = TextReader()
    yield made
    made.close()


async def all_of(reader: TextReader, path: Path, name: str) -> list[str]:
    found: list[str] = []
    async with aclosing(reader.read(path, name, SIZES)) as some:
        async for part in some:
            found += part
    return found


def process_of(reader: TextReader) -> int:
    process = reader._reading._process  # type: ignore[union-attr]
    return process.pid if process else 0


async def test_one_process_reads_file_after_file(tmp_path: Path, reader: TextReader):
    for n in range(3):
        (tmp_path / f"{n}").write_bytes(pdf(f"Number {n}."))
    assert await all_of(reader, tmp_path / "0", "a.pdf") == ["Number 0."]
    first = process_of(reader)
    assert await all_of(reader, tmp_path / "1", "a.pdf") == ["Number 1."]
    with pytest.raises(Unreadable, match=r"\.exe"):
        await all_of(reader, tmp_path / "1", "a.exe")
    with pytest.raises(Unreadable, match="not there") as refused:
        await all_of(reader, tmp_path / "nowhere", "a.pdf")
    assert refused.value.code == "server_error"
    assert await all_of(reader, tmp_path / "2", "a.pdf") == ["Number 2."]
    assert process_of(reader) == first


async def test_a_process_that_died_is_followed_by_another(tmp_path: Path, reader: TextReader):
    (tmp_path / "a").write_text("words")
    assert await all_of(reader, tmp_path / "a", "a.txt") == ["words"]
    first = process_of(reader)
    reader._reading._process.kill()  # type: ignore[union-attr]
    assert await all_of(reader, tmp_path / "a", "a.txt") == ["words"]
    assert process_of(reader) != first


async def test_a_file_left_in_its_midst_is_read_no_further(tmp_path: Path, reader: TextReader):
    (tmp_path / "long").write_text("word " * 500_000)
    (tmp_path / "short").write_text("words")
    async with aclosing(reader.read(tmp_path / "long", "a.txt", SIZES)) as some:
        assert await anext(some)
    assert await all_of(reader, tmp_path / "short", "a.txt") == ["words"]


async def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path):
    reader = TextReader(patience_s=0.001)
    (tmp_path / "a").write_text("word " * 500_000)
    with pytest.raises(Unreadable, match="too long") as refused:
        await all_of(reader, tmp_path / "a", "a.txt")
    assert refused.value.code == "invalid_file"
    reader.close()


async def test_a_file_that_kills_its_reader_is_given_up(tmp_path: Path, reader: TextReader):
    (tmp_path / "good").write_text("words")
    # A job that cannot be done ends the process, as a file does that native code dies of.
    reader._reading.ask({"path": None})  # type: ignore[arg-type]
    answer = reader._reading.answer()
    assert (answer["code"], "could not be read" in answer["message"]) == ("invalid_file", True)
    assert await all_of(reader, tmp_path / "good", "a.txt") == ["words"]
