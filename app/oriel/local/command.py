"""`oriel serve`: the service alone, in a terminal."""

from __future__ import annotations

import secrets
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

from oriel.local.faults import StartFailure
from oriel.local.server import LocalServer


def serve(port: int, data: Path, guide: Path) -> int:
    """Runs until Ctrl+C or SIGTERM; the exit code. Prints address and token once."""
    token = secrets.token_urlsafe(32)
    server = LocalServer(data, guide, token, port)
    stopping = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        stopping.set()

    for wanted in (signal.SIGINT, signal.SIGTERM):
        signal.signal(wanted, stop)
    try:
        server.start()
    except StartFailure as failure:
        sys.stderr.write(f"oriel serve: {failure}\n")
        return 1
    sys.stdout.write(
        f"Oriel's local service is running. Ctrl+C stops it.\n"
        f"Address: {server.base_url}\nToken:   {token}\n"
    )
    sys.stdout.flush()
    # In steps: on Windows a wait without a time-out is deaf to Ctrl+C.
    while not stopping.wait(0.5):
        pass
    server.stop()
    return 0
