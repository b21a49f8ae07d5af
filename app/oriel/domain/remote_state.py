"""Where a chat is kept besides on this computer, from what is known without asking anybody."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from oriel.domain.connections import Connection, ConnectionKind

DAY_S = 86_400.0
# Oracle Cloud keeps responses from their making, conversations from their last change, and
# a project may keep them for less (oci-api.md 7).
OCI_KEEPS_S = 30 * DAY_S


class Kept(StrEnum):
    HERE = "here"  # and nowhere else, as far as is known
    THERE = "there"  # at a service too
    GONE = "gone"  # it was at a service


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptConversation:
    """A conversation that holds the chat, or a part of it. `place` is the connection's name,
    "" when there is no such connection any more. `until` is when it goes at the latest, None
    where the service keeps it as long as it likes. `current`: the branch being read goes on
    in it; `certain`: it holds exactly what is read; `inside`: the service is the one inside
    Oriel, and so here; `moved`: the connection has another project or address than when it
    was last found; `deleted`: it was deleted from here. Times are epoch seconds."""

    id: str
    connection_id: str
    place: str = ""
    made_at: float = 0.0
    active_at: float = 0.0
    until: float | None = None
    checked_at: float | None = None
    gone_at: float | None = None
    current: bool = False
    certain: bool = False
    inside: bool = False
    moved: bool = False
    deleted: bool = False

    def ended_at(self, now: float) -> float | None:
        """Since when it is not there any more, None while it is."""
        over = self.until is not None and self.until <= now
        return self.gone_at if self.gone_at is not None else self.until if over else None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswers:
    """Answers that a service keeps each by itself; `inside` as with conversations."""

    connection_id: str
    place: str
    count: int
    until: float | None = None
    inside: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteState:
    """`conversations` newest first. `at` is when this was found."""

    chat_id: str
    at: float
    conversations: tuple[KeptConversation, ...] = ()
    answers: tuple[KeptAnswers, ...] = ()

    @property
    def kept(self) -> Kept:
        outside = [c for c in self.conversations if not c.inside]
        if any(c.ended_at(self.at) is None for c in outside):
            return Kept.THERE
        if any(not answers.inside for answers in self.answers):
            return Kept.THERE
        return Kept.GONE if outside else Kept.HERE

    @property
    def main(self) -> KeptConversation | None:
        """The one to speak of: in which the branch goes on, else the newest that is there,
        else the one that went last."""
        alive = [c for c in self.conversations if c.ended_at(self.at) is None]
        outside = [c for c in alive if not c.inside]
        current = [c for c in alive if c.current]
        return next(iter([*current, *outside, *alive, *self.conversations]), None)


def is_inside(connection: Connection | None) -> bool:
    """Whether its service is the one inside Oriel, so that what it keeps is here."""
    return connection is not None and connection.kind is ConnectionKind.LOCAL


def site_of(connection: Connection | None) -> str:
    """What a connection's ids are known at: elsewhere they mean nothing. "" for the service
    inside Oriel, which is wherever Oriel is, and for no connection."""
    if connection is None or is_inside(connection):
        return ""
    store = connection.conversation_store_id
    return " ".join(filter(None, (connection.base_url, connection.project_id, store)))


def has_moved(site: str, connection: Connection | None) -> bool:
    """Whether what was last found at that site is not where the connection leads now."""
    return bool(site) and connection is not None and site != site_of(connection)


def kept_until(connection: Connection | None, active_at: float) -> float | None:
    """When its service drops what was last touched then, None where nobody can say."""
    at_oci = connection is not None and connection.kind.is_oci
    return active_at + OCI_KEEPS_S if at_oci else None


def may_have(connection: Connection | None, active_at: float, now: float) -> bool:
    """Whether its service may still have what was last touched then."""
    if connection is None or not connection.capabilities.server_state:
        return False
    until = kept_until(connection, active_at)
    return until is None or now < until
