"""Which addresses a page may be fetched from: public ones, and hosts the person has named.

A name is looked up once and the address that was checked is the one connected to: asking
again later might give another (DNS rebinding).
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Collection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from oriel.tools.declined import Declined

LookUp = Callable[[str, int], Awaitable[list[str]]]
# Addresses that stand for one of the older kind, with where in them it lies (bits).
_EMBEDDING = (
    (ip_network("64:ff9b::/96"), 0),
    (ip_network("64:ff9b:1::/48"), 0),
    (ip_network("2002::/16"), 80),
    (ip_network("::/96"), 0),
)
_OF_THIS_NETWORK = (".localhost", ".local", ".internal", ".lan", ".home.arpa", ".localdomain")


async def look_up(host: str, port: int) -> list[str]:
    """The addresses of a name, as the system gives them. Raises OSError."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


async def checked_address(
    host: str, port: int, named: Collection[str], look: LookUp = look_up
) -> str:
    """The address to connect to for a host. Raises Declined when it is not public and not
    one of the `named` ("host" or "host:port"), or is not to be found."""
    try:
        found = await look(host, port)
    except (OSError, UnicodeError):
        raise Declined(f"The host {host} cannot be found.") from None
    if not found:
        raise Declined(f"The host {host} cannot be found.")
    # One private address among public ones is an attempt, not an accident.
    if not is_named(host, port, named) and not all(is_public(address) for address in found):
        raise private(host)
    return found[0]


def check_name(host: str, port: int, named: Collection[str]) -> None:
    """The same as far as it can be told without a look-up, which a proxy does. Raises Declined."""
    if is_named(host, port, named):
        return
    name = host.rstrip(".").lower()
    if _is_address(name):
        public = is_public(name)
    else:
        # 0x7f.1 and 2130706433 are addresses too, to some.
        named_so = "." in name and not name.rpartition(".")[2][:1].isdigit()
        public = named_so and not name.endswith(_OF_THIS_NETWORK)
    if not public:
        raise private(host)


def is_named(host: str, port: int, named: Collection[str]) -> bool:
    """Whether the person has named this host."""
    names = {name.lower() for name in named}
    return host in names or f"{host}:{port}" in names


def is_public(address: str) -> bool:
    """Whether an address is anybody's on the internet. Raises ValueError for what is none."""
    found = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        inner = _embedded(found)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not (found.is_multicast or found.is_reserved)


def private(host: str) -> Declined:
    """What is said of a host that may not be reached."""
    return Declined(f"{host} is on this computer or its network; only public pages may be fetched.")


def _embedded(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    for network, shift in _EMBEDDING:
        if address in network and int(address) > 1:
            return IPv4Address(int(address) >> shift & 0xFFFFFFFF)
    return None


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
