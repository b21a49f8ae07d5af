"""Beats to the Responses API: the response object as it grows, and its events.

`ResponseWriter` is fed beats and gives back events without sequence numbers;
numbering belongs to the stream that sends them.
"""

from __future__ import annotations

import json
from typing import Any

from oriel.local.beats import count_tokens
from oriel.local.ids import new_id, now
from oriel.local.talk import Call, Cite, Move, Refuse, Say, Stop, Think

Event = dict[str, Any]
_ECHOED: dict[str, Any] = {
    "instructions": None,
    "max_output_tokens": None,
    "metadata": {},
    "parallel_tool_calls": True,
    "previous_response_id": None,
    "store": True,
    "temperature": 1.0,
    "text": {"format": {"type": "text"}},
    "tool_choice": "auto",
    "tools": [],
    "top_p": 1.0,
    "truncation": "disabled",
}


def new_response(request: dict[str, Any], conversation_id: str | None) -> dict[str, Any]:
    """An empty response to a request, in progress."""
    echoed = {
        name: default if request.get(name) is None else request[name]
        for name, default in _ECHOED.items()
    }
    effort = request.get("reasoning")
    return {
        "id": new_id("resp"),
        "object": "response",
        "created_at": now(),
        "status": "in_progress",
        "background": False,
        "error": None,
        "incomplete_details": None,
        "model": request["model"],
        "output": [],
        "reasoning": effort if isinstance(effort, dict) else {"effort": None, "summary": None},
        "usage": None,
        "conversation": {"id": conversation_id} if conversation_id else None,
        **echoed,
    }


class ResponseWriter:
    """Grows `body` by beats; each call returns the events that tell of it."""

    def __init__(self, body: dict[str, Any], input_tokens: int) -> None:
        self.body = body
        self._input_tokens = input_tokens
        self._texts: list[str] = []  # of the part being written
        self._kind = ""  # of the open part: text, refusal, reasoning, or ""
        self._spent = 0
        self._thought = 0

    def opening(self) -> list[Event]:
        """The two events every stream starts with."""
        return [self._whole("response.created"), self._whole("response.in_progress")]

    def add(self, beat: Move) -> list[Event]:
        """The events one beat makes; beats that are no output make none."""
        match beat:
            case Say(text):
                return [*self._open("text"), self._delta("response.output_text.delta", text)]
            case Refuse(text):
                return [*self._open("refusal"), self._delta("response.refusal.delta", text)]
            case Think(text):
                return [
                    *self._open("reasoning"),
                    self._delta("response.reasoning_summary_text.delta", text),
                ]
            case Cite():
                return self._cite(beat)
            case Call():
                return [*self._close(), *self._call(beat)]
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

    def terminal(self) -> Event:
        """The event that ends a stream, with the whole response."""
        return self._whole(f"response.{self.body['status']}")

    # Parts

    def _open(self, kind: str) -> list[Event]:
        if self._kind == kind:
            return []
        if self._kind in ("text", "refusal") and kind in ("text", "refusal"):
            return [*self._close_part(), *self._open_part(kind)]
        events = self._close()
        item: dict[str, Any]
        if kind == "reasoning":
            item = {"id": new_id("rs"), "type": "reasoning", "summary": [], "status": "in_progress"}
        else:
            item = {
                "id": new_id("msg"),
                "type": "message",
                "role": "assistant",
                "status": "in_progress",
                "content": [],
            }
        return [*events, self._add_item(item), *self._open_part(kind)]

    def _open_part(self, kind: str) -> list[Event]:
        self._kind, self._texts = kind, []
        part = _part(kind)
        self._parts().append(part)
        event = "reasoning_summary_part" if kind == "reasoning" else "content_part"
        return [{"type": f"response.{event}.added", **self._place(), "part": dict(part)}]

    def _delta(self, event: str, text: str) -> Event:
        self._texts.append(text)
        tokens = count_tokens(text)
        self._spent += tokens
        self._thought += tokens if self._kind == "reasoning" else 0
        more: Event = {"logprobs": []} if self._kind == "text" else {}
        return {"type": event, **self._place(), "delta": text, **more}

    def _cite(self, cite: Cite) -> list[Event]:
        if self._kind != "text":
            return []
        annotation = {
            "type": "file_citation",
            "file_id": cite.file_id,
            "filename": cite.filename,
            "index": sum(map(len, self._texts)),
        }
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
        if self._kind == "reasoning":
            part["text"] = text
            done: Event = {"type": "response.reasoning_summary_text.done", "text": text}
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
        if not self._kind:
            return []
        events = self._close_part()
        self._item()["status"] = status
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
        place = {"item_id": item["id"], "output_index": self._index()}
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
        parts: list[dict[str, Any]] = item["summary" if item["type"] == "reasoning" else "content"]
        return parts

    def _place(self) -> Event:
        index = "summary_index" if self._kind == "reasoning" else "content_index"
        return {
            "item_id": self._item()["id"],
            "output_index": self._index(),
            index: len(self._parts()) - 1,
        }

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


def _part(kind: str) -> dict[str, Any]:
    if kind == "reasoning":
        return {"type": "summary_text", "text": ""}
    if kind == "refusal":
        return {"type": "refusal", "refusal": ""}
    return {"type": "output_text", "text": "", "annotations": [], "logprobs": []}
