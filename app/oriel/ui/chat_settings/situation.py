"""Who would answer, and what that means for each setting: limits, and why one has no effect."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from oriel.domain.chat_settings import ChatSettings, Memory, memories_for, memory_of
from oriel.domain.connections import CHAT_ONLY, Capabilities, Connection, WireApi
from oriel.domain.model_rules import ModelRules
from oriel.domain.models import ModelInfo
from oriel.domain.turn_options import LIMITS

# As the wire calls what has another name here (model_rules.py speaks the wire's).
_WIRE = {
    "reasoning_effort": ("reasoning.effort", "reasoning", "reasoning_effort"),
    "reasoning_summary": ("reasoning.summary", "reasoning"),
    "verbosity": ("text.verbosity", "verbosity"),
    "text_format": ("text.format", "response_format"),
    "max_output_tokens": ("max_output_tokens", "max_tokens", "max_completion_tokens"),
    "compact_threshold": ("context_management",),
    "search_context": ("web_search_options",),
}
_WHOLE = 2**53  # beyond, neighbouring whole numbers are one to a spin box
_SEEDS = (-_WHOLE + 1, _WHOLE - 1)


class Why(StrEnum):
    """Why a setting has no effect."""

    REFUSED = "refused"  # by the model
    NOT_STORED = "not_stored"  # the service keeps nothing of this chat
    NO_CONVERSATION = "no_conversation"  # only where Oracle holds a conversation
    NO_SERVICE_STATE = "no_service_state"  # the connection's service keeps no responses
    BEGUN = "begun"  # a chat that has begun cannot become temporary
    STAYS = "stays"  # a temporary chat stays temporary
    A_HABIT = "a_habit"  # no chat is temporary by habit


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """`info` and `rules` are what is known of the model, None for nothing. `begun`: the chat
    has its first turn. `habit`: it is about chats to come, none of them temporary."""

    connection: Connection | None = None
    model: str = ""
    info: ModelInfo | None = None
    rules: ModelRules | None = None
    title: str = ""
    begun: bool = False
    temporary: bool = False
    habit: bool = False

    @property
    def api(self) -> WireApi:
        return self.connection.wire_api if self.connection else WireApi.RESPONSES

    @property
    def capabilities(self) -> Capabilities:
        return self.connection.capabilities if self.connection else CHAT_ONLY

    @property
    def is_oci(self) -> bool:
        return self.connection is not None and self.connection.kind.is_oci

    def limits(self, name: str) -> tuple[float, float]:
        """(least, most) of a number: the model's where they are known, else the API's."""
        low, high = _SEEDS if name == "seed" else LIMITS[name]
        for parameter in self.info.parameters if self.info else ():
            if parameter.name in (name, *_WIRE.get(name, ())):
                low = low if parameter.minimum is None else parameter.minimum
                high = high if parameter.maximum is None else parameter.maximum
        if self.rules is not None:
            low, high = self._ruled(self.rules, name, low, high)
        return (low, high) if low < high else (LIMITS.get(name, _SEEDS))

    def service_default(self, name: str) -> str:
        """What the service says it takes when nothing is sent, "" where it does not say."""
        wanted = (name, *_WIRE.get(name, ()))
        found = self.info.parameters if self.info else ()
        return next((p.default for p in found if p.name in wanted), "")

    def why_not(self, name: str, settings: ChatSettings) -> Why | None:
        """Why a setting has no effect; None when it has."""
        refused = self.rules.leave_out if self.rules else ()
        if any(wire in refused for wire in (name, *_WIRE.get(name, ()))):
            return Why.REFUSED
        memory = memory_of(settings, self.capabilities)
        if name in ("memory_subject", "memory_policy"):
            held = self.is_oci and memory is Memory.CONVERSATION
            return None if held else Why.NO_CONVERSATION
        if name == "background":
            if not self.capabilities.server_state:
                return Why.NO_SERVICE_STATE
            return None if memory in (Memory.CONVERSATION, Memory.CHAINED) else Why.NOT_STORED
        return None

    def why_no_memory(self, memory: Memory) -> Why | None:
        """Why a mode of remembering cannot be chosen; None when it can."""
        if self.begun and self.temporary:
            return None if memory is Memory.TEMPORARY else Why.STAYS
        if memory is Memory.TEMPORARY and self.habit:
            return Why.A_HABIT
        if memory is Memory.TEMPORARY:
            return Why.BEGUN if self.begun else None
        possible = memory is Memory.USUAL or memory in memories_for(self.capabilities)
        return None if possible else Why.NO_SERVICE_STATE

    def _ruled(self, rules: ModelRules, name: str, low: float, high: float) -> tuple[float, float]:
        for wire in (name, *_WIRE.get(name, ())):
            if wire in rules.limits:
                low, high = max(low, rules.limits[wire][0]), min(high, rules.limits[wire][1])
        if name == "max_output_tokens":
            low = max(low, rules.least_output_tokens)
            high = min(high, rules.most_output_tokens or high)
        return low, high
