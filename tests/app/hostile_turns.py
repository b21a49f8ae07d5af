"""A service that answers with whatever it likes, for the whole program to bear."""

from __future__ import annotations

from typing import Any

from tests.api.played_service import OPEN_HEAD, PlayedService, Step, sse

from oriel.composition import Desk
from oriel.domain.connections import Capabilities, Connection, ConnectionKind

Item = dict[str, Any]
OFFERED = Capabilities(responses=True, hosted_tools=True)


def said(text: str) -> Item:
    content = [{"type": "output_text", "text": text, "annotations": []}]
    return {"type": "message", "id": "m", "role": "assistant", "content": content}


def called(name: str, arguments: str, call_id: str = "c", **more: Any) -> Item:
    item = {"type": "function_call", "name": name, "arguments": arguments}
    return {**item, "id": f"fc_{call_id}", "call_id": call_id, **more}


def answer(*items: Item, status: str = "completed") -> list[Step]:
    """A response that streams `items` whole."""
    events: list[Item | str] = [{"type": "response.created", "response": {"id": "r", "output": []}}]
    for number, item in enumerate(items):
        for name in ("added", "done"):
            kind = f"response.output_item.{name}"
            events.append({"type": kind, "output_index": number, "item": item})
    whole = {"id": "r", "status": status, "output": list(items)}
    events.append({"type": "response.completed", "response": whole})
    return [OPEN_HEAD, sse(events)]


async def use(opened: Desk, service: PlayedService) -> None:
    """The open chat is answered by `service` from now on."""
    far = Connection(
        id="far",
        name="Far away",
        kind=ConnectionKind.COMPATIBLE,
        base_url=service.url,
        needs_key=False,
        capabilities=OFFERED,
    )
    await opened.chat.desk.engine._connections.save(far)
    opened.chat.use("far", "m")
