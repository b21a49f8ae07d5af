"""Joins the search panel to its view-model, to the window's actions, and to what is found.

Imported with the window; the panel and all it needs when it is first opened.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from oriel.ui.announcing import announce
from oriel.ui.beside import Beside
from oriel.ui.chat_binding import ChatBinding
from oriel.ui.library_binding import LibraryBinding
from oriel.ui.main_window import MainWindow
from oriel.ui.prompts.binding import PromptBinding
from oriel.ui.undo import Undo
from oriel.ui.view_models.chat import ChatViewModel

if TYPE_CHECKING:
    from oriel.domain.findables import Findable
    from oriel.domain.search import ChatHit, SavedSearch, SearchHit
    from oriel.domain.word_places import Sought
    from oriel.ui.search.veil import Veil
    from oriel.ui.view_models.search import SearchViewModel

_NOT_LISTED = ("search", "stop", "undo_delete")  # of no use from here


class SearchBinding(QObject):
    def __init__(
        self,
        window: MainWindow,
        beside: Beside,
        make: Callable[[Sequence[str]], SearchViewModel],
        chat: ChatViewModel,
        chat_binding: ChatBinding,
        prompts: PromptBinding,
        library: LibraryBinding,
        undo: Undo,
        recent: Sequence[str],
    ) -> None:
        """`make` gives the view-model, when the panel is first opened; `recent` is what was
        searched for lately."""
        super().__init__()
        self._window, self._beside, self._make = window, beside, make
        self._chat, self._chat_binding = chat, chat_binding
        self._prompts, self._library, self._undo = prompts, library, undo
        self._recent = tuple(recent)
        self._search: SearchViewModel | None = None
        self._veil: Veil | None = None
        self._before: QWidget | None = None
        window.action("search").triggered.connect(self.toggle)
        chat.opened.connect(self._on_left)
        chat.not_pointed.connect(self._on_not_pointed)
        beside.changed.connect(self._on_left)

    def warm_up(self) -> None:
        """Imports what the panel needs, piece by piece once the start has come to rest."""
        from oriel.ui.search.warming import Warming

        Warming(self._window)  # goes with it

    def toggle(self) -> None:
        """Opens the panel. While it is open, selects what is typed, then closes it."""
        if self._veil is None or self._veil.isHidden():
            self.open()
        elif not self._veil.panel.again():
            self.close()

    def open(self) -> None:
        veil, search = self._made()
        self._before = self._window.focusWidget()
        veil.open()
        self._window.set_cover(veil)
        search.begin((*self._commands(), *self._library.known()))

    def close(self, *, back: bool = True) -> None:
        """`back` gives the keyboard back to where it was."""
        if self._veil is None or self._search is None or self._veil.isHidden():
            return
        self._veil.hide()
        self._window.set_cover(None)
        self._search.end()
        before, self._before = self._before, None
        if back and before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        elif back:
            self._window.page.focus_composer()

    def kept(self) -> dict[str, Any]:
        """What the next start needs, under the names of the settings file."""
        recent = self._search.recent if self._search is not None else self._recent
        return {"recent_searches": list(recent)}

    # Inside

    def _made(self) -> tuple[Veil, SearchViewModel]:
        if self._veil is None or self._search is None:
            from oriel.ui.search.veil import Veil

            self._veil, self._search = Veil(self._window), self._make(self._recent)
            self._connect(self._veil, self._search)
        return self._veil, self._search

    def _connect(self, veil: Veil, search: SearchViewModel) -> None:
        panel = veil.panel
        veil.left.connect(self.close)
        panel.closed.connect(self.close)
        panel.asking.asked.connect(self._on_asked)
        panel.asking.ended.connect(search.end_asking)
        panel.asking.offers_wanted.connect(search.offer)
        panel.more_requested.connect(search.more)
        panel.chosen.connect(self._on_chosen)
        panel.save_requested.connect(search.save)
        panel.forget_requested.connect(search.forget)
        panel.recent_forgotten.connect(self._on_recent_forgotten)
        panel.line.textChanged.connect(self._on_text)
        search.began.connect(panel.show_beginning)
        search.found.connect(panel.show_found)
        search.offered.connect(panel.show_offers)
        search.kept.connect(self._on_kept)
        search.forgotten.connect(self._on_forgotten)
        search.failed.connect(self._chat.failed)

    def _commands(self) -> list[Findable]:
        """What can be done now, as the menus say it."""
        from oriel.domain.findables import Findable, Kind

        table = self._window.actions_table
        return [
            Findable(Kind.COMMAND, action.objectName(), action.text(), group, keys=keys)
            for group, actions in table.groups()
            for action in actions
            if action.isEnabled() and action.isVisible()
            if action.objectName() not in _NOT_LISTED
            if action.shortcutContext() != Qt.ShortcutContext.WidgetShortcut
            for keys in (table.keys(action.objectName()),)
        ]

    def _on_asked(self, typed: str, ranked: bool) -> None:
        if self._search is not None:
            self._search.search(typed, ranked=ranked)

    def _on_text(self, typed: str) -> None:
        if self._search is not None and self._veil is not None:
            self._veil.panel.show_kept(self._search.saved(typed))

    def _on_chosen(self, target: SearchHit | ChatHit | Findable, sought: Sought) -> None:
        from oriel.domain.search import ChatHit, SearchHit

        if self._search is not None and self._veil is not None:
            self._search.remember(self._veil.panel.line.text())
        self.close()
        match target:
            case SearchHit():
                self._chat_binding.keep_draft()
                self._beside.close()
                self._chat.open_at(target.chat_id, target.message_id, sought)
            case ChatHit():
                self._beside.close()
                self._window.sidebar.chat_chosen.emit(target.chat_id)
            case _:
                self._open_findable(target)

    def _open_findable(self, found: Findable) -> None:
        from oriel.domain.findables import Kind

        match found.kind:
            case Kind.COMMAND:
                self._window.action(found.id).trigger()
            case Kind.PROMPT:
                prompt = self._search.prompt(found.id) if self._search is not None else None
                if prompt is not None:
                    self._beside.close()
                    self._prompts.use(prompt)
            case Kind.FILE:
                self._library.show_file(found.connection_id, found.name)
            case Kind.STORE:
                self._library.show_store(found.connection_id, found.id)

    def _on_recent_forgotten(self, typed: str) -> None:
        if self._search is not None:
            self._search.forget_recent(typed)
            self._search.begin_again()

    def _on_kept(self, kept: SavedSearch) -> None:
        self._show_saved()
        said = self.tr("The search is kept as “{name}”.").format(name=kept.name)
        announce(self._window, said)  # the star shows it

    def _on_forgotten(self, search: SavedSearch) -> None:
        self._show_saved()
        said = self.tr("The search “{name}” was forgotten.").format(name=search.name)
        if self._search is not None:
            self._undo.offer(said, partial(self._search.save, search.name, search.typed))

    def _show_saved(self) -> None:
        if self._search is not None and self._veil is not None:
            self._on_text(self._veil.panel.line.text())
            self._search.begin_again()

    def _on_left(self) -> None:
        """Another chat or page is in view: who searched has moved on."""
        self.close(back=False)

    def _on_not_pointed(self, why: str) -> None:
        if why == "answering":
            said = self.tr(
                "This message is in another version of the chat. It can be shown when the"
                " answer is complete."
            )
        else:
            said = self.tr("This message is not there any more.")
        self._window.show_toast(said)
