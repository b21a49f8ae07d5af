"""Bad weather made on purpose, for tests of what a client does in it.

Every LocalServer has a `weather`; it is reached from Python in the same process only,
never over HTTP, and in fair weather costs nothing. From any thread:

    server.weather.meet(UPLOAD, Refuse(429, retry_after_s=1), times=3)  # the next three
    server.weather.meet(UPLOAD, Refuse(429))           # without Retry-After
    server.weather.meet(UPLOAD, Refuse(401), times=None)        # until clear()
    server.weather.meet(UPLOAD, Refuse(500, shape="oci"), after=2)  # lets two through
    server.weather.meet(UPLOAD, Drop(after_bytes=100_000))      # cut in mid body
    server.weather.meet(UPLOAD, Drop(of="answer"))     # kept, but the client never hears
    server.weather.meet(DOWNLOAD, Drop(after_bytes=5_000, of="answer"))
    server.weather.meet("* *", Slow(bytes_per_s=200_000), times=None)   # both ways
    server.weather.meet(SEARCH, Late(seconds=2))
    gate = server.weather.hold(UPLOAD, after_bytes=50_000)      # stands still in mid body
    gate.reached (bool), gate.open()
    server.weather.meet("INDEX *.pdf", Spoil("server_error", "Rehearsed."))
    gate = server.weather.hold("INDEX *", times=None)  # files stay in_progress until open()
    server.weather.as_oci = True   # DOCX is refused, one unsupported type refuses a batch (400)
    server.weather.asked(UPLOAD)   # how many such requests came, answered or not
    server.weather.clear()         # fair again, gates open, counts at zero

A pattern is `METHOD /path` with the path after /v1, `*` for one step of it (or for any
path: `* *`), or `INDEX filename`. What was asked for first is met first; a request meets
one thing. For tests against a service in a process of its own, start LocalServer there.
"""

from __future__ import annotations

import re
import threading
from collections import deque
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

UPLOAD = "POST /files"
LIST_FILES = "GET /files"
DELETE_FILE = "DELETE /files/*"
DOWNLOAD = "GET /files/*/content"
LIST_STORES = "GET /vector_stores"
ATTACH = "POST /vector_stores/*/files"
BATCH = "POST /vector_stores/*/file_batches"
BATCH_STATE = "GET /vector_stores/*/file_batches/*"
LIST_STORE_FILES = "GET /vector_stores/*/files"
SEARCH = "POST /vector_stores/*/search"
CONTAINER_UPLOAD = "POST /containers/*/files"
CONTAINER_DOWNLOAD = "GET /containers/*/files/*/content"

_REMEMBERED = 5000  # requests


@dataclass(frozen=True, slots=True)
class Refuse:
    """Answered with a status, once the body was read. `code` and `message` as one likes."""

    status: int
    retry_after_s: float | None = None
    shape: Literal["openai", "oci", "html", "empty"] = "openai"
    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Drop:
    """The connection breaks after so many bytes of the request's body, or of the answer's.

    A request dropped in its answer was carried out.
    """

    after_bytes: int = 0
    of: Literal["request", "answer"] = "request"


@dataclass(frozen=True, slots=True)
class Slow:
    """Bodies move no faster than this, both ways."""

    bytes_per_s: int


@dataclass(frozen=True, slots=True)
class Late:
    """Nothing happens for a while, then all goes on as usual."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Spoil:
    """Indexing of a file fails with this as its last_error."""

    code: Literal["server_error", "unsupported_file", "invalid_file"] = "server_error"
    message: str = "Rehearsed: the file could not be read."


class Gate:
    """What stands still until it is opened; `after_bytes` of the request's body came before."""

    def __init__(self, after_bytes: int = 0) -> None:
        self.after_bytes = after_bytes
        self._reached = threading.Event()
        self._opened = threading.Event()

    @property
    def reached(self) -> bool:
        """Something waits, or waited, at it."""
        return self._reached.is_set()

    @property
    def opened(self) -> bool:
        return self._opened.is_set()

    def open(self) -> None:
        """Lets through what waits, and what comes."""
        self._opened.set()

    def reach(self) -> None:
        """For the service: something stands at it."""
        self._reached.set()


Effect = Refuse | Drop | Slow | Late | Spoil | Gate


@dataclass(slots=True)
class _Plan:
    pattern: str
    effect: Effect
    times: int | None
    after: int


@dataclass
class Weather:
    """What the next requests meet. Safe from any thread."""

    as_oci: bool = False
    _plans: list[_Plan] = field(default_factory=list)
    _seen: deque[str] = field(default_factory=lambda: deque(maxlen=_REMEMBERED))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def meet(
        self, pattern: str, effect: Effect, times: int | None = 1, *, after: int = 0
    ) -> Effect:
        """The next `times` that fit meet the effect (None: all); `after` so many that do not."""
        with self._lock:
            self._plans.append(_Plan(pattern, effect, times, after))
        return effect

    def hold(self, pattern: str, times: int | None = 1, *, after_bytes: int = 0) -> Gate:
        """A closed gate before what fits."""
        gate = Gate(after_bytes)
        self.meet(pattern, gate, times)
        return gate

    def asked(self, pattern: str) -> int:
        """How many requests (or files to index) that fit came, among the last 5,000."""
        with self._lock:
            return sum(_fits(pattern, one) for one in self._seen)

    def clear(self) -> None:
        """Fair weather."""
        with self._lock:
            for plan in self._plans:
                if isinstance(plan.effect, Gate):
                    plan.effect.open()
            self._plans.clear()
            self._seen.clear()
            self.as_oci = False

    def now(self, asked: str) -> Effect | None:
        """For the service: what `METHOD /path` or `INDEX name` meets; None in fair weather."""
        with self._lock:
            self._seen.append(asked)
            for plan in self._plans:
                if not _fits(plan.pattern, asked):
                    continue
                if plan.after:
                    plan.after -= 1
                elif plan.times is None:
                    return plan.effect
                elif plan.times:
                    plan.times -= 1
                    return plan.effect
        return None


@lru_cache(maxsize=256)
def _form(pattern: str) -> re.Pattern[str]:
    method, _space, path = pattern.partition(" ")
    # A file's name may have anything in it, and `* *` is everything.
    step = ".*" if method == "INDEX" or path == "*" else "[^/]+"
    method = re.escape(method).replace(r"\*", r"\w+")
    return re.compile(f"{method} {step.join(map(re.escape, path.split('*')))}", re.DOTALL)


def _fits(pattern: str, asked: str) -> bool:
    return _form(pattern).fullmatch(asked) is not None
