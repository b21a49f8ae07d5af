"""Certificates are checked, always, and a bad one is named."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import ssl
from pathlib import Path

import pytest

from oriel.api.client import ServiceClient
from oriel.api.tls import system_tls
from oriel.domain.errors import TlsFailed
from oriel.domain.parts import TextPart

from .played_service import KEY, OPEN_HEAD, QUICK, Heard, PlayedService, connection, hello, sse
from .recorded import responses_stream

GOOD = [[OPEN_HEAD, sse(responses_stream("fine"))]]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-signed certificate for 127.0.0.1 and its key, in one PEM file."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(
        made.public_bytes(pem) + key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    )
    return path


def serving(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


async def test_a_certificate_nobody_vouches_for_is_refused_and_never_sent_a_key(
    certificate: Path,
) -> None:
    heard = Heard()
    async with PlayedService(GOOD, tls=serving(certificate)) as service:
        client = ServiceClient(connection(service.url), KEY, system_tls(), QUICK)
        with pytest.raises(TlsFailed) as caught:
            await client.run_turn(hello(), heard)
        await client.aclose()
    assert "self-signed certificate" in str(caught.value.facts["detail"])
    assert not caught.value.retryable
    assert heard == []  # not tried again: it would end the same
    assert service.asked == []


async def test_a_certificate_for_another_name_is_refused(certificate: Path) -> None:
    async with PlayedService(GOOD, tls=serving(certificate)) as service:
        tls = system_tls(extra_ca=certificate)
        there = connection(service.url.replace("127.0.0.1", "localhost"))
        client = ServiceClient(there, KEY, tls, QUICK)
        with pytest.raises(TlsFailed) as caught:
            await client.run_turn(hello(), Heard())
        await client.aclose()
    assert "localhost" in str(caught.value.facts["detail"])


async def test_a_certificate_that_is_trusted_serves(certificate: Path) -> None:
    async with PlayedService(GOOD, tls=serving(certificate)) as service:
        client = ServiceClient(connection(service.url), KEY, system_tls(certificate), QUICK)
        result = await client.run_turn(hello(), Heard())
        await client.aclose()
    assert result.parts == (TextPart("fine"),)


async def test_https_to_a_plain_service_is_a_tls_failure() -> None:
    async def answer(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    client = ServiceClient(connection(f"https://127.0.0.1:{port}/v1"), KEY, system_tls(), QUICK)
    with pytest.raises(TlsFailed):
        await client.run_turn(hello(), Heard())
    await client.aclose()
    server.close()
    await server.wait_closed()


def test_checking_cannot_be_off() -> None:
    context = system_tls()
    assert context.verify_mode == ssl.CERT_REQUIRED
    assert context.check_hostname
