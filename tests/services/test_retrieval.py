"""Questions to real stores: scores, filters and ranks agree with the endpoint asked by hand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.services.corpus import asking, fill, guide_texts, search, topic_texts
from tests.services.rooms import TOKEN, MemoryKeyring, local_connection

from oriel.auth.keyring_store import SecretStore
from oriel.config.resources import resources_dir
from oriel.domain.errors import NotFound
from oriel.domain.filters import Comparison, Filter, Group, Join, Op, filter_to_json, matches
from oriel.domain.question_files import QuestionsUnreadable
from oriel.domain.question_sets import Expected, Question, QuestionSet, outcome_of, score_of
from oriel.domain.retrieval import ChosenStore, SearchSettings
from oriel.local.server import LocalServer
from oriel.services.connections import Connections, Fixed
from oriel.services.retrieval import LARGEST_FILE, Answered, Retrieval
from oriel.store.connections import ConnectionTable
from oriel.store.database import Database
from oriel.store.question_sets import QuestionSetTable

# Twenty questions as somebody would put them, with the file that answers each.
TWENTY = [
    ("How do I connect Oracle Cloud with a profile?", "03-oracle-cloud.md"),
    ("Which keys open the list of all keys?", "06-keyboard.md"),
    ("Where is my data kept on the disk?", "07-your-data.md"),
    ("What can the local service do?", "09-local-service.md"),
    ("How do I allow a tool server?", "10-tools-and-files.md"),
    ("Connect Ollama or another service", "04-other-services.md"),
    ("My clock is wrong, what now?", "08-troubleshooting.md"),
    ("Send the first message", "02-first-chat.md"),
    ("break out of a loop", "break.txt"),
    ("the continue statement in a loop", "continue.txt"),
    ("assert statement and __debug__", "assert.txt"),
    ("lambda expressions anonymous functions", "lambda.txt"),
    ("nonlocal statement bindings", "nonlocal.txt"),
    ("slicing a sequence with lower and upper bound", "slicings.txt"),
    ("await expression awaitable", "await.txt"),
    ("yield expression generator function", "yield.txt"),
    ("the pass statement does nothing", "pass.txt"),
    ("imaginary literals", "imaginary.txt"),
    ("debugger pdb commands breakpoint", "debugger.txt"),
    ("shifting operations left right", "shifting.txt"),
]
FILTERS: list[Filter] = [
    Comparison("kind", Op.EQ, "topic"),
    Comparison("kind", Op.NE, "topic"),
    Comparison("length", Op.GT, 5000),
    Comparison("length", Op.LTE, 5000),
    Comparison("initial", Op.LT, "d"),
    Comparison("early", Op.EQ, True),
    Comparison("page", Op.GTE, 6),
    Comparison("nobody", Op.NE, "x"),
    Group(Join.OR, (Comparison("page", Op.EQ, 3), Comparison("initial", Op.EQ, "s"))),
    Group(
        Join.AND,
        (
            Comparison("kind", Op.EQ, "topic"),
            Group(
                Join.OR,
                (Comparison("length", Op.LT, 3000), Comparison("initial", Op.GTE, "t")),
            ),
        ),
    ),
]


@dataclass
class Corpus:
    server: LocalServer
    http: httpx.Client
    stores: tuple[ChosenStore, ...]
    attributes: dict[str, dict[str, Any]]


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    server = LocalServer(tmp_path / "service", resources_dir() / "guide", TOKEN)
    server.start()
    try:
        with asking(server.base_url, TOKEN) as http:
            texts = {"Guide": guide_texts(), "Python": topic_texts()}
            stores = tuple(ChosenStore(fill(http, name, t), name) for name, t in texts.items())
            known = {name: a for each in texts.values() for name, (_, a) in each.items()}
            yield Corpus(server, http, stores, known)
    finally:
        server.stop()


@asynccontextmanager
async def opened(folder: Path, fixed: Sequence[Fixed] = ()) -> AsyncIterator[Retrieval]:
    database = await Database.open(folder / "oriel.db")
    secrets = SecretStore(backend=MemoryKeyring())
    connections = Connections(ConnectionTable(database), secrets, fixed)
    await connections.load()
    try:
        yield Retrieval(connections, QuestionSetTable(database))
    finally:
        await connections.aclose()
        secrets.close()
        await database.aclose()


@pytest.fixture
async def retrieval(corpus: Corpus, tmp_path: Path) -> AsyncIterator[Retrieval]:
    fixed = [Fixed(local_connection(corpus.server), TOKEN)]
    async with opened(tmp_path, fixed) as made:
        yield made


async def test_passages_of_one_store_are_those_of_the_endpoint(
    corpus: Corpus, retrieval: Retrieval
) -> None:
    python = corpus.stores[1]
    for question, _ in TWENTY:
        asked = {"max_num_results": 7, "ranking_options": {"score_threshold": 0.3}}
        by_hand = await asyncio.to_thread(search, corpus.http, python.id, question, **asked)
        run = await retrieval.search(
            "local", [python], question, SearchSettings(most=7, threshold=0.3)
        )
        assert [(h.file_id, h.filename, h.score, dict(h.attributes), h.text) for h in run.hits] == [
            (h["file_id"], h["filename"], h["score"], h["attributes"], h["content"][0]["text"])
            for h in by_hand
        ]
        assert [hit.rank for hit in run.hits] == list(range(1, len(by_hand) + 1))
        assert all(hit.score >= 0.3 for hit in run.hits)


async def test_several_stores_are_ranked_together_by_score(
    corpus: Corpus, retrieval: Retrieval
) -> None:
    question = "keys of the local service"
    run = await retrieval.search("local", corpus.stores, question, SearchSettings(most=12))
    by_hand = [
        hit
        for store in corpus.stores
        for hit in await asyncio.to_thread(
            search, corpus.http, store.id, question, max_num_results=12
        )
    ]
    best = sorted((hit["score"] for hit in by_hand), reverse=True)[:12]
    assert [hit.score for hit in run.hits] == best
    assert {hit.store.name for hit in run.hits} == {"Guide", "Python"}
    assert all(
        (hit.store.name == "Guide") == (dict(hit.attributes)["kind"] == "guide") for hit in run.hits
    )


async def test_a_filter_lets_through_what_it_says(corpus: Corpus, retrieval: Retrieval) -> None:
    question = "statement expression value name Oriel service key"
    for wanted in FILTERS:
        for store in corpus.stores:
            settings = SearchSettings(most=50, filter=wanted)
            run = await retrieval.search("local", [store], question, settings)
            asked = {"max_num_results": 50, "filters": filter_to_json(wanted)}
            by_hand = await asyncio.to_thread(search, corpus.http, store.id, question, **asked)
            assert [(h.filename, h.score) for h in run.hits] == [
                (hit["filename"], hit["score"]) for hit in by_hand
            ]
            assert all(matches(wanted, dict(hit.attributes)) for hit in run.hits)
            of_store = [
                n for n in corpus.attributes if n.endswith(".md") is (store.name == "Guide")
            ]
            fitting = [n for n in of_store if matches(wanted, corpus.attributes[n])]
            assert bool(run.hits) == bool(fitting), wanted


async def test_a_store_that_is_gone_is_told_of_beside_the_others_passages(
    corpus: Corpus, retrieval: Retrieval
) -> None:
    gone = ChosenStore("vs_gone", "Gone")
    run = await retrieval.search(
        "local", [gone, corpus.stores[0]], "Oracle Cloud profile", SearchSettings()
    )
    assert [(each.store, type(each.error)) for each in run.troubles] == [(gone, NotFound)]
    assert not run.failed
    assert {hit.store.name for hit in run.hits} == {"Guide"}
    alone = await retrieval.search("local", [gone], "anything", SearchSettings())
    assert alone.failed
    assert alone.hits == ()


async def test_twenty_questions_give_their_hit_rates(corpus: Corpus, retrieval: Retrieval) -> None:
    questions = [Question(text, (Expected(name),)) for text, name in TWENTY]
    heard: list[Answered] = []
    settings = [SearchSettings(most=10), SearchSettings(most=10, threshold=0.95)]
    await retrieval.run_set("local", corpus.stores, questions, settings, heard.append)
    assert {(each.side, each.index) for each in heard} == {
        (side, index) for side in (0, 1) for index in range(20)
    }
    loose = {each.index: each.outcome for each in heard if each.side == 0}
    score = score_of(list(loose.values()), 10)
    # By hand: the same from the endpoint's own answers.
    ranks = [await _rank_by_hand(corpus, *each) for each in TWENTY]
    assert [loose[n].rank for n in range(20)] == ranks
    assert score.counted == 20
    assert dict(score.at) == {
        depth: sum(0 < rank <= depth for rank in ranks) for depth in (1, 3, 5, 10)
    }
    assert score.mrr == pytest.approx(sum(1 / rank for rank in ranks if rank) / 20)
    assert score.rate(10) > 0.5
    strict = [each.outcome for each in heard if each.side == 1]
    assert score_of(strict, 10).rate(10) < score.rate(10)


async def _rank_by_hand(corpus: Corpus, question: str, expected: str) -> int:
    found = [
        (hit["score"], hit["filename"])
        for store in corpus.stores
        for hit in await asyncio.to_thread(
            search, corpus.http, store.id, question, max_num_results=10
        )
    ]
    names = [name for _, name in sorted(found, key=lambda hit: -hit[0])][:10]
    return names.index(expected) + 1 if expected in names else 0


async def test_a_failing_search_counts_for_no_miss(corpus: Corpus, retrieval: Retrieval) -> None:
    heard: list[Answered] = []
    await retrieval.run_set(
        "local",
        [ChosenStore("vs_gone", "Gone")],
        [Question("anything", (Expected("a.txt"),))],
        [SearchSettings()],
        heard.append,
    )
    score = score_of([heard[0].outcome], 10)
    assert (score.counted, score.failed, score.mrr) == (0, 1, 0.0)


async def test_sets_are_kept_by_connection(tmp_path: Path) -> None:
    mine = QuestionSet(id="a", name="Mine", connection_id="local")
    async with opened(tmp_path) as retrieval:
        await retrieval.keep(mine)
        await retrieval.keep(QuestionSet(id="b", name="Another's", connection_id="other"))
        assert await retrieval.sets("local") == [mine]
        await retrieval.forget("a")
        assert await retrieval.sets("local") == []


async def test_files_of_questions_are_read_within_bounds(tmp_path: Path) -> None:
    async with opened(tmp_path) as retrieval:
        path = tmp_path / "q.csv"
        await retrieval.write(str(path), "question,expected\r\nWhy?,a.txt|b.txt\r\n")
        expected = (Expected("a.txt"), Expected("b.txt"))
        assert await retrieval.read(str(path)) == (Question("Why?", expected),)
        path.write_bytes(b"question\n\xff\xfe\n")
        with pytest.raises(QuestionsUnreadable, match="text"):
            await retrieval.read(str(path))
        path.write_bytes(b"x" * (LARGEST_FILE + 1))
        with pytest.raises(QuestionsUnreadable, match="large"):
            await retrieval.read(str(path))
        with pytest.raises(OSError):
            await retrieval.read(str(tmp_path / "none.csv"))


async def test_an_outcome_knows_its_file_by_name_or_id(
    corpus: Corpus, retrieval: Retrieval
) -> None:
    run = await retrieval.search(
        "local", corpus.stores, "imaginary literals", SearchSettings(most=5)
    )
    second = run.hits[1]
    by_id = Question("q", (Expected("renamed.txt", second.file_id),))
    first_of_file = next(h.rank for h in run.hits if h.file_id == second.file_id)
    assert outcome_of(by_id, run).rank == first_of_file
    by_name = Question("q", (Expected(second.filename.upper()),))
    assert outcome_of(by_name, run).rank == first_of_file
    assert outcome_of(Question("q", (Expected("nowhere"),)), run).missed
