"""What was typed into the connection dialog, as a Connection, or what is wrong with it.

Pure functions, so that every rule can be tried without a window.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from oriel.domain.connections import (
    CHAT_ONLY,
    OCI,
    STATELESS_RESPONSES,
    Connection,
    ConnectionKind,
    WireApi,
    checked_base_url,
    is_this_computer,
)
from oriel.domain.errors import AddressInvalid
from oriel.domain.messages import new_id
from oriel.domain.models import USUAL_OCI_MODEL
from oriel.domain.presets import PRESETS
from oriel.domain.regions import oci_base_url

_REGION = re.compile(r"^[a-z]{2,}(-[a-z]+)+-\d+$")
_OCID = re.compile(r"^ocid1\.[a-z0-9]+\.[a-z0-9-]*\.[a-z0-9-]*\.[a-z0-9-.]+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ConnectionForm:
    """`secret` (a key, or the pass phrase of a signing key) None leaves the kept one as it
    is; `second_secret` is the other key of a pair, None as well for unchanged."""

    connection: Connection
    secret: str | None = field(repr=False)
    second_secret: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Typed:
    """The fields as they stand; `problems` and `form_from` read them."""

    oracle: bool = True
    name: str = ""
    key: str = field(default="", repr=False)
    region: str = ""
    project: str = ""
    address: str = ""
    wire_api: WireApi = WireApi.RESPONSES
    model: str = ""
    second_key: str = field(default="", repr=False)
    key_expires: str = ""
    second_key_expires: str = ""
    compartment: str = ""
    conversation_store: str = ""
    editing: Connection | None = None


def problems(typed: Typed) -> dict[str, str]:
    """Field name to a code of what is wrong with it: empty, form, or checked_base_url's reason."""
    found: dict[str, str] = {}
    if typed.oracle:
        _require(found, "region", typed.region, _REGION)
        if not typed.conversation_store.strip():  # which takes the project's place
            _require(found, "project", typed.project, _OCID)
        found |= _besides(typed)
    else:
        found |= _address_problem(typed.address)
    if not typed.key.strip() and not _may_lack_key(typed):
        found["key"] = "empty"
    elif any(c.isspace() for c in typed.key.strip()):
        found["key"] = "form"
    return found


def form_from(typed: Typed) -> ConnectionForm:
    """The connection the fields stand for. Raises AddressInvalid; call after `problems`."""
    base = _oracle(typed) if typed.oracle else _other(typed)
    editing = typed.editing
    if editing is not None:
        base = replace(
            base,
            id=editing.id,
            colour=editing.colour,
            headers=editing.headers,
            models=editing.models,
            vector_stores_url=editing.vector_stores_url,
        )
    key = typed.key.strip()
    unchanged = editing is not None and editing.needs_key and not key
    return ConnectionForm(base, None if unchanged else key, typed.second_key.strip() or None)


def chosen_with(
    draft: Connection, values: Mapping[str, str], name: str, editing: Connection | None
) -> Connection:
    """A signed connection with what was chosen: `values` has region, compartment, project
    and model. Keeps the identity of the one that is edited."""
    region = values["region"]
    moved = region != draft.region or not draft.base_url
    chosen = replace(
        draft,
        region=region,
        base_url=oci_base_url(region) if moved else draft.base_url,
        compartment_id=values["compartment"],
        project_id=values["project"],
        default_model=values["model"],
        name=name.strip() or region or draft.profile,
    )
    return replace(chosen, id=editing.id, colour=editing.colour) if editing else chosen


def chosen_problems(chosen: Connection) -> dict[str, str]:
    """As `problems`, for a signed connection."""
    found: dict[str, str] = {}
    _require(found, "region", chosen.region, _REGION)
    _require(found, "compartment", chosen.compartment_id, _OCID)
    if not chosen.conversation_store_id:
        _require(found, "project", chosen.project_id, _OCID)
    if not chosen.default_model:
        found["model"] = "empty"
    return found


def usual_name(typed: Typed) -> str:
    """What a connection is called when nobody names it."""
    if typed.oracle:
        return typed.region or "Oracle Cloud"
    try:
        base_url = checked_base_url(typed.address)
    except AddressInvalid:
        return ""
    known = next((p.name for p in PRESETS if p.base_url == base_url), "")
    return known or base_url.split("//", 1)[1].split("/", 1)[0]


def _require(found: dict[str, str], name: str, text: str, shape: re.Pattern[str]) -> None:
    if not text.strip():
        found[name] = "empty"
    elif not shape.match(text.strip()):
        found[name] = "form"


def _besides(typed: Typed) -> dict[str, str]:
    found: dict[str, str] = {}
    if any(c.isspace() for c in typed.second_key.strip()):
        found["second_key"] = "form"
    for name in ("key_expires", "second_key_expires"):
        if (text := getattr(typed, name).strip()) and not _is_date(text):
            found[name] = "date"
    for name in ("compartment", "conversation_store"):
        if (ocid := getattr(typed, name).strip()) and not _OCID.match(ocid):
            found[name] = "form"
    return found


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _address_problem(address: str) -> dict[str, str]:
    if not address.strip():
        return {"address": "empty"}
    try:
        checked_base_url(address)
    except AddressInvalid as error:
        return {"address": str(error.facts.get("reason", "form"))}
    return {}


def _may_lack_key(typed: Typed) -> bool:
    if typed.editing is not None and typed.editing.needs_key:
        return True  # the kept one stays
    return not typed.oracle and _on_this_computer(typed.address)


def _on_this_computer(address: str) -> bool:
    try:
        base_url = checked_base_url(address)
    except AddressInvalid:
        return False
    host = base_url.split("//", 1)[1].split("/", 1)[0]
    return is_this_computer(host.rsplit(":", 1)[0].strip("[]") if ":" in host else host)


def _oracle(typed: Typed) -> Connection:
    region = typed.region.strip()
    return Connection(
        id=new_id(),
        name=typed.name.strip() or usual_name(typed),
        kind=ConnectionKind.OCI_API_KEY,
        base_url=oci_base_url(region),
        capabilities=OCI,
        region=region,
        project_id=typed.project.strip(),
        compartment_id=typed.compartment.strip(),
        conversation_store_id=typed.conversation_store.strip(),
        key_expires=_dates(typed),
        has_second_key=_has_second(typed),
        default_model=typed.model.strip() or USUAL_OCI_MODEL,
    )


def _dates(typed: Typed) -> tuple[str, ...]:
    dates = (typed.key_expires.strip(), typed.second_key_expires.strip())
    return dates if any(dates) else ()


def _has_second(typed: Typed) -> bool:
    kept = typed.editing is not None and typed.editing.has_second_key
    return bool(typed.second_key.strip()) or kept


def _other(typed: Typed) -> Connection:
    base_url = checked_base_url(typed.address)
    preset = next((p for p in PRESETS if p.base_url == base_url), None)
    flags = CHAT_ONLY if typed.wire_api is WireApi.CHAT else STATELESS_RESPONSES
    kept = typed.editing is not None and typed.editing.needs_key
    return Connection(
        id=new_id(),
        name=typed.name.strip() or usual_name(typed),
        kind=ConnectionKind.COMPATIBLE,
        base_url=base_url,
        wire_api=typed.wire_api,
        capabilities=preset.capabilities if preset else flags,
        default_model=typed.model.strip(),
        needs_key=bool(typed.key.strip()) or kept,
    )
