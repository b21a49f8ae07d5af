"""What a recorded turn is: the service's events, and by hand what must come of them.

The turns themselves lie beside this in recorded_words, _calls, _tools, _ends and _chat.
Nothing here is made with the code that is tested.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from oriel.domain.connections import WireApi
from oriel.domain.parts import CitationPart, ImagePart, Part, ToolCallPart, ToolResultPart
from oriel.domain.stopping import StopReason
from oriel.domain.usage import Usage

Json = dict[str, Any]
HEAD: Json = {"id": "resp_1", "model": "m-1"}
USAGE: Json = {
    "input_tokens": 10,
    "input_tokens_details": {"cached_tokens": 4, "cache_write_tokens": 1},
    "output_tokens": 20,
    "output_tokens_details": {"reasoning_tokens": 7},
    "total_tokens": 30,
}
COUNTED = Usage(10, 20, 30, 4, 7)
# The smallest PNG beginning that is known for one, and a JPEG's.
PNG, JPEG = "iVBORw0KGgo=", "/9j/4AAQ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the emitted events add up to. `calls` are as last told of, `states` what each of
    them went through; `images` as last shown."""

    text: str = ""
    reasoning: str = ""
    refusal: str = ""
    citations: tuple[CitationPart, ...] = ()
    calls: tuple[ToolCallPart, ...] = ()
    states: tuple[tuple[str, ...], ...] = ()
    results: tuple[ToolResultPart, ...] = ()
    images: tuple[ImagePart, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """One turn on the wire and what it comes to.

    `reason` None means the service never said how it ended; `failure` is (message, code).
    `given` is what this side adds to the answer. `again` are the items (messages, for Chat
    Completions) the answer is sent again as to where it came from, `elsewhere` to another
    connection, `in_chat` over Chat Completions; `folds` says that what lay before is left out.
    `odd` are shapes no SDK knows; `done` says whether [DONE] may stand at the end.
    """

    name: str
    events: tuple[Json, ...]
    api: WireApi = WireApi.RESPONSES
    parts: tuple[Part, ...] = ()
    told: Told = Told()
    reason: StopReason | None = StopReason.FINISHED
    usage: Usage | None = COUNTED
    failure: tuple[str, str] | None = None
    others: tuple[tuple[Part, ...], ...] = ()
    given: tuple[Part, ...] = ()
    again: tuple[Json, ...] = ()
    elsewhere: tuple[Json, ...] = ()
    in_chat: tuple[Json, ...] = ()
    folds: bool = False
    odd: bool = False
    done: tuple[bool, ...] = (True, False)


def numbered(*events: Json) -> tuple[Json, ...]:
    return tuple({**event, "sequence_number": n} for n, event in enumerate(events))


def turn(*steps: Json, output: list[Json], status: str = "completed", **more: Any) -> Any:
    """A whole stream of the Responses API: created, in progress, the steps, the end."""
    begun = {**HEAD, "status": "in_progress", "output": []}
    ended = {**HEAD, "status": status, "output": output, "usage": USAGE, **more}
    return numbered(
        {"type": "response.created", "response": begun},
        {"type": "response.in_progress", "response": begun},
        *steps,
        {"type": f"response.{status}", "response": ended},
    )


def framed(index: int, item: Json, *steps: Json, **opened: Any) -> tuple[Json, ...]:
    """An item from added to done; `opened` is what differs while it is still empty."""
    begun = {**item, **({"status": "in_progress"} if "status" in item else {}), **opened}
    place = {"item_id": item["id"], "output_index": index}
    return (
        {"type": "response.output_item.added", "output_index": index, "item": begun},
        *({"type": step["type"], **place, **step} for step in steps),
        {"type": "response.output_item.done", "output_index": index, "item": item},
    )


def text_piece(text: str, *annotations: Json, logprobs: list[Json] | None = None) -> Json:
    return {
        "type": "output_text",
        "text": text,
        "annotations": [*annotations],
        "logprobs": logprobs or [],
    }


def message(item_id: str, *content: Json, **more: Any) -> Json:
    head = {"type": "message", "id": item_id, "role": "assistant", "status": "completed"}
    return {**head, "content": [*content], **more}


def said(index: int, text: str, item_id: str = "msg_1") -> tuple[Json, ...]:
    """The usual series for a message of one text, told in one delta."""
    whole = text_piece(text)
    return framed(
        index,
        message(item_id, whole),
        {"type": "response.content_part.added", "content_index": 0, "part": text_piece("")},
        {"type": "response.output_text.delta", "content_index": 0, "delta": text, "logprobs": []},
        {"type": "response.output_text.done", "content_index": 0, "text": text, "logprobs": []},
        {"type": "response.content_part.done", "content_index": 0, "part": whole},
        content=[],
    )


def spoken(text: str, **more: Any) -> Json:
    """An answer's words as they are sent again."""
    content = [{"type": "output_text", "text": text}]
    return {"type": "message", "role": "assistant", "content": content, **more}


def spoken_in_chat(text: str) -> Json:
    return {"role": "assistant", "content": text}


def asked(text: str) -> Json:
    """A person's words in the Responses API."""
    return {
        "type": "message",
        "role": "user",
        "content": [{"type": "input_text", "text": text}],
    }
