"""The network as the person set it: one trust store, one choice of proxy, for every client."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from oriel.api.pace import Pace
from oriel.api.probes import Knock, knock, look_up
from oriel.api.proxies import proxy_for, shown
from oriel.api.tls import certificates_in, system_tls
from oriel.auth.keyring_store import SecretStore
from oriel.config.settings import Settings
from oriel.domain.connections import is_this_computer
from oriel.domain.errors import AppError
from oriel.domain.network import NetworkSettings, ProxyMode, bypass_rules

KEPT_UNDER = "proxy"  # the name its password has in the keyring


@dataclass(frozen=True, slots=True)
class HostReport:
    """What a try of one host found: `proxy` is "" when it was asked directly."""

    host: str
    addresses: tuple[str, ...]
    proxy: str
    knock: Knock
    took_s: float


class Network:
    """`changed` is called when clients made before no longer fit the settings."""

    def __init__(
        self,
        secrets: SecretStore,
        settings: NetworkSettings | None = None,
        pace: Pace | None = None,
    ) -> None:
        self._secrets = secrets
        self.pace = pace or Pace()
        self.settings = settings or NetworkSettings()
        self.changed: Callable[[], None] = lambda: None
        self._password: str | None = None
        self._tls: asyncio.Task[ssl.SSLContext] | None = None

    async def tls(self) -> ssl.SSLContext:
        """One context for all clients, made once and off the loop: 20 to 40 ms of CPU that
        would show as a stall. Raises CertificateFileUnusable."""
        if self._tls is None:
            self._tls = asyncio.ensure_future(asyncio.to_thread(self._make_tls, self.settings))
        try:
            return await asyncio.shield(self._tls)
        except AppError:
            self._tls = None  # the file may be there next time
            raise

    async def tls_for(self, base_url: str) -> ssl.SSLContext | None:
        """None for plain http on this computer, where no certificate is looked at."""
        parts = urlsplit(base_url)
        if parts.scheme == "http" and is_this_computer(parts.hostname or ""):
            return None
        return await self.tls()

    async def proxy_for(self, url: str) -> httpx.Proxy | None:
        """The proxy for an address. Raises ProxyRefused for a kind that is not supported,
        and what the keyring raises when its password cannot be had."""
        return await asyncio.to_thread(
            proxy_for, url, self.settings, await self._proxy_password(self.settings)
        )

    async def change(self, settings: NetworkSettings, password: str | None) -> None:
        """Other settings from now on; `password` None leaves the kept one.

        Raises CertificateFileUnusable before anything is changed, and what the keyring raises.
        """
        tls = await asyncio.to_thread(self._make_tls, settings)
        if password is not None:
            if password:
                await self._secrets.set(KEPT_UNDER, password)
            else:
                await self._secrets.delete(KEPT_UNDER)
            self._password = password
        self.settings = settings
        self._tls = asyncio.ensure_future(_ready(tls))
        self.changed()

    async def try_host(
        self, url: str, settings: NetworkSettings | None = None, password: str | None = None
    ) -> HostReport:
        """Looks a host up and knocks, as a request would go under `settings` (those in use
        when None). Raises HostUnknown, ProxyRefused, TlsFailed, Unreachable ..."""
        settings = settings or self.settings
        began = time.monotonic()
        parts = urlsplit(url)
        if password is None:
            password = await self._proxy_password(settings)
        proxy = await asyncio.to_thread(proxy_for, url, settings, password)
        addresses: tuple[str, ...] = ()
        if proxy is None:  # else the proxy looks it up
            usual = 443 if parts.scheme == "https" else 80
            addresses = await look_up(parts.hostname or "", parts.port or usual)
        tls = await asyncio.to_thread(self._make_tls, settings)
        found = await knock(url, tls, proxy)
        took = time.monotonic() - began
        return HostReport(
            parts.netloc, addresses, shown(proxy) if proxy is not None else "", found, took
        )

    async def certificates(self, path: str) -> list[str]:
        """Whose certificates a PEM file holds. Raises CertificateFileUnusable."""
        return await asyncio.to_thread(certificates_in, Path(path))

    async def aclose(self) -> None:
        if self._tls is not None:
            self._tls.cancel()
            await asyncio.gather(self._tls, return_exceptions=True)

    async def _proxy_password(self, settings: NetworkSettings) -> str:
        if settings.mode is not ProxyMode.MANUAL or not settings.proxy_user:
            return ""
        if self._password is None:
            self._password = await self._secrets.get(KEPT_UNDER) or ""
        return self._password

    def _make_tls(self, settings: NetworkSettings) -> ssl.SSLContext:
        return system_tls(Path(settings.extra_ca) if settings.extra_ca else None)


def network_settings(kept: Settings) -> NetworkSettings:
    """What the settings file says of the network."""
    return NetworkSettings(
        mode=ProxyMode(kept.network_mode),
        proxy_url=kept.proxy_url,
        proxy_user=kept.proxy_user,
        bypass=bypass_rules(kept.proxy_bypass),
        extra_ca=kept.extra_ca,
    )


def kept_settings(settings: NetworkSettings) -> dict[str, str]:
    """The same as fields of the settings file."""
    return {
        "network_mode": settings.mode.value,
        "proxy_url": settings.proxy_url,
        "proxy_user": settings.proxy_user,
        "proxy_bypass": ", ".join(settings.bypass),
        "extra_ca": settings.extra_ca,
    }


async def _ready(tls: ssl.SSLContext) -> ssl.SSLContext:
    return tls
