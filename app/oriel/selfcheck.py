"""`oriel --selfcheck`: tries every part that needs no account; catches what packaging lost."""

from __future__ import annotations

import asyncio
import importlib
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from oriel.arguments import Arguments

PARTS = (
    "PySide6.QtWidgets",
    "PySide6.QtSvg",
    "qasync",
    "httpx",
    "httpx_sse",
    "httpx_retries",
    "pydantic",
    "truststore",
    "keyring",
    "platformdirs",
    "starlette",
    "uvicorn",
)


def selfcheck(arguments: Arguments) -> int:
    """Prints one line a check; 0 when all passed."""
    checks: list[tuple[str, Callable[[], str]]] = [
        ("imports", _imports),
        ("resources", _resources),
        ("full-text search", _full_text),
        ("keyring", _keyring),
        ("local service", _local_service),
    ]
    failed = 0
    for name, check in checks:
        try:
            line = f"ok      {name}: {check()}"
        except Exception as error:  # noqa: BLE001  a self-check reports whatever it meets
            failed += 1
            line = f"FAILED  {name}: {type(error).__name__}: {error}"
        sys.stdout.write(line + "\n")
    return 1 if failed else 0


def _imports() -> str:
    for part in PARTS:
        importlib.import_module(part)
    return f"{len(PARTS)} parts"


def _resources() -> str:
    from oriel.config.resources import resources_dir

    missing = [n for n in ("themes", "icons", "guide") if not (resources_dir() / n).is_dir()]
    if missing:
        raise FileNotFoundError(", ".join(missing))
    return "themes, icons, guide"


def _full_text() -> str:
    import sqlite3

    with sqlite3.connect(":memory:") as db:
        db.execute("create virtual table t using fts5(x)")
    return f"SQLite {sqlite3.sqlite_version}"


def _keyring() -> str:
    from oriel.auth.keyring_store import SecretStore

    status = asyncio.run(SecretStore().status())
    return f"{status.kind} ({status.backend or 'none'})"


def _local_service() -> str:
    import httpx

    from oriel.config.resources import resources_dir
    from oriel.local.server import LocalServer

    with tempfile.TemporaryDirectory() as folder:
        server = LocalServer(Path(folder), resources_dir() / "guide", "selfcheck")
        server.start()
        try:
            answer = httpx.get(
                f"{server.base_url}/models",
                headers={"Authorization": "Bearer selfcheck"},
                trust_env=False,
            )
            return f"{len(answer.raise_for_status().json()['data'])} models"
        finally:
            server.stop()
