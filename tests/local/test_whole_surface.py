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
    lines = ("lines.jsonl", b'{"a": 1}\n')
    for purpose, file in (
        ("user_data", ("ferry.txt", TEXT)),
        ("assistants", ("ferry.txt", TEXT)),
        ("vision", ("ferry.png", b"\x89PNG")),
        ("batch", lines),
        ("fine-tune", lines),
        ("evals", lines),
    ):
        made = await sdk.files.create(file=file, purpose=purpose)  # type: ignore[arg-type]
        assert made.id in [one.id async for one in sdk.files.list(purpose=purpose)]
        assert (await sdk.files.retrieve(made.id)).bytes == len(file[1])
        assert (await sdk.files.content(made.id)).content == file[1]
        assert (await sdk.files.wait_for_processing(made.id)).status == "processed"
        assert (await sdk.files.delete(made.id)).deleted
    ending: Any = {"anchor": "created_at", "seconds": 7200}
    made = await sdk.files.create(file=lines, purpose="batch", expires_after=ending)
    assert made.expires_at == made.created_at + 7200


async def test_vector_stores(sdk: openai.AsyncOpenAI):
    idle: Any = {"anchor": "last_active_at", "days": 3}
    store = await sdk.vector_stores.create(
        name="travel", description="By sea", metadata={"a": "b"}, expires_after=idle
    )
    assert store.expires_at == (store.last_active_at or 0) + 3 * 24 * 3600
    await sdk.vector_stores.update(store.id, name="travels", metadata={"c": "d"})
    found = await sdk.vector_stores.retrieve(store.id)
    assert (found.name, found.metadata, found.status) == ("travels", {"c": "d"}, "completed")
    assert store.id in [one.id async for one in sdk.vector_stores.list()]
    assert (await sdk.vector_stores.delete(store.id)).deleted


async def test_files_of_a_store(sdk: openai.AsyncOpenAI):
    store = await sdk.vector_stores.create(name="travel")
    files = sdk.vector_stores.files
    put = await files.upload_and_poll(
        vector_store_id=store.id, file=("ferry.txt", TEXT), poll_interval_ms=5
    )
    assert put.status == "completed"
    sent = await files.upload(vector_store_id=store.id, file=("more.md", TEXT))
    await files.poll(sent.id, vector_store_id=store.id, poll_interval_ms=5)
    file = await sdk.files.create(file=("photo.png", b"\x89PNG"), purpose="user_data")
    attributes: Any = {"kind": "photo", "year": 2026, "good": True}
    await files.create(store.id, file_id=file.id, attributes=attributes)
    failed = await files.poll(file.id, vector_store_id=store.id, poll_interval_ms=5)
    assert failed.last_error is not None
    assert (failed.last_error.code, failed.attributes) == ("unsupported_file", attributes)
    again = await files.create_and_poll(file.id, vector_store_id=store.id, poll_interval_ms=5)
    assert again.status == "failed"
    await files.update(put.id, vector_store_id=store.id, attributes={"sea": True})
    assert (await files.retrieve(put.id, vector_store_id=store.id)).attributes == {"sea": True}
    assert [one.id async for one in files.list(store.id, order="asc")] == [put.id, sent.id, file.id]
    assert [one.id async for one in files.list(store.id, filter="failed")] == [file.id]
    content = await everything(files.content(put.id, vector_store_id=store.id))
    assert content[0].text == TEXT.decode()
    await files.delete(put.id, vector_store_id=store.id)
    assert (await sdk.vector_stores.retrieve(store.id)).file_counts.total == 2


async def test_search(sdk: openai.AsyncOpenAI):
    store = await sdk.vector_stores.create(name="travel")
    for name, text in (("ferry.txt", TEXT), ("tea.txt", b"Tea is best without milk.")):
        put = await sdk.vector_stores.files.upload_and_poll(
            vector_store_id=store.id, file=(name, text), poll_interval_ms=5
        )
        await sdk.vector_stores.files.update(
            put.id, vector_store_id=store.id, attributes={"name": name}
        )
    search = sdk.vector_stores.search
    asked = "when does the ferry go?"
    (hit,) = await everything(search(store.id, query=asked, rewrite_query=True))
    assert (hit.filename, hit.content[0].text) == ("ferry.txt", TEXT.decode())
    assert 0 < hit.score <= 1
    assert len(await everything(search(store.id, query=["ferry", "tea"]))) == 2
    for value, names in (("tea.txt", ["tea.txt"]), ("x", [])):
        only: Any = {"type": "eq", "key": "name", "value": value}
        hits = await everything(search(store.id, query=["ferry", "tea"], filters=only))
        assert [one.filename for one in hits] == names
    ranking: Any = {"ranker": "auto", "score_threshold": 0.9}
    few = search(store.id, query="ferry", ranking_options=ranking, max_num_results=1)
    assert [one.filename for one in await everything(few)] == ["ferry.txt"]


async def test_file_batches(sdk: openai.AsyncOpenAI):
    store = await sdk.vector_stores.create(name="travel")
    batches = sdk.vector_stores.file_batches
    done = await batches.upload_and_poll(
        store.id, files=[("a.txt", TEXT), ("b.md", TEXT)], poll_interval_ms=5
    )
    assert (done.status, done.file_counts.completed) == ("completed", 2)
    listed = await everything(batches.list_files(done.id, vector_store_id=store.id))
    ids = [one.id for one in listed]
    again = await batches.create(store.id, file_ids=ids)
    assert (await batches.retrieve(again.id, vector_store_id=store.id)).file_counts.total == 2
    ended = await batches.cancel(again.id, vector_store_id=store.id)
    assert ended.file_counts.in_progress == 0
    files: Any = [{"file_id": file_id, "attributes": {"n": n}} for n, file_id in enumerate(ids)]
    third = await batches.create_and_poll(store.id, files=files, poll_interval_ms=5)
    assert third.status == "completed"
    listed = await everything(
        batches.list_files(third.id, vector_store_id=store.id, filter="completed", order="asc")
    )
    assert [one.attributes for one in listed] == [{"n": 0}, {"n": 1}]


async def test_containers(sdk: openai.AsyncOpenAI):
    file = await sdk.files.create(file=("tea.txt", b"tea"), purpose="user_data")
    idle: Any = {"anchor": "last_active_at", "minutes": 5}
    box = await sdk.containers.create(
        name="box", memory_limit="4g", expires_after=idle, file_ids=[file.id]
    )
    found = await sdk.containers.retrieve(box.id)
    assert found.expires_after is not None
    assert (found.status, found.memory_limit) == ("running", "4g")
    assert found.expires_after.minutes == 5
    assert box.id in [one.id async for one in sdk.containers.list()]
    files = sdk.containers.files
    (copy,) = await everything(files.list(box.id))
    put = await files.create(box.id, file=("ferry.txt", TEXT))
    assert (await files.retrieve(put.id, container_id=box.id)).path == "/mnt/data/ferry.txt"
    named = await files.create(box.id, file_id=file.id)
    assert named.path == copy.path == "/mnt/data/tea.txt"
    listed = await everything(files.list(box.id, order="asc"))
    assert [one.id for one in listed] == [put.id, named.id]
    assert (await files.content.retrieve(put.id, container_id=box.id)).content == TEXT
    await files.delete(put.id, container_id=box.id)
    await sdk.containers.delete(box.id)
    with pytest.raises(openai.NotFoundError):
        await sdk.containers.retrieve(box.id)


async def test_many_at_once(sdk: openai.AsyncOpenAI):
    async def ask(n: int) -> str:
        answer = await sdk.responses.create(model=FAST, input=f"echo {n}")
        file = await sdk.files.create(file=(f"{n}.txt", str(n).encode()), purpose="user_data")
        return answer.output_text + (await sdk.files.content(file.id)).text

    assert await asyncio.gather(*map(ask, range(12))) == [f"{n}{n}" for n in range(12)]
