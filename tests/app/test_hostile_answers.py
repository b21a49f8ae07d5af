"""Answers that are meant to break the program: each is borne, and nothing of it crashes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton
from tests.api.played_service import PlayedService
from tests.app.desks import desk, part, press, type_text
from tests.app.hostile_turns import Item, answer, called, said, use
from tests.waiting import emitted, until

from oriel.composition import Desk
from oriel.domain.approvals import Approval, Verdict
from oriel.domain.chat_settings import ChatSettings, Memory
from oriel.domain.messages import Message
from oriel.domain.parts import ToolCallPart, ToolResultPart
from oriel.domain.stopping import StopReason


def results(message: Message) -> list[ToolResultPart]:
    return [p for p in message.parts if isinstance(p, ToolResultPart)]


async def put(opened: Desk, service: PlayedService) -> Message:
    """Asks the service something, allows every call, and waits for the end of the answer."""
    await use(opened, service)
    opened.chat.use_settings(ChatSettings(memory=Memory.STATELESS, local_tools=("",)))
    opened.chat.approval_wanted.connect(lambda _, approval: allow(opened, approval))
    type_text(opened, "go")
    press(opened, Qt.Key.Key_Return)
    await opened.chat.settled()
    opened.shell.settle_view()
    return opened.chat.messages[-1]


def allow(opened: Desk, approval: Approval) -> None:
    opened.shell.settle_view()  # the card is there, and can be painted
    opened.window.grab()
    opened.chat.approve(approval.id, Verdict(allowed=True))


def deep(levels: int) -> str:
    return '{"a":' * levels + "1" + "}" * levels


@pytest.mark.limit(30)
async def test_arguments_nested_without_end_fail_as_a_call_and_not_as_the_program(
    tmp_path: Path,
) -> None:
    plays = [answer(called("fetch_page", deep(50_000))), answer(said("the end"))]
    async with PlayedService(plays) as service, desk(tmp_path) as opened:
        last = await put(opened, service)
        assert last.stop_reason is StopReason.FINISHED
        assert last.text == "the end"
        (result,) = results(last)
        assert result.failed
        assert "nested too deep" in result.output
    async with desk(tmp_path) as opened:
        opened.chat.open(opened.chats.chats[0].id)
        await emitted(opened.chat.opened)
        assert opened.chat.messages[-1].text == "the end"


HUGE = "x" * 3_000_000
FOUND = {"text": HUGE, "filename": "../../a\nb", "score": 1e308, "file_id": "f"}
TOO_LARGE: dict[str, Item] = {
    "arguments": called("fetch_page", f'{{"url": "{HUGE}"}}'),
    "name": called("n" * 1_000_000, "{}", status="s" * 1_000_000),
    "passage": {"type": "file_search_call", "id": "fs", "status": "completed", "results": [FOUND]},
    "item": {"type": "<b>odd</b>" * 1_000, "id": "x", "more": HUGE},
    "code": {
        "type": "code_interpreter_call",
        "id": "ci",
        "code": HUGE,
        "outputs": [{"type": "logs", "logs": f"\x1b[31m{HUGE}"}],
    },
}


@pytest.mark.limit(30)
@pytest.mark.parametrize("what", TOO_LARGE)
async def test_what_is_far_too_large_is_shown_in_part_and_holds_nothing_up(
    tmp_path: Path, what: str
) -> None:
    plays = [answer(TOO_LARGE[what]), answer(said("the end"))]
    async with PlayedService(plays) as service, desk(tmp_path) as opened:
        last = await put(opened, service)
        view = opened.window.page.transcript
        calls = [p.call_id for p in last.parts if isinstance(p, ToolCallPart)]
        for key in calls or ["item 0"]:
            view.builder.open_tool(view.turns[-1], key, True)
            if calls:
                view.builder.call_requested.emit(last.id, key)
        opened.shell.settle_view()
        opened.window.grab()
        assert max(s.height for s in view.turns[-1].sections) < 1_000_000
    async with desk(tmp_path) as opened:
        opened.chat.open(opened.chats.chats[0].id)
        await emitted(opened.chat.opened)
        opened.shell.settle_view()
        opened.window.grab()
        assert opened.chat.messages[-1].parts == last.parts


def fetch(page: str) -> Item:
    return called("fetch_page", f'{{"url": "http://127.0.0.1:1/{page}"}}', "same")


@pytest.mark.limit(30)
async def test_calls_of_one_id_are_asked_for_and_answered_each(tmp_path: Path) -> None:
    plays = [answer(fetch("a"), fetch("b")), answer(fetch("c")), answer(said("the end"))]
    async with PlayedService(plays) as service, desk(tmp_path) as opened:
        await use(opened, service)
        opened.chat.use_settings(ChatSettings(memory=Memory.STATELESS, local_tools=("",)))
        asked: list[str] = []
        opened.chat.approval_wanted.connect(lambda _, approval: asked.append(approval.arguments))
        type_text(opened, "go")
        press(opened, Qt.Key.Key_Return)
        for number, page in enumerate("abc", 1):
            await until(lambda n=number: len(asked) == n)
            opened.shell.settle_view()
            assert f"/{page}" in asked[-1]
            deny = part(opened.window, "approval_deny")
            assert isinstance(deny, QPushButton)
            deny.click()
            reason = part(opened.window, "approval_reason")
            assert isinstance(reason, QLineEdit)
            reason.setText(f"not {page}")
            deny.click()
        await opened.chat.settled()
        last = opened.chat.messages[-1]
        calls = [p for p in last.parts if isinstance(p, ToolCallPart)]
        assert [call.arguments[-3] for call in calls] == ["a", "b", "c"]
        assert {call.status for call in calls} == {"declined"}
        assert [r.output[-1] for r in results(last)] == ["a", "b", "c"]
        outputs = [i["output"][-1] for i in service.asked[-1].json["input"] if "output" in i]
        assert outputs == ["a", "b", "c"]
