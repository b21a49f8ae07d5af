"""The connection dialog: ways in, one page for each, what to choose, and a live test.

Opened with open(). Its pages ask (signals) and are told (methods); whoever joins
them to the services reaches them by name: ways, sign_in, profile, principal, key,
service, choose.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QLabel, QScrollArea, QVBoxLayout, QWidget

from oriel.domain.connections import Connection, ConnectionKind
from oriel.ui.connecting import ways_page as ways
from oriel.ui.connecting.advanced_fields import AdvancedFields
from oriel.ui.connecting.choose_page import COMPARTMENT, MODEL, PROJECT, REGION, ChoosePage
from oriel.ui.connecting.colour_row import ColourRow
from oriel.ui.connecting.footer import Footer
from oriel.ui.connecting.key_page import KeyPage
from oriel.ui.connecting.principal_page import PrincipalPage
from oriel.ui.connecting.profile_page import ProfilePage
from oriel.ui.connecting.service_page import ServicePage
from oriel.ui.connecting.sign_in_page import SignInPage
from oriel.ui.connecting.ways_page import WaysPage
from oriel.ui.connection_fields import Field
from oriel.ui.connection_form import (
    ConnectionForm,
    Typed,
    chosen_problems,
    chosen_with,
    form_from,
    problems,
    usual_name,
)
from oriel.ui.connection_verdict import Verdict
from oriel.ui.doctor_view import DoctorView
from oriel.ui.theme import current_zoom

if TYPE_CHECKING:
    from oriel.domain.doctor import Check
    from oriel.domain.oci_directory import Project
    from oriel.ui.error_text import ErrorText

WIDTH_PX = 560
MOST_OF_SCREEN = 0.9
CHOOSE = "choose"


class ConnectionDialog(QDialog):
    """`test_requested(ConnectionForm)`, `save_requested(ConnectionForm)`, `delete_requested(id)`,
    `changed` when what is tested or saved is no longer the same."""

    test_requested = Signal(object)
    save_requested = Signal(object)
    delete_requested = Signal(str)
    changed = Signal()

    def __init__(self, connection: Connection | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("connection_dialog")
        self._editing = connection
        self._draft: Connection | None = None
        self._pass_phrase: str | None = None
        self._came_by: list[str] = []
        self._title = self._label("heading")
        self.ways = WaysPage(self)
        self.sign_in = SignInPage(self)
        self.profile = ProfilePage(self)
        self.principal = PrincipalPage(self)
        self.key = KeyPage(connection, self)
        self.service = ServicePage(connection, self)
        self.choose = ChoosePage(self)
        self._pages: dict[str, QWidget] = {
            "ways": self.ways,
            ways.SIGN_IN: self.sign_in,
            ways.PROFILE: self.profile,
            ways.PRINCIPAL: self.principal,
            ways.KEY: self.key,
            ways.SERVICE: self.service,
            CHOOSE: self.choose,
        }
        self._page = ""
        self._name = Field(self.tr("Name"), "name", self)
        self._colour = ColourRow(self)
        self._advanced = AdvancedFields(connection, self)
        self._keyring = self._label("small")
        self._verdict = Verdict(self)
        self._doctor = DoctorView(self)
        self._footer = Footer(self, editing=connection is not None)
        self._fitting = QTimer(self)
        self._fitting.setSingleShot(True)
        self._fitting.timeout.connect(self._fit)
        self._lay_out()
        self._connect()
        self._begin()

    # Facts

    @property
    def draft(self) -> Connection | None:
        """Who signs, once that is known; what the lists are asked for."""
        return self._draft

    @property
    def editing(self) -> Connection | None:
        return self._editing

    def show_choose(self, draft: Connection, pass_phrase: str | None = None) -> None:
        """Who signs is known: now where to work, and with which model."""
        self._draft = draft
        self._pass_phrase = pass_phrase
        self.choose.begin(draft.region, draft.compartment_id, draft.project_id, draft.default_model)
        self.go(CHOOSE)

    def moved_to(self, region: str, base_url: str) -> Connection:
        """The draft in another region, where its project is not."""
        assert self._draft is not None
        self._draft = replace(self._draft, region=region, base_url=base_url, project_id="")
        return self._draft

    def in_compartment(self, compartment: str) -> Connection:
        """The draft in another compartment."""
        assert self._draft is not None
        self._draft = replace(self._draft, compartment_id=compartment)
        return self._draft

    def show_created(self, project: Project) -> None:
        """A project was made: requests will be patient with those who do not know it yet."""
        assert self._draft is not None
        self._draft = replace(self._draft, project_made=time.time())
        self.choose.show_created(project)

    def take_service(self, connection: Connection) -> None:
        """A service found on this computer: its page, filled in."""
        self.service.fill(connection)
        self._name.set_text(connection.name)
        self.go(ways.SERVICE)

    def begin_sign_in(self) -> None:
        """Signing in once more, for the connection that is edited: the browser opens at once."""
        editing = self._editing
        if editing is not None:
            self.go(ways.SIGN_IN)
            self.sign_in.begin(editing.region, editing.profile)
            self.sign_in.start()

    @property
    def signing_in_again(self) -> bool:
        return self._editing is not None and self._page == ways.SIGN_IN

    def show_test_running(self) -> None:
        self._footer.test.setEnabled(False)
        self._verdict.clear()
        self._doctor.begin()
        self._grow()

    def show_check(self, check: Check) -> None:
        self._doctor.show_check(check)

    def show_test_done(self) -> None:
        self._footer.test.setEnabled(True)
        self._grow()

    def show_failed(self, words: ErrorText) -> None:
        """Testing or saving could not even begin."""
        self._footer.test.setEnabled(True)
        self._footer.save.setEnabled(True)
        self._doctor.clear()
        self._verdict.show_failed(words)
        self._grow()

    def show_keyring(self, text: str) -> None:
        self._keyring.setText(text)

    def show_what_goes(self, text: str) -> None:
        """What is deleted with the connection, and what stays."""
        self._footer.sure.say(text)

    def go(self, page: str, *, back: bool = False) -> None:
        """Shows a page; `back` forgets the way to it."""
        if page == self._page:
            return  # clicked twice
        if self._page and not back:
            self._came_by.append(self._page)
        self._page = page
        for name, widget in self._pages.items():
            widget.setVisible(name == page)
        shown = self._pages[page]
        self._title.setText(shown.title)  # type: ignore[attr-defined]
        self.setWindowTitle(shown.title)  # type: ignore[attr-defined]
        last = page in (ways.KEY, ways.SERVICE, CHOOSE)
        for widget in (self._name, self._colour, self._advanced, self._keyring):
            widget.setVisible(last)
        self._advanced.show_for(oracle=page != ways.SERVICE)
        self._footer.show_for(last=last, back=bool(self._came_by))
        shown.focus()  # type: ignore[attr-defined]
        self._on_changed()
        self._grow()

    # Inside

    def _label(self, role: str) -> QLabel:
        label = QLabel(self)
        label.setProperty("textRole", role)
        label.setWordWrap(True)
        return label

    def _lay_out(self) -> None:
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(28, 24, 28, 12)
        column.setSpacing(14)
        column.addWidget(self._title)
        for page in self._pages.values():
            page.hide()
            column.addWidget(page)
        for widget in (
            self._name,
            self._colour,
            self._advanced,
            self._keyring,
            self._verdict,
            self._doctor,
            self._footer.sure,
        ):
            column.addWidget(widget)
        column.addStretch(1)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(inside)
        self._scroll.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._scroll, 1)
        whole.addWidget(self._footer)
        self._inside = inside
        self.setMinimumWidth(min(WIDTH_PX, 420))

    def _connect(self) -> None:
        self.ways.chosen.connect(self.go)
        for page in (self.key, self.service):
            page.changed.connect(self._on_changed)
        self.choose.changed.connect(self._on_changed)
        for grows in (self.sign_in, self.profile, self.choose, self.key, self.service):
            grows.grown.connect(self._grow)
        self._advanced.changed.connect(self._on_changed)
        self._advanced.toggled.connect(self._grow)
        self._doctor.grown.connect(self._grow)
        footer = self._footer
        footer.back.clicked.connect(self._on_back)
        footer.cancel.clicked.connect(self.reject)
        footer.test.clicked.connect(self._on_test)
        footer.save.clicked.connect(self._on_save)
        footer.delete_agreed.connect(self._on_delete)
        footer.grown.connect(self._grow)

    def _begin(self) -> None:
        editing = self._editing
        if editing is None:
            self.go("ways")
        elif editing.kind.uses_iam:
            self.show_choose(editing)
        else:
            self.go(ways.KEY if editing.kind is ConnectionKind.OCI_API_KEY else ways.SERVICE)
        if editing is not None:
            self._name.set_text(editing.name)
            self._colour.set_colour(editing.colour)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()

    def _grow(self) -> None:
        # What has just been shown or hidden counts only once the layout has heard of it.
        self._fitting.start()

    def _fit(self) -> None:
        """As high as what is shown, as far as the screen allows; the rest scrolls."""
        width = max(self.width(), round(WIDTH_PX * current_zoom()))
        column = self._inside.layout()
        assert column is not None
        column.activate()
        wanted = column.totalHeightForWidth(width) + self._footer.sizeHint().height()
        screen = self.screen()
        most = int(screen.availableGeometry().height() * MOST_OF_SCREEN) if screen else wanted
        self.resize(width, min(wanted, most))
        if self._doctor.isVisible():
            self._scroll.ensureWidgetVisible(self._doctor, 0, 0)

    def _on_back(self) -> None:
        if self._came_by:
            if self._page == ways.SIGN_IN:
                self.sign_in.cancel_requested.emit()
            self.go(self._came_by.pop(), back=True)

    def _on_changed(self) -> None:
        if self._page == CHOOSE:
            self._name.set_placeholder(self._chosen().name)
        elif self._page in (ways.KEY, ways.SERVICE):
            self._name.set_placeholder(usual_name(self._typed()))
        self._verdict.clear()
        self._doctor.clear()
        self._footer.test.setEnabled(True)
        self._footer.save.setEnabled(True)
        self.changed.emit()

    def _typed(self) -> Typed:
        page = self.key if self._page == ways.KEY else self.service
        return page.typed(self._name.text(), self._editing)

    def _chosen(self) -> Connection:
        """The draft with what is chosen."""
        assert self._draft is not None
        values = {name: self.choose.value(name) for name in (REGION, COMPARTMENT, PROJECT, MODEL)}
        return chosen_with(self._draft, values, self._name.text(), self._editing)

    def _form(self) -> ConnectionForm | None:
        """What the page stands for, None with the problems shown."""
        if self._page == CHOOSE:
            chosen = self._chosen()
            found = chosen_problems(chosen)
            self.choose.show_problems(found)
            form = None if found else ConnectionForm(chosen, self._pass_phrase)
        else:
            typed = self._typed()
            found = problems(typed)
            (self.key if typed.oracle else self.service).show_problems(found)
            form = None if found else form_from(typed)
        self._grow()
        if self._advanced.problems() or form is None:
            return None
        connection = replace(form.connection, colour=self._colour.colour)
        return replace(form, connection=self._advanced.applied(connection))

    def _on_test(self) -> None:
        if form := self._form():
            self.test_requested.emit(form)

    def _on_save(self) -> None:
        if form := self._form():
            self._footer.save.setEnabled(False)  # until saved, or said why not
            self.save_requested.emit(form)

    def _on_delete(self) -> None:
        if self._editing is not None:
            self.delete_requested.emit(self._editing.id)
