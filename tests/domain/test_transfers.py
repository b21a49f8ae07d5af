"""Transfers as values: kept and read back, measured, counted."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.attachments import Reason
from oriel.domain.transfer_jobs import Fingerprint, Job, job_from_plain, job_to_plain
from oriel.domain.transfer_progress import Meter, Tally, seconds_left
from oriel.domain.transfers import Direction, DownloadFrom, Stage, Transfer, UploadTo

WORDS = st.text(max_size=20)
UPLOADS = st.builds(
    UploadTo,
    purpose=WORDS,
    expires_after_s=st.integers(0, 10**9),
    store_id=WORDS,
    store_name=WORDS,
    attributes=st.lists(
        st.tuples(WORDS, st.text(max_size=5) | st.booleans() | st.floats(-1e9, 1e9)), max_size=3
    ).map(tuple),
    container_id=WORDS,
    replaces=WORDS,
    reuse=st.booleans(),
)
REASONS = st.builds(
    Reason, WORDS, st.dictionaries(WORDS, WORDS | st.integers(-(2**53), 2**53) | st.none())
)
TRANSFERS = st.builds(
    Transfer,
    id=WORDS,
    connection_id=WORDS,
    direction=st.sampled_from(Direction),
    name=WORDS,
    path=WORDS,
    size=st.integers(0, 10**12),
    stage=st.sampled_from(Stage),
    done_bytes=st.integers(0, 10**12),
    file_id=WORDS,
    to=st.none() | UPLOADS,
    source=st.none() | st.builds(DownloadFrom, WORDS, WORDS),
    reason=st.none() | REASONS,
    attempts=st.integers(0, 9),
    note=WORDS,
    group=WORDS,
    created_at=st.floats(0, 1e10),
)
JOBS = st.builds(
    Job,
    transfer=TRANSFERS,
    fingerprint=st.none()
    | st.builds(
        Fingerprint, size=st.integers(0, 2**60), mtime_ns=st.integers(0, 2**62), sha256=WORDS
    ),
    sending_since=st.floats(0, 1e10),
    batch_id=WORDS,
    resent=st.booleans(),
)


@given(JOBS)
def test_a_job_is_read_back_as_it_was_kept(job: Job) -> None:
    assert job_from_plain(json.loads(json.dumps(job_to_plain(job)))) == job


def test_how_fast_it_moved_is_not_kept() -> None:
    moving = transfer("a", Stage.SENDING, rate_bps=9.0, seconds_left=3.0)
    still = job_from_plain(job_to_plain(Job(transfer=moving)))
    assert (still.transfer.rate_bps, still.transfer.seconds_left) == (0.0, None)


@pytest.mark.parametrize(
    "raw", [None, [], {}, {"transfer": {}}, {"transfer": {"id": 3}}, {"transfer": "x"}]
)
def test_what_is_no_job_is_refused(raw: object) -> None:
    with pytest.raises(ValueError, match=r"no object|argument|str"):
        job_from_plain(raw)


def test_a_reason_of_another_shape_costs_nothing_else() -> None:
    raw = job_to_plain(Job(transfer=transfer("a", Stage.FAILED, reason=Reason("x", {"n": 1}))))
    raw["transfer"]["reason"]["facts"] = "torn"
    found = job_from_plain(raw).transfer
    assert (found.id, found.reason) == ("a", Reason("x"))


def transfer(name: str, stage: Stage = Stage.WAITING, size: int = 100, **more: object) -> Transfer:
    values = {"id": name, "connection_id": "c", "name": name, "path": name, "size": size}
    return Transfer(**{**values, "direction": Direction.UP, "stage": stage, **more})  # type: ignore[arg-type]


def test_a_steady_flow_is_measured_as_what_it_is() -> None:
    meter = Meter(0, 0.0)
    rates = [meter.measure(1000 * n, n * 0.1) for n in range(1, 50)]
    assert all(rate == pytest.approx(10_000) for rate in rates)


def test_what_stands_still_slows_down_and_what_begins_anew_is_measured_anew() -> None:
    meter = Meter(0, 0.0)
    fast = meter.measure(50_000, 1.0)
    slower = [meter.measure(50_000, 1.0 + n) for n in range(1, 20)]
    assert fast > slower[0] > slower[5] > slower[-1]
    assert slower[-1] < fast / 100
    assert meter.measure(0, 30.0) == 0.0
    assert meter.measure(1000, 31.0) == pytest.approx(1000)


def test_time_left_is_known_only_while_something_moves() -> None:
    assert seconds_left(50, 100, 0.0) is None
    assert seconds_left(50, 100, 10.0) == pytest.approx(5.0)
    assert seconds_left(150, 100, 10.0) == 0.0


STEPS = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(Stage), st.integers(0, 200), st.booleans()),
    max_size=40,
)


@given(STEPS)
def test_counting_as_it_changes_gives_what_counting_all_gives(
    steps: list[tuple[int, Stage, int, bool]],
) -> None:
    tally, there = Tally(), dict[str, Transfer]()
    for number, stage, done, goes in steps:
        name = str(number)
        before = there.get(name)
        if before is None:
            there[name] = transfer(name, stage, done_bytes=done)
            tally.add(there[name])
        elif goes:
            tally.remove(there.pop(name))
        else:
            there[name] = replace(before, stage=stage, done_bytes=done)
            tally.swap(before, there[name])
    found = tally.summary(0.0)
    stages = [t.stage for t in there.values()]
    active = (Stage.CHECKING, Stage.SENDING, Stage.ATTACHING, Stage.INDEXING)
    assert found.active == sum(stage in active for stage in stages)
    assert found.waiting == stages.count(Stage.WAITING)
    assert found.failed == stages.count(Stage.FAILED)
    assert found.done == stages.count(Stage.DONE)
    assert 0 <= found.bytes_done <= found.bytes_total <= 100 * len(there)


def test_what_was_done_before_does_not_count_into_the_next_run() -> None:
    tally = Tally()
    first = transfer("a", size=1000)
    tally.add(first)
    tally.swap(first, replace(first, stage=Stage.DONE))
    tally.add(transfer("b", Stage.SENDING, size=10))
    found = tally.summary(2.0)
    assert (found.bytes_total, found.seconds_left) == (10, 5.0)


def test_where_all_wait_nothing_moves() -> None:
    tally = Tally()
    tally.add(transfer("a", Stage.SENDING, size=10))
    tally.add(transfer("b", size=10))
    tally.swap(transfer("a", Stage.SENDING, size=10), transfer("a", size=10))
    found = tally.summary(2.0)
    assert (found.waiting, found.rate_bps, found.seconds_left) == (2, 0.0, None)
