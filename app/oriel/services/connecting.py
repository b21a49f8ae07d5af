"""Finding a way in and something to work with: profiles, servers, sign-in, lists, projects.

Used while the connection dialog is open; nothing here is done before, so that no
start looks at ~/.oci or knocks at ports.
"""

from __future__ import annotations

import asyncio
import webbrowser
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import NamedTuple

from oriel.api.local_servers import find_servers
from oriel.api.oci_directory import Directory
from oriel.auth.oci_config import config_path, read_profiles
from oriel.auth.session_files import write_session
from oriel.auth.sign_in import SignIn
from oriel.domain.connections import OCI, Connection, ConnectionKind
from oriel.domain.doctor import Check
from oriel.domain.errors import AppError
from oriel.domain.messages import new_id
from oriel.domain.models import ModelInfo
from oriel.domain.oci_directory import Compartment, Project, ProjectWish, Region, tree_rows
from oriel.domain.presets import FoundServer
from oriel.domain.profiles import Profile
from oriel.domain.regions import OciEndpoints, oci_base_url, oci_endpoints
from oriel.services.connections import Connections
from oriel.services.credentials import KEPT, Typed

SIGN_IN_PORT = 8181  # the one address Oracle's login returns to
# Where to look for a project before a person is asked to.
MOST_COMPARTMENTS, AT_ONCE = 20, 5


class Places(NamedTuple):
    """The tree as rows of (depth, compartment), the one to begin with, and its projects."""

    rows: list[tuple[int, Compartment]]
    compartment: str
    projects: list[Project]


class Connecting:
    """Raises AppErrors: SignInFailed, ProfileUnusable, PassPhraseNeeded, PrincipalUnavailable,
    and what the service's refusals become."""

    def __init__(
        self,
        connections: Connections,
        endpoints: Callable[[str], OciEndpoints] = oci_endpoints,
        open_browser: Callable[[str], bool] = webbrowser.open,
        port: int = SIGN_IN_PORT,
    ) -> None:
        self._connections = connections
        self._endpoints = endpoints
        self._open = open_browser
        self._port = port
        self._address = ""

    async def profiles(self, file: str) -> tuple[str, list[Profile]]:
        """The config file (the usual one for "") and what it holds."""
        path = config_path(file)
        return str(path), await asyncio.to_thread(read_profiles, path)

    async def servers(self) -> list[FoundServer]:
        return await find_servers()

    async def sign_in(
        self, region: str, profile: str, tenancy: str, tell: Callable[[str], None]
    ) -> Connection:
        """Signs in with the browser, writes the profile, and lets waiting requests go on.

        `tell` hears the address the browser was asked to open. A connection that has
        this profile need not be changed; the one returned is for a new one.
        """
        asked = SignIn(
            self._endpoints(region),
            region,
            port=self._port,
            tenancy_name=tenancy,
            open_browser=lambda address: self._opened(address, tell),
        )
        signed = await asked.run()
        path = config_path()
        await asyncio.to_thread(write_session, path, profile, signed)
        await self._connections.sessions.signed_in(path, profile)
        return self._draft(profile, "", region, signed.tenancy)

    def open_browser(self) -> None:
        """Opens the address of the sign-in that waits, again."""
        if self._address:
            self._open(self._address)

    async def use_profile(self, profile: Profile, pass_phrase: str | None) -> Connection:
        """A connection by a profile, after its key has been opened once."""
        usual = str(config_path()) == profile.config_file
        file = "" if usual else profile.config_file
        draft = self._draft(profile.name, file, profile.region, profile.tenancy)
        await self._connections.try_signer(draft, Typed(pass_phrase))
        return draft

    async def regions(self, draft: Connection, typed: Typed = KEPT) -> list[Region]:
        """The regions the tenancy has subscribed to; none where that cannot be known."""
        if not draft.tenancy_id:
            return []
        async with self._directory(draft, typed) as directory:
            return await directory.regions(draft.tenancy_id)

    async def places(self, draft: Connection, typed: Typed = KEPT) -> Places:
        """The compartments, and the first of them that has a project (the draft's own before)."""
        if not draft.tenancy_id:
            projects = await self.projects(draft, typed)
            own = Compartment(draft.compartment_id, draft.compartment_id, "")
            return Places([(0, own)], own.id, projects)
        async with self._directory(draft, typed) as directory:
            rows = tree_rows(await directory.compartments(draft.tenancy_id))
            chosen, projects = await _first_with_projects(directory, rows, draft.compartment_id)
        return Places(rows, chosen, projects)

    async def projects(self, draft: Connection, typed: Typed = KEPT) -> list[Project]:
        """Those of the draft's compartment."""
        async with self._directory(draft, typed) as directory:
            return await directory.projects(draft.compartment_id)

    async def models(self, draft: Connection, typed: Typed = KEPT) -> list[ModelInfo]:
        """What the service offers in the draft's region, else the bundled catalogue."""
        place = draft.compartment_id or draft.tenancy_id
        try:
            async with self._directory(draft, typed) as directory:
                found = await directory.models(place, draft.region)
        except AppError:
            found = []
        return found or self._connections.catalogue.models(draft.region)

    async def create_project(
        self, draft: Connection, typed: Typed, wish: ProjectWish, tell: Callable[[str], None]
    ) -> Project:
        """Returns when the project is active; `tell` hears its states."""
        async with self._directory(draft, typed) as directory:
            return await directory.create_project(draft.compartment_id, wish, tell)

    async def examine(
        self, connection: Connection, typed: Typed, emit: Callable[[Check], None]
    ) -> list[Check]:
        return await self._connections.examine(connection, typed, emit)

    def _opened(self, address: str, tell: Callable[[str], None]) -> bool:
        self._address = address
        tell(address)
        return self._open(address)

    def _draft(self, profile: str, file: str, region: str, tenancy: str) -> Connection:
        return Connection(
            id=new_id(),
            name=region,
            kind=ConnectionKind.OCI_PROFILE,
            base_url=self._base_url(region),
            capabilities=OCI,
            region=region,
            tenancy_id=tenancy,
            profile=profile,
            config_file=file,
            needs_key=False,
        )

    def _base_url(self, region: str) -> str:
        if self._endpoints is oci_endpoints:
            return oci_base_url(region)
        return f"{self._endpoints(region).inference}/openai/v1"

    @asynccontextmanager
    async def _directory(self, draft: Connection, typed: Typed) -> AsyncIterator[Directory]:
        directory = await self._connections.directory(draft, typed, self._endpoints(draft.region))
        try:
            yield directory
        finally:
            await directory.aclose()


async def _first_with_projects(
    directory: Directory, rows: Sequence[tuple[int, Compartment]], own: str
) -> tuple[str, list[Project]]:
    """Looks into a few compartments at a time, in the tree's order; a person's own first."""
    ids = [found.id for _, found in rows[:MOST_COMPARTMENTS]]
    if own:
        ids = [own, *(i for i in ids if i != own)]
    for begin in range(0, len(ids), AT_ONCE):
        some = ids[begin : begin + AT_ONCE]
        answers = await asyncio.gather(
            *(directory.projects(place) for place in some), return_exceptions=True
        )
        for place, found in zip(some, answers, strict=True):
            if isinstance(found, list) and found:
                return place, found
            if isinstance(found, BaseException) and not isinstance(found, AppError):
                raise found
        if own and begin == 0 and isinstance(answers[0], list):
            return own, answers[0]
    return own or (ids[0] if ids else ""), []
