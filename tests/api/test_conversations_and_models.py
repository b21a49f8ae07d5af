"""What lies beside turns: conversations and their items, models, kept responses."""

from __future__ import annotations

from typing import Any

import pytest

from oriel.domain.errors import AnswerUnreadable, CredentialRefused, NotFound
from oriel.domain.models import ModelInfo

from .played_service import PlayedService, client_for, reply


def items(*numbers: int) -> list[dict[str, Any]]:
    return [{"type": "message", "id": f"msg_{n}"} for n in numbers]


def page(*numbers: int, more: bool) -> dict[str, Any]:
    return {"object": "list", "data": items(*numbers), "has_more": more}


async def test_a_conversation_is_made_in_batches_of_twenty() -> None:
    made, batch = reply(200, {"id": "conv_1"}), reply(200, page(1, more=False))
    async with PlayedService([made, batch, batch]) as service:
        client = client_for(service)
        conversation = await client.conversations.create(items(*range(45)), {"a": "b"})
        await client.aclose()
    assert conversation["id"] == "conv_1"
    assert [(a.method, a.path) for a in service.asked] == [
        ("POST", "/v1/conversations"),
        ("POST", "/v1/conversations/conv_1/items"),
        ("POST", "/v1/conversations/conv_1/items"),
    ]
    assert [len(a.json["items"]) for a in service.asked] == [20, 20, 5]
    assert service.asked[0].json["metadata"] == {"a": "b"}


async def test_a_conversation_is_read_changed_and_deleted() -> None:
    async with PlayedService([reply(200, {"id": "c/1"})]) as service:
        conversations = client_for(service).conversations
        assert (await conversations.retrieve("c/1"))["id"] == "c/1"
        await conversations.update("c/1", {"k": "v"})
        await conversations.item("c/1", "i?")
        await conversations.delete_item("c/1", "i?")
        await conversations.delete("c/1")
        await conversations._wire.aclose()
    assert [(a.method, a.path.removeprefix("/v1/conversations/c%2F1")) for a in service.asked] == [
        ("GET", ""),
        ("POST", ""),
        ("GET", "/items/i%3F"),
        ("DELETE", "/items/i%3F"),
        ("DELETE", ""),
    ]
    assert service.asked[1].json == {"metadata": {"k": "v"}}


async def test_all_items_are_listed_page_after_page() -> None:
    pages = [reply(200, page(1, 2, more=True)), reply(200, page(3, more=False))]
    async with PlayedService(pages) as service:
        client = client_for(service)
        found = await client.conversations.items("c", order="desc")
        await client.aclose()
    assert [item["id"] for item in found] == ["msg_1", "msg_2", "msg_3"]
    assert service.asked[0].path.endswith("/items?order=desc&limit=100")
    assert service.asked[1].path.endswith("&after=msg_2")


async def test_a_list_that_never_ends_is_left() -> None:
    async with PlayedService([reply(200, page(1, more=True))]) as service:
        client = client_for(service)
        assert len(await client.conversations.items("c")) == 2
        assert len(await client.conversations.items("c", limit=1)) == 1
        await client.aclose()


async def test_a_conversation_that_is_gone_is_not_found() -> None:
    body = {"code": "NotAuthorizedOrNotFound", "message": "gone"}
    async with PlayedService([reply(404, body)]) as service:
        client = client_for(service)
        with pytest.raises(NotFound):
            await client.conversations.retrieve("c")
        await client.aclose()


@pytest.mark.parametrize("status", [404, 405])
async def test_no_list_of_models_is_no_error(status: int) -> None:
    async with PlayedService([reply(status, b"")]) as service:
        client = client_for(service)
        assert await client.models() is None
        await client.aclose()


async def test_models_are_listed_in_any_usual_shape() -> None:
    data = [{"id": "m-1", "owned_by": "us"}, {"id": "m-2", "name": "Two"}, {"x": 1}, "odd"]
    for body in ({"data": data}, {"models": data}, data):
        async with PlayedService([reply(200, body)]) as service:
            client = client_for(service)
            assert await client.models() == [ModelInfo("m-1", "", "us"), ModelInfo("m-2", "Two")]
            await client.aclose()


async def test_a_refused_key_is_an_error_when_models_are_listed() -> None:
    async with PlayedService([reply(401, b"")]) as service:
        client = client_for(service)
        with pytest.raises(CredentialRefused):
            await client.models()
        await client.aclose()


async def test_a_page_instead_of_models_is_unreadable() -> None:
    async with PlayedService([reply(200, b"<html>", content_type="text/html")]) as service:
        client = client_for(service)
        with pytest.raises(AnswerUnreadable):
            await client.models()
        await client.aclose()


async def test_kept_responses_are_read_and_deleted() -> None:
    async with PlayedService([reply(200, {"id": "resp_1"})]) as service:
        client = client_for(service)
        assert await client.responses.retrieve("resp_1") == {"id": "resp_1"}
        await client.responses.delete("resp_1")
        await client.aclose()
    assert [(a.method, a.path) for a in service.asked] == [
        ("GET", "/v1/responses/resp_1"),
        ("DELETE", "/v1/responses/resp_1"),
    ]


@pytest.mark.parametrize(
    ("entry", "context"),
    [
        ({"context_length": 131_072}, 131_072),
        ({"max_model_len": 8_192}, 8_192),
        ({"context_window": 200_000}, 200_000),
        ({"meta": {"n_ctx_train": 4_096}}, 4_096),
        ({"context_length": "many", "meta": 3}, 0),
        ({}, 0),
    ],
)
async def test_how_much_a_model_takes_in_is_read_where_a_service_says(
    entry: dict[str, Any], context: int
) -> None:
    async with PlayedService([reply(200, {"data": [{"id": "m", **entry}]})]) as service:
        client = client_for(service)
        (model,) = await client.models() or []
        assert model.context_tokens == context
        await client.aclose()
