"""How the requests of one connection are let in, without saying by which credential."""

from __future__ import annotations

from dataclasses import dataclass, field

import httpx


@dataclass(frozen=True, slots=True)
class Access:
    """`auth` puts the credential on each request and may answer a 401 once; None sends none.

    `secrets` are blotted out of whatever a service says. They never show in a repr.
    """

    auth: httpx.Auth | None = None
    secrets: tuple[str, ...] = field(default=(), repr=False)
