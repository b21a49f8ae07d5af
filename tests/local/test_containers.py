"""Containers and their files, judged by the openai SDK."""

from __future__ import annotations

import sqlite3
from io import BytesIO
from pathlib import Path
from typing import Any

import openai
import pytest

from oriel.local.containers import Containers, NewContainer
from oriel.local.database import open_database
from oriel.local.faults import ApiFault
from oriel.local.pages import PageAsked


def test_a_container_is_made_listed_and_deleted(client: openai.OpenAI):
    made = client.containers.create(name="work", memory_limit="4g")
    assert (made.name, made.memory_limit, made.status) == ("work", "4g", "running")
    assert made.expires_after is not None
    assert (made.expires_after.anchor, made.expires_after.minutes) == ("last_active_at", 20)
    assert client.containers.retrieve(made.id).created_at == made.created_at
    assert made.id in [one.id for one in client.containers.list()]
    client.containers.delete(made.id)
    for call in (client.containers.retrieve, client.containers.delete):
        with pytest.raises(openai.NotFoundError):
            call(made.id)


def test_files_go_in_and_come_out(client: openai.OpenAI):
    box = client.containers.create(name="box")
    sent = client.containers.files.create(box.id, file=("data.csv", b"a,b\n1,2\n"))
    assert (sent.path, sent.bytes, sent.source) == ("/mnt/data/data.csv", 8, "user")
    assert sent.container_id == box.id
    assert client.containers.files.content.retrieve(sent.id, container_id=box.id).content == (
        b"a,b\n1,2\n"
    )
    assert client.containers.files.retrieve(sent.id, container_id=box.id).id == sent.id
    assert [file.id for file in client.containers.files.list(box.id)] == [sent.id]
    client.containers.files.delete(sent.id, container_id=box.id)
    assert list(client.containers.files.list(box.id)) == []
    with pytest.raises(openai.NotFoundError):
        client.containers.files.content.retrieve(sent.id, container_id=box.id)


def test_uploaded_files_are_copied_in(client: openai.OpenAI):
    file = client.files.create(file=("notes.txt", b"words"), purpose="user_data")
    box = client.containers.create(name="box", file_ids=[file.id])
    (inside,) = client.containers.files.list(box.id)
    assert inside.path == "/mnt/data/notes.txt"
    again = client.containers.files.create(box.id, file_id=file.id)
    (now,) = client.containers.files.list(box.id)
    assert now.id == again.id, "a file of the same path is replaced"
    client.files.delete(file.id)
    found = client.containers.files.content.retrieve(again.id, container_id=box.id)
    assert found.content == b"words"


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"memory_limit": "2g"}, "memory_limit"),
        ({"expires_after": {"anchor": "last_active_at", "minutes": 0}}, "expires_after"),
        ({"expires_after": {"anchor": "never", "minutes": 5}}, "expires_after"),
        ({"skills": [{"type": "inline"}]}, "skills"),
        ({"network_policy": {"type": "disabled"}}, "network_policy"),
        ({"file_ids": "x"}, "file_ids"),
    ],
)
def test_what_is_not_offered_is_named(client: openai.OpenAI, more: Any, param: str):
    with pytest.raises(openai.BadRequestError) as refused:
        client.containers.create(name="x", **more)
    assert refused.value.param == param


def test_an_unknown_file_makes_no_container(client: openai.OpenAI):
    before = len(list(client.containers.list()))
    with pytest.raises(openai.NotFoundError):
        client.containers.create(name="x", file_ids=["file-nowhere"])
    assert len(list(client.containers.list())) == before


class Clock:
    """A clock that is set by hand, in seconds."""

    def __init__(self) -> None:
        self.s = 1_000_000

    def __call__(self) -> int:
        return self.s


def test_an_idle_container_ends_and_its_bytes_go(tmp_path: Path):
    clock, db = Clock(), open_database(tmp_path / "local.db")
    boxes = Containers(db, tmp_path / "boxes", clock)
    box = boxes.add(NewContainer("box", minutes=20))["id"]
    clock.s += 19 * 60
    file = boxes.add_file(box, "a.txt", BytesIO(b"a"))
    clock.s += 19 * 60
    assert boxes.get(box)["status"] == "running", "adding a file was a use"
    assert boxes.path(box, file["id"]).read_bytes() == b"a"
    clock.s += 20 * 60
    assert boxes.page(PageAsked())["data"][0]["status"] == "expired"
    assert boxes.get(box)["status"] == "expired", "what it was can still be seen"
    for use in (boxes.living, lambda one: boxes.files(one, PageAsked()), boxes.touch):
        with pytest.raises(ApiFault, match="Container is expired") as refused:
            use(box)
        assert refused.value.status == 404
    assert not list((tmp_path / "boxes").rglob("cfile*"))
    clock.s += 2 * 24 * 3600
    assert boxes.page(PageAsked())["data"] == []
    db.close()


def test_an_ended_container_is_404_over_the_wire(
    client: openai.OpenAI, server: Any, tmp_path_factory: pytest.TempPathFactory
):
    box = client.containers.create(name="box")
    with sqlite3.connect(server._data / "local.db") as db:
        db.execute("update container set last_active_at = 0 where id = ?", (box.id,))
    db.close()
    with pytest.raises(openai.NotFoundError, match="Container is expired"):
        client.containers.files.list(box.id)
    states = {one.id: one.status for one in client.containers.list()}
    assert states[box.id] == "expired"
    client.containers.delete(box.id)


def test_an_ended_container_is_seen_but_not_used(client: openai.OpenAI, server: Any):
    file = client.files.create(file=("notes.txt", b"words"), purpose="user_data")
    box = client.containers.create(name="box", file_ids=[file.id])
    (inside,) = client.containers.files.list(box.id)
    end(server, box.id)
    found = client.containers.retrieve(box.id)
    assert (found.status, found.name) == ("expired", "box")
    files = client.containers.files
    for use in (
        lambda: files.create(box.id, file=("a.txt", b"a")),
        lambda: files.create(box.id, file_id=file.id),
        lambda: files.list(box.id),
        lambda: files.retrieve(inside.id, container_id=box.id),
        lambda: files.content.retrieve(inside.id, container_id=box.id),
        lambda: files.delete(inside.id, container_id=box.id),
    ):
        with pytest.raises(openai.NotFoundError, match="Container is expired") as refused:
            use()
        assert refused.value.code == "container_expired"


def test_reading_a_file_is_a_use(client: openai.OpenAI, server: Any):
    box = client.containers.create(
        name="box", expires_after={"anchor": "last_active_at", "minutes": 1}
    )
    file = client.containers.files.create(box.id, file=("a.txt", b"a"))
    for use in (
        lambda: client.containers.files.content.retrieve(file.id, container_id=box.id),
        lambda: client.containers.files.create(box.id, file=("b.txt", b"b")),
    ):
        set_active(server, box.id, "last_active_at - 50")
        before = client.containers.retrieve(box.id).last_active_at or 0
        use()
        assert (client.containers.retrieve(box.id).last_active_at or 0) > before


def set_active(server: Any, container_id: str, when: str) -> None:
    with sqlite3.connect(server._data / "local.db") as db:
        sql = f"update container set last_active_at = {when} where id = ?"
        db.execute(sql, (container_id,))
    db.close()


def end(server: Any, container_id: str) -> None:
    set_active(server, container_id, "0")


def test_the_living_share_a_pool_of_memory(tmp_path: Path):
    clock, db = Clock(), open_database(tmp_path / "local.db")
    boxes = Containers(db, tmp_path / "boxes", clock)
    small = boxes.add(NewContainer("small", "4g", minutes=1))["id"]
    with pytest.raises(ApiFault, match=r"64 GB.*4 GB are in use.*asks for 64 GB") as refused:
        boxes.add(NewContainer("all", "64g"))
    assert (refused.value.status, refused.value.code) == (400, "LimitExceeded")
    kept = [boxes.add(NewContainer("big", "16g"))["id"] for _n in range(3)]
    with pytest.raises(ApiFault):
        boxes.add(NewContainer("big", "16g"))
    clock.s += 60
    assert boxes.get(small)["status"] == "expired"
    boxes.add(NewContainer("one more", "16g"))
    boxes.delete(kept[0])
    boxes.add(NewContainer("and one", "16g"))
    db.close()


def test_a_container_without_room_for_it_is_400(client: openai.OpenAI):
    made = [client.containers.create(name="x", memory_limit="16g") for _n in range(2)]
    with pytest.raises(openai.BadRequestError) as refused:
        client.containers.create(name="x", memory_limit="64g")
    assert (refused.value.param, refused.value.code) == ("memory_limit", "LimitExceeded")
    for box in made:
        client.containers.delete(box.id)


def test_a_copy_does_not_change_with_what_it_was_made_of(client: openai.OpenAI):
    file = client.files.create(file=("notes.txt", b"words"), purpose="user_data")
    box = client.containers.create(name="box", file_ids=[file.id])
    client.containers.files.create(box.id, file=("notes.txt", b"other words"))
    assert client.files.content(file.id).content == b"words"
    (now,) = client.containers.files.list(box.id)
    assert client.containers.files.content.retrieve(now.id, container_id=box.id).content == (
        b"other words"
    )


def test_containers_are_listed_by_name(client: openai.OpenAI):
    box = client.containers.create(name="a rare name")
    assert [one.id for one in client.containers.list(name="a rare name")] == [box.id]
