"""A turn as the body of POST /responses.

Items are always fully typed: OCI refuses the shorter forms (oci-api.md 5).
"""

from __future__ import annotations

from typing import Any

from oriel.api.items import Json
from oriel.api.replay import Place, input_items
from oriel.api.tool_request import response_tool_choice, response_tools, tool_includes
from oriel.domain.json_values import read_json
from oriel.domain.messages import Role
from oriel.domain.turn_options import TextFormat, TurnOptions
from oriel.domain.turns import TurnRequest

SEALED = "reasoning.encrypted_content"
SCHEMA_NAME = "answer"


def responses_body(request: TurnRequest, *, server_state: bool, connection_id: str = "") -> Json:
    """`server_state` False asks the service to keep nothing: some refuse anything else.

    Only what the person set is sent: services differ in what they refuse.
    """
    options = request.options
    stored = request.store and server_state
    body: Json = {
        "model": request.model,
        "input": input_items(request.messages, Place(connection_id, request.model)),
        "stream": True,
        "store": stored,
        "instructions": _instructions(request),
        "previous_response_id": request.previous_response_id,
        "conversation": request.conversation_id,
        "tools": response_tools(request),
        "tool_choice": response_tool_choice(request),
        "include": _includes(request, stored=stored),
        "temperature": options.temperature,
        "top_p": options.top_p,
        "max_output_tokens": options.max_output_tokens,
        "max_tool_calls": options.max_tool_calls,
        "parallel_tool_calls": options.parallel_tool_calls,
        "reasoning": _reasoning(options),
        "text": _text(options),
        "metadata": dict(options.metadata),
        "truncation": options.truncation,
        "context_management": _context(options),
        "service_tier": options.service_tier,
        "background": True if options.background and stored else None,
    }
    return {n: v for n, v in body.items() if n == "input" or v not in (None, "", [], {})}


def parsed_schema(options: TurnOptions) -> Any:
    """The JSON schema as a value; {} when it is none (the editor says so before)."""
    try:
        return read_json(options.json_schema or "{}")
    except ValueError:
        return {}


def _instructions(request: TurnRequest) -> str:
    # Items of role system are refused by some models behind OCI.
    system = [m.text for m in request.messages if m.role is Role.SYSTEM]
    return "\n\n".join(text for text in (request.instructions, *system) if text)


def _includes(request: TurnRequest, *, stored: bool) -> list[str]:
    asked = [*request.options.include, *tool_includes(request.hosted)]
    if not stored:
        asked.append(SEALED)  # the only way the model's thoughts come back next turn
    return list(dict.fromkeys(asked))


def _reasoning(options: TurnOptions) -> Json:
    found = {"effort": options.reasoning_effort, "summary": options.reasoning_summary}
    return {name: value for name, value in found.items() if value}


def _text(options: TurnOptions) -> Json:
    found: Json = {"verbosity": options.verbosity} if options.verbosity else {}
    match options.text_format:
        case TextFormat.JSON:
            found["format"] = {"type": "json_object"}
        case TextFormat.SCHEMA:
            found["format"] = {
                "type": "json_schema",
                "name": options.schema_name or SCHEMA_NAME,
                "schema": parsed_schema(options),
                "strict": options.schema_strict,
            }
    return found


def _context(options: TurnOptions) -> list[Json]:
    if options.compact_threshold is None:
        return []
    return [{"type": "compaction", "compact_threshold": options.compact_threshold}]
