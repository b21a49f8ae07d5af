"""Beats to the Chat Completions API: the completion as it grows, and its chunks."""

from __future__ import annotations

from typing import Any

from oriel.local.beats import count_tokens
from oriel.local.hosted import CallCustom
from oriel.local.ids import new_id, now
from oriel.local.talk import Call, Cite, CiteUrl, Move, Refuse, Say, Stop, Think

Chunk = dict[str, Any]
_FINGERPRINT = "fp_oriel_local"


class CompletionWriter:
    """Grows one completion by beats; each call returns the chunks that tell of it.

    Several choices are the same words under different indexes: nothing here is drawn
    by lot. Reasoning goes into `reasoning_content`, which is no part of the standard
    but what most servers do.
    """

    def __init__(self, model: str, input_tokens: int, choices: int, *, logprobs: bool) -> None:
        self._head = {
            "id": new_id("chatcmpl"),
            "created": now(),
            "model": model,
            "system_fingerprint": _FINGERPRINT,
            "service_tier": "default",
        }
        self._input_tokens = input_tokens
        self._choices = range(choices)
        self._texts: dict[str, list[str]] = {}
        self._annotations: list[dict[str, Any]] = []
        self._calls: list[dict[str, Any]] = []
        self._logprobs: list[dict[str, Any]] | None = [] if logprobs else None
        self._spent = 0
        self._thought = 0
        self.stop = Stop()

    def opening(self) -> list[Chunk]:
        return self._chunks({"role": "assistant", "content": "", "refusal": None})

    def add(self, beat: Move) -> list[Chunk]:
        """The chunks one beat makes; beats that are no output make none."""
        match beat:
            case Say(text):
                return self._text("content", text)
            case Refuse(text):
                return self._text("refusal", text)
            case Think(text):
                self._thought += count_tokens(text)
                return self._text("reasoning_content", text)
            case Cite() | CiteUrl():
                return self._annotate(beat)
            case Call(name, arguments):
                return self._call("function", name, "arguments", arguments)
            case CallCustom(name, given):
                return self._call("custom", name, "input", given)
            case _:
                return []

    def close(self, stop: Stop) -> list[Chunk]:
        self.stop = stop
        return self._chunks({}, self._finish())

    def usage_chunk(self) -> Chunk:
        """The chunk without choices that stream_options.include_usage asks for."""
        head = {**self._head, "object": "chat.completion.chunk"}
        return {**head, "choices": [], "usage": self._usage()}

    def completion(self) -> dict[str, Any]:
        """The whole answer, for a request that does not stream."""
        message: dict[str, Any] = {"role": "assistant", "content": None, "refusal": None}
        message.update({name: "".join(texts) for name, texts in self._texts.items()})
        message["annotations"] = self._annotations
        if self._calls:
            message["tool_calls"] = self._calls
        choices = [
            {
                "index": index,
                "message": message,
                "finish_reason": self._finish(),
                "logprobs": self._logprobs_told(self._logprobs or []),
            }
            for index in self._choices
        ]
        head = {**self._head, "object": "chat.completion"}
        return {**head, "choices": choices, "usage": self._usage()}

    def _text(self, name: str, text: str) -> list[Chunk]:
        self._texts.setdefault(name, []).append(text)
        self._spent += count_tokens(text)
        sure = [_sure(text)] if name == "content" and self._logprobs is not None else []
        if self._logprobs is not None:
            self._logprobs += sure
        return self._chunks({name: text}, logprobs=sure)

    def _annotate(self, cite: Cite | CiteUrl) -> list[Chunk]:
        reached = sum(map(len, self._texts.get("content", ())))
        if isinstance(cite, CiteUrl):
            span = {"start_index": reached - cite.length, "end_index": reached}
            cited = {"url": cite.url, "title": cite.title, **span}
            annotation: dict[str, Any] = {"type": "url_citation", "url_citation": cited}
        else:
            named = {"file_id": cite.file_id, "filename": cite.filename, "index": reached}
            annotation = {"type": "file_citation", "file_citation": named}
        self._annotations.append(annotation)
        return self._chunks({"annotations": [annotation]})

    def _call(self, kind: str, name: str, field: str, given: str) -> list[Chunk]:
        index, call_id = len(self._calls), new_id("call")
        self._calls.append({"id": call_id, "type": kind, kind: {"name": name, field: given}})
        self._spent += count_tokens(name) + count_tokens(given)
        first = {"index": index, "id": call_id, "type": kind, kind: {"name": name, field: ""}}
        pieces = [given[at : at + 12] for at in range(0, len(given), 12)]
        rest = [{"index": index, kind: {field: piece}} for piece in pieces]
        return [
            chunk for piece in (first, *rest) for chunk in self._chunks({"tool_calls": [piece]})
        ]

    def _chunks(
        self,
        delta: dict[str, Any],
        finish: str | None = None,
        logprobs: list[dict[str, Any]] | None = None,
    ) -> list[Chunk]:
        """One for each choice."""
        head = {**self._head, "object": "chat.completion.chunk"}
        told = self._logprobs_told(logprobs or []) if logprobs else None
        choice = {"delta": delta, "finish_reason": finish, "logprobs": told}
        return [{**head, "choices": [{"index": index, **choice}]} for index in self._choices]

    def _logprobs_told(self, sure: list[dict[str, Any]]) -> dict[str, Any] | None:
        return None if self._logprobs is None else {"content": sure, "refusal": None}

    def _finish(self) -> str:
        if self.stop.status == "incomplete":
            return "length" if self.stop.reason == "max_output_tokens" else "content_filter"
        return "tool_calls" if self._calls else "stop"

    def _usage(self) -> dict[str, Any]:
        # As OpenAI counts: the prompt once, the answer for each choice.
        spent, thought = (count * len(self._choices) for count in (self._spent, self._thought))
        return {
            "prompt_tokens": self._input_tokens,
            "completion_tokens": spent,
            "total_tokens": self._input_tokens + spent,
            "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
            "completion_tokens_details": {
                "reasoning_tokens": thought,
                "audio_tokens": 0,
                "accepted_prediction_tokens": 0,
                "rejected_prediction_tokens": 0,
            },
        }


def _sure(text: str) -> dict[str, Any]:
    """A scripted word was certain: probability 1."""
    return {"token": text, "logprob": 0.0, "bytes": [*text.encode()], "top_logprobs": []}
