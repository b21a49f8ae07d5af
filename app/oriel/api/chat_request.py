"""A turn as the body of POST /chat/completions."""

from __future__ import annotations

from oriel.api.items import Json
from oriel.api.replay import answered_calls, function_arguments
from oriel.api.responses_request import SCHEMA_NAME, parsed_schema
from oriel.api.tool_request import chat_tool_choice, chat_tools, search_options
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
from oriel.domain.turn_options import TextFormat, TurnOptions
from oriel.domain.turns import TurnRequest

# What input_audio calls the two kinds it takes (oci-api.md 9).
_AUDIO = {"audio/wav": "wav", "audio/x-wav": "wav", "audio/mpeg": "mp3", "audio/mp3": "mp3"}


def chat_body(request: TurnRequest) -> Json:
    """Only what the person set is sent: services differ in what they refuse."""
    options = request.options
    system = [{"role": "system", "content": request.instructions}] if request.instructions else []
    # A call whose result never came would be refused.
    answered = answered_calls(request.messages)
    body: Json = {
        "model": request.model,
        "messages": [*system, *(said for m in request.messages for said in _messages(m, answered))],
        "stream": True,
        "stream_options": {"include_usage": True},
        "tools": chat_tools(request),
        "tool_choice": chat_tool_choice(request) if request.functions else None,
        "parallel_tool_calls": options.parallel_tool_calls if request.functions else None,
        "temperature": options.temperature,
        "top_p": options.top_p,
        "max_tokens": options.max_output_tokens,
        "reasoning_effort": options.reasoning_effort,
        "verbosity": options.verbosity,
        "response_format": _format(options),
        "n": options.n if options.n != 1 else None,
        "stop": [*options.stop],
        "seed": options.seed,
        "presence_penalty": options.presence_penalty,
        "frequency_penalty": options.frequency_penalty,
        "logit_bias": dict(options.logit_bias),
    }
    made = {name: value for name, value in body.items() if value not in (None, "", [], {})}
    search = search_options(request)
    # An empty object is how search is switched on without a wish for its size.
    return made if search is None else {**made, "web_search_options": search}


def _format(options: TurnOptions) -> Json | None:
    match options.text_format:
        case TextFormat.JSON:
            return {"type": "json_object"}
        case TextFormat.SCHEMA:
            schema = {
                "name": options.schema_name or SCHEMA_NAME,
                "schema": parsed_schema(options),
                "strict": options.schema_strict,
            }
            return {"type": "json_schema", "json_schema": schema}
    return None


def _messages(message: Message, answered: set[str]) -> list[Json]:
    if message.role is Role.ASSISTANT:
        return _answer(message, answered)
    said: list[Json] = [_result(p) for p in message.parts if isinstance(p, ToolResultPart)]
    content = [piece for part in message.parts if (piece := _input(part))]
    if content and message.role is not Role.TOOL:
        only_text = all(piece["type"] == "text" for piece in content)
        said.append({"role": message.role.value, "content": message.text if only_text else content})
    return said


def _answer(message: Message, answered: set[str]) -> list[Json]:
    """An answer as the rounds it was given in: words and calls, then what the calls gave."""
    said: list[Json] = []
    text: list[str] = []
    calls: list[Json] = []
    for part in message.parts:
        match part:
            case TextPart(words) | RefusalPart(words):
                if calls:
                    said, text, calls = [*said, *_round(text, calls)], [], []
                text.append(words)
            case ToolCallPart(call_id) if call_id in answered:
                calls.append(_call(part))
            case ToolResultPart(call_id) if call_id in answered:
                said, text, calls = [*said, *_round(text, calls), _result(part)], [], []
    return [*said, *_round(text, calls)]


def _round(text: list[str], calls: list[Json]) -> list[Json]:
    words = "".join(text)
    if not words and not calls:
        return []
    answer: Json = {"role": "assistant", "content": words or None}
    return [{**answer, "tool_calls": calls} if calls else answer]


def _call(part: ToolCallPart) -> Json:
    function = {"name": part.name, "arguments": function_arguments(part)}
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
        case FilePart(filename, data_uri=data_uri) if data_uri:
            return _file(filename, data_uri)
    return None


def _file(filename: str, data_uri: str) -> Json:
    kind, _, data = data_uri.removeprefix("data:").partition(";base64,")
    if kind in _AUDIO:
        return {"type": "input_audio", "input_audio": {"data": data, "format": _AUDIO[kind]}}
    return {"type": "file", "file": {"filename": filename, "file_data": data_uri}}
