"""Reading requests: a JSON object of bounded size, pages of lists."""

from __future__ import annotations

import json
import re
from math import isfinite
from typing import Any

from starlette.requests import Request

from oriel.local.faults import ApiFault, wrong
from oriel.local.items import Item
from oriel.local.pages import page, page_asked

BODY_LIMIT = 32 * 1024 * 1024  # bytes
_MOST_IDS = 2000
# Half an emoji, written as JSON writes it or put in as it is; json.loads takes both.
_HALVES = re.compile(rb"\\u[dD][89a-fA-F]|\xed[\xa0-\xbf]")


async def json_object(request: Request, *, optional: bool = False) -> dict[str, Any]:
    """The body. Raises ApiFault 400 or 413; an empty one is {} when `optional`."""
    body = await _body(request)
    if optional and not body:
        return {}
    try:
        value = _read(body)
    except (ValueError, RecursionError) as error:
        raise ApiFault(
            400, f"The body of the request is not valid JSON: {error}.", code="invalid_json"
        ) from error
    if not isinstance(value, dict):
        raise ApiFault(400, "The body must be a JSON object.", code="invalid_json")
    return value


def _read(body: bytes) -> Any:
    """The value of a JSON text that can be kept and said again: no NaN, no number without
    end, half characters replaced. Raises ValueError."""
    value = json.loads(body, parse_constant=_no_number, parse_float=_finite)
    if not _HALVES.search(body):
        return value
    text = json.dumps(value, ensure_ascii=False)
    return json.loads(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))


def _no_number(said: str) -> float:
    raise ValueError(f"{said} is no number")


def _finite(said: str) -> float:
    if isfinite(number := float(said)):
        return number
    raise ValueError("a number is too large")


async def _body(request: Request) -> bytes:
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > BODY_LIMIT:
            limit = BODY_LIMIT // 1024 // 1024
            raise ApiFault(413, f"The body is larger than {limit} MB.", code="too_large")
        pieces.append(piece)
    return b"".join(pieces)


def metadata_from(raw: Any) -> dict[str, str]:
    """Up to 16 texts by name. Raises ApiFault 400."""
    if raw is None:
        return {}
    fits = isinstance(raw, dict) and len(raw) <= 16
    if not fits or not all(_is_metadatum(k, v) for k, v in raw.items()):
        raise wrong("metadata", "metadata takes 16 texts: names to 64, values to 512 characters.")
    return dict(raw)


def _is_metadatum(name: Any, value: Any) -> bool:
    return isinstance(value, str) and len(name) <= 64 and len(value) <= 512


def page_of(items: list[Item], request: Request) -> dict[str, Any]:
    """The page of a list in memory that a query asks for; items oldest first.

    Raises ApiFault 400.
    """
    asked = page_asked(request.query_params)
    found = items if asked.ascending else items[::-1]
    if asked.after is not None:
        found = found[_place(found, asked.after, "after") + 1 :]
    if asked.before is not None:
        found = found[: _place(found, asked.before, "before")]
        shown = found[max(0, len(found) - asked.limit) :]
    else:
        shown = found[: asked.limit]
    return page(shown, len(found) > len(shown))


def _place(items: list[Item], item_id: str, param: str) -> int:
    place = next((n for n, item in enumerate(items) if item["id"] == item_id), None)
    if place is None:
        raise wrong(param, f"No item with id '{item_id}'.")
    return place


def ids_from(raw: Any, param: str) -> list[str]:
    """A list of ids, [] when there is none. Raises ApiFault 400."""
    if raw is None:
        return []
    if not isinstance(raw, list) or not all(isinstance(one, str) for one in raw):
        raise wrong(param, f"{param} is a list of ids.", "invalid_type")
    if len(raw) > _MOST_IDS:
        raise wrong(param, f"At most {_MOST_IDS} ids at once.", "array_too_long")
    return list(dict.fromkeys(raw))
