"""How a tool server is reached in the network as it is set now: for its use, and for a trial."""

from __future__ import annotations

from oriel.domain.tools import ToolServer, Transport
from oriel.services.network import Network
from oriel.tools.ways import DIRECT, HttpWay


async def way_to(server: ToolServer, network: Network) -> HttpWay:
    """Raises as Network.tls_for and proxy_for; one that is a program needs no way."""
    if server.transport is not Transport.HTTP:
        return DIRECT
    tls = await network.tls_for(server.url)
    proxy = await network.proxy_for(server.url)
    return HttpWay(tls, str(proxy.url), proxy.auth) if proxy else HttpWay(tls)
