"""Trying a tool server out before it is kept: a real process, nothing left behind."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.services.rooms import MemoryKeyring

from oriel.auth.keyring_store import SecretStore
from oriel.domain.tools import ToolServer, Transport
from oriel.services.network import Network
from oriel.services.tool_secrets import ToolSecrets, TypedSecrets
from oriel.services.tool_trials import ToolTrials

SCRIPT = Path(__file__).parents[1] / "tools" / "hostile_server.py"
SAYS = "import os, sys; sys.exit('no ' + os.environ['KEY'] + ' and ' + os.environ['OTHER'])"


@asynccontextmanager
async def trials(keyring: MemoryKeyring | None = None) -> AsyncIterator[ToolTrials]:
    secrets = SecretStore(backend=keyring or MemoryKeyring())
    network = Network(secrets)
    try:
        yield ToolTrials(secrets, network)
    finally:
        await network.aclose()
        secrets.close()


def program(*command: str, **changes: object) -> ToolServer:
    values = {"id": "a", "name": "A", "transport": Transport.STDIO, "command": command, **changes}
    return ToolServer(**values)  # type: ignore[arg-type]


async def test_a_server_that_works_shows_its_tools_and_nothing_is_kept() -> None:
    keyring = MemoryKeyring()
    async with trials(keyring) as t:
        server = program(sys.executable, str(SCRIPT), env_names=("PASS_WORD",))
        found = await t.run(server, TypedSecrets(env={"PASS_WORD": "hush"}))
        assert found.error is None
        assert "hang" in {tool.server_tool for tool in found.tools}
    assert keyring.kept == {}


async def test_one_that_ends_at_once_shows_its_last_words_without_the_secrets() -> None:
    keyring = MemoryKeyring()
    async with trials(keyring) as t:
        server = program(sys.executable, "-c", SAYS, env_names=("KEY", "OTHER"))
        secrets = SecretStore(backend=keyring)
        await ToolSecrets(secrets).keep(server, TypedSecrets(env={"KEY": "kept-hush"}))
        secrets.close()
        found = await t.run(server, TypedSecrets(env={"OTHER": "typed-hush"}))
        assert found.tools == ()
        assert found.error is not None
        assert found.error.facts["reason"] == "ended"
        assert found.last_words.startswith("no ")
        assert "hush" not in found.last_words + str(found.error)


async def test_a_secret_that_is_neither_kept_nor_typed_is_missed() -> None:
    async with trials() as t:
        found = await t.run(program(sys.executable, str(SCRIPT), env_names=("KEY",)))
        assert found.error is not None
        assert found.error.facts == {"server": "A", "reason": "secret", "detail": "KEY"}


async def test_an_address_that_is_none_is_told() -> None:
    async with trials() as t:
        found = await t.run(program(transport=Transport.HTTP, url="ftp://x"))
        assert found.error is not None
        assert found.error.code == "address_invalid"
