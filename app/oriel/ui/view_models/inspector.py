"""What stands behind an answer: which one is looked at, and what is asked about it.

Follows the chat: the last answer, until another is chosen. Nothing but the meter is
worked out while nobody looks.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from oriel.domain.context_meter import meter_of
from oriel.domain.errors import AppError
from oriel.domain.messages import Message, Role
from oriel.domain.sources import ProducedFile
from oriel.domain.turns import ReasoningAdded, RefusalAdded, TextAdded, TurnEvent
from oriel.services.evidence import Evidence, file_name_of, free_path
from oriel.services.exchange_record import ExchangeRecord
from oriel.services.tasks import TaskScope
from oriel.ui.view_models.chat import ChatViewModel

REFRESH_MS = 150
_AT_ONCE = 200  # answers that are read together for the sum


@dataclass(frozen=True, slots=True)
class Saving:
    """How far a file is on its way to the disk: `done` bytes."""

    file: ProducedFile
    done: int = 0


class InspectorViewModel(QObject):
    """`shown(Message | None)`, `meter_changed(Meter)` of the messages in view,
    `totals_read(Meter)` of the whole branch, `raw_read(message id, Raw)`,
    `durations_read(message id, seconds by call id)`, `container_read(ContainerState)`,
    `container_failed(id, AppError)`, `saving(Saving)`, `saved(ProducedFile, path)`,
    `not_saved(ProducedFile, AppError | OSError | None)`: None when it was cancelled."""

    shown = Signal(object)
    meter_changed = Signal(object)
    totals_read = Signal(object)
    raw_read = Signal(str, object)
    durations_read = Signal(str, object)
    container_read = Signal(object)
    container_failed = Signal(str, object)
    saving = Signal(object)
    saved = Signal(object, str)
    not_saved = Signal(object, object)
    failed = Signal(object)

    def __init__(self, chat: ChatViewModel, evidence: Evidence) -> None:
        super().__init__()
        self._chat = chat
        self._evidence = evidence
        self._scope = TaskScope(self.failed.emit)
        self._selected = ""  # the last answer
        self._watched = False
        self._saves: dict[ProducedFile, asyncio.Task[Any]] = {}
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(REFRESH_MS)
        self._soon.timeout.connect(self._show)
        chat.opened.connect(self._on_opened)
        chat.answer_begun.connect(self._on_begun)
        chat.answer_changed.connect(self._on_changed)
        chat.answer_ended.connect(self._on_ended)

    # Facts

    @property
    def message(self) -> Message | None:
        """The answer that is looked at, as far as it has come; None in an empty chat."""
        answer = self._chat.known(self._selected) if self._selected else None
        answer = answer or self._last_answer()
        live = self._chat.desk.engine.live_answer(self._chat.chat_id)
        return live if live is not None and answer is not None and live.id == answer.id else answer

    @property
    def is_last(self) -> bool:
        last, shown = self._last_answer(), self.message
        return last is not None and shown is not None and last.id == shown.id

    # Wishes

    def watch(self, *, watched: bool) -> None:
        """Whether anybody looks."""
        self._watched = watched
        if watched:
            self._show()

    def select(self, message_id: str) -> None:
        """Looks at an answer, or at the answer to a turn of the person."""
        answer = self._answer_to(message_id)
        if answer is not None:
            self._selected = answer.id
            self._show()

    def read_raw(self) -> None:
        """What went over the wire for the answer that is looked at."""
        if message := self.message:
            self._scope.start_if_open(self._read_raw(message), "raw")

    def read_durations(self) -> None:
        if message := self.message:
            self._scope.start_if_open(self._read_durations(message), "durations")

    def read_totals(self) -> None:
        """What the whole branch has cost; the meter knows only what is in view."""
        self._scope.start_if_open(self._read_totals(self._chat.chat_id), "totals")

    def read_container(self, container_id: str) -> None:
        if message := self.message:
            self._scope.start_if_open(
                self._read_container(message.connection_id, container_id), "container"
            )

    def save(self, file: ProducedFile, path: str) -> None:
        """To a path that the person chose, in the place of what is there."""
        if message := self.message:
            self._begin_save(file, self._save(message.connection_id, file, Path(path)))

    def save_all(self, files: tuple[ProducedFile, ...], folder: str) -> None:
        """Into a folder, where nothing is written over."""
        if message := self.message:
            self._scope.start_if_open(
                self._save_all(message.connection_id, files, Path(folder)), "save all"
            )

    def cancel_save(self, file: ProducedFile) -> None:
        if task := self._saves.get(file):
            task.cancel()

    async def aclose(self) -> None:
        self._soon.stop()
        await self._scope.aclose()

    # Inside

    def _on_opened(self) -> None:
        self._selected = ""
        self._tell()

    def _on_begun(self) -> None:
        self._selected = ""
        self._tell()

    def _on_changed(self, message_id: str, event: TurnEvent) -> None:
        # Words are the most of what comes, and nothing here shows them.
        if isinstance(event, TextAdded | ReasoningAdded | RefusalAdded):
            return
        if self._watched and not self._soon.isActive():
            self._soon.start()

    def _on_ended(self) -> None:
        self._tell()

    def _tell(self) -> None:
        self.meter_changed.emit(meter_of(self._chat.messages))
        if self._watched:
            self._show()

    def _show(self) -> None:
        self._soon.stop()
        self.shown.emit(self.message)

    def _last_answer(self) -> Message | None:
        answers = (m for m in reversed(self._chat.messages) if m.role is Role.ASSISTANT)
        return next(answers, None)

    def _answer_to(self, message_id: str) -> Message | None:
        chosen = self._chat.known(message_id)
        if chosen is None or chosen.role is Role.ASSISTANT:
            return chosen
        messages = self._chat.messages
        return next((m for m in messages if m.parent_id == chosen.id), None)

    def _record(self, message: Message) -> ExchangeRecord | None:
        return self._chat.desk.engine.records.of(message.id)

    async def _read_raw(self, message: Message) -> None:
        raw = await self._evidence.raw(message, self._record(message))
        self.raw_read.emit(message.id, raw)

    async def _read_durations(self, message: Message) -> None:
        took = await self._evidence.durations(self._record(message))
        self.durations_read.emit(message.id, took)

    async def _read_totals(self, chat_id: str) -> None:
        conversations = self._chat.desk.conversations
        outline = await conversations.outline(chat_id)
        ids = [turn.id for turn in outline if turn.role is Role.ASSISTANT]
        told: list[Message] = []
        for first in range(0, len(ids), _AT_ONCE):
            found = await conversations.turns(ids[first : first + _AT_ONCE])
            # Only what is counted is kept: the words of a long chat are many.
            told += [_counted(message) for message in found]
        if chat_id == self._chat.chat_id:
            self.totals_read.emit(meter_of(told))

    async def _read_container(self, connection_id: str, container_id: str) -> None:
        try:
            state = await self._evidence.container(connection_id, container_id)
        except AppError as error:
            self.container_failed.emit(container_id, error)
        else:
            self.container_read.emit(state)

    def _begin_save(self, file: ProducedFile, work: Any) -> None:
        if file in self._saves:
            work.close()
            return
        task = self._scope.start_if_open(work, "save file")
        if task is not None:
            self._saves[file] = task
            task.add_done_callback(lambda _: self._saves.pop(file, None))
            self.saving.emit(Saving(file))

    async def _save_all(
        self, connection_id: str, files: tuple[ProducedFile, ...], folder: Path
    ) -> None:
        taken: list[Path] = []  # two of them may have one name
        for file in files:
            path = await asyncio.to_thread(free_path, folder, file_name_of(file), taken)
            taken.append(path)
            self._begin_save(file, self._save(connection_id, file, path))

    async def _save(self, connection_id: str, file: ProducedFile, path: Path) -> None:
        try:
            await self._evidence.save(
                connection_id, file, path, lambda done: self.saving.emit(Saving(file, done))
            )
        except (AppError, OSError) as error:
            self.not_saved.emit(file, error)
        except asyncio.CancelledError:
            self.not_saved.emit(file, None)
            raise
        else:
            self.saved.emit(file, str(path))


def _counted(message: Message) -> Message:
    return Message(
        id=message.id,
        chat_id=message.chat_id,
        parent_id=message.parent_id,
        role=message.role,
        created_at=message.created_at,
        usage=message.usage,
    )
