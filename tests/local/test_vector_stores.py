"""Vector stores, their files, batches and searching, judged by the openai SDK."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import openai
import pytest

from oriel.local.query_rewriting import rewritten
from oriel.local.server import LocalServer

from .conftest import GUIDE, TOKEN
from .documents import docx, pdf
from .test_lifetime import until

TEXTS = {
    "whales.md": "# Whales\n\nThe blue whale is the largest animal. It eats krill.\n" * 3,
    "bees.txt": "Bees dance to tell where the flowers are. A queen bee lays the eggs.",
    "prices.csv": "item,price\nhoney,7\nwax,3\n",
    "page.html": "<html><head><script>var krill = 1</script></head><body><h1>Honey</h1>"
    "<p>Honey is made from nectar &amp; patience.</p></body></html>",
    "code.py": "def nectar(flower):\n    return flower.sweetness\n",
    "日本.txt": "今日は天気がいいので散歩します。",
}


def upload(client: openai.OpenAI, name: str, text: str | bytes) -> str:
    content = text.encode() if isinstance(text, str) else text
    return client.files.create(file=(name, content), purpose="assistants").id


@pytest.fixture(scope="module")
def store(client: openai.OpenAI) -> Any:
    made = client.vector_stores.create(name="animals", metadata={"about": "animals"})
    files = [
        {"file_id": upload(client, name, text), "attributes": {"name": name, "size": len(text)}}
        for name, text in TEXTS.items()
    ]
    batch = client.vector_stores.file_batches.create_and_poll(
        made.id, files=files, poll_interval_ms=5
    )
    assert (batch.status, batch.file_counts.completed) == ("completed", len(TEXTS))
    return client.vector_stores.retrieve(made.id)


def found(client: openai.OpenAI, store: Any, query: str, **more: Any) -> list[str]:
    hits = client.vector_stores.search(store.id, query=query, **more)
    return [hit.filename for hit in hits]


def test_a_store_is_made_changed_listed_and_deleted(client: openai.OpenAI):
    expiry: Any = {"anchor": "last_active_at", "days": 7}
    made = client.vector_stores.create(name="a", expires_after=expiry, description="of tests")
    assert (made.status, made.usage_bytes, made.file_counts.total) == ("completed", 0, 0)
    assert made.expires_at == (made.last_active_at or 0) + 7 * 24 * 3600
    changed = client.vector_stores.update(made.id, name="b", metadata={"k": "v"})
    assert (changed.name, changed.metadata) == ("b", {"k": "v"})
    assert changed.expires_after == made.expires_after
    assert client.vector_stores.update(made.id, expires_after=None).expires_at is None
    assert made.id in [one.id for one in client.vector_stores.list()]
    client.vector_stores.delete(made.id)
    for call in (client.vector_stores.retrieve, client.vector_stores.delete):
        with pytest.raises(openai.NotFoundError):
            call(made.id)


def test_a_store_counts_what_is_in_it(store: Any):
    assert (store.status, store.name) == ("completed", "animals")
    assert store.file_counts.completed == store.file_counts.total == len(TEXTS)
    assert store.usage_bytes > 200


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("What does the blue whale eat?", "whales.md"),
        ("dancing bees", "bees.txt"),
        ("price of wax", "prices.csv"),
        ("nectar and patience", "page.html"),
        ("sweetness of a flower in code", "code.py"),
        ("天気", "日本.txt"),
    ],
)
def test_the_best_passage_comes_first(client: openai.OpenAI, store: Any, query: str, first: str):
    hits = list(client.vector_stores.search(store.id, query=query))
    assert hits[0].filename == first
    assert 0 < hits[0].score <= 1
    assert hits[0].attributes["name"] == first
    assert hits[0].content[0].text
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_what_no_reader_sees_is_not_found(client: openai.OpenAI, store: Any):
    assert "page.html" not in found(client, store, "krill")
    assert found(client, store, "submarine") == []


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"type": "eq", "key": "name", "value": "bees.txt"}, {"bees.txt"}),
        ({"type": "ne", "key": "name", "value": "bees.txt"}, {"page.html", "prices.csv"}),
        ({"type": "gt", "key": "size", "value": 100}, {"page.html"}),
        ({"type": "lte", "key": "size", "value": 30}, {"prices.csv"}),
        ({"type": "eq", "key": "colour", "value": "red"}, set()),
        (
            {
                "type": "or",
                "filters": [
                    {"type": "eq", "key": "name", "value": "bees.txt"},
                    {
                        "type": "and",
                        "filters": [
                            {"type": "lt", "key": "size", "value": 30},
                            {"type": "gte", "key": "size", "value": 1},
                        ],
                    },
                ],
            },
            {"bees.txt", "prices.csv"},
        ),
    ],
)
def test_filters_keep_out_what_does_not_fit(
    client: openai.OpenAI, store: Any, filters: Any, names: set[str]
):
    assert set(found(client, store, "honey queen bee", filters=filters)) == names


def test_results_can_be_few_and_good(client: openai.OpenAI, store: Any):
    assert len(found(client, store, "honey nectar bee", max_num_results=1)) == 1
    options: Any = {"score_threshold": 0.99}
    assert found(client, store, "honey patience", ranking_options=options) == ["page.html"]


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"query": ""}, 400),
        ({"query": "x", "max_num_results": 0}, 400),
        ({"query": "x", "filters": {"type": "in", "key": "a", "value": ["b"]}}, 422),
        ({"query": "x", "filters": {"type": "eq", "key": 7, "value": 1}}, 400),
        ({"query": "x", "ranking_options": {"score_threshold": 2}}, 400),
        ({"query": "x", "ranking_options": {"hybrid_search": {"text_weight": 1}}}, 400),
    ],
)
def test_a_wrong_search_is_refused(client: openai.OpenAI, store: Any, more: Any, status: int):
    with pytest.raises(openai.APIStatusError) as refused:
        client.vector_stores.search(store.id, **more)
    assert refused.value.status_code == status


@pytest.mark.parametrize("query", ['"', "* OR NEAR(", "xx:yy -zz", "NOT", "((((", "🙂", "x" * 9000])
def test_no_text_breaks_the_search(client: openai.OpenAI, store: Any, query: str):
    assert found(client, store, query) == []


def test_a_file_is_put_in_changed_read_and_taken_out(client: openai.OpenAI):
    box = client.vector_stores.create(name="one")
    file_id = upload(client, "long.txt", "\n\n".join(f"Paragraph {n} of many." for n in range(99)))
    static: Any = {
        "type": "static",
        "static": {"max_chunk_size_tokens": 100, "chunk_overlap_tokens": 20},
    }
    made = client.vector_stores.files.create_and_poll(
        file_id,
        vector_store_id=box.id,
        attributes={"kind": "long"},
        chunking_strategy=static,
        poll_interval_ms=5,
    )
    assert (made.status, made.attributes) == ("completed", {"kind": "long"})
    assert made.chunking_strategy.static.max_chunk_size_tokens == 100
    pieces = [p.text for p in client.vector_stores.files.content(file_id, vector_store_id=box.id)]
    assert len(pieces) > 4
    assert all(f"Paragraph {n} of many." in "\n".join(pieces) for n in range(99))
    changed = client.vector_stores.files.update(
        file_id, vector_store_id=box.id, attributes={"kind": "other"}
    )
    assert changed.attributes == {"kind": "other"}
    client.vector_stores.files.delete(file_id, vector_store_id=box.id)
    assert list(client.vector_stores.files.list(box.id)) == []
    assert found(client, box, "paragraph") == []
    assert client.files.retrieve(file_id).id == file_id
    with pytest.raises(openai.NotFoundError):
        client.vector_stores.files.retrieve(file_id, vector_store_id=box.id)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("paper.pdf", b"%PDF-1.7", "invalid_file"),
        ("photo.png", b"\x89PNG\x00\x00", "unsupported_file"),
        ("photo.txt", b"\x89PNG\x00\x00", "unsupported_file"),
        ("empty.md", b" \n", "invalid_file"),
    ],
)
def test_what_cannot_be_read_says_why(client: openai.OpenAI, name: str, content: bytes, code: str):
    box = client.vector_stores.create(name="x")
    file_id = upload(client, name, content)
    made = client.vector_stores.files.create_and_poll(
        file_id, vector_store_id=box.id, poll_interval_ms=5
    )
    assert (made.status, made.last_error.code) == ("failed", code)
    failed = client.vector_stores.files.list(box.id, filter="failed")
    assert [one.id for one in failed] == [file_id]
    assert client.vector_stores.retrieve(box.id).file_counts.failed == 1


def test_a_batch_tells_of_each_of_its_files(client: openai.OpenAI):
    box = client.vector_stores.create(name="x")
    ids = [upload(client, "a.txt", "alpha"), upload(client, "b.pdf", "%PDF")]
    batch = client.vector_stores.file_batches.create_and_poll(
        box.id, file_ids=ids, attributes={"of": "batch"}, poll_interval_ms=5
    )
    assert (batch.file_counts.completed, batch.file_counts.failed) == (1, 1)
    listed = client.vector_stores.file_batches.list_files(batch.id, vector_store_id=box.id)
    assert {one.id: one.status for one in listed} == {ids[0]: "completed", ids[1]: "failed"}
    assert next(iter(listed)).attributes == {"of": "batch"}
    with pytest.raises(openai.NotFoundError):
        client.vector_stores.file_batches.retrieve("vsfb_nowhere", vector_store_id=box.id)


def test_a_cancelled_batch_reads_no_more(client: openai.OpenAI):
    box = client.vector_stores.create(name="x")
    ids = [upload(client, f"{n}.txt", "words " * 50_000) for n in range(8)]
    made = client.vector_stores.file_batches.create(box.id, file_ids=ids)
    ended = client.vector_stores.file_batches.cancel(made.id, vector_store_id=box.id)
    counts = ended.file_counts
    assert counts.in_progress == 0
    assert counts.cancelled + counts.completed == counts.total == 8
    again = client.vector_stores.file_batches.retrieve(made.id, vector_store_id=box.id)
    assert again.file_counts == counts


def test_a_file_put_in_twice_is_found_once(client: openai.OpenAI):
    box = client.vector_stores.create(name="x")
    file_id = upload(client, "a.txt", "\n\n".join(f"walrus number {n}" for n in range(40_000)))
    for _time in range(3):
        client.vector_stores.files.create(vector_store_id=box.id, file_id=file_id)
    client.vector_stores.files.poll(file_id, vector_store_id=box.id, poll_interval_ms=5)
    pieces = [p.text for p in client.vector_stores.files.content(file_id, vector_store_id=box.id)]
    assert len(pieces) == len(set(pieces))
    assert client.vector_stores.retrieve(box.id).file_counts.total == 1


def test_a_store_can_be_made_of_files(client: openai.OpenAI):
    box = client.vector_stores.create(name="x", file_ids=[upload(client, "a.txt", "alpha")])
    assert box.file_counts.total == 1
    with pytest.raises(openai.NotFoundError):
        client.vector_stores.create(name="x", file_ids=["file-nowhere"])


@pytest.mark.parametrize(
    "more",
    [
        {"expires_after": {"anchor": "last_active_at", "days": 0}},
        {"metadata": {"a": 1}},
        {"name": 7},
        {"chunking_strategy": {"type": "static", "static": {"max_chunk_size_tokens": 5}}},
    ],
)
def test_a_wrong_store_is_400(client: openai.OpenAI, more: Any):
    with pytest.raises(openai.BadRequestError):
        client.vector_stores.create(**more)


def test_an_idle_store_expires(client: openai.OpenAI, server: Any):
    expiry: Any = {"anchor": "last_active_at", "days": 1}
    box = client.vector_stores.create(name="x", expires_after=expiry)
    with sqlite3.connect(server._data / "local.db") as db:
        db.execute("update vector_store set last_active_at = 1 where id = ?", (box.id,))
    db.close()
    assert client.vector_stores.retrieve(box.id).status == "expired"
    with pytest.raises(openai.BadRequestError, match="expired"):
        found(client, box, "anything")


def test_documents_are_found_by_what_they_say(client: openai.OpenAI):
    box = client.vector_stores.create(name="documents")
    files = [
        client.files.create(file=(name, content), purpose="assistants").id
        for name, content in (
            ("timetable.pdf", pdf("Nothing here.", "The ferry to Moss Island leaves at noon.")),
            ("letter.docx", docx("Dear harbour master,", "our lighthouse needs new paint.")),
        )
    ]
    batch = client.vector_stores.file_batches.create_and_poll(
        box.id, file_ids=files, poll_interval_ms=5
    )
    assert (batch.status, batch.file_counts.completed) == ("completed", 2)
    assert found(client, box, "when does the ferry leave", rewrite_query=True) == ["timetable.pdf"]
    assert found(client, box, "lighthouse paint") == ["letter.docx"]


def test_a_deleted_file_is_found_in_no_store(client: openai.OpenAI):
    file_id = upload(client, "a.txt", "A walrus sings.")
    boxes = [client.vector_stores.create(name="x", file_ids=[file_id]) for _n in range(2)]
    for box in boxes:
        client.vector_stores.files.poll(file_id, vector_store_id=box.id, poll_interval_ms=5)
        assert found(client, box, "walrus") == ["a.txt"]
    client.files.delete(file_id)
    for box in boxes:
        assert found(client, box, "walrus") == []
        assert list(client.vector_stores.files.list(box.id)) == []
        assert client.vector_stores.retrieve(box.id).usage_bytes == 0


def test_a_question_is_rewritten_when_that_is_wished(client: openai.OpenAI, store: Any):
    asked = "Please tell me: what does the blue whale eat?"
    page = client.vector_stores.search(store.id, query=asked, rewrite_query=True)
    assert page.search_query == ["blue whale eat"]  # type: ignore[attr-defined]
    assert next(iter(page)).score == 1
    plain = client.vector_stores.search(store.id, query=asked, rewrite_query=False)
    assert plain.search_query == [asked]  # type: ignore[attr-defined]
    assert 0 < next(iter(plain)).score < 1


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ("What is the e-mail of Ann?", "e-mail Ann"),
        ("how do I", "how do I"),
        ("C++ or C#, version 3.14?", "C++ C# version 3.14"),
        ("日本はどこ？", "日本はどこ"),
        (" ??? ", "???"),
    ],
)
def test_rewriting_leaves_the_words_that_find(asked: str, left: str):
    assert rewritten(asked) == left


def test_several_questions_are_asked_at_once(client: openai.OpenAI, store: Any):
    page = client.vector_stores.search(store.id, query=["krill", "queen bee", "krill"])
    assert page.search_query == ["krill", "queen bee"]  # type: ignore[attr-defined]
    hits = list(page)
    assert {hit.filename for hit in hits[:2]} == {"whales.md", "bees.txt"}
    assert len({(hit.file_id, hit.content[0].text) for hit in hits}) == len(hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_files_of_a_batch_have_their_own_attributes_and_sizes(client: openai.OpenAI):
    box = client.vector_stores.create(name="x")
    ids = [upload(client, f"{n}.txt", "word " * 300) for n in range(2)]
    sizes: Any = {
        "type": "static",
        "static": {"max_chunk_size_tokens": 100, "chunk_overlap_tokens": 0},
    }
    batch = client.vector_stores.file_batches.create_and_poll(
        box.id,
        files=[
            {"file_id": ids[0], "attributes": {"n": 1, "deep": True}, "chunking_strategy": sizes},
            {"file_id": ids[1], "attributes": {"n": 2.5}},
        ],
        poll_interval_ms=5,
    )
    assert batch.file_counts.completed == 2
    files = client.vector_stores.files
    first, second = (files.retrieve(file_id, vector_store_id=box.id) for file_id in ids)
    assert (first.attributes, second.attributes) == ({"n": 1, "deep": True}, {"n": 2.5})
    counts = [len(list(files.content(one.id, vector_store_id=box.id))) for one in (first, second)]
    assert counts == [3, 1]


def test_a_batch_is_listed_by_state(client: openai.OpenAI):
    box = client.vector_stores.create(name="x")
    ids = [upload(client, "a.txt", "alpha"), upload(client, "b.exe", "MZ")]
    batch = client.vector_stores.file_batches.create_and_poll(
        box.id, file_ids=ids, poll_interval_ms=5
    )
    listed = client.vector_stores.file_batches.list_files
    for state, file_id in (("completed", ids[0]), ("failed", ids[1])):
        some = listed(batch.id, vector_store_id=box.id, filter=state)  # type: ignore[arg-type]
        assert [one.id for one in some] == [file_id]


def test_files_wait_for_their_turn_and_cancelling_reaches_them(
    client: openai.OpenAI, server: LocalServer
):
    box = client.vector_stores.create(name="x")
    ids = [upload(client, f"{n}.txt", f"walrus {n}") for n in range(5)]
    gate = server.weather.hold("INDEX *", times=None)
    made = client.vector_stores.file_batches.create(box.id, file_ids=ids)
    assert (made.status, made.file_counts.in_progress) == ("in_progress", 5)
    assert client.vector_stores.retrieve(box.id).status == "in_progress"
    assert found(client, box, "walrus") == []
    ended = client.vector_stores.file_batches.cancel(made.id, vector_store_id=box.id)
    assert (ended.status, ended.file_counts.cancelled) == ("cancelled", 5)
    gate.open()
    server.weather.clear()
    # One after them is read, so those before it had their turn.
    last = client.vector_stores.files.create_and_poll(
        upload(client, "last.txt", "walrus"), vector_store_id=box.id, poll_interval_ms=5
    )
    assert last.status == "completed"
    assert found(client, box, "walrus") == ["last.txt"]
    again = client.vector_stores.file_batches.retrieve(made.id, vector_store_id=box.id)
    assert again.file_counts.cancelled == 5


def test_what_was_not_read_is_read_after_a_restart(tmp_path: Path):
    server = LocalServer(tmp_path, GUIDE, TOKEN)
    server.start()
    with openai.OpenAI(base_url=server.base_url, api_key=TOKEN) as client:
        file_id = upload(client, "a.txt", "A walrus sings.")
        server.weather.hold("INDEX *")
        box = client.vector_stores.create(name="x", file_ids=[file_id])
        assert box.status == "in_progress"
        die(server)
    again = LocalServer(tmp_path, GUIDE, TOKEN)
    again.start()
    with openai.OpenAI(base_url=again.base_url, api_key=TOKEN) as client:
        client.vector_stores.files.poll(file_id, vector_store_id=box.id, poll_interval_ms=5)
        assert found(client, box, "walrus") == ["a.txt"]
    again.stop()


def test_a_filter_finds_the_one_among_many(client: openai.OpenAI):
    box = client.vector_stores.create(name="x")
    loud = upload(client, "loud.txt", "\n\n".join(f"walrus {n} " + "x " * 90 for n in range(600)))
    meek = upload(client, "meek.txt", "One walrus among " + "other words of all kinds " * 20)
    sizes: Any = {
        "type": "static",
        "static": {"max_chunk_size_tokens": 100, "chunk_overlap_tokens": 0},
    }
    files = [{"file_id": loud, "attributes": {"n": 1}}, {"file_id": meek, "attributes": {"n": 2}}]
    client.vector_stores.file_batches.create_and_poll(
        box.id,
        files=[{**one, "chunking_strategy": sizes} for one in files],  # type: ignore[typeddict-item]
        poll_interval_ms=5,
    )
    assert set(found(client, box, "walrus", max_num_results=50)) == {"loud.txt"}
    only: Any = {"type": "eq", "key": "n", "value": 2}
    assert found(client, box, "walrus", filters=only) == ["meek.txt"]


def test_the_words_of_a_deleted_store_go(client: openai.OpenAI, server: LocalServer):
    box = client.vector_stores.create(name="x")
    file_id = upload(client, "a.txt", "walrus " * 300_000)
    client.vector_stores.files.create_and_poll(file_id, vector_store_id=box.id, poll_interval_ms=5)
    client.vector_stores.delete(box.id)

    def left() -> int:
        with sqlite3.connect(server._data / "local.db") as db:
            count = db.execute("select count(*) from chunk where store_id = ?", (box.id,))
            number: int = count.fetchone()[0]
        db.close()
        return number

    until(lambda: not left())
    assert client.files.retrieve(file_id).id == file_id


def die(server: LocalServer) -> None:
    """Ends it without opening what the weather holds, as the end of a process does."""
    assert server._running is not None
    server._running.stop()
    server._running = None
