"""`oriel doctor` as it is typed: real sockets, a real history, plain text or JSON, exit status."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from tests.api.played_service import sse
from tests.api.recorded import responses_stream

from oriel.config.paths import Home
from oriel.domain.connections import STATELESS_RESPONSES, Connection, ConnectionKind
from oriel.main import main
from oriel.store.connections import ConnectionTable
from oriel.store.database import Database

WORDS = [f"number {n}, " for n in range(30)]


class Service(BaseHTTPRequestHandler):
    """A service of one's own on this computer: no key, one model, an answer that streams."""

    def do_HEAD(self) -> None:
        self._answer(404, b"")

    def do_GET(self) -> None:
        self._answer(200, json.dumps({"data": [{"id": "counting-model"}]}).encode())

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self._answer(200, sse(responses_stream(*WORDS)), "text/event-stream")

    def _answer(self, status: int, body: bytes, kind: str = "application/json") -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Silent: the tests read what the command prints."""


@pytest.fixture
def service() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    thread.join()
    server.server_close()


def one(name: str, url: str, **more: Any) -> Connection:
    return Connection(
        id=name.lower(),
        name=name,
        kind=ConnectionKind.COMPATIBLE,
        base_url=url,
        capabilities=STATELESS_RESPONSES,
        needs_key=False,
        **more,
    )


def kept(folder: Path, *connections: Connection) -> Path:
    """A data folder that has these connections."""

    async def write() -> None:
        home = Home(folder)
        home.prepare()
        database = await Database.open(home.database)
        for connection in connections:
            await ConnectionTable(database).put(connection)
        await database.aclose()

    asyncio.run(write())
    return folder


def run(folder: Path, *words: str) -> int:
    return main(["--home", str(folder), "doctor", *words])


def test_all_connections_are_tested_and_the_status_says_whether_all_work(
    tmp_path: Path, service: str, capsys: pytest.CaptureFixture[str]
) -> None:
    home = kept(tmp_path, one("Here", service), one("Dead", "http://127.0.0.1:9/v1"))
    assert run(home) == 1
    said = capsys.readouterr().out
    assert "Here (127.0.0.1:" in said
    assert "Everything works." in said
    assert "counting-model answered" in said
    assert "✗ Connection" in said
    assert "Nothing answers at 127.0.0.1:9." in said
    assert "Start the program that answers there" in said


def test_one_is_chosen_by_its_name(
    tmp_path: Path, service: str, capsys: pytest.CaptureFixture[str]
) -> None:
    home = kept(tmp_path, one("Here", service), one("Dead", "http://127.0.0.1:9/v1"))
    assert run(home, "here") == 0
    assert "Dead" not in capsys.readouterr().out
    assert run(home, "elsewhere") == 1
    assert "There are: Dead, Here." in capsys.readouterr().err


def test_programs_get_json(
    tmp_path: Path, service: str, capsys: pytest.CaptureFixture[str]
) -> None:
    home = kept(tmp_path, one("Here", service), one("Dead", "http://127.0.0.1:9/v1"))
    assert run(home, "--json") == 1
    dead, here = json.loads(capsys.readouterr().out)["connections"]
    assert (here["name"], here["ok"], dead["ok"]) == ("Here", True, False)
    rows = {row["name"]: row for row in here["checks"]}
    assert rows["streaming"]["verdict"] == "ok"
    assert rows["streaming"]["facts"]["pieces"] == len(WORDS)
    failed = [row for row in dead["checks"] if row["verdict"] == "failed"]
    assert [row["code"] for row in failed] == ["connection_refused"]


def test_a_missing_key_is_a_finding(
    tmp_path: Path, service: str, capsys: pytest.CaptureFixture[str]
) -> None:
    home = kept(tmp_path, replace(one("Locked", service), needs_key=True))
    assert run(home) == 1
    said = capsys.readouterr().out
    assert "✗ Key" in said
    assert "The keyring holds none for “Locked”." in said


def test_before_the_first_start_there_is_nothing_and_nothing_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path / "nowhere") == 1
    assert "no connections yet" in capsys.readouterr().err
    assert not (tmp_path / "nowhere").exists()


def test_a_history_of_a_newer_oriel_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import sqlite3

    home = kept(tmp_path)
    with sqlite3.connect(home / "history.db") as newer:
        newer.execute("PRAGMA user_version = 999")
    newer.close()
    assert run(home) == 1
    assert "written by a newer Oriel" in capsys.readouterr().err


def test_it_runs_beside_a_running_oriel_and_on_a_terminal_that_knows_only_ascii(
    tmp_path: Path, service: str
) -> None:
    home = kept(tmp_path)
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}

    async def beside() -> subprocess.CompletedProcess[bytes]:
        database = await Database.open(Home(home).database)
        await ConnectionTable(database).put(one("Here", service))
        command = [sys.executable, "-m", "oriel", "--home", str(home), "doctor"]
        ended = await asyncio.to_thread(
            subprocess.run, command, capture_output=True, env=environment, timeout=60, check=False
        )
        await ConnectionTable(database).put(one("Later", service))
        await database.aclose()
        return ended

    ended = asyncio.run(beside())
    assert ended.stderr == b""
    assert ended.returncode == 0
    assert b"ok Streaming" in ended.stdout
    assert ended.stdout.isascii()


def test_it_needs_no_window(tmp_path: Path) -> None:
    home = kept(tmp_path, one("Dead", "http://127.0.0.1:9/v1"))
    program = (
        "import sys; from oriel.main import main; "
        f"main(['--home', {str(home)!r}, 'doctor']); "
        "assert 'PySide6.QtWidgets' not in sys.modules and 'qasync' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, timeout=60)
