"""The Responses API's events as TurnEvents, and its terminal event as the TurnResult.

A plain object without I/O: feed it events in any order a service may send them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from oriel.api.draft import Draft
from oriel.api.errors import Said, said_in
from oriel.api.items import (
    WAITS_FOR_US,
    Json,
    call_arguments,
    call_part,
    citation,
    image_uri,
    is_call,
    item_parts,
    listed,
    parts_of,
    usage_of,
    word,
)
from oriel.api.stream import LINGER_S
from oriel.domain.parts import (
    DecisionPart,
    ImagePart,
    Part,
    RefusalPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)
from oriel.domain.stopping import StopReason
from oriel.domain.turns import (
    Emit,
    ReasoningAdded,
    RefusalAdded,
    TextAdded,
    TurnResult,
    TurnStarted,
    UsageReported,
)

_Handler = Callable[[Json], float | None]
_TOOL_STATES = {
    "file_search_call": ("in_progress", "searching", "completed"),
    "web_search_call": ("in_progress", "searching", "completed"),
    "x_search_call": ("in_progress", "searching", "completed"),
    "code_interpreter_call": ("in_progress", "interpreting", "completed"),
    "image_generation_call": ("in_progress", "generating", "completed"),
    "mcp_call": ("in_progress", "completed", "failed"),
    "mcp_list_tools": ("in_progress", "completed", "failed"),
}
_ARGUMENTS = {
    "function_call_arguments": "arguments",
    "mcp_call_arguments": "arguments",
    "custom_tool_call_input": "input",
    "code_interpreter_call_code": "code",
}
_OTHER_ENDS = ("incomplete", "failed", "cancelled")
_REASONS = {
    "max_output_tokens": StopReason.LENGTH,
    "max_tokens": StopReason.LENGTH,
    "content_filter": StopReason.FILTERED,
}


class ResponsesTranslator:
    """`result` and `failure` are None until the service has said how the turn ended.

    `response_id` is "" until the service has named it, `sequence` the number of the last
    event that bore one (-1 for none): from there a stored stream can be taken up again.
    """

    def __init__(self, emit: Emit, request_id: str = "") -> None:
        self.result: TurnResult | None = None
        self.failure: Said | None = None
        self.response_id = ""
        self.sequence = -1
        self._emit = emit
        self._request_id = request_id
        self._draft = Draft(emit)
        self._started = False
        self._begun_anew = False
        self._handlers = self._all_handlers()

    def feed(self, event: Json) -> float | None:
        kind = event.get("type")
        if kind.__class__ is not str:
            return self._untyped(event)
        number = event.get("sequence_number")
        if number.__class__ is int:
            if number <= self.sequence and self._told_again(kind):
                return None
            self.sequence = number
        handler = self._handlers.get(kind)
        return None if handler is None else handler(event)

    def done(self) -> None:
        """[DONE] adds nothing to the terminal event."""

    def whole(self, answer: Json) -> None:
        """A response that was not streamed, or an error sent with status 200."""
        if answer.get("error") and not answer.get("output"):
            self._fail(answer)
            return
        told = self._started  # taken up: what was said before need not be said again
        self._created({"response": answer})
        if not told:
            self._say_parts(parts_of(listed(answer.get("output"))))
        status = word(answer.get("status"))
        self._handlers.get(f"response.{status}", self._completed)({"response": answer})

    def _all_handlers(self) -> dict[str, _Handler]:
        handlers: dict[str, _Handler] = {
            "response.created": self._created,
            "response.queued": self._created,
            "response.in_progress": self._created,
            "response.output_text.delta": self._text,
            "response.output_text.done": self._text_done,
            "response.output_text.annotation.added": self._annotation,
            "response.refusal.delta": self._refusal,
            "response.refusal.done": self._refusal_done,
            "response.reasoning_summary_text.delta": self._summary,
            "response.reasoning_summary_text.done": self._summary_done,
            "response.reasoning_text.delta": self._reasoning,
            "response.reasoning_text.done": self._reasoning_done,
            "response.output_item.added": self._item,
            "response.output_item.done": self._item_done,
            "response.image_generation_call.partial_image": self._partial_image,
            "response.completed": self._completed,
            "response.done": self._completed,
            "response.incomplete": self._incomplete,
            "response.failed": self._failed,
            "response.cancelled": self._cancelled,
            "error": self._fail,
        }
        for kind, states in _TOOL_STATES.items():
            handlers |= {f"response.{kind}.{state}": self._tool_state for state in states}
        for kind in _ARGUMENTS:
            handlers[f"response.{kind}.delta"] = self._arguments
            handlers[f"response.{kind}.done"] = self._arguments_done
        return handlers

    def _told_again(self, kind: str) -> bool:
        """Whether a stream that was taken up began anew instead of going on."""
        if kind == "response.created" and self._started:
            self._begun_anew = True
        return self._begun_anew

    def _untyped(self, event: Json) -> float | None:
        # An error payload at the top level, in OpenAI's shape or in OCI's.
        if event.get("error") or (event.get("message") and event.get("code")):
            return self._fail(event)
        return None

    def _created(self, event: Json) -> None:
        response = _response(event)
        if self._started or not response.get("id"):
            return
        self._started = True
        self.response_id = word(response.get("id"))
        self._emit(
            TurnStarted(word(response.get("id")), word(response.get("model")), self._request_id)
        )

    def _text(self, event: Json) -> None:
        delta = event.get("delta")
        if delta.__class__ is str and delta:
            self._draft.add(_part_id(event), delta, TextAdded)

    def _text_done(self, event: Json) -> None:
        self._draft.complete(_part_id(event), word(event.get("text")), TextAdded)

    def _refusal(self, event: Json) -> None:
        if delta := word(event.get("delta")):
            self._draft.add(_part_id(event, " refusal"), delta, RefusalAdded)

    def _refusal_done(self, event: Json) -> None:
        self._draft.complete(_part_id(event, " refusal"), word(event.get("refusal")), RefusalAdded)

    def _summary(self, event: Json) -> None:
        if delta := word(event.get("delta")):
            self._draft.add(_part_id(event, " summary"), delta, ReasoningAdded)

    def _summary_done(self, event: Json) -> None:
        self._draft.complete(_part_id(event, " summary"), word(event.get("text")), ReasoningAdded)

    def _reasoning(self, event: Json) -> None:
        if delta := word(event.get("delta")):
            self._draft.add(_part_id(event, " reasoning"), delta, ReasoningAdded)

    def _reasoning_done(self, event: Json) -> None:
        self._draft.complete(_part_id(event, " reasoning"), word(event.get("text")), ReasoningAdded)

    def _annotation(self, event: Json) -> None:
        raw = event.get("annotation")
        if isinstance(raw, dict):
            self._draft.cite(_part_id(event), citation(raw))

    def _item(self, event: Json) -> None:
        item = event.get("item")
        if not isinstance(item, dict) or not is_call(item):
            return
        call = call_part(item)
        self._draft.call(
            _call_id(event, item),
            call_id=call.call_id,
            name=call.name,
            kind=call.kind,
            status=call.status,
            server=call.server,
            arguments=call_arguments(item) or None,
        )

    def _item_done(self, event: Json) -> None:
        self._item(event)
        item = event.get("item")
        if isinstance(item, dict) and item.get("type") not in ("message", "reasoning"):
            self._draft.came_to(_call_id(event, item), item_parts(item))

    def _partial_image(self, event: Json) -> None:
        part_id = _call_id(event)
        if made := image_uri(word(event.get("partial_image_b64"))):
            self._draft.sketch(part_id, ImagePart(data_uri=made, call_id=part_id))

    def _tool_state(self, event: Json) -> None:
        _, kind, state = event["type"].split(".")
        part_id = _call_id(event)
        if self._draft.has_call(part_id):
            self._draft.call(part_id, status=state)
        else:
            name = kind.removesuffix("_call")
            self._draft.call(part_id, call_id=part_id, name=name, kind=kind, status=state)

    def _arguments(self, event: Json) -> None:
        if delta := word(event.get("delta")):
            self._draft.add_arguments(_call_id(event), delta)

    def _arguments_done(self, event: Json) -> None:
        field = _ARGUMENTS[event["type"].split(".")[1]]
        arguments, name = word(event.get(field)), word(event.get("name"))
        self._draft.call(_call_id(event), name=name, arguments=arguments or None)

    def _completed(self, event: Json) -> float | None:
        # Some servers end everything with this event, and say in the status how.
        status = word(_response(event).get("status"))
        if status in _OTHER_ENDS:
            return self._handlers[f"response.{status}"](event)
        return self._end(event, StopReason.FINISHED)

    def _incomplete(self, event: Json) -> float:
        details = _response(event).get("incomplete_details")
        said = word(details.get("reason")) if isinstance(details, dict) else ""
        return self._end(event, _REASONS.get(said, StopReason.INTERRUPTED))

    def _cancelled(self, event: Json) -> float:
        return self._end(event, StopReason.STOPPED)

    def _end(self, event: Json, reason: StopReason) -> float:
        response = _response(event)
        self._created(event)
        output = listed(response.get("output"))
        parts = self._truth(output)
        if reason is StopReason.FINISHED and _waits(parts):
            reason = StopReason.TOOL_CALLS
        usage = usage_of(response.get("usage"))
        if usage is not None:
            self._emit(UsageReported(usage))
        self.result = TurnResult(
            reason=reason,
            parts=parts,
            response_id=word(response.get("id")),
            request_id=self._request_id,
            model=word(response.get("model")),
            usage=usage,
            provider={"output": output} if output else {},
        )
        self._handlers = {}
        return LINGER_S

    def _truth(self, output: list[Json]) -> tuple[Part, ...]:
        """The terminal event's parts, unless it left out the words that were streamed."""
        told, drafted = parts_of(output), self._draft.parts()
        lost = any(map(_speaks, drafted)) and not any(map(_speaks, told))
        return drafted if lost or not told else told

    def _failed(self, event: Json) -> float:
        return self._fail(_response(event))

    def _fail(self, event: Json) -> float:
        error = event.get("error")
        nested = error if isinstance(error, dict | str) and error else event
        said = said_in(nested)
        code = "" if said.code == "error" else said.code  # the event's type is no code
        self.failure = Said(said.message, code)
        self._handlers = {}
        return LINGER_S

    def _say_parts(self, parts: tuple[Part, ...]) -> None:
        for index, part in enumerate(parts):
            match part:
                case TextPart(text):
                    self._draft.add(f"{index}", text, TextAdded)
                case RefusalPart(text):
                    self._draft.add(f"{index}", text, RefusalAdded)


def _response(event: Json) -> Json:
    response: Any = event.get("response")
    return response if isinstance(response, dict) else {}


def _part_id(event: Json, kind: str = "") -> str:
    """The same for all pieces of a part; servers leave out any of these fields."""
    get = event.get
    item = get("item_id") or get("output_index", 0)
    index = get("content_index", 0) if kind != " summary" else get("summary_index", 0)
    return f"{item}:{index}{kind}"


def _call_id(event: Json, item: Json | None = None) -> str:
    own = word(item.get("id")) if item else ""
    return own or word(event.get("item_id")) or f"{event.get('output_index', 0)} call"


def _waits(parts: tuple[Part, ...]) -> bool:
    """Whether a call is for this side, and not one whose result the service brought along."""
    given = {part.call_id for part in parts if isinstance(part, ToolResultPart | DecisionPart)}
    calls = (part for part in parts if isinstance(part, ToolCallPart))
    return any(call.kind in WAITS_FOR_US and call.call_id not in given for call in calls)


def _speaks(part: Part) -> bool:
    return isinstance(part, TextPart | RefusalPart)
