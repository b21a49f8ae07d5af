"""The bin in the window: when it is shown, and what coming back means for the chats.

Outside the folder of the page, which is imported when the bin is first opened.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from oriel.ui.beside import Beside
from oriel.ui.count_text import count_text
from oriel.ui.main_window import MainWindow
from oriel.ui.undo import Undo
from oriel.ui.view_models.together import ViewModels

if TYPE_CHECKING:
    from oriel.domain.bin import BinEntry, Restored
    from oriel.ui.bin.page import BinPage
    from oriel.ui.kept_at.deletion_words import Asked
    from oriel.ui.view_models.bin import BinViewModel

PAGE = "bin"
GoOn = Callable[[], None]
BeforeForGood = Callable[[Sequence[str], "Asked", GoOn, GoOn], None]


class BinBinding(QObject):
    """`make` gives the view-model, once, when the bin is first opened. `failed(error)`."""

    failed = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        beside: Beside,
        make: Callable[[], BinViewModel],
        models: ViewModels,
        undo: Undo,
    ) -> None:
        super().__init__()
        self._window, self._beside, self._undo = window, beside, undo
        self._make = make
        self._chat, self._chats = models.chat, models.chats
        self._bin: BinViewModel | None = None
        self._page: BinPage | None = None
        self._changed = ""  # a chat that is to be read anew
        self.before_for_good: BeforeForGood = _ask_only
        beside.changed.connect(self._on_beside)
        window.action("bin").triggered.connect(self.toggle)
        models.chats.listed.connect(self._on_something_deleted)
        models.chat.removed.connect(self._on_something_deleted)

    @property
    def page(self) -> BinPage:
        """The page, made now if it was not."""
        return self._made()[1]

    def toggle(self) -> None:
        if self._beside.shown == PAGE:
            self._beside.toggle_back()
        else:
            self.open()

    def open(self) -> None:
        view_model, page = self._made()
        self._beside.show(PAGE, page)
        view_model.refresh()
        page.focus_first()

    def _made(self) -> tuple[BinViewModel, BinPage]:
        if self._bin is None or self._page is None:
            from oriel.ui.bin.page import BinPage

            self._bin, self._page = self._make(), BinPage()
            self._join(self._bin, self._page)
        return self._bin, self._page

    def _join(self, view_model: BinViewModel, page: BinPage) -> None:
        page.leave_requested.connect(self.toggle)
        page.restore_requested.connect(view_model.restore)
        page.delete_wished.connect(self._on_delete_wished)
        page.delete_requested.connect(view_model.delete)
        page.look_requested.connect(view_model.look_at)
        page.refresh_requested.connect(view_model.refresh)
        view_model.loading.connect(page.show_loading)
        view_model.listed.connect(page.show_entries)
        view_model.not_listed.connect(page.show_failed)
        view_model.measured.connect(page.show_measured)
        view_model.looked_at.connect(page.show_messages)
        view_model.deleted.connect(page.forget)
        view_model.deleted.connect(self._on_deleted)
        view_model.restored.connect(self._on_restored)
        view_model.undone.connect(self._on_undone)
        view_model.failed.connect(self.failed)

    def _on_delete_wished(self, entries: list[BinEntry], asked: Asked) -> None:
        """Asks; where services keep something of the chats, with the list of it."""
        view_model, page = self._made()
        ask = partial(page.ask_here, entries, asked)
        if chat_ids := [entry.chat_id for entry in entries if entry.is_chat]:
            self.before_for_good(chat_ids, asked, ask, partial(view_model.delete, entries))
        else:
            ask()

    def _on_something_deleted(self) -> None:
        if self._beside.shown == PAGE and self._bin is not None:
            self._bin.refresh()

    def _on_restored(self, restored: Restored) -> None:
        if not restored.count:
            self._window.show_notice(
                self.tr("Nothing was restored: it is not in the bin any more, or unreadable."),
                kind="warning",
            )
            return
        self._show_changed(restored)
        assert self._bin is not None
        many = self.tr("{count} entries are restored.").format(count=count_text(restored.count))
        said = self.tr("1 entry is restored.") if restored.count == 1 else many
        self._undo.offer(said, partial(self._bin.undo_restore, restored))

    def _on_undone(self, restored: Restored) -> None:
        for chat_id, _ in restored.chats:
            self._chat.forget(chat_id)
        self._show_changed(restored)

    def _on_deleted(self, entries: tuple[BinEntry, ...]) -> None:
        count = len(entries)
        many = self.tr("{count} entries are deleted for good.").format(count=count_text(count))
        self._window.show_toast(self.tr("1 entry is deleted for good.") if count == 1 else many)

    def _show_changed(self, restored: Restored) -> None:
        """The list, and the open chat where it is one that changed."""
        if restored.chats:
            self._chats.refresh()
        open_chat = self._chat.chat_id
        if open_chat and any(back.chat_id == open_chat for back in restored.turns):
            self._changed = open_chat
            self._on_beside(self._beside.shown)

    def _on_beside(self, shown: str) -> None:
        """Reads a changed chat anew once it is in view: to open it would close the bin."""
        changed, self._changed = self._changed, "" if not shown else self._changed
        if not shown and changed and changed == self._chat.chat_id:
            self._chat.open(changed)


def _ask_only(chat_ids: Sequence[str], asked: Asked, ask: GoOn, go_on: GoOn) -> None:
    ask()
