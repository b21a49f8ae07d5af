"""Measures the library's tables and their floor in one process; prints JSON.

All times are CPU (user and system) of the process, in milliseconds. The floor is a bare
QTableView of the same size over a QStandardItemModel with the same texts.
"""

from __future__ import annotations

import gc
import json
import os
import random
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QDir, QEventLoop
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QApplication, QTableView

from oriel.domain.library import FileCounts, LibraryFile, VectorStore
from oriel.ui.library.files.columns import FileColumns
from oriel.ui.library.stores.columns import store_columns
from oriel.ui.library.table.columns import Column
from oriel.ui.library.table.record_table import RecordTable
from oriel.ui.library.table.record_view import ROW_PX
from oriel.ui.theme import apply_theme, load_theme

ROOT = Path(__file__).resolve().parents[3]
SIZE = (1100, 760)
FRAME_MS = 1000 / 60
FILES, STORES, PAGE = 10_000, 1_000, 100
REPEATS = 5
WORDS = ("handbook", "contractors", "travel", "rules", "benefits", "plan", "größe", "Élan", "資料")
NOW = 1_795_000_000.0

Record = LibraryFile | VectorStore


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

    def cost(self, do: Callable[[], object]) -> float:
        """From the call to the painted window."""
        at = time.process_time()
        do()
        self.paint()
        return (time.process_time() - at) * 1000

    def table(self, columns: list[Column[Any]]) -> RecordTable[Any]:
        table: RecordTable[Any] = RecordTable("bench", columns, lambda record: record.id)
        table.resize(*SIZE)
        table.show()
        self.paint()
        return table

    def bare(self, columns: list[Column[Any]], records: list[Any]) -> QTableView:
        shown = [column for column in columns if not column.hidden]
        model = QStandardItemModel(0, len(shown))
        for record in records:
            model.appendRow([QStandardItem(column.text(record)) for column in shown])
        view = QTableView()
        model.setParent(view)
        view.setModel(model)
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(ROW_PX)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        for number, column in enumerate(shown):
            view.setColumnWidth(number, column.width)
        view.resize(*SIZE)
        view.show()
        self.paint()
        return view


def files(chance: random.Random) -> list[LibraryFile]:
    return [
        LibraryFile(
            id=f"file-{number:06x}{chance.randrange(1 << 40):010x}",
            name=f"{_name(chance)} {chance.randrange(9999)}.{chance.choice(['pdf', 'md', 'csv'])}",
            purpose="user_data",
            size=chance.randrange(10, 9_000_000),
            created_at=NOW - chance.randrange(90 * 86_400),
            expires_at=chance.choice([None, NOW + chance.randrange(90 * 86_400)]),
            status="processed",
        )
        for number in range(FILES)
    ]


def stores(chance: random.Random) -> list[VectorStore]:
    return [
        VectorStore(
            id=f"vs_{number:06x}",
            name=f"{_name(chance)} {number}",
            status=chance.choice(["completed", "in_progress", "expired"]),
            files=FileCounts(total=number % 90, completed=number % 70, failed=number % 3),
            usage_bytes=chance.randrange(90_000_000),
            created_at=NOW - chance.randrange(90 * 86_400),
            last_active_at=NOW - chance.randrange(9 * 86_400),
        )
        for number in range(STORES)
    ]


def _name(chance: random.Random) -> str:
    return f"{chance.choice(WORDS)}-{chance.choice(WORDS)}"


def measured(
    bench: Bench, name: str, columns: list[Column[Any]], records: list[Any]
) -> list[dict[str, object]]:
    """A table of one kind: its first rows, a page more, order, filter, scrolling."""
    table = bench.table(columns)
    first = [_first_rows(bench, table, records) for _ in range(REPEATS)]
    more = _pages(bench, table, records)
    orders = [_sorted(bench, table, number % 2 == 0) for number in range(REPEATS)]
    whole, longest = _filtered(bench, table)
    bare = bench.bare(columns, records)
    rows = [
        row(f"{name}: first rows, worst", max(first), 200),
        row(f"{name}: a page into many", more, 2 * FRAME_MS),
        row(f"{name}: sort by name", percentile(orders, 0.5), 100),
        row(f"{name}: filter, longest slice", longest, 2 * FRAME_MS),
        row(f"{name}: filter, known texts", whole, 100),
    ]
    for way, moves in WAYS.items():
        # By turns, and the quietest of each: what else runs here is no part of either.
        turns = [(moves(bench, table.view), moves(bench, bare)) for _ in range(3)]
        long = min(percentile(mine, 0.95) for mine, _ in turns)
        rows.append(row(f"{name}: {way} p95", long, FRAME_MS))
        ours = min(percentile(mine, 0.5) for mine, _ in turns)
        theirs = min(percentile(floor, 0.5) for _, floor in turns)
        rows.append(row(f"{name}: {way} median", ours, 3.0, floor=theirs))
    for widget in (table, bare):
        widget.hide()
        widget.deleteLater()
    bench.paint()
    gc.collect()
    return rows


def _first_rows(bench: Bench, table: RecordTable[Any], records: list[Any]) -> float:
    """What the person waits for once a list is there, empty to painted."""
    table.show_records([])
    bench.paint()
    return bench.cost(lambda: table.show_records(records))


def _pages(bench: Bench, table: RecordTable[Any], records: list[Any]) -> float:
    """The last pages, into a table that is sorted by name; the median."""
    table.show_records(records[: -10 * PAGE], complete=False)
    table.sort_by("name")
    bench.paint()
    costs = []
    for start in range(len(records) - 10 * PAGE, len(records), PAGE):
        page = records[start : start + PAGE]
        costs.append(bench.cost(partial(table.add_records, page, complete=False)))
    return percentile(costs, 0.5)


def _sorted(bench: Bench, table: RecordTable[Any], descending: bool) -> float:
    table.sort_by("size")
    bench.paint()
    return bench.cost(lambda: table.sort_by("name", descending=descending))


def _filtered(bench: Bench, table: RecordTable[Any]) -> tuple[float, float]:
    """All of a filter over texts that are known, and the longest hold of one that makes them."""
    table.show_records(table.all_records())
    bench.paint()
    ended: list[bool] = []
    table.filtered.connect(lambda: ended.append(True))
    holds = [bench.cost(lambda: table.records.filter_by("plan 12"))]
    while not ended:
        at = time.process_time()
        bench.app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 1)
        holds.append((time.process_time() - at) * 1000)
    table.records.filter_by("")
    bench.paint()
    whole = 0.0
    ended.clear()
    at = time.process_time()
    table.records.filter_by("elan pdf")
    while not ended:
        bench.paint()
    whole = (time.process_time() - at) * 1000
    table.records.filter_by("")
    bench.paint()
    return whole, max(holds)


def _wheel(bench: Bench, view: QTableView) -> list[float]:
    bar = view.verticalScrollBar()
    bar.setValue(0)
    bench.paint()
    return [bench.cost(lambda: bar.setValue(bar.value() + 3 * ROW_PX)) for _ in range(150)]


def _page_down(bench: Bench, view: QTableView) -> list[float]:
    bar = view.verticalScrollBar()
    bar.setValue(0)
    bench.paint()
    return [bench.cost(lambda: bar.setValue(bar.value() + bar.pageStep())) for _ in range(40)]


def _jump(bench: Bench, view: QTableView) -> list[float]:
    bar, chance = view.verticalScrollBar(), random.Random(3)
    places = [chance.randrange(bar.maximum()) for _ in range(80)]
    return [bench.cost(partial(bar.setValue, at)) for at in places]


WAYS = {"wheel": _wheel, "page scroll": _page_down, "jump": _jump}


def percentile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def row(name: str, value: float, target: float, floor: float | None = None) -> dict[str, object]:
    """A row of the bench; with a floor the target is of the ratio."""
    ratio = value / floor if floor else None
    measure = value if ratio is None else ratio
    return {
        "name": name,
        "value": round(value, 4),
        "unit": "ms",
        "floor": None if floor is None else round(floor, 4),
        "ratio": None if ratio is None else round(ratio, 3),
        "target": round(target, 3),
        "ok": measure <= target,
    }


def main() -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    bench, chance = Bench(), random.Random(1)
    keep = FileColumns()  # the columns are its methods
    rows = measured(bench, "files", keep.all(), files(chance))
    rows += measured(bench, "stores", store_columns(), stores(chance))
    print(json.dumps(rows))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
