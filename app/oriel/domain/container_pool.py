"""What of a tenancy's memory for containers is in use, as far as it can be seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from oriel.domain.connections import ConnectionKind
from oriel.domain.library import Container

POOL_GB = 64  # of a whole tenancy, more on request (oci-api.md 5); of the service in Oriel
_USUAL_GB = 1


@dataclass(frozen=True, slots=True)
class Pool:
    """`living` containers use `used_gb` of `total_gb`, 0 where no pool is known. With
    `partial`, others that are not seen here draw on the same pool; with `guessed`, not
    every container told how much it may use."""

    living: int = 0
    used_gb: int = 0
    total_gb: int = 0
    partial: bool = False
    guessed: bool = False


def pool_of(containers: Iterable[Container], kind: ConnectionKind, now: float) -> Pool:
    """`now` is in epoch seconds: what should have ended by then is not counted."""
    living = [each for each in containers if lives_at(each, now)]
    sizes = [gigabytes(each.memory) for each in living]
    return Pool(
        living=len(living),
        used_gb=sum(size or _USUAL_GB for size in sizes),
        total_gb=POOL_GB if kind.is_oci or kind is ConnectionKind.LOCAL else 0,
        partial=kind.is_oci,
        guessed=any(size is None for size in sizes),
    )


def lives_at(container: Container, now: float) -> bool:
    """Whether it has not ended, as far as can be told without asking."""
    ended = container.ends_at is not None and container.ends_at <= now
    return container.lives and not ended


def gigabytes(memory: str) -> int | None:
    """ "4g" as 4; None for what is not told so."""
    digits = memory.strip().lower().removesuffix("b").removesuffix("g")
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 5 else None
