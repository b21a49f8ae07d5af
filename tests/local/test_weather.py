"""Bad weather on purpose: what tests of clients rely on."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import openai
import pytest

from oriel.local.server import LocalServer
from oriel.local.weather import (
    DOWNLOAD,
    UPLOAD,
    Drop,
    Gate,
    Late,
    Refuse,
    Slow,
    Spoil,
    Weather,
)

from .test_lifetime import until

BIG = b"words and words\n" * 40_000  # 640 kB


@pytest.fixture
def weather(server: LocalServer) -> Iterator[Weather]:
    server.weather.clear()
    yield server.weather
    server.weather.clear()


def send(http: httpx.Client, content: bytes = b"words", name: str = "a.txt") -> httpx.Response:
    return http.post("/files", data={"purpose": "user_data"}, files={"file": (name, content)})


def kept(http: httpx.Client) -> int:
    return len(http.get("/files").json()["data"])


def test_the_next_uploads_are_refused_and_then_no_more(http: httpx.Client, weather: Weather):
    weather.meet(UPLOAD, Refuse(429, retry_after_s=7))
    weather.meet(UPLOAD, Refuse(429), times=2)
    weather.meet(UPLOAD, Refuse(500, shape="oci"))
    answers = [send(http, BIG) for _n in range(5)]
    assert [answer.status_code for answer in answers] == [429, 429, 429, 500, 200]
    assert [answer.headers.get("retry-after") for answer in answers[:2]] == ["7", None]
    assert answers[3].json()["code"] == "InternalServerError"
    assert weather.asked(UPLOAD) == 5


def test_some_may_pass_before_and_all_be_refused_after(http: httpx.Client, weather: Weather):
    weather.meet(UPLOAD, Refuse(401, code="expired"), times=None, after=2)
    answers = [send(http) for _n in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 401, 401, 401]
    assert answers[-1].json()["error"]["code"] == "expired"
    assert http.get("/files").status_code == 200
    weather.clear()
    assert send(http).status_code == 200


@pytest.mark.parametrize("after_bytes", [0, 1000, 300_000])
def test_a_dropped_upload_is_not_kept(
    http: httpx.Client, weather: Weather, caplog: pytest.LogCaptureFixture, after_bytes: int
):
    before = kept(http)
    weather.meet(UPLOAD, Drop(after_bytes))
    with pytest.raises(httpx.TransportError):
        send(http, BIG)
    assert kept(http) == before
    assert not caplog.records


def test_an_upload_whose_answer_is_lost_is_kept(
    http: httpx.Client, weather: Weather, caplog: pytest.LogCaptureFixture
):
    before = kept(http)
    weather.meet(UPLOAD, Drop(of="answer"))
    with pytest.raises(httpx.TransportError):
        send(http, BIG)
    assert kept(http) == before + 1
    assert not caplog.records


def test_a_download_breaks_off(
    http: httpx.Client, weather: Weather, caplog: pytest.LogCaptureFixture
):
    file_id = send(http, BIG).json()["id"]
    weather.meet(DOWNLOAD, Drop(5000, of="answer"))
    got = b""
    with (
        pytest.raises(httpx.TransportError),
        http.stream("GET", f"/files/{file_id}/content") as answer,
    ):
        for piece in answer.iter_raw():
            got += piece
    assert len(got) <= 5000
    assert http.get(f"/files/{file_id}/content").content == BIG
    assert not caplog.records


def test_slow_and_late_weather_changes_nothing_else(http: httpx.Client, weather: Weather):
    weather.meet(UPLOAD, Slow(20_000_000))
    file_id = send(http, BIG).json()["id"]
    weather.meet(DOWNLOAD, Slow(20_000_000))
    assert http.get(f"/files/{file_id}/content").content == BIG
    weather.meet(DOWNLOAD, Late(0.01))
    assert http.get(f"/files/{file_id}/content").content == BIG


@pytest.mark.parametrize("after_bytes", [0, 100_000])
def test_a_gate_holds_an_upload_in_its_midst(
    http: httpx.Client, weather: Weather, after_bytes: int
):
    before = kept(http)
    gate = weather.hold(UPLOAD, after_bytes=after_bytes)
    with ThreadPoolExecutor(1) as beside:
        sending = beside.submit(send, http, BIG)
        until(lambda: gate.reached)
        assert (kept(http), sending.done()) == (before, False)
        gate.open()
        assert sending.result().status_code == 200
    assert kept(http) == before + 1


def test_indexing_waits_and_fails_on_purpose(
    client: openai.OpenAI, http: httpx.Client, weather: Weather
):
    store = client.vector_stores.create(name="x")
    gate = weather.hold("INDEX *", times=None)
    assert isinstance(gate, Gate)
    file_id = send(http).json()["id"]
    files = client.vector_stores.files
    files.create(vector_store_id=store.id, file_id=file_id)
    until(lambda: gate.reached)
    assert files.retrieve(file_id, vector_store_id=store.id).status == "in_progress"
    gate.open()
    assert files.poll(file_id, vector_store_id=store.id, poll_interval_ms=5).status == "completed"
    weather.clear()
    weather.meet("INDEX *.txt", Spoil("server_error", "Rehearsed."))
    failed = files.create_and_poll(file_id, vector_store_id=store.id, poll_interval_ms=5)
    assert failed.last_error is not None
    assert (failed.status, failed.last_error.message) == ("failed", "Rehearsed.")


def test_the_weather_is_not_to_be_had_without_the_token(server: LocalServer, weather: Weather):
    weather.meet("* *", Refuse(500), times=None)
    assert httpx.post(server.base_url + "/files").status_code == 401
    assert weather.asked("* *") == 0


def test_an_answer_shorter_than_the_break_comes_whole(http: httpx.Client, weather: Weather):
    weather.meet(UPLOAD, Drop(1_000_000, of="answer"))
    assert send(http).status_code == 200


def test_a_batch_is_refused_as_oracle_does_it(
    client: openai.OpenAI, http: httpx.Client, weather: Weather
):
    store = client.vector_stores.create(name="x")
    good = send(http).json()["id"]
    ids = [good, send(http, name="letter.docx").json()["id"]]
    weather.as_oci = True
    with pytest.raises(openai.BadRequestError, match=r"letter\.docx"):
        client.vector_stores.file_batches.create(store.id, file_ids=ids)
    assert client.vector_stores.retrieve(store.id).file_counts.total == 0
    batch = client.vector_stores.file_batches.create(store.id, file_ids=[good])
    assert batch.file_counts.total == 1
    alone = client.vector_stores.files.create_and_poll(
        ids[1], vector_store_id=store.id, poll_interval_ms=5
    )
    assert alone.last_error is not None
    assert alone.last_error.code == "unsupported_file"
