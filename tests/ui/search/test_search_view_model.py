"""One question at a time over the history, and what is kept of it."""

from __future__ import annotations

from pathlib import Path

from tests.waiting import emitted

from oriel.domain.findables import Findable, Kind
from oriel.domain.folders import Folder
from oriel.domain.prompts import Prompt
from oriel.domain.search_typing import Begun
from oriel.domain.synced_folders import SyncedFolder
from oriel.domain.transfer_jobs import Job
from oriel.domain.transfers import Direction, Transfer, UploadTo
from oriel.store.folders import FolderTable
from oriel.store.prompts import PromptTable
from oriel.store.synced_folders import SyncedFolderTable
from oriel.store.transfers import TransferTable
from oriel.store.uploaded import Content, UploadedTable
from oriel.ui.view_models.search import PAGE, Found, SearchViewModel

from .histories import add_chat, searching


async def found(search: SearchViewModel, typed: str, *, ranked: bool = False) -> Found:
    """What came of it in the end."""
    heard = emitted(search.found)
    search.search(typed, ranked=ranked)
    (answer,) = await heard
    while not answer.complete:
        (answer,) = await emitted(search.found)
    assert isinstance(answer, Found)
    return answer


async def test_messages_come_newest_first_and_chats_by_their_titles(tmp_path: Path) -> None:
    async with searching(tmp_path) as rooms:
        answer = await found(rooms.search, "train")
        hits = answer.messages.hits
        assert [hit.message_id for hit in hits] == ["oslo-1", "oslo-0", "rome-1", "rome-0"]
        assert [chat.chat_id for chat in answer.chats] == ["rome"]
        assert [hit.model for hit in hits] == ["the-model", "", "the-model", ""]
        assert answer.words == ("train",)
        assert not answer.more


async def test_what_was_asked_last_is_what_is_told(tmp_path: Path) -> None:
    async with searching(tmp_path) as rooms:
        told: list[Found] = []
        rooms.search.found.connect(told.append)
        heard = emitted(rooms.search.found)
        for typed in ("t", "tr", "boat"):
            rooms.search.search(typed)
        await heard
        assert [answer.query.words for answer in told] == [("boat",)]


async def test_more_gives_a_longer_list_of_the_same(tmp_path: Path) -> None:
    async with searching(tmp_path) as rooms:
        await add_chat(rooms.database, "long", "Long", [f"say number {n}" for n in range(50)])
        first = await found(rooms.search, "number")
        assert len(first.messages.hits) == PAGE
        assert first.more
        heard = emitted(rooms.search.found)
        rooms.search.more(first)
        (more,) = await heard
        assert len(more.messages.hits) == 50
        assert more.messages.hits[:PAGE] == first.messages.hits
        assert not more.more


async def test_filters_are_about_messages_alone(tmp_path: Path) -> None:
    async with searching(tmp_path) as rooms:
        rooms.search.begin([Findable(Kind.COMMAND, "train", "Train the model")])
        await emitted(rooms.search.began)
        assert [other.id for other in (await found(rooms.search, "train")).others] == ["train"]
        answer = await found(rooms.search, "train role:user ")
        assert [hit.message_id for hit in answer.messages.hits] == ["oslo-0"]
        assert answer.others == ()
        assert answer.chats == ()


async def test_an_empty_field_shows_what_was_last(tmp_path: Path) -> None:
    async with searching(tmp_path, ["ferry"]) as rooms:
        began = emitted(rooms.search.began)
        rooms.search.begin()
        (beginning,) = await began
        assert [chat.chat_id for chat in beginning.chats] == ["oslo", "boats", "rome"]
        assert beginning.recent == ("ferry",)
        assert beginning.saved == ()


async def test_prompts_are_found_and_given_whole(tmp_path: Path) -> None:
    async with searching(tmp_path) as rooms:
        prompt = Prompt("p", "timetable", "Write a table of trains.")
        await PromptTable(rooms.database).put(prompt)
        rooms.search.begin()
        await emitted(rooms.search.began)
        (other,) = (await found(rooms.search, "timeta")).others
        assert (other.kind, other.id) == (Kind.PROMPT, "p")
        assert rooms.search.prompt("p") == prompt


async def test_files_and_stores_that_were_used_are_found_and_nobody_is_asked(
    tmp_path: Path,
) -> None:
    async with searching(tmp_path) as rooms:
        to = UploadTo(store_id="vs", store_name="Train handbook")
        sent = Transfer(
            id="t",
            connection_id="local",
            direction=Direction.UP,
            name="train times.txt",
            path="train times.txt",
            to=to,
        )
        await TransferTable(rooms.database).write([Job(transfer=sent)])
        content = Content("local", "0" * 64, "assistants")
        await UploadedTable(rooms.database).put(content, "file-1", sent, 1e9)
        folder = SyncedFolder(id="s", connection_id="oci", store_id="vs2", path="/home/a/trains")
        await SyncedFolderTable(rooms.database).put(folder)
        rooms.search.begin([Findable(Kind.STORE, "vs", "Train book, renamed", "", "local")])
        await emitted(rooms.search.began)
        others = (await found(rooms.search, "train")).others
        assert [(o.kind, o.connection_id, o.id, o.name) for o in others] == [
            (Kind.FILE, "local", "file-1", "train times.txt"),
            (Kind.STORE, "local", "vs", "Train book, renamed"),
            (Kind.STORE, "oci", "vs2", "trains"),
        ]


async def test_values_are_offered_for_a_filter(tmp_path: Path) -> None:
    async with searching(tmp_path) as rooms:
        await FolderTable(rooms.database).put(Folder(id="f", name="To do"))
        rooms.search.begin()
        await emitted(rooms.search.began)
        for begun, expected in (
            (Begun(0, "model", ""), ("the-model",)),
            (Begun(0, "in", "to"), ("To do", "To Oslo", "Trains to Rome")),
            (Begun(0, "has", "co"), ("code",)),
            (Begun(0, "before", "20"), ()),
        ):
            heard = emitted(rooms.search.offered)
            rooms.search.offer(begun)
            (offers,) = await heard
            assert offers.begun == begun
            assert offers.values == expected


async def test_a_search_is_kept_found_again_and_forgotten(tmp_path: Path) -> None:
    async with searching(tmp_path) as rooms:
        kept = emitted(rooms.search.kept)
        rooms.search.save("Night trains", "train role:assistant")
        (saved,) = await kept
        assert rooms.search.saved(" train   role:assistant ") == saved
        assert rooms.search.saved("train") is None
        forgotten = emitted(rooms.search.forgotten)
        rooms.search.forget(saved)
        assert (await forgotten)[0] == saved
        assert rooms.search.saved("train role:assistant") is None


async def test_what_was_searched_for_is_remembered_once_and_not_for_ever(tmp_path: Path) -> None:
    async with searching(tmp_path, ["a", "b", "a"]) as rooms:
        assert rooms.search.recent == ("a", "b")
        rooms.search.remember("  b  ")
        rooms.search.remember(" ")
        assert rooms.search.recent == ("b", "a")
        for number in range(20):
            rooms.search.remember(f"search {number}")
        assert len(rooms.search.recent) == 8
        rooms.search.forget_recent("search 19")
        assert rooms.search.recent[0] == "search 18"


async def test_a_damaged_history_is_told_of_where_one_searches(tmp_path: Path) -> None:
    async with searching(tmp_path) as rooms:
        await rooms.database.run(lambda db: db.execute("DROP TABLE message_words"))
        answer = await found(rooms.search, "train")
        assert answer.error is not None
        assert answer.messages.hits == ()
