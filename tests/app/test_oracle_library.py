"""The library at Oracle Cloud: every part of it, by an API key and by a browser sign-in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.app.desks import part
from tests.app.oracle_library import Reader, reader_by, written

from fake_oracle.control_plane import PLACE
from fake_oracle.shelves import DATED, PLAIN
from oriel.domain.doctor import CheckName, Verdict
from oriel.domain.transfers import Stage, UploadTo
from oriel.services.credentials import KEPT
from oriel.ui.view_models.store_rows import RowState
from waiting import emitted, until

both_ways = pytest.mark.parametrize("way", ["key", "session"])


@both_ways
@pytest.mark.limit(60)
async def test_files_stores_searches_and_containers_work(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reader_by(way, tmp_path, monkeypatch) as reader:
        paths = written(tmp_path / "in", heron="The heron stands still.", moss="Moss grows.")
        await reader.drop("files", *paths)
        assert reader.stages == {Stage.DONE}
        await until(lambda: reader.names("files") == ["heron.md", "moss.md"])
        store_id = await reader.make_store("Birds")
        await reader.open_store(store_id)
        await reader.drop("store_files", *written(tmp_path / "more", kite="Kites circle high."))
        await until(lambda: states(reader) == {RowState.READY})
        await search(reader, store_id, "kites circle")
        assert "1 passage" in reader.said()
        await use_a_container(reader, paths[0])
        await delete_all(reader, store_id)
        assert reader.cloud.data.refusals == []
        check_headers(reader)
        check_planes(reader, way)


def states(reader: Reader) -> set[RowState]:
    return {row.state for row in reader.table("store_files").all_records()}


async def search(reader: Reader, store_id: str, question: str) -> None:
    model = reader.library._models.retrieval
    found = emitted(model.searched)
    reader.area.ask((store_id,), question)
    await found


async def use_a_container(reader: Reader, path: Path) -> None:
    containers, transfers = reader.library._models.containers, reader.library._models.transfers
    reader.library.page.show_tab("containers")
    await until(lambda: part(reader.library.page, "new_container").isEnabled())
    reader.click("new_container")
    reader.type("field_container_name", "Box")
    created = emitted(containers.created)
    reader.click("create_container")
    (box,) = await created
    to = UploadTo(container_id=box.id)
    transfers.upload(reader.connection.id, [str(path)], to)
    await until(lambda: reader.shelves.container_files[box.id])
    await until(lambda: all(each.stage.has_ended for each in reader.transfers))
    assert reader.stages == {Stage.DONE}


async def delete_all(reader: Reader, store_id: str) -> None:
    stores = reader.library._models.stores.stores
    deleted = emitted(stores.deleted)
    stores.delete(store_id, with_files=True)
    await deleted
    assert reader.shelves.stores == {}
    assert sorted(reader.shelves.names()) == ["heron.md", "moss.md"]


def check_headers(reader: Reader) -> None:
    """On whatever was asked of either plane for the library."""
    cloud = reader.cloud
    sent = [seen.headers for seen in cloud.data.seen]
    asked = zip(cloud.control.asked, cloud.control.headers, strict=True)
    sent += [headers for line, headers in asked if "/openai/v1/" in line]
    assert len(sent) > 20
    for headers in sent:
        assert headers["openai-project"] == reader.connection.project_id
        assert headers["opc-compartment-id"] == headers["compartmentid"] == PLACE
        assert headers["accept-encoding"] == "gzip, deflate"


def check_planes(reader: Reader, way: str) -> None:
    """Stores are made, listed and deleted at one place, all else at the data plane."""
    stores = re.compile(r"(.*/openai/v1)/vector_stores(/[^/?]*)?(\?.*)?$")
    cloud, told = reader.cloud, set[str]()
    for seen in cloud.data.seen:
        found = stores.match(seen.path)
        told.add(f"data {found[1]}" if found else f"else {seen.path.split('/v1/')[0]}")
    for line in cloud.control.asked:
        if "/openai/v1/" in line:
            found = stores.match(line)
            assert found, line
            told.add("control")
    where = "data /20231130/openai/v1" if way == "key" else "control"
    assert told == {where, "else /openai"}


@pytest.mark.parametrize(("way", "place"), [("key", PLAIN), ("session", DATED)])
@pytest.mark.limit(30)
async def test_stores_are_found_at_the_other_place_and_asked_for_there_from_then_on(
    way: str, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reader_by(way, tmp_path, monkeypatch) as reader:
        shelves, cloud = reader.shelves, reader.cloud
        shelves.stores_at = {"key": {place}, "iam": {place}}
        await reader.make_store("First")
        asked = len(cloud.data.seen), len(cloud.control.asked)
        store_id = await reader.make_store("Second")
        reader.click("refresh_stores")
        await until(lambda: reader.names("stores") == ["First", "Second"])
        since = [seen.path for seen in cloud.data.seen[asked[0] :]]
        about_stores = [path for path in since if not path.endswith("/files")]
        assert all(path.startswith(reader_base(place)) for path in about_stores)
        assert cloud.control.asked[asked[1] :] == []
        address = f"{cloud.data.url}{reader_base(place)}/vector_stores/{store_id}"
        assert address in reader.command("stores", store_id)


def reader_base(place: str) -> str:
    return "/openai/v1" if place == PLAIN else "/20231130/openai/v1"


@pytest.mark.limit(60)
async def test_what_the_doctor_finds_of_the_stores_the_library_knows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reader_by("session", tmp_path, monkeypatch) as reader:
        reader.shelves.stores_at = {"iam": {DATED}}
        connections = reader.who.desk.connections
        checks = await connections._connections.examine(reader.connection, KEPT, lambda check: None)
        (found,) = (check for check in checks if check.name is CheckName.VECTOR_STORES)
        assert found.verdict is Verdict.OK
        asked = len(reader.cloud.control.asked)
        await reader.make_store("Notes")
        assert reader.cloud.control.asked[asked:] == []
