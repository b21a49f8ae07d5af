"""What was typed into the connection dialog, as a Connection, or what is wrong with it.

Pure functions, so that every rule can be tried without a window.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from oriel.domain.connections import (
    CHAT_ONLY,
    OCI,
    OPENAI,
    STATELESS_RESPONSES,
    Capabilities,
    Connection,
    ConnectionKind,
    WireApi,
    checked_base_url,
    is_this_computer,
)
from oriel.domain.errors import AddressInvalid
from oriel.domain.messages import new_id
from oriel.domain.models import OCI_MODELS
from oriel.domain.regions import oci_base_url

_REGION = re.compile(r"^[a-z]{2,}(-[a-z]+)+-\d+$")
_OCID = re.compile(r"^ocid1\.[a-z0-9]+\.[a-z0-9-]*\.[a-z0-9-]*\.[a-z0-9-.]+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ConnectionForm:
    """`secret` None leaves the kept key as it is."""

    connection: Connection
    secret: str | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class Preset:
    """A known service: its address and what it offers (oci-api.md 9)."""

    name: str
    base_url: str
    wire_api: WireApi
    capabilities: Capabilities


_LOCAL_MODELS = Capabilities(responses=True)
PRESETS = (
    Preset("OpenAI", "https://api.openai.com/v1", WireApi.RESPONSES, OPENAI),
    Preset("NagaAI", "https://api.naga.ac/v1", WireApi.RESPONSES, STATELESS_RESPONSES),
    Preset("OpenRouter", "https://openrouter.ai/api/v1", WireApi.CHAT, STATELESS_RESPONSES),
    Preset("Ollama", "http://localhost:11434/v1", WireApi.CHAT, _LOCAL_MODELS),
    Preset("LM Studio", "http://localhost:1234/v1", WireApi.CHAT, _LOCAL_MODELS),
    Preset("llama.cpp", "http://localhost:8080/v1", WireApi.CHAT, _LOCAL_MODELS),
    Preset("vLLM", "http://localhost:8000/v1", WireApi.CHAT, _LOCAL_MODELS),
)


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
    editing: Connection | None = None


def problems(typed: Typed) -> dict[str, str]:
    """Field name to a code of what is wrong with it: empty, form, or checked_base_url's reason."""
    found: dict[str, str] = {}
    if typed.oracle:
        _require(found, "region", typed.region, _REGION)
        _require(found, "project", typed.project, _OCID)
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
    if typed.editing is not None:
        base = replace(base, id=typed.editing.id, colour=typed.editing.colour)
    key = typed.key.strip()
    unchanged = typed.editing is not None and typed.editing.needs_key and not key
    return ConnectionForm(base, None if unchanged else key)


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
        default_model=typed.model.strip() or OCI_MODELS[0].id,
    )


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
