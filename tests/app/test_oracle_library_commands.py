"""Commands that are copied from the library ask for the right thing at the right place."""

from __future__ import annotations

import asyncio
import json
import os
import shlex
import subprocess
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.app.oracle_library import KEY, Reader, reader_by, written

from oriel.domain.container_rescue import NewContainer
from oriel.ui.library.stores.file_detail import file_curl
from waiting import emitted, until


@pytest.mark.parametrize("way", ["key", "session"])
@pytest.mark.limit(60)
async def test_every_copied_command_finds_what_it_is_about(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reader_by(way, tmp_path, monkeypatch) as reader:
        commands = [each async for each in copied(reader, tmp_path)]
        for wanted, command in commands:
            assert KEY not in command
            assert wanted in command
            run = in_a_shell if way == "key" else signed
            assert (await run(reader, command))["id"] == wanted, command
        tool = "curl -X GET" if way == "key" else "oci raw-request"
        assert [tool in command for _, command in commands] == [True] * 4


async def copied(reader: Reader, folder: Path) -> Any:
    """Of each kind of thing one: its id, and the command."""
    store_id = await reader.make_store("Notes")
    await reader.open_store(store_id)
    await reader.drop("store_files", *written(folder / "in", a="One."))
    (row,) = reader.table("store_files").all_records()
    yield row.key, file_curl(reader.connection, row.file)
    reader.area.stores._on_back()
    yield store_id, reader.command("stores", store_id)
    reader.library.page.show_tab("files")
    await until(lambda: reader.names("files"))
    yield row.key, reader.command("files", row.key)
    containers = reader.library._models.containers
    reader.library.page.show_tab("containers")
    created = emitted(containers.created)
    containers.create(NewContainer(name="Box"))
    (box,) = await created
    await until(lambda: reader.names("containers"))
    yield box.id, reader.command("containers", box.id)


async def in_a_shell(reader: Reader, command: str) -> Any:
    """What the service answers to it, the key in its variable."""
    known = {**os.environ, "API_KEY": KEY}
    told = ["sh", "-c", command]
    ran = await asyncio.to_thread(subprocess.run, told, env=known, capture_output=True, check=True)
    return json.loads(ran.stdout)


async def signed(reader: Reader, command: str) -> Any:
    """The same for a command of the OCI tool, which signs what it is told to send."""
    line = " ".join(part for part in command.replace("\\\n", " ").splitlines() if part[:1] != "#")
    words = shlex.split(line)
    told = dict(pairwise(words))
    client = await reader.who.desk.connections._connections.client(reader.connection.id)
    http = client._wire._http
    http.headers.clear()  # the command says all there is to say
    headers = json.loads(told["--request-headers"])
    answer = await http.request(told["--http-method"], told["--target-uri"], headers=headers)
    assert "--profile=ORIEL" in words
    return answer.json()
