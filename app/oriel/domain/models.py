"""Models as a service tells of them: what the picker shows and the parameter form needs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parameter:
    """A setting a model takes. `kind` is the service's own word (number, integer, boolean,
    string ...); limits that are not known are None."""

    name: str
    kind: str = ""
    minimum: float | None = None
    maximum: float | None = None
    default: str = ""


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """`id` is what is sent; `note` one line for the picker. Empty means not known.

    `apis` are "responses" and "chat"; `inputs` and `outputs` are modalities such as text
    and image; `retires` is an ISO date; `processed` says where prompts are processed
    when that is not the connection's own region; `replacement` is a model id.
    """

    id: str
    name: str = ""
    note: str = ""
    vendor: str = ""
    apis: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    retires: str = ""
    deprecated: bool = False
    processed: str = ""
    replacement: str = ""


# What an API key cannot list by itself; checked when used.
OCI_MODELS = (
    ModelInfo("openai.gpt-oss-120b", "gpt-oss 120b", "OpenAI open weights"),
    ModelInfo("openai.gpt-oss-20b", "gpt-oss 20b", "OpenAI open weights, smaller"),
    ModelInfo("xai.grok-4.3", "Grok 4.3", "xAI"),
    ModelInfo("xai.grok-4.20-reasoning", "Grok 4.20 reasoning", "xAI"),
    ModelInfo("xai.grok-4.20-non-reasoning", "Grok 4.20", "xAI"),
    ModelInfo("google.gemini-2.5-pro", "Gemini 2.5 Pro", "Google"),
    ModelInfo("google.gemini-2.5-flash", "Gemini 2.5 Flash", "Google"),
)
