"""The program's own source as trees, for the tests that read it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
HOUSE = ROOT / "app" / "oriel"


@dataclass(frozen=True)
class Source:
    path: Path

    @property
    def name(self) -> str:
        """Relative to the package, as `ui/theme.py`."""
        return self.path.relative_to(HOUSE).as_posix()

    @property
    def room(self) -> str:
        """The folder of the house; "" for the files of the top storey."""
        return self.name.split("/")[0] if "/" in self.name else ""

    @property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def tree(self) -> ast.Module:
        return _parsed(self.path)

    def imports(self) -> Iterator[str]:
        """Every module imported anywhere in the file, also for type checking alone."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from self._from(node)

    def _from(self, node: ast.ImportFrom) -> Iterator[str]:
        base = node.module or ""
        if node.level:
            folder = ("oriel", *self.path.relative_to(HOUSE).parent.parts)
            kept = folder[: len(folder) - node.level + 1]
            base = ".".join((*kept, base)) if base else ".".join(kept)
        if base == "oriel":
            yield from (f"oriel.{alias.name}" for alias in node.names)
        else:
            yield base


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def sources(room: str | None = None) -> list[Source]:
    found = [Source(path) for path in sorted(HOUSE.rglob("*.py"))]
    return [source for source in found if room is None or source.room == room]
