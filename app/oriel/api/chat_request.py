"""A turn as the body of POST /chat/completions."""

from __future__ import annotations

from oriel.api.items import Json
from oriel.domain.messages import Message, Role
from oriel.domain.parts import FilePart, ImagePart, Part, TextPart, ToolCallPart, ToolResultPart
from oriel.domain.turns import TurnRequest


def chat_body(request: TurnRequest) -> Json:
    """Only what the person set is sent: services differ in what they refuse."""
    system = [{"role": "system", "content": request.instructions}] if request.instructions else []
    body: Json = {
        "model": request.model,
        "messages": [*system, *(said for m in request.messages for said in _messages(m))],
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": request.temperature,
        "top_p": request.top_p,
        "max_tokens": request.max_output_tokens,
        "reasoning_effort": request.reasoning_effort,
    }
    return {name: value for name, value in body.items() if value not in (None, "")}


def _messages(message: Message) -> list[Json]:
    if message.role is Role.ASSISTANT:
        return _answer(message)
    said: list[Json] = [_result(p) for p in message.parts if isinstance(p, ToolResultPart)]
    content = [piece for part in message.parts if (piece := _input(part))]
    if content and message.role is not Role.TOOL:
        only_text = all(piece["type"] == "text" for piece in content)
        said.append({"role": message.role.value, "content": message.text if only_text else content})
    return said


def _answer(message: Message) -> list[Json]:
    calls = [_call(p) for p in message.parts if isinstance(p, ToolCallPart) and _ours(p)]
    if not message.text and not calls:
        return []
    answer: Json = {"role": "assistant", "content": message.text or None}
    if calls:
        answer["tool_calls"] = calls
    called = {call["id"] for call in calls}
    results = [p for p in message.parts if isinstance(p, ToolResultPart) and p.call_id in called]
    return [answer, *(_result(result) for result in results)]


def _ours(part: ToolCallPart) -> bool:
    return part.kind == "function_call"


def _call(part: ToolCallPart) -> Json:
    function = {"name": part.name, "arguments": part.arguments}
    return {"id": part.call_id, "type": "function", "function": function}


def _result(part: ToolResultPart) -> Json:
    return {"role": "tool", "tool_call_id": part.call_id, "content": part.output}


def _input(part: Part) -> Json | None:
    match part:
        case TextPart(text) if text:
            return {"type": "text", "text": text}
        case ImagePart(data_uri, url) if data_uri or url:
            return {"type": "image_url", "image_url": {"url": data_uri or url}}
        case FilePart(file_id=file_id) if file_id:
            return {"type": "file", "file": {"file_id": file_id}}
        case FilePart(filename, data_uri=data_uri):
            return {"type": "file", "file": {"filename": filename, "file_data": data_uri}}
    return None
