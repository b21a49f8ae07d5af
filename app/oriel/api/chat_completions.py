"""Chat Completions chunks as the same TurnEvents, and their sum as the TurnResult.

A plain object without I/O. Servers differ much here, so nothing is taken for
granted: not choices, not an index, not a usage chunk, not [DONE].
"""

from __future__ import annotations

from typing import Any

from oriel.api.chat_choice import Choice
from oriel.api.errors import Said, said_in
from oriel.api.items import Json, listed, usage_of, word
from oriel.api.stream import LINGER_S
from oriel.domain.turns import Emit, TurnEvent, TurnResult, TurnStarted, UsageReported
from oriel.domain.usage import Usage

# After the finish reason only usage and [DONE] are to come; some servers send
# neither and keep the connection open.
_AFTER_FINISH_S = 3.0


class ChatTranslator:
    """`result` and `failure` are None until the service has said how the turn ended.

    The first choice is told of as it comes; further ones (of `choices` asked for) are in
    the result.
    """

    def __init__(self, emit: Emit, request_id: str = "", choices: int = 1) -> None:
        self.failure: Said | None = None
        self._emit = emit
        self._request_id = request_id
        self._choices = choices
        self._first = Choice(emit)
        self._others: dict[int, Choice] = {}
        self._id = ""
        self._model = ""
        self._started = False
        self._usage: Usage | None = None

    @property
    def result(self) -> TurnResult | None:
        if self._first.reason is None:
            return None
        return TurnResult(
            reason=self._first.reason,
            parts=self._first.parts(),
            response_id=self._id,
            request_id=self._request_id,
            model=self._model,
            usage=self._usage,
            provider=self._first.provider(),
            others=tuple(self._others[index].parts() for index in sorted(self._others)),
        )

    def feed(self, chunk: Json) -> float | None:
        if chunk.get("error"):
            return self._fail(chunk)
        linger = None
        choices = chunk.get("choices")
        if choices.__class__ is list:
            if not self._started:
                self._start(chunk)
            for choice in choices:
                linger = self._choice(choice)
        elif chunk.get("message") and chunk.get("code"):
            return self._fail(chunk)
        if chunk.get("usage"):
            self._count(chunk["usage"])
        return linger

    def done(self) -> None:
        # The service's own word for the end, even where it gave no reason.
        if self._first.reason is None and self._started and self.failure is None:
            self._first.end("tool_calls" if self._first.calls else "stop")

    def whole(self, answer: Json) -> None:
        """An answer that was not streamed, or an error sent with status 200."""
        choices = listed(answer.get("choices"))
        if not choices:
            self._fail(answer)
            return
        said = [{**choice, "delta": choice.get("message")} for choice in choices]
        self.feed({**answer, "choices": said})
        self.done()

    def _start(self, chunk: Json) -> None:
        self._started = True
        self._id, self._model = word(chunk.get("id")), word(chunk.get("model"))
        self._emit(TurnStarted(self._id, self._model, self._request_id))

    def _fail(self, chunk: Json) -> float:
        said = said_in(chunk.get("error") or chunk)
        self.failure = Said(said.message, said.code)
        return LINGER_S

    def _choice(self, raw: Any) -> float | None:
        if not isinstance(raw, dict):
            return None
        choice = self._of(raw.get("index"))
        choice.add(raw.get("delta"))
        if finish := raw.get("finish_reason"):
            choice.end(word(finish))
        heard = (self._first, *self._others.values())
        # Some services send the choices one after the other.
        whole = len(heard) >= self._choices and all(c.reason is not None for c in heard)
        return _AFTER_FINISH_S if whole else None

    def _of(self, index: Any) -> Choice:
        if index.__class__ is not int or index == 0:
            return self._first
        if index not in self._others:
            self._others[index] = Choice(_unheard)
        return self._others[index]

    def _count(self, raw: Any) -> None:
        usage = usage_of(raw)
        if usage is not None and usage != self._usage:
            self._usage = usage
            self._emit(UsageReported(usage))


def _unheard(event: TurnEvent) -> None:
    """Only one choice can be read while it comes."""
