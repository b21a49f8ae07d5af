"""`oriel serve`: the local service alone, for tests, other programs and the curious."""

from __future__ import annotations

import sys
from pathlib import Path

from oriel.arguments import Arguments
from oriel.config.paths import Home
from oriel.config.resources import resources_dir
from oriel.domain.errors import HomeUnusable


def serve(arguments: Arguments) -> int:
    """Runs until Ctrl+C. State is kept in --data, else in the data folder's `service`."""
    from oriel.local.command import serve as run

    data = Path(arguments.data) if arguments.data else None
    if data is None:
        home = Home.choose(arguments.home)
        try:
            home.prepare()
        except HomeUnusable as error:
            sys.stderr.write(f"oriel serve: {error}\n")
            return 1
        # Not the folder of the service inside the window: both may run at once.
        data = home.root / "serve"
    return run(arguments.port, data, resources_dir() / "guide")
