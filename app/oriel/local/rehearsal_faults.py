"""Requests the rehearsal refuses with an HTTP status, in the shapes met in the wild."""

from __future__ import annotations

import json
import re

from oriel.local.faults import ApiFault

_LIMITED = re.compile(r"\brate[- ]limit(?:ed)?\b(?:\s+(\d+))?", re.IGNORECASE)
_ERROR = re.compile(r"\berror (\d{3})\b(?:\s+(html|oci|empty))?", re.IGNORECASE)
_OCI_CODES = {
    400: "InvalidParameter",
    401: "NotAuthenticated",
    403: "NotAllowed",
    404: "NotAuthorizedOrNotFound",
    409: "IncorrectState",
    429: "TooManyRequests",
    500: "InternalServerError",
    503: "ServiceUnavailable",
}


def raise_http_fault(text: str) -> None:
    """Raises the ApiFault the message asks for, if any.

    `rate-limited [seconds]`, also `without retry-after`; `error STATUS [html|oci|empty]`.
    """
    if match := _LIMITED.search(text):
        hinted = "without" not in text.lower()
        raise ApiFault(
            429,
            "Rehearsed: too many requests.",
            kind="rate_limit_error",
            code="rate_limit_exceeded",
            headers={"retry-after": match[1] or "1"} if hinted else {},
        )
    if (match := _ERROR.search(text)) and 400 <= int(match[1]) <= 599:
        raise refusal(int(match[1]), (match[2] or "").lower())


def refusal(status: int, shape: str, said: str = "", code: str = "") -> ApiFault:
    """A refusal as OpenAI words it, or in the `shape` oci, html or empty."""
    said = said or f"Rehearsed: this request was refused with status {status}."
    kind = "server_error" if status >= 500 else "invalid_request_error"
    raw = None
    if shape == "html":
        raw = ("text/html", f"<html><body><h1>{status}</h1><p>{said}</p></body></html>")
    elif shape == "oci":
        told = {"code": code or _OCI_CODES.get(status, "Unknown"), "message": said}
        raw = ("application/json", json.dumps(told))
    elif shape == "empty":
        raw = ("text/plain", "")
    return ApiFault(status, said, kind=kind, code=code or f"rehearsed_{status}", raw=raw)
