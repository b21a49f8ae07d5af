"""What the queue remembers of a transfer beside what is shown of it, and how that is kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from oriel.domain.attachments import Reason
from oriel.domain.json_values import from_plain, to_plain
from oriel.domain.transfers import Stage, Transfer

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fingerprint:
    """A file as it was looked at: size in bytes, when it was last written, what its bytes
    are. `sha256` is "" where only the outside was looked at."""

    size: int
    mtime_ns: int
    media_type: str = "application/octet-stream"
    sha256: str = ""

    def is_same_file(self, other: Fingerprint) -> bool:
        """Whether nobody has written to it in between."""
        return (self.size, self.mtime_ns) == (other.size, other.mtime_ns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A transfer and how far its work is. `sending_since` (epoch seconds) is set while the
    service may have the file without our knowing; `batch_id` names the file batch it is
    indexed in; `resent` says that it had changed once while it was sent."""

    transfer: Transfer
    fingerprint: Fingerprint | None = None
    sending_since: float = 0.0
    batch_id: str = ""
    resent: bool = False

    @property
    def id(self) -> str:
        return self.transfer.id

    @property
    def stage(self) -> Stage:
        return self.transfer.stage

    def now(self, stage: Stage, **changes: Any) -> Job:
        """The same job in another stage; `changes` are those of its transfer."""
        return replace(self, transfer=replace(self.transfer, stage=stage, **changes))


def job_to_plain(job: Job) -> Plain:
    """A JSON object. How fast it moved a moment ago is not worth keeping."""
    still = replace(job.transfer, rate_bps=0.0, seconds_left=None)
    return dict(to_plain(replace(job, transfer=still)))


def job_from_plain(raw: Any) -> Job:
    """The inverse. Raises ValueError for what is no job."""
    job = from_plain(Job, raw)
    told = raw["transfer"].get("reason")
    facts = told.get("facts") if isinstance(told, dict) else None
    if job.transfer.reason is None or not isinstance(facts, dict):
        return job
    reason = Reason(job.transfer.reason.code, facts)
    return replace(job, transfer=replace(job.transfer, reason=reason))
