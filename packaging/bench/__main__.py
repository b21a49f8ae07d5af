"""`dev.py bench [NAME...] [--json FILE]`: runs the measurements and judges them.

Each module here with a `run() -> list[dict]` is one benchmark. A row has
"name", "value", "unit", "floor", "ratio" and "target" (of the ratio, or of the
value where there is no floor), and "ok". Without a name all are run but those that
say `ONLY_BY_NAME = True`: they take many minutes.
"""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Row = dict[str, Any]
HEAD = ("name", "value", "floor", "ratio", "target", "verdict")


def benchmarks() -> dict[str, Callable[[], list[Row]]]:
    """Every benchmark by its name; importing them measures nothing."""
    found = {}
    for module in pkgutil.iter_modules([str(Path(__file__).parent)]):
        if not module.ispkg and module.name != "__main__":
            run = getattr(importlib.import_module(f"bench.{module.name}"), "run", None)
            if run is not None:
                found[module.name] = run
    return found


def usual(known: Mapping[str, Callable[[], list[Row]]]) -> list[str]:
    """Those that are run when none is named."""
    return [
        name
        for name, run in known.items()
        if not getattr(sys.modules.get(run.__module__), "ONLY_BY_NAME", False)
    ]


def main(words: list[str]) -> int:
    """Returns 1 when a target is missed, 2 for a name that is none."""
    parser = argparse.ArgumentParser(prog="dev.py bench")
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--json", type=Path, metavar="FILE")
    asked = parser.parse_args(words)
    known = benchmarks()
    if unknown := set(asked.names) - set(known):
        parser.error(f"no benchmark {', '.join(sorted(unknown))}; there are: {', '.join(known)}")
    rows = [row for name in asked.names or usual(known) for row in known[name]()]
    print(table(rows))
    if asked.json:
        asked.json.write_text(json.dumps({"benchmarks": rows}, indent=2) + "\n", encoding="utf-8")
    return 0 if all(row["ok"] for row in rows) else 1


def table(rows: list[Row]) -> str:
    """The rows with their columns under each other."""
    lines = [HEAD, *map(_cells, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column in (0, len(HEAD) - 1) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def _cells(row: Row) -> tuple[str, ...]:
    unit = row["unit"]
    ratio, target = row.get("ratio"), row.get("target")
    return (
        row["name"],
        _number(row["value"], unit),
        _number(row.get("floor"), unit),
        "-" if ratio is None else f"{ratio:.2f}x",
        "-" if target is None else (f"{target:g}x" if ratio is not None else f"{target:g} {unit}"),
        "ok" if row["ok"] else "MISSED",
    )


def _number(value: float | None, unit: str) -> str:
    return "-" if value is None else f"{value:.4g} {unit}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
