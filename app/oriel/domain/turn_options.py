"""What a person may set about how a turn is answered, whichever API carries it.

Names are the fields' own (Responses and Chat Completions API). What is None or empty
is not sent: services differ in what they refuse, and their defaults are their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
SUMMARIES = ("auto", "concise", "detailed")
VERBOSITIES = ("low", "medium", "high")
TRUNCATIONS = ("auto", "disabled")
SERVICE_TIERS = ("auto", "default", "flex", "priority")
SEARCH_CONTEXTS = ("low", "medium", "high")
INCLUDES = (
    "file_search_call.results",
    "web_search_call.results",
    "web_search_call.action.sources",
    "code_interpreter_call.outputs",
    "message.input_image.image_url",
    "message.output_text.logprobs",
    "reasoning.encrypted_content",
)
# What only one of the two APIs knows.
ONLY_RESPONSES = (
    "max_tool_calls",
    "reasoning_summary",
    "include",
    "metadata",
    "truncation",
    "compact_threshold",
    "service_tier",
    "background",
)
ONLY_CHAT = (
    "n",
    "stop",
    "seed",
    "presence_penalty",
    "frequency_penalty",
    "logit_bias",
    "search_context",
)


class TextFormat(StrEnum):
    FREE = "text"
    JSON = "json_object"
    SCHEMA = "json_schema"


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnOptions:
    """`tool_choice` is "", auto, none, required, or the name of a tool. `json_schema` is
    the schema as JSON text, used when `text_format` is SCHEMA. `compact_threshold` is in
    tokens. `metadata` and `logit_bias` are pairs (bias by token id, -100 to 100)."""

    temperature: float | None = None
    top_p: float | None = None
    max_output_tokens: int | None = None
    reasoning_effort: str = ""
    reasoning_summary: str = ""
    verbosity: str = ""
    text_format: TextFormat = TextFormat.FREE
    json_schema: str = ""
    schema_name: str = ""
    schema_strict: bool = True
    tool_choice: str = ""
    parallel_tool_calls: bool | None = None
    max_tool_calls: int | None = None
    include: tuple[str, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()
    truncation: str = ""
    compact_threshold: int | None = None
    service_tier: str = ""
    background: bool = False
    n: int | None = None
    stop: tuple[str, ...] = ()
    seed: int | None = None
    presence_penalty: float | None = None
    frequency_penalty: float | None = None
    logit_bias: tuple[tuple[str, float], ...] = ()
    search_context: str = ""


NO_OPTIONS = TurnOptions()
# (least, most) of the numbers, by field: what the APIs take where no model says otherwise.
LIMITS: dict[str, tuple[float, float]] = {
    "temperature": (0, 2),
    "top_p": (0, 1),
    "max_output_tokens": (1, 10_000_000),
    "max_tool_calls": (1, 10_000),
    "compact_threshold": (1_000, 100_000_000),
    "n": (1, 128),
    "presence_penalty": (-2, 2),
    "frequency_penalty": (-2, 2),
}
