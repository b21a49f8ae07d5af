"""Vector stores against the real local service: made, filled, changed, emptied, copied."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.services.rooms import Rooms, rooms

from oriel.domain.chat_settings import ChatSettings
from oriel.domain.errors import NotFound
from oriel.domain.hosted_tools import FileSearch, HostedTools
from oriel.domain.library import StoreFile
from oriel.local.weather import Refuse
from oriel.services.library_store_copying import duplicate
from oriel.services.library_store_names import FEW, GONE, FileNames
from oriel.services.library_store_uses import StoreUses
from oriel.services.library_store_values import Chunking, Entry, StoreDraft
from oriel.services.library_store_watch import StoreWatch
from oriel.services.library_stores import LibraryStores
from oriel.services.store_bases import StoreBases

LOCAL = "local"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Rooms]:
    async with rooms(tmp_path) as opened:
        yield opened


@pytest.fixture
def stores(house: Rooms) -> LibraryStores:
    return LibraryStores(house.connections, StoreBases(house.connections), new_waits_s=(0.0,))


async def uploaded(house: Rooms, folder: Path, name: str, text: str = "") -> str:
    """The id of a new file at the service."""
    path = folder / name
    path.write_text(text or f"The heron of {name} waits at the pond.\n")
    client = await house.connections.client(LOCAL)
    return str((await client.files.upload(path, purpose="assistants"))["id"])


async def settled(stores: LibraryStores, store_id: str) -> dict[str, StoreFile]:
    """The files of a store by their ids, once none is being indexed."""
    while True:
        found = await stores.files(LOCAL, store_id)
        if all(file.status != "in_progress" for file in found):
            return {file.id: file for file in found}


async def test_a_store_is_made_listed_changed_and_deleted(stores: LibraryStores) -> None:
    draft = StoreDraft(
        name="Reports", description="Yearly", metadata={"team": "red"}, expires_days=7
    )
    store = (await stores.create(LOCAL, draft)).store
    assert (store.name, store.description, store.expires_days) == ("Reports", "Yearly", 7)
    assert dict(store.metadata) == {"team": "red"}
    assert [each.id for each in await stores.all(LOCAL)] == [store.id]

    after = await stores.update(LOCAL, store.id, name="Papers", metadata={}, expires_days=0)
    assert (after.name, after.description, after.metadata) == ("Papers", "Yearly", ())
    assert (after.expires_days, after.expires_at) == (0, None)
    assert await stores.retrieve(LOCAL, store.id) == after

    await stores.delete(LOCAL, store.id)
    assert await stores.all(LOCAL) == []
    with pytest.raises(NotFound):
        await stores.retrieve(LOCAL, store.id)


async def test_files_deleted_with_a_store_are_gone_only_when_the_service_confirms_it(
    stores: LibraryStores, house: Rooms, tmp_path: Path
) -> None:
    # Oracle Cloud says 404 for what one may not do.
    kept, gone = [await uploaded(house, tmp_path, f"{n}.md") for n in range(2)]
    house.server.weather.meet(f"DELETE /files/{kept}", Refuse(404, shape="oci"))
    client = await house.connections.client(LOCAL)
    await client.files.delete(gone)
    outcome = await stores.delete_files(LOCAL, [kept, gone])
    assert outcome.done == (gone,)
    assert [refused.file_id for refused in outcome.refused] == [kept]


async def test_only_the_guilty_of_a_batch_stay_behind(
    stores: LibraryStores, house: Rooms, tmp_path: Path
) -> None:
    good = [await uploaded(house, tmp_path, f"note {n}.txt") for n in range(3)]
    draft = StoreDraft(name="S", file_ids=(good[0], "file-gone", *good[1:]))
    made = await stores.create(LOCAL, draft)
    assert set(made.files.done) == set(good)
    (refused,) = made.files.refused
    assert (refused.file_id, refused.reason.code) == ("file-gone", "not_found")
    files = await settled(stores, made.store.id)
    assert {file.status for file in files.values()} == {"completed"}


async def test_files_keep_their_own_attributes_and_chunking_when_they_go_in_together(
    stores: LibraryStores, house: Rooms, tmp_path: Path
) -> None:
    ids = [await uploaded(house, tmp_path, f"{n}.md") for n in range(4)]
    store = (await stores.create(LOCAL, StoreDraft(name="S"))).store
    small = Chunking(120, 20)
    entries = [
        Entry(file_id=ids[0], attributes={"year": 1}),
        Entry(file_id=ids[1], attributes={"year": True}),
        Entry(file_id=ids[2], attributes={"year": 1}, chunking=small),
        Entry(file_id=ids[3], attributes={"year": 1}, chunking=small),
    ]
    told: list[tuple[int, int]] = []
    outcome = await stores.attach(LOCAL, store.id, entries, lambda n, m: told.append((n, m)))
    assert (set(outcome.done), told[-1]) == (set(ids), (4, 4))
    files = await settled(stores, store.id)
    assert [files[i].attributes["year"] for i in ids] == [1, True, 1, 1]
    assert files[ids[1]].attributes["year"] is True
    assert [files[i].chunk_tokens == 120 for i in ids] == [False, False, True, True]


async def test_attributes_of_several_files_change_only_where_they_were_touched(
    stores: LibraryStores, house: Rooms, tmp_path: Path
) -> None:
    ids = [await uploaded(house, tmp_path, f"{n}.md") for n in range(2)]
    store = (await stores.create(LOCAL, StoreDraft(name="S", file_ids=tuple(ids)))).store
    await stores.set_attributes(LOCAL, store.id, ids[0], {"team": "red", "year": 2024})
    await stores.set_attributes(LOCAL, store.id, ids[1], {"team": "blue"})
    changes = {"team": None, "done": True}
    outcome = await stores.change_attributes(LOCAL, store.id, [*ids, "file-gone"], changes)
    assert (set(outcome.done), len(outcome.refused)) == (set(ids), 1)
    files = {file.id: file for file in await stores.files(LOCAL, store.id)}
    assert dict(files[ids[0]].attributes) == {"year": 2024, "done": True}
    assert dict(files[ids[1]].attributes) == {"done": True}
    assert (await stores.file(LOCAL, store.id, ids[1])).attributes == {"done": True}


async def test_a_file_shows_its_chunks_and_comes_out_and_goes_in_again(
    stores: LibraryStores, house: Rooms, tmp_path: Path
) -> None:
    words = " ".join(f"word{n}." for n in range(400))
    file_id = await uploaded(house, tmp_path, "long.txt", words)
    store = (await stores.create(LOCAL, StoreDraft(name="S"))).store
    entry = Entry(file_id=file_id, attributes={"a": "b"}, chunking=Chunking(100, 0))
    await stores.attach(LOCAL, store.id, [entry])
    (before,) = (await settled(stores, store.id)).values()
    chunks = await stores.chunks(LOCAL, store.id, file_id)
    assert len(chunks) > 4
    assert chunks[0].startswith("word0.")
    assert chunks[-1].endswith("word399.")

    assert (await stores.retry(LOCAL, store.id, [before])).done == (file_id,)
    (after,) = (await settled(stores, store.id)).values()
    assert (after.attributes, after.chunk_tokens) == ({"a": "b"}, 100)

    outcome = await stores.detach(LOCAL, store.id, [file_id, "file-gone"])
    assert outcome.done == (file_id, "file-gone")
    assert await stores.files(LOCAL, store.id) == []
    client = await house.connections.client(LOCAL)
    assert (await client.files.retrieve(file_id))["id"] == file_id
    assert (await stores.delete_files(LOCAL, [file_id, "file-gone"])).refused == ()
    with pytest.raises(NotFound):
        await client.files.retrieve(file_id)


async def test_a_watch_tells_of_each_file_and_ends_when_nothing_is_in_progress(
    stores: LibraryStores, house: Rooms, tmp_path: Path
) -> None:
    ids = [await uploaded(house, tmp_path, f"{n}.md") for n in range(5)]
    store = (await stores.create(LOCAL, StoreDraft(name="S", file_ids=tuple(ids)))).store
    watch, working, seen = StoreWatch(stores, 0.001, 0.01), {*ids, "file-gone"}, []
    async for look in watch.store(LOCAL, store.id, lambda: working):
        seen.append(look)
        working.difference_update(look.gone, [file.id for file in look.files])
    assert {file.id for look in seen for file in look.files} == set(ids)
    assert [gone for look in seen for gone in look.gone] == ["file-gone"]
    assert seen[-1].store.files.completed == len(ids)
    assert working == set()


async def test_a_watch_over_the_list_ends_when_nobody_is_named_any_more(
    stores: LibraryStores, house: Rooms, tmp_path: Path
) -> None:
    file_id = await uploaded(house, tmp_path, "a.md")
    store = (await stores.create(LOCAL, StoreDraft(name="S", file_ids=(file_id,)))).store
    working = {store.id, "vs_gone"}
    async for look in StoreWatch(stores, 0.001, 0.01).stores(LOCAL, lambda: working):
        assert look.id == store.id
        if look.status == "completed":
            assert look.files.completed == 1
            working.clear()
    assert working == set()


@pytest.mark.parametrize("count", [2, FEW + 1])
async def test_files_in_a_store_get_their_names(
    stores: LibraryStores, house: Rooms, tmp_path: Path, count: int
) -> None:
    ids = [await uploaded(house, tmp_path, f"note {n}.md") for n in range(count)]
    names = FileNames(house.connections)
    found = [file async for page in names.learn(LOCAL, [*ids, "file-gone"]) for file in page]
    assert {file.id: file.name for file in found} == {
        **{each: f"note {n}.md" for n, each in enumerate(ids)},
        "file-gone": "",
    }
    gone = names.of(LOCAL, "file-gone")
    assert gone is not None
    assert gone.status == GONE
    assert [page async for page in names.learn(LOCAL, ids)] == []


async def test_a_copy_has_the_same_settings_files_and_attributes(
    stores: LibraryStores, house: Rooms, tmp_path: Path
) -> None:
    ids = [await uploaded(house, tmp_path, f"{n}.md") for n in range(3)]
    draft = StoreDraft(name="S", description="D", metadata={"m": "1"}, expires_days=3)
    store = (await stores.create(LOCAL, draft)).store
    entries = [
        Entry(file_id=each, attributes={"n": each}, chunking=Chunking(200, 50)) for each in ids
    ]
    await stores.attach(LOCAL, store.id, entries)
    await settled(stores, store.id)
    client = await house.connections.client(LOCAL)
    told: list[tuple[int, int]] = []
    copy = await duplicate(stores, LOCAL, store.id, "S 2", lambda n, m: told.append((n, m)))
    made = await stores.retrieve(LOCAL, copy.made.store.id)
    assert (made.name, made.description, made.expires_days) == ("S 2", "D", 3)
    assert dict(made.metadata) == {"m": "1"}
    assert (copy.made.files.refused, copy.cut_anew, told[-1]) == ((), 0, (3, 3))
    files = await settled(stores, made.id)
    assert {each: dict(file.attributes) for each, file in files.items()} == {
        each: {"n": each} for each in ids
    }
    assert {file.chunk_tokens for file in files.values()} == {200}
    await stores.delete(LOCAL, store.id)
    assert (await client.files.retrieve(ids[0]))["id"] == ids[0]


async def test_the_chats_that_search_in_a_store_are_named(house: Rooms) -> None:
    hosted = HostedTools(file_search=FileSearch(store_ids=("vs_1",)))
    chat = replace(house.chat(), title="Herons", settings=ChatSettings(hosted=hosted))
    await house.chats.add(chat)
    await house.chats.add(house.chat())
    uses = StoreUses(house.chats)
    assert await uses.titles(LOCAL, ["vs_0", "vs_1"]) == ["Herons"]
    assert await uses.titles("another", ["vs_1"]) == []
    assert await uses.titles(LOCAL, ["vs_2"]) == []
