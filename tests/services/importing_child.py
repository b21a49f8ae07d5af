"""Brings chats in and says how far it is, until killed.

Run by test_imports_killed.py: `importing_child.py DATABASE FILE import|undo`.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from oriel.domain.imports.runs import Choices, ImportProgress, Undone
from oriel.services.imports import Imports
from oriel.store.database import Database


def _said(progress: ImportProgress | Undone) -> None:
    print("step", flush=True)


async def work(path: Path, file: str, what: str) -> None:
    database = await Database.open(path)
    imports = Imports(database)
    if what == "undo":
        (run, *_) = await imports.earlier()
        await imports.undo(run.id, _said)
    else:
        plan = await imports.look([file])
        print("looked", flush=True)
        await imports.run(plan, Choices(new_folder="In"), _said)
    print("done", flush=True)
    await database.aclose()


if __name__ == "__main__":
    asyncio.run(work(Path(sys.argv[1]), *sys.argv[2:]))
