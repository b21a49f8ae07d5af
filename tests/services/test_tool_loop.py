"""Tools called by a model: run, asked for, declined, changed, stopped; and what is sent on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from tests.services.rooms import MemoryKeyring, Rooms, rooms

from oriel.auth.keyring_store import SecretStore
from oriel.domain.approvals import Approval, Scope, Verdict
from oriel.domain.chat_settings import ChatSettings, Memory
from oriel.domain.messages import Message
from oriel.domain.parts import Part, TextPart, ToolCallPart, ToolResultPart
from oriel.domain.stopping import StopReason
from oriel.services.chat_engine import ApprovalWanted, ChatEngine, ChatEvent
from oriel.services.network import Network
from oriel.services.tool_servers import ToolServers
from oriel.store.tool_servers import ToolServerTable
from oriel.tools.builtin import Allowed

WAYS = [Memory.CONVERSATION, Memory.CHAINED, Memory.STATELESS]


@asynccontextmanager
async def with_tools(folder: Path) -> AsyncIterator[Rooms]:
    """The rooms, with the built-in tools; `folder`/notes may be read."""
    (folder / "notes").mkdir()
    (folder / "notes" / "a.txt").write_text("The code word is sundial.\n", "utf-8")
    async with rooms(folder) as r:
        secrets = SecretStore(backend=MemoryKeyring())
        allowed = Allowed(folders=(folder / "notes",))
        servers = ToolServers(
            ToolServerTable(r.database), secrets, Network(secrets), allowed=allowed
        )
        try:
            yield replace(r, engine=ChatEngine(r.database, r.connections, servers))
        finally:
            await servers.aclose()
            secrets.close()


def settings(memory: Memory) -> ChatSettings:
    return ChatSettings(memory=memory, local_tools=("",))


async def ask(
    r: Rooms, text: str, memory: Memory, decide: Callable[[Approval], Verdict] | None = None
) -> Message:
    chat = replace(r.chat(), settings=settings(memory))

    def hear(event: ChatEvent) -> None:
        r.heard.append(event)
        if isinstance(event, ApprovalWanted) and decide is not None:
            verdict = decide(event.approval)
            asyncio.get_running_loop().call_soon(r.engine.approve, event.approval.id, verdict)

    await r.engine.send(chat, (TextPart(text),), hear)
    return r.answers[-1]


def calls(message: Message) -> list[ToolCallPart]:
    return [p for p in message.parts if isinstance(p, ToolCallPart)]


def results(message: Message) -> list[ToolResultPart]:
    return [p for p in message.parts if isinstance(p, ToolResultPart)]


def asked(r: Rooms) -> list[Approval]:
    return [e.approval for e in r.heard if isinstance(e, ApprovalWanted)]


@pytest.mark.parametrize("memory", WAYS)
async def test_what_only_reads_here_runs_unasked_and_the_model_goes_on(
    tmp_path: Path, memory: Memory
) -> None:
    async with with_tools(tmp_path) as r:
        answer = await ask(r, 'fast call read_file {"path": "a.txt"}', memory)
        assert answer.stop_reason is StopReason.FINISHED
        assert [c.status for c in calls(answer)] == ["completed"]
        assert "sundial" in results(answer)[0].output
        assert "sundial" in answer.text
        assert not asked(r)
        stored = await r.messages.get(answer.id)
        assert stored is not None
        assert stored.parts == answer.parts
        kinds = [type(p) for p in answer.parts if not isinstance(p, TextPart)]
        assert kinds == [ToolCallPart, ToolResultPart]


@pytest.mark.parametrize("memory", WAYS)
async def test_the_next_turn_knows_what_the_tools_gave(tmp_path: Path, memory: Memory) -> None:
    async with with_tools(tmp_path) as r:
        chat = replace(r.chat(), settings=settings(memory))
        await r.ask(chat, 'fast call read_file {"path": "a.txt"}')
        second = await r.ask(chat, "fast what did I say")
        assert second.stop_reason is StopReason.FINISHED
        assert "read_file" in second.text


@pytest.mark.parametrize("memory", WAYS)
async def test_two_calls_of_one_round_run_beside_one_another(
    tmp_path: Path, memory: Memory
) -> None:
    async with with_tools(tmp_path) as r:
        answer = await ask(r, "fast call both current_time and list_folder {}", memory)
        assert sorted(c.name for c in calls(answer)) == ["current_time", "list_folder"]
        assert len(results(answer)) == 2
        assert answer.stop_reason is StopReason.FINISHED


async def test_what_goes_out_is_asked_for_and_a_no_is_told(tmp_path: Path) -> None:
    def no(approval: Approval) -> Verdict:
        return Verdict(allowed=False, reason="not that page")

    async with with_tools(tmp_path) as r:
        text = 'fast call fetch_page {"url": "https://example.com/"}'
        answer = await ask(r, text, Memory.CHAINED, no)
        (approval,) = asked(r)
        assert (approval.tool, approval.editable) == ("fetch_page", True)
        assert calls(answer)[0].status == "declined"
        assert results(answer)[0].failed
        assert "not that page" in answer.text


async def test_changed_arguments_run_and_the_model_is_told(tmp_path: Path) -> None:
    changed = '{"url": "http://127.0.0.1:1/other"}'

    def other(approval: Approval) -> Verdict:
        return Verdict(allowed=True, arguments=changed)

    async with with_tools(tmp_path) as r:
        text = 'fast call fetch_page {"url": "https://example.com/"}'
        answer = await ask(r, text, Memory.CHAINED, other)
        assert changed in results(answer)[0].output
        assert "example.com" in calls(answer)[0].arguments


async def test_a_word_for_the_chat_or_for_always_is_remembered_and_can_be_taken_back(
    tmp_path: Path,
) -> None:
    async with with_tools(tmp_path) as r:
        text = 'fast call fetch_page {"url": "http://127.0.0.1:1/"}'
        await ask(r, text, Memory.CHAINED, lambda _: Verdict(allowed=True, scope=Scope.ALWAYS))
        await ask(r, text, Memory.CHAINED)
        assert len(asked(r)) == 1
        (line,) = await r.engine.approvals.ledger()
        assert (line.tool, line.chat_id, line.allowed) == ("fetch_page", "", True)
        await r.engine.approvals.revoke(line)
        await ask(r, text, Memory.CHAINED, lambda _: Verdict(allowed=True, scope=Scope.CHAT))
        assert len(asked(r)) == 2
        await ask(r, text, Memory.CHAINED, lambda _: Verdict(allowed=False))
        assert len(asked(r)) == 3  # another chat asks again


async def test_a_tool_that_is_not_there_is_told_to_the_model(tmp_path: Path) -> None:
    async with with_tools(tmp_path) as r:
        answer = await ask(r, 'fast call read_file {"path": "../../etc/passwd"}', Memory.CHAINED)
        assert results(answer)[0].failed
        assert "root:" not in answer.text


async def test_a_stop_while_the_person_is_asked_ends_the_turn_and_the_question(
    tmp_path: Path,
) -> None:
    async with with_tools(tmp_path) as r:
        chat, wanted = replace(r.chat(), settings=settings(Memory.CHAINED)), asyncio.Event()

        def hear(event: ChatEvent) -> None:
            r.heard.append(event)
            if isinstance(event, ApprovalWanted):
                wanted.set()

        parts: tuple[Part, ...] = (TextPart('fast call fetch_page {"url": "https://x.example/"}'),)
        turn = asyncio.ensure_future(r.engine.send(chat, parts, hear))
        await wanted.wait()
        (approval,) = asked(r)
        assert r.engine.approvals.waiting(chat.id) == [approval]
        turn.cancel()
        await asyncio.gather(turn, return_exceptions=True)
        assert r.answers[-1].stop_reason is StopReason.STOPPED
        assert not r.engine.approvals.waiting(chat.id)
        assert not r.engine.approve(approval.id, Verdict(allowed=True))
        # What is said next does not stumble over the call without a result.
        after = await r.ask(chat, "fast echo on we go")
        assert after.text.strip() == "on we go"


async def test_a_history_that_cannot_be_read_ends_the_answer_with_its_reason(
    tmp_path: Path,
) -> None:
    async with with_tools(tmp_path) as r:
        await r.database.run(lambda db: db.execute("ALTER TABLE approval RENAME TO elsewhere"))
        text = 'fast call fetch_page {"url": "https://x.example/"}'
        answer = await ask(r, text, Memory.STATELESS)
        assert answer.stop_reason is StopReason.FAILED
        assert answer.error is not None
        assert answer.error.code == "store_problem"
