"""How long transfers wait and how often they try: one value, so that tests can be quick."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferPace:
    """All in seconds but the counts. `tries` is how often one file is sent before it has
    failed, not counting waits for a busy or unreachable service; `spreading_tries` how often
    a store or file made a moment ago may not be found (oci-api.md 5). Indexing is asked for
    after `poll_s`, ever more slowly up to `longest_poll_s`, and given up when nothing new was
    heard for `silent_s`. What was cut off may still arrive within `late_s`. Files ready for a
    store are gathered until none came for `gather_s`, at most `longest_gather_s`, at most
    `batch` of them."""

    sends: int = 3
    downloads: int = 3
    hashers: int = 2
    tries: int = 5
    spreading_tries: int = 8
    first_delay_s: float = 1.0
    longest_delay_s: float = 60.0
    poll_s: float = 1.0
    longest_poll_s: float = 10.0
    silent_s: float = 1800.0
    late_s: float = 2.0
    gather_s: float = 0.5
    longest_gather_s: float = 3.0
    batch: int = 100

    def delay_s(self, trouble: int) -> float:
        """The wait after so many troubles in a row, from 1 on."""
        return min(self.longest_delay_s, self.first_delay_s * 2.0 ** min(trouble - 1, 16))
