"""Where the files at a service are used, and what they add up to.

`Uses` says what was asked and what was not: a file that is in no store that answered may
still be in one that did not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from oriel.domain.attachments import Reason
from oriel.domain.library import LibraryFile

SOON_S = 3 * 86_400.0  # before its end a file counts as expiring soon


@dataclass(frozen=True, slots=True)
class ChatUse:
    """A chat on this computer that has a file: `attached` by the person, else only quoted by
    an answer. One that lies `in_bin` can be taken out again."""

    chat_id: str
    title: str = ""
    attached: bool = False
    in_bin: bool = False


@dataclass(frozen=True, slots=True)
class StoreUse:
    """A vector store that holds a file; `status` is the file's in it."""

    store_id: str
    name: str
    status: str = ""


@dataclass(frozen=True, slots=True)
class FileUse:
    """Where one file is used, as far as is known."""

    stores: tuple[StoreUse, ...] = ()
    chats: tuple[ChatUse, ...] = ()

    @property
    def anywhere(self) -> bool:
        return bool(self.stores or self.chats)


StoreUses = Mapping[str, tuple[StoreUse, ...]]
ChatUses = Mapping[str, tuple[ChatUse, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Uses:
    """By file id. `total` stores there are, `asked` of them have answered; `unread` are the
    names of those that did not, `trouble` why one of them (or the list of stores) did not.
    `at` is when the stores were asked, in epoch seconds, None before."""

    stores: StoreUses = field(default_factory=lambda: MappingProxyType({}), hash=False)
    chats: ChatUses = field(default_factory=lambda: MappingProxyType({}), hash=False)
    total: int = 0
    asked: int = 0
    unread: tuple[str, ...] = ()
    trouble: Reason | None = field(default=None, hash=False)
    at: float | None = None

    def of(self, file_id: str) -> FileUse:
        return FileUse(self.stores.get(file_id, ()), self.chats.get(file_id, ()))

    @property
    def complete(self) -> bool:
        """Whether every store has answered, so that nowhere means nowhere."""
        return self.at is not None and self.trouble is None and self.asked >= self.total

    def orphans(self, files: Iterable[LibraryFile]) -> list[LibraryFile]:
        """Those in no store and no chat that is known of."""
        return [f for f in files if f.id not in self.stores and f.id not in self.chats]


NO_USES = Uses()


@dataclass(frozen=True, slots=True)
class Totals:
    """What files add up to; `purposes` are counted, the commonest first; `soon` end soon."""

    count: int = 0
    size: int = 0
    purposes: tuple[tuple[str, int], ...] = ()
    soon: int = 0


def totals_of(files: Sequence[LibraryFile], now: float) -> Totals:
    counted: dict[str, int] = {}
    for file in files:
        counted[file.purpose] = counted.get(file.purpose, 0) + 1
    return Totals(
        len(files),
        sum(file.size for file in files),
        tuple(sorted(counted.items(), key=lambda each: (-each[1], each[0]))),
        sum(ends_soon(file, now) for file in files),
    )


def ends_soon(file: LibraryFile, now: float) -> bool:
    """Whether a file has less than three days; one whose time is over too."""
    return file.expires_at is not None and file.expires_at - now < SOON_S
