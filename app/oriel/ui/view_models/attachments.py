"""What is attached to the messages being written: one tray per chat, filled in the background.

A tray goes on filling while another chat is read, and is kept with its chat's draft.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from oriel.domain.attachments import (
    MOST,
    Attachment,
    Intake,
    NotAttached,
    Reason,
    Refusal,
    State,
    attachment_of,
    way_for,
)
from oriel.domain.messages import new_id
from oriel.domain.parts import FilePart, ImagePart, Part
from oriel.services.attachments import Attachments, Source, source_of
from oriel.services.tasks import TaskScope
from oriel.ui.attaching.pictures import thumbnail_of
from oriel.ui.view_models.attachment_making import Held, Making, Ready

NEW_CHAT = ""
NEW_TEMPORARY = "new temporary"  # the tray of a temporary chat not begun: no chat's id
# Why a file is not taken may change with the connection or the model.
_MAY_CHANGE = frozenset(
    {
        Refusal.TOO_BIG,
        Refusal.AUDIO_API,
        Refusal.NO_PICTURES,
        Refusal.ELSEWHERE,
        Refusal.NO_CONNECTION,
        Refusal.WOULD_STAY,
    }
)


class AttachmentsViewModel(QObject):
    """`changed(tuple[Attachment])` of the open chat, `refused(Reason)` for what was left out,
    `failed(BaseException)`."""

    changed = Signal(object)
    refused = Signal(object)
    failed = Signal(object)

    def __init__(self, attachments: Attachments) -> None:
        super().__init__()
        self._attachments = attachments
        self._scope = TaskScope(self.failed.emit)
        self._making = Making(attachments, self._on_changed)
        self._trays: dict[str, list[Held]] = {}
        self._chat_id = NEW_CHAT
        self._intakes: dict[str, Intake] = {}
        self._unkept: set[str] = set()
        self._unsaved: set[str] = set()
        self._saving: asyncio.Task[Any] | None = None

    # Facts

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """Those of the open chat, in the order they came."""
        return tuple(held.attachment for held in self._tray())

    @property
    def parts(self) -> tuple[Ready, ...]:
        """What goes along if the message is sent now."""
        return tuple(a.part for a in self.attachments if a.part is not None)

    @property
    def is_waiting(self) -> bool:
        """Whether some of it is not there yet."""
        return any(attachment.is_waiting for attachment in self.attachments)

    def thumb(self, attachment_id: str) -> QImage | None:
        """A picture's small square; None while there is none."""
        thumbs = (h.thumb for h in self._tray() if h.attachment.id == attachment_id)
        found = next(thumbs, None)
        return None if found is None or found.isNull() else found

    # Wishes

    def open(self, chat_id: str, *, kept: bool = True) -> None:
        """Another chat is read; `use` then says by which model it is answered. Without
        `kept` nothing of it is written to the disk."""
        self._chat_id = chat_id = chat_id or _new_chat(kept=kept)
        lasts_now = kept and chat_id in self._unkept
        self._set_kept(chat_id, kept=kept)
        if chat_id not in self._trays:
            self._trays[chat_id] = []
            if kept:
                self._scope.start_if_open(self._load(chat_id), "attachments of a draft")
        elif lasts_now:
            self._keep(chat_id)
        self._tell()

    def set_kept(self, *, kept: bool) -> None:
        """Whether what is attached to the new chat that is open may be written to the disk;
        what was written is removed when it may not."""
        if self._chat_id != _new_chat(kept=not kept):
            return
        before, intake = self._chat_id, self._intake_of(self._chat_id)
        moved = self._trays.pop(before, [])
        self.open(NEW_CHAT, kept=kept)
        self._intakes[self._chat_id] = intake
        self._take(moved)
        if not kept:
            self._unsaved.discard(before)
            self._scope.start_if_open(self._attachments.keep(before, ()), "forget attachments")
        self._recheck()
        self._tell()

    def drop(self, chat_id: str) -> None:
        """The chat is gone, and what was attached to what was being written there."""
        for held in self._trays.pop(chat_id, []):
            held.stop()
            self._forget(held)
        self._intakes.pop(chat_id, None)
        self._unkept.discard(chat_id)

    def use(self, connection_id: str, model: str) -> None:
        """From now on this model answers the open chat: what it does not take is said."""
        self._intakes[self._chat_id] = self._attachments.intake(connection_id, model)
        self._recheck()
        self._tell()

    def add_files(self, paths: Sequence[str]) -> None:
        """Attaches files by their paths; one that is there already is left out in silence."""
        there = {held.source.path for held in self._tray() if held.source is not None}
        sources = [source_of(path) for path in dict.fromkeys(paths)]
        self._add([self._held(s.name, source=s) for s in sources if s.path not in there])

    def add_image(self, image: QImage, name: str) -> None:
        """Attaches a picture of the clipboard."""
        self._add([self._held(name, image=image)])

    def add_content(self, content: bytes, name: str) -> None:
        """Attaches what was pasted as a file of its own."""
        self._add([self._held(name, source=Source(name, content=content))])

    def remove(self, attachment_id: str) -> None:
        """Takes one out; an upload that was not sent is deleted at the service."""
        for held in [h for h in self._tray() if h.attachment.id == attachment_id]:
            self._tray().remove(held)
            held.stop()
            self._forget(held)
        self._keep(self._chat_id)
        self._tell()

    def retry(self, attachment_id: str) -> None:
        """Tries one that failed again."""
        for held in self._tray():
            failed = held.attachment.state is State.FAILED
            if held.attachment.id == attachment_id and failed:
                held.upload_anyway = _would_stay(held)
                self._begin(held)
        self._tell()

    def sent(self, chat_id: str) -> None:
        """The message went off with what was ready, as a turn of `chat_id`. What was not
        stays for the next one."""
        staying = [held for held in self._tray() if held.attachment.part is None]
        for held in self._tray():
            if held.attachment.part is not None:
                self._forget(held, but=held.attachment.part.file_id)
        self._trays[self._chat_id] = []
        self._keep(self._chat_id)
        if chat_id != self._chat_id:
            self._set_kept(chat_id, kept=self._chat_id not in self._unkept)
            self._intakes[chat_id] = self._intake_of(self._chat_id)
            self._chat_id = chat_id
        self._take(staying)
        self._tell()

    def _take(self, staying: list[Held]) -> None:
        for held in staying:
            held.chat_id = self._chat_id
        self._tray().extend(staying)
        if staying:
            self._keep(self._chat_id)

    def put_back(self, parts: Sequence[Part]) -> None:
        """Attaches what was sent before: a message that was not kept, or is edited."""
        found = self._restored(self._chat_id, parts)
        for held in found:
            held.ours = False
        self._tray().extend(found)
        self._keep(self._chat_id)
        self._recheck()
        self._tell()

    async def settled(self) -> None:
        """Returns once nothing is being prepared, uploaded or saved."""
        while waiting := [task for task in self._tasks() if not task.done()]:
            await asyncio.gather(*waiting, return_exceptions=True)
            await asyncio.sleep(0)  # callbacks of a done task may come after this one

    async def aclose(self) -> None:
        if self._saving is not None:
            await asyncio.gather(self._saving, return_exceptions=True)
        await self._scope.aclose()

    # Inside

    def _tray(self) -> list[Held]:
        return self._trays.setdefault(self._chat_id, [])

    def _intake_of(self, chat_id: str) -> Intake:
        return self._intakes.get(chat_id, Intake())

    def _intake_for(self, held: Held) -> Intake:
        """What is taken of it: of a chat that leaves no trace, nothing lies at a service."""
        within = held.chat_id in self._unkept and not held.upload_anyway
        return replace(self._intake_of(held.chat_id), within=within)

    def _held(self, name: str, source: Source | None = None, image: QImage | None = None) -> Held:
        return Held(Attachment(id=new_id(), name=name), self._chat_id, source, image)

    def _add(self, wanted: list[Held]) -> None:
        room = max(0, MOST - len(self._tray()))
        for held in wanted[:room]:
            self._tray().append(held)
            self._begin(held)
        if left := wanted[room:]:
            self.refused.emit(Reason(Refusal.TOO_MANY, {"left_out": len(left), "limit": MOST}))
        self._tell()

    def _begin(self, held: Held) -> None:
        held.stop()
        held.attachment = replace(
            held.attachment, state=State.PREPARING, progress=0.0, reason=None, part=None
        )
        work = self._making.make(held, lambda: self._intake_for(held))
        held.task = self._scope.start_if_open(work, f"attach {held.attachment.id}")
        if held.task is not None:
            held.task.add_done_callback(lambda task: self._on_ended(held, task))

    def _on_ended(self, held: Held, task: asyncio.Task[Any]) -> None:
        if not task.cancelled() and task.exception() is not None:
            # Our own mistake; but a message must not wait for ever.
            self._making.fail(held, Reason("unexpected"))

    def _on_changed(self, held: Held) -> None:
        if not held.attachment.is_waiting:
            self._keep(held.chat_id)
        if held.chat_id == self._chat_id:
            self._tell()

    def _recheck(self) -> None:
        """Whether the model that answers now takes what is there, and where that lies."""
        for held in self._tray():
            reason, state = held.attachment.reason, held.attachment.state
            lasting = reason is not None and reason.code not in _MAY_CHANGE
            if state is not State.PREPARING and not lasting:
                self._recheck_one(held)

    def _recheck_one(self, held: Held) -> None:
        intake = self._intake_for(held)
        if "" in held.uploads and intake.connection_id:
            held.uploads[intake.connection_id] = held.uploads.pop("")
        try:
            way_for(held.what, held.attachment.size, intake)
        except NotAttached as refused:
            held.stop()
            self._making.fail(held, refused.reason)
            return
        if not held.serves(intake.connection_id):
            self._begin(held)

    def _forget(self, held: Held, but: str = "") -> None:
        for connection_id, part in held.uploads.items():
            if held.ours and part.file_id != but:
                work = self._attachments.forget(connection_id, part.file_id)
                self._scope.start_if_open(work, "forget an upload")

    # Drafts

    async def _load(self, chat_id: str) -> None:
        found = self._restored(chat_id, await self._attachments.kept(chat_id))
        added = self._trays.get(chat_id, [])
        self._trays[chat_id] = [*found, *added]
        if found and added:
            self._keep(chat_id)
        if found and chat_id == self._chat_id:
            self._recheck()
            self._tell()

    def _restored(self, chat_id: str, parts: Sequence[Part]) -> list[Held]:
        made = (attachment_of(part, new_id()) for part in parts)
        return [self._restored_one(chat_id, found) for found in made if found is not None]

    def _restored_one(self, chat_id: str, found: Attachment) -> Held:
        held = Held(found, chat_id)
        match found.part:
            case FilePart(file_id=file_id) as part if file_id:
                # The draft was written for the connection its chat is answered by.
                held.uploads[self._intake_of(chat_id).connection_id] = part
            case ImagePart() as part:
                held.inline = part
                self._scope.start_if_open(self._show_thumb(held, part), "thumbnail")
            case part:
                held.inline = part
        return held

    async def _show_thumb(self, held: Held, part: ImagePart) -> None:
        held.thumb = await asyncio.to_thread(thumbnail_of, part)
        if held.chat_id == self._chat_id:
            self._tell()

    def _set_kept(self, chat_id: str, *, kept: bool) -> None:
        (self._unkept.discard if kept else self._unkept.add)(chat_id)

    def _keep(self, chat_id: str) -> None:
        if chat_id in self._unkept:
            return
        self._unsaved.add(chat_id)
        if self._saving is None or self._saving.done():
            self._saving = self._scope.start_if_open(self._save(), "attachments of drafts")

    async def _save(self) -> None:
        while self._unsaved:
            chat_id = self._unsaved.pop()
            drafts = [held.draft() for held in self._trays.get(chat_id, [])]
            parts = tuple(part for part in drafts if part is not None)
            await self._attachments.keep(chat_id, parts)

    def _tell(self) -> None:
        self.changed.emit(self.attachments)

    def _tasks(self) -> list[asyncio.Task[Any]]:
        held = [h.task for tray in self._trays.values() for h in tray if h.task is not None]
        return [*held, *([self._saving] if self._saving else [])]


def _new_chat(*, kept: bool) -> str:
    """The tray of a chat not begun: what is attached to a temporary one is no other's."""
    return NEW_CHAT if kept else NEW_TEMPORARY


def _would_stay(held: Held) -> bool:
    reason = held.attachment.reason
    return reason is not None and reason.code == Refusal.WOULD_STAY
