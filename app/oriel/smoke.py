"""`oriel --smoke PICTURE`: one real message through the window, and a picture of the answer."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING

from oriel.domain.stopping import StopReason
from oriel.ui.error_text import explain

if TYPE_CHECKING:
    from oriel.composition import Desk

QUESTION = "What can I do with Oriel?"
WITHIN_S = 60.0


def smoke(picture: str) -> Callable[[Desk], Awaitable[int]]:
    """The scenario that saves `picture` (PNG) once the answer is whole.

    Its status is 1, with a line on stderr, when no answer comes or the picture
    cannot be written.
    """

    where = Path(picture).resolve()

    async def play(desk: Desk) -> int:
        async with asyncio.timeout(WITHIN_S):
            await desk.shell.ready()
            desk.shell.ask(QUESTION)
            await desk.chat.settled()
        last = desk.chat.messages[-1] if desk.chat.messages else None
        if last is None or last.stop_reason is not StopReason.FINISHED:
            why = explain(last.error.code, last.error.facts) if last and last.error else None
            said = f"{why.title} {why.reason} {why.next_step}" if why else ""
            sys.stderr.write(f"oriel: The answer did not arrive. {said}\n")
            return 1
        desk.shell.settle_view()
        desk.window.page.show_start()
        await asyncio.sleep(0.3)
        if desk.shell.crashes:
            sys.stderr.write("oriel: something went wrong inside; see the log\n")
            return 1
        if not desk.window.grab().save(str(where)):
            sys.stderr.write(f"oriel: the picture cannot be written to {picture}\n")
            return 1
        sys.stdout.write(f"{where}\n")
        return 0

    return play
