"""kill -9 in the middle of an answer in a conversation that two machines share: nothing of it is
there twice, and neither loses what the other said."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

from tests.services.two_homes import Home, home, said_there, service
from tests.source_files import ROOT

from oriel.domain.messages import Role

ASKED = "rate 60 reason and long 3000"
PROGRAM = """
import asyncio, sys
from pathlib import Path
from types import SimpleNamespace
from tests.services.two_homes import home
from oriel.domain.parts import TextPart
from oriel.domain.turns import TextAdded
from oriel.services.chat_engine import AnswerChanged

async def play(folder, base_url, chat_id, text):
    async with home(Path(folder), SimpleNamespace(base_url=base_url)) as b:
        await b.pull.pull_current(chat_id)
        def hear(event):
            if isinstance(event, AnswerChanged) and isinstance(event.event, TextAdded):
                print("streams", flush=True)
        await b.engine.send(await b.chat(chat_id), (TextPart(text),), hear)

asyncio.run(play(*sys.argv[1:]))
"""


async def test_a_program_that_is_killed_while_an_answer_streams(tmp_path: Path) -> None:
    async with service(tmp_path) as server, home(tmp_path / "a", server) as a:
        chat = await a.new_chat()
        await a.ask(chat.id, "fast echo first")
        (remote,) = await a.remotes.for_chat(chat.id)
        async with home(tmp_path / "b", server) as b:
            there = await b.attach(remote.id)
        arguments = [str(tmp_path / "b"), server.base_url, there, ASKED]
        await asyncio.to_thread(_kill, arguments)
        await a.ask(chat.id, "fast echo meanwhile")
        async with home(tmp_path / "b", server) as b:
            await _agrees(a, chat.id, b, there, remote.id)


async def _agrees(a: Home, chat_id: str, b: Home, there: str, remote_id: str) -> None:
    """What a said is read by b too; what b said before it was killed is kept, once."""
    for one, its_chat in ((b, there), (a, chat_id), (b, there)):
        for remote in await one.remotes.for_chat(its_chat):
            await one.pull.pull(remote)
    told = [text.strip() for text in await said_there(a, remote_id) if text.strip()]
    for one, its_chat in ((a, chat_id), (b, there)):
        kept = await one.messages.for_chat(its_chat)
        said = [m.text.strip() for m in kept if m.role is Role.USER]
        assert len(said) == len({*said})
        items = [i["id"] for m in kept for i in m.provider.get("output", ()) if i.get("id")]
        assert len(items) == len({*items})
        assert {text for text in told if text.startswith("fast")} <= {*said}
    assert ASKED in [m.text for m in await b.messages.for_chat(there)]


def _kill(arguments: list[str]) -> None:
    """Runs the program, and kills it a few words after its answer has begun."""
    folders = [str(ROOT / "app"), str(ROOT), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(folders)}
    command = [sys.executable, "-c", PROGRAM, *arguments]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        for _ in range(3):
            assert running.stdout.readline() == "streams\n"
        running.kill()
