"""Measures the transcript and its floors in one process; prints JSON.

All times are CPU (user and system) of the process, in milliseconds. The floor is a
QPlainTextEdit that shows the same tokens, a frame at a time, in the same window size.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QDir, QEventLoop
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from oriel.domain.chats import Chat
from oriel.domain.messages import Message, Role, new_id
from oriel.domain.parts import TextPart
from oriel.domain.stopping import StopReason
from oriel.services.conversations import Conversations
from oriel.store.chats import ChatTable
from oriel.store.database import Database
from oriel.store.drafts import DraftTable
from oriel.store.messages import MessageTable
from oriel.ui.fonts import body_font
from oriel.ui.theme import apply_theme, load_theme
from oriel.ui.transcript.view import Transcript

sys.path.insert(0, str(Path(__file__).parents[2]))
from bench.texts import tokens

ROOT = Path(__file__).resolve().parents[3]
SIZE = (900, 800)
TOKENS_PER_FRAME = {50: 50 / 60, 200: 200 / 60, 15_000: 256.0}


class Bench:
    def __init__(self) -> None:
        self.app = QApplication(["bench", "-style", "fusion"])
        QDir.addSearchPath("res", str(ROOT / "resources"))
        apply_theme(self.app, load_theme(ROOT / "resources" / "themes" / "light.json"))
        # As in the program, where no collection happens in the middle of a frame.
        gc.disable()

    def paint(self) -> None:
        self.app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents)
        self.app.sendPostedEvents()
        self.app.processEvents()

    def stream(self, show: Callable[[str], None], frames: list[str]) -> tuple[float, list[float]]:
        """Total and per-frame CPU of showing and painting each frame's text."""
        bursts = []
        begin = time.process_time()
        for text in frames:
            at = time.process_time()
            show(text)
            self.paint()
            bursts.append((time.process_time() - at) * 1000)
        return (time.process_time() - begin) * 1000, bursts

    def plain(self, frames: list[str]) -> tuple[float, list[float]]:
        edit = QPlainTextEdit()
        edit.setReadOnly(True)
        edit.setUndoRedoEnabled(False)
        edit.setFont(body_font(1.0))
        edit.resize(*SIZE)
        edit.show()
        self.paint()

        def show(text: str) -> None:
            cursor = QTextCursor(edit.document())
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(text)
            edit.verticalScrollBar().setValue(edit.verticalScrollBar().maximum())

        found = self.stream(show, frames)
        edit.hide()
        edit.deleteLater()
        self.paint()
        return found

    def transcript(self, messages: list[Message]) -> Transcript:
        view = Transcript()
        view.resize(*SIZE)
        view.show()
        view.show_messages(messages)
        self.paint()
        return view

    def ours(
        self, frames: list[str], earlier: int = 0, every: int = 1
    ) -> tuple[float, list[float]]:
        """`every`: how many frames one flush takes, as the slow timer does."""
        view = self.transcript([*history(earlier), message("live", "", None)])
        self.settle(view)
        count = 0

        def show(text: str) -> None:
            nonlocal count
            count += 1
            view.add_text("live", text)
            if count % every == 0:
                view.flush()

        found = self.stream(show, frames)
        self.drop(view)
        return found

    def settle(self, view: Transcript) -> None:
        end = time.monotonic() + 0.3
        while time.monotonic() < end:
            self.paint()
            time.sleep(0.005)

    def drop(self, view: Transcript) -> None:
        view.formulas.close()
        view.hide()
        view.deleteLater()
        self.paint()
        gc.collect()


def message(message_id: str, text: str, reason: StopReason | None, user: bool = False) -> Message:
    return Message(
        id=message_id,
        chat_id="c",
        parent_id=None,
        role=Role.USER if user else Role.ASSISTANT,
        parts=(TextPart(text),) if text else (),
        created_at=0.0,
        stop_reason=None if user else reason,
        model="bench",
    )


def history(count: int) -> list[Message]:
    text = "".join(tokens("mixed", 540))
    return [
        message(f"m{n}", "A question?" if n % 2 == 0 else text, StopReason.FINISHED, n % 2 == 0)
        for n in range(count)
    ]


def frames(kind: str, count: int, rate: int) -> list[str]:
    found, per = tokens(kind, count), TOKENS_PER_FRAME[rate]
    made: list[str] = []
    at = 0.0
    while at < len(found):
        piece = "".join(found[int(at) : int(at + per)])
        at += per
        if piece:
            made.append(piece)
    return made


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def memory_mb() -> float:
    for line in Path("/proc/self/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def row(
    name: str, value: float, unit: str, floor: float | None, ratio: float | None, target: float
) -> dict[str, object]:
    measure = ratio if ratio is not None else value
    return {
        "name": name,
        "value": round(value, 4),
        "unit": unit,
        "floor": round(floor, 4) if floor is not None else None,
        "ratio": round(ratio, 3) if ratio is not None else None,
        "target": target,
        "ok": measure <= target,
    }


def median(values: list[float]) -> float:
    return percentile(values, 0.5)


def per_token(
    bench: Bench, kind: str, count: int, rate: int, repeat: int, every: int = 1, earlier: int = 0
) -> tuple[float, float, float]:
    """Ours, the floor, and our longest burst: medians of `repeat` turns each."""
    parts = frames(kind, count, rate)
    mine, floor, longest = [], [], []
    for _ in range(repeat):
        floor.append(bench.plain(parts)[0] / count)
        total, bursts = bench.ours(parts, earlier=earlier, every=every)
        mine.append(total / count)
        longest.append(max(bursts[2:]))
    return median(mine), median(floor), median(longest)


def streaming(bench: Bench) -> list[dict[str, object]]:
    rows, costs = [], {}
    for rate, target in ((200, 2.0), (50, 2.5)):
        for count in (1_000, 10_000, 50_000):
            if rate == 50 and count == 50_000:
                continue
            mine, floor, burst = per_token(bench, "mixed", count, rate, 3 if count < 50_000 else 1)
            costs[rate, count] = mine
            rows.append(
                row(f"cpu per token, {rate}/s, {count}", mine, "ms", floor, mine / floor, target)
            )
            if rate == 200 and count == 10_000:
                rows.append(row("longest burst, 200/s, 10000", burst, "ms", None, None, 8))
    rows.append(
        row(
            "cpu at 50000 tokens / at 1000",
            costs[200, 50_000],
            "ms",
            costs[200, 1_000],
            costs[200, 50_000] / costs[200, 1_000],
            1.2,
        )
    )
    parts = frames("mixed", 4_000, 200)
    none = median([bench.ours(parts)[0] for _ in range(3)])
    many = median([bench.ours(parts, earlier=10_000)[0] for _ in range(3)])
    rows.append(
        row(
            "cpu with 10000 earlier messages / none",
            many / 4_000,
            "ms",
            none / 4_000,
            many / none,
            1.1,
        )
    )
    for kind, target, every in (
        ("fence", 2.5, 1),
        ("list", 2.0, 1),
        ("table", 4.0, 1),
        ("one", 2.0, 6),
    ):
        mine, floor, _ = per_token(bench, kind, 10_000, 200, 1, every)
        rows.append(
            row(
                f"one {'paragraph' if kind == 'one' else kind} of 10000 tokens",
                mine,
                "ms",
                floor,
                mine / floor,
                target,
            )
        )
    bursts = bench.ours(frames("mixed", 60_000, 15_000))[1]
    rows.append(
        row("frame p99 at 15000 tokens/s", percentile(bursts[2:], 0.99), "ms", None, None, 12)
    )
    return rows


def fill_history(folder: Path) -> dict[int, str]:
    """A history with a chat of 10 and one of 10,000 messages: their ids by size."""

    async def fill() -> dict[int, str]:
        database = await Database.open(folder / "history.db")
        chats, messages = ChatTable(database), MessageTable(database)
        found = {}
        for count in (10, 10_000):
            chat = Chat(id=new_id(), created_at=0.0, updated_at=0.0)
            await chats.add(chat)
            parent: str | None = None
            for number, each in enumerate(history(count)):
                kept = replace(
                    each,
                    id=f"{count}-{number}",
                    chat_id=chat.id,
                    parent_id=parent,
                    created_at=float(number),
                )
                await messages.add(kept)
                parent = kept.id
            await chats.update(replace(chat, leaf_id=parent))
            found[count] = chat.id
        await database.aclose()
        return found

    return asyncio.run(fill())


class Opened:
    """A chat read from the history and painted, as a click in the list does it."""

    def __init__(self, bench: Bench, folder: Path, chat_id: str) -> None:
        self.runner = asyncio.Runner()
        database = self.runner.run(Database.open(folder / "history.db"))
        self.conversations = Conversations(
            ChatTable(database), MessageTable(database), DraftTable(database)
        )
        self.view = bench.transcript([])
        self.bench, self.database, self.chat_id = bench, database, chat_id

    def open(self) -> float:
        """CPU from the click to the painted page, in ms."""
        at = time.process_time()
        found = self.runner.run(self.conversations.open(self.chat_id))
        assert found is not None
        self.view.show_messages(list(found.messages), found.versions)
        self.bench.paint()
        cost = (time.process_time() - at) * 1000
        self.shown = {message.id for message in found.messages}
        return cost

    def read_outline(self) -> None:
        outline = self.runner.run(self.conversations.outline(self.chat_id))
        self.view.show_older([turn for turn in outline if turn.id not in self.shown])
        self.view.turns_wanted.connect(self._fill)
        self.bench.paint()

    def _fill(self, ids: list[str]) -> None:
        self.view.fill(self.runner.run(self.conversations.turns(ids)))

    def close(self) -> None:
        self.bench.drop(self.view)
        self.runner.run(self.database.aclose())
        self.runner.close()


def opening(bench: Bench) -> list[dict[str, object]]:
    with tempfile.TemporaryDirectory(prefix="oriel-bench-") as folder:
        ids = fill_history(Path(folder))
        few: list[float] = []
        many: list[float] = []
        for _ in range(5):
            for costs, count in ((few, 10), (many, 10_000)):
                opened = Opened(bench, Path(folder), ids[count])
                costs.append(opened.open())
                opened.close()
        cost, floor = median(many[1:]), median(few[1:])
        opened = Opened(bench, Path(folder), ids[10_000])
        before = memory_mb()
        opened.open()
        opened.read_outline()
        bench.settle(opened.view)
        added = memory_mb() - before
        rows = [
            row("open 10000 messages / 10", cost, "ms", floor, cost / floor, 1.2),
            row("memory added by 10000 messages", added, "MB", None, None, 10),
            *scrolling(bench, opened.view),
        ]
        opened.close()
        return rows


def scrolling(bench: Bench, view: Transcript) -> list[dict[str, object]]:
    bar = view.verticalScrollBar()

    def moved(values: Callable[[], int], times: int) -> list[float]:
        bursts = []
        for _ in range(times):
            value = values()
            at = time.process_time()
            bar.setValue(value)
            bench.paint()
            bursts.append((time.process_time() - at) * 1000)
        return bursts

    pages = moved(lambda: bar.value() - bar.pageStep(), 80)
    chance = random.Random(3)
    jumps = moved(lambda: chance.randrange(bar.maximum()), 80)
    widths = []
    for width in (700, 880, 640, 900, 720, 860):
        at = time.process_time()
        view.resize(width, SIZE[1])
        bench.paint()
        widths.append((time.process_time() - at) * 1000)
    return [
        row("page scroll p95", percentile(pages, 0.95), "ms", None, None, 10),
        row("jump p95", percentile(jumps, 0.95), "ms", None, None, 16),
        row("width change", median(widths), "ms", None, None, 16),
    ]


def main() -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    bench = Bench()
    chosen = sys.argv[1:] or ["streaming", "opening"]
    rows: list[dict[str, object]] = []
    if "streaming" in chosen:
        rows += streaming(bench)
    if "opening" in chosen:
        rows += opening(bench)
    print(json.dumps(rows))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
