"""`kill -9` at random moments of everything that writes: what was finished is whole, what was
not is absent, and the file is sound.

Used by test_kills.py for a few, and by `dev.py bench kills` for two hundred:
`python -m store.kills HOW-MANY` with `app` and `tests` in PYTHONPATH.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from .kill_checks import Lines, check
from .kill_child import KINDS
from .kill_samples import begin, prepare

ROOT = Path(__file__).parents[2]
_MOST_S = {"stream": 2.5, "migrate": 0.6, "repair": 1.2, "import": 2.5, "export": 2.0}
_ON_ONE_HISTORY = 24  # it grows with each import, and each check reads all of it


def killed(kind: str, folder: Path, round_: int, chance: random.Random) -> Lines:
    """What the child had said when it was killed, a little after it had begun to work."""
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(ROOT / "app"), str(ROOT / "tests")])
    }
    command = [sys.executable, "-m", "store.kill_child", kind, str(folder), str(round_)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as child:
        assert child.stdout is not None
        lines = [child.stdout.readline()]
        heard = threading.Thread(target=lambda: lines.extend(child.stdout or ()))
        heard.start()
        time.sleep(_moment(kind, chance))
        child.kill()
        heard.join()
    return [line.split() for line in lines if line.endswith("\n")]


def _moment(kind: str, chance: random.Random) -> float:
    """Long enough for some of it to be done, and hardly ever for all of it."""
    return chance.random() * _MOST_S.get(kind, 0.8)


async def kill(kind: str, folder: Path, round_: int, chance: random.Random) -> int:
    """One kill and its check; how many things were done before it. Raises AssertionError."""
    await prepare(kind, folder, round_)
    said = killed(kind, folder, round_, chance)
    try:
        await check(kind, folder, round_, said)
    except BaseException as error:
        error.add_note(f"killed while: {kind}, round {round_}, said last: {said[-3:]}")
        raise
    for left in (*folder.glob(f"old{round_}.db*"), *folder.glob(f"in{round_}.*")):
        left.unlink()
    for name in ("out", "hurt"):
        shutil.rmtree(folder / f"{name}{round_}", ignore_errors=True)
    return len(said)


async def run(count: int, seed: int = 2026) -> Counter[str]:
    """How often each kind was killed. Raises AssertionError at the first that lost anything."""
    chance, kinds, kills = random.Random(seed), list(KINDS), Counter[str]()
    for first in range(0, count, _ON_ONE_HISTORY):
        with tempfile.TemporaryDirectory() as name:
            await begin(Path(name))
            for round_ in range(first, min(first + _ON_ONE_HISTORY, count)):
                kind = kinds[round_ % len(kinds)]
                await kill(kind, Path(name), round_, chance)
                kills[kind] += 1
    return kills


if __name__ == "__main__":
    print(dict(asyncio.run(run(int(sys.argv[1])))))
