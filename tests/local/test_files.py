"""Files, judged by the openai SDK."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest

from oriel.local.database import _FIRST, open_database
from oriel.local.faults import ApiFault
from oriel.local.pages import PageAsked
from oriel.local.server import LocalServer
from oriel.local.stored_files import NewFile, StoredFiles

from .conftest import GUIDE, TOKEN


def upload(client: openai.OpenAI, name: str = "notes.txt", **more: Any) -> Any:
    content = more.pop("content", b"some words")
    return client.files.create(file=(name, content), **{"purpose": "assistants", **more})


def test_a_file_is_kept_read_and_deleted(client: openai.OpenAI):
    made = upload(client, "héllo wörld.md", content=b"# Title\n" * 1000)
    assert (made.filename, made.bytes, made.purpose) == ("héllo wörld.md", 8000, "assistants")
    assert (made.object, made.status, made.expires_at) == ("file", "processed", None)
    assert client.files.retrieve(made.id) == made
    assert client.files.content(made.id).content == b"# Title\n" * 1000
    assert client.files.delete(made.id).deleted
    for call in (client.files.retrieve, client.files.content, client.files.delete):
        with pytest.raises(openai.NotFoundError):
            call(made.id)


def test_files_are_listed_by_purpose_and_page_by_page(client: openai.OpenAI):
    made = [upload(client, f"{n}.txt", purpose="user_data") for n in range(3)]
    upload(client, "picture.png", purpose="vision")
    page = client.files.list(purpose="user_data", limit=2, order="asc")
    assert page.has_more
    assert [file.id for file in page] == [file.id for file in made]
    newest = client.files.list(purpose="user_data")
    assert [file.id for file in newest] == [file.id for file in reversed(made)]
    after = client.files.list(purpose="user_data", after=made[0].id, order="asc")
    assert [file.id for file in after] == [made[1].id, made[2].id]


@pytest.mark.parametrize(
    ("name", "purpose"),
    [
        ("notes.txt", "batch"),
        ("notes.txt", "fine-tune"),
        ("notes.txt", "evals"),
        ("notes.txt", "vision"),
        ("notes.txt", "wishes"),
    ],
)
def test_purposes_have_their_types(client: openai.OpenAI, name: str, purpose: Any):
    with pytest.raises(openai.BadRequestError):
        upload(client, name, purpose=purpose)


def test_a_file_may_have_an_end(client: openai.OpenAI):
    made = upload(client, expires_after={"anchor": "created_at", "seconds": 3600})
    assert made.expires_at == made.created_at + 3600
    for wrong in ({"anchor": "created_at", "seconds": 5}, {"anchor": "never", "seconds": 3600}):
        with pytest.raises(openai.BadRequestError):
            upload(client, expires_after=wrong)


@pytest.mark.parametrize("sent", [b"", b"no form at all", b"--x\r\nbroken"])
def test_what_is_no_form_is_400(http: httpx.Client, sent: bytes):
    for kind in ("text/plain", "multipart/form-data; boundary=x", "multipart/form-data"):
        answer = http.post("/files", content=sent, headers={"Content-Type": kind})
        assert answer.status_code == 400


def test_a_name_is_no_path(client: openai.OpenAI):
    for sent in ("../../etc/passwd", "..\\..\\boot.ini", "/absolute/x"):
        assert "/" not in upload(client, sent).filename
        assert "\\" not in upload(client, sent).filename


def test_an_empty_file_is_a_file(client: openai.OpenAI):
    made = upload(client, "empty.txt", content=b"")
    assert made.bytes == 0
    assert client.files.content(made.id).content == b""


def test_a_file_ends_when_its_time_has_come_and_survives_a_restart(tmp_path: Path):
    server = LocalServer(tmp_path, GUIDE, TOKEN)
    server.start()
    with openai.OpenAI(base_url=server.base_url, api_key=TOKEN) as client:
        kept = upload(client)
        ending = upload(client, expires_after={"anchor": "created_at", "seconds": 3600})
    server.stop()
    with sqlite3.connect(tmp_path / "local.db") as db:
        db.execute("update file set expires_at = 1 where id = ?", (ending.id,))
    db.close()
    again = LocalServer(tmp_path, GUIDE, TOKEN)
    again.start()
    with openai.OpenAI(base_url=again.base_url, api_key=TOKEN) as client:
        assert [file.id for file in client.files.list()] == [kept.id]
        assert client.files.content(kept.id).content == b"some words"
    again.stop()
    assert [path.name for path in (tmp_path / "files").iterdir()] == [kept.id]


class Clock:
    """A clock that is set by hand, in seconds."""

    def __init__(self) -> None:
        self.s = 1_000_000

    def __call__(self) -> int:
        return self.s


def test_an_ended_file_is_gone_with_its_bytes(tmp_path: Path):
    clock, db, gone = Clock(), open_database(tmp_path / "local.db"), list[str]()
    files = StoredFiles(db, tmp_path / "files", gone.append, clock)
    (tmp_path / "in").write_bytes(b"words")
    made = files.add(NewFile("a.txt", "user_data", 3600), tmp_path / "in")
    assert not (tmp_path / "in").exists()
    clock.s += 3599
    assert files.path(made["id"]).read_bytes() == b"words"
    clock.s += 1
    assert files.page(PageAsked())["data"] == []
    assert gone == [made["id"]]
    for use in (files.get, files.path, files.delete):
        with pytest.raises(ApiFault) as refused:
            use(made["id"])
        assert refused.value.status == 404
    assert list((tmp_path / "files").iterdir()) == []
    db.close()


def test_nothing_is_left_of_uploads_that_were_refused(client: openai.OpenAI, server: LocalServer):
    upload(client)
    with pytest.raises(openai.BadRequestError):
        upload(client, purpose="wishes")
    assert list((server._data / "incoming").iterdir()) == []


def test_what_a_killed_service_left_is_cleared_away(tmp_path: Path):
    (tmp_path / "incoming").mkdir()
    (tmp_path / "incoming" / "half a file").write_bytes(b"wor")
    server = LocalServer(tmp_path, GUIDE, TOKEN)
    server.start()
    server.stop()
    assert list((tmp_path / "incoming").iterdir()) == []


def test_a_state_of_the_first_version_is_taken_over(tmp_path: Path):
    with sqlite3.connect(tmp_path / "local.db") as db:
        db.executescript(_FIRST)
        db.execute(
            "insert into file (id, created_at, filename, purpose, bytes)"
            " values ('file-old', 1, 'old.txt', 'user_data', 5)"
        )
        db.execute(
            "insert into container (id, created_at, last_active_at, name, memory_limit, minutes)"
            " values ('cntr-old', 1, 1, 'old', '1g', 20)"
        )
    db.close()
    server = LocalServer(tmp_path, GUIDE, TOKEN)
    server.start()
    with openai.OpenAI(base_url=server.base_url, api_key=TOKEN) as client:
        assert [one.id for one in client.files.list()] == ["file-old"]
        assert client.containers.retrieve("cntr-old").status == "expired"
    server.stop()
