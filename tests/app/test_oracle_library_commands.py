"""Commands that are copied from the library ask for the right thing at the right place."""

from __future__ import annotations

import asyncio
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.app.oracle_library import KEY, Reader, reader_by, written

from oriel.domain.container_rescue import NewContainer
from oriel.ui.library.stores.file_detail import file_curl
from waiting import emitted, until

CURL = """
import sys, urllib.request
words = sys.argv[1:]
method = words[words.index("-X") + 1]
(url,) = (word for word in words if word.startswith("http"))
told = [words[n + 1] for n, word in enumerate(words) if word == "-H"]
headers = dict(each.split(": ", 1) for each in told)
request = urllib.request.Request(url, method=method, headers=headers)
sys.stdout.write(urllib.request.urlopen(request).read().decode())
"""


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
    with tempfile.TemporaryDirectory() as folder:
        path = os.environ["PATH"] if shutil.which("curl") else with_a_curl(Path(folder))
        known = {**os.environ, "API_KEY": KEY, "PATH": path}
        told = ["sh", "-c", command]
        ran = await asyncio.to_thread(
            subprocess.run, told, env=known, capture_output=True, check=True
        )
    return json.loads(ran.stdout)


def with_a_curl(folder: Path) -> str:
    """A PATH on which there is a curl that knows -X and -H, for a machine without one."""
    script = folder / "curl"
    script.write_text(f"#!{sys.executable}\n{CURL}", encoding="utf-8")
    script.chmod(0o700)
    return os.pathsep.join([str(folder), os.environ["PATH"]])


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
