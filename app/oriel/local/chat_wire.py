"""Beats to the Chat Completions API: the completion as it grows, and its chunks."""

from __future__ import annotations

from typing import Any

from oriel.local.beats import count_tokens
from oriel.local.ids import new_id, now
from oriel.local.talk import Call, Move, Refuse, Say, Stop, Think

Chunk = dict[str, Any]


class CompletionWriter:
    """Grows one choice by beats; each call returns the chunks that tell of it.

    Reasoning goes into `reasoning_content`, which is no part of the standard but
    what most servers do.
    """

    def __init__(self, model: str, input_tokens: int) -> None:
        self._head = {"id": new_id("chatcmpl"), "created": now(), "model": model}
        self._input_tokens = input_tokens
        self._texts: dict[str, list[str]] = {}
        self._calls: list[dict[str, Any]] = []
        self._spent = 0
        self._thought = 0
        self.stop = Stop()

    def opening(self) -> list[Chunk]:
        return [self._chunk({"role": "assistant", "content": ""})]

    def add(self, beat: Move) -> list[Chunk]:
        """The chunks one beat makes; beats that are no output make none."""
        match beat:
            case Say(text):
                return [self._text("content", text)]
            case Refuse(text):
                return [self._text("refusal", text)]
            case Think(text):
                self._thought += count_tokens(text)
                return [self._text("reasoning_content", text)]
            case Call():
                return self._call(beat)
            case _:
                return []

    def close(self, stop: Stop) -> list[Chunk]:
        self.stop = stop
        return [self._chunk({}, self._finish())]

    def usage_chunk(self) -> Chunk:
        """The chunk without choices that stream_options.include_usage asks for."""
        head = {**self._head, "object": "chat.completion.chunk"}
        return {**head, "choices": [], "usage": self._usage()}

    def completion(self) -> dict[str, Any]:
        """The whole answer, for a request that does not stream."""
        message: dict[str, Any] = {"role": "assistant", "content": None, "refusal": None}
        message.update({name: "".join(texts) for name, texts in self._texts.items()})
        if self._calls:
            message["tool_calls"] = self._calls
        choice = {
            "index": 0,
            "message": message,
            "finish_reason": self._finish(),
            "logprobs": None,
        }
        head = {**self._head, "object": "chat.completion"}
        return {**head, "choices": [choice], "usage": self._usage()}

    def _text(self, name: str, text: str) -> Chunk:
        self._texts.setdefault(name, []).append(text)
        self._spent += count_tokens(text)
        return self._chunk({name: text})

    def _call(self, call: Call) -> list[Chunk]:
        index, call_id = len(self._calls), new_id("call")
        function = {"name": call.name, "arguments": call.arguments}
        self._calls.append({"id": call_id, "type": "function", "function": function})
        self._spent += count_tokens(call.name) + count_tokens(call.arguments)
        first = {
            "index": index,
            "id": call_id,
            "type": "function",
            "function": {"name": call.name, "arguments": ""},
        }
        pieces = [call.arguments[at : at + 12] for at in range(0, len(call.arguments), 12)]
        rest = [{"index": index, "function": {"arguments": piece}} for piece in pieces]
        return [self._chunk({"tool_calls": [piece]}) for piece in [first, *rest]]

    def _chunk(self, delta: dict[str, Any], finish: str | None = None) -> Chunk:
        choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
        return {**self._head, "object": "chat.completion.chunk", "choices": [choice]}

    def _finish(self) -> str:
        if self.stop.status == "incomplete":
            return "length" if self.stop.reason == "max_output_tokens" else "content_filter"
        return "tool_calls" if self._calls else "stop"

    def _usage(self) -> dict[str, Any]:
        return {
            "prompt_tokens": self._input_tokens,
            "completion_tokens": self._spent,
            "total_tokens": self._input_tokens + self._spent,
            "prompt_tokens_details": {"cached_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": self._thought},
        }
