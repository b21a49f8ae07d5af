"""What went over the wire for the answers of this run, in memory only and bounded.

Keeping costs an append: an event is parsed when somebody looks at it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from time import perf_counter

from oriel.api.recording import SentRequest

MOST_EVENTS = 500
MOST_CHARS = 1_000_000  # of the events of one answer
LONGEST_EVENT = 200_000  # characters; an image travels in one
MOST_ANSWERS = 20
MOST_BODIES = 16_000_000  # bytes of all requests that are kept


@dataclass(frozen=True, slots=True)
class Asked:
    """A request of an answer; `after` events had come before it, `at_s` is a moment of
    time.perf_counter()."""

    request: SentRequest
    after: int
    at_s: float


class ExchangeRecord:
    """The requests of one answer, and the last of the events that came: (moment, data).

    `count` is how many have come, those no longer kept included.
    """

    def __init__(self) -> None:
        self.requests: list[Asked] = []
        self.events: deque[tuple[float, str]] = deque(maxlen=MOST_EVENTS)
        self.count = 0
        self._chars = 0  # at least as many as are kept

    def asked(self, request: SentRequest) -> None:
        self.requests.append(Asked(request, self.count, perf_counter()))

    def take(self, data: str) -> None:
        """Keeps one event's data as it came."""
        if len(data) > LONGEST_EVENT:
            left_out = len(data) - LONGEST_EVENT
            data = f"{data[:LONGEST_EVENT]}… (+{left_out})"
        self.events.append((perf_counter(), data))
        self.count += 1
        self._chars += len(data)
        if self._chars > MOST_CHARS:
            self._shrink()

    def drop_bodies(self) -> None:
        """Forgets what the requests said; where they went stays."""
        self.requests = [
            replace(asked, request=replace(asked.request, body=None)) for asked in self.requests
        ]

    @property
    def size(self) -> int:
        """Bytes of the requests that are kept."""
        return sum(a.request.size for a in self.requests if a.request.body is not None)

    def _shrink(self) -> None:
        # To half, so that it is seldom done.
        self._chars = sum(len(data) for _, data in self.events)
        while self._chars > MOST_CHARS // 2 and len(self.events) > 1:
            self._chars -= len(self.events.popleft()[1])


class ExchangeRecords:
    """By the id of the answer; the oldest give way."""

    def __init__(self) -> None:
        self._records: dict[str, ExchangeRecord] = {}

    def begin(self, message_id: str) -> ExchangeRecord:
        """A fresh record for an answer that is about to be asked for."""
        while len(self._records) >= MOST_ANSWERS:
            del self._records[next(iter(self._records))]
        self._drop_bodies()
        record = self._records[message_id] = ExchangeRecord()
        return record

    def of(self, message_id: str) -> ExchangeRecord | None:
        """None for an answer of an earlier run, or one that gave way."""
        return self._records.get(message_id)

    def _drop_bodies(self) -> None:
        kept = 0
        for record in reversed(self._records.values()):
            kept += record.size
            if kept > MOST_BODIES:
                record.drop_bodies()
