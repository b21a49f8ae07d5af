"""Files that mean harm, or are broken: refused by name, and nothing is changed here."""

from __future__ import annotations

import json
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oriel.domain.chats import Chat
from oriel.domain.imports import splitting
from oriel.domain.imports.splitting import Elements, TooLarge
from oriel.domain.messages import Message, Role
from oriel.domain.parts import FilePart, TextPart
from oriel.services.archive import Archive
from oriel.services.import_files import Source
from oriel.services.import_reading import Broken, Read, steps
from oriel.services.imports import Imports
from oriel.store.chats import ChatTable
from oriel.store.database import Database
from oriel.store.messages import MessageTable

CHAT = {"uuid": "u", "name": "n", "chat_messages": [{"uuid": "m", "text": "hi", "sender": "human"}]}
CHATS = json.dumps([CHAT])


def _zip(path: Path, entries: dict[str, str], **how: Any) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, **how) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)


def _leads_out(path: Path) -> None:
    _zip(path, {"../../evil.json": CHATS, "conversations.json": CHATS})


def _absolute(path: Path) -> None:
    _zip(path, {"/etc/evil.json": CHATS, "conversations.json": CHATS})


def _with_drive(path: Path) -> None:
    _zip(path, {"C:evil.json": CHATS, "conversations.json": CHATS})


def _twice(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("conversations.json", CHATS)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("conversations.json", "[]")


def _twice_in_another_case(path: Path) -> None:
    _zip(path, {"conversations.json": CHATS, "Conversations.json": "[]"})


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("conversations.json", "[" + " " * 80_000_000 + "]")


def _many_bombs(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(10):
            archive.writestr(f"conversations-{number:03}.json", "[" + " " * 8_000_000 + "]")


def _pdf_named_json(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 1_000)


def _encrypted(path: Path) -> None:
    _zip(path, {"conversations.json": CHATS})
    raw = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + at] |= 1
    path.write_bytes(raw)


def _cut_off(path: Path) -> None:
    _zip(path, {"conversations.json": CHATS * 500})
    path.write_bytes(path.read_bytes()[:-30])


def _wrong_sum(path: Path) -> None:
    _zip(path, {"conversations.json": CHATS})
    raw = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        struct.pack_into("<I", raw, raw.index(mark) + at, 0xDEADBEEF)
    path.write_bytes(raw)


def _no_zip(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04 but nothing else")


def _nothing(path: Path) -> None:
    path.write_bytes(b"")


def _claims_many(path: Path) -> None:
    """A list of entries of three gigabytes, says the end."""
    _zip(path, {"conversations.json": CHATS})
    raw = bytearray(path.read_bytes())
    struct.pack_into("<I", raw, raw.rindex(b"PK\x05\x06") + 12, 3_000_000_000)
    path.write_bytes(raw)


def _newer(path: Path) -> None:
    _zip(path, {"manifest.json": json.dumps({"kind": "oriel-archive", "version": 99})})


def _no_chats(path: Path) -> None:
    _zip(path, {"users.json": "[]", "notes.json": '{"a": 1}', "picture.png": "x"})


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (_leads_out, "unsafe"),
        (_absolute, "unsafe"),
        (_with_drive, "unsafe"),
        (_twice, "unsafe"),
        (_twice_in_another_case, "unsafe"),
        (_bomb, "bomb"),
        (_many_bombs, "bomb"),
        (_pdf_named_json, "damaged"),
        (_encrypted, "encrypted"),
        (_cut_off, "damaged"),
        (_wrong_sum, "damaged"),
        (_no_zip, "damaged"),
        (_nothing, "damaged"),
        (_claims_many, "many"),
        (_newer, "newer"),
        (_no_chats, "unknown"),
    ],
)
async def test_a_bad_file_is_refused_by_name(
    tmp_path: Path, make: Callable[[Path], None], reason: str
) -> None:
    path = tmp_path / "bad.zip"
    make(path)
    database = await Database.open(tmp_path / "h.db")
    try:
        plan = await Imports(database).look([str(path)])
        assert plan.found == ()
        assert [what.reason for what in plan.not_read] == [reason]
        assert not await ChatTable(database).list()
    finally:
        await database.aclose()
    assert not list(tmp_path.parent.glob("evil*"))


async def test_a_good_file_beside_a_bad_one_is_read(tmp_path: Path) -> None:
    _wrong_sum(tmp_path / "bad.zip")
    (tmp_path / "conversations.json").write_text(CHATS, encoding="utf-8")
    found = list(
        steps([str(tmp_path / "bad.zip"), str(tmp_path / "conversations.json")], looking=True)
    )
    assert [step.reason for step in found if isinstance(step, Broken)] == ["damaged"]
    assert {step.incoming.chat.title for step in found if isinstance(step, Read)} == {"n"}


async def test_a_broken_chat_costs_only_itself(tmp_path: Path) -> None:
    raw = [CHAT, {"uuid": "x", "name": "Broken", "chat_messages": []}, {"title": "Odd"}, 7]
    path = tmp_path / "conversations.json"
    path.write_text(json.dumps(raw), encoding="utf-8")
    found = list(steps([str(path)], looking=True))
    assert sum(isinstance(step, Read) for step in found) == 1
    broken = [(step.reason, step.title) for step in found if isinstance(step, Broken)]
    assert broken == [("empty", "Broken"), ("type", "Odd")]


async def _archive(folder: Path) -> Path:
    """Three chats, the second with a text attached."""
    database = await Database.open(folder / "from.db")
    try:
        for number in range(3):
            name = f"c{number}"
            await ChatTable(database).add(Chat(id=name, title=name, created_at=1e9, updated_at=2e9))
            uri = "data:text/plain;base64," + "QUJD" * 200
            parts = (TextPart(name), *((FilePart("a.txt", data_uri=uri),) if number == 1 else ()))
            message = Message(
                id=f"m{number}",
                chat_id=name,
                parent_id=None,
                role=Role.USER,
                parts=parts,
                created_at=1e9,
            )
            await MessageTable(database).add(message)
        await Archive(database).write(str(folder / "a.oriel"))
    finally:
        await database.aclose()
    return folder / "a.oriel"


async def test_a_changed_attachment_is_noticed(tmp_path: Path) -> None:
    path = await _archive(tmp_path)
    changed = tmp_path / "changed.oriel"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"other" if name.startswith("files/") else old.read(name))
    found = list(steps([str(changed)], looking=False))
    assert [s.incoming.chat.id for s in found if isinstance(s, Read)] == ["c0", "c2"]
    assert [s.reason for s in found if isinstance(s, Broken)] == ["damaged"]


async def test_any_byte_may_flip(tmp_path: Path) -> None:
    """It is noticed or harmless: what is read is what was written, and what is not there
    any more is counted as missing."""
    path = await _archive(tmp_path)
    whole = {
        s.incoming.key: s.incoming for s in steps([str(path)], looking=False) if isinstance(s, Read)
    }
    raw = path.read_bytes()
    flipped = tmp_path / "flipped.oriel"
    for at in range(0, len(raw), max(1, len(raw) // 150)):
        changed = bytearray(raw)
        changed[at] ^= 0x55
        flipped.write_bytes(changed)
        for step in steps([str(flipped)], looking=False):
            if isinstance(step, Read) and not step.incoming.missing:
                assert step.incoming == whole[step.incoming.key]


def test_links_in_a_folder_are_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "secret.json").write_text(CHATS, encoding="utf-8")
    (folder / "link.json").symlink_to(tmp_path / "secret.json")
    source = Source.open(str(folder))
    assert source.chats() == []
    source.close()


# Elements of a long list


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.recursive(st.text() | st.booleans() | st.none(), lambda i: st.lists(i, max_size=3)).map(
            lambda value: {"v": value}
        ),
        max_size=6,
    ),
    st.integers(1, 40),
    st.sampled_from(["list", "lines"]),
)
def test_a_list_is_read_however_it_is_cut(values: list[Any], step: int, kind: str) -> None:
    written = json.dumps(values, indent=1) if kind == "list" else "\n".join(map(json.dumps, values))
    elements = Elements(100_000)
    found: list[Any] = []
    for at in range(0, len(written), step):
        found += elements.feed(written[at : at + step])
    assert found + elements.close() == values


@pytest.mark.parametrize("said", ["[{}, {", "[1, 2", '{"a": ', "[}", "nonsense"])
def test_a_list_that_ends_too_early_is_named(said: str) -> None:
    elements = Elements(100)
    with pytest.raises(ValueError, match="early"):
        elements.feed(said)
        elements.close()


def test_an_element_without_end_is_given_up() -> None:
    elements = Elements(1_000)
    with pytest.raises(TooLarge):
        elements.feed('["')
        for _ in range(100):
            elements.feed("x" * 100)


def test_what_is_wrong_is_told_where_it_is_and_not_at_the_end() -> None:
    elements = Elements(10**9)
    assert elements.feed("[{}, {]" + " " * 10) == [{}]
    with pytest.raises(ValueError, match="no JSON"):
        elements.feed(" " * 1_000)


def test_an_element_of_countless_values_is_given_up() -> None:
    elements = Elements(10**9)
    elements.feed('{"mapping": [')
    with pytest.raises(TooLarge):
        for _ in range(100):
            elements.feed("[]," * 100_000)


@settings(max_examples=60, deadline=None)
@given(
    st.recursive(
        st.text() | st.booleans() | st.none() | st.integers() | st.floats(allow_nan=False),
        lambda i: st.lists(i, max_size=4) | st.dictionaries(st.text(), i, max_size=4),
        max_leaves=40,
    ),
    st.integers(1, 60),
    st.sampled_from([None, 1]),
)
def test_a_long_element_is_read_value_by_value(value: Any, step: int, indent: int | None) -> None:
    """Whatever is said at once, and wherever it is cut."""
    written = json.dumps([value, value], indent=indent)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(splitting, "AT_ONCE", 3)
        elements = Elements(100_000)
        found: list[Any] = []
        for at in range(0, len(written), step):
            found += elements.feed(written[at : at + step])
        assert found + elements.close() == [value, value]


@pytest.mark.parametrize(
    "said", ['[{"a" 1}]', '[{"a": 1 "b": 2}]', "[[1 2]]", '[{"a": 1,}]', "[[1,]]", "[{1: 2}]"]
)
def test_a_long_element_that_is_no_json_is_refused(said: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(splitting, "AT_ONCE", 1)
        elements = Elements(100_000)
        with pytest.raises(ValueError):
            elements.feed(said[:4])
            elements.feed(said[4:])
            elements.close()
