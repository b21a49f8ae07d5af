"""The first page: the ways in, with what was found on this computer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from oriel.domain.presets import FoundServer
from oriel.domain.profiles import Profile
from oriel.ui.connecting.way_card import WayCard

SIGN_IN, KEY, PROFILE, SERVICE, PRINCIPAL = "sign_in", "key", "profile", "service", "principal"
_MOST_NAMES = 3


class WaysPage(QWidget):
    """`chosen(way)` with a constant of this module; `server_chosen(FoundServer)`."""

    chosen = Signal(str)
    server_chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("ways_page")
        self.title = self.tr("Where should answers come from?")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self._first = self._card(
            SIGN_IN,
            "globe",
            self.tr("Sign in to Oracle Cloud"),
            self.tr("Opens your browser. Nothing to install, nothing to copy."),
        )
        self._card(
            KEY,
            "key",
            self.tr("Use an OCI Generative AI API key"),
            self.tr("Region, key and project. The key stays in your system keyring."),
        )
        self._profile = self._card(
            PROFILE,
            "file",
            self.tr("Use a profile on this computer"),
            self.tr("From an Oracle Cloud configuration file."),
        )
        self._card(
            SERVICE,
            "external",
            self.tr("Use another service"),
            self.tr("OpenAI, NagaAI, OpenRouter, or any address that speaks their language."),
        )
        self._servers: list[WayCard] = []
        self._principal = QPushButton(self.tr("Running inside Oracle Cloud?"), self)
        self._principal.setObjectName("way_principal")
        self._principal.setProperty("kind", "link")
        self._principal.setToolTip(self.tr("Use the identity of this instance, function or pod."))
        self._principal.clicked.connect(lambda: self.chosen.emit(PRINCIPAL))
        self._column.addWidget(self._principal)
        self._column.setAlignment(self._principal, self._leading())

    def focus(self) -> None:
        self._first.setFocus()

    def show_profiles(self, profiles: Sequence[Profile]) -> None:
        """What the usual config file holds; an empty one leaves the way to choose another."""
        names = [profile.name for profile in profiles]
        if not names:
            self._profile.set_about(self.tr("None found; choose a configuration file."))
            return
        shown = ", ".join(names[:_MOST_NAMES])
        if len(names) > _MOST_NAMES:
            shown = self.tr("{names} and {n} more").format(names=shown, n=len(names) - _MOST_NAMES)
        self._profile.set_about(self.tr("Found {names}.").format(names=shown))

    def show_servers(self, servers: Sequence[FoundServer]) -> None:
        """Services that answered on this computer, each a way of its own."""
        for card in self._servers:
            self._column.removeWidget(card)
            card.deleteLater()
        self._servers = [self._server(server) for server in servers]

    def _server(self, server: FoundServer) -> WayCard:
        count = len(server.models)
        about = (
            self.tr("Is running with one model.")
            if count == 1
            else self.tr("Is running with {n} models.").format(n=count)
        )
        title = self.tr("Use {name} on this computer").format(name=server.name)
        card = WayCard(f"server_{server.name}", "monitor", title, about, self)
        card.clicked.connect(lambda: self.server_chosen.emit(server))
        self._column.insertWidget(self._column.indexOf(self._principal), card)
        card.show()
        return card

    def _card(self, way: str, icon: str, title: str, about: str) -> WayCard:
        card = WayCard(f"way_{way}", icon, title, about, self)
        card.clicked.connect(lambda: self.chosen.emit(way))
        self._column.addWidget(card)
        return card

    def _leading(self) -> Qt.AlignmentFlag:
        return Qt.AlignmentFlag.AlignLeft
