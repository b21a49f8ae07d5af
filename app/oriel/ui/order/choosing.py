"""Which chats were chosen to do something with all of them: by id, whatever is read of them.

Rows that are not read yet have no id here: they are asked for (`spans_wanted`), and what is
to be done with the chats waits until the answer is there.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from oriel.domain.chat_lists import Span
from oriel.ui.chat_list_model import ChatListModel

Act = Callable[[tuple[str, ...]], None]


class Choosing(QObject):
    """`changed()`; `spans_wanted(mark, spans)` is answered by `take`."""

    changed = Signal()
    spans_wanted = Signal(object, object)

    def __init__(self, model: ChatListModel, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._ids: dict[str, None] = {}
        self._kept: dict[str, None] = {}  # what a range is added to
        self._mark: object = None
        self._waiting: list[Act] = []
        self._anchor = ""  # the chat a range goes from
        self._anchor_row = -1

    def __len__(self) -> int:
        return len(self._ids)

    def __contains__(self, chat_id: object) -> bool:
        return chat_id in self._ids

    @property
    def ids(self) -> tuple[str, ...]:
        """Those that are known already, in no certain order."""
        return tuple(self._ids)

    @property
    def any(self) -> bool:
        """Whether some are chosen, or are about to be."""
        return bool(self._ids) or self._mark is not None

    def clear(self) -> None:
        had = self.any
        self._ids, self._kept, self._mark = {}, {}, None
        self._waiting.clear()
        if had:
            self.changed.emit()

    def start_at(self, row: int) -> None:
        """A range begins here."""
        chat = self._model.chat_at(row)
        self._anchor, self._anchor_row = chat.id if chat else "", row
        self._kept = dict(self._ids)

    def begin_with(self, chat_id: str) -> None:
        """The chat that is open is one of the chosen, and a range begins at it."""
        row = self._model.row_of(chat_id)
        if row >= 0 and not self.any:
            self._ids[chat_id] = None
            if not self._anchor:
                self.start_at(row)

    def toggle(self, row: int) -> None:
        """One more, or one less."""
        chat = self._model.chat_at(row)
        if chat is None:
            return
        if chat.id in self._ids:
            del self._ids[chat.id]
        else:
            self._ids[chat.id] = None
        self.start_at(row)
        self.changed.emit()

    def extend(self, row: int) -> None:
        """All from where the range began to here, and what was chosen before it."""
        anchor = self._model.row_of(self._anchor) if self._anchor else self._anchor_row
        anchor = anchor if anchor >= 0 else row
        self._choose(self._model.blocks.spans(*sorted((anchor, row))), dict(self._kept))

    def choose_all(self) -> None:
        self._choose(self._model.blocks.spans(0, self._model.rowCount() - 1), {})

    def take(self, mark: object, ids: tuple[str, ...]) -> None:
        """Which chats stand in the rows that were asked for."""
        if mark is not self._mark:
            return
        self._mark = None
        self._ids.update(dict.fromkeys(ids))
        self.changed.emit()
        waiting, self._waiting = self._waiting, []
        for act in waiting:
            act(tuple(self._ids))

    def then(self, act: Act) -> None:
        """Does something with all that are chosen, as soon as they are known."""
        if self._mark is not None:
            self._waiting.append(act)
        elif self._ids:
            act(tuple(self._ids))

    def _choose(self, spans: list[Span], ids: dict[str, None]) -> None:
        unread = []
        for span in spans:
            found = self._model.ids_read(span)
            ids.update(dict.fromkeys(found))
            if len(found) < span.count:
                unread.append(span)
        self._ids = ids
        self._mark = object() if unread else None
        self.changed.emit()
        if unread:
            self.spans_wanted.emit(self._mark, unread)
