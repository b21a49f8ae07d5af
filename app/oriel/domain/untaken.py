"""Which failures say that a request was not taken: it never got there, or was turned away.

Apart from errors.py, which only names failures: here is what one may conclude from them.
"""

from __future__ import annotations

from oriel.domain.errors import (
    AccessDenied,
    AppError,
    ConnectionRefused,
    CredentialRefused,
    HostUnknown,
    NotFound,
    ProxyRefused,
    RateLimited,
    RequestInvalid,
    ServiceSlow,
    TlsFailed,
)

_NEVER_SENT = (HostUnknown, ConnectionRefused, TlsFailed, ProxyRefused)
_TURNED_AWAY = (CredentialRefused, AccessDenied, NotFound, RateLimited)
_GAVE_UP_WAITING = 408  # the service, which may have begun


def was_not_taken(error: AppError) -> bool:
    """Whether nothing can have come of a request. Of what broke off later, and of a service
    that failed, nobody knows."""
    match error:
        case ServiceSlow():
            return error.facts.get("phase") == "connect"
        case RequestInvalid(status=status):
            return status != _GAVE_UP_WAITING
    return isinstance(error, _NEVER_SENT + _TURNED_AWAY)
