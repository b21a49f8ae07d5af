"""The connection dialog joined to its view-model, for as long as it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from oriel.domain.connections import Connection, ConnectionKind
from oriel.domain.errors import AppError
from oriel.domain.profiles import Profile
from oriel.domain.regions import oci_base_url
from oriel.services.credentials import Typed
from oriel.ui.connecting.choose_page import COMPARTMENT, MODEL, PROJECT, REGION
from oriel.ui.connecting.drafts import principal_draft, server_draft
from oriel.ui.error_text import explain
from oriel.ui.view_models.connecting import ConnectingViewModel

if TYPE_CHECKING:
    from oriel.domain.oci_directory import ProjectWish
    from oriel.domain.presets import FoundServer
    from oriel.ui.connecting.dialog import ConnectionDialog
    from oriel.ui.connection_form import ConnectionForm


class DialogBinding(QObject):
    """Lives with its dialog; `end` cancels whatever was asked for."""

    def __init__(self, dialog: ConnectionDialog, connecting: ConnectingViewModel) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        self._connecting = connecting
        self._phrase: str | None = None
        self._facts = self._joined()
        self._join_wishes()
        if dialog.editing is None:
            connecting.look_around()
        elif dialog.draft is not None:
            self._list(dialog.draft)

    def end(self) -> None:
        """The dialog is gone: nothing more is told to it, nothing goes on for it."""
        for signal, slot in self._facts:
            signal.disconnect(slot)
        self._facts = []
        self._connecting.cancel()

    def _joined(self) -> list[tuple[Any, Any]]:
        vm, dialog = self._connecting, self._dialog
        facts: list[tuple[Any, Any]] = [
            (vm.profiles_found, self._on_profiles),
            (vm.servers_found, dialog.ways.show_servers),
            (vm.browser_asked, dialog.sign_in.show_waiting),
            (vm.identified, self._on_identified),
            (vm.sign_in_failed, self._on_sign_in_failed),
            (vm.phrase_needed, self._on_phrase_needed),
            (vm.not_identified, self._on_failed),
            (vm.regions_listed, self._on_regions),
            (vm.places_listed, self._on_places),
            (vm.projects_listed, self._on_projects),
            (vm.models_listed, self._on_models),
            (vm.list_failed, self._on_list_failed),
            (vm.creating, dialog.choose.show_creating),
            (vm.created, dialog.show_created),
            (vm.not_created, self._on_not_created),
            (vm.checked, dialog.show_check),
            (vm.examined, dialog.show_test_done),
            (vm.not_examined, self._on_failed),
        ]
        for signal, slot in facts:
            signal.connect(slot)
        return facts

    def _join_wishes(self) -> None:
        vm, dialog = self._connecting, self._dialog
        dialog.ways.server_chosen.connect(self._on_server)
        dialog.sign_in.sign_in_requested.connect(vm.sign_in)
        dialog.sign_in.cancel_requested.connect(vm.cancel_sign_in)
        dialog.sign_in.browser_requested.connect(vm.open_browser)
        dialog.profile.file_chosen.connect(vm.find_profiles)
        dialog.profile.profile_chosen.connect(self._on_profile)
        dialog.principal.principal_chosen.connect(self._on_principal)
        dialog.choose.region_chosen.connect(self._on_region)
        dialog.choose.compartment_chosen.connect(self._on_compartment)
        dialog.choose.create_project_requested.connect(self._on_create)
        dialog.test_requested.connect(self._on_test)
        dialog.changed.connect(self._on_changed)

    # Wishes

    def _on_server(self, server: FoundServer) -> None:
        self._dialog.take_service(server_draft(server))

    def _on_profile(self, profile: Profile, pass_phrase: str) -> None:
        self._connecting.use_profile(profile, pass_phrase)

    def _on_principal(self, kind: ConnectionKind, region: str, compartment: str) -> None:
        self._on_identified(principal_draft(kind, region, compartment), None)

    def _on_region(self, region: str) -> None:
        draft = self._dialog.draft
        if draft is not None and region != draft.region:
            self._list(self._dialog.moved_to(region, oci_base_url(region)))

    def _on_compartment(self, compartment: str) -> None:
        draft = self._dialog.in_compartment(compartment)
        self._dialog.choose.show_loading(PROJECT)
        self._connecting.list_projects(draft, self._phrase)

    def _on_create(self, wish: ProjectWish) -> None:
        compartment = self._dialog.choose.value(COMPARTMENT)
        draft = self._dialog.in_compartment(compartment)
        self._connecting.create_project(draft, self._phrase, wish)

    def _on_test(self, form: ConnectionForm) -> None:
        self._dialog.show_test_running()
        self._connecting.examine(form.connection, Typed(form.secret, form.second_secret))

    def _on_changed(self) -> None:
        self._connecting.cancel("examine")  # what it finds would be of something else

    # Facts

    def _on_profiles(self, file: str, profiles: list[Profile]) -> None:
        self._dialog.ways.show_profiles(profiles)
        self._dialog.profile.show_profiles(file, profiles)

    def _on_identified(self, draft: Connection, pass_phrase: str | None) -> None:
        if self._dialog.signing_in_again:
            self._dialog.accept()  # what waited goes on; there is nothing to choose anew
            return
        self._phrase = pass_phrase
        self._dialog.show_choose(draft, pass_phrase)
        self._list(draft)

    def _list(self, draft: Connection) -> None:
        for name in (REGION, COMPARTMENT, PROJECT, MODEL):
            self._dialog.choose.show_loading(name)
        self._connecting.list_all(draft, self._phrase)

    def _on_regions(self, regions: object) -> None:
        choose = self._dialog.choose
        choose.show_regions(regions, choose.value(REGION))  # type: ignore[arg-type]

    def _on_places(self, rows: object, compartment: str) -> None:
        choose = self._dialog.choose
        choose.show_compartments(rows, compartment)  # type: ignore[arg-type]
        self._dialog.in_compartment(compartment)

    def _on_projects(self, projects: object) -> None:
        choose = self._dialog.choose
        choose.show_projects(projects, choose.value(PROJECT))  # type: ignore[arg-type]

    def _on_models(self, models: object) -> None:
        choose = self._dialog.choose
        choose.show_models(models, choose.value(MODEL))  # type: ignore[arg-type]

    def _on_list_failed(self, what: str, error: AppError) -> None:
        words = explain(error.code, error.facts)
        self._dialog.choose.show_failed(what, words.title)
        if what == COMPARTMENT:
            self._dialog.choose.show_failed(PROJECT, "")

    def _on_not_created(self, error: AppError) -> None:
        words = explain(error.code, error.facts)
        self._dialog.choose.show_not_created(f"{words.title} {words.reason} {words.next_step}")

    def _on_sign_in_failed(self, error: AppError) -> None:
        self._dialog.sign_in.show_failed(explain(error.code, error.facts))

    def _on_phrase_needed(self, wrong: bool) -> None:
        self._dialog.profile.ask_pass_phrase(wrong=wrong)

    def _on_failed(self, error: AppError) -> None:
        self._dialog.show_failed(explain(error.code, error.facts))
