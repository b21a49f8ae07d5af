"""Conversations and their items, judged by the openai SDK."""

from __future__ import annotations

from typing import Any

import openai
import pytest


def message(text: str) -> Any:
    return {"type": "message", "role": "user", "content": text}


def test_a_conversation_is_made_changed_and_deleted(client: openai.OpenAI):
    made = client.conversations.create(metadata={"topic": "a"}, items=[message("hello")])
    assert client.conversations.retrieve(made.id).metadata == {"topic": "a"}
    client.conversations.update(made.id, metadata={"topic": "b"})
    assert client.conversations.retrieve(made.id).metadata == {"topic": "b"}
    assert client.conversations.delete(made.id).deleted
    for call in (client.conversations.retrieve, client.conversations.items.list):
        with pytest.raises(openai.NotFoundError):
            call(made.id)


def test_items_are_added_read_and_deleted(client: openai.OpenAI):
    made = client.conversations.create()
    added = client.conversations.items.create(made.id, items=[message("one"), message("two")])
    one, two = added.data
    found = client.conversations.items.retrieve(two.id, conversation_id=made.id)
    assert found.content[0].text == "two"
    client.conversations.items.delete(one.id, conversation_id=made.id)
    assert [item.id for item in client.conversations.items.list(made.id)] == [two.id]
    with pytest.raises(openai.NotFoundError):
        client.conversations.items.retrieve(one.id, conversation_id=made.id)
    with pytest.raises(openai.NotFoundError):
        client.conversations.items.delete(one.id, conversation_id=made.id)


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_items_are_paged_in_both_orders(client: openai.OpenAI, order: Any):
    texts = [f"item {n}" for n in range(7)]
    made = client.conversations.create(items=[message(text) for text in texts])
    page = client.conversations.items.list(made.id, limit=3, order=order)
    assert page.has_more
    assert len(page.data) == 3
    read = [item.content[0].text for item in page]
    assert read == (texts if order == "asc" else texts[::-1])


def test_the_newest_twenty_items_come_first_by_default(client: openai.OpenAI):
    made = client.conversations.create(items=[message(str(n)) for n in range(20)])
    client.conversations.items.create(made.id, items=[message("20")])
    page = client.conversations.items.list(made.id)
    assert len(page.data) == 20
    assert page.data[0].content[0].text == "20"


def test_an_item_id_that_is_taken_is_replaced(client: openai.OpenAI):
    made = client.conversations.create(items=[{**message("a"), "id": "msg_same"}])
    client.conversations.items.create(made.id, items=[{**message("b"), "id": "msg_same"}])
    ids = [item.id for item in client.conversations.items.list(made.id)]
    assert len(set(ids)) == 2


@pytest.mark.parametrize(
    "query", [{"limit": 0}, {"limit": 101}, {"limit": "x"}, {"order": "up"}, {"after": "nobody"}]
)
def test_a_wrong_page_is_400(client: openai.OpenAI, query: dict[str, Any]):
    made = client.conversations.create(items=[message("x")])
    with pytest.raises(openai.BadRequestError):
        client.conversations.items.list(made.id, **query)


def test_more_than_twenty_items_at_once_are_400(client: openai.OpenAI):
    many = [message(str(n)) for n in range(21)]
    with pytest.raises(openai.BadRequestError) as refused:
        client.conversations.create(items=many)
    assert refused.value.param == "items"
    made = client.conversations.create()
    for items in (many, [], "text"):
        with pytest.raises(openai.BadRequestError):
            client.conversations.items.create(made.id, items=items)
