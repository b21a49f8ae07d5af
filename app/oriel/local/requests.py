"""Reading requests: a JSON object of bounded size, pages of lists."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request

from oriel.local.faults import ApiFault, wrong
from oriel.local.items import Item

BODY_LIMIT = 32 * 1024 * 1024  # bytes
_PAGE_LIMIT = 100
_MOST_IDS = 2000


async def json_object(request: Request, *, optional: bool = False) -> dict[str, Any]:
    """The body. Raises ApiFault 400 or 413; an empty one is {} when `optional`."""
    body = await _body(request)
    if optional and not body:
        return {}
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ApiFault(
            400, f"The body of the request is not valid JSON: {error}.", code="invalid_json"
        ) from error
    if not isinstance(value, dict):
        raise ApiFault(400, "The body must be a JSON object.", code="invalid_json")
    return value


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


def page_of(
    items: list[Item], request: Request, most: int = _PAGE_LIMIT, usual: int = 20
) -> dict[str, Any]:
    """The page of a list that `limit`, `order`, `after` and `before` ask for; items oldest first.

    `usual` of them without a limit, at most `most`. Raises ApiFault 400.
    """
    query = request.query_params
    limit, order = query.get("limit", str(usual)), query.get("order", "desc")
    if not limit.isdecimal() or len(limit) > 9 or not 1 <= int(limit) <= most:
        raise wrong("limit", f"limit is a number from 1 to {most}.")
    if order not in ("asc", "desc"):
        raise wrong("order", "order is asc or desc.")
    found = items if order == "asc" else items[::-1]
    if (after := query.get("after")) is not None:
        found = found[_place(found, after, "after") + 1 :]
    if (before := query.get("before")) is not None:
        found = found[: _place(found, before, "before")]
        found = found[max(0, len(found) - int(limit)) :]
    page = found[: int(limit)]
    return {
        "object": "list",
        "data": page,
        "first_id": page[0]["id"] if page else None,
        "last_id": page[-1]["id"] if page else None,
        "has_more": len(found) > len(page),
    }


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
