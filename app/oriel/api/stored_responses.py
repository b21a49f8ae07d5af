"""Responses that the service keeps: read again, waited for, taken up again, ended.

Apart from the client, which only begins turns: here the answer is already under way at
the service, whoever is listening.
"""

from __future__ import annotations

import asyncio

from oriel.api.errors import redacted
from oriel.api.http import Wire
from oriel.api.items import Json, listed, word
from oriel.api.responses import ResponsesTranslator
from oriel.api.segments import segment
from oriel.domain.errors import (
    RateLimited,
    ServiceFailed,
    TurnFailed,
    Unreachable,
)
from oriel.domain.turns import TurnEvent, TurnResult

_UNDER_WAY = ("queued", "in_progress")
_LONGEST_PAUSE = 16  # times the pace's first delay
_PASSING = (Unreachable, ServiceFailed, RateLimited)


class StoredResponses:
    """Every method raises ServiceRefused (NotFound), Unreachable or AnswerUnreadable."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def retrieve(self, response_id: str) -> Json:
        return await self._wire.object("GET", _path(response_id))

    async def delete(self, response_id: str) -> None:
        await self._wire.delete(_path(response_id))

    async def cancel(self, response_id: str) -> None:
        """Ends a background response."""
        await self._wire.call("POST", f"{_path(response_id)}/cancel", body={})

    async def input_items(self, response_id: str) -> list[Json]:
        """What a response was asked, at most 100 items."""
        path, limit = f"{_path(response_id)}/input_items", {"limit": "100"}
        return listed((await self._wire.object("GET", path, params=limit)).get("data"))

    async def settled(self, response_id: str, within_s: float | None) -> TurnResult | None:
        """How a response ended, asked for until it has; None when it is still under way
        after `within_s` seconds (None: waits on). Raises TurnFailed when it failed.

        Troubles that pass are waited out, the last one is raised when time is up.
        """
        pause = self._wire.pace.first_delay_s
        longest = pause * _LONGEST_PAUSE
        trouble: Exception | None = None
        try:
            async with asyncio.timeout(within_s):
                while True:
                    try:
                        answer = await self.retrieve(response_id)
                        if word(answer.get("status")) not in _UNDER_WAY:
                            return self._result(answer)
                        trouble = None
                    except _PASSING as error:
                        trouble = error
                    await asyncio.sleep(pause)
                    pause = min(pause * 2, longest)
        except TimeoutError:
            if trouble is not None:
                raise trouble from None
            return None

    def _result(self, answer: Json) -> TurnResult | None:
        translator = ResponsesTranslator(_unheard)
        translator.whole(answer)
        if translator.failure is not None:
            message, code = (redacted(said, *self._wire.secrets) for said in translator.failure)
            raise TurnFailed(message=message, service_code=code, request_id="")
        return translator.result


def _unheard(event: TurnEvent) -> None:
    """The whole answer is in the result."""


def _path(response_id: str) -> str:
    return f"/responses/{segment(response_id)}"
