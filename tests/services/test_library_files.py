"""The files of a service: listed, deleted, and where they are used. On the real local service."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.services.library_rooms import library
from tests.services.rooms import local_connection

from oriel.domain.connections import LOCAL
from oriel.domain.errors import AccessDenied, AnswerUnreadable, NotFound
from oriel.domain.file_uses import ChatUse, ends_soon, totals_of
from oriel.domain.library import LibraryFile
from oriel.local.weather import DELETE_FILE, LIST_FILES, LIST_STORE_FILES, LIST_STORES, Refuse
from oriel.services.deleting import Deletion

pytestmark = pytest.mark.limit(30)


async def test_files_come_page_by_page_newest_first_and_each_once(tmp_path: Path) -> None:
    async with library(tmp_path) as here:
        for n in range(103):
            await here.upload(f"{n:03}.txt")
        sizes = [len(page) async for page in here.files.pages("local")]
        assert sizes == [100, 3]
        assert await here.listed() == [f"{n:03}.txt" for n in reversed(range(103))]


async def test_a_file_that_moves_between_pages_is_not_shown_twice(tmp_path: Path) -> None:
    async with library(tmp_path) as here:
        ids = [await here.upload(f"{n:03}.txt") for n in range(101)]
        pages = here.files.pages("local")
        first = await anext(pages)
        # What is deleted from the first page would draw the second up, were it counted.
        await here.client.files.delete(ids[-1])
        rest = [file async for page in pages for file in page]
        seen = [file.id for file in (*first, *rest)]
        assert sorted(seen) == sorted(ids)


async def test_only_files_of_one_purpose_when_asked(tmp_path: Path) -> None:
    async with library(tmp_path) as here:
        await here.upload("a.txt", purpose="user_data")
        await here.upload("b.txt", purpose="assistants")
        found = [f.name async for page in here.files.pages("local", "assistants") for f in page]
        assert found == ["b.txt"]


async def test_one_file_as_it_is_now(tmp_path: Path) -> None:
    async with library(tmp_path) as here:
        file_id = await here.upload("a.txt", "four", expires_after_s=7200)
        file = await here.files.retrieve("local", file_id)
        assert (file.name, file.size, file.purpose) == ("a.txt", 4, "user_data")
        assert file.expires_at == (file.created_at or 0) + 7200
        await here.client.files.delete(file_id)
        with pytest.raises(NotFound):
            await here.files.retrieve("local", file_id)


async def test_content_up_to_a_limit(tmp_path: Path) -> None:
    async with library(tmp_path) as here:
        file_id = await here.upload("a.txt", "four")
        assert await here.files.content("local", file_id, 4) == b"four"
        with pytest.raises(AnswerUnreadable):
            await here.files.content("local", file_id, 3)


async def test_each_deletion_is_told_and_one_refusal_stops_no_other(tmp_path: Path) -> None:
    async with library(tmp_path) as here:
        ids = [await here.upload(f"{n}.txt") for n in range(6)]
        here.rooms.server.weather.meet(f"DELETE /files/{ids[2]}", Refuse(403, message="No."))
        told: list[Deletion] = []
        await here.files.delete("local", ids, told.append)
        assert {t.id for t in told if t.error is None} == set(ids) - {ids[2]}
        (refused,) = (t for t in told if t.error)
        assert refused.id == ids[2]
        assert isinstance(refused.error, AccessDenied)
        assert await here.listed() == ["2.txt"]


async def test_a_file_that_is_gone_already_counts_as_deleted(tmp_path: Path) -> None:
    async with library(tmp_path) as here:
        file_id = await here.upload("a.txt")
        await here.client.files.delete(file_id)
        told: list[Deletion] = []
        await here.files.delete("local", [file_id], told.append)
        assert told == [Deletion(file_id)]


async def test_not_found_for_a_file_that_is_there_is_no_confirmation(tmp_path: Path) -> None:
    # Oracle Cloud says 404 for what one may not do.
    async with library(tmp_path) as here:
        file_id = await here.upload("a.txt")
        here.rooms.server.weather.meet(DELETE_FILE, Refuse(404, shape="oci"))
        told: list[Deletion] = []
        await here.files.delete("local", [file_id], told.append)
        assert isinstance(told[0].error, NotFound)
        assert await here.listed() == ["a.txt"]


async def test_whoever_gives_the_ids_can_stop_between_two(tmp_path: Path) -> None:
    async with library(tmp_path) as here:
        ids = [await here.upload(f"{n}.txt") for n in range(12)]
        told: list[Deletion] = []

        def until_five_are_asked() -> object:
            for n, file_id in enumerate(ids):
                if n == 5:
                    return
                yield file_id

        await here.files.delete("local", until_five_are_asked(), told.append)  # type: ignore[arg-type]
        assert len(told) == 5
        assert len(await here.listed()) == 7


async def test_where_files_are_used_and_which_are_nowhere(tmp_path: Path) -> None:
    async with library(tmp_path) as here:
        both, chat, lost = [await here.upload(f"{name}.txt") for name in ("both", "chat", "lost")]
        first = await here.store("Handbook", both)
        second = await here.store("Archive", both)
        await here.used_by("leave", both)
        await here.used_by("travel", chat)

        found, heard = await here.uses()

        assert [use.name for use in found.of(both).stores] == ["Archive", "Handbook"]
        assert {use.store_id for use in found.of(both).stores} == {first, second}
        assert found.of(both).chats == (ChatUse("leave", "Leave", attached=True),)
        assert found.of(chat).chats == (ChatUse("travel", "Travel", attached=True),)
        assert not found.of(chat).stores
        assert found.complete
        assert found.total == found.asked == 2
        files = [file async for page in here.files.pages("local") for file in page]
        assert [file.id for file in found.orphans(files)] == [lost]
        # The chats are known at once, the stores one after the other.
        assert heard[0].of(chat).anywhere
        assert not heard[0].complete
        assert [uses.asked for uses in heard[1:]] == [1, 2]


async def test_stores_are_asked_once_and_chats_each_time(tmp_path: Path) -> None:
    async with library(tmp_path) as here:
        file_id = await here.upload("a.txt")
        await here.store("Handbook", file_id)
        weather = here.rooms.server.weather
        await here.uses()
        await here.used_by("leave", file_id)
        found, _ = await here.uses()
        assert found.of(file_id).chats
        assert found.of(file_id).stores
        assert weather.asked(LIST_STORE_FILES) == 1
        assert here.files.known_uses("local") == found

        here.files.forget_uses("local")
        await here.uses()
        assert weather.asked(LIST_STORE_FILES) == 2


async def test_a_store_that_does_not_answer_is_named_and_asked_again(tmp_path: Path) -> None:
    async with library(tmp_path) as here:
        file_id = await here.upload("a.txt")
        await here.store("Handbook", file_id)
        closed = await here.store("Closed", file_id)
        pattern = f"GET /vector_stores/{closed}/files"
        here.rooms.server.weather.meet(pattern, Refuse(403, message="No."))

        found, _ = await here.uses()
        assert [use.name for use in found.of(file_id).stores] == ["Handbook"]
        assert found.unread == ("Closed",)
        assert found.trouble is not None
        assert found.trouble.code == "access_denied"
        assert not found.complete

        again, _ = await here.uses()
        assert [use.name for use in again.of(file_id).stores] == ["Closed", "Handbook"]
        assert again.complete


async def test_without_a_list_of_stores_the_chats_are_still_known(tmp_path: Path) -> None:
    async with library(tmp_path) as here:
        file_id = await here.upload("a.txt")
        await here.used_by("leave", file_id)
        here.rooms.server.weather.meet(LIST_STORES, Refuse(403), times=None)
        found, _ = await here.uses()
        assert found.of(file_id).chats
        assert found.trouble is not None
        assert not found.complete


async def test_many_stores_are_left_unasked_unless_it_is_wished(tmp_path: Path) -> None:
    async with library(tmp_path) as here:
        file_id = await here.upload("a.txt")
        for n in range(3):
            await here.store(f"Store {n}", file_id)
        found, _ = await here.uses(most_stores=2)
        assert (found.total, found.asked, found.complete) == (3, 0, False)
        assert here.rooms.server.weather.asked(LIST_STORE_FILES) == 0
        found, _ = await here.uses()
        assert len(found.of(file_id).stores) == 3


async def test_where_there_are_no_stores_none_are_asked(tmp_path: Path) -> None:
    async with library(tmp_path) as here:
        plain = replace(
            local_connection(here.rooms.server),
            id="plain",
            needs_key=False,
            capabilities=replace(LOCAL, vector_stores=False),
        )
        await here.rooms.connections.save(plain)
        found = await here.files.uses("plain", lambda uses: None)
        assert found.complete
        assert here.rooms.server.weather.asked(LIST_STORES) == 0


async def test_what_was_deleted_is_in_no_store_any_more(tmp_path: Path) -> None:
    async with library(tmp_path) as here:
        file_id = await here.upload("a.txt")
        await here.store("Handbook", file_id)
        await here.uses()
        await here.files.delete("local", [file_id], lambda deletion: None)
        assert not here.files.known_uses("local").of(file_id).stores


async def test_a_list_that_is_refused_is_told(tmp_path: Path) -> None:
    async with library(tmp_path) as here:
        here.rooms.server.weather.meet(LIST_FILES, Refuse(403))
        with pytest.raises(AccessDenied):
            await here.listed()


def test_totals_count_bytes_purposes_and_what_ends_soon() -> None:
    day = 86_400.0
    files = [
        LibraryFile(id="a", name="a", purpose="user_data", size=3, expires_at=10 * day),
        LibraryFile(id="b", name="b", purpose="assistants", size=4, expires_at=3 * day - 1),
        LibraryFile(id="c", name="c", purpose="user_data", size=5),
    ]
    totals = totals_of(files, now=0.0)
    assert (totals.count, totals.size, totals.soon) == (3, 12, 1)
    assert totals.purposes == (("user_data", 2), ("assistants", 1))
    assert [ends_soon(file, 0.0) for file in files] == [False, True, False]
