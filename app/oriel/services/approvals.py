"""Asks the person before a tool with side effects runs, and remembers what they said."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from oriel.domain.approvals import Approval, Remembered, Scope, Verdict
from oriel.store.approvals import ApprovalTable

Ask = Callable[[Approval], None]


class Approvals:
    """A question is an event with a future behind it: nothing blocks, and what waits can
    be shown again when its chat is opened."""

    def __init__(self, table: ApprovalTable) -> None:
        self._table = table
        self._waiting: dict[str, tuple[Approval, asyncio.Future[Verdict]]] = {}

    async def decide(self, approval: Approval, ask: Ask) -> Verdict:
        """What is remembered of this tool; else asks, and waits for `answer`."""
        known = await self._table.find(approval)
        if known is not None:
            return Verdict(allowed=known)
        future: asyncio.Future[Verdict] = asyncio.get_running_loop().create_future()
        self._waiting[approval.id] = (approval, future)
        try:
            ask(approval)
            verdict = await future
        finally:
            del self._waiting[approval.id]
        await self._remember(approval, verdict)
        return verdict

    def answer(self, approval_id: str, verdict: Verdict) -> bool:
        """False when nothing waits under this id (answered twice, or the turn was stopped)."""
        _, future = self._waiting.get(approval_id, (None, None))
        if future is None or future.done():
            return False
        future.set_result(verdict)
        return True

    def waiting(self, chat_id: str) -> list[Approval]:
        """What a chat waits for, oldest first."""
        return [a for a, future in self._waiting.values() if a.chat_id == chat_id]

    async def ledger(self) -> list[Remembered]:
        """What was allowed or refused for longer than once, newest first."""
        return await self._table.all()

    async def revoke(self, line: Remembered) -> None:
        """From now on the person is asked again."""
        await self._table.remove(line)

    async def _remember(self, approval: Approval, verdict: Verdict) -> None:
        if verdict.scope is Scope.ONCE:
            return
        await self._table.put(
            Remembered(
                tool=approval.tool,
                server=approval.server,
                origin=approval.origin,
                chat_id=approval.chat_id if verdict.scope is Scope.CHAT else "",
                allowed=verdict.allowed,
                decided_at=time.time(),
            )
        )
