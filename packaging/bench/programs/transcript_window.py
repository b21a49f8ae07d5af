"""Measures the transcript and its floors in one process; prints JSON.

All times are CPU (user and system) of the process, in milliseconds. The floor is a
QPlainTextEdit that shows the same tokens, a frame at a time, in the same window size.
"""

from __future__ import annotations

import gc
import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import QDir, QEventLoop
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from oriel.domain.messages import Message, Role
from oriel.domain.parts import TextPart
from oriel.domain.stopping import StopReason
from oriel.ui.fonts import body_font
from oriel.ui.theme import apply_theme, load_theme
from oriel.ui.transcript.view import Transcript

ROOT = Path(__file__).resolve().parents[3]
SIZE = (900, 800)
TOKENS_PER_FRAME = {50: 50 / 60, 200: 200 / 60, 15_000: 256.0}
WORDS = (
    "the model reads what was asked and answers in the words it knows while the window "
    "shows each of them as it comes so that nobody waits for more than a frame"
).split()


def tokens(kind: str, count: int) -> list[str]:
    """`count` tokens of about four characters of a kind of text."""
    chance = random.Random(7)
    source = {"mixed": _mixed, "fence": _fence, "list": _list, "table": _table, "one": _one}[kind]
    text = ""
    parts = []
    for part in source(chance):
        parts.append(part)
        if sum(map(len, parts[-1:])) and len(parts) % 50 == 0:
            text = "".join(parts)
            if len(text) > count * 3.8:
                break
    text = "".join(parts)
    found, at = [], 0
    while at < len(text) and len(found) < count:
        size = chance.choice((2, 3, 4, 4, 5))
        found.append(text[at : at + size])
        at += size
    return found


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(count))


def _mixed(chance: random.Random) -> Iterator[str]:
    while True:
        yield f"## {_words(chance, 4)}\n\n"
        for _ in range(3):
            yield f"{_words(chance, 40)} **{_words(chance, 2)}** {_words(chance, 12)} "
            yield f"*{_words(chance, 2)}* and `code_{chance.randint(1, 9)}` in "
            yield f"[a link](https://example.com/{chance.randint(1, 99)}). {_words(chance, 20)}.\n\n"
        yield "".join(f"- {_words(chance, 9)}\n" for _ in range(6)) + "\n"
        yield "```python\n" + "".join(_code(chance) for _ in range(14)) + "```\n\n"
        yield "| one | two | three |\n|---|---|--:|\n"
        yield "".join(f"| {_words(chance, 2)} | {_words(chance, 3)} | 3.5 |\n" for _ in range(5)) + "\n"


def _code(chance: random.Random) -> str:
    return f"    value_{chance.randint(1, 99)} = compute('{_words(chance, 2)}', {chance.random():.3f})\n"


def _fence(chance: random.Random) -> Iterator[str]:
    yield "```python\n"
    while True:
        yield _code(chance)


def _list(chance: random.Random) -> Iterator[str]:
    while True:
        yield f"- {_words(chance, 11)} **{_words(chance, 1)}**\n"


def _table(chance: random.Random) -> Iterator[str]:
    yield "| one | two | three | four |\n|---|---|--:|---|\n"
    while True:
        yield f"| {_words(chance, 2)} | {_words(chance, 3)} | 3.5 | {_words(chance, 2)} |\n"


def _one(chance: random.Random) -> Iterator[str]:
    while True:
        yield _words(chance, 30) + " "


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
        waiting: list[str] = []
        count = 0

        def show(text: str) -> None:
            nonlocal count
            count += 1
            view.add_text("live", text)
            if every == 1 or count % every == 0:
                view.flush()

        found = self.stream(show, frames)
        del waiting
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


def row(name: str, value: float, unit: str, floor: float | None, ratio: float | None, target: float) -> dict[str, object]:
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


def per_token(bench: Bench, kind: str, count: int, rate: int, repeat: int, every: int = 1, earlier: int = 0) -> tuple[float, float, float]:
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
            rows.append(row(f"cpu per token, {rate}/s, {count}", mine, "ms", floor, mine / floor, target))
            if rate == 200 and count == 10_000:
                rows.append(row("longest burst, 200/s, 10000", burst, "ms", None, None, 8))
    rows.append(row("cpu at 50000 tokens / at 1000", costs[200, 50_000], "ms", costs[200, 1_000], costs[200, 50_000] / costs[200, 1_000], 1.2))
    parts = frames("mixed", 4_000, 200)
    none = median([bench.ours(parts)[0] for _ in range(3)])
    many = median([bench.ours(parts, earlier=10_000)[0] for _ in range(3)])
    rows.append(row("cpu with 10000 earlier messages / none", many / 4_000, "ms", none / 4_000, many / none, 1.1))
    for kind, target, every in (("fence", 2.5, 1), ("list", 2.0, 1), ("table", 4.0, 1), ("one", 2.0, 6)):
        mine, floor, _ = per_token(bench, kind, 10_000, 200, 1, every)
        rows.append(row(f"one {'paragraph' if kind == 'one' else kind} of 10000 tokens", mine, "ms", floor, mine / floor, target))
    bursts = bench.ours(frames("mixed", 60_000, 15_000))[1]
    rows.append(row("frame p99 at 15000 tokens/s", percentile(bursts[2:], 0.99), "ms", None, None, 12))
    return rows


def opening(bench: Bench) -> list[dict[str, object]]:
    def opened(count: int) -> tuple[float, float]:
        messages = history(count)
        before = memory_mb()
        at = time.process_time()
        view = bench.transcript(messages)
        cost = (time.process_time() - at) * 1000
        added = memory_mb() - before
        bench.drop(view)
        return cost, added

    opened(10)
    few = median([opened(10)[0] for _ in range(5)])
    costs = [opened(10_000) for _ in range(3)]
    many = median([cost for cost, _ in costs])
    source = sum(len(m.text) for m in history(10_000)) / (1 << 20)
    added = costs[0][1]
    rows = [
        row("open 10000 messages / 10", many, "ms", few, many / few, 1.2),
        row("memory added by 10000 messages / source", added, "MB", source, added / source, 1.5),
    ]
    view = bench.transcript(history(10_000))
    bench.settle(view)
    bar = view.verticalScrollBar()

    def moved(values: list[int]) -> list[float]:
        bursts = []
        for value in values:
            at = time.process_time()
            bar.setValue(value)
            bench.paint()
            bursts.append((time.process_time() - at) * 1000)
        return bursts

    pages = []
    for _ in range(60):
        pages += moved([bar.value() - bar.pageStep()])
    chance = random.Random(3)
    jumps = moved([chance.randrange(bar.maximum()) for _ in range(60)])
    rows.append(row("page scroll p95", percentile(pages, 0.95), "ms", None, None, 10))
    rows.append(row("jump p95", percentile(jumps, 0.95), "ms", None, None, 16))
    widths = []
    for width in (700, 880, 640, 900, 720, 860):
        at = time.process_time()
        view.resize(width, SIZE[1])
        bench.paint()
        widths.append((time.process_time() - at) * 1000)
    rows.append(row("width change", median(widths), "ms", None, None, 16))
    bench.drop(view)
    return rows


def main() -> int:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    bench = Bench()
    chosen = sys.argv[1:] or ["streaming", "opening"]
    rows: list[dict[str, object]] = []
    if "streaming" in chosen:
        rows += streaming(bench)
    if "opening" in chosen:
        rows += opening(bench)
    print(json.dumps(rows))  # noqa: T201
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
