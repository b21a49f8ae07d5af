"""Which chats have which files, read out of a real history."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.store.samples import a_chat, answer, opened, said

from oriel.domain.chat_settings import ChatSettings
from oriel.domain.file_uses import ChatUse
from oriel.domain.folders import Folder
from oriel.domain.hosted_tools import CodeInterpreter, HostedTools
from oriel.domain.parts import (
    CitationPart,
    FilePart,
    ImagePart,
    Part,
    PassagePart,
    TextPart,
    ToolCallPart,
)
from oriel.domain.waiting import WaitingTurn
from oriel.services.conversations import Conversations
from oriel.store import used_files
from oriel.store.chats import ChatTable
from oriel.store.drafts import DraftTable
from oriel.store.folders import FolderTable
from oriel.store.messages import MessageTable
from oriel.store.rows import parts_to_json
from oriel.store.used_files import UsedFiles
from oriel.store.waiting import WaitingTable


def a_file(file_id: str) -> FilePart:
    return FilePart("a.pdf", file_id=file_id)


async def test_what_was_attached_and_what_was_quoted_is_told_apart(tmp_path: Path) -> None:
    async with opened(tmp_path / "oriel.db") as db:
        chats, messages = ChatTable(db), MessageTable(db)
        await chats.add(a_chat("old", title="Leave", updated_at=1.0))
        await chats.add(a_chat("new", title="Travel", updated_at=2.0))
        picture = ImagePart(file_id="file-picture")
        await messages.add(said(chat_id="old", parts=(a_file("file-a"), picture)))
        passage = PassagePart("call", "words", file_id="file-a")
        cited = CitationPart("file_citation", file_id="file-b")
        await messages.add(answer(chat_id="new", parts=(passage, cited)))

        found = await UsedFiles(db).by_file()

        assert found == {
            "file-a": (ChatUse("new", "Travel"), ChatUse("old", "Leave", attached=True)),
            "file-b": (ChatUse("new", "Travel"),),
            "file-picture": (ChatUse("old", "Leave", attached=True),),
        }


async def test_a_file_that_is_attached_and_quoted_counts_as_attached_once(tmp_path: Path) -> None:
    async with opened(tmp_path / "oriel.db") as db:
        await ChatTable(db).add(a_chat("c", title="One"))
        messages = MessageTable(db)
        for each in (said(parts=(a_file("f"), a_file("f"))), answer(parts=(a_file("f"),))):
            await messages.add(each)
        assert await UsedFiles(db).by_file() == {"f": (ChatUse("c", "One", attached=True),)}


async def test_drafts_waiting_turns_and_settings_use_files_too(tmp_path: Path) -> None:
    async with opened(tmp_path / "oriel.db") as db:
        code = CodeInterpreter(file_ids=("in-code", "in-code-2"))
        settings = ChatSettings(hosted=HostedTools(code_interpreter=code))
        await ChatTable(db).add(a_chat("c", title="One", settings=settings))
        drafts = DraftTable(db)
        await drafts.put_parts("c", (a_file("in-draft"),))
        await drafts.put_parts("", (a_file("in-the-first-draft"),))
        turn = WaitingTurn(
            id="w", chat_id="c", parts=(a_file("in-turn"),), why="offline", created_at=1.0
        )
        await WaitingTable(db).add(turn)

        found = await UsedFiles(db).by_file()

        one = (ChatUse("c", "One", attached=True),)
        assert found == {
            "in-draft": one,
            "in-turn": one,
            "in-code": one,
            "in-code-2": one,
            "in-the-first-draft": (ChatUse("", attached=True),),
        }


async def test_a_chat_in_the_bin_is_said_to_be_there(tmp_path: Path) -> None:
    async with opened(tmp_path / "oriel.db") as db:
        chats = ChatTable(db)
        await chats.add(a_chat("c", title="Gone"))
        await MessageTable(db).add(said(parts=(a_file("f"),)))
        await chats.delete("c", 5.0)
        assert await UsedFiles(db).by_file() == {
            "f": (ChatUse("c", "Gone", attached=True, in_bin=True),)
        }


async def test_what_only_looks_like_an_id_is_none(tmp_path: Path) -> None:
    async with opened(tmp_path / "oriel.db") as db:
        await ChatTable(db).add(a_chat())
        words = '{"file_id":"file-in-words"}'
        call = ToolCallPart("call", "read", arguments=words)
        inline = FilePart("a.txt", data_uri="data:text/plain,x")
        await MessageTable(db).add(said(parts=(TextPart(words), call, inline)))
        assert await UsedFiles(db).by_file() == {}


async def test_a_long_history_is_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(used_files, "_ROWS", 3)
    async with opened(tmp_path / "oriel.db") as db:
        await ChatTable(db).add(a_chat())
        messages = MessageTable(db)
        for n in range(10):
            await messages.add(said(parts=(a_file(f"f{n}"),)))
        assert set(await UsedFiles(db).by_file()) == {f"f{n}" for n in range(10)}


_TEXTS = st.text(max_size=40)
_IDS = st.from_regex(r"[A-Za-z0-9_-]{1,40}", fullmatch=True)
_PARTS: st.SearchStrategy[Part] = st.one_of(
    st.builds(TextPart, _TEXTS),
    st.builds(FilePart, _TEXTS, file_id=st.one_of(st.just(""), _IDS)),
    st.builds(ImagePart, file_id=_IDS, alt=_TEXTS),
    st.builds(PassagePart, _TEXTS, _TEXTS, filename=_TEXTS, file_id=_IDS),
    st.builds(ToolCallPart, _TEXTS, _TEXTS, arguments=_TEXTS),
)


@given(st.lists(_PARTS, max_size=8))
def test_exactly_the_ids_of_parts_are_found_whatever_the_words(parts: list[Any]) -> None:
    hostile = TextPart('", "file_id":"no"')
    stored = parts_to_json((*parts, hostile))
    wanted = [p.file_id for p in parts if getattr(p, "file_id", "")]
    assert used_files._FILE_ID.findall(stored) == wanted


def test_a_sample_is_what_the_table_would_write() -> None:
    # The pattern rests on how parts are written: no blanks, names in quotes.
    assert '"file_id":"f"' in parts_to_json((replace(a_file("x"), file_id="f"),))


async def test_a_message_in_the_bin_and_the_beginnings_of_a_folder_use_files_too(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path / "oriel.db") as db:
        await ChatTable(db).add(a_chat("c", title="One"))
        turn = said(parts=(a_file("in-bin"),))
        await MessageTable(db).add(turn)
        await Conversations(ChatTable(db), MessageTable(db), DraftTable(db)).take_out("c", turn.id)
        code = CodeInterpreter(file_ids=("in-folder",))
        settings = ChatSettings(hosted=HostedTools(code_interpreter=code))
        await FolderTable(db).put(Folder(id="f", name="Work", settings=settings))
        assert await UsedFiles(db).by_file() == {
            "in-bin": (ChatUse("c", "One"),),
            "in-folder": (ChatUse("", "", attached=True),),
        }
