"""What is written on a conversation at a service: its title, and what it does with memory.

A service replaces all of it at once, so what others wrote there is read first and kept.
"""

from __future__ import annotations

from typing import Any

from oriel.api.conversations import Conversations
from oriel.domain.chat_settings import MemoryPolicy
from oriel.domain.chats import Chat

TITLE = "title"
MOST_PAIRS, LONGEST_NAME, LONGEST_VALUE = 16, 64, 512  # what a service takes


def wanted_metadata(chat: Chat) -> dict[str, str]:
    """What a chat's conversation is to say (oci-api.md 7)."""
    settings = chat.settings
    found = {TITLE: chat.title[:LONGEST_VALUE], "memory_subject_id": settings.memory_subject}
    if settings.memory_policy is not MemoryPolicy.USUAL:
        found["memory_access_policy"] = settings.memory_policy.value
    return {name: value for name, value in found.items() if value}


def metadata_of(raw: dict[str, Any]) -> dict[str, str]:
    """What a conversation as the service gives it says; anything but text is left out."""
    found = raw.get("metadata")
    pairs = found.items() if isinstance(found, dict) else ()
    return {name: value for name, value in pairs if isinstance(value, str)}


def merged(there: dict[str, str], told: dict[str, str], wanted: dict[str, str]) -> dict[str, str]:
    """What is there with what we want in the place of what we `told`. Of 16 pairs others may
    have taken all: then the title is the first to be left out."""
    kept = {name: value for name, value in there.items() if name not in told or name in wanted}
    ours = {name: value for name, value in wanted.items() if name in kept}
    for name in sorted(wanted, key=lambda each: each == TITLE):
        if len(kept | ours) < MOST_PAIRS or name in kept:
            ours[name] = wanted[name]
    return kept | ours


def only_title(told: dict[str, str], wanted: dict[str, str]) -> bool:
    """Whether nothing but the title is another."""
    rest = [{n: v for n, v in each.items() if n != TITLE} for each in (told, wanted)]
    return rest[0] == rest[1]


async def tell_metadata(
    conversations: Conversations, remote_id: str, told: dict[str, str], wanted: dict[str, str]
) -> None:
    """Writes what is wanted, and only where that is not there already. Raises as
    Conversations."""
    there = metadata_of(await conversations.retrieve(remote_id))
    whole = merged(there, told, wanted)
    if whole != there:
        await conversations.update(remote_id, whole)
