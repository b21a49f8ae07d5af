"""Reads files for searching. Run as a program of its own: jobs come on stdin, chunks go to stdout.

A hostile file may keep its reader busy without end, eat memory or bring native code down:
that must end a small process, and not the service or the window around it. And what is
read here takes no turns from the window's own thread.

A job is a line of JSON, {"path", "filename", "size", "overlap"}; the answer is lines of
JSON: {"pieces": [text, ...]} as many as there are, then {"done": true}, or {"code", "message"}.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO, Any

MOST_SECONDS = 60  # of a processor for one file
_MOST_MEMORY = 1 << 30  # bytes
_AT_ONCE = 32  # chunks


def answers(job: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The answer to a job, part by part."""
    from oriel.local.chunks import Chunking
    from oriel.local.file_texts import pieces
    from oriel.local.unreadable import Unreadable

    found = pieces(Path(job["path"]), job["filename"], Chunking(job["size"], job["overlap"]))
    try:
        while some := list(islice(found, _AT_ONCE)):
            yield {"pieces": some}
    except Unreadable as error:
        yield {"code": error.code, "message": error.message}
    except (MemoryError, RecursionError):
        yield {"code": "invalid_file", "message": "The file takes too much memory to be read."}
    else:
        yield {"done": True}


def main() -> int:
    """Answers jobs until there are no more."""
    # What libraries print must not come between the answers.
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _stand_back()
    for line in sys.stdin.buffer:
        _allow_seconds()
        for answer in answers(json.loads(line)):
            _tell(out, answer)
    return 0


def _tell(out: IO[bytes], answer: dict[str, Any]) -> None:
    out.write(json.dumps(answer).encode() + b"\n")
    out.flush()


def _stand_back() -> None:
    """Little memory, no files written, and the window first: where the system knows of it."""
    if sys.platform == "win32":
        return
    import resource

    os.nice(5)
    for what, most in (
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_AS, _MOST_MEMORY),
    ):
        _limit(what, most)


def _allow_seconds() -> None:
    """For one more file. Should the service be gone, this one must not run for ever."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + MOST_SECONDS)


def _limit(what: int, most: int) -> None:
    import resource

    try:
        resource.setrlimit(what, (most, resource.getrlimit(what)[1]))
    except (OSError, ValueError):  # a system that has the name and not the thing
        return


if __name__ == "__main__":
    # By its path, and isolated: the folder that holds the package is not on the way yet.
    sys.path.insert(0, str(Path(__file__).parents[2]))
    raise SystemExit(main())
