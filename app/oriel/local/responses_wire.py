"""Beats to the Responses API: the response object as it grows, and its events.

`ResponseWriter` is fed beats and gives back events without sequence numbers;
numbering belongs to the stream that sends them.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from oriel.local import hosted_wire
from oriel.local.beats import count_tokens
from oriel.local.hosted import Began, Hosted, RunCode
from oriel.local.ids import new_id, now
from oriel.local.sealed import seal
from oriel.local.talk import (
    Call,
    Cite,
    CiteProduced,
    CiteUrl,
    Move,
    Phase,
    Refuse,
    Say,
    Stop,
    Think,
    ThoughtEnds,
)

Event = dict[str, Any]


class ResponseWriter:
    """Grows `body` by beats; each call returns the events that tell of it.

    `include` names what the caller wants shown beyond the usual.
    """

    def __init__(
        self, body: dict[str, Any], input_tokens: int, include: Collection[str] = ()
    ) -> None:
        self.body = body
        self._include = include
        self._input_tokens = input_tokens
        self._texts: list[str] = []  # of the part being written
        self._kind = ""  # of the open part: text, refusal, reasoning, raw, or ""
        self._phase = ""  # of the next message
        self._working: Hosted | None = None  # the hosted move whose item is open
        self._spent = 0
        self._thought = 0

    def opening(self) -> list[Event]:
        """The two events every stream in the foreground starts with."""
        return [self._whole("response.created"), self._whole("response.in_progress")]

    def add(self, beat: Move) -> list[Event]:
        """The events one beat makes; beats that are no output make none."""
        match beat:
            case Say(text):
                return [*self._open("text"), self._delta("response.output_text.delta", text)]
            case Refuse(text):
                return [*self._open("refusal"), self._delta("response.refusal.delta", text)]
            case Think(text, raw):
                kind = "raw" if raw else "reasoning"
                event = "reasoning_text" if raw else "reasoning_summary_text"
                return [*self._open(kind), self._delta(f"response.{event}.delta", text)]
            case ThoughtEnds() if self._kind == "reasoning":
                events, self._kind = self._close_part(), _BETWEEN
                return events
            case Cite() | CiteUrl() | CiteProduced():
                return self._cite(beat)
            case Phase(name):
                events, self._phase = self._close(), name
                return events
            case Call():
                return [*self._close(), *self._call(beat)]
            case Began(move):
                return [*self._close(), *self._begin(move)]
            case _ if self._working is beat and self._working is not None:
                return self._finish(self._working)
            case _:
                return []

    def close(self, stop: Stop) -> list[Event]:
        """Ends what is open and settles the response; `terminal` tells of it."""
        complete = stop.status == "completed"
        events = self._close("completed" if complete else "incomplete")
        self.body["status"] = stop.status
        if complete:
            self.body["completed_at"] = now()
        if stop.status == "incomplete":
            self.body["incomplete_details"] = {"reason": stop.reason}
        if stop.status == "failed":
            self.body["error"] = {"code": stop.reason, "message": stop.message}
        self.body["usage"] = self._usage()
        return events

    def queue(self) -> list[Event]:
        """The first event of a response that waits its turn."""
        return [self._whole("response.created"), self._whole("response.queued")]

    def terminal(self) -> Event:
        """The event that ends a stream, with the whole response."""
        return self._whole(f"response.{self.body['status']}")

    # Parts

    def _open(self, kind: str) -> list[Event]:
        if self._kind == kind:
            return []
        if self._kind in ("text", "refusal") and kind in ("text", "refusal"):
            return [*self._close_part(), *self._open_part(kind)]
        if self._kind == _BETWEEN and kind in _THOUGHTS:
            return self._open_part(kind)
        if self._kind in _THOUGHTS and kind in _THOUGHTS:
            return [*self._close_part(), *self._open_part(kind)]
        events = self._close()
        item = _thought() if kind in _THOUGHTS else _message(self._phase)
        return [*events, self._add_item(item), *self._open_part(kind)]

    def _open_part(self, kind: str) -> list[Event]:
        self._kind, self._texts = kind, []
        part = _part(kind)
        if kind == "raw":
            self._item().setdefault("content", [])
        self._parts().append(part)
        event = "reasoning_summary_part" if kind == "reasoning" else "content_part"
        return [{"type": f"response.{event}.added", **self._place(), "part": dict(part)}]

    def _delta(self, event: str, text: str) -> Event:
        self._texts.append(text)
        tokens = count_tokens(text)
        self._spent += tokens
        self._thought += tokens if self._kind in _THOUGHTS else 0
        more: Event = {"logprobs": []} if self._kind == "text" else {}
        return {"type": event, **self._place(), "delta": text, **more}

    def _cite(self, cite: Cite | CiteUrl | CiteProduced) -> list[Event]:
        if self._kind != "text":
            return []
        annotation = _annotation(cite, sum(map(len, self._texts)))
        annotations = self._parts()[-1]["annotations"]
        annotations.append(annotation)
        return [
            {
                "type": "response.output_text.annotation.added",
                **self._place(),
                "annotation_index": len(annotations) - 1,
                "annotation": annotation,
            }
        ]

    def _close_part(self) -> list[Event]:
        part, text, place = self._parts()[-1], "".join(self._texts), self._place()
        if self._kind in _THOUGHTS:
            part["text"] = text
            event = "reasoning_text" if self._kind == "raw" else "reasoning_summary_text"
            done: Event = {"type": f"response.{event}.done", "text": text}
        elif self._kind == "refusal":
            part["refusal"] = text
            done = {"type": "response.refusal.done", "refusal": text}
        else:
            part["text"] = text
            done = {"type": "response.output_text.done", "text": text, "logprobs": []}
        event = "reasoning_summary_part" if self._kind == "reasoning" else "content_part"
        self._kind = ""
        return [
            {**done, **place},
            {"type": f"response.{event}.done", **place, "part": part},
        ]

    # Items

    def _close(self, status: str = "completed") -> list[Event]:
        if self._working is not None:
            # Cut off in the middle of its work: nothing came of it.
            self._working = None
            if "status" in self._item():
                self._item()["status"] = "incomplete"
            return [self._item_done()]
        if not self._kind:
            return []
        thought = self._kind in (*_THOUGHTS, _BETWEEN)
        events = [] if self._kind == _BETWEEN else self._close_part()
        self._kind = ""
        self._item()["status"] = status
        if thought and "reasoning.encrypted_content" in self._include:
            self._item()["encrypted_content"] = seal(self._item()["id"])
        return [*events, self._item_done()]

    def _begin(self, move: Hosted) -> list[Event]:
        self._working = move
        events = [self._add_item(hosted_wire.blank(move))]
        return [*events, *hosted_wire.working(move, self._item_place())]

    def _finish(self, move: Hosted) -> list[Event]:
        self._working = None
        self._spent += count_tokens(move.code) if isinstance(move, RunCode) else 0
        place = self._item_place()
        events = hosted_wire.finish(move, self._item(), self._include, place)
        return [*events, self._item_done()]

    def _call(self, call: Call) -> list[Event]:
        item = {
            "id": new_id("fc"),
            "type": "function_call",
            "status": "in_progress",
            "call_id": new_id("call"),
            "name": call.name,
            "arguments": "",
        }
        events = [self._add_item(item)]
        place = self._item_place()
        event = "response.function_call_arguments"
        events += [
            {"type": f"{event}.delta", **place, "delta": call.arguments[at : at + 12]}
            for at in range(0, len(call.arguments), 12)
        ]
        done = {"arguments": call.arguments, "name": call.name}
        events.append({"type": f"{event}.done", **place, **done})
        item.update(arguments=call.arguments, status="completed")
        self._spent += count_tokens(call.name) + count_tokens(call.arguments)
        return [*events, self._item_done()]

    def _add_item(self, item: dict[str, Any]) -> Event:
        self.body["output"].append(item)
        # A copy: the event tells of the item as it is now, empty.
        copy = json.loads(json.dumps(item))
        return {"type": "response.output_item.added", "output_index": self._index(), "item": copy}

    def _item_done(self) -> Event:
        item = self._item()
        return {"type": "response.output_item.done", "output_index": self._index(), "item": item}

    # Where things are

    def _item(self) -> dict[str, Any]:
        item: dict[str, Any] = self.body["output"][-1]
        return item

    def _index(self) -> int:
        return len(self.body["output"]) - 1

    def _parts(self) -> list[dict[str, Any]]:
        item = self._item()
        parts: list[dict[str, Any]] = item["summary" if self._kind == "reasoning" else "content"]
        return parts

    def _place(self) -> Event:
        index = "summary_index" if self._kind == "reasoning" else "content_index"
        return {**self._item_place(), index: len(self._parts()) - 1}

    def _item_place(self) -> Event:
        return {"item_id": self._item()["id"], "output_index": self._index()}

    def _whole(self, event: str) -> Event:
        return {"type": event, "response": self.body}

    def _usage(self) -> dict[str, Any]:
        return {
            "input_tokens": self._input_tokens,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": self._spent,
            "output_tokens_details": {"reasoning_tokens": self._thought},
            "total_tokens": self._input_tokens + self._spent,
        }


_THOUGHTS = ("reasoning", "raw")
_BETWEEN = "between"  # two parts of one thought


def _thought() -> dict[str, Any]:
    return {"id": new_id("rs"), "type": "reasoning", "summary": [], "status": "in_progress"}


def _message(phase: str) -> dict[str, Any]:
    named = {"phase": phase} if phase else {}
    item = {"id": new_id("msg"), "type": "message", "role": "assistant", **named}
    return {**item, "status": "in_progress", "content": []}


def _annotation(cite: Cite | CiteUrl | CiteProduced, reached: int) -> dict[str, Any]:
    match cite:
        case Cite(file_id, filename):
            named = {"file_id": file_id, "filename": filename}
            return {"type": "file_citation", **named, "index": reached}
        case CiteUrl(url, title, length):
            span = {"start_index": reached - length, "end_index": reached}
            return {"type": "url_citation", "url": url, "title": title, **span}
        case CiteProduced(container_id, file_id, filename, length):
            span = {"start_index": reached - length, "end_index": reached}
            named = {"container_id": container_id, "file_id": file_id, "filename": filename}
            return {"type": "container_file_citation", **named, **span}


def _part(kind: str) -> dict[str, Any]:
    if kind == "raw":
        return {"type": "reasoning_text", "text": ""}
    if kind == "reasoning":
        return {"type": "summary_text", "text": ""}
    if kind == "refusal":
        return {"type": "refusal", "refusal": ""}
    return {"type": "output_text", "text": "", "annotations": [], "logprobs": []}
