"""What goes with a chat at services: listed before it is deleted, and what came of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any

from oriel.domain.attachments import Reason
from oriel.domain.errors import AppError


class What(StrEnum):
    CONVERSATION = "conversation"
    ANSWER = "answer"  # a stored response
    FILE = "file"
    CONTAINER = "container"


@dataclass(frozen=True, slots=True, kw_only=True)
class There:
    """One thing at a service. `label` is for people, `chat_id` the chat it goes with."""

    connection_id: str
    what: What
    id: str
    label: str = ""
    chat_id: str = ""

    @property
    def key(self) -> str:
        return f"{self.connection_id} {self.what.value} {self.id}"


@dataclass(frozen=True, slots=True)
class Unreached:
    """A connection that could not say what of the chats' files nobody else uses."""

    connection_id: str
    place: str
    why: Reason | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeletionPlan:
    """`items` are what is there, as far as is known; `places` the names of connections by id.
    `inside` is what the service inside Oriel holds: it goes when the chats leave the bin."""

    chat_ids: tuple[str, ...]
    items: tuple[There, ...] = ()
    inside: tuple[There, ...] = ()
    places: Mapping[str, str]
    unreached: tuple[Unreached, ...] = ()

    def of(self, connection_id: str, what: What) -> tuple[There, ...]:
        return tuple(i for i in self.items if i.connection_id == connection_id and i.what is what)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of deleting one thing: `error` is None when it is gone. `missing`: it was not
    found there, which on Oracle Cloud may also mean that it may not be seen."""

    item: There
    error: AppError | None = None
    missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """A thing that is to be deleted, durably: not before `due_at`, and not while its chat is
    back. `tries` were made in vain."""

    item: There
    due_at: float
    tries: int = 0


def left(outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """Those that failed."""
    return tuple(outcome for outcome in outcomes if outcome.error is not None)


def promised_to_json(promised: Promised) -> dict[str, Any]:
    return asdict(promised)


def promised_from_json(raw: dict[str, Any]) -> Promised:
    """The inverse. Raises ValueError, TypeError or KeyError for what is none."""
    names = {f.name for f in fields(There)}
    item = {name: str(value) for name, value in raw["item"].items() if name in names}
    return Promised(
        item=There(**{**item, "what": What(item["what"])}),  # type: ignore[arg-type]
        due_at=float(raw["due_at"]),
        tries=int(raw.get("tries", 0)),
    )
