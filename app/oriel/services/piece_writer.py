"""Puts a growing answer on disk twice a second, so that a killed program loses little."""

from __future__ import annotations

import asyncio
import logging
from types import TracebackType

from oriel.domain.errors import StoreProblem
from oriel.services.answer_draft import AnswerDraft
from oriel.store.messages import MessageTable

EVERY_S = 0.5
_log = logging.getLogger(__name__)


class PieceWriter:
    """While entered, appends the draft's unsaved text every `EVERY_S` seconds.

    A full disk does not end the answer: what could not be written is held, told of, and
    written as soon as there is room.
    """

    def __init__(self, messages: MessageTable, draft: AnswerDraft) -> None:
        self._messages = messages
        self._draft = draft
        self._seq = 0
        self._named = ""
        self._held: list[tuple[str, str]] = []
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> PieceWriter:
        self._task = asyncio.get_running_loop().create_task(self._run(), name="piece-writer")
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self._write()
            except StoreProblem as problem:
                _log.warning("streamed text is not being kept: %s", problem.code)
                self._messages.note_streaming(self._draft.message.id, problem)
            else:
                self._messages.note_streaming(self._draft.message.id, None)

    async def _write(self) -> None:
        message = self._draft.message
        if message.response_id != self._named:
            # With its name an answer can be fetched from the service after a crash.
            await self._messages.name_response(message)
            self._named = message.response_id
        self._held += self._draft.take_unsaved()
        while self._held:
            kind, text = self._held[0]
            await self._messages.append_piece(message.id, self._seq + 1, kind, text)
            self._seq += 1
            del self._held[0]
