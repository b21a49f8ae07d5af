"""`kill -9` in mid-transfer, for real and more than once: each file is at the service once."""

from __future__ import annotations

import asyncio
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from tests.services.rooms import TOKEN, Rooms, rooms
from tests.services.transferring import written

import oriel
from oriel.local.weather import UPLOAD, Slow

FILES = 60
KILLS = 6
CHILD = Path(__file__).with_name("transferring_child.py")


@pytest.mark.slow
@pytest.mark.limit(180)
@pytest.mark.skipif(sys.platform == "win32", reason="kill -9 is POSIX")
async def test_killed_again_and_again_every_file_arrives_once(tmp_path: Path) -> None:
    chance = random.Random(20_26)
    names = mixed(tmp_path / "files", chance)
    async with rooms(tmp_path / "service") as found:
        client = await found.connections.client("local")
        store_id = str((await client.vector_stores.create("Tried"))["id"])
        found.server.weather.meet(UPLOAD, Slow(bytes_per_s=3_000_000), times=None)
        more = [str(tmp_path / "files"), store_id]
        for _ in range(KILLS):
            await killed_after(chance.randint(1, 30), found, tmp_path, more)
            more = []
        found.server.weather.clear()
        ended = await finished(found, tmp_path)
        files = [file["filename"] for file in await client.files.all()]
        in_store = await client.store_files.all(store_id)
    # When all had ended before the last kill, what was done is not told of any more.
    assert set(ended) <= set(names)
    failed = {name: words[-1] for name, words in ended.items() if words[0] != "done"}
    assert failed == {"empty.txt": "file_empty", "noise.txt": "indexing_failed"}
    twins = [name for name in names if name.startswith("twin")]
    sent = Counter("twin" if name in twins else name for name in files)
    assert set(sent.values()) == {1}
    assert set(sent) == {*names, "twin"} - {*twins, "empty.txt"}
    assert len(in_store) == len({file["id"] for file in in_store}) == len(sent)
    assert sum(file["status"] == "completed" for file in in_store) == len(sent) - 1


def mixed(folder: Path, chance: random.Random) -> list[str]:
    """Files of many sizes, three with the same content, one empty, one of noise."""
    words = "Words that are said on every page. "
    for n in range(FILES - 5):
        written(folder, f"page {n} 🌿.md", f"# Page {n}\n" + words * chance.randint(1, 4000))
    for n in range(3):
        written(folder, f"twin {n}.txt", words * 5000)
    written(folder, "empty.txt", b"")
    written(folder, "noise.txt", 100_000)
    return [path.name for path in folder.iterdir()]


def started(rooms: Rooms, folder: Path, more: list[str]) -> subprocess.Popen[str]:
    source = str(Path(oriel.__file__).parents[1])
    where = [str(folder / "history.db"), rooms.server.base_url, TOKEN, *more]
    return subprocess.Popen(
        [sys.executable, str(CHILD), *where],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": source},
        text=True,
    )


async def killed_after(lines: int, rooms: Rooms, folder: Path, more: list[str]) -> None:
    """Kills the child once it has told so many changes: somewhere in the middle."""

    def run() -> None:
        with started(rooms, folder, more) as child:
            assert child.stdout is not None
            for _ in range(FILES + lines):  # the first ones tell what there is
                child.stdout.readline()
            child.kill()
            child.stdout.read()

    await asyncio.to_thread(run)


async def finished(rooms: Rooms, folder: Path) -> dict[str, list[str]]:
    """The child's last run, to its end: stage, note and reason by name."""

    def run() -> str:
        with started(rooms, folder, []) as child:
            said, _ = child.communicate()
        assert child.returncode == 0
        return said

    said = await asyncio.to_thread(run)
    assert said.endswith("over\n")
    found = {}
    for line in said.splitlines():
        if line.startswith("ended "):
            name, dot, rest = line[len("ended ") :].partition(".")
            ending, *words = rest.split(" ")
            found[f"{name}{dot}{ending}"] = words
    return found
