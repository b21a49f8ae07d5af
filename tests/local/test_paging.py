"""Lists of a thousand objects: each comes once, both ways, whatever happens in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest

from oriel.local.containers import Containers, NewContainer
from oriel.local.database import open_database
from oriel.local.server import LocalServer
from oriel.local.store_files import NewEntry, StoreFiles
from oriel.local.stored_files import NewFile, StoredFiles
from oriel.local.vector_stores import NewStore, VectorStores

from .conftest import GUIDE, TOKEN

MANY = 1000


@dataclass
class Crowd:
    """What was put into the service, in this order."""

    files: list[str]
    stores: list[str]
    containers: list[str]
    container_files: list[str]
    batch: str
    client: openai.OpenAI
    http: httpx.Client

    @property
    def store(self) -> str:
        return self.stores[0]

    @property
    def box(self) -> str:
        return self.containers[0]


def seeded(data: Path) -> dict[str, Any]:
    """A thousand of each, put in below the wire: by it they would take a minute."""
    db = open_database(data / "local.db")
    files, stores = StoredFiles(db, data / "files"), VectorStores(db)
    boxes = Containers(db, data / "containers", pool_gb=MANY)

    def file(n: int) -> str:
        content = data / "content"
        content.write_text(f"words {n}")
        return str(files.add(NewFile(f"{n}.txt", "user_data"), content)["id"])

    made: dict[str, Any] = {
        "files": [file(n) for n in range(MANY)],
        "stores": [stores.add(NewStore(str(n)))["id"] for n in range(MANY)],
        "containers": [boxes.add(NewContainer(str(n)))["id"] for n in range(MANY)],
    }
    box = made["containers"][0]
    made["container_files"] = [
        boxes.add_file(box, f"{n}.txt", BytesIO(b"words"))["id"] for n in range(MANY)
    ]
    entries = [NewEntry(file_id, "x.txt") for file_id in made["files"]]
    made["batch"] = StoreFiles(db, stores).new_batch(made["stores"][0], entries)["id"]
    with db:
        db.execute("update vector_file set status = 'completed'")
    db.close()
    return made


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    data = tmp_path_factory.mktemp("crowd")
    made = seeded(data)
    server = LocalServer(data, GUIDE, TOKEN)
    server.start()
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with (
        openai.OpenAI(base_url=server.base_url, api_key=TOKEN, timeout=10) as client,
        httpx.Client(base_url=server.base_url, headers=headers, timeout=10) as http,
    ):
        yield Crowd(**made, client=client, http=http)
    server.stop()


LISTS: dict[str, tuple[Callable[[Crowd], Any], Callable[..., Any], Callable[[Crowd], str]]] = {
    "files": (lambda c: c.files, lambda c, **k: c.client.files.list(**k), lambda c: "/files"),
    "stores": (
        lambda c: c.stores,
        lambda c, **k: c.client.vector_stores.list(**k),
        lambda c: "/vector_stores",
    ),
    "store_files": (
        lambda c: c.files,
        lambda c, **k: c.client.vector_stores.files.list(c.store, **k),
        lambda c: f"/vector_stores/{c.store}/files",
    ),
    "batch_files": (
        lambda c: c.files,
        lambda c, **k: c.client.vector_stores.file_batches.list_files(
            c.batch, vector_store_id=c.store, **k
        ),
        lambda c: f"/vector_stores/{c.store}/file_batches/{c.batch}/files",
    ),
    "containers": (
        lambda c: c.containers,
        lambda c, **k: c.client.containers.list(**k),
        lambda c: "/containers",
    ),
    "container_files": (
        lambda c: c.container_files,
        lambda c, **k: c.client.containers.files.list(c.box, **k),
        lambda c: f"/containers/{c.box}/files",
    ),
}


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("what", LISTS)
def test_each_of_a_thousand_comes_once(crowd: Crowd, what: str, order: str):
    made, listed, _path = LISTS[what]
    found = [one.id for one in listed(crowd, limit=70, order=order)]
    assert found == made(crowd)[:: 1 if order == "asc" else -1]


@pytest.mark.parametrize("order", ["asc", "desc"])
@pytest.mark.parametrize("what", LISTS)
def test_each_of_a_thousand_comes_once_going_back(crowd: Crowd, what: str, order: str):
    made, _listed, path = LISTS[what]
    expected = made(crowd)[:: 1 if order == "asc" else -1]
    found: list[str] = [expected[-1]]
    while True:
        query: dict[str, Any] = {"limit": 90, "order": order, "before": found[0]}
        page = crowd.http.get(path(crowd), params=query).json()
        ids = [one["id"] for one in page["data"]]
        assert (page["first_id"], page["last_id"]) == (ids[0], ids[-1])
        found = ids + found
        if not page["has_more"]:
            break
    assert found == expected


def test_before_and_after_together_are_what_lies_between(crowd: Crowd):
    query: dict[str, Any] = {"after": crowd.files[10], "before": crowd.files[20], "order": "asc"}
    page = crowd.http.get("/files", params=query).json()
    assert [one["id"] for one in page["data"]] == crowd.files[11:20]
    assert not page["has_more"]


@pytest.mark.parametrize("what", LISTS)
def test_the_ends_of_a_list_say_so(crowd: Crowd, what: str):
    made, _listed, path = LISTS[what]
    last = {"after": made(crowd)[-1], "order": "asc"}
    page = crowd.http.get(path(crowd), params=last).json()
    empty = {"object": "list", "data": [], "first_id": None, "last_id": None, "has_more": False}
    assert page == empty
    exact = crowd.http.get(path(crowd), params={"after": made(crowd)[100], "limit": 100}).json()
    assert (len(exact["data"]), exact["has_more"]) == (100, False)
    unknown = crowd.http.get(path(crowd), params={"after": "nothing"})
    assert (unknown.status_code, unknown.json()["error"]["param"]) == (400, "after")


def test_what_comes_and_goes_meanwhile_hides_nothing_else(crowd: Crowd):
    page = crowd.client.containers.files.list(crowd.box, limit=50)
    first = [one.id for one in page.data]
    for file_id in first[:49]:
        crowd.client.containers.files.delete(file_id, container_id=crowd.box)
    new = crowd.client.containers.files.create(crowd.box, file=("new.txt", b"new")).id
    rest = [one.id for page in page.get_next_page().iter_pages() for one in page.data]
    assert first + rest == crowd.container_files[::-1]
    assert [one.id for one in crowd.client.containers.files.list(crowd.box, limit=1).data] == [new]
    crowd.container_files[-49:] = []
    crowd.container_files.append(new)


def test_a_place_in_a_list_of_one_state_outlives_that_state(crowd: Crowd):
    path = f"/vector_stores/{crowd.stores[1]}/files"
    ids = crowd.files[:3]
    for file_id in ids:
        crowd.http.post(path, json={"file_id": file_id})
    query = {"filter": "cancelled", "after": ids[2]}
    assert crowd.http.get(path, params=query).json()["data"] == []


def test_pages_of_stores_count_their_files(crowd: Crowd):
    stores = {one.id: one for one in crowd.client.vector_stores.list(limit=100, order="asc").data}
    counts = stores[crowd.store].file_counts
    assert (counts.total, counts.completed) == (MANY, MANY)
    assert stores[crowd.stores[2]].file_counts.total == 0
