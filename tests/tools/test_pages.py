"""Pages come from public hosts and named ones; whatever a name or a redirect turns into."""

from __future__ import annotations

from collections.abc import Collection

import httpx
import pytest
from tests.tools.small_servers import answering, saying

from oriel.tools.addresses import check_name, is_public, look_up
from oriel.tools.declined import Declined
from oriel.tools.pages import LARGEST_PAGE, Pages, Road
from oriel.tools.readable import readable

HTML = b"content-type: text/html; charset=utf-8"


async def road(address: str) -> Road:
    return Road()


def fetching(named: Collection[str] = ()) -> Pages:
    pages = Pages(road)
    pages.named = named
    return pages


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "0.0.0.0",
        "[::]",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "0x7f.1",
        "127.1",
    ],
)
async def test_this_computer_is_not_asked_however_it_is_written(host: str) -> None:
    answer, heard = saying(b"200 OK", body=b"secret")
    async with answering(answer) as port:
        with pytest.raises(Declined):
            await fetching().fetch(f"http://{host}:{port}/")
    assert not heard


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "::7f00:1",
    ],
)
def test_private_addresses_are_told_from_public_ones(address: str) -> None:
    assert not is_public(address)
    assert is_public("93.184.216.34")
    assert is_public("2606:2800:220:1:248:1893:25c8:1946")


async def test_a_name_with_a_private_address_among_public_ones_is_not_asked() -> None:
    async def look(host: str, port: int) -> list[str]:
        return ["93.184.216.34", "10.0.0.1"]

    with pytest.raises(Declined, match="public"):
        await Pages(road, look).fetch("http://example.com/")


async def test_the_address_that_was_checked_is_the_one_connected_to() -> None:
    asked: list[str] = []

    async def look(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    answer, heard = saying(b"200 OK", b"content-type: text/plain", body=b"hello")
    async with answering(answer) as port:
        pages = Pages(road, look)
        # No system knows this name: only the address given here can have been used.
        pages.named = [f"somewhere.invalid:{port}"]
        assert await pages.fetch(f"http://somewhere.invalid:{port}/x?y=1") == "hello"
    assert asked == ["somewhere.invalid"]
    assert heard[0].startswith(b"GET /x?y=1 HTTP/1.1\r\n")
    assert f"\r\nhost: somewhere.invalid:{port}\r\n".encode() in heard[0].lower()


async def test_a_redirect_to_a_private_address_is_not_followed() -> None:
    secret, heard = saying(b"200 OK", body=b"secret")
    async with answering(secret) as inner:
        answer, _ = saying(b"302 Go", b"location: http://localhost:%d/" % inner)
        async with answering(answer) as port:
            with pytest.raises(Declined, match="localhost is on this computer"):
                await fetching([f"127.0.0.1:{port}"]).fetch(f"http://127.0.0.1:{port}/")
    assert not heard


async def test_a_redirect_to_a_page_is_followed_and_a_circle_is_left() -> None:
    page, _ = saying(b"200 OK", HTML, body="<h1>Grüß Gott</h1>".encode())
    async with answering(page) as inner:
        answer, _ = saying(b"301 Go", b"location: http://127.0.0.1:%d/" % inner)
        async with answering(answer) as port:
            text = await fetching(["127.0.0.1"]).fetch(f"http://127.0.0.1:{port}/")
            assert text == "# Grüß Gott"
    circle, heard = saying(b"302 Go", b"location: /again")
    async with answering(circle) as port:
        with pytest.raises(Declined, match="on and on"):
            await fetching(["127.0.0.1"]).fetch(f"http://127.0.0.1:{port}/")
    assert len(heard) == 6


async def test_a_page_without_measure_is_read_to_a_limit() -> None:
    body = b"x" * (LARGEST_PAGE * 2)
    answer, _ = saying(b"200 OK", b"content-type: text/plain", body=body)
    async with answering(answer) as port:
        text = await fetching(["127.0.0.1"]).fetch(f"http://127.0.0.1:{port}/")
    assert len(text) < LARGEST_PAGE + 100
    assert text.endswith("too large to be read whole]")


@pytest.mark.parametrize(
    ("heads", "why"),
    [
        ((b"200 OK", b"content-type: application/pdf"), "application/pdf"),
        ((b"200 OK", b"content-type: text/plain", b"content-encoding: gzip"), "packed"),
        ((b"404 Not Found",), "error 404"),
        ((b"nonsense",), "could not be fetched"),
    ],
)
async def test_what_cannot_be_read_is_told(heads: tuple[bytes, ...], why: str) -> None:
    answer, _ = saying(*heads, body=b"x")
    async with answering(answer) as port:
        with pytest.raises(Declined, match=why):
            await fetching(["127.0.0.1"]).fetch(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "ftp://example.com/", "example.com", "http://", "http://u:p@x.com/", ""],
)
async def test_only_web_addresses_are_fetched(address: str) -> None:
    with pytest.raises(Declined, match="Only addresses"):
        await fetching().fetch(address)


async def test_an_unknown_encoding_does_no_harm() -> None:
    for name in (b"punycode", b"unicode_escape", b"no-such", b"zip"):
        head = b"content-type: text/plain; charset=" + name
        answer, _ = saying(b"200 OK", head, body="grün \\x41".encode())
        async with answering(answer) as port:
            text = await fetching(["127.0.0.1"]).fetch(f"http://127.0.0.1:{port}/")
        assert text == "grün \\x41"


@pytest.mark.parametrize(
    "host", ["localhost", "printer", "nas.local", "10.0.0.1", "127.1", "0x7f.1", "a.internal."]
)
def test_behind_a_proxy_names_of_this_network_are_refused(host: str) -> None:
    with pytest.raises(Declined):
        check_name(host, 80, ())
    check_name(host, 80, (host,))
    check_name("example.com", 443, ())


async def test_a_proxy_looks_names_up_itself() -> None:
    answer, heard = saying(b"200 OK", b"content-type: text/plain", body=b"from afar")
    async with answering(answer) as port:
        proxy = httpx.Proxy(f"http://127.0.0.1:{port}")

        async def through(address: str) -> Road:
            return Road(proxy=proxy)

        assert await Pages(through).fetch("http://far.example/x") == "from afar"
        with pytest.raises(Declined):
            await Pages(through).fetch("http://169.254.169.254/")
    assert len(heard) == 1
    assert heard[0].startswith(b"GET http://far.example/x HTTP/1.1\r\n")


async def test_names_are_looked_up_by_the_system() -> None:
    assert "127.0.0.1" in await look_up("localhost", 80)


def test_a_page_reads_as_a_person_would_read_it() -> None:
    html = """<html><head><title>Tides</title><style>p {}</style><script>alert(1)</script></head>
      <body><h2>High &amp; low</h2><p>The <b>moon</b>
      pulls.<br>Twice.</p><ul><li>one<li><a href="/two#x">two</a></ul>
      <table><tr><th>a</th><td>b</td></tr></table><pre>  kept
      as is</pre><img alt="A wave"><a href="javascript:x()">no</a> end"""
    assert readable(html, "https://sea.example/tides/") == (
        "Tides\n\n## High & low\n\nThe moon pulls.\nTwice.\n\n- one\n"
        "- [two](https://sea.example/two#x)\n\n| a | b\n\n  kept\n      as is\n[A wave]no end"
    )


@pytest.mark.parametrize(
    "piece", ["<", "<a", "<a href='", "<!--", "<![CDATA[", "</a", "&#x", "<a>t"]
)
def test_a_page_of_nothing_but_openings_is_left_in_time(piece: str) -> None:
    # Unbounded, some of these take minutes.
    page = "<p>Begin.</p>" + piece * (LARGEST_PAGE // len(piece))
    assert readable(page, "https://x.example/").startswith("Begin.")
