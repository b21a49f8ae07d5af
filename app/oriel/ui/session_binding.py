"""What a person is told of credentials that run out: time left, sessions ended, keys expiring."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import QObject, QTimer

from oriel.domain.connections import Connection, ConnectionKind
from oriel.domain.key_expiry import ExpiryWarning, expiry_warning
from oriel.ui.connection_binding import ConnectionBinding
from oriel.ui.main_window import MainWindow
from oriel.ui.model_choice import ModelChoice
from oriel.ui.view_models.connections import ConnectionsViewModel

TICK_MS = 20_000


class SessionBinding(QObject):
    """`dialogs` opens the browser again, or the dialog on a connection.

    `warned` holds which stage of whose expiry a person has been told, by
    "connection id:date"; the shell keeps it between starts.
    """

    def __init__(
        self,
        window: MainWindow,
        connections: ConnectionsViewModel,
        choice: ModelChoice,
        dialogs: ConnectionBinding,
        warned: dict[str, int],
    ) -> None:
        super().__init__()
        self._window = window
        self._connections = connections
        self._choice = choice
        self._dialogs = dialogs
        self.warned = dict(warned)
        self._actions: dict[str, Callable[[], None]] = {}
        self._ended: dict[str, str] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._show_chip)
        choice.changed.connect(self._on_choice)
        connections.session_ended.connect(self._on_ended)
        connections.session_renewed.connect(self._on_renewed)
        connections.saved.connect(lambda connection: self._warn_of(connection, today()))
        window.notice_action_triggered.connect(self._on_action)

    def close(self) -> None:
        """Nothing more is told."""
        self._timer.stop()

    def warn_of_keys(self, today: date) -> None:
        """Tells, once for each stage, which keys will soon be refused."""
        for connection in self._connections.all():
            self._warn_of(connection, today)

    def _warn_of(self, connection: Connection, today: date) -> None:
        for end in connection.key_expires:
            key = f"{connection.id}:{end}"
            found = expiry_warning(connection.key_expires, today, self.warned.get(key))
            if found is not None and found.ends.isoformat() == end[:10]:
                self.warned[key] = found.stage
                self._tell(connection, found)
                return

    def _tell(self, connection: Connection, found: ExpiryWarning) -> None:
        when = (
            self.tr("has expired")
            if found.days <= 0
            else self.tr("expires tomorrow")
            if found.days == 1
            else self.tr("expires in {days} days").format(days=found.days)
        )
        said = self.tr("A key of “{name}” {when}.").format(name=connection.name, when=when)
        if found.spare:
            said += " " + self.tr("The other key of the pair goes on working.")
        else:
            said += " " + self.tr("Renew it in the Oracle Cloud console, then enter the new one.")
        kind = "danger" if found.days <= 0 and not found.spare else "warning"
        self._actions[said] = lambda: self._dialogs.edit(connection.id)
        self._window.show_notice(said, kind=kind, action=self.tr("Edit connection"))

    def _on_ended(self, connection_id: str) -> None:
        connection = self._connections.get(connection_id)
        if connection is None or connection_id in self._ended:
            return
        said = self.tr(
            "Your sign-in to “{name}” has ended. Sign in again, and what waits goes on."
        ).format(name=connection.name)
        self._ended[connection_id] = said
        self._actions[said] = lambda: self._dialogs.sign_in_again(connection_id)
        self._window.show_notice(said, kind="warning", action=self.tr("Sign in again"))
        self._show_chip()

    def _on_renewed(self, connection_id: str) -> None:
        if said := self._ended.pop(connection_id, None):
            self._window.remove_notice(said)
        self._show_chip()

    def _on_action(self, text: str) -> None:
        if action := self._actions.get(text):
            action()

    def _on_choice(self, connection: Connection | None, model: str) -> None:
        self._show_chip()
        timed = connection is not None and connection.kind is ConnectionKind.OCI_PROFILE
        (self._timer.start if timed else self._timer.stop)()

    def _show_chip(self) -> None:
        connection = self._choice.connection
        if connection is None:
            return
        local = connection.kind is ConnectionKind.LOCAL
        detail = connection.region or ("" if local else connection.host)
        left = self._time_left(connection.id)
        shown = " · ".join(part for part in (detail, left) if part)
        self._window.sidebar.show_connection(connection.name, shown, connection.colour)

    def _time_left(self, connection_id: str) -> str:
        if connection_id in self._ended:
            return self.tr("signed out")
        ends = self._connections.session(connection_id)
        if not ends:
            return ""
        seconds = ends - time.time()
        if seconds <= 0:
            return self.tr("signed out")
        return self.tr("{n} min").format(n=max(1, round(seconds / 60)))


def today() -> date:
    """The date where the person is."""
    return datetime.now().astimezone().date()
