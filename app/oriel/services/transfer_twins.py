"""Files with the same bytes on their way to the same place: one is sent, the others wait
for it and then find it there."""

from __future__ import annotations

from pathlib import PurePath
from typing import NamedTuple

from oriel.domain.transfer_jobs import Job


class TwinKey(NamedTuple):
    """What two files share when one of them need not be sent. The ending counts, since
    services tell by it how a file is read."""

    connection_id: str
    sha256: str
    purpose: str
    expires_after_s: int
    ending: str


def twin_key(job: Job) -> TwinKey | None:
    """None where each file is sent for itself."""
    transfer, to = job.transfer, job.transfer.to
    if to is None or to.container_id or not to.reuse:
        return None
    if job.fingerprint is None or not job.fingerprint.sha256:
        return None
    sha256, ending = job.fingerprint.sha256, PurePath(transfer.name).suffix.casefold()
    return TwinKey(transfer.connection_id, sha256, to.purpose, to.expires_after_s, ending)


class Twins:
    def __init__(self) -> None:
        self._first: dict[TwinKey, str] = {}
        self._keys: dict[str, set[TwinKey]] = {}  # two, once a file has changed
        self._others: dict[TwinKey, list[str]] = {}
        self._waiting: set[str] = set()

    def joins(self, job_id: str, key: TwinKey) -> bool:
        """Whether another is at it already; else this one is the first, until its `end`."""
        first = self._first.setdefault(key, job_id)
        if first == job_id:
            self._keys.setdefault(job_id, set()).add(key)
            return False
        self._others.setdefault(key, []).append(job_id)
        self._waiting.add(job_id)
        return True

    def waits(self, job_id: str) -> bool:
        """Whether it waits for its twin."""
        return job_id in self._waiting

    def end(self, job_id: str) -> list[str]:
        """Those who waited for this one, which has ended or rests."""
        others = []
        for key in self._keys.pop(job_id, ()):
            del self._first[key]
            others += self._others.pop(key, [])
        self._waiting.difference_update(others)
        return others
