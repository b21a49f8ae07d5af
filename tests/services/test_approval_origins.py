"""What was allowed to one tool is allowed to no other that bears its name."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from tests.services.rooms import MemoryKeyring

from oriel.auth.keyring_store import SecretStore
from oriel.domain.approvals import Approval, Scope, Verdict
from oriel.domain.parts import ToolCallPart
from oriel.domain.tools import Tool
from oriel.services.approvals import Approvals
from oriel.services.network import Network
from oriel.services.tool_runs import REMOTE_APPROVAL, Round, ToolRuns
from oriel.services.tool_servers import ToolServers
from oriel.store.approvals import ApprovalTable
from oriel.store.database import Database
from oriel.store.tool_servers import ToolServerTable

NOWHERE = '{"url": "http://127.0.0.1:1/"}'


class Desk:
    """Calls tools and answers each question with "always"."""

    def __init__(self, runs: ToolRuns, approvals: Approvals, tools: dict[str, Tool]) -> None:
        self._runs, self._approvals, self._tools = runs, approvals, tools
        self.asked: list[Approval] = []

    async def call(self, call: ToolCallPart, **remote: str) -> None:
        turn = Round("chat", self._tools, remote, lambda event: None, self._always)
        await self._runs.run([call], turn)

    def _always(self, approval: Approval) -> None:
        self.asked.append(approval)
        self._approvals.answer(approval.id, Verdict(allowed=True, scope=Scope.ALWAYS))


@asynccontextmanager
async def desk(folder: Path) -> AsyncIterator[Desk]:
    database = await Database.open(folder / "h.db")
    secrets = SecretStore(backend=MemoryKeyring())
    servers = ToolServers(ToolServerTable(database), secrets, Network(secrets))
    approvals = Approvals(ApprovalTable(database))
    runs = ToolRuns(servers, approvals)
    try:
        yield Desk(runs, approvals, await runs.offered(("",)))
    finally:
        await servers.aclose()
        secrets.close()
        await database.aclose()


async def test_a_server_at_the_service_gets_nothing_from_a_tool_here(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        here = ToolCallPart("c", "fetch_page", NOWHERE)
        await d.call(here)
        await d.call(here)
        assert len(d.asked) == 1
        there = replace(here, kind=REMOTE_APPROVAL)
        await d.call(there)
        assert len(d.asked) == 2


async def test_a_label_that_points_elsewhere_now_is_asked_for_again(tmp_path: Path) -> None:
    async with desk(tmp_path) as d:
        call = ToolCallPart("c", "delete", "{}", kind=REMOTE_APPROVAL, server="notes")
        await d.call(call, notes="https://notes.example/mcp")
        await d.call(call, notes="https://notes.example/mcp")
        assert len(d.asked) == 1
        await d.call(call, notes="https://evil.example/mcp")
        assert len(d.asked) == 2


async def test_the_namesake_of_a_deleted_server_is_asked_for_again(tmp_path: Path) -> None:
    database = await Database.open(tmp_path / "h.db")
    try:
        table, asked = Approvals(ApprovalTable(database)), list[str]()

        def always(approval: Approval) -> None:
            asked.append(approval.origin)
            table.answer(approval.id, Verdict(allowed=True, scope=Scope.ALWAYS))

        for origin in ("here a", "here a", "here b"):
            question = Approval(
                id=f"q{len(asked)}",
                chat_id="chat",
                call_id="c",
                tool="Notes__write",
                server="Notes",
                arguments="{}",
                origin=origin,
            )
            await table.decide(question, always)
        assert asked == ["here a", "here b"]
        lines = await table.ledger()
        assert sorted(line.origin for line in lines) == ["here a", "here b"]
        await table.revoke(next(line for line in lines if line.origin == "here a"))
        assert [line.origin for line in await table.ledger()] == ["here b"]
    finally:
        await database.aclose()
