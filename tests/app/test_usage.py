"""The usage in the whole program: what is read for it, and what happens when it is left."""

from __future__ import annotations

from pathlib import Path

from tests.app.desks import ask, desk
from tests.waiting import emitted


async def test_a_reading_is_broken_off_when_the_page_is_left(tmp_path: Path) -> None:
    async with desk(tmp_path) as opened:
        opened.chat.use("local", "oriel-rehearsal")
        await ask(opened, "fast echo one")
        action = opened.window.action("usage")
        action.trigger()
        usage = opened.shell._usage._usage
        assert usage is not None
        assert usage._latest.is_running("read")
        action.trigger()  # back to the chat, before it is there
        assert not usage._latest.is_running("read")
        read = emitted(usage.read)
        action.trigger()
        (found,) = await read
        assert sum(day.tokens.answers for day in found.sums) == 1
