"""What the queue is made of, part by part: who is next, what a failure means, files looked at."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from pathlib import Path

import pytest
from tests.services.transferring import QUICK, written

from oriel.domain import errors
from oriel.domain.attachments import Reason
from oriel.domain.errors import AppError
from oriel.domain.transfer_errors import ConnectionGone, FileChanged, FileEmpty, IndexingFailed
from oriel.domain.transfer_jobs import Fingerprint, Job
from oriel.domain.transfers import Direction, Stage, Transfer, UploadTo
from oriel.services.transfer_book import TransferBook
from oriel.services.transfer_files import Stopped, fingerprint, is_unchanged, look
from oriel.services.transfer_gates import Gate, Verdict, patiently, verdict
from oriel.services.transfer_lines import Lines
from oriel.services.transfer_pace import TransferPace
from oriel.services.transfer_twins import Twins, twin_key
from oriel.store.database import Database
from oriel.store.transfers import TransferTable

HOST = "h"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (errors.RateLimited(status=429), Verdict.BUSY),
        (errors.RateLimited(status=429, service_code="insufficient_quota"), Verdict.FAILED),
        (errors.ServiceFailed(status=500), Verdict.AGAIN),
        (errors.RequestInvalid(status=408), Verdict.AGAIN),
        (errors.RequestInvalid(status=400), Verdict.FAILED),
        (errors.NotFound(status=404), Verdict.FAILED),
        (errors.AccessDenied(status=403), Verdict.FAILED),
        (errors.CredentialRefused(status=401), Verdict.LOCKED),
        (errors.SessionEnded(profile="p"), Verdict.LOCKED),
        (errors.SecretMissing(connection="c"), Verdict.LOCKED),
        (errors.KeyringSilent(after_s=3), Verdict.LOCKED),
        (errors.TlsFailed(host=HOST), Verdict.LOCKED),
        (ConnectionGone(connection="c"), Verdict.LOCKED),
        (errors.ConnectionRefused(host=HOST), Verdict.AWAY),
        (errors.HostUnknown(host=HOST), Verdict.AWAY),
        (errors.ServiceSlow(host=HOST, phase="connect", after_s=1), Verdict.AWAY),
        (errors.ServiceSlow(host=HOST, phase="read", after_s=1), Verdict.AGAIN),
        (errors.StreamInterrupted(host=HOST), Verdict.AGAIN),
        (errors.Unreachable(host=HOST), Verdict.AGAIN),
        (errors.AnswerUnreadable(host=HOST), Verdict.AGAIN),
        (errors.StoreFull(path="/x"), Verdict.FAILED),
        (FileEmpty(path="/x"), Verdict.FAILED),
        (FileChanged(path="/x"), Verdict.FAILED),
        (IndexingFailed(service_code="x"), Verdict.FAILED),
    ],
    ids=lambda value: value.name if isinstance(value, Verdict) else str(value),
)
def test_what_follows_from_a_failure(error: AppError, expected: Verdict) -> None:
    assert verdict(error) is expected


def gate(pace: TransferPace = QUICK) -> Gate:
    return Gate(pace, lambda: None, lambda: None)


async def test_a_gate_slows_down_and_gets_up_to_speed_again() -> None:
    tried = gate()
    assert tried.lets_in
    tried.met(errors.RateLimited(status=429, retry_after_s=0.05))
    assert not tried.lets_in
    await tried.passed()
    assert (tried.is_open, tried.at_once) == (True, 1)
    for _ in range(10):
        tried.fine()
    assert tried.at_once == tried.most


async def test_failures_in_a_row_let_the_whole_connection_wait() -> None:
    tried = gate()
    for _ in range(2):
        tried.met(errors.ServiceFailed(status=500))
        assert tried.is_open
    tried.met(errors.ServiceFailed(status=500))
    assert not tried.is_open
    await tried.passed()
    tried.close()


async def test_what_is_held_waits_for_its_release_however_long() -> None:
    tried = gate()
    tried.met(errors.CredentialRefused(status=401))
    tried.met(errors.RateLimited(status=429, retry_after_s=0.0))  # heard of meanwhile
    assert tried.held == Reason("credential_refused", {"status": 401})
    waiting = asyncio.ensure_future(tried.passed())
    await asyncio.sleep(0.05)
    assert not waiting.done()
    tried.release()
    await waiting
    assert tried.held is None


async def test_a_question_is_asked_until_it_is_answered_or_has_failed() -> None:
    tried, asked = gate(), 0

    async def late() -> str:
        nonlocal asked
        asked += 1
        if asked < 4:
            raise errors.NotFound(status=404)
        return "here"

    assert await patiently(tried, QUICK, late, spreading=True) == "here"
    asked = 0
    with pytest.raises(errors.NotFound):
        await patiently(tried, QUICK, late)
    assert asked == 1

    async def broken() -> str:
        nonlocal asked
        asked += 1
        raise errors.ServiceFailed(status=500)

    asked = 0
    with pytest.raises(errors.ServiceFailed):
        await patiently(tried, QUICK, broken)
    assert asked == QUICK.tries
    tried.close()


def job(name: str, connection_id: str = "c", direction: Direction = Direction.UP) -> Job:
    return Job(
        transfer=Transfer(
            id=name,
            connection_id=connection_id,
            direction=direction,
            name=f"{name}.txt",
            path=f"/x/{name}",
            to=UploadTo(),
        ),
        fingerprint=Fingerprint(size=1, mtime_ns=1, sha256="ab"),
    )


async def test_connections_take_turns_and_a_closed_one_holds_up_nobody() -> None:
    database = await Database.in_memory()
    book = TransferBook(TransferTable(database))
    gates = {"a": gate(), "b": gate()}
    lines = Lines(book, gates.__getitem__, lambda: None)
    jobs = [job(f"a{n}", "a") for n in range(3)] + [job(f"b{n}", "b") for n in range(3)]
    down = job("down", "a", Direction.DOWN)
    book.add([*jobs, down])
    for one in [*jobs, down]:
        lines.add(one)
    lines.add(jobs[2], first=True)
    lines.leave("b0")
    book.change("b1", Stage.PAUSED)

    def taken(count: int) -> list[str]:
        return [one.id if (one := lines.next(Direction.UP)) else "" for _ in range(count)]

    assert taken(3) == ["a2", "b2", "a0"]
    gates["a"].hold(Reason("x"))
    assert taken(1) == [""]
    gates["a"].release()
    assert taken(2) == ["a1", ""]
    assert lines.next(Direction.DOWN) == down
    await book.aclose()
    await database.aclose()


def test_twins_wait_for_the_first_and_no_longer() -> None:
    twins, jobs = Twins(), [job(name) for name in "abc"]
    key = twin_key(jobs[0])
    assert key is not None
    assert [twins.joins(one.id, key) for one in jobs] == [False, True, True]
    assert twins.waits("b")
    assert twins.end("b") == []
    assert twins.end("a") == ["b", "c"]
    assert not twins.waits("b")
    assert not twins.joins("b", key)
    # Its file changes: who waits for the old content is let go with who waits for the new.
    assert not twins.joins("b", key._replace(sha256="new"))
    assert twins.joins("c", key)
    assert twins.end("b") == ["c"]
    assert not twins.joins("c", key)


def test_a_file_is_hashed_as_it_is(tmp_path: Path) -> None:
    path = written(tmp_path, "a.pdf", b"%PDF-1.7" + b"\1" * 3_000_000)
    found = fingerprint(path, threading.Event())
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (found.size, found.media_type) == (3_000_008, "application/pdf")
    assert look(path).is_same_file(found)
    assert is_unchanged(path, found)
    path.write_bytes(b"less")
    assert not is_unchanged(path, found)


def test_a_hash_nobody_waits_for_stops(tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Stopped):
        fingerprint(written(tmp_path, "a.bin", 3_000_000), stop)
