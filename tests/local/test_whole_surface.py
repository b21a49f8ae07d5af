"""Every operation of the service once, as an application of the openai SDK goes about it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import openai
import pytest

from oriel.local.server import LocalServer

from .conftest import GUIDE, TOKEN

FAST = "oriel-rehearsal"
TEXT = b"The ferry to Moss Island leaves at noon, except on Sundays."


@pytest.fixture
async def sdk(tmp_path: Path) -> AsyncIterator[openai.AsyncOpenAI]:
    # A service of its own for each test: it has to be gone when the test is.
    server = LocalServer(tmp_path, GUIDE, TOKEN)
    server.start()
    async with openai.AsyncOpenAI(
        base_url=server.base_url, api_key=TOKEN, max_retries=0, timeout=10
    ) as made:
        yield made
    server.stop()


async def everything(pages: Any) -> list[Any]:
    return [one async for one in pages]


async def test_models(sdk: openai.AsyncOpenAI):
    ids = [model.id async for model in sdk.models.list()]
    assert (await sdk.models.retrieve(ids[0])).id == ids[0]


async def test_responses(sdk: openai.AsyncOpenAI):
    made = await sdk.responses.create(model=FAST, input="echo one")
    assert (await sdk.responses.retrieve(made.id)).output_text == "one"
    assert len(await everything(sdk.responses.input_items.list(made.id))) == 1
    counted = await sdk.responses.input_tokens.count(model=FAST, input="one two")
    assert counted.input_tokens == 2
    folded = await sdk.responses.compact(model=FAST, previous_response_id=made.id)
    assert folded.output[-1].type == "compaction"
    await sdk.responses.delete(made.id)
    with pytest.raises(openai.NotFoundError):
        await sdk.responses.retrieve(made.id)


async def test_streamed_responses(sdk: openai.AsyncOpenAI):
    async with sdk.responses.stream(model=FAST, input="fast headings and reasoning") as events:
        kinds = [event.type async for event in events]
        final = await events.get_final_response()
    assert kinds[-1] == "response.completed"
    assert "# A heading" in final.output_text


async def test_background_responses(sdk: openai.AsyncOpenAI):
    made = await sdk.responses.create(model=FAST, input="rate 50 long 9000", background=True)
    assert made.status == "queued"
    while not (await sdk.responses.retrieve(made.id)).output:
        pass  # the asking is what takes the time
    assert (await sdk.responses.cancel(made.id)).status == "cancelled"
    done = await sdk.responses.create(model=FAST, input="fast table", background=True)
    async with await sdk.responses.retrieve(done.id, stream=True, starting_after=2) as events:
        numbers = [event.sequence_number async for event in events]
    assert numbers[0] == 3
    assert (await sdk.responses.retrieve(done.id)).status == "completed"


async def test_conversations(sdk: openai.AsyncOpenAI):
    message: Any = {"type": "message", "role": "user", "content": "hello"}
    made = await sdk.conversations.create(metadata={"a": "b"}, items=[message])
    assert (await sdk.conversations.retrieve(made.id)).metadata == {"a": "b"}
    await sdk.conversations.update(made.id, metadata={"a": "c"})
    added = await sdk.conversations.items.create(made.id, items=[message])
    item_id = added.data[0].id
    assert item_id is not None
    found = await sdk.conversations.items.retrieve(item_id, conversation_id=made.id)
    assert found.id == item_id
    await sdk.responses.create(model=FAST, input="echo x", conversation=made.id)
    assert len(await everything(sdk.conversations.items.list(made.id))) == 4
    await sdk.conversations.items.delete(item_id, conversation_id=made.id)
    assert (await sdk.conversations.delete(made.id)).deleted


async def test_chat_completions(sdk: openai.AsyncOpenAI):
    messages: Any = [{"role": "user", "content": "echo one two"}]
    answer = await sdk.chat.completions.create(model=FAST, messages=messages)
    assert answer.choices[0].message.content == "one two"
    chunks = await sdk.chat.completions.create(
        model=FAST, messages=messages, stream=True, stream_options={"include_usage": True}
    )
    *_, last = await everything(chunks)
    assert last.usage.completion_tokens == 2


async def test_files(sdk: openai.AsyncOpenAI):
    made = await sdk.files.create(file=("ferry.txt", TEXT), purpose="user_data")
    assert made.id in [file.id async for file in sdk.files.list()]
    assert (await sdk.files.retrieve(made.id)).bytes == len(TEXT)
    assert (await sdk.files.content(made.id)).content == TEXT
    assert (await sdk.files.wait_for_processing(made.id)).status == "processed"
    assert (await sdk.files.delete(made.id)).deleted


async def test_vector_stores(sdk: openai.AsyncOpenAI):
    store = await sdk.vector_stores.create(name="travel")
    await sdk.vector_stores.update(store.id, name="travels")
    assert (await sdk.vector_stores.retrieve(store.id)).name == "travels"
    assert store.id in [one.id async for one in sdk.vector_stores.list()]
    files = sdk.vector_stores.files
    put = await files.upload_and_poll(
        vector_store_id=store.id, file=("ferry.txt", TEXT), poll_interval_ms=5
    )
    assert put.status == "completed"
    await files.update(put.id, vector_store_id=store.id, attributes={"sea": True})
    assert (await files.retrieve(put.id, vector_store_id=store.id)).attributes == {"sea": True}
    assert [one.id async for one in files.list(store.id)] == [put.id]
    content = await everything(files.content(put.id, vector_store_id=store.id))
    assert content[0].text == TEXT.decode()
    (hit,) = await everything(sdk.vector_stores.search(store.id, query="when does the ferry go"))
    assert (hit.filename, hit.content[0].text) == ("ferry.txt", TEXT.decode())
    await files.delete(put.id, vector_store_id=store.id)
    assert (await sdk.vector_stores.delete(store.id)).deleted


async def test_file_batches(sdk: openai.AsyncOpenAI):
    store = await sdk.vector_stores.create(name="travel")
    batches = sdk.vector_stores.file_batches
    done = await batches.upload_and_poll(
        store.id, files=[("a.txt", TEXT), ("b.md", TEXT)], poll_interval_ms=5
    )
    assert (done.status, done.file_counts.completed) == ("completed", 2)
    listed = await everything(batches.list_files(done.id, vector_store_id=store.id))
    again = await batches.create(store.id, file_ids=[one.id for one in listed])
    assert (await batches.retrieve(again.id, vector_store_id=store.id)).file_counts.total == 2
    ended = await batches.cancel(again.id, vector_store_id=store.id)
    assert ended.file_counts.in_progress == 0


async def test_containers(sdk: openai.AsyncOpenAI):
    box = await sdk.containers.create(name="box")
    assert (await sdk.containers.retrieve(box.id)).status == "running"
    assert box.id in [one.id async for one in sdk.containers.list()]
    files = sdk.containers.files
    put = await files.create(box.id, file=("ferry.txt", TEXT))
    assert (await files.retrieve(put.id, container_id=box.id)).path == "/mnt/data/ferry.txt"
    assert [one.id async for one in files.list(box.id)] == [put.id]
    assert (await files.content.retrieve(put.id, container_id=box.id)).content == TEXT
    await files.delete(put.id, container_id=box.id)
    await sdk.containers.delete(box.id)


async def test_many_at_once(sdk: openai.AsyncOpenAI):
    async def ask(n: int) -> str:
        answer = await sdk.responses.create(model=FAST, input=f"echo {n}")
        file = await sdk.files.create(file=(f"{n}.txt", str(n).encode()), purpose="user_data")
        return answer.output_text + (await sdk.files.content(file.id)).text

    assert await asyncio.gather(*map(ask, range(12))) == [f"{n}{n}" for n in range(12)]
