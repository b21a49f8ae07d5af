"""Joins the composer's side of attachments to their view-model and to the chat being read."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QImage

from oriel.domain.attachments import Attachment
from oriel.domain.chats import Chat
from oriel.domain.connections import Connection
from oriel.domain.messages import Message
from oriel.domain.parts import FilePart, ImagePart, Part
from oriel.ui.attaching.composer_files import ComposerFiles
from oriel.ui.model_choice import ModelChoice
from oriel.ui.view_models.attachments import AttachmentsViewModel
from oriel.ui.view_models.chat import ChatViewModel


class AttachingBinding(QObject):
    """`sent` is for whoever sends: the message went off with what was attached."""

    def __init__(
        self,
        files: ComposerFiles,
        attachments: AttachmentsViewModel,
        chat: ChatViewModel,
        choice: ModelChoice,
    ) -> None:
        super().__init__()
        self._files = files
        self._attachments = attachments
        self._chat = chat
        files.files_attached.connect(attachments.add_files)
        files.picture_attached.connect(self._on_picture)
        files.content_attached.connect(self._on_content)
        files.text_attached.connect(self._on_text)
        files.remove_requested.connect(attachments.remove)
        files.retry_requested.connect(attachments.retry)
        attachments.changed.connect(self._on_changed)
        attachments.refused.connect(files.say_left_out)
        chat.opened.connect(self._on_opened)
        chat.settings_changed.connect(self._on_settings)
        chat.not_kept.connect(self._on_not_kept)
        choice.changed.connect(self._on_choice)

    def sent(self) -> None:
        """What was ready went along with a message of the chat that is read."""
        self._attachments.sent(self._chat.chat_id)

    def take_back(self, parts: tuple[Part, ...]) -> None:
        """What was attached to a message that is edited again."""
        self._attachments.put_back([p for p in parts if isinstance(p, ImagePart | FilePart)])

    def _on_changed(self, attachments: tuple[Attachment, ...]) -> None:
        self._files.show_attachments(attachments, self._attachments.thumb)

    def _on_picture(self, image: QImage) -> None:
        self._attachments.add_image(image, self._picture_name(".png"))

    def _on_content(self, content: bytes, ending: str) -> None:
        self._attachments.add_content(content, self._picture_name(ending))

    def _on_text(self, text: str) -> None:
        name = self._free_name(self.tr("Pasted text"), ".txt")
        self._attachments.add_content(text.encode("utf-8", "replace"), name)

    def _picture_name(self, ending: str) -> str:
        return self._free_name(self.tr("Pasted picture"), ending)

    def _free_name(self, stem: str, ending: str) -> str:
        """A name that none of the attachments has."""
        taken = {attachment.name for attachment in self._attachments.attachments}
        number, name = 1, f"{stem}{ending}"
        while name in taken:
            number += 1
            name = f"{stem} {number}{ending}"
        return name

    def _on_opened(self, chat: Chat | None, messages: tuple[Message, ...], draft: str) -> None:
        self._attachments.open(self._chat.chat_id, kept=not self._chat.is_temporary)

    def _on_not_kept(self, parts: tuple[Part, ...]) -> None:
        # The disk refused: what was attached goes back to where it was attached.
        self.take_back(parts)

    def _on_settings(self) -> None:
        # A new chat may be made a temporary one, and back, before its first turn.
        self._attachments.set_kept(kept=not self._chat.is_temporary)

    def _on_choice(self, connection: Connection | None, model: str) -> None:
        self._attachments.use(connection.id if connection else "", model)
