"""Models as Oracle's control plane tells of them: its discovery, and its older list."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from oriel.api.items import Json, listed, word
from oriel.domain.models import ModelInfo, Parameter

_APIS = {"OPENAI_V1_RESPONSES": "responses", "OPENAI_V1_CHAT_COMPLETIONS": "chat"}


def from_discovery(entries: Iterable[Json], region: str) -> list[ModelInfo]:
    """The entries that can be talked to on demand in a region, by id."""
    found = [model for raw in entries if (model := _discovered(raw, region)) is not None]
    return sorted(found, key=lambda model: model.id)


def from_list(entries: Iterable[Json]) -> list[ModelInfo]:
    """Base models for chat; the display name is what is sent."""
    found = {}
    for raw in entries:
        name = word(raw.get("displayName"))
        if name and word(raw.get("lifecycleState")) in ("", "ACTIVE"):
            found[name] = ModelInfo(
                name,
                vendor=_vendor(word(raw.get("vendor"))),
                retires=word(raw.get("timeOnDemandRetired"))[:10],
                deprecated=bool(word(raw.get("timeDeprecated"))),
            )
    return [found[name] for name in sorted(found)]


def _discovered(raw: Json, region: str) -> ModelInfo | None:
    model_id = word(raw.get("modelId"))
    apis = tuple(_APIS[api] for api in _words(raw.get("apiCapability")) if api in _APIS)
    here = _availability(raw, region)
    if not model_id or not apis or here is None:
        return None
    modalities = raw.get("modalitySupport")
    modalities = modalities if isinstance(modalities, dict) else {}
    proxied = word(raw.get("modelAccess")) == "PROXY"
    vendor = _vendor(word(raw.get("vendor")))
    return ModelInfo(
        model_id,
        vendor=vendor,
        apis=apis,
        inputs=tuple(name.lower() for name in _words(modalities.get("input"))),
        outputs=tuple(name.lower() for name in _words(modalities.get("output"))),
        parameters=tuple(_parameter(p) for p in listed(raw.get("parameters"))),
        retires=word(here.get("timeOnDemandRetired"))[:10],
        deprecated=bool(word(here.get("timeDeprecated"))),
        processed=vendor if proxied else "",
        replacement=next(iter(_words(here.get("supportedReplacements"))), ""),
    )


def _availability(raw: Json, region: str) -> Json | None:
    """The entry for the region; {} where the service gives none, None where it is not there."""
    places = listed(raw.get("availability"))
    if not places:
        return {}
    for place in places:
        modes = _words(place.get("servingModes"))
        if word(place.get("region")) == region and (not modes or "ON_DEMAND" in modes):
            return place
    return None


def _parameter(raw: Json) -> Parameter:
    default = raw.get("defaultValue")
    return Parameter(
        word(raw.get("name")),
        word(raw.get("type")).lower(),
        _number(raw.get("minimum")),
        _number(raw.get("maximum")),
        "" if default is None else str(default),
    )


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _words(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _vendor(name: str) -> str:
    known = {"xai": "xAI", "openai": "OpenAI", "nvidia": "NVIDIA"}
    return known.get(name.lower(), name[:1].upper() + name[1:])
