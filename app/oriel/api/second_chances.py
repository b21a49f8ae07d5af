"""When a turn is sent again although the service has answered: what it said may soon not hold.

Apart from retries.py, which knows of busy services: here the refusal itself is the
kind that passes (oci-api.md 3 and 8.2), and nothing of an answer was shown yet.
"""

from __future__ import annotations

import time

from oriel.api.pace import Pace
from oriel.domain.connections import Connection
from oriel.domain.errors import NotFound, RequestInvalid, ServiceRefused, StreamInterrupted

NEW_FOR_S = 900.0  # a project or store is known everywhere after seconds to minutes
UNREADABLE = "unreadable"  # StreamInterrupted.detail: what came was no event
_STEPS = (4, 8, 16, 32, 64)


def delays(pace: Pace) -> tuple[float, ...]:
    """The waits for a new project, in seconds: about a minute in all at the usual pace."""
    return tuple(pace.first_delay_s * step for step in _STEPS)


def is_spreading(error: ServiceRefused, connection: Connection) -> bool:
    """Whether a refusal is what a project made a moment ago looks like."""
    if not time.time() - connection.project_made < NEW_FOR_S:
        return False
    said = error.message.lower()
    if isinstance(error, NotFound):
        return "model" not in said
    return isinstance(error, RequestInvalid) and "project" in said


def was_garbled(error: StreamInterrupted) -> bool:
    """Whether a stream held words that were no events, and nothing else."""
    return not error.facts.get("events") and error.facts.get("detail") == UNREADABLE
