"""How a tool server over HTTP is reached."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class HttpWay:
    """`tls` is None for plain http on this computer, where no certificate is looked at.
    `proxy` is an address without credentials, "" to ask directly."""

    tls: ssl.SSLContext | None = None
    proxy: str = ""
    proxy_auth: tuple[str, str] | None = field(default=None, repr=False)


DIRECT = HttpWay()
