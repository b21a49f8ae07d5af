"""The recorded turns judged by OpenAI's own library: they have the documented shapes.

What is marked odd is left out: other servers' ways, which that library does not know.
"""

from __future__ import annotations

from typing import get_args

import pytest
from openai.types.chat import ChatCompletionChunk
from openai.types.responses import ResponseStreamEvent
from pydantic import BaseModel

from oriel.domain.connections import WireApi

from .every_recorded import EVERY
from .recorded_items import Json, Recorded

KINDS: dict[str, type[BaseModel]] = {
    get_args(kind.model_fields["type"].annotation)[0]: kind
    for kind in get_args(get_args(ResponseStreamEvent)[0])
}
# What a response carries besides, which says nothing of the answer.
REST: Json = {
    "object": "response",
    "created_at": 1.0,
    "parallel_tool_calls": True,
    "tool_choice": "auto",
    "tools": [],
}


def _of(api: WireApi) -> pytest.MarkDecorator:
    found = [recorded for recorded in EVERY if recorded.api is api and not recorded.odd]
    return pytest.mark.parametrize("recorded", found, ids=lambda recorded: recorded.name)


@_of(WireApi.RESPONSES)
def test_events_are_as_documented(recorded: Recorded) -> None:
    for event in recorded.events:
        whole = (
            {**event, "response": {**REST, **event["response"]}} if "response" in event else event
        )
        KINDS[event["type"]].model_validate(whole)


@_of(WireApi.CHAT)
def test_chunks_are_as_documented(recorded: Recorded) -> None:
    for chunk in recorded.events:
        head = {"object": "chat.completion.chunk", "created": 1}
        ChatCompletionChunk.model_validate({**head, **chunk})
