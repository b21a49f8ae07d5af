"""The composer's side of attachments: button, tray, offers, and what pasting brings.

Apart from the composer, which asks it only whether the message may go.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, QMimeData, QObject, Signal
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from oriel.domain.attachments import LONG_PASTE, Attachment, Reason, State
from oriel.domain.parts import FilePart, ImagePart
from oriel.ui.attaching.offer import AttachOffer
from oriel.ui.attaching.taken_in import brought, has_files, picture_of
from oriel.ui.attaching.tray import AttachmentTray, Thumbs
from oriel.ui.row_button import IconButton

_PARAGRAPH = "\u2029"  # how a document ends its lines


class ComposerFiles(QObject):
    """`files_attached(list of paths)`, `picture_attached(QImage)`, `content_attached(bytes,
    ending)`, `text_attached(str)`, `remove_requested(id)`, `retry_requested(id)`, and
    `changed()` when whether the message may go has changed."""

    files_attached = Signal(object)
    picture_attached = Signal(object)
    content_attached = Signal(object, str)
    text_attached = Signal(str)
    remove_requested = Signal(str)
    retry_requested = Signal(str)
    changed = Signal()

    def __init__(self, text: QPlainTextEdit, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = text
        self._parent = parent
        self._shown: tuple[Attachment, ...] = ()
        self._pasted: QTextCursor | None = None
        self._hash = False
        self.tray = AttachmentTray(parent)
        self.offer = AttachOffer(parent)
        self.button = IconButton("attach", parent)
        self.button.setObjectName("attach")
        self.button.setAccessibleName(self.tr("Attach files"))
        self.button.setToolTip(self.tr("Attach files, or drop or paste them here"))
        self.button.clicked.connect(self.choose)
        self.tray.remove_requested.connect(self.remove_requested)
        self.tray.retry_requested.connect(self.retry_requested)
        self.tray.left.connect(text.setFocus)
        self.offer.taken.connect(self._on_offer_taken)
        self.offer.dismissed.connect(self._end_offer)
        text.document().contentsChange.connect(self._on_typed)

    # Facts

    @property
    def ready(self) -> tuple[ImagePart | FilePart, ...]:
        """What goes along with the message."""
        return tuple(a.part for a in self._shown if a.part is not None)

    @property
    def hindrance(self) -> str:
        """Why the message cannot go yet, "" when nothing is in its way."""
        waiting = sum(attachment.is_waiting for attachment in self._shown)
        if waiting == 1:
            return self.tr("Waiting for a file")
        if waiting:
            return self.tr("Waiting for {count} files").format(count=waiting)
        if any(attachment.state is State.FAILED for attachment in self._shown):
            return self.tr("Remove what is not attached, then send")
        return ""

    def show_attachments(self, attachments: Sequence[Attachment], thumbs: Thumbs) -> None:
        """The attachments of the message; `thumbs` gives a picture's square by id."""
        self._shown = tuple(attachments)
        self.tray.show_attachments(attachments, thumbs)
        self.changed.emit()

    def say_left_out(self, reason: Reason) -> None:
        self.tray.say_left_out(reason)

    # Wishes

    def take_in(self, data: QMimeData) -> None:
        """Attaches what the clipboard or a drag brings."""
        if has_files(data):
            found = brought(data)
            self.files_attached.emit(found.files + found.folders)
            return
        match picture_of(data):
            case (content, ending):
                self.content_attached.emit(content, ending)
            case None:
                pass
            case image:
                self.picture_attached.emit(image)

    def choose(self) -> None:
        """Opens the dialog to choose files."""
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self._parent, self.tr("Attach files"))
        dialog.setObjectName("attach_dialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._on_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def pasted(self, start: int, end: int) -> None:
        """Text was pasted between these places: a long one may be meant as a file."""
        if end - start <= LONG_PASTE:
            return
        self._pasted = QTextCursor(self._text.document())
        self._pasted.setPosition(start)
        self._pasted.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        count = QLocale().toString(end - start)
        said = self.tr("{count} characters pasted").format(count=count)
        self.offer.offer(said, self.tr("Attach as file"))
        self.changed.emit()

    # Inside

    def _on_chosen(self, paths: list[str]) -> None:
        self.files_attached.emit(paths)

    def _on_typed(self, at: int, removed: int, added: int) -> None:
        document = self._text.document()
        if added == 1 and not removed and document.characterAt(at) == "#":
            if at == 0 or document.characterAt(at - 1) in (" ", _PARAGRAPH):
                self._hash = True
                self.offer.offer(self.tr("A file?"), self.tr("Attach files"))
                self.changed.emit()
        elif self._hash or (self._pasted is not None and self._length() <= LONG_PASTE):
            self._end_offer()

    def _length(self) -> int:
        cursor = self._pasted
        return 0 if cursor is None else cursor.selectionEnd() - cursor.selectionStart()

    def _on_offer_taken(self) -> None:
        pasted, self._pasted = self._pasted, None
        if self._hash:
            self._hash = False
            self._text.textCursor().deletePreviousChar()
            self.choose()
        elif pasted is not None:
            text = pasted.selectedText().replace(_PARAGRAPH, "\n").replace("\u2028", "\n")
            pasted.removeSelectedText()  # undoing it brings the text back
            self.text_attached.emit(text)
        self._end_offer()
        self._text.setFocus()

    def _end_offer(self) -> None:
        self._pasted, self._hash = None, False
        self.offer.hide()
        self.changed.emit()
