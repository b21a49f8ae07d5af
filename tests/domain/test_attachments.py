"""Attachments: what a file is, which way it goes, and the sentence when it does not."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.attachment_kinds import FileKind, Kind, decoded, is_text, kind_of
from oriel.domain.attachments import (
    LARGEST_AUDIO,
    LARGEST_INLINE,
    LARGEST_TEXT,
    LARGEST_UPLOAD,
    LONGEST_NAME,
    Intake,
    NotAttached,
    Refusal,
    State,
    Way,
    attachment_of,
    clean_name,
    content_of,
    data_uri,
    intake_of,
    sent_name,
    way_for,
)
from oriel.domain.connections import CHAT_ONLY, OCI, Connection, ConnectionKind, WireApi
from oriel.domain.model_rules import ModelRules
from oriel.domain.parts import FilePart, ImagePart, TextPart

PDF = FileKind(Kind.PDF, "application/pdf")
TEXT = FileKind(Kind.TEXT, "text/plain")
WAV = FileKind(Kind.AUDIO, "audio/wav")
PICTURE = FileKind(Kind.IMAGE, "image/png")
ALL = Intake(connection_id="c", model="m", audio=True, files=True, images=True)
PLAIN = Intake(connection_id="c", model="m")


@pytest.mark.parametrize(
    ("name", "head", "kind", "media_type"),
    [
        ("scan.PDF", b"", Kind.PDF, "application/pdf"),
        ("renamed.bin", b"\n%PDF-1.7 ...", Kind.PDF, "application/pdf"),
        ("shot.jpg", b"\x89PNG\r\n\x1a\nxx", Kind.IMAGE, "image/png"),
        ("no ending", b"\xff\xd8\xff\xe0", Kind.IMAGE, "image/jpeg"),
        ("a.webp", b"RIFF\0\0\0\0WEBP", Kind.IMAGE, "image/webp"),
        ("a.heic", b"\0\0\0\x18ftypheic", Kind.IMAGE, "image/heic"),
        ("a.wav", b"RIFF\0\0\0\0WAVE", Kind.AUDIO, "audio/wav"),
        ("voice", b"ID3\x04", Kind.AUDIO, "audio/mpeg"),
        ("a.mp3", b"\xff\xfb\x90\0", Kind.AUDIO, "audio/mpeg"),
        ("a.flac", b"fLaC\0", Kind.AUDIO, "audio/flac"),
        ("notes.md", b"# Hello", Kind.TEXT, "text/plain"),
        ("Makefile", b"all:\n\techo", Kind.TEXT, "text/plain"),
        ("drawing.svg", b"<svg xmlns=", Kind.TEXT, "text/plain"),
        ("utf16.txt", "\ufeffhello".encode("utf-16-le"), Kind.TEXT, "text/plain"),
        ("old.csv", "Größe;Maß".encode("cp1252"), Kind.TEXT, "text/plain"),
        ("film.ts", b"G@\0\x10\0\0", Kind.OTHER, "application/octet-stream"),
        ("a.zip", b"PK\x03\x04\0\0", Kind.OTHER, "application/octet-stream"),
        ("setup.exe", b"MZ\x90\0", Kind.OTHER, "application/octet-stream"),
    ],
)
def test_what_a_file_is(name: str, head: bytes, kind: Kind, media_type: str) -> None:
    assert kind_of(name, head) == FileKind(kind, media_type)


def test_an_office_document_is_known_by_its_name() -> None:
    assert kind_of("plan.docx", b"PK\x03\x04").media_type.endswith("wordprocessingml.document")


@pytest.mark.parametrize(
    ("what", "size", "intake", "way"),
    [
        (PICTURE, 90_000_000, ALL, Way.PICTURE),
        (PDF, LARGEST_UPLOAD, ALL, Way.UPLOAD),
        (PDF, LARGEST_INLINE, PLAIN, Way.INLINE),
        (TEXT, LARGEST_TEXT, ALL, Way.INLINE),
        (TEXT, LARGEST_TEXT + 1, ALL, Way.UPLOAD),
        (WAV, LARGEST_AUDIO, ALL, Way.INLINE),
        (kind_of("a.docx", b""), 5, ALL, Way.UPLOAD),
        (kind_of("a.docx", b""), 5, PLAIN, Way.INLINE),
    ],
)
def test_which_way_a_file_goes(what: FileKind, size: int, intake: Intake, way: Way) -> None:
    assert way_for(what, size, intake) is way


@pytest.mark.parametrize(
    ("what", "size", "intake", "refusal"),
    [
        (PDF, 0, ALL, Refusal.EMPTY),
        (PDF, 5, Intake(), Refusal.NO_CONNECTION),
        (PDF, LARGEST_UPLOAD + 1, ALL, Refusal.TOO_BIG),
        (PDF, LARGEST_INLINE + 1, PLAIN, Refusal.TOO_BIG),
        (TEXT, LARGEST_TEXT + 1, PLAIN, Refusal.TOO_BIG),
        (WAV, LARGEST_AUDIO + 1, ALL, Refusal.TOO_BIG),
        (WAV, 5, replace(ALL, audio=False), Refusal.AUDIO_API),
        (FileKind(Kind.AUDIO, "audio/flac"), 5, ALL, Refusal.AUDIO_KIND),
        (PICTURE, 5, PLAIN, Refusal.NO_PICTURES),
        (kind_of("a.zip", b"PK\0"), 5, ALL, Refusal.KIND),
    ],
)
def test_what_is_not_taken_and_why(
    what: FileKind, size: int, intake: Intake, refusal: Refusal
) -> None:
    with pytest.raises(NotAttached) as refused:
        way_for(what, size, intake)
    assert refused.value.reason.code == refusal


def test_a_limit_is_told_with_its_number() -> None:
    with pytest.raises(NotAttached) as refused:
        way_for(PDF, LARGEST_INLINE + 7, PLAIN)
    assert refused.value.reason.facts == {"size": LARGEST_INLINE + 7, "limit": LARGEST_INLINE}


def test_what_is_taken_follows_the_connection_and_the_models_rules() -> None:
    oracle = Connection(
        id="o", name="O", kind=ConnectionKind.OCI_API_KEY, base_url="https://x/v1", capabilities=OCI
    )
    blind = intake_of(oracle, "openai.gpt-oss-120b", ModelRules(images=False))
    assert (blind.files, blind.images, blind.audio) == (True, False, False)
    other = replace(oracle, wire_api=WireApi.CHAT, capabilities=CHAT_ONLY)
    seeing = intake_of(other, "any", None)
    assert (seeing.files, seeing.images, seeing.audio) == (False, True, True)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("/home/me/secret folder/plan.pdf", "plan.pdf"),
        ("C:\\Users\\me\\plan.pdf", "plan.pdf"),
        ("folder/", "folder"),
        ("a\nb\tc\0.txt", "a b c.txt"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("bad\udcff.txt", "bad.txt"),
        ("..", "file"),
        ("", "file"),
        ("Cafe\u0301.md", "Café.md"),
    ],
)
def test_names_are_cleaned(name: str, clean: str) -> None:
    assert clean_name(name) == clean


def test_a_long_name_keeps_its_ending() -> None:
    clean = clean_name("x" * 300 + ".pdf")
    assert len(clean) == LONGEST_NAME
    assert clean.endswith("….pdf")


def test_a_name_without_end_keeps_how_it_begins_and_ends() -> None:
    clean = clean_name("a\u202e" + "x\n" * 100_000 + "z.pdf")
    assert clean.startswith("ax x")
    assert clean.endswith("….pdf")
    assert len(clean) <= LONGEST_NAME


@given(st.text(max_size=300))
def test_a_clean_name_can_be_shown_sent_and_cleaned_again(name: str) -> None:
    clean = clean_name(name)
    assert 0 < len(clean) <= LONGEST_NAME + 1
    assert "/" not in clean
    assert "\\" not in clean
    assert not {unicodedata.category(char) for char in clean} & {"Cc", "Cs"}
    assert clean.encode("utf-8")


@given(st.text(min_size=1))
def test_text_is_read_in_whichever_encoding_it_has(text: str) -> None:
    if text.startswith("\ufeff"):
        return
    assert decoded(text.encode("utf-8")) == text
    assert decoded(b"\xef\xbb\xbf" + text.encode("utf-8")) == text
    assert decoded(b"\xff\xfe" + text.encode("utf-16-le")) == text


@given(st.binary())
def test_any_bytes_give_some_text_and_some_kind(content: bytes) -> None:
    assert isinstance(decoded(content), str)
    assert isinstance(is_text(content), bool)
    assert kind_of("x", content).media_type


@given(st.binary())
def test_a_data_uri_holds_what_was_put_in(content: bytes) -> None:
    assert content_of(data_uri("image/png", content)) == ("image/png", content)


@pytest.mark.parametrize(
    "uri", ["", "https://x", "data:text/plain,hi", "data:a;base64,???", "data:;base64,é"]
)
def test_what_is_no_data_uri_holds_nothing(uri: str) -> None:
    assert content_of(uri) == ("", b"")


def test_a_part_of_a_draft_becomes_an_attachment_again() -> None:
    picture = ImagePart(data_uri=data_uri("image/png", b"x" * 30), alt="shot.png")
    stored = FilePart("plan.pdf", file_id="file-1", size=700)
    text = FilePart("notes.md", data_uri=data_uri("text/plain", b"hello"), size=5)
    sound = FilePart("a.mp3", data_uri=data_uri("audio/mpeg", b"x"), size=1)
    made = [attachment_of(part, "a") for part in (picture, stored, text, sound)]
    assert [(a.name, a.kind, a.part) for a in made if a] == [
        ("shot.png", Kind.IMAGE, picture),
        ("plan.pdf", Kind.PDF, stored),
        ("notes.md", Kind.TEXT, text),
        ("a.mp3", Kind.AUDIO, sound),
    ]
    assert {a.state for a in made if a} == {State.READY}
    assert attachment_of(TextPart("hello"), "a") is None


def test_long_names_that_differ_stay_apart_when_they_are_sent() -> None:
    names = [f"{'minutes of the meeting ' * 8}{number}.txt" for number in (1, 2)]
    assert len({sent_name(name) for name in names}) == 2
    assert sent_name("x" * 300 + ".pdf").endswith(".pdf")
    assert len(sent_name("x" * 300 + ".pdf")) == 255
