"""All of Oracle's side at once: login, control plane and data plane with one memory."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from fake_oracle.control_plane import PLACE, ControlPlane
from fake_oracle.data_plane import DataPlane
from fake_oracle.identity_provider import FakeBrowser, IdentityProvider
from fake_oracle.shelves import Shelves
from fake_oracle.signatures import Judge
from oriel.domain.regions import OciEndpoints


class OracleCloud:
    """`browser` is the person's; a project is there in one compartment unless taken away."""

    def __init__(self) -> None:
        judge = Judge()
        self.judge = judge
        self.identity = IdentityProvider(judge=judge)
        self.shelves = Shelves()
        self.control = ControlPlane(judge=judge, shelves=self.shelves)
        self.data = DataPlane(judge=judge, shelves=self.shelves)
        self.browser = FakeBrowser()
        self.control.add_project(PLACE, "oriel")

    @asynccontextmanager
    async def serve(self) -> AsyncIterator[OracleCloud]:
        async with AsyncExitStack() as stack:
            for part in (self.identity, self.control, self.data):
                await stack.enter_async_context(part.serve())
            yield self

    def endpoints(self, region: str) -> OciEndpoints:
        return OciEndpoints(
            inference=self.data.url,
            control=self.control.url,
            identity=self.control.url,
            login=self.identity.url,
            auth=self.identity.url,
        )
