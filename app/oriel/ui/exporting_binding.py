"""Joins exporting and printing to the window: what is offered when, and what came of it.

Outside the folder of the dialog, which is imported when it is first opened.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QFileInfo, QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from oriel.domain.transfer_errors import TargetUnwritable
from oriel.ui.count_text import count_text
from oriel.ui.error_text import explain
from oriel.ui.main_window import MainWindow
from oriel.ui.undo import Undo
from oriel.ui.view_models.chat import ChatViewModel

if TYPE_CHECKING:
    from oriel.domain.errors import AppError
    from oriel.domain.exports import Exported, Extent, Progress, Scope
    from oriel.ui.exporting.dialog import ExportDialog, Offer, Wish
    from oriel.ui.exporting.print_progress import PrintProgress
    from oriel.ui.exporting.printing import Printing
    from oriel.ui.view_models.exporting import ExportingViewModel


class ExportingBinding(QObject):
    """`failed` tells of our own mistakes. `kept_choice` is what was chosen the last time, as
    the settings file has it."""

    failed = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        make: Callable[[], ExportingViewModel],
        chat: ChatViewModel,
        undo: Undo,
        kept_choice: dict[str, Any],
    ) -> None:
        super().__init__()
        self._window = window
        self._make = make
        self._chat = chat
        self._undo = undo
        self._choice = kept_choice
        self._model: ExportingViewModel | None = None
        self._dialog: ExportDialog | None = None
        self._printing: Printing | None = None
        self._progress: PrintProgress | None = None
        window.action("export_chat").triggered.connect(self.open_chat)
        window.action("export_chats").triggered.connect(self.open_all)
        window.action("print_chat").triggered.connect(self.print_chat)
        window.sidebar.export_requested.connect(self.open_chats)
        window.sidebar.export_folder_requested.connect(self.open_folder)

    def kept(self) -> dict[str, Any]:
        """What the next start needs, under the names of the settings file."""
        return {"export_choice": self._choice}

    def open_chat(self) -> None:
        """Offers the open chat, or all."""
        if not self._chat.chat_id:
            return
        offer = self._this_chat()
        self._open([offer] if offer.temporary else [offer, self._all_chats()])

    def open_chats(self, chat_ids: Sequence[str]) -> None:
        """Offers these chats, or all."""
        from oriel.domain.exports import Scope
        from oriel.ui.exporting.dialog import Offer

        if not chat_ids:
            return
        one = self.tr("The chosen chat")
        many = self.tr("The {count} chosen chats").format(count=count_text(len(chat_ids)))
        text = one if len(chat_ids) == 1 else many
        self._open([Offer(Scope(chat_ids=tuple(chat_ids)), text), self._all_chats()])

    def open_folder(self, folder_id: str, name: str) -> None:
        """Offers a folder with all in it, or all chats."""
        from oriel.domain.exports import Scope
        from oriel.ui.exporting.dialog import Offer

        text = self.tr("The folder “{name}”").format(name=name)
        self._open([Offer(Scope(folder_id=folder_id), text), self._all_chats()])

    def open_all(self) -> None:
        """Offers all chats."""
        self._open([self._all_chats()])

    def print_chat(self) -> None:
        """Asks the system for a printer, and prints the branch being read."""
        if not self._chat.chat_id or self._printing is not None or self._made().is_running:
            return
        from oriel.ui.exporting.printing import Printing

        offer = self._this_chat()
        printing = self._printing = Printing(self._title, self._window)
        printing.dialog.finished.connect(partial(self._on_asked, offer))
        printing.open()

    # Inside

    @property
    def _title(self) -> str:
        chat = self._chat.chat
        return chat.title if chat is not None and chat.title else self.tr("Untitled chat")

    def _made(self) -> ExportingViewModel:
        if self._model is None:
            model = self._model = self._make()
            model.measured.connect(self._on_measured)
            model.progressed.connect(self._on_progressed)
            model.done.connect(self._on_done)
            model.refused.connect(self._on_refused)
            model.stopped.connect(self._on_stopped)
            model.failed.connect(self._on_bug)
        return self._model

    def _this_chat(self) -> Offer:
        from oriel.domain.exports import Scope
        from oriel.ui.exporting.dialog import Offer

        text = self.tr("This chat: {title}").format(title=self._title)
        scope = Scope(chat_ids=(self._chat.chat_id,))
        return Offer(scope, text, temporary=self._chat.is_temporary)

    def _all_chats(self) -> Offer:
        from oriel.domain.exports import Scope
        from oriel.ui.exporting.dialog import Offer

        return Offer(Scope(), self.tr("All chats"))

    def _open(self, offers: Sequence[Offer]) -> None:
        from oriel.ui.exporting.choice import options_from
        from oriel.ui.exporting.dialog import ExportDialog

        if self._dialog is not None or self._made().is_running:
            return
        dialog = self._dialog = ExportDialog(offers, options_from(self._choice), self._window)
        dialog.measure_requested.connect(self._on_measure)
        dialog.export_requested.connect(self._on_export)
        dialog.stop_requested.connect(self._made().stop)
        dialog.finished.connect(self._on_closed)
        self._on_measure(offers[0])
        dialog.open()

    def _on_measure(self, offer: Offer) -> None:
        self._made().measure(offer.scope, temporary=offer.temporary)

    def _on_measured(self, scope: Scope, extent: Extent) -> None:
        if self._dialog is not None:
            self._dialog.show_extent(scope, extent)

    def _on_export(self, wish: Wish) -> None:
        from oriel.ui.exporting.choice import kept_options
        from oriel.ui.exporting.words import export_words

        self._choice = kept_options(wish.options)
        self._made().export(
            wish.offer.scope,
            wish.path,
            wish.options,
            export_words(),
            to_folder=wish.to_folder,
            temporary=wish.offer.temporary,
        )

    def _on_progressed(self, progress: Progress) -> None:
        if self._dialog is not None:
            self._dialog.show_progress(progress)
        if self._progress is not None:
            self._progress.show_progress(progress)

    def _on_done(self, exported: Exported) -> None:
        if self._progress is not None:
            self._end_printing()
            self._window.show_toast(self.tr("The chat is at the printer."))
            return
        if self._dialog is not None:
            self._dialog.accept()
        one = self.tr("The chat was exported.")
        many = self.tr("{count} chats were exported.").format(count=count_text(exported.chats))
        show = partial(_show_in_folder, exported.path)
        self._undo.offer(one if exported.chats == 1 else many, show, self.tr("Show in folder"))

    def _on_refused(self, error: AppError) -> None:
        words = explain(error.code, error.facts).in_full
        if self._dialog is not None:
            self._dialog.show_refused(words)
            return
        if isinstance(error, TargetUnwritable):
            words = self.tr(
                "The chat was not printed, because the printer takes no pages now. See whether "
                "it is there and on, or choose another one."
            )
        self._end_printing()
        self._window.show_notice(words, kind="danger")

    def _on_stopped(self) -> None:
        self._end_printing()
        if self._dialog is not None:
            self._dialog.show_stopped()

    def _on_bug(self, error: BaseException) -> None:
        self._on_stopped()
        self.failed.emit(error)

    def _on_closed(self) -> None:
        self._dialog = None

    def _on_asked(self, offer: Offer, answer: int) -> None:
        """The print dialog was answered; 0 when it was left."""
        if answer:
            self._print(offer)
        else:
            self._end_printing()

    def _print(self, offer: Offer) -> None:
        from oriel.domain.exports import ExportOptions, Format
        from oriel.ui.exporting.pages import PrinterWriter
        from oriel.ui.exporting.press import paper_theme
        from oriel.ui.exporting.print_progress import PrintProgress
        from oriel.ui.exporting.words import export_words

        assert self._printing is not None
        progress = self._progress = PrintProgress(self._window)
        progress.stop_requested.connect(self._made().stop)
        printer, theme = self._printing.printer, paper_theme()
        self._made().set_pages(
            offer.scope,
            ExportOptions(format=Format.PDF),
            export_words(),
            lambda book: PrinterWriter(book, printer, theme),
            temporary=offer.temporary,
        )

    def _end_printing(self) -> None:
        self._printing = None
        progress, self._progress = self._progress, None
        if progress is not None:
            progress.end()


def _show_in_folder(path: str) -> None:
    """Opens a new folder itself, and of a file the folder it lies in."""
    info = QFileInfo(path)
    place = path if info.isDir() else info.absolutePath()
    QDesktopServices.openUrl(QUrl.fromLocalFile(place))
