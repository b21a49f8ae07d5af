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
    when that is not the connection's own region; `replacement` is a model id;
    `context_tokens` is how much it takes in at most, 0 where nobody says.
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
    context_tokens: int = 0


# The service's own default; what is asked where nobody has chosen.
USUAL_OCI_MODEL = "openai.gpt-oss-120b"
