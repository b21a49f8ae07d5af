"""One attachment on its way from a file to a part of a message.

Apart from the trays, which decide when it is made, shown, kept and sent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtGui import QImage

from oriel.domain.attachment_kinds import FileKind
from oriel.domain.attachments import (
    Attachment,
    Intake,
    NotAttached,
    Reason,
    Refusal,
    State,
    Way,
    way_for,
)
from oriel.domain.errors import AppError
from oriel.domain.parts import FilePart, ImagePart
from oriel.services.attachments import Attachments, Seen, Source
from oriel.ui.attaching.pictures import as_png, prepared

_PICTURES_AT_ONCE = 2  # each takes up to some hundred megabytes while it is decoded
_UPLOADS_AT_ONCE = 3

Ready = ImagePart | FilePart


@dataclass(slots=True, eq=False)
class Held:
    """An attachment and what it is made of: a file or a picture of the clipboard; neither
    when it came back as a part. `inline` goes anywhere, `uploads` are by connection id.
    `ours` says that no message uses the uploads yet, `upload_anyway` that the person wants it
    uploaded where nothing else is."""

    attachment: Attachment
    chat_id: str
    source: Source | None = None
    image: QImage | None = None
    inline: Ready | None = None
    uploads: dict[str, FilePart] = field(default_factory=dict)
    going_to: str = ""
    ours: bool = True
    upload_anyway: bool = False
    thumb: QImage | None = None
    task: asyncio.Task[Any] | None = None

    @property
    def what(self) -> FileKind:
        return FileKind(self.attachment.kind, self.attachment.media_type)

    def made_for(self, connection_id: str) -> Ready | None:
        """What was made before and is of use at this connection."""
        return self.inline or self.uploads.get(connection_id)

    def draft(self) -> Ready | None:
        """What there is to be kept, whether or not it can be sent now."""
        anything: Ready | None = next(iter(self.uploads.values()), None)
        return self.attachment.part or self.inline or anything

    def serves(self, connection_id: str) -> bool:
        """Whether what is ready, or on its way, is of use at this connection."""
        if self.attachment.state is State.UPLOADING:
            return self.going_to == connection_id
        part = self.attachment.part
        return part is not None and part == self.made_for(connection_id)

    def stop(self) -> None:
        if self.task is not None:
            self.task.cancel()
            self.task = None


class Making:
    """Makes parts; `changed(held)` hears of every step."""

    def __init__(self, attachments: Attachments, changed: Callable[[Held], None]) -> None:
        self._attachments = attachments
        self._changed = changed
        self._decoding = asyncio.Semaphore(_PICTURES_AT_ONCE)
        self._uploading = asyncio.Semaphore(_UPLOADS_AT_ONCE)

    async def make(self, held: Held, intake: Callable[[], Intake]) -> None:
        """Makes it ready, or says why not. `intake` is asked when it is known what it is."""
        try:
            part = await self._made(held, intake)
        except NotAttached as refused:
            self.fail(held, refused.reason)
        except AppError as error:
            self.fail(held, Reason(error.code, error.facts))
        else:
            self._note(held, state=State.READY, progress=1.0, reason=None, part=part)

    def fail(self, held: Held, reason: Reason) -> None:
        self._note(held, state=State.FAILED, progress=0.0, reason=reason, part=None)

    async def _made(self, held: Held, intake: Callable[[], Intake]) -> Ready:
        source = await self._source(held)
        if source is None:
            return self._made_before(held, intake())
        seen = await self._attachments.look(source)
        self._note(held, kind=seen.what.kind, media_type=seen.what.media_type, size=seen.size)
        taking = intake()
        way = way_for(seen.what, seen.size, taking)
        if made := held.made_for(taking.connection_id):
            return made
        match way:
            case Way.PICTURE:
                held.inline = await self._picture(held, source)
            case Way.INLINE:
                held.inline = await self._attachments.read(source, seen.what)
            case Way.UPLOAD:
                return await self._upload(held, source, seen, taking.connection_id)
        return held.inline

    async def _source(self, held: Held) -> Source | None:
        if held.image is not None:
            content = await asyncio.to_thread(as_png, held.image)
            held.source, held.image = Source(held.attachment.name, content=content), None
        return held.source

    def _made_before(self, held: Held, taking: Intake) -> Ready:
        way_for(held.what, held.attachment.size, taking)
        if made := held.made_for(taking.connection_id):
            return made
        raise NotAttached(Refusal.ELSEWHERE)

    async def _picture(self, held: Held, source: Source) -> ImagePart:
        async with self._decoding:
            made = await asyncio.to_thread(prepared, source)
        held.thumb = made.thumb
        self._note(held, size=made.size)
        return made.part

    async def _upload(self, held: Held, source: Source, seen: Seen, connection_id: str) -> FilePart:
        def count(share: float) -> None:
            # A hundred times is often enough to paint it.
            if int(share * 100) != int(held.attachment.progress * 100):
                self._note(held, progress=share)

        held.going_to = connection_id
        self._note(held, state=State.UPLOADING)
        async with self._uploading:
            made = await self._attachments.upload(source, seen, connection_id, count)
        held.uploads[connection_id] = made
        return made

    def _note(self, held: Held, **changes: Any) -> None:
        held.attachment = replace(held.attachment, **changes)
        self._changed(held)
