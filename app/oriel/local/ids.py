"""Names and times of what the service makes: `resp_...`, `msg_...`; whole seconds."""

from __future__ import annotations

import secrets
import time


def new_id(prefix: str) -> str:
    """A name nobody can guess, in OpenAI's manner."""
    return f"{prefix}_{secrets.token_hex(16)}"


def now() -> int:
    """Seconds since the epoch."""
    return int(time.time())
