"""Chat Completions chunks as the same TurnEvents, and their sum as the TurnResult.

A plain object without I/O. Servers differ much here, so nothing is taken for
granted: not choices, not an index, not a usage chunk, not [DONE].
"""

from __future__ import annotations

from typing import Any

from oriel.api.draft import Draft
from oriel.api.errors import Said, said_in
from oriel.api.items import Json, citation, listed, usage_of, word
from oriel.api.stream import LINGER_S
from oriel.domain.parts import RefusalPart, TextPart, ToolCallPart
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
from oriel.domain.usage import Usage

# After the finish reason only usage and [DONE] are to come; some servers send
# neither and keep the connection open.
_AFTER_FINISH_S = 3.0
_REASONS = {
    "stop": StopReason.FINISHED,
    "length": StopReason.LENGTH,
    "tool_calls": StopReason.TOOL_CALLS,
    "function_call": StopReason.TOOL_CALLS,
    "content_filter": StopReason.FILTERED,
}


class ChatTranslator:
    """`result` and `failure` are None until the service has said how the turn ended."""

    def __init__(self, emit: Emit, request_id: str = "") -> None:
        self.failure: Said | None = None
        self._emit = emit
        self._request_id = request_id
        self._draft = Draft(emit)
        self._id = ""
        self._model = ""
        self._started = False
        self._reason: StopReason | None = None
        self._usage: Usage | None = None
        self._last_call = ""

    @property
    def result(self) -> TurnResult | None:
        if self._reason is None:
            return None
        return TurnResult(
            reason=self._reason,
            parts=self._draft.parts(),
            response_id=self._id,
            request_id=self._request_id,
            model=self._model,
            usage=self._usage,
            provider=self._provider(),
        )

    def feed(self, chunk: Json) -> float | None:
        if chunk.get("error"):
            return self._fail(chunk)
        linger = None
        choices = chunk.get("choices")
        if choices.__class__ is list:
            if not self._started:
                self._start(chunk)
            if choices:
                linger = self._choice(choices[0])
        elif chunk.get("message") and chunk.get("code"):
            return self._fail(chunk)
        if chunk.get("usage"):
            self._count(chunk["usage"])
        return linger

    def done(self) -> None:
        # The service's own word for the end, even where it gave no reason.
        if self._reason is None and self._started and self.failure is None:
            self._reason = StopReason.TOOL_CALLS if self._last_call else StopReason.FINISHED

    def whole(self, answer: Json) -> None:
        """An answer that was not streamed, or an error sent with status 200."""
        choice = next(iter(listed(answer.get("choices"))), None)
        if choice is None:
            self._fail(answer)
            return
        self.feed({**answer, "choices": [{**choice, "delta": choice.get("message")}]})
        self.done()

    def _start(self, chunk: Json) -> None:
        self._started = True
        self._id, self._model = word(chunk.get("id")), word(chunk.get("model"))
        self._emit(TurnStarted(self._id, self._model, self._request_id))

    def _fail(self, chunk: Json) -> float:
        said = said_in(chunk.get("error") or chunk)
        self.failure = Said(said.message, said.code)
        return LINGER_S

    def _choice(self, choice: Any) -> float | None:
        if not isinstance(choice, dict) or choice.get("index"):
            return None  # further choices were not asked for
        delta = choice.get("delta")
        if delta.__class__ is dict:
            content = delta.get("content")
            if content.__class__ is str and content:
                self._draft.add("text", content, TextAdded)
            if len(delta) > 1 or content.__class__ is not str:
                self._more(delta)
        finish = choice.get("finish_reason")
        if not finish:
            return None
        self._reason = _REASONS.get(word(finish), StopReason.FINISHED)
        return _AFTER_FINISH_S

    def _more(self, delta: Json) -> None:
        """What a delta may hold besides plain text."""
        for piece in listed(delta.get("content")):
            if text := word(piece.get("text")):
                self._draft.add("text", text, TextAdded)
        if thought := word(delta.get("reasoning_content")) or word(delta.get("reasoning")):
            self._draft.add("reasoning", thought, ReasoningAdded)
        if refused := word(delta.get("refusal")):
            self._draft.add("refusal", refused, RefusalAdded)
        for call in listed(delta.get("tool_calls")):
            self._call(call)
        for raw in listed(delta.get("annotations")):
            self._draft.cite("text", citation(raw))

    def _call(self, raw: Json) -> None:
        part_id = self._call_part(raw)
        function: Any = raw.get("function")
        function = function if isinstance(function, dict) else {}
        call_id, name = word(raw.get("id")), word(function.get("name"))
        if call_id or name:
            self._draft.call(part_id, call_id=call_id, name=name)
        if arguments := word(function.get("arguments")):
            self._draft.add_arguments(part_id, arguments)

    def _call_part(self, raw: Json) -> str:
        # Where the index is missing, a new id begins a call and all else belongs
        # to the one before.
        index, call_id = raw.get("index"), word(raw.get("id"))
        if isinstance(index, int):
            self._last_call = f"call {index}"
        elif call_id or not self._last_call:
            self._last_call = f"call {call_id}"
        return self._last_call

    def _count(self, raw: Any) -> None:
        usage = usage_of(raw)
        if usage is not None and usage != self._usage:
            self._usage = usage
            self._emit(UsageReported(usage))

    def _provider(self) -> Json:
        """The answer as a message of this API, for sending it again."""
        parts = self._draft.parts()
        text = "".join(p.text for p in parts if isinstance(p, TextPart))
        message: Json = {"role": "assistant", "content": text}
        if refused := "".join(p.text for p in parts if isinstance(p, RefusalPart)):
            message["refusal"] = refused
        calls = [p for p in parts if isinstance(p, ToolCallPart)]
        if calls:
            message["tool_calls"] = [
                {
                    "id": c.call_id,
                    "type": "function",
                    "function": {"name": c.name, "arguments": c.arguments},
                }
                for c in calls
            ]
        return {"message": message}
