"""Every recorded turn kept, found again after a restart, and sent again."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from oriel.api.chat_request import chat_body
from oriel.api.mending import mended
from oriel.api.responses_request import responses_body
from oriel.domain.chats import Chat
from oriel.domain.connections import WireApi
from oriel.domain.messages import Message, Role
from oriel.domain.parts import TextPart
from oriel.domain.turns import TurnRequest
from oriel.store.chats import ChatTable
from oriel.store.database import Database
from oriel.store.messages import MessageTable

from .every_recorded import EVERY, RESPONSES
from .playing import DONE, plain, play
from .recorded_calls import PARALLEL
from .recorded_items import Json, Recorded, asked, spoken
from .recorded_words import SUMMARY, TEXT

ENDED = [recorded for recorded in EVERY if recorded.reason is not None]


def _of(api: WireApi) -> pytest.MarkDecorator:
    found = [recorded for recorded in ENDED if recorded.api is api]
    return pytest.mark.parametrize("recorded", found, ids=lambda recorded: recorded.name)


responses = _of(WireApi.RESPONSES)
chat = _of(WireApi.CHAT)


def _user(message_id: str, text: str, parent_id: str | None = None) -> Message:
    return Message(
        id=message_id,
        chat_id="c",
        parent_id=parent_id,
        role=Role.USER,
        parts=(TextPart(text),),
        created_at=1.0,
    )


def _answer(recorded: Recorded, message_id: str = "a") -> Message:
    """The answer as the engine keeps it: what came, and what was given to its calls."""
    body = plain(recorded.events) + DONE * recorded.done[0]
    _, result, _ = asyncio.run(play(recorded.api, body.encode()))
    assert result is not None
    return Message(
        id=message_id,
        chat_id="c",
        parent_id="u",
        role=Role.ASSISTANT,
        parts=(*result.parts, *recorded.given),
        created_at=2.0,
        model=result.model,
        connection_id="there",
        response_id=result.response_id,
        request_id=result.request_id,
        stop_reason=result.reason,
        usage=result.usage,
        duration_s=1.5,
        first_token_s=0.5,
        provider={"asked": "m-1", **result.provider},
    )


def _asking(*answers: Message, model: str = "m-1") -> TurnRequest:
    messages = (_user("u", "ask"), *answers, _user("v", "on", "a"))
    return TurnRequest(model=model, messages=messages, store=False)


def _items(*answers: Message, to: str, model: str = "m-1") -> list[Json]:
    request = _asking(*answers, model=model)
    made: list[Json] = responses_body(request, server_state=False, connection_id=to)["input"]
    return made


def _said(*answers: Message) -> list[Json]:
    messages: list[Json] = chat_body(_asking(*answers))["messages"]
    return messages


@responses
def test_sent_again_to_where_it_came_from(recorded: Recorded) -> None:
    before = [] if recorded.folds else [asked("ask")]
    assert _items(_answer(recorded), to="there") == [*before, *recorded.again, asked("on")]


@responses
def test_sent_to_another_connection(recorded: Recorded) -> None:
    assert _items(_answer(recorded), to="elsewhere") == [
        asked("ask"),
        *recorded.elsewhere,
        asked("on"),
    ]


@responses
def test_sent_over_chat_completions(recorded: Recorded) -> None:
    ask, on = ({"role": "user", "content": text} for text in ("ask", "on"))
    assert _said(_answer(recorded)) == [ask, *recorded.in_chat, on]


@chat
def test_a_chat_answer_sent_again(recorded: Recorded) -> None:
    ask, on = ({"role": "user", "content": text} for text in ("ask", "on"))
    assert _said(_answer(recorded)) == [ask, *recorded.again, on]


@chat
def test_a_chat_answer_sent_over_responses(recorded: Recorded) -> None:
    expected = [asked("ask"), *recorded.elsewhere, asked("on")]
    assert _items(_answer(recorded), to="there") == expected


@responses
def test_only_words_change_where_answers_are_wanted_as_input(recorded: Recorded) -> None:
    items = _items(_answer(recorded), to="there")
    better = mended({"input": items}, "Invalid value: 'output_text'")
    changed = json.dumps(items).replace('"output_text"', '"input_text"')
    assert (better.body["input"] if better else items) == json.loads(changed)


def test_an_answer_in_two_rounds_goes_back_in_its_order() -> None:
    first, second = _answer(PARALLEL), _answer(SUMMARY)
    output = [*first.provider["output"], *second.provider["output"]]
    parts = (*first.parts, *second.parts)
    both = replace(second, parts=parts, provider={**second.provider, "output": output})
    expected = [asked("ask"), *PARALLEL.again, *SUMMARY.again, asked("on")]
    assert _items(both, to="there") == expected
    assert _items(both, to="elsewhere")[1:-1] == [*PARALLEL.elsewhere, *SUMMARY.elsewhere]
    assert _said(both)[1:-1] == [*PARALLEL.in_chat, *SUMMARY.in_chat]


def test_another_model_cannot_open_sealed_thoughts() -> None:
    answer = _answer(SUMMARY)
    assert _items(answer, to="there", model="m-2") == [asked("ask"), spoken("yes"), asked("on")]
    kinds = [item["type"] for item in _items(_answer(PARALLEL), to="there", model="m-2")]
    assert kinds == ["message", *["function_call"] * 2, *["function_call_output"] * 2, "message"]


def test_only_what_follows_the_newest_compaction_is_sent() -> None:
    folding = next(recorded for recorded in RESPONSES if recorded.folds)
    items = _items(_answer(TEXT), _answer(folding), _answer(TEXT), to="there")
    assert items == [*folding.again, *TEXT.again, asked("on")]


def test_a_turn_is_the_same_after_a_restart(tmp_path: Path) -> None:
    kept = [_answer(recorded, f"a{number}") for number, recorded in enumerate(ENDED)]
    asyncio.run(_keep(tmp_path / "history.db", kept))
    found = asyncio.run(_found(tmp_path / "history.db", kept))
    for recorded, before, after in zip(ENDED, kept, found, strict=True):
        assert after == before, recorded.name
        assert _items(after, to="there") == _items(before, to="there"), recorded.name
        assert _said(after) == _said(before), recorded.name


async def _keep(path: Path, messages: list[Message]) -> None:
    """As the engine does: an empty answer while it streams, then the whole."""
    db = await Database.open(path)
    try:
        await ChatTable(db).add(Chat(id="c", created_at=1.0, updated_at=1.0))
        table = MessageTable(db)
        await table.add(_user("u", "ask"))
        for message in messages:
            await table.add(replace(message, parts=(), provider={}, stop_reason=None))
            await table.append_piece(message.id, 0, "text", "as far as it came")
            await table.finish(message)
    finally:
        await db.aclose()


async def _found(path: Path, messages: list[Message]) -> list[Message]:
    db = await Database.open(path)
    try:
        assert db.folded == 0
        return await MessageTable(db).with_ids([message.id for message in messages])
    finally:
        await db.aclose()
