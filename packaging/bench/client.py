"""What streaming costs the client, and how long it keeps the event loop from other work.

The floor of the cost is json.loads and httpx-sse alone on the same bytes from the
same server, taking turns with the client in one process.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import httpx_sse

from oriel.api.client import ServiceClient
from oriel.domain.connections import Connection, ConnectionKind, WireApi
from oriel.domain.messages import Message, Role
from oriel.domain.parts import TextPart
from oriel.domain.turns import TurnEvent, TurnRequest

SERVICE = Path(__file__).parent / "programs" / "streaming_service.py"
DELTAS, ROUNDS, RATIO_TARGET = 10_000, 7, 2.0
PER_SECOND, SECONDS, REPEATS, GAP_TARGET_MS = 2000, 5, 3, 50.0
BEAT_S = 0.004
PATHS = {WireApi.RESPONSES: "/responses", WireApi.CHAT: "/chat/completions"}


def run() -> list[dict[str, Any]]:
    """CPU per delta over both APIs (microseconds), and the longest gap of the loop (ms)."""
    with _service() as url:
        costs = [asyncio.run(_cost(url, api)) for api in WireApi]
        return [*costs, _gaps(url)]


@contextmanager
def _service() -> Iterator[str]:
    with subprocess.Popen([sys.executable, SERVICE], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield f"http://127.0.0.1:{int(process.stdout.readline())}/v1"
        finally:
            process.kill()


async def _cost(url: str, api: WireApi) -> dict[str, Any]:
    client = _client(url, api)
    how = f"burst {DELTAS}"
    # trust_env as in the client: looking for proxies is not what is compared.
    async with httpx.AsyncClient(timeout=300, trust_env=False) as http:

        async def ours() -> None:
            heard: list[TurnEvent] = []
            await client.run_turn(_turn(how), heard.append)
            assert len(heard) >= DELTAS

        async def bare() -> None:
            body = {"model": how}
            async with httpx_sse.aconnect_sse(http, "POST", url + PATHS[api], json=body) as source:
                events = source.aiter_sse()
                heard = [json.loads(e.data) async for e in events if e.data != "[DONE]"]
            assert len(heard) >= DELTAS

        await ours()
        await bare()
        pairs = [(await _cpu_s(ours), await _cpu_s(bare)) for _ in range(ROUNDS)]
    await client.aclose()
    value, floor = (statistics.median(side) / DELTAS * 1e6 for side in zip(*pairs, strict=True))
    return {
        "name": f"client cpu per delta, {api.value}",
        "value": round(value, 2),
        "unit": "us",
        "floor": round(floor, 2),
        "ratio": round(value / floor, 3),
        "target": RATIO_TARGET,
        "ok": value / floor <= RATIO_TARGET,
    }


async def _cpu_s(work: Callable[[], Awaitable[None]]) -> float:
    began = time.process_time()
    await work()
    return time.process_time() - began


def _gaps(url: str) -> dict[str, Any]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    import qasync
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance() or QApplication([])
    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
        pairs = [runner.run(_gap_pair(url)) for _ in range(REPEATS)]
    # The best of the repeats: other work on the machine only ever adds.
    value, floor = (min(side) * 1000 for side in zip(*pairs, strict=True))
    return {
        "name": f"longest loop gap at {PER_SECOND} events/s",
        "value": round(value, 1),
        "unit": "ms",
        "floor": round(floor, 1),
        "ratio": None,
        "target": GAP_TARGET_MS,
        "ok": value <= GAP_TARGET_MS,
    }


async def _gap_pair(url: str) -> tuple[float, float]:
    """Longest gap in seconds of the heartbeat beside a stream, and beside nothing."""
    client = _client(url, WireApi.RESPONSES)
    await client.run_turn(_turn("burst 10"), lambda _event: None)
    heard: list[TurnEvent] = []
    turn = client.run_turn(_turn(f"paced {PER_SECOND} {SECONDS}"), heard.append)
    busy = await _longest_gap_s(turn)
    assert len(heard) >= PER_SECOND * SECONDS
    await client.aclose()
    return busy, await _longest_gap_s(asyncio.sleep(SECONDS))


async def _longest_gap_s(work: Awaitable[Any]) -> float:
    task = asyncio.ensure_future(work)
    longest, last = 0.0, time.perf_counter()
    while not task.done():
        await asyncio.sleep(BEAT_S)
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
    await task
    return longest


def _client(url: str, api: WireApi) -> ServiceClient:
    return ServiceClient(
        Connection(
            id="bench", name="bench", kind=ConnectionKind.COMPATIBLE, base_url=url, wire_api=api
        )
    )


def _turn(model: str) -> TurnRequest:
    said = Message(
        id="m",
        chat_id="c",
        parent_id=None,
        role=Role.USER,
        parts=(TextPart("hello"),),
        created_at=0.0,
    )
    return TurnRequest(model=model, messages=(said,))
