"""What the connection dialog asks for: ways in, sign-in, lists to choose from, checks."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from oriel.domain.connections import Connection
from oriel.domain.errors import AppError, PassPhraseNeeded
from oriel.domain.oci_directory import ProjectWish
from oriel.domain.profiles import Profile
from oriel.services.connecting import Connecting
from oriel.services.credentials import Typed
from oriel.services.tasks import TaskScope

REGIONS, PLACES, PROJECTS, MODELS = "region", "compartment", "project", "model"


class ConnectingViewModel(QObject):
    """`profiles_found(file, list[Profile])`, `servers_found(list[FoundServer])`,
    `browser_asked(address)`, `identified(Connection, pass phrase | None)`,
    `sign_in_failed(AppError)`, `phrase_needed(wrong)`, `not_identified(AppError)`,
    `regions_listed(list[Region])`, `places_listed(list[(depth, Compartment)], OCID)`,
    `projects_listed(list[Project])`, `models_listed(list[ModelInfo])`,
    `list_failed(what, AppError)`, `creating(state)`, `created(Project)`,
    `not_created(AppError)`, `checked(Check)`, `examined()`, `not_examined(AppError)`."""

    profiles_found = Signal(str, object)
    servers_found = Signal(object)
    browser_asked = Signal(str)
    identified = Signal(object, object)
    sign_in_failed = Signal(object)
    phrase_needed = Signal(bool)
    not_identified = Signal(object)
    regions_listed = Signal(object)
    places_listed = Signal(object, str)
    projects_listed = Signal(object)
    models_listed = Signal(object)
    list_failed = Signal(str, object)
    creating = Signal(str)
    created = Signal(object)
    not_created = Signal(object)
    checked = Signal(object)
    examined = Signal()
    not_examined = Signal(object)
    failed = Signal(object)

    def __init__(self, connecting: Connecting) -> None:
        super().__init__()
        self._connecting = connecting
        self._scope = TaskScope(self.failed.emit)
        self._running: dict[str, Any] = {}

    def look_around(self) -> None:
        """Profiles in the usual file, servers on this computer."""
        self.find_profiles("")
        self._start("servers", self._find_servers())

    def find_profiles(self, file: str) -> None:
        self._start("profiles", self._find_profiles(file))

    def sign_in(self, region: str, profile: str, tenancy: str) -> None:
        self._start("sign in", self._sign_in(region, profile, tenancy))

    def open_browser(self) -> None:
        """Once more, at the address of the sign-in that waits."""
        self._connecting.open_browser()

    def use_profile(self, profile: Profile, pass_phrase: str) -> None:
        self._start("profile", self._use_profile(profile, pass_phrase))

    def list_all(self, draft: Connection, pass_phrase: str | None) -> None:
        """Everything there is to choose from, for whoever signs."""
        typed = Typed(pass_phrase)
        self._start(REGIONS, self._list_regions(draft, typed))
        self._start(PLACES, self._list_places(draft, typed))
        self._start(MODELS, self._list_models(draft, typed))

    def list_projects(self, draft: Connection, pass_phrase: str | None) -> None:
        """Of the draft's compartment."""
        self._start(PROJECTS, self._list_projects(draft, Typed(pass_phrase)))

    def create_project(self, draft: Connection, pass_phrase: str | None, wish: ProjectWish) -> None:
        self._start("create", self._create(draft, Typed(pass_phrase), wish))

    def examine(self, connection: Connection, typed: Typed) -> None:
        self._start("examine", self._examine(connection, typed))

    def cancel(self, *names: str) -> None:
        """Ends what runs under these names; everything without one."""
        for name in names or tuple(self._running):
            if task := self._running.pop(name, None):
                task.cancel()

    def cancel_sign_in(self) -> None:
        self.cancel("sign in")

    async def aclose(self) -> None:
        await self._scope.aclose()

    # Inside

    def _start(self, name: str, work: Any) -> None:
        """One of a kind: the same asked again replaces what was asked before."""
        self.cancel(name)
        if task := self._scope.start_if_open(work, name):
            self._running[name] = task

    async def _find_profiles(self, file: str) -> None:
        shown, profiles = await self._connecting.profiles(file)
        self.profiles_found.emit(shown, profiles)

    async def _find_servers(self) -> None:
        self.servers_found.emit(await self._connecting.servers())

    async def _sign_in(self, region: str, profile: str, tenancy: str) -> None:
        try:
            draft = await self._connecting.sign_in(
                region, profile, tenancy, self.browser_asked.emit
            )
        except AppError as error:
            self.sign_in_failed.emit(error)
            return
        self.identified.emit(draft, None)

    async def _use_profile(self, profile: Profile, pass_phrase: str) -> None:
        given = pass_phrase or None
        try:
            draft = await self._connecting.use_profile(profile, given)
        except PassPhraseNeeded as needed:
            self.phrase_needed.emit(bool(needed.facts.get("wrong")))
            return
        except AppError as error:
            self.not_identified.emit(error)
            return
        self.identified.emit(draft, given)

    async def _list_regions(self, draft: Connection, typed: Typed) -> None:
        try:
            self.regions_listed.emit(await self._connecting.regions(draft, typed))
        except AppError as error:
            self.list_failed.emit(REGIONS, error)

    async def _list_places(self, draft: Connection, typed: Typed) -> None:
        try:
            found = await self._connecting.places(draft, typed)
        except AppError as error:
            self.list_failed.emit(PLACES, error)
            return
        self.places_listed.emit(found.rows, found.compartment)
        self.projects_listed.emit(found.projects)

    async def _list_projects(self, draft: Connection, typed: Typed) -> None:
        try:
            self.projects_listed.emit(await self._connecting.projects(draft, typed))
        except AppError as error:
            self.list_failed.emit(PROJECTS, error)

    async def _list_models(self, draft: Connection, typed: Typed) -> None:
        try:
            self.models_listed.emit(await self._connecting.models(draft, typed))
        except AppError as error:
            self.list_failed.emit(MODELS, error)

    async def _create(self, draft: Connection, typed: Typed, wish: ProjectWish) -> None:
        try:
            made = await self._connecting.create_project(draft, typed, wish, self.creating.emit)
        except AppError as error:
            self.not_created.emit(error)
            return
        self.created.emit(made)

    async def _examine(self, connection: Connection, typed: Typed) -> None:
        try:
            await self._connecting.examine(connection, typed, self.checked.emit)
        except AppError as error:
            self.not_examined.emit(error)
            return
        self.examined.emit()
