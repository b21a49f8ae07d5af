"""Imports: what goes out comes in again, once; nothing is written before it is wished; all of
it can be taken back."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.domain.generated_chats import histories

from oriel.domain.archives import ImportChanged
from oriel.domain.chat_lists import Section, Shelf, Span
from oriel.domain.chats import Chat
from oriel.domain.connections import Connection, ConnectionKind
from oriel.domain.folders import Folder
from oriel.domain.imports.runs import Choices, ImportPlan, ImportProgress, State
from oriel.domain.imports.values import Source
from oriel.domain.messages import Message, Role
from oriel.domain.parts import ImagePart, TextPart
from oriel.domain.prompts import Prompt
from oriel.domain.question_sets import QuestionSet
from oriel.domain.search import SavedSearch
from oriel.domain.stopping import StopReason
from oriel.domain.tools import ToolServer, Transport
from oriel.domain.usage import Usage
from oriel.services.archive import Archive
from oriel.services.imports import Imports
from oriel.store import chat_pages
from oriel.store.chats import ChatTable
from oriel.store.connections import ConnectionTable
from oriel.store.database import Database
from oriel.store.drafts import DraftTable
from oriel.store.folders import FolderTable
from oriel.store.messages import MessageTable
from oriel.store.prompts import PromptTable
from oriel.store.question_sets import QuestionSetTable
from oriel.store.remotes import Remote, RemoteTable
from oriel.store.removals import messages_in, take_out
from oriel.store.saved_searches import SavedSearchTable
from oriel.store.tool_servers import ToolServerTable

EXAMPLES = Path(__file__).parents[1] / "domain" / "imports"
PNG = b"\x89PNG\r\n\x1a\n1"


@asynccontextmanager
async def home(folder: Path, name: str) -> AsyncIterator[Database]:
    database = await Database.open(folder / f"{name}.db")
    try:
        yield database
    finally:
        await database.aclose()


async def everything(database: Database) -> dict[str, Any]:
    """All that is kept, without what says by which import it came."""
    chats, messages = ChatTable(database), MessageTable(database)
    kept = [*await chats.list(), *await chats.deleted()]
    return {
        "chats": sorted((replace(chat, import_id="") for chat in kept), key=lambda c: c.id),
        "messages": {
            chat.id: sorted(await messages.for_chat(chat.id), key=lambda m: m.id) for chat in kept
        },
        "folders": await FolderTable(database).all(),
        "drafts": {
            chat.id: (
                await DraftTable(database).get(chat.id),
                await DraftTable(database).parts(chat.id),
            )
            for chat in kept
        },
        "prompts": await PromptTable(database).list(),
        "servers": await ToolServerTable(database).list(),
        "kept at": {chat.id: await RemoteTable(database).for_chat(chat.id) for chat in kept},
        "removed": {chat.id: await database.read(partial(_removed, chat.id)) for chat in kept},
    }


def _removed(chat_id: str, db: sqlite3.Connection) -> list[Any]:
    rows = "SELECT * FROM removal WHERE chat_id = ? ORDER BY id"
    return [(*row[:-1], messages_in(row[-1])) for row in db.execute(rows, (chat_id,))]


_NOT_COMPARED = ("sqlite_sequence", '"message_words_', '"model_used"', "stat1")


def dump(database: Database) -> list[str]:
    """What the file holds, but its indexes; the word index fits it."""
    # Closed at once: a process that opens a file anew lets go of all its locks on it.
    with closing(sqlite3.connect(database.path)) as db:
        db.execute("INSERT INTO message_words(message_words, rank) VALUES ('integrity-check', 1)")
        lines = [line for line in db.iterdump() if not any(n in line for n in _NOT_COMPARED)]
        return sorted(lines)


async def brought(database: Database, *paths: Path, **choices: Any) -> str:
    imports = Imports(database)
    plan = await imports.look([str(path) for path in paths])
    return (await imports.run(plan, Choices(**choices))).run.id


def chatgpt_zip(folder: Path, raw: Any = None, name: str = "chatgpt.zip") -> Path:
    """As ChatGPT sends it: chats in shards, files beside them."""
    chats = raw if raw is not None else json.loads((EXAMPLES / "chatgpt.json").read_text("utf-8"))
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("user.json", "{}")
        archive.writestr("conversations-000.json", json.dumps(chats[:1]))
        archive.writestr("conversations-001.json", json.dumps(chats[1:]))
        archive.writestr("file-hull-hull.png", PNG)
        archive.writestr("file_0000dalle.dat", PNG)
        names = {"file_0000dalle.dat": "lighthouse.png"}
        archive.writestr("conversation_asset_file_names.json", json.dumps(names))
    return path


# Out and in again


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_what_goes_out_comes_in_again(tmp_path_factory: Any, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("round")
    drawn = [data.draw(histories(f"chat{n}")) for n in range(data.draw(st.integers(1, 4)))]
    folders = [
        Folder(id="top", name="Work", colour="accent"),
        Folder(id="in", name="Plans", parent_id="top"),
        Folder(id="empty", name="Nothing"),
    ]
    shelf = st.sampled_from(("", "top", "in"))
    placed = [(replace(chat, folder_id=data.draw(shelf)), messages) for chat, messages in drawn]
    ids = [message.id for _, messages in drawn for message in messages]
    taken_out = data.draw(st.lists(st.sampled_from(ids), max_size=3)) if ids else []
    remotes = [data.draw(_remotes(chat, messages)) for chat, messages in drawn]
    asyncio.run(_out_and_in(folder, placed, folders, taken_out, remotes))


def _remotes(chat: Chat, messages: list[Message]) -> st.SearchStrategy[Remote]:
    turns = st.sampled_from(["", *(message.id for message in messages)])
    return st.builds(
        Remote,
        id=st.just(f"conv of {chat.id}"),
        chat_id=st.just(chat.id),
        connection_id=st.just("work"),
        leaf_id=turns.map(lambda name: name or None),
        made_at=st.floats(1e9, 2e9),
        metadata=st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2).filter(
            lambda said: all(map(_is_storable, (*said, *said.values())))
        ),
        tail_id=turns.filter(bool) if messages else st.just(""),
        known_id=turns,
        last_item_id=st.just("item"),
        used_at=st.floats(0, 2e9),
        checked_at=st.none() | st.floats(1e9, 2e9),
        gone_at=st.none() | st.floats(1e9, 2e9),
        site=st.just("here"),
        deleted=st.booleans(),
    )


def _is_storable(said: str) -> bool:
    return said.isprintable()


WORK = Connection(
    id="work", name="Work", kind=ConnectionKind.COMPATIBLE, base_url="https://x.example/v1"
)
SERVER = ToolServer(
    id="s", name="Files", transport=Transport.STDIO, command=("run", "--here"), enabled=False
)


async def _out_and_in(
    folder: Path,
    histories: list[tuple[Chat, list[Message]]],
    folders: list[Folder],
    taken_out: list[str],
    remotes: list[Remote],
) -> None:
    archive = folder / "all.oriel"
    async with home(folder, "before") as database:
        await FolderTable(database).put(*folders)
        await PromptTable(database).put(Prompt("p", "Name", "Say {{what}}"))
        await ConnectionTable(database).put(WORK)
        await ToolServerTable(database).put(SERVER)
        for chat, messages in histories:
            await ChatTable(database).add(chat)
            for message in messages:
                await MessageTable(database).add(message)
            await DraftTable(database).put(chat.id, f"draft of {chat.id}")
            await DraftTable(database).put_parts(chat.id, (ImagePart(data_uri="data:,x"),))
        for remote in remotes:
            await RemoteTable(database).put(remote)
        for message_id in taken_out:
            chat_id = message_id.partition("-")[0]
            await database.run(
                partial(take_out, chat_id=chat_id, message_id=message_id, binned_at=1.5e9)
            )
        before = await everything(database)
        await Archive(database).write(str(archive))
    async with home(folder, "after") as database:
        await brought(database, archive)
        assert await everything(database) == before
        again = await Imports(database).look([str(archive)])
        assert {found.state for found in again.found} == {State.HERE}


async def test_a_folder_of_chats_as_json_comes_in(tmp_path: Path) -> None:
    from oriel.domain.export_json import chat_to_json

    folder = tmp_path / "out"
    folder.mkdir()
    said = Message(
        id="m", chat_id="c", parent_id=None, role=Role.USER, parts=(TextPart("hi"),), created_at=1.0
    )
    chat = Chat(id="c", title="Hello", created_at=1.0, updated_at=2.0)
    (folder / "Hello.json").write_text(json.dumps(chat_to_json(chat, [said])), encoding="utf-8")
    (folder / "notes.json").write_text("{}", encoding="utf-8")
    async with home(tmp_path, "h") as database:
        await brought(database, folder)
        assert [c.title for c in await ChatTable(database).list()] == ["Hello"]


async def test_an_archive_brings_all_that_is_kept_and_nothing_twice(tmp_path: Path) -> None:
    archive = tmp_path / "all.oriel"
    async with home(tmp_path, "before") as database:
        chats, messages = ChatTable(database), MessageTable(database)
        await chats.add(Chat(id="kept", title="Kept", created_at=1e9, updated_at=1e9))
        await chats.add(Chat(id="bin", created_at=1e9, updated_at=1e9, deleted_at=1.5e9))
        for name in ("gone", "there"):
            await messages.add(
                Message(
                    id=name,
                    chat_id="kept",
                    parent_id=None,
                    role=Role.ASSISTANT,
                    stop_reason=StopReason.FINISHED,
                    created_at=1e9,
                    model="m",
                    parts=(TextPart("oriel-file:no place"),),
                    usage=Usage(1, 2, 3),
                )
            )
        await messages.delete("gone")  # what it cost is still counted
        await SavedSearchTable(database).put(SavedSearch("s", "Name", "has:code"))
        await QuestionSetTable(database).put(QuestionSet(id="q", name="Questions"))
        work = Connection(
            id="k", name="Work", kind=ConnectionKind.COMPATIBLE, base_url="https://x.example/v1"
        )
        await ConnectionTable(database).put(work)
        before = await everything(database), await spent(database)
        await Archive(database).write(str(archive))
    async with home(tmp_path, "after") as database:
        empty = dump(database)
        imports = Imports(database)
        for _ in range(2):
            plan = await imports.look([str(archive)])
            done = await imports.run(plan, Choices())
            assert (await everything(database), await spent(database)) == before
            assert [c.id for c in await ConnectionTable(database).list()] == ["k"]
            assert [s.typed for s in await SavedSearchTable(database).all()] == ["has:code"]
            assert [q.id for q in await QuestionSetTable(database).all()] == ["q"]
            if plan.count(State.NEW):
                assert (plan.extras.connections, plan.extras.searches) == (1, 1)
                assert done.run.chats == 2
            else:
                assert not plan.extras.any
                assert (done.run.chats, done.run.others) == (0, 0)
        for run in await imports.earlier():
            await imports.undo(run.id)
        assert dump(database) == empty


async def spent(database: Database) -> list[Any]:
    return await database.read(lambda db: db.execute("SELECT * FROM spent ORDER BY 1").fetchall())


# A look


async def test_a_look_tells_what_is_there_and_writes_nothing(tmp_path: Path) -> None:
    path = chatgpt_zip(tmp_path)
    async with home(tmp_path, "h") as database:
        before = dump(database)
        plan = await Imports(database).look([str(path), str(EXAMPLES / "claude.json")])
        assert dump(database) == before
    assert plan.count(State.NEW) == 5
    assert plan.sources == {Source.CHATGPT: 3, Source.CLAUDE: 2}
    assert plan.not_read == ()
    boat = next(found for found in plan.found if found.title == "Naming a boat")
    assert (boat.messages, boat.attachments, boat.missing) == (6, 1, 2)
    assert plan.dates is not None
    assert plan.dates[0] < plan.dates[1]


async def test_only_what_is_wanted_comes_in(tmp_path: Path) -> None:
    path = chatgpt_zip(tmp_path)
    async with home(tmp_path, "h") as database:
        run_id = await brought(
            database, path, left_out=frozenset({"chatgpt:conv-odd"}), new_folder="ChatGPT"
        )
        chats = await ChatTable(database).list()
        (folder,) = await FolderTable(database).all()
        assert {chat.origin for chat in chats} == {"chatgpt:conv-boat", "chatgpt:conv-tools"}
        assert {(chat.folder_id, chat.import_id) for chat in chats} == {(folder.id, run_id)}
        messages = await MessageTable(database).for_chat(
            next(chat.id for chat in chats if chat.title == "Naming a boat")
        )
    pictures = [p for m in messages for p in m.parts if isinstance(p, ImagePart)]
    assert len(pictures) == 1
    assert pictures[0].data_uri


async def test_a_file_that_changed_since_the_look_is_refused(tmp_path: Path) -> None:
    path = chatgpt_zip(tmp_path)
    async with home(tmp_path, "h") as database:
        imports = Imports(database)
        plan = await imports.look([str(path)])
        chatgpt_zip(tmp_path, [])
        with pytest.raises(ImportChanged):
            await imports.run(plan, Choices())
        assert not await ChatTable(database).list()
        assert not await imports.earlier()


# Here already


async def test_what_is_here_is_known_again_and_what_grew_is_added_once(tmp_path: Path) -> None:
    raw = json.loads((EXAMPLES / "chatgpt.json").read_text("utf-8"))
    first = chatgpt_zip(tmp_path, raw)
    grown = json.loads(json.dumps(raw))
    grown[0]["mapping"]["u9"] = {
        "parent": "a3",
        "message": {
            "author": {"role": "user"},
            "create_time": 1700001000.0,
            "content": {"content_type": "text", "parts": ["Thank you!"]},
        },
    }
    grown[0]["current_node"] = "u9"
    async with home(tmp_path, "h") as database:
        imports = Imports(database)
        await brought(database, first)
        before = dump(database)
        second = chatgpt_zip(tmp_path, grown, "later.zip")
        plan = await imports.look([str(second)])
        states = {found.key: (found.state, found.added) for found in plan.found}
        assert states == {
            "chatgpt:conv-boat": (State.CHANGED, 1),
            "chatgpt:conv-tools": (State.HERE, 0),
            "chatgpt:conv-odd": (State.HERE, 0),
        }
        done = await imports.run(plan, Choices())
        assert (done.run.chats, done.run.updated, done.run.messages) == (0, 1, 1)
        chats = await ChatTable(database).list()
        boat = next(chat for chat in chats if chat.title == "Naming a boat")
        path = await MessageTable(database).last_of_path(boat.id, boat.leaf_id, 9)
        assert [m.text for m in path[-2:]] == ["It does.", "Thank you!"]
        only = Section(Shelf.IMPORTED, done.run.id)
        listed = await database.read(lambda db: chat_pages.ids(db, Span(only, 0, 9)))
        assert listed == [boat.id]  # what grew is shown, too
        await imports.undo(done.run.id)
        assert dump(database) == before


# Taken back


async def test_undo_leaves_the_history_as_it_was_also_after_a_restart(tmp_path: Path) -> None:
    archive = tmp_path / "all.oriel"
    async with home(tmp_path, "other") as database:
        await FolderTable(database).put(Folder(id="f", name="Old"))
        await PromptTable(database).put(Prompt("p", "Name", "text"))
        chat = Chat(id="c", title="Other", created_at=1.0, updated_at=2.0, folder_id="f")
        await ChatTable(database).add(chat)
        await Archive(database).write(str(archive))
    async with home(tmp_path, "h") as database:
        own = Chat(id="own", title="Own", created_at=1.0, updated_at=2.0)
        await ChatTable(database).add(own)
        before = dump(database)
        run_id = await brought(database, archive, chatgpt_zip(tmp_path), EXAMPLES / "claude.json")
    async with home(tmp_path, "h") as database:
        imports = Imports(database)
        (run,) = await imports.earlier()
        assert (run.id, run.chats, run.finished_at is None) == (run_id, 6, False)
        undone = await imports.undo(run_id)
        assert (undone.removed, undone.binned) == (6, 0)
        assert dump(database) == before
        assert not await imports.earlier()


async def test_a_chat_the_person_went_on_with_goes_into_the_bin(tmp_path: Path) -> None:
    async with home(tmp_path, "h") as database:
        run_id = await brought(database, EXAMPLES / "claude.json")
        chats = ChatTable(database)
        bread = next(c for c in await chats.list() if c.title == "Bread at altitude")
        await MessageTable(database).add(
            Message(
                id="mine",
                chat_id=bread.id,
                parent_id=bread.leaf_id,
                role=Role.USER,
                parts=(TextPart("One more thing"),),
                created_at=4e9,
            )
        )
        undone = await Imports(database).undo(run_id)
        assert (undone.removed, undone.binned) == (1, 1)
        assert await chats.list() == []
        assert [chat.id for chat in await chats.deleted()] == [bread.id]
        # One that lies in the bin is not here: it can be brought in again.
        await brought(database, EXAMPLES / "claude.json")
        assert len(await chats.list()) == 2


async def test_what_was_typed_in_a_chat_that_came_is_not_lost_with_it(tmp_path: Path) -> None:
    async with home(tmp_path, "h") as database:
        run_id = await brought(database, EXAMPLES / "claude.json")
        chats = ChatTable(database)
        bread = next(c for c in await chats.list() if c.title == "Bread at altitude")
        await DraftTable(database).put(bread.id, "Half a thought")
        undone = await Imports(database).undo(run_id)
        assert (undone.removed, undone.binned) == (1, 1)
        assert await DraftTable(database).get(bread.id) == "Half a thought"


async def test_one_that_was_cut_off_is_finished_or_taken_back(tmp_path: Path) -> None:
    raw = [
        {
            "uuid": f"u{n}",
            "name": f"Chat {n}",
            "created_at": "2025-01-01T00:00:00Z",
            "chat_messages": [{"uuid": f"m{n}", "sender": "human", "text": "word " * 2_000}],
        }
        for n in range(900)
    ]
    path = tmp_path / "conversations.json"
    path.write_text(json.dumps(raw), encoding="utf-8")
    async with home(tmp_path, "h") as database:
        imports = Imports(database)
        before = dump(database)
        for ending in ("finish", "undo"):
            plan = await imports.look([str(path)])
            await _cut_off(imports, plan)
            (run,) = await imports.earlier()
            assert run.finished_at is None
            assert 0 < len(await ChatTable(database).list()) < 900
            if ending == "finish":
                done = await imports.resume(run)
                assert done.run.finished_at is not None
                assert len(await ChatTable(database).list()) == 900
            await imports.undo(run.id)
            assert dump(database) == before


async def _cut_off(imports: Imports, plan: ImportPlan) -> None:
    """Leaves an import when a few hundred chats are in."""
    some = asyncio.Event()

    def hear(said: ImportProgress) -> None:
        if said.chats > 200:
            some.set()

    running = asyncio.ensure_future(imports.run(plan, Choices(), hear))
    await some.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_a_chat_longer_than_a_transaction_comes_in_whole(tmp_path: Path) -> None:
    raw = {
        "uuid": "long",
        "name": "Long",
        "chat_messages": [
            {"uuid": f"m{n}", "sender": "human" if n % 2 else "assistant", "text": f"turn {n}"}
            for n in range(3_500)
        ],
    }
    path = tmp_path / "one.json"
    path.write_text(json.dumps(raw), encoding="utf-8")
    async with home(tmp_path, "h") as database:
        await brought(database, path)
        (chat,) = await ChatTable(database).list()
        assert len(await MessageTable(database).for_chat(chat.id)) == 3_500
        (tail,) = await MessageTable(database).last_of_path(chat.id, chat.leaf_id, 1)
        assert tail.text == "turn 3499"
