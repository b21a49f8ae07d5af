"""Regions, compartments and projects of a tenancy as values, and the compartments' tree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Region:
    """A region the tenancy has subscribed to. `home` is where its identities live."""

    name: str
    home: bool = False


@dataclass(frozen=True, slots=True)
class Compartment:
    """`parent_id` is "" for the tenancy itself, the root of the tree."""

    id: str
    name: str
    parent_id: str


@dataclass(frozen=True, slots=True)
class Project:
    """A Generative AI project. `state` is the service's word: CREATING, ACTIVE, FAILED ..."""

    id: str
    name: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class ProjectWish:
    """A project to be made. Retention is in hours (1 to 720); none of it can be changed later."""

    name: str
    responses_hours: int = 720
    conversations_hours: int = 720
    long_term_memory: bool = False
    short_term_memory: bool = False


def tree_rows(compartments: Iterable[Compartment]) -> list[tuple[int, Compartment]]:
    """The tree from the top, each row with its depth; siblings by name.

    One whose parent may not be seen stands at the top. A circle, which the service
    should never send, is cut where it is met again.
    """
    known = {found.id: found for found in compartments}
    below: dict[str, list[Compartment]] = {}
    for found in known.values():
        parent = found.parent_id if found.parent_id in known else ""
        below.setdefault(parent, []).append(found)
    rows: list[tuple[int, Compartment]] = []
    waiting = [(0, found) for found in _by_name(below.get("", []))]
    seen: set[str] = set()
    while waiting:
        depth, found = waiting.pop()
        if found.id in seen:
            continue
        seen.add(found.id)
        rows.append((depth, found))
        waiting += [(depth + 1, child) for child in _by_name(below.get(found.id, []))]
    rows += [(0, found) for found in known.values() if found.id not in seen]
    return rows


def _by_name(compartments: Iterable[Compartment]) -> list[Compartment]:
    # Reversed: the last one waiting is taken first.
    return sorted(compartments, key=lambda found: found.name.casefold(), reverse=True)
