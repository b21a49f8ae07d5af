"""Answers that are meant to break the program: each is borne, and nothing of it crashes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from tests.api.played_service import PlayedService
from tests.app.desks import desk, press, type_text
from tests.app.hostile_turns import answer, called, said, use
from tests.waiting import emitted

from oriel.composition import Desk
from oriel.domain.approvals import Approval, Verdict
from oriel.domain.chat_settings import ChatSettings, Memory
from oriel.domain.messages import Message
from oriel.domain.parts import ToolResultPart
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
