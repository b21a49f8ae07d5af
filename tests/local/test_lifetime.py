"""Start, stop, restart; clients that leave; folders that cannot be used."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from oriel.local.faults import (
    DataUnusable,
    GuideMissing,
    PortTaken,
    StartFailure,
    StateDamaged,
    StateNewer,
)
from oriel.local.server import LocalServer

from .conftest import GUIDE, TOKEN

HEADERS = {"Authorization": f"Bearer {TOKEN}"}


def asked(text: str, **more: Any) -> dict[str, Any]:
    return {"model": "oriel-rehearsal", "input": text, **more}


def until(found: Callable[[], Any], limit_s: float = 5.0) -> Any:
    """Asks again until there is an answer; the asking is what takes the time."""
    end = time.monotonic() + limit_s
    while not (value := found()):
        assert time.monotonic() < end, "never came true"
    return value


def test_state_survives_a_restart(tmp_path: Path):
    first = LocalServer(tmp_path, GUIDE, TOKEN)
    first.start()
    with httpx.Client(base_url=first.base_url, headers=HEADERS) as http:
        conversation = http.post("/conversations").json()["id"]
        body = asked("echo remember this", conversation=conversation)
        response = http.post("/responses", json=body).json()["id"]
    first.stop()
    second = LocalServer(tmp_path, GUIDE, TOKEN)
    second.start()
    with httpx.Client(base_url=second.base_url, headers=HEADERS) as http:
        assert http.get(f"/responses/{response}").json()["status"] == "completed"
        body = asked("what did I say before?", previous_response_id=response)
        assert "remember this" in http.post("/responses", json=body).text
        assert len(http.get(f"/conversations/{conversation}/items").json()["data"]) == 2
    second.stop()


def left(http: httpx.Client, body: dict[str, Any]) -> str:
    """Asks, hears the first words, hangs up; the id of the response."""
    with http.stream("POST", "/responses", json={**body, "stream": True}) as answer:
        lines = answer.iter_lines()
        first = next(line for line in lines if line.startswith("data: "))
        next(line for line in lines if "output_text.delta" in line)
    return first.split('"id":"')[1].split('"')[0]


def test_a_stored_answer_goes_on_when_its_client_has_left(http: httpx.Client):
    conversation = http.post("/conversations").json()["id"]
    response_id = left(http, asked("rate 900 long 400", conversation=conversation))

    def ended() -> Any:
        found = http.get(f"/responses/{response_id}").json()
        return found if found["status"] != "in_progress" else None

    response = until(ended)
    assert response["status"] == "completed"
    assert response["usage"]["output_tokens"] == 400
    assert len(http.get(f"/conversations/{conversation}/items").json()["data"]) == 2


def test_an_answer_that_is_not_stored_ends_with_its_client(http: httpx.Client):
    conversation = http.post("/conversations").json()["id"]
    response_id = left(http, asked("rate 200 long 5000", conversation=conversation, store=False))

    def kept() -> Any:
        return http.get(f"/conversations/{conversation}/items").json()["data"]

    message, _question = until(kept)
    assert message["status"] == "incomplete"
    assert 0 < len(message["content"][0]["text"].split()) < 5000
    assert http.get(f"/responses/{response_id}").status_code == 404


@pytest.mark.parametrize("text", ["rate 50 long 5000", "fast stall"])
def test_stop_ends_open_streams_at_once(tmp_path: Path, text: str, caplog: Any):
    before = set(threading.enumerate())
    server = LocalServer(tmp_path, GUIDE, TOKEN)
    server.start()
    with (
        httpx.Client(base_url=server.base_url, headers=HEADERS) as http,
        http.stream("POST", "/responses", json=asked(text, stream=True)) as answer,
    ):
        lines = answer.iter_lines()
        next(lines)
        began = time.monotonic()
        server.stop()
        assert time.monotonic() - began < 0.5
        with pytest.raises(httpx.RemoteProtocolError):
            list(lines)
    assert set(threading.enumerate()) <= before
    assert not caplog.records


def test_stop_does_not_wait_for_a_client_that_reads_nothing(tmp_path: Path):
    server = LocalServer(tmp_path, GUIDE, TOKEN)
    server.start()
    with (
        httpx.Client(base_url=server.base_url, headers=HEADERS) as http,
        http.stream("POST", "/responses", json=asked("fast long 100000", stream=True)),
    ):
        began = time.monotonic()
        server.stop()
        assert time.monotonic() - began < 0.5


def test_stop_twice_or_unstarted_is_harmless(tmp_path: Path):
    server = LocalServer(tmp_path, GUIDE, TOKEN)
    server.stop()
    server.start()
    server.stop()
    server.stop()


def test_a_taken_port_is_named(server: LocalServer, tmp_path: Path):
    port = int(server.base_url.split(":")[2].split("/")[0])
    with pytest.raises(PortTaken, match=f"Port {port} "):
        LocalServer(tmp_path, GUIDE, TOKEN, port).start()


def _folder_under_a_file(data: Path) -> Path:
    data.write_text("in the way")
    return data / "inside"


def _state_is_a_folder(data: Path) -> Path:
    (data / "local.db").mkdir(parents=True)
    return data


def _state_is_no_database(data: Path) -> Path:
    data.mkdir()
    (data / "local.db").write_bytes(b"this is no database at all " * 100)
    return data


def _state_is_newer(data: Path) -> Path:
    data.mkdir()
    with sqlite3.connect(data / "local.db") as db:
        db.execute("pragma user_version = 99")
    db.close()
    return data


@pytest.mark.parametrize(
    ("spoil", "failure"),
    [
        (_folder_under_a_file, DataUnusable),
        (_state_is_a_folder, DataUnusable),
        (_state_is_no_database, StateDamaged),
        (_state_is_newer, StateNewer),
    ],
)
def test_unusable_data_is_a_clear_failure(
    tmp_path: Path, spoil: Callable[[Path], Path], failure: type[StartFailure]
):
    data = spoil(tmp_path / "data")
    with pytest.raises(failure, match=str(tmp_path)):
        LocalServer(data, GUIDE, TOKEN).start()


def test_a_missing_guide_is_a_clear_failure(tmp_path: Path):
    with pytest.raises(GuideMissing):
        LocalServer(tmp_path, tmp_path / "nowhere", TOKEN).start()
