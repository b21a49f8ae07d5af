"""How dev.py speaks: one line when a long step starts, what it said only if it fails."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping, Sequence

TAIL_LINES = 20


class Refusal(Exception):
    """dev.py cannot go on; the message says in one line what to do about it."""


def say(line: str) -> None:
    print(f"oriel: {line}", file=sys.stderr, flush=True)


def step(what: str, command: Sequence[str], env: Mapping[str, str] | None = None) -> None:
    """Runs a set-up command quietly and says how long it took.

    Raises Refusal, after showing the end of what the command said, if it fails.
    """
    say(f"{what} ...")
    start = time.monotonic()
    done = subprocess.run(
        command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        print("\n".join(done.stdout.splitlines()[-TAIL_LINES:]), file=sys.stderr)
        raise Refusal(f"{what} failed (status {done.returncode}): {' '.join(command)}")
    say(f"  done in {time.monotonic() - start:.0f} s")
