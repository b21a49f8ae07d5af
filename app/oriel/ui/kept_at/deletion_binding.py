"""Stands between the wish to delete chats and its doing: what goes with them at services is
listed first, and deleted there once the undo is past.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from oriel.domain.remote_deletion import DeletionPlan, Outcome, There, left
from oriel.domain.remote_errors import ConnectionRemoved
from oriel.ui.main_window import MainWindow
from oriel.ui.view_models.connections import ConnectionsViewModel

if TYPE_CHECKING:
    from oriel.ui.kept_at.delete_dialog import DeleteDialog
    from oriel.ui.kept_at.deletion_words import Asked
    from oriel.ui.view_models.remote_deletion import RemoteDeletionViewModel

# What an earlier run left is looked for when the start is long over.
_RESUME_AFTER_MS = 8_000
GoOn = Callable[[], None]


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is to happen when what goes with the chats is known. Without `go_on` nothing is
    deleted here; with `asked` they go for good, which `ask` asks when services have nothing."""

    title: str = ""
    go_on: GoOn | None = None
    asked: Asked | None = None
    ask: GoOn | None = None


class DeletionBinding(QObject):
    """`make` gives the view-model when it is first needed. `deleted()` when something was."""

    deleted = Signal()
    failed = Signal(object)

    def __init__(
        self,
        window: MainWindow,
        connections: ConnectionsViewModel,
        make: Callable[[], RemoteDeletionViewModel],
    ) -> None:
        super().__init__()
        self._window = window
        self._connections = connections
        self._make = make
        self._made: RemoteDeletionViewModel | None = None
        self._dialog: DeleteDialog | None = None
        self._wanted: dict[tuple[str, ...], _Wish] = {}
        self._failed: tuple[There, ...] = ()
        self._told = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_start)
        self._timer.start(_RESUME_AFTER_MS)
        window.notice_action_triggered.connect(self._on_notice)

    def before_delete(self, chat_ids: Sequence[str], title: str, go_on: GoOn) -> None:
        """Lists what goes with the chats and calls `go_on` to delete them here: at once when
        there is nothing, else when the person has said what else is to go."""
        self._want(chat_ids, _Wish(title, go_on))

    def before_for_good(
        self, chat_ids: Sequence[str], asked: Asked, ask: GoOn, go_on: GoOn
    ) -> None:
        """The same for chats that leave the bin for good. `asked` is the question: `ask` puts
        it when services have nothing of them, else it is put with the list."""
        self._want(chat_ids, _Wish("", go_on, asked, ask))

    def delete_there(self, chat_id: str) -> None:
        """Only what is at services; the chat stays."""
        self._want((chat_id,), _Wish())

    def close(self) -> None:
        """The window closes."""
        self._timer.stop()

    # Inside

    def _want(self, chat_ids: Sequence[str], wish: _Wish) -> None:
        self._wanted[tuple(chat_ids)] = wish
        self._models().list(tuple(chat_ids))

    def _models(self) -> RemoteDeletionViewModel:
        if self._made is None:
            made = self._made = self._make()
            made.listed.connect(self._on_listed)
            made.asked.connect(self._on_asked)
            made.deleted.connect(self._on_deleted)
            made.failed.connect(self.failed)
        return self._made

    def _on_start(self) -> None:
        self._models().resume()

    def _on_listed(self, plan: DeletionPlan) -> None:
        if plan.chat_ids not in self._wanted:
            return  # wished for twice, as a key that is held down does
        wish = self._wanted.pop(plan.chat_ids)
        if wish.ask is not None and not plan.items:
            wish.ask()
        elif wish.go_on is not None and not plan.items:
            self._models().promise((), plan.inside)
            wish.go_on()
        elif self._dialog is None:
            self._open(plan, wish)

    def _open(self, plan: DeletionPlan, wish: _Wish) -> None:
        from oriel.ui.kept_at.delete_dialog import DeleteDialog

        go_on = wish.go_on
        shown = plan if go_on is not None or plan.items else _of_inside(plan, self._places())
        dialog = self._dialog = DeleteDialog(
            shown, wish.title, self._window, there_only=go_on is None, asked=wish.asked
        )

        def confirmed(items: tuple[There, ...]) -> None:
            if go_on is None:
                self._models().delete_now(items)
            else:
                self._models().promise(items, plan.inside, for_good=wish.asked is not None)
                go_on()

        dialog.confirmed.connect(confirmed)
        dialog.finished.connect(self._on_finished)
        dialog.open()
        if go_on is not None:
            self._models().ask(plan.chat_ids)
        else:
            dialog.show_plan(shown)

    def _on_asked(self, plan: DeletionPlan) -> None:
        if self._dialog is not None:
            self._dialog.show_plan(plan)

    def _on_finished(self) -> None:
        self._models().stop_asking()
        dialog, self._dialog = self._dialog, None
        if dialog is not None:
            dialog.deleteLater()

    def _on_deleted(self, outcomes: tuple[Outcome, ...]) -> None:
        from oriel.ui.kept_at.deletion_words import deleted_text, not_deleted_text

        places = self._places()
        if said := deleted_text(outcomes, places):
            self._window.show_toast(said)
        self.deleted.emit()
        failed = left(outcomes)
        if failed:
            self._window.remove_notice(self._told)
            lasting = (o for o in failed if not isinstance(o.error, ConnectionRemoved))
            self._failed = tuple(outcome.item for outcome in lasting)
            self._told = not_deleted_text(failed, places)
            again = self.tr("Try again") if self._failed else ""
            self._window.show_notice(self._told, "warning", again)

    def _on_notice(self, text: str) -> None:
        if text == self._told and self._failed:
            items, self._failed = self._failed, ()
            self._window.remove_notice(text)
            self._models().retry(items)

    def _places(self) -> dict[str, str]:
        return {connection.id: connection.name for connection in self._connections.all()}


def _of_inside(plan: DeletionPlan, places: dict[str, str]) -> DeletionPlan:
    """The same with what the service inside Oriel holds, where that is what is asked for."""
    there = {item.connection_id for item in plan.inside}
    named = {key: name for key, name in places.items() if key in there}
    return replace(plan, items=plan.inside, places=named)
