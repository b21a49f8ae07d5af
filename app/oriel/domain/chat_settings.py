"""How one chat is answered: its memory, instructions, options and tools."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from oriel.domain.connections import Capabilities
from oriel.domain.hosted_tools import NO_HOSTED_TOOLS, HostedTools
from oriel.domain.turn_options import NO_OPTIONS, TurnOptions


class Memory(StrEnum):
    """Who remembers what was said before."""

    USUAL = ""  # what fits the connection best
    CONVERSATION = "conversation"  # a conversation object at the service
    CHAINED = "chained"  # each response names the one before
    STATELESS = "stateless"  # everything is sent each time, the service keeps nothing
    TEMPORARY = "temporary"  # as stateless, and nothing is written here either


class MemoryPolicy(StrEnum):
    """What a conversation does with a project's long-term memory (oci-api.md 7)."""

    USUAL = ""
    RECALL_AND_STORE = "recall_and_store"
    RECALL_ONLY = "recall_only"
    STORE_ONLY = "store_only"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatSettings:
    """`memory_subject` shares memory between conversations of that subject. `local_tools`
    are ids of tool servers on this computer, "" for the built-in tools."""

    memory: Memory = Memory.USUAL
    memory_subject: str = ""
    memory_policy: MemoryPolicy = MemoryPolicy.USUAL
    instructions: str = ""
    options: TurnOptions = NO_OPTIONS
    hosted: HostedTools = NO_HOSTED_TOOLS
    local_tools: tuple[str, ...] = ()


USUAL_SETTINGS = ChatSettings()


def memories_for(capabilities: Capabilities) -> tuple[Memory, ...]:
    """The modes a connection allows, best first; the last two always work."""
    kept = capabilities.responses and capabilities.server_state
    return (
        *((Memory.CONVERSATION,) if kept and capabilities.conversations else ()),
        *((Memory.CHAINED,) if kept else ()),
        Memory.STATELESS,
        Memory.TEMPORARY,
    )


def memory_of(settings: ChatSettings, capabilities: Capabilities) -> Memory:
    """The mode in use: the one chosen, or the best where it is not to be had."""
    allowed = memories_for(capabilities)
    return settings.memory if settings.memory in allowed else allowed[0]
