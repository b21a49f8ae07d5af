"""The turns of a conversation, most of them no more than an outline.

Ten thousand turns are ten thousand ids and sizes. One becomes a Turn when somebody
asks for it, and its message is read from the history when it comes into sight.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING

from oriel.domain.messages import Message
from oriel.domain.outlines import TurnOutline
from oriel.ui.transcript.turn import Turn, guessed_height

if TYPE_CHECKING:
    from oriel.ui.transcript.builder import Builder


class Turns:
    """By position, oldest first. Asking for a position makes its Turn."""

    def __init__(self, builder: Builder) -> None:
        self._builder = builder
        self._all: list[Turn | TurnOutline] = []
        # Positions as they were before anything was put above them.
        self._index: dict[str, int] = {}
        self._above = 0

    def __len__(self) -> int:
        return len(self._all)

    def __getitem__(self, index: int) -> Turn:
        """Raises IndexError."""
        item = self._all[index]
        if isinstance(item, TurnOutline):
            stub = Message(id=item.id, chat_id="", parent_id=None, role=item.role, created_at=0.0)
            item = self._all[index] = Turn(stub, self._builder, item.size)
        return item

    def made(self) -> Iterator[Turn]:
        """Those that are more than an outline, oldest first."""
        return (item for item in self._all if isinstance(item, Turn))

    def get(self, message_id: str) -> Turn | None:
        index = self.index_of(message_id)
        return None if index is None else self[index]

    def index_of(self, message_id: str) -> int | None:
        index = self._index.get(message_id)
        return None if index is None else index + self._above

    def id_at(self, index: int) -> str:
        """The message's id, without making a Turn. Raises IndexError."""
        item = self._all[index]
        return item.id if isinstance(item, TurnOutline) else item.message.id

    def guess(self, index: int) -> int:
        """The height to begin with. Raises IndexError."""
        item = self._all[index]
        if isinstance(item, Turn):
            return item.height
        return guessed_height(item.size, self._builder.look.line)

    def set(self, messages: Iterable[Message]) -> None:
        """Replaces all."""
        self._all, self._index, self._above = [], {}, 0
        for message in messages:
            self.append(message)

    def append(self, message: Message) -> None:
        self._index[message.id] = len(self._all) - self._above
        self._all.append(Turn(message, self._builder))

    def prepend(self, outlines: Sequence[TurnOutline]) -> list[int]:
        """Puts these above all, some thousand within one frame; their heights to begin with."""
        self._all[:0] = outlines
        self._above += len(outlines)
        ids = map(itemgetter(0), outlines)
        self._index.update(zip(ids, range(-self._above, 0), strict=False))
        line = self._builder.look.line
        return [guessed_height(size, line) for _, _, size in outlines]
