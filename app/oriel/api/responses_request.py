"""A turn as the body of POST /responses.

Items are always fully typed: OCI refuses the shorter forms (oci-api.md 5).
"""

from __future__ import annotations

from typing import Any

from oriel.api.items import Json
from oriel.domain.messages import Message, Role
from oriel.domain.parts import (
    FilePart,
    ImagePart,
    Part,
    RefusalPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from oriel.domain.turns import TurnRequest


def responses_body(request: TurnRequest, *, server_state: bool) -> Json:
    """`server_state` False asks the service to keep nothing: some refuse anything else."""
    body: Json = {
        "model": request.model,
        "input": [item for message in request.messages for item in _items(message)],
        "stream": True,
        "store": request.store and server_state,
        "instructions": _instructions(request),
        "previous_response_id": request.previous_response_id,
        "conversation": request.conversation_id,
        "temperature": request.temperature,
        "top_p": request.top_p,
        "max_output_tokens": request.max_output_tokens,
        "reasoning": {"effort": request.reasoning_effort} if request.reasoning_effort else None,
    }
    return {name: value for name, value in body.items() if value not in (None, "")}


def _instructions(request: TurnRequest) -> str:
    # Items of role system are refused by some models behind OCI.
    system = [m.text for m in request.messages if m.role is Role.SYSTEM]
    return "\n\n".join(text for text in (request.instructions, *system) if text)


def _items(message: Message) -> list[Json]:
    if message.role is Role.SYSTEM:
        return []
    if message.role is Role.ASSISTANT:
        return _replayed(message)
    content = [piece for part in message.parts if (piece := _input(part))]
    items: list[Json] = [_result(p) for p in message.parts if isinstance(p, ToolResultPart)]
    if content:
        items.append({"type": "message", "role": "user", "content": content})
    return items


def _input(part: Part) -> Json | None:
    match part:
        case TextPart(text) if text:
            return {"type": "input_text", "text": text}
        case ImagePart(file_id=file_id) if file_id:
            return {"type": "input_image", "detail": "auto", "file_id": file_id}
        case ImagePart(data_uri, url):
            return {"type": "input_image", "detail": "auto", "image_url": data_uri or url}
        case FilePart(file_id=file_id) if file_id:
            return {"type": "input_file", "file_id": file_id}
        case FilePart(filename, data_uri=data_uri):
            return {"type": "input_file", "filename": filename, "file_data": data_uri}
    return None


def _replayed(message: Message) -> list[Json]:
    """An earlier answer, its parts in order: words gathered in messages, calls as items."""
    items: list[Json] = []
    for part in message.parts:
        if isinstance(part, ToolCallPart) and part.kind == "function_call":
            items.append(_call(part))
        elif isinstance(part, ToolResultPart) and _answers_function(message, part):
            items.append(_result(part))
        elif piece := _output(part):
            if not items or items[-1]["type"] != "message":
                items.append({"type": "message", "role": "assistant", "content": []})
            items[-1]["content"].append(piece)
    return items


def _answers_function(message: Message, result: ToolResultPart) -> bool:
    return any(
        isinstance(p, ToolCallPart) and p.kind == "function_call" and p.call_id == result.call_id
        for p in message.parts
    )


def _output(part: Part) -> Json | None:
    match part:
        case TextPart(text) if text:
            return {"type": "output_text", "text": text}
        case RefusalPart(text) if text:
            return {"type": "refusal", "refusal": text}
    return None


def _call(part: ToolCallPart) -> Json:
    # Without `id`: Gemini behind OCI refuses replayed calls that carry one.
    return {
        "type": "function_call",
        "call_id": part.call_id,
        "name": part.name,
        "arguments": part.arguments,
    }


def _result(part: ToolResultPart) -> dict[str, Any]:
    return {"type": "function_call_output", "call_id": part.call_id, "output": part.output}
