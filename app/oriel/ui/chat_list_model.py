"""The chat list as rows: headings and chats in one flat model.

Flat, because a list of uniform rows stays quick with ten thousand chats.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QAbstractListModel, QDate, QLocale, QModelIndex, QObject, Qt, Signal

if TYPE_CHECKING:
    from PySide6.QtCore import QPersistentModelIndex

    from oriel.domain.chats import Chat, DateGroup

    Index = QModelIndex | QPersistentModelIndex

HEADING = int(Qt.ItemDataRole.UserRole) + 1
BUSY = int(Qt.ItemDataRole.UserRole) + 2
_NO_PARENT = QModelIndex()
_SAID = int(Qt.ItemDataRole.AccessibleTextRole)
_SHOWN = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.EditRole))


class Heading(NamedTuple):
    text: str


class ChatListModel(QAbstractListModel):
    """Emits renamed(chat id, title) when a title was edited in place."""

    renamed = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[Chat | Heading] = []
        self._row_of: dict[str, int] = {}
        self._busy: frozenset[str] = frozenset()

    def show_groups(self, groups: list[DateGroup]) -> None:
        """Replaces all rows in one reset."""
        rows: list[Chat | Heading] = []
        for group in groups:
            rows.append(Heading(self._heading(group.key)))
            rows.extend(group.chats)
        self.beginResetModel()
        self._rows = rows
        self._row_of = {row.id: at for at, row in enumerate(rows) if not isinstance(row, Heading)}
        self.endResetModel()

    def set_busy(self, busy: frozenset[str]) -> None:
        """Which chats have a running answer."""
        changed, self._busy = self._busy ^ busy, busy
        for chat_id in changed:
            if chat_id in self._row_of:
                index = self.index(self._row_of[chat_id])
                self.dataChanged.emit(index, index, [BUSY, _SAID])

    def chat_at(self, row: int) -> Chat | None:
        """The chat in a row, None for a heading and outside the list."""
        if not 0 <= row < len(self._rows):
            return None
        found = self._rows[row]
        return None if isinstance(found, Heading) else found

    def row_of(self, chat_id: str) -> int:
        """The row of a chat, -1 when it is not listed."""
        return self._row_of.get(chat_id, -1)

    def ids(self) -> list[str]:
        """The listed chats from top to bottom."""
        return list(self._row_of)

    def near(self, row: int, step: int) -> int:
        """The first row of a chat from `row` on, going by `step` (1 or -1); -1 when none."""
        while 0 <= row < len(self._rows):
            if not isinstance(self._rows[row], Heading):
                return row
            row += step
        return -1

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.chat_at(index.row()) is None:
            return Qt.ItemFlag.ItemNeverHasChildren
        return (
            Qt.ItemFlag.ItemIsEnabled
            | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsEditable
            | Qt.ItemFlag.ItemNeverHasChildren
        )

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if isinstance(row, Heading):
            return row.text if role in (*_SHOWN, _SAID, HEADING) else None
        if role in _SHOWN:
            return self.title(row)
        if role == int(Qt.ItemDataRole.ToolTipRole):
            return self.title(row)
        if role == BUSY:
            return row.id in self._busy
        return self._spoken(row) if role == _SAID else None

    def setData(self, index: Index, value: Any, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:
        chat = self.chat_at(index.row())
        title = " ".join(str(value).split())
        if chat is None or role != int(Qt.ItemDataRole.EditRole):
            return False
        if not title or title == self.title(chat):
            return False
        # Shown at once; the list that comes back from the store confirms it.
        self._rows[index.row()] = replace(chat, title=title)
        self.dataChanged.emit(index, index)
        self.renamed.emit(chat.id, title)
        return True

    def title(self, chat: Chat) -> str:
        """The title as shown; a chat that has none yet is a new chat."""
        return chat.title or self.tr("New chat")

    def _spoken(self, chat: Chat) -> str:
        title = self.title(chat)
        return self.tr("{title}, answering").format(title=title) if chat.id in self._busy else title

    def _heading(self, key: str) -> str:
        known = {
            "pinned": self.tr("Pinned"),
            "today": self.tr("Today"),
            "yesterday": self.tr("Yesterday"),
            "week": self.tr("Previous 7 days"),
        }
        if key in known:
            return known[key]
        month = QDate.fromString(f"{key}-01", Qt.DateFormat.ISODate)
        return QLocale().toString(month, "MMMM yyyy") if month.isValid() else key
