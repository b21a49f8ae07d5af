"""The list of models a service offers, where it offers one."""

from __future__ import annotations

from typing import Any

from oriel.api.http import Wire
from oriel.api.items import Json, count, listed, word
from oriel.domain.errors import NotFound, ServiceRefused
from oriel.domain.models import ModelInfo

_NO_LIST = (405, 501)


async def list_models(wire: Wire) -> list[ModelInfo] | None:
    """The models by id; None when the service has no such list (OCI has none)."""
    try:
        answer = await wire.call("GET", "/models")
    except NotFound:
        return None
    except ServiceRefused as refused:
        if refused.status in _NO_LIST:
            return None
        raise
    return [model for raw in _entries(answer) if (model := _model(raw)).id]


def _entries(answer: Any) -> list[Json]:
    if isinstance(answer, dict):
        return listed(answer.get("data")) or listed(answer.get("models"))
    return listed(answer)


def _model(raw: Json) -> ModelInfo:
    model_id = word(raw.get("id")) or word(raw.get("name"))
    name = word(raw.get("display_name")) or word(raw.get("name"))
    note = word(raw.get("note")) or word(raw.get("description")) or word(raw.get("owned_by"))
    shown = "" if name == model_id else name
    return ModelInfo(model_id, shown, note[:200], context_tokens=_context(raw))


# What OpenRouter, vLLM, Groq and llama.cpp call it; OpenAI and OCI do not say.
_CONTEXT = ("context_length", "max_model_len", "context_window", "n_ctx_train")


def _context(raw: Json) -> int:
    meta = raw.get("meta")
    known = {**meta, **raw} if isinstance(meta, dict) else raw
    return next((size for name in _CONTEXT if (size := count(known.get(name))) > 0), 0)
