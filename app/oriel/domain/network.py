"""How requests leave this computer: which proxy, what it is not used for, whom to trust besides."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address, ip_network
from urllib.parse import unquote, urlsplit

from oriel.domain.connections import is_this_computer
from oriel.domain.errors import AddressInvalid

LOCAL_NAMES = "<local>"


class ProxyMode(StrEnum):
    SYSTEM = "system"  # what the desktop and the environment say
    ENVIRONMENT = "environment"  # HTTPS_PROXY, ALL_PROXY and NO_PROXY only
    MANUAL = "manual"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    """`proxy_url` holds no credentials: the password lies in the keyring.

    `bypass` are hosts that are asked directly: names, ".suffix", "*.suffix", addresses,
    networks ("10.0.0.0/8"), or "<local>" for names without a dot. `extra_ca` is the path
    of a PEM file, "" for none.
    """

    mode: ProxyMode = ProxyMode.SYSTEM
    proxy_url: str = ""
    proxy_user: str = ""
    bypass: tuple[str, ...] = ()
    extra_ca: str = ""


@dataclass(frozen=True, slots=True)
class TypedProxy:
    """A typed proxy address taken apart. `password` is None when none was typed."""

    url: str
    user: str = ""
    password: str | None = None

    def __repr__(self) -> str:
        return f"TypedProxy({self.url!r})"


def typed_proxy(text: str) -> TypedProxy:
    """A proxy's address as typed: scheme added, name and password taken out.

    Raises AddressInvalid (scheme, host, port, path), which quotes no password.
    """
    address = text.strip()
    if "://" not in address:
        address = f"http://{address}"
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise _refused(address, "port") from None
    if parts.scheme not in ("http", "https"):
        raise _refused(address, "scheme")
    host = parts.hostname or ""
    if not host or any(c.isspace() for c in parts.netloc):
        raise _refused(address, "host")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise _refused(address, "path")
    shown = f"[{host}]" if ":" in host else host
    usual = 443 if parts.scheme == "https" else 80
    url = f"{parts.scheme}://{shown}:{port or usual}"
    password = None if parts.password is None else unquote(parts.password)
    return TypedProxy(url, unquote(parts.username or ""), password)


def bypass_rules(text: str) -> tuple[str, ...]:
    """Rules as typed, separated by commas, semicolons or spaces."""
    parts = text.replace(",", " ").replace(";", " ").split()
    return tuple(dict.fromkeys(part.lower() for part in parts))


def goes_direct(host: str, rules: tuple[str, ...]) -> bool:
    """Whether a host is asked without the proxy; this computer always is."""
    host = host.lower().rstrip(".")
    return is_this_computer(host) or any(_fits(host, rule.strip().lower()) for rule in rules)


def _fits(host: str, rule: str) -> bool:
    if not rule:
        return False
    if rule == "*":
        return True
    if rule == LOCAL_NAMES:
        return "." not in host and ":" not in host
    if "/" in rule:
        return _in_network(host, rule)
    if rule.startswith("*."):
        return host.endswith(rule[1:])
    if rule.startswith("."):
        return host.endswith(rule) or host == rule[1:]
    return host == rule.strip("[]")


def _in_network(host: str, rule: str) -> bool:
    try:
        return ip_address(host) in ip_network(rule, strict=False)
    except ValueError:
        return False


def _refused(address: str, reason: str) -> AddressInvalid:
    return AddressInvalid(address=address.rsplit("@", 1)[-1].partition("?")[0], reason=reason)
