"""What can be said of a chat's messages without reading what they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from oriel.domain.messages import Role


class TurnOutline(NamedTuple):
    """One message of a path. `size` is the characters of its parts as stored JSON,
    from which a height can be guessed; what still streams is not in it.

    A tuple, since a long chat has ten thousand of them, all made when it is opened.
    """

    id: str
    role: Role
    size: int


@dataclass(frozen=True, slots=True)
class Versions:
    """A message's place among its siblings (same parent and role), oldest first:
    `index` counts from 1 to `count`."""

    index: int
    count: int
