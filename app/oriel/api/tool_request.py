"""The tools of a turn as the two APIs declare them (oci-api.md 6)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from oriel.api.items import Json
from oriel.domain.hosted_tools import HostedTools, RemoteMcp, WebSearch
from oriel.domain.json_values import read_json
from oriel.domain.turns import FunctionSpec, TurnRequest

_CHOICES = ("auto", "none", "required")
_EMPTY_SCHEMA: Json = {"type": "object", "properties": {}}
# What a tool's results need to be asked for, so that they can be shown.
_INCLUDES = {
    "file_search": "file_search_call.results",
    "code_interpreter": "code_interpreter_call.outputs",
    "web_search": "web_search_call.action.sources",
}


def response_tools(request: TurnRequest) -> list[Json]:
    """`tools` of POST /responses."""
    # Without a word the service makes every argument a needed one.
    functions = [
        {"type": "function", **_function(spec), "strict": False} for spec in request.functions
    ]
    return [*_hosted(request.hosted), *_mcp(request), *functions]


def chat_tools(request: TurnRequest) -> list[Json]:
    """`tools` of POST /chat/completions, which knows functions only."""
    return [{"type": "function", "function": _function(spec)} for spec in request.functions]


def response_tool_choice(request: TurnRequest) -> Any:
    """`tool_choice` of POST /responses, None for the service's default."""
    choice = request.options.tool_choice
    if not choice or choice in _CHOICES:
        return choice or None
    if choice in request.hosted.names:
        # Of several tool servers the API wants one named.
        server = {"server_label": request.hosted.mcp[0].label} if choice == "mcp" else {}
        return {"type": choice, **server}
    return {"type": "function", "name": choice}


def chat_tool_choice(request: TurnRequest) -> Any:
    choice = request.options.tool_choice
    if not choice or choice in _CHOICES:
        return choice or None
    return {"type": "function", "function": {"name": choice}}


def tool_includes(hosted: HostedTools) -> list[str]:
    """What to name in `include` for the tools that are on."""
    return [_INCLUDES[name] for name in hosted.names if name in _INCLUDES]


def search_options(request: TurnRequest) -> Json | None:
    """`web_search_options` of POST /chat/completions, None when nobody asked for it."""
    size = request.options.search_context
    if not size and request.hosted.web_search is None:
        return None
    return {"search_context_size": size} if size else {}


def _function(spec: FunctionSpec) -> Json:
    made: Json = {"name": spec.name, "parameters": spec.parameters or _EMPTY_SCHEMA}
    return {**made, "description": spec.description} if spec.description else made


def _hosted(tools: HostedTools) -> Iterator[Json]:
    if search := tools.file_search:
        yield _set(
            type="file_search",
            vector_store_ids=[*search.store_ids],
            max_num_results=search.max_results,
            filters=_parsed(search.filters),
        )
    if code := tools.code_interpreter:
        automatic = _set(
            type="auto", memory_limit=code.memory_limit, file_ids=[*code.file_ids] or None
        )
        yield {"type": "code_interpreter", "container": code.container_id or automatic}
    if web := tools.web_search:
        yield {"type": "web_search", **_web(web)}
    if found := tools.x_search:
        yield _set(
            type="x_search",
            allowed_x_handles=[*found.allowed_handles] or None,
            excluded_x_handles=[*found.excluded_handles] or None,
            from_date=found.from_date,
            to_date=found.to_date,
        )
    if image := tools.image_generation:
        yield _set(type="image_generation", size=image.size)


def _web(web: WebSearch) -> Json:
    filters = _set(
        allowed_domains=[*web.allowed_domains] or None,
        excluded_domains=[*web.excluded_domains] or None,
    )
    return _set(filters=filters or None, enable_image_understanding=web.see_images or None)


def _mcp(request: TurnRequest) -> Iterator[Json]:
    for server in request.hosted.mcp:
        yield _set(
            type="mcp",
            server_label=server.label,
            server_url=server.url,
            server_description=server.description,
            # It has to come again with every turn: the service keeps none.
            authorization=request.authorizations.get(server.label, ""),
            allowed_tools=_allowed(server),
            require_approval=server.approval.value,
        )


def _allowed(server: RemoteMcp) -> list[str] | None:
    return [*server.allowed_tools] or None


def _parsed(filters: str) -> Any:
    try:
        return read_json(filters) if filters.strip() else None
    except ValueError:
        return None  # the editor says so; a search without filters finds more, not less


def _set(**fields: Any) -> Json:
    return {name: value for name, value in fields.items() if value not in (None, "", [])}
