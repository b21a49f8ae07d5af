"""`oriel doctor`: tests the connections there are, without a window, and says what is wrong.

Reads the history and the keyring and changes neither, so that it may run beside a
running Oriel.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import Any

from oriel.arguments import Arguments
from oriel.domain.connections import Connection
from oriel.domain.doctor import Check, Verdict
from oriel.domain.errors import AppError
from oriel.services.connections import Connections
from oriel.services.credentials import KEPT

GOOD, BAD, STOPPED = 0, 1, 130


def doctor(arguments: Arguments) -> int:
    """Prints what was found; 0 when nothing failed, 1 when something did or there is nothing
    to test, 130 when stopped by Ctrl+C."""
    try:
        return asyncio.run(_doctor(arguments))
    except KeyboardInterrupt:
        return STOPPED


async def _doctor(arguments: Arguments) -> int:
    async with AsyncExitStack() as stack:
        try:
            connections = await _connections(stack, arguments)
        except AppError as error:
            return _complain(_words(error))
        if connections is None:
            return _complain(_nothing_there((), arguments.connection))
        chosen = _chosen(connections.all(), arguments.connection)
        if not chosen:
            return _complain(_nothing_there(connections.all(), arguments.connection))
        if arguments.as_json:
            return await _as_json(connections, chosen)
        return await _as_text(connections, chosen)


async def _connections(stack: AsyncExitStack, arguments: Arguments) -> Connections | None:
    """The person's own connections, None before Oriel was first opened.

    Raises HomeUnusable, StoreProblem and its kinds.
    """
    from oriel.auth.keyring_store import SecretStore
    from oriel.config.catalogue import catalogue_files, load_catalogue
    from oriel.config.paths import Home
    from oriel.config.settings import SettingsFile
    from oriel.services.network import Network, network_settings
    from oriel.store.connections import ConnectionTable
    from oriel.store.database import Database

    home = Home.choose(arguments.home)
    if not home.database.exists():
        return None
    database = await Database.open_to_look(home.database)
    stack.push_async_callback(database.aclose)
    secrets = SecretStore()
    stack.callback(secrets.close)
    settings = SettingsFile(home.settings).load()
    network = Network(secrets, network_settings(settings))
    catalogue = await asyncio.to_thread(load_catalogue, *catalogue_files(home))
    connections = Connections(
        ConnectionTable(database), secrets, network=network, catalogue=catalogue
    )
    stack.push_async_callback(connections.aclose)
    await connections.load()
    return connections


def _chosen(connections: Sequence[Connection], name: str) -> list[Connection]:
    wanted = name.casefold()
    return [c for c in connections if not wanted or wanted in (c.name.casefold(), c.id.casefold())]


def _nothing_there(connections: Sequence[Connection], name: str) -> str:
    if not connections:
        return "There are no connections yet. Add one in Oriel's window."
    names = ", ".join(connection.name for connection in connections)
    return f"There is no connection named {name}. There are: {names}."


async def _examined(connections: Connections, connection: Connection) -> list[Check]:
    return await connections.examine(connection, KEPT, _unheard)


def _unheard(check: Check) -> None:
    """Rows are printed when all are known: later ones may correct earlier ones."""


async def _as_text(connections: Connections, chosen: Sequence[Connection]) -> int:
    from oriel.ui.doctor_text import ASCII_MARKS, MARKS, report, summary

    marks = MARKS if _speaks_unicode() else ASCII_MARKS
    status = GOOD
    for connection in chosen:
        _say(f"{connection.name} ({connection.host})\n")
        checks = await _examined(connections, connection)
        _say(f"{report(checks, marks)}\n{summary(checks)}\n\n")
        status = max(status, _status(checks))
    return status


async def _as_json(connections: Connections, chosen: Sequence[Connection]) -> int:
    found: list[dict[str, Any]] = []
    status = GOOD
    for connection in chosen:
        checks = await _examined(connections, connection)
        status = max(status, _status(checks))
        found.append(
            {
                "id": connection.id,
                "name": connection.name,
                "host": connection.host,
                "ok": _status(checks) == GOOD,
                "checks": [_row(check) for check in checks],
            }
        )
    _say(json.dumps({"connections": found}, indent=2) + "\n")
    return status


def _row(check: Check) -> dict[str, Any]:
    from oriel.ui.doctor_text import check_text

    words = check_text(check)
    return {
        "name": check.name.value,
        "verdict": check.verdict.value,
        "code": check.code,
        "facts": dict(check.facts),
        "took_s": check.took_s,
        "found": words.found,
        "reason": words.reason,
        "next_step": words.next_step,
        "policy": words.policy,
    }


def _status(checks: Sequence[Check]) -> int:
    return BAD if any(check.verdict is Verdict.FAILED for check in checks) else GOOD


def _words(error: AppError) -> str:
    from oriel.ui.error_text import explain

    words = explain(error.code, error.facts)
    return " ".join(part for part in (words.title, words.reason, words.next_step) if part)


def _complain(text: str) -> int:
    sys.stderr.write(f"oriel: {text}\n")
    return BAD


def _speaks_unicode() -> bool:
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"


_PLAIN = str.maketrans({"“": '"', "”": '"', "…": "...", "–": "-", "’": "'"})


def _say(text: str) -> None:
    if not _speaks_unicode():
        code = sys.stdout.encoding or "ascii"
        text = text.translate(_PLAIN).encode(code, "replace").decode(code)
    sys.stdout.write(text)
    sys.stdout.flush()
