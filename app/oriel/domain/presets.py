"""Services that are known by name: their addresses and what each offers (oci-api.md 9)."""

from __future__ import annotations

from dataclasses import dataclass

from oriel.domain.connections import (
    OPENAI,
    STATELESS_RESPONSES,
    Capabilities,
    WireApi,
)

_STATELESS_LOCAL = Capabilities(responses=True)
_CHAINING_LOCAL = Capabilities(responses=True, server_state=True)


@dataclass(frozen=True, slots=True)
class Preset:
    """`keys_at` is where a person makes a key; "" where none is needed."""

    name: str
    base_url: str
    wire_api: WireApi
    capabilities: Capabilities
    needs_key: bool = True
    keys_at: str = ""


PRESETS = (
    Preset(
        "OpenAI",
        "https://api.openai.com/v1",
        WireApi.RESPONSES,
        OPENAI,
        keys_at="https://platform.openai.com/api-keys",
    ),
    Preset(
        "NagaAI",
        "https://api.naga.ac/v1",
        WireApi.RESPONSES,
        STATELESS_RESPONSES,
        keys_at="https://naga.ac",
    ),
    Preset(
        "OpenRouter",
        "https://openrouter.ai/api/v1",
        WireApi.CHAT,
        STATELESS_RESPONSES,
        keys_at="https://openrouter.ai/keys",
    ),
    Preset("Ollama", "http://localhost:11434/v1", WireApi.CHAT, _STATELESS_LOCAL, needs_key=False),
    Preset("LM Studio", "http://localhost:1234/v1", WireApi.CHAT, _CHAINING_LOCAL, needs_key=False),
    Preset(
        "llama.cpp", "http://localhost:8080/v1", WireApi.CHAT, _STATELESS_LOCAL, needs_key=False
    ),
    Preset("vLLM", "http://localhost:8000/v1", WireApi.CHAT, _STATELESS_LOCAL, needs_key=False),
)


@dataclass(frozen=True, slots=True)
class FoundServer:
    """A service that answered on this computer; `models` are the ids it lists."""

    name: str
    base_url: str
    wire_api: WireApi
    capabilities: Capabilities
    models: tuple[str, ...] = ()
