"""What the doctor asks of a service: a small list, and a question whose answer takes a while."""

from __future__ import annotations

import time

from oriel.api.client import ServiceClient
from oriel.domain.connections import Connection
from oriel.domain.doctor import Pieces
from oriel.domain.errors import AppError
from oriel.domain.messages import Message, Role, new_id
from oriel.domain.models import USUAL_OCI_MODEL
from oriel.domain.parts import TextPart
from oriel.domain.turns import ReasoningAdded, RefusalAdded, TextAdded, TurnEvent, TurnRequest

QUESTION = "Count from one to thirty in words, separated by commas. Write nothing else."


async def list_some(
    connection: Connection, client: ServiceClient
) -> tuple[AppError | bool | None, str]:
    """How a small list was answered, and the model to ask ("" for none is known)."""
    named = connection.default_model or next(iter(connection.models), "")
    can = connection.capabilities
    try:
        if can.models_list:
            models = await client.models()
            first = models[0].id if models else ""
            return (None if models is None else True), named or first
        if connection.kind.is_oci and not named:
            named = USUAL_OCI_MODEL
        if can.files:
            await client.probe("/files")
            return True, named
    except AppError as error:
        return error, named
    return None, named


class _Heard:
    """Notes when the pieces of an answer come."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._times: list[float] = []
        self._chars = 0

    def __call__(self, event: TurnEvent) -> None:
        if isinstance(event, TextAdded | ReasoningAdded | RefusalAdded):
            self._times.append(time.monotonic())
            self._chars += len(event.text)

    def pieces(self) -> Pieces:
        if not self._times:
            return Pieces(0, 0, time.monotonic() - self._began, 0.0)
        first, last = self._times[0], self._times[-1]
        return Pieces(len(self._times), self._chars, first - self._began, last - first)


async def ask(client: ServiceClient, model: str) -> AppError | Pieces:
    """How the answer to a long enough question came in, or why it did not."""
    question = Message(
        id=new_id(),
        chat_id="",
        parent_id=None,
        role=Role.USER,
        parts=(TextPart(QUESTION),),
        created_at=time.time(),
    )
    heard = _Heard()
    try:
        await client.run_turn(TurnRequest(model=model, messages=(question,), store=False), heard)
    except AppError as error:
        return error
    return heard.pieces()
