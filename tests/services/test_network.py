"""The network's settings over real sockets: each mode, a proxy's password, extra certificates."""

from __future__ import annotations

import datetime
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from tests.api.proxy_server import ProxyServer
from tests.services.rooms import MemoryKeyring

from fake_oracle.data_plane import DataPlane
from fake_oracle.serving import Served
from oriel.api.access import Access
from oriel.api.client import ServiceClient
from oriel.api.pace import Pace
from oriel.auth.key_pair import KeyAuth
from oriel.auth.keyring_store import SecretStore
from oriel.config.settings import Settings, SettingsFile
from oriel.domain.connections import OCI, Connection, ConnectionKind
from oriel.domain.errors import CertificateFileUnusable, ProxyRefused, TlsFailed
from oriel.domain.network import NetworkSettings, ProxyMode
from oriel.services.network import KEPT_UNDER, Network, kept_settings, network_settings

HUSH = "hush-of-the-proxy"
QUICK = Pace(connect_s=5, read_s=5, retries=0)


@asynccontextmanager
async def network(
    settings: NetworkSettings | None = None, keyring: MemoryKeyring | None = None
) -> AsyncIterator[Network]:
    secrets = SecretStore(backend=keyring or MemoryKeyring())
    made = Network(secrets, settings, QUICK)
    try:
        yield made
    finally:
        await made.aclose()
        secrets.close()


async def ask(found: Network, base_url: str) -> None:
    """One request as the program sends it."""
    connection = Connection(
        id="c",
        name="c",
        kind=ConnectionKind.COMPATIBLE,
        base_url=base_url,
        capabilities=OCI,
    )
    client = ServiceClient(
        connection,
        tls=await found.tls_for(base_url) if base_url.startswith("https") else None,
        pace=QUICK,
        access=Access(KeyAuth(["k"]), ("k",)),
        proxy=await found.proxy_for(base_url),
    )
    try:
        await client.responses.delete("r")
    finally:
        await client.aclose()


def far(oracle: DataPlane, scheme: str = "http") -> str:
    """The same service by a name that is not this computer's; only the proxy finds it."""
    return f"{scheme}://far.invalid:{oracle.url.rsplit(':', 1)[1]}/openai/v1"


async def test_a_proxy_of_ones_own_is_used_and_its_password_is_in_the_keyring_only(
    tmp_path: Path,
) -> None:
    oracle, keyring = DataPlane(keys={"k"}), MemoryKeyring()
    async with oracle.serve(), ProxyServer(f"ana:{HUSH}") as proxy, network(None, keyring) as net:
        settings = NetworkSettings(ProxyMode.MANUAL, proxy.url, "ana")
        await net.change(settings, HUSH)
        await ask(net, far(oracle))
        assert len(proxy.asked) == 1
        assert keyring.kept == {("Oriel", KEPT_UNDER): HUSH}
        file = SettingsFile(tmp_path / "settings.json")
        file.save(Settings(**kept_settings(net.settings)))  # type: ignore[arg-type]
        assert HUSH not in (tmp_path / "settings.json").read_text()
        assert network_settings(file.load()) == settings
    async with oracle.serve(), ProxyServer(f"ana:{HUSH}") as proxy:
        again = NetworkSettings(ProxyMode.MANUAL, proxy.url, "ana")
        async with network(again, keyring) as net:
            await ask(net, far(oracle))
            assert len(proxy.asked) == 1


@pytest.mark.parametrize(("refuse", "status"), [(0, 407), (403, 403)])
async def test_a_proxy_that_refuses_is_named(refuse: int, status: int) -> None:
    oracle = DataPlane(keys={"k"})
    async with oracle.serve(), ProxyServer("ana:right", refuse) as proxy, network() as net:
        await net.change(NetworkSettings(ProxyMode.MANUAL, proxy.url, "ana"), "wrong-" + HUSH)
        with pytest.raises(ProxyRefused) as told:
            await ask(net, far(oracle, "https"))
        assert told.value.facts["status"] == status
        assert told.value.facts["proxy"] == proxy.url.removeprefix("http://")
        assert HUSH not in str(told.value)
    assert oracle.seen == []


async def test_a_proxy_that_is_gone_is_named_and_not_gone_around() -> None:
    oracle = DataPlane(keys={"k"})
    async with oracle.serve(), network() as net:
        await net.change(NetworkSettings(ProxyMode.MANUAL, "http://127.0.0.1:9"), None)
        with pytest.raises(ProxyRefused) as told:
            await ask(net, far(oracle))
    assert told.value.facts["proxy"] == "127.0.0.1:9"


async def test_what_goes_around_the_proxy_does() -> None:
    async with network() as net:
        settings = NetworkSettings(ProxyMode.MANUAL, "http://127.0.0.1:9", bypass=(".corp",))
        await net.change(settings, None)
        assert await net.proxy_for("https://x.corp/v1") is None
        assert await net.proxy_for("https://x.example.com/v1") is not None
        for here in ("http://localhost:11434", "http://127.0.0.1:1", "http://[::1]:1"):
            assert await net.proxy_for(here) is None


async def test_the_environment_is_followed_in_its_mode_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:3128")
    monkeypatch.setenv("no_proxy", "near.example.com")
    async with network() as net:
        for mode, used in (
            (ProxyMode.ENVIRONMENT, True),
            (ProxyMode.SYSTEM, True),
            (ProxyMode.NONE, False),
            (ProxyMode.MANUAL, False),
        ):
            await net.change(NetworkSettings(mode), None)
            found = await net.proxy_for("https://far.example.com")
            assert (found is not None) is used, mode
            assert await net.proxy_for("https://near.example.com") is None


async def test_a_change_is_told_and_a_bad_file_changes_nothing(tmp_path: Path) -> None:
    told: list[bool] = []
    async with network() as net:
        net.changed = lambda: told.append(True)
        for content in (None, b"", b"not a certificate", b"-----BEGIN CERTIFICATE-----\nx\n"):
            path = tmp_path / "ca.pem"
            if content is not None:
                path.write_bytes(content)
            with pytest.raises(CertificateFileUnusable) as error:
                await net.change(NetworkSettings(extra_ca=str(path)), None)
            assert error.value.facts["path"] == str(path)
        assert (told, net.settings) == ([], NetworkSettings())
        await net.change(NetworkSettings(ProxyMode.NONE), None)
        assert told == [True]


async def test_a_companys_certificate_is_trusted_once_its_file_is_given(tmp_path: Path) -> None:
    authority, both = certificates(tmp_path, "far.invalid")
    oracle = DataPlane(keys={"k"})
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    served = Served(oracle.app(), oracle, context)
    async with served, ProxyServer() as proxy, network() as net:
        settings = NetworkSettings(ProxyMode.MANUAL, proxy.url)
        await net.change(settings, None)
        with pytest.raises(TlsFailed):
            await ask(net, far(oracle, "https"))
        assert await net.certificates(str(authority)) == ["Acme Proxy", "Other Root"]
        await net.change(
            NetworkSettings(ProxyMode.MANUAL, proxy.url, extra_ca=str(authority)), None
        )
        await ask(net, far(oracle, "https"))
        report = await net.try_host(far(oracle, "https"))
        assert report.proxy == proxy.url
    assert report.knock.certificate.issuer == "Acme Proxy"
    assert len(oracle.seen) >= 1


def certificates(folder: Path, host: str) -> tuple[Path, Path]:
    """A bundle of two authorities, and a server's certificate (with key) from the first."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    pem, now = serialization.Encoding.PEM, datetime.datetime.now(datetime.UTC)

    def made(
        name: str, key: ec.EllipticCurvePrivateKey, issuer: str, by: ec.EllipticCurvePrivateKey
    ) -> bytes:
        def named(text: str) -> x509.Name:
            return x509.Name([x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, text)])

        builder = (
            x509.CertificateBuilder()
            .subject_name(named(name))
            .issuer_name(named(issuer))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=1))
            .add_extension(
                x509.BasicConstraints(ca=name == issuer, path_length=None), critical=True
            )
        )
        if name != issuer:
            names = x509.SubjectAlternativeName([x509.DNSName(host)])
            builder = builder.add_extension(names, critical=False)
        return builder.sign(by, hashes.SHA256()).public_bytes(pem)

    root, other, server = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
    bundle = folder / "bundle.pem"
    roots = made("Acme Proxy", root, "Acme Proxy", root) + made(
        "Other Root", other, "Other Root", other
    )
    bundle.write_bytes(b"# our company\n" + roots)
    both = folder / "server.pem"
    secret = server.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    both.write_bytes(made("Service", server, "Acme Proxy", root) + secret)
    return bundle, both
