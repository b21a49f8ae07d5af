"""One choice of a Chat Completions answer: its deltas as TurnEvents, and what they add up to.

Apart from the translator, since an answer may hold several (n > 1).
"""

from __future__ import annotations

from typing import Any

from oriel.api.draft import Draft
from oriel.api.items import Json, citation, listed, word
from oriel.domain.parts import ImagePart, Part, RefusalPart, TextPart, ToolCallPart
from oriel.domain.stopping import StopReason
from oriel.domain.turns import Emit, ReasoningAdded, RefusalAdded, TextAdded

_REASONS = {
    "stop": StopReason.FINISHED,
    "length": StopReason.LENGTH,
    "tool_calls": StopReason.TOOL_CALLS,
    "function_call": StopReason.TOOL_CALLS,
    "content_filter": StopReason.FILTERED,
}


class Choice:
    """`reason` is None until the service has given one; `calls` says whether a tool was called."""

    def __init__(self, emit: Emit) -> None:
        self.reason: StopReason | None = None
        self._draft = Draft(emit)
        self._last_call = ""
        self._call_ids: dict[str, str] = {}
        self._images = 0

    @property
    def calls(self) -> bool:
        return bool(self._last_call)

    def parts(self) -> tuple[Part, ...]:
        return self._draft.parts()

    def end(self, finish: str) -> None:
        """Takes the finish_reason."""
        self.reason = _REASONS.get(finish, StopReason.FINISHED)
        # Some servers say "stop" although they wait for what their calls give.
        if self.reason is StopReason.FINISHED and self.calls:
            self.reason = StopReason.TOOL_CALLS

    def add(self, delta: Any) -> None:
        if delta.__class__ is not dict:
            return
        content = delta.get("content")
        if content.__class__ is str and content:
            self._draft.add("text", content, TextAdded)
        if len(delta) > 1 or content.__class__ is not str:
            self._more(delta)

    def provider(self) -> Json:
        """The answer as a message of this API, for sending it again."""
        parts = self.parts()
        text = "".join(p.text for p in parts if isinstance(p, TextPart))
        message: Json = {"role": "assistant", "content": text}
        if refused := "".join(p.text for p in parts if isinstance(p, RefusalPart)):
            message["refusal"] = refused
        if calls := [_function(p) for p in parts if isinstance(p, ToolCallPart)]:
            message["tool_calls"] = calls
        return {"message": message}

    def _more(self, delta: Json) -> None:
        """What a delta may hold besides plain text."""
        for piece in listed(delta.get("content")):
            self._piece(piece)
        if thought := word(delta.get("reasoning_content")) or word(delta.get("reasoning")):
            self._draft.add("reasoning", thought, ReasoningAdded)
        if refused := word(delta.get("refusal")):
            self._draft.add("refusal", refused, RefusalAdded)
        for call in listed(delta.get("tool_calls")):
            self._call(call)
        if isinstance(old := delta.get("function_call"), dict):
            self._call({"index": 0, "function": old})
        for raw in listed(delta.get("annotations")):
            self._draft.cite("text", citation(raw))
        for raw in listed(delta.get("images")):
            self._image(raw)

    def _piece(self, piece: Json) -> None:
        if piece.get("type") in ("thinking", "reasoning"):
            thoughts = [piece, *listed(piece.get("thinking"))]
            for thought in filter(None, (word(raw.get("text")) for raw in thoughts)):
                self._draft.add("reasoning", thought, ReasoningAdded)
        elif text := word(piece.get("text")):
            self._draft.add("text", text, TextAdded)
        elif refused := word(piece.get("refusal")):
            self._draft.add("refusal", refused, RefusalAdded)
        elif piece.get("image_url"):
            self._image(piece)

    def _image(self, raw: Json) -> None:
        part_id, where = f"image {self._images}", raw.get("image_url")
        self._images += 1
        url = word(where.get("url") if isinstance(where, dict) else where)
        if url.startswith("data:"):
            self._draft.came_to(part_id, [ImagePart(data_uri=url)])
        elif url:
            self._draft.came_to(part_id, [ImagePart(url=url)])

    def _call(self, raw: Json) -> None:
        function: Any = raw.get("function")
        function = function if isinstance(function, dict) else {}
        call_id, name = word(raw.get("id")), word(function.get("name"))
        part_id = self._call_part(raw.get("index"), call_id, name)
        if call_id or name:
            self._draft.call(part_id, call_id=call_id, name=name)
        if arguments := word(function.get("arguments")):
            self._draft.add_arguments(part_id, arguments)

    def _call_part(self, index: Any, call_id: str, name: str) -> str:
        # Where the index is missing, a new id begins a call and all else belongs
        # to the one before.
        if isinstance(index, int):
            part_id = f"call {index}"
            # Gemini gives index 0 to each of several calls, which come whole.
            if name and call_id and self._call_ids.setdefault(part_id, call_id) != call_id:
                part_id = f"call {index} {call_id}"
            self._last_call = part_id
        elif call_id or not self._last_call:
            self._last_call = f"call {call_id}"
        return self._last_call


def _function(call: ToolCallPart) -> Json:
    function = {"name": call.name, "arguments": call.arguments}
    return {"id": call.call_id, "type": "function", "function": function}
