"""A real server over streamable HTTP, and small ones that refuse, stall or redirect."""

from __future__ import annotations

import asyncio
import datetime
import ipaddress
import os
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from tests.tools.everything import everything
from tests.tools.small_servers import answering, asked, free_port, saying

from oriel.domain.errors import (
    TlsFailed,
    ToolServerGone,
    ToolServerRefused,
    ToolServerUnstartable,
    ToolTimedOut,
)
from oriel.domain.tools import NO_SECRETS, ServerSecrets, ToolProgress, ToolServer, Transport
from oriel.tools.mcp_server import McpServer
from oriel.tools.ways import DIRECT, HttpWay
from waiting import until

LONG = {"duration": 600, "steps": 2}


class Served:
    """The reference server, listening on a port of this computer."""

    def __init__(self, port: int, process: asyncio.subprocess.Process) -> None:
        self.port, self.process = port, process

    async def end(self) -> None:
        if self.process.returncode is None:
            self.process.kill()
        await self.process.wait()


async def serve(port: int) -> Served:
    process = await asyncio.create_subprocess_exec(
        *("node", everything(), "streamableHttp"),
        env=os.environ | {"PORT": str(port)},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    while b"listening" not in (line := await process.stderr.readline()):
        assert line, "it has ended"
    return Served(port, process)


@asynccontextmanager
async def serving() -> AsyncIterator[Served]:
    served = await serve(free_port())
    try:
        yield served
    finally:
        await served.end()


def reached(
    port: int,
    secrets: ServerSecrets = NO_SECRETS,
    way: HttpWay = DIRECT,
    scheme: str = "http",
    timeout_s: float = 60.0,
) -> McpServer:
    config = ToolServer(
        id="2",
        name="Far",
        transport=Transport.HTTP,
        url=f"{scheme}://127.0.0.1:{port}/mcp",
        timeout_s=timeout_s,
    )
    return McpServer(config, secrets, way, word="Far")


@pytest.mark.slow
@pytest.mark.usefixtures("fetched")
async def test_everything_works_as_over_standard_input() -> None:
    async with serving() as served:
        server = reached(served.port)
        await server.start()
        tools = {tool.name for tool in await server.list_tools()}
        assert "Far__echo" in tools
        assert (await server.call("echo", {"message": "hello"})).text == "Echo: hello"
        assert (await server.call("get-tiny-image", {})).images
        heard: list[ToolProgress] = []
        arguments = {"duration": 0.2, "steps": 2}
        await server.call("trigger-long-running-operation", arguments, heard.append)
        assert [p.done for p in heard] == [1, 2]
        call = asyncio.ensure_future(server.call("trigger-long-running-operation", LONG))
        await server.call("echo", {"message": "it has begun"})
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
        assert (await server.call("echo", {"message": "still here"})).text == "Echo: still here"
        await server.aclose()


@pytest.mark.slow
@pytest.mark.usefixtures("fetched")
async def test_silence_times_out() -> None:
    async with serving() as served:
        server = reached(served.port, timeout_s=0.5)
        await server.start()
        with pytest.raises(ToolTimedOut):
            await server.call("trigger-long-running-operation", LONG)
        await server.aclose()


@pytest.mark.slow
@pytest.mark.usefixtures("fetched")
async def test_killed_in_the_middle_of_a_call_and_started_again() -> None:
    async with serving() as served:
        server = reached(served.port)
        await server.start()
        call = asyncio.ensure_future(server.call("trigger-long-running-operation", LONG))
        await server.call("echo", {"message": "it has begun"})
        await served.end()
        with pytest.raises(ToolServerGone):
            await call
        await server.aclose()
        again = await serve(served.port)
        try:
            server = reached(served.port)
            await server.start()
            assert (await server.call("echo", {"message": "back"})).text == "Echo: back"
            await server.aclose()
        finally:
            await again.end()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that nobody vouches for, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 7)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    path.write_bytes(made.public_bytes(pem) + private)
    return path


async def test_no_request_reaches_a_server_nobody_vouches_for(certificate: Path) -> None:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    strange = HttpWay(ssl.create_default_context())
    trusted = HttpWay(ssl.create_default_context(cafile=str(certificate)))
    answer, heard = saying(b"503 Busy")
    async with answering(answer, tls) as port:
        with pytest.raises(TlsFailed):
            await reached(port, way=strange, scheme="https").start()
        assert not heard
        with pytest.raises(ToolServerRefused):
            await reached(port, way=trusted, scheme="https").start()
    assert heard


async def test_the_secret_travels_as_a_bearer_and_a_refusal_is_told_without_it() -> None:
    answer, heard = saying(b"401 Unauthorized")
    async with answering(answer) as port:
        with pytest.raises(ToolServerRefused) as refused:
            await reached(port, ServerSecrets(token="sesame-open-up")).start()
    assert refused.value.facts["status"] == 401
    assert b"\r\nauthorization: bearer sesame-open-up\r\n" in heard[0].lower()
    assert "sesame" not in repr(refused.value)


async def test_a_proxy_is_asked_with_its_password() -> None:
    answer, heard = saying(b"503 Busy")
    async with answering(answer) as port:
        way = HttpWay(proxy=f"http://127.0.0.1:{port}", proxy_auth=("me", "open"))
        config = ToolServer(
            id="2", name="Far", transport=Transport.HTTP, url="http://mcp.invalid/mcp"
        )
        with pytest.raises(ToolServerRefused) as refused:
            await McpServer(config, way=way).start()
    assert refused.value.facts["status"] == 503
    assert heard[0].startswith(b"POST http://mcp.invalid/mcp HTTP/1.1\r\n")
    assert b"\r\nproxy-authorization: basic bwu6b3blbg==\r\n" in heard[0].lower()
    assert "open" not in repr(way)


async def test_a_redirect_to_another_place_is_not_followed() -> None:
    elsewhere, heard = saying(b"200 OK")
    async with answering(elsewhere) as other:
        answer, _ = saying(b"307 Go", b"location: http://127.0.0.1:%d/mcp" % other)
        async with answering(answer) as port:
            with pytest.raises(ToolServerUnstartable) as error:
                await reached(port, ServerSecrets(token="sesame-open-up")).start()
    assert error.value.facts["reason"] == "protocol"
    assert not heard


async def test_a_web_page_is_no_tool_server() -> None:
    answer, _ = saying(b"200 OK", b"content-type: text/html", body=b"<h1>Welcome</h1>")
    async with answering(answer) as port:
        with pytest.raises(ToolServerUnstartable) as error:
            await reached(port).start()
    assert error.value.facts["reason"] == "protocol"


async def test_an_answer_without_measure_is_not_read_to_its_end() -> None:
    answer, _ = saying(b"200 OK", b"content-type: application/json", body=b" " * (17 << 20))
    async with answering(answer) as port:
        with pytest.raises(ToolServerUnstartable) as error:
            await reached(port).start()
    assert "longer than 16 MB" in str(error.value.facts["detail"])


async def test_a_compressed_answer_is_not_unpacked() -> None:
    answer, _ = saying(
        b"200 OK", b"content-type: application/json", b"content-encoding: gzip", body=b"x"
    )
    async with answering(answer) as port:
        with pytest.raises(ToolServerUnstartable) as error:
            await reached(port).start()
    assert "compressed" in str(error.value.facts["detail"])


async def test_nobody_there() -> None:
    with pytest.raises(ToolServerUnstartable) as error:
        await reached(free_port()).start()
    assert error.value.facts["reason"] == "unreachable"


async def test_one_that_never_answers_can_be_given_up() -> None:
    begun = asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asked(reader)
        begun.set()
        await reader.read()
        writer.close()

    async with answering(answer) as port:
        server = reached(port)
        start = asyncio.ensure_future(server.start())
        await until(begun.is_set)
        start.cancel()
        with pytest.raises(asyncio.CancelledError):
            await start
