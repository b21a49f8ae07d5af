"""Which proxy a request goes through. This computer is always asked directly."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit
from urllib.request import getproxies, getproxies_environment, proxy_bypass
from urllib.request import (  # type: ignore[attr-defined]
    proxy_bypass_environment as bypassed_by_environment,
)

import httpx

from oriel.domain.connections import is_this_computer
from oriel.domain.errors import ProxyRefused
from oriel.domain.network import NetworkSettings, ProxyMode, goes_direct

SYSTEM = NetworkSettings()


def proxy_for(
    url: str, settings: NetworkSettings = SYSTEM, password: str = ""
) -> httpx.Proxy | None:
    """The proxy for an address, None to ask directly.

    Blocks for a moment on macOS and Windows, which are asked for their settings. Raises
    ProxyRefused for a kind that is not supported (SOCKS).
    """
    parts = urlsplit(url)
    host, scheme = parts.hostname or "", parts.scheme
    if is_this_computer(host):
        return None
    if settings.mode is ProxyMode.MANUAL:
        if not settings.proxy_url or goes_direct(host, settings.bypass):
            return None
        auth = (settings.proxy_user, password) if settings.proxy_user else None
        return httpx.Proxy(settings.proxy_url, auth=auth)
    if settings.mode is ProxyMode.NONE:
        return None
    found = _environment(scheme, host) if settings.mode is ProxyMode.ENVIRONMENT else ""
    if settings.mode is ProxyMode.SYSTEM:
        found = "" if proxy_bypass(host) else _pick(getproxies(), scheme)
    return _proxy(found, host) if found else None


def _environment(scheme: str, host: str) -> str:
    proxies = getproxies_environment()
    if bypassed_by_environment(host, proxies):
        return ""
    return _pick(proxies, scheme)


def _pick(proxies: Mapping[str, str], scheme: str) -> str:
    found = proxies.get(scheme) or proxies.get("all") or ""
    return f"http://{found}" if found and "://" not in found else found


def _proxy(address: str, host: str) -> httpx.Proxy:
    if address.startswith("socks"):
        shown = address.rsplit("@", 1)[-1]
        raise ProxyRefused(host=host, proxy=shown, detail="SOCKS proxies are not supported")
    try:
        return httpx.Proxy(address)
    except (ValueError, httpx.InvalidURL):
        raise ProxyRefused(host=host, proxy="", detail="its address cannot be read") from None


def shown(proxy: httpx.Proxy) -> str:
    """A proxy's address without its credentials."""
    return f"{proxy.url.scheme}://{proxy.url.netloc.decode('ascii')}"
