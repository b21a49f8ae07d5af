"""An error response as an AppError, whichever of the many shapes its body has (oci-api.md 8.2)."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, NamedTuple

import httpx

from oriel.api.json_text import json_value
from oriel.domain.errors import (
    AccessDenied,
    AnswerUnreadable,
    AppError,
    CredentialRefused,
    NotFound,
    RateLimited,
    RequestInvalid,
    ServiceFailed,
    ServiceRefused,
)

LONGEST_MESSAGE = 2000  # characters of the service's own words that are kept
_BY_STATUS: dict[int, type[ServiceRefused]] = {
    401: CredentialRefused,
    403: AccessDenied,
    404: NotFound,
    429: RateLimited,
}
_DEPTH = 8  # how far errors wrapped in errors are unpacked


class Said(NamedTuple):
    """The service's own words and its own code; each may be ""."""

    message: str = ""
    code: str = ""


def refusal(response: httpx.Response, body: bytes, host: str, *secrets: str) -> AppError:
    """What an error status means. Secrets are blotted out should the service repeat them."""
    status = response.status_code
    if status < 400:
        return _elsewhere(response, host)
    said = said_by(body)
    kind = _BY_STATUS.get(status, ServiceFailed if status >= 500 else RequestInvalid)
    return kind(
        status=status,
        message=redacted(said.message, *secrets)[:LONGEST_MESSAGE],
        service_code=redacted(said.code, *secrets)[:200],
        request_id=request_id(response.headers),
        host=host,
        path=response.request.url.path,
        retry_after_s=retry_after_s(response.headers),
        clock_off_s=_clock_off_s(response.headers) if status == 401 else None,
    )


def _elsewhere(response: httpx.Response, host: str) -> AnswerUnreadable:
    # Not followed: the key would travel to wherever the answer points.
    target = response.headers.get("location", "").partition("?")[0]
    return AnswerUnreadable(
        host=host,
        status=response.status_code,
        content_type=_media_type(response.headers),
        detail=f"redirects to {target[:200]}" if target else "redirects",
    )


def request_id(headers: Mapping[str, str]) -> str:
    """The id to name when asking the service's operators about this answer."""
    return headers.get("opc-request-id") or headers.get("x-request-id") or ""


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Retry-After in seconds from now, whether sent as seconds or as a date; None if absent."""
    asked = headers.get("retry-after", "").strip()
    if not asked:
        return None
    try:
        return max(0.0, float(asked)) if float(asked) < float("inf") else None
    except ValueError:
        date = _date(asked)
    return None if date is None else max(0.0, _from_now(date))


def said_by(body: bytes) -> Said:
    """The words and the code in an error body of any known shape."""
    text = body.decode("utf-8", "replace").strip()
    try:
        return said_in(json_value(text.encode()))
    except (ValueError, RecursionError):
        return Said(_plain(text))


def said_in(raw: Any, depth: int = _DEPTH) -> Said:
    """The same for a parsed body: OpenAI's, OCI's, xAI's, one wrapped in the other, and others."""
    if depth == 0:
        return Said()
    if isinstance(raw, list):
        return said_in(raw[0], depth - 1) if raw else Said()
    if isinstance(raw, str):
        return Said(_unwrapped(raw, depth))
    if not isinstance(raw, dict):
        return Said()
    code = _word(raw.get("code")) or _word(raw.get("type"))
    for name in ("error", "message", "detail", "msg"):
        if raw.get(name):
            inner = said_in(raw[name], depth - 1)
            return Said(inner.message, _word(raw.get("code")) or inner.code or code)
    return Said("", code)


def _unwrapped(text: str, depth: int) -> str:
    # OCI wraps a vendor's error as a JSON string in its own message.
    if text.lstrip().startswith(("{", "[")):
        try:
            return said_in(json_value(text.encode("utf-8", "replace")), depth - 1).message or text
        except (ValueError, RecursionError):
            return text
    return text


def redacted(text: str, *secrets: str) -> str:
    for secret in secrets:
        text = text.replace(secret, "•••") if len(secret) >= 4 else text
    return text


def _word(value: Any) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""


def _plain(text: str) -> str:
    """What a page says: its title, or nothing rather than mark-up."""
    if not text.startswith("<"):
        return text
    title = re.search(r"<title[^>]*>([^<]{1,200})", text, re.IGNORECASE)
    return html.unescape(title[1]).strip() if title else ""


def _media_type(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip()[:100].lower()


def _clock_off_s(headers: Mapping[str, str]) -> float | None:
    date = _date(headers.get("date", ""))
    return None if date is None else round(_from_now(date), 1)


def _from_now(date: datetime) -> float:
    return (date - datetime.now(UTC)).total_seconds()


def _date(text: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
