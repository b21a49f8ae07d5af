"""What a session token says of itself. Read, not verified: the service does that."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

USUAL_S = 3600


@dataclass(frozen=True, slots=True)
class Claims:
    """Times in epoch seconds; 0 and "" where the token does not say."""

    user: str = ""
    tenancy: str = ""
    begins: float = 0.0
    expires: float = 0.0

    @property
    def half_life(self) -> float:
        """When it should be refreshed: half of its time before the end."""
        begins = self.begins or self.expires - USUAL_S
        return (begins + self.expires) / 2


def claims_of(token: str) -> Claims:
    """The claims of a JSON web token; of anything else none."""
    raw = raw_claims(token)
    return Claims(
        user=_word(raw.get("sub")),
        tenancy=_word(raw.get("tenant")) or _word(raw.get("tenancy")),
        begins=_number(raw.get("iat")),
        expires=_number(raw.get("exp")),
    )


def raw_claims(token: str) -> dict[str, Any]:
    """The token's middle part as JSON; {} when it is none."""
    try:
        middle = token.split(".")[1]
        raw = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    except (IndexError, ValueError, RecursionError):
        return {}
    return raw if isinstance(raw, dict) else {}


def _word(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _number(value: Any) -> float:
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if plain and abs(value) < 1e12 else 0.0
