"""What to leave out of a request that was refused for one field (oci-api.md 5 and 9)."""

from __future__ import annotations

import re
from typing import NamedTuple

from oriel.api.items import Json

_UNSUPPORTED = re.compile(
    r"(?:field|parameter|argument)s?:? *['\"`]?([a-z_.]+)['\"`]? *(?:is|are) (?:not|un) ?supported"
    r"|(?:unsupported|unknown|unrecognized|unexpected)"
    r" (?:request )?(?:field|parameter|argument)(?: supplied)?:? *['\"`]?([a-z_.]+)",
    re.IGNORECASE,
)
# The service cannot read thoughts it sealed itself (another key, model or age), or does
# not take them back.
_SEALED = re.compile(r"encrypted|reasoning (?:item|content)|'reasoning'|\brs_", re.IGNORECASE)
# Without these there is no turn left to send.
_NEEDED = {"model", "input", "messages", "stream", "previous_response_id", "conversation"}
# Left out in silence: the person never asked for them.
_OURS = {"stream_options", "store", "include"}


class Mended(NamedTuple):
    """`said` is what the person should know was left out; "" for nothing of theirs."""

    body: Json
    said: str = ""


def mended(body: Json, refused: str) -> Mended | None:
    """A body without what `refused` (the service's words) names; None when it names nothing."""
    if "stream_options" in body and "stream_options" in refused:
        return Mended(_without(body, "stream_options"))
    if "max_tokens" in body and "max_completion_tokens" in refused:
        renamed = {**body, "max_completion_tokens": body["max_tokens"]}
        return Mended(_without(renamed, "max_tokens"))
    if _SEALED.search(refused) and (items := _unsealed(body)) is not None:
        return Mended({**body, "input": items})
    if "output_text" in refused and (items := _as_input_text(body)) is not None:
        return Mended({**body, "input": items})
    field = refused_field(refused).partition(".")[0]
    if field not in body or field in _NEEDED:
        return None
    said = "" if field in _OURS else f"sent without {field}: {refused[:200]}"
    return Mended(_without(body, field), said)


def refused_field(refused: str) -> str:
    """The field that a service's words name as one it does not take, "" for none; one within
    another as "outer.inner"."""
    found = _UNSUPPORTED.search(refused)
    return (found[1] or found[2]).strip(".") if found else ""


def _without(body: Json, field: str) -> Json:
    return {name: value for name, value in body.items() if name != field}


def _unsealed(body: Json) -> list[Json] | None:
    """The input without earlier thoughts; None when there are none."""
    items = body.get("input", [])
    kept = [item for item in items if item.get("type") != "reasoning"]
    return kept if len(kept) < len(items) else None


def _as_input_text(body: Json) -> list[Json] | None:
    """Earlier answers as input_text, which gpt-oss behind OCI wants; None when there are none."""
    items = [_asked(i) if i.get("type") == "message" else i for i in body.get("input", [])]
    return items if items != body.get("input", []) else None


def _asked(message: Json) -> Json:
    said = [{**p, "type": "input_text"} if _is_output(p) else p for p in message["content"]]
    return {**message, "content": said}


def _is_output(piece: Json) -> bool:
    return bool(piece["type"] == "output_text")
