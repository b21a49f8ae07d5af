"""When the secrets of a key pair end, and when a person should hear of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

# A person is told once at each of these, in days before the end, and once when it is over.
WARN_DAYS = (14, 3, 1)
OVER = 0


@dataclass(frozen=True, slots=True)
class ExpiryWarning:
    """`which` counts the secrets of the pair from 0; `days` is 0 or less once it has ended.

    `stage` is the threshold reached (of WARN_DAYS, or OVER); `spare` says whether the
    other secret is good for longer, so that nothing stops.
    """

    which: int
    days: int
    ends: date
    stage: int
    spare: bool


def expiry_warning(
    dates: Sequence[str], today: date, warned: int | None = None
) -> ExpiryWarning | None:
    """The most urgent warning due for ISO `dates` ("" or nonsense: not known), None for none.

    `warned` is the stage a person has last been told of: only a later one is due.
    """
    known = [(date_of(text), which) for which, text in enumerate(dates)]
    ends = sorted((end, which) for end, which in known if end is not None)
    if not ends:
        return None
    end, which = ends[0]
    days = (end - today).days
    stage = stage_of(days)
    if stage is None or (warned is not None and stage >= warned):
        return None
    spare = len(dates) > 1 and any((other - today).days > max(days, 0) for other, _ in ends[1:])
    return ExpiryWarning(which, days, end, stage, spare)


def stage_of(days: int) -> int | None:
    """The threshold that many days before the end have reached; None when all is well."""
    if days <= 0:
        return OVER
    reached = [stage for stage in WARN_DAYS if days <= stage]
    return min(reached) if reached else None


def date_of(text: str) -> date | None:
    """An ISO date, or a time that begins with one; None for anything else."""
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None
