"""The doctor against real sockets: every way a connection fails, named on its own row."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.api.played_service import (
    KEY,
    OPEN_HEAD,
    QUICK,
    PlayedService,
    Stall,
    connection,
    reply,
    sse,
)
from tests.api.recorded import responses_stream
from tests.services.rooms import TOKEN, local_connection, rooms

from oriel.api.client import ServiceClient
from oriel.domain.connections import OCI, Capabilities, Connection, ConnectionKind, WireApi
from oriel.domain.doctor import Check, CheckName, Verdict
from oriel.domain.errors import CertificateFileUnusable, SecretMissing, SessionEnded
from oriel.services.doctor import Doctor

C, V = CheckName, Verdict
DOOR = reply(404)  # the answer to the knock, which asks for nothing
NUMBERS = "one, two, three, four, five, six, seven, eight, nine, ten, eleven, twelve, thirteen"
AT_ONCE = [OPEN_HEAD, sse(responses_stream(NUMBERS))]
STREAMED = [OPEN_HEAD, sse(responses_stream(*NUMBERS.split(" ")))]


class Shown(list[Check]):
    """What was emitted, in order."""

    def __call__(self, check: Check) -> None:
        self.append(check)

    def verdicts(self) -> dict[CheckName, Verdict]:
        """The last word on each row."""
        return {check.name: check.verdict for check in self}


async def examined(
    subject: Connection,
    key: str = KEY,
    *,
    tls: ssl.SSLContext | None = None,
    proxy: httpx.Proxy | None = None,
    within_s: float = 60.0,
    open_client: Callable[[], Awaitable[ServiceClient]] | None = None,
) -> dict[CheckName, Check]:
    async def tls_for(_: Connection) -> ssl.SSLContext | None:
        return tls

    async def proxy_for(_: str) -> httpx.Proxy | None:
        return proxy

    client = ServiceClient(subject, key, tls, QUICK)

    async def opened() -> ServiceClient:
        return client

    shown = Shown()
    try:
        found = await Doctor(tls_for, proxy_for, within_s=within_s).examine(
            subject, open_client or opened, shown
        )
    finally:
        await client.aclose()
    told = {check.name: check for check in found}
    assert list(told) == [name for name in CheckName if name in told]
    assert {c.name: c for c in shown if c.verdict is not V.RUNNING} == told
    # A row is never shown as running again once something was found.
    for name in told:
        rows = [c.verdict for c in shown if c.name is name]
        assert V.RUNNING not in rows[1:]
    return told


def failed(found: dict[CheckName, Check]) -> dict[CheckName, str]:
    return {name: check.code for name, check in found.items() if check.verdict is V.FAILED}


def oracle(service: PlayedService, **more: Any) -> Connection:
    """The played service as if it were Oracle Cloud's."""
    values: dict[str, Any] = {
        "kind": ConnectionKind.OCI_API_KEY,
        "capabilities": OCI,
        "region": "us-chicago-1",
        "project_id": "ocid1.generativeaiproject.oc1.us-chicago-1.amaaaa",
        "default_model": "openai.gpt-oss-120b",
    }
    return connection(service.url, **{**values, **more})


async def test_a_good_connection_is_good_in_every_row(tmp_path: Path) -> None:
    async with rooms(tmp_path) as r:
        found = await examined(local_connection(r.server), TOKEN)
    assert {check.verdict for check in found.values()} == {V.OK}
    assert found[C.NAME_LOOKUP].code == "this_computer"
    assert found[C.TLS].code == "plain"
    assert abs(float(found[C.CLOCK].facts["clock_off_s"] or 0)) < 60
    assert found[C.MODEL].facts["model"] == "oriel-guide"
    assert int(found[C.STREAMING].facts["pieces"] or 0) > 1


async def test_a_wrong_key_fails_its_row_and_nothing_is_asked_after_it(tmp_path: Path) -> None:
    async with rooms(tmp_path) as r:
        found = await examined(local_connection(r.server), "wrong")
    assert failed(found) == {C.CREDENTIAL: "credential_refused"}
    assert found[C.MODEL].facts == found[C.STREAMING].facts == {"after": "credential"}
    assert found[C.TLS].verdict is V.OK


async def test_a_model_that_is_not_there_shows_that_the_key_is_good(tmp_path: Path) -> None:
    async with rooms(tmp_path) as r:
        found = await examined(local_connection(r.server, default_model="no-such-model"), TOKEN)
    assert list(failed(found)) == [C.MODEL]
    assert found[C.CREDENTIAL].verdict is V.OK


async def test_a_dead_port_is_a_connection_that_does_not_stand() -> None:
    found = await examined(connection("http://127.0.0.1:9/v1", default_model="m"))
    assert failed(found) == {C.TLS: "connection_refused"}
    assert found[C.CREDENTIAL].facts == {"after": "tls"}


async def test_an_unknown_host_ends_it_at_once() -> None:
    found = await examined(connection("https://no-such-service.invalid/v1", default_model="m"))
    assert failed(found) == {C.NAME_LOOKUP: "host_unknown"}
    assert {c.verdict for n, c in found.items() if n is not C.NAME_LOOKUP} == {V.SKIPPED}


async def test_a_web_page_instead_of_a_service() -> None:
    page = reply(200, b"<html><title>Sign in to the network</title></html>",
                 content_type="text/html")  # fmt: skip
    async with PlayedService([DOOR, page]) as service:
        found = await examined(connection(service.url, default_model="m"))
    assert failed(found) == {C.MODEL: "answer_unreadable"}
    assert found[C.MODEL].facts["content_type"] == "text/html"
    assert found[C.CREDENTIAL].verdict is V.SKIPPED


@pytest.mark.parametrize(
    ("stream", "verdict", "code"),
    [(STREAMED, V.OK, ""), (AT_ONCE, V.FAILED, "one_piece")],
    ids=["streamed", "held back"],
)
async def test_an_answer_held_back_until_it_is_complete_is_told_from_a_stream(
    stream: list[bytes], verdict: Verdict, code: str
) -> None:
    flags = Capabilities(responses=True, models_list=False)
    async with PlayedService([DOOR, stream]) as service:
        found = await examined(connection(service.url, capabilities=flags, default_model="m"))
    assert (found[C.STREAMING].verdict, found[C.STREAMING].code) == (verdict, code)
    assert found[C.MODEL].verdict is V.OK


async def test_an_answer_that_breaks_off_is_the_stream_and_not_the_model() -> None:
    flags = Capabilities(responses=True, models_list=False)
    cut = [OPEN_HEAD, sse(responses_stream(*NUMBERS.split(" "))[:6])]
    async with PlayedService([DOOR, cut]) as service:
        found = await examined(connection(service.url, capabilities=flags, default_model="m"))
    assert failed(found) == {C.STREAMING: "stream_interrupted"}
    assert found[C.MODEL].verdict is V.OK


async def test_a_service_that_says_nothing_is_waited_for_only_so_long() -> None:
    flags = Capabilities(responses=True, models_list=False)
    async with PlayedService([DOOR, [Stall()]]) as service:
        slow = connection(service.url, capabilities=flags, default_model="m")
        found = await examined(slow, within_s=0.5)
        await service.left.wait()
    assert failed(found) == {C.CREDENTIAL: "service_slow"}
    assert found[C.CREDENTIAL].facts["after_s"] == 0.5
    assert found[C.MODEL].verdict is V.SKIPPED


async def test_it_can_be_cancelled_and_the_service_hears_of_it() -> None:
    flags = Capabilities(responses=True, models_list=False)
    async with PlayedService([DOOR, [Stall()]]) as service:
        subject = connection(service.url, capabilities=flags, default_model="m")
        task = asyncio.ensure_future(examined(subject))
        await service.stalled.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await service.left.wait()


@pytest.mark.parametrize(
    ("body", "status", "name"),
    [
        ({"code": "NotAuthenticated", "message": "The API key is invalid."}, 401, C.CREDENTIAL),
        (
            {
                "code": "NotAuthorizedOrNotFound",
                "message": "Authorization failed or requested resource not found.",
            },
            404,
            C.POLICY,
        ),
        ({"error": {"message": "Invalid OpenAI project"}}, 400, C.PROJECT),
        ({"code": "400", "message": "Compartment ID must be provided"}, 400, C.PROJECT),
        ({"error": {"message": "model not found", "code": "model_not_found"}}, 404, C.MODEL),
    ],
)
async def test_what_oracle_cloud_refuses_lands_on_its_row(
    body: dict[str, Any], status: int, name: CheckName
) -> None:
    async with PlayedService([DOOR, reply(status, body, opc_request_id="REQ/7")]) as service:
        found = await examined(oracle(service))
    assert list(failed(found)) == [name]
    assert found[name].facts["request_id"] == "REQ/7"
    assert found[name].facts["region"] == "us-chicago-1"
    assert KEY not in repr(found)


async def test_files_and_vector_stores_only_warn() -> None:
    missing = reply(404, {"code": "NotAuthorizedOrNotFound", "message": "Authorization failed"})
    listed = reply(200, {"data": []})
    async with PlayedService([DOOR, listed, STREAMED, missing]) as service:
        found = await examined(oracle(service))
        asked = [a.path for a in service.asked]
    assert failed(found) == {}
    assert found[C.FILES].verdict is V.OK
    assert (found[C.VECTOR_STORES].verdict, found[C.VECTOR_STORES].code) == (V.WARNING, "not_found")
    assert asked == [
        "/v1",
        "/v1/files?limit=1",
        "/v1/responses",
        "/v1/vector_stores?limit=1",
    ]


async def test_vector_stores_are_looked_for_where_the_connection_keeps_them() -> None:
    async def nothing(_: Connection) -> None:
        return None

    async def no_proxy(_: str) -> httpx.Proxy | None:
        return None

    async def elsewhere(client: ServiceClient) -> None:
        await client.probe("/elsewhere")

    doctor = Doctor(nothing, no_proxy, list_stores=elsewhere)
    async with PlayedService([DOOR, reply(200, {}), STREAMED, reply(200, {})]) as service:
        client = ServiceClient(oracle(service), KEY, None, QUICK)

        async def opened() -> ServiceClient:
            return client

        await doctor.examine(oracle(service), opened, Shown())
        await client.aclose()
        assert service.asked[-1].path == "/v1/elsewhere?limit=1"


async def test_the_knock_carries_no_key() -> None:
    async with PlayedService([DOOR, reply(401)]) as service:
        await examined(oracle(service))
        first, second = service.asked[:2]
    assert first.method == "HEAD"
    assert KEY not in str(first)
    assert second.headers["authorization"] == f"Bearer {KEY}"


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [(ConnectionKind.OCI_PROFILE, V.FAILED), (ConnectionKind.OCI_API_KEY, V.WARNING)],
)
async def test_a_wrong_clock_is_seen_before_anything_is_signed(
    kind: ConnectionKind, verdict: Verdict
) -> None:
    late = datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=20)
    door = reply(404, date=format_datetime(late, usegmt=True))
    async with PlayedService([door, reply(200, {"data": []}), STREAMED]) as service:
        found = await examined(oracle(service, kind=kind))
    assert found[C.CLOCK].verdict is verdict
    assert 1100 < float(found[C.CLOCK].facts["clock_off_s"] or 0) < 1300


async def test_a_401_with_a_wrong_clock_blames_the_clock() -> None:
    early = datetime.datetime.now(datetime.UTC) - datetime.timedelta(minutes=20)
    refusal = reply(401, {"code": "NotAuthenticated", "message": "Date out of range"},
                    date=format_datetime(early, usegmt=True))  # fmt: skip
    async with PlayedService([DOOR, refusal]) as service:
        found = await examined(oracle(service, kind=ConnectionKind.OCI_PROFILE))
    assert list(failed(found)) == [C.CLOCK]
    assert found[C.CREDENTIAL].facts == {"after": "clock"}


@pytest.mark.parametrize(
    "error", [SecretMissing(connection="Work"), SessionEnded(profile="DEFAULT")]
)
async def test_a_credential_that_cannot_be_had_is_a_finding(error: Exception) -> None:
    async def none() -> ServiceClient:
        raise error

    async with PlayedService([DOOR]) as service:
        found = await examined(oracle(service), open_client=none)
    assert list(failed(found)) == [C.CREDENTIAL]
    assert found[C.FILES].verdict is V.SKIPPED


async def test_a_certificate_file_that_cannot_be_read_is_a_finding() -> None:
    async def tls_for(_: Connection) -> ssl.SSLContext | None:
        raise CertificateFileUnusable(path="/x.pem", detail="no certificate")

    async def proxy_for(_: str) -> httpx.Proxy | None:
        return None

    async def never() -> ServiceClient:
        raise AssertionError("not reached")

    found = await Doctor(tls_for, proxy_for).examine(
        connection("https://127.0.0.1:9/v1"), never, Shown()
    )
    assert [c.code for c in found if c.verdict is V.FAILED] == ["certificate_file_unusable"]


async def test_without_any_model_nothing_is_asked(tmp_path: Path) -> None:
    async with PlayedService([DOOR, reply(200, {"data": []})]) as service:
        found = await examined(connection(service.url))
        assert len(service.asked) == 2
    assert found[C.CREDENTIAL].verdict is V.OK
    assert found[C.MODEL].code == found[C.STREAMING].code == "no_model"


async def test_chat_completions_stream_too(tmp_path: Path) -> None:
    async with rooms(tmp_path) as r:
        chat = local_connection(r.server, wire_api=WireApi.CHAT)
        found = await examined(chat, TOKEN)
    assert found[C.STREAMING].verdict is V.OK


# Certificates and proxies


@pytest.fixture(scope="module")
def inspected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that no system trusts, and its key, in one PEM file."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "Example Corp"),
            x509.NameAttribute(x509.NameOID.COMMON_NAME, "Example Corp Inspection"),
        ]
    )
    now = datetime.datetime.now(datetime.UTC)
    names = [x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(made.public_bytes(pem) + private)
    return path


def serving(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def trusting(certificate: Path | None) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if certificate is not None:
        context.load_verify_locations(certificate)
    return context


async def test_a_certificate_that_is_trusted_is_shown_with_its_issuer(inspected: Path) -> None:
    listed = reply(200, {"data": []}, connection="close")
    script = [DOOR, listed, STREAMED, listed]
    async with PlayedService(script, serving(inspected)) as service:
        found = await examined(oracle(service), tls=trusting(inspected))
    assert found[C.TLS].verdict is V.OK
    facts = found[C.TLS].facts
    assert facts["protocol"] == "TLSv1.3"
    assert facts["issuer"] == "Example Corp, Example Corp Inspection"
    ends = datetime.date.fromisoformat(str(facts["ends"]))
    assert 25 < (ends - datetime.datetime.now(datetime.UTC).date()).days <= 31
    assert found[C.STREAMING].verdict is V.OK


async def test_a_certificate_nobody_vouches_for_names_its_issuer_and_gets_no_request(
    inspected: Path,
) -> None:
    async with PlayedService([DOOR], serving(inspected)) as service:
        found = await examined(oracle(service), tls=trusting(None))
        assert service.asked == []
    assert failed(found) == {C.TLS: "tls_failed"}
    assert found[C.TLS].facts["issuer"] == "Example Corp, Example Corp Inspection"
    assert found[C.CREDENTIAL].verdict is V.SKIPPED


class ConnectProxy:
    """A real HTTP proxy that tunnels, or says no with `status`."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.asked: list[str] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.asked.append(head)
        writer.write(f"HTTP/1.1 {self.status} Said\r\n\r\n".encode())
        if self.status == 200:
            host, _, port = head.split(" ")[1].rpartition(":")
            there, back = await asyncio.open_connection(host, int(port))
            await asyncio.gather(_pour(reader, back), _pour(there, writer))
        writer.close()


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while piece := await reader.read(65536):
            writer.write(piece)
            await writer.drain()
        writer.close()
    except OSError:
        writer.close()


@asynccontextmanager
async def proxying(behaviour: ConnectProxy) -> AsyncIterator[httpx.Proxy]:
    tasks: set[asyncio.Task[None]] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        tasks.add(task)
        await behaviour(reader, writer)

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield httpx.Proxy(f"http://user:secret-of-proxy@127.0.0.1:{port}")
    finally:
        server.close()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_through_a_proxy_the_services_own_certificate_is_looked_at(inspected: Path) -> None:
    behaviour = ConnectProxy()
    async with (
        PlayedService([DOOR, reply(401)], serving(inspected)) as service,
        proxying(behaviour) as proxy,
    ):
        found = await examined(oracle(service), tls=trusting(inspected), proxy=proxy)
        assert behaviour.asked[0].startswith(f"CONNECT 127.0.0.1:{service.port} ")
    assert found[C.PROXY].verdict is V.OK
    assert found[C.PROXY].facts["proxy"] == proxy.url.netloc.decode()
    assert found[C.TLS].facts["issuer"] == "Example Corp, Example Corp Inspection"
    assert "secret-of-proxy" not in repr(found)


async def test_an_inspecting_proxy_is_named_by_the_certificate_it_shows(inspected: Path) -> None:
    async with PlayedService([DOOR], serving(inspected)) as service:
        async with proxying(ConnectProxy()) as proxy:
            found = await examined(oracle(service), tls=trusting(None), proxy=proxy)
        assert service.asked == []
    assert found[C.PROXY].verdict is V.OK
    assert found[C.TLS].verdict is V.FAILED
    assert found[C.TLS].facts["issuer"] == "Example Corp, Example Corp Inspection"


@pytest.mark.parametrize("status", [407, 403, 502])
async def test_a_proxy_that_says_no_is_named_with_its_word(status: int) -> None:
    async with proxying(ConnectProxy(status)) as proxy:
        found = await examined(
            connection("https://service.example/v1", default_model="m"),
            tls=trusting(None),
            proxy=proxy,
        )
    assert failed(found) == {C.PROXY: "proxy_refused"}
    assert found[C.PROXY].facts["status"] == status
    assert found[C.NAME_LOOKUP].verdict is V.OK
    assert "secret-of-proxy" not in repr(found)


async def test_a_proxy_that_is_not_there_is_the_proxys_fault() -> None:
    dead = httpx.Proxy("http://127.0.0.1:9")
    found = await examined(
        connection("https://service.example/v1", default_model="m"),
        tls=trusting(None),
        proxy=dead,
    )
    assert failed(found) == {C.PROXY: "proxy_refused"}
    nowhere = httpx.Proxy("http://no-such-proxy.invalid:8080")
    found = await examined(
        connection("https://service.example/v1", default_model="m"),
        tls=trusting(None),
        proxy=nowhere,
    )
    assert failed(found) == {C.NAME_LOOKUP: "host_unknown", C.PROXY: "proxy_refused"}
