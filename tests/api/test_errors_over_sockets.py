"""What the world says no with, and what is told to the person: facts, never the key."""

from __future__ import annotations

import json
import socket
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest

from oriel.api.client import ServiceClient
from oriel.domain.connections import ConnectionKind, WireApi
from oriel.domain.errors import (
    AccessDenied,
    AddressInvalid,
    AnswerUnreadable,
    AppError,
    ConnectionRefused,
    CredentialRefused,
    HostUnknown,
    NotFound,
    ProxyRefused,
    RateLimited,
    RequestInvalid,
    ServiceFailed,
)
from oriel.domain.parts import TextPart
from oriel.domain.turns import Noted, RetryScheduled

from .played_service import (
    KEY,
    OPEN_HEAD,
    QUICK,
    Heard,
    PlayedService,
    Step,
    client_for,
    connection,
    hello,
    reply,
    sse,
)
from .recorded import chat_stream, responses_stream

GOOD: list[Step] = [OPEN_HEAD, sse(responses_stream("fine"))]
GOOD_CHAT: list[Step] = [OPEN_HEAD, sse(chat_stream("fine"))]


async def refused(*scripts: list[Step], **more: Any) -> tuple[AppError, Heard, PlayedService]:
    heard = Heard()
    async with PlayedService(scripts) as service:
        client = client_for(service, **more)
        with pytest.raises(AppError) as caught:
            await client.run_turn(hello(), heard)
        await client.aclose()
    assert KEY not in str(caught.value)
    assert KEY not in repr(caught.value.facts)
    return caught.value, heard, service


async def lost(url: str) -> AppError:
    client = ServiceClient(connection(url), KEY, None, QUICK)
    with pytest.raises(AppError) as caught:
        await client.run_turn(hello(), Heard())
    await client.aclose()
    return caught.value


def openai(message: str, code: str = "", **more: str) -> dict[str, Any]:
    return {"error": {"message": message, "type": "t", "param": None, "code": code, **more}}


async def test_a_wrong_path_says_what_was_not_found() -> None:
    error, _, service = await refused(reply(404, b"<html><title>Not Found</title></html>"))
    assert isinstance(error, NotFound)
    assert error.facts["path"] == "/v1/responses"
    assert error.facts["host"] == f"127.0.0.1:{service.port}"
    assert error.facts["message"] == "Not Found"


async def test_a_wrong_address_is_named() -> None:
    assert isinstance(await lost("ftp://127.0.0.1/v1"), AddressInvalid)


async def test_nobody_listening_is_a_refused_connection() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        error = await lost(f"http://127.0.0.1:{port}/v1")
    assert isinstance(error, ConnectionRefused)
    assert error.facts["host"] == f"127.0.0.1:{port}"
    assert error.retryable


async def test_a_refused_connection_is_tried_again_and_announced() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        heard = Heard()
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
        client = ServiceClient(connection(url), KEY, None, QUICK)
        with pytest.raises(ConnectionRefused):
            await client.run_turn(hello(), heard)
        await client.aclose()
    assert [(e.attempt, e.status) for e in heard.of(RetryScheduled)] == [(1, 0), (2, 0)]


async def test_a_name_nobody_knows_is_named() -> None:
    error = await lost("http://no-such-service.invalid/v1")
    assert isinstance(error, HostUnknown)
    assert error.facts["host"] == "no-such-service.invalid"


async def test_401_in_ocis_shape_keeps_the_request_id_and_the_clock() -> None:
    ahead = format_datetime(datetime.now(UTC) + timedelta(minutes=9), usegmt=True)
    body = {"code": "NotAuthenticated", "message": "The required information to complete..."}
    error, _, service = await refused(reply(401, body, opc_request_id="A/B/C", date=ahead))
    assert isinstance(error, CredentialRefused)
    assert error.facts["service_code"] == "NotAuthenticated"
    assert error.facts["message"] == "The required information to complete..."
    assert error.facts["request_id"] == "A/B/C"
    assert error.facts["clock_off_s"] == pytest.approx(540, abs=5)
    assert len(service.asked) == 1


async def test_401_in_openais_shape() -> None:
    body = openai("Incorrect API key provided", "invalid_api_key")
    error, _, _ = await refused(reply(401, body, x_request_id="req_9"))
    assert isinstance(error, CredentialRefused)
    assert error.facts["service_code"] == "invalid_api_key"
    assert error.facts["request_id"] == "req_9"
    assert "clock_off_s" not in error.facts


@pytest.mark.parametrize(
    "body",
    [
        openai(f"bad key {KEY}", KEY),
        {"code": KEY, "message": f"bad key {KEY}"},
        {"code": "x", "message": json.dumps(openai(f"bad key {KEY}"))},
        f"bad key {KEY}".encode(),
        b"x" * 1990 + KEY.encode(),
    ],
)
async def test_a_key_repeated_by_the_service_is_blotted_out(body: Any) -> None:
    error, _, _ = await refused(reply(401, body))
    assert KEY[:12] not in str(error)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"code": "NotAllowed", "message": "Not for you"}, "NotAllowed"),
        (openai("Not for you", "no_access"), "no_access"),
    ],
)
async def test_403_in_both_shapes(body: Any, code: str) -> None:
    error, _, _ = await refused(reply(403, body))
    assert isinstance(error, AccessDenied)
    assert error.facts["message"] == "Not for you"
    assert error.facts["service_code"] == code


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (
            {"code": "NotAuthorizedOrNotFound", "message": "Authorization failed"},
            "NotAuthorizedOrNotFound",
        ),
        (openai("Authorization failed", "model_not_found"), "model_not_found"),
    ],
)
async def test_404_in_both_shapes(body: Any, code: str) -> None:
    error, _, _ = await refused(reply(404, body))
    assert isinstance(error, NotFound)
    assert error.facts["message"] == "Authorization failed"
    assert error.facts["service_code"] == code


@pytest.mark.parametrize(
    ("body", "message", "code"),
    [
        (
            {"code": "400", "message": json.dumps(openai("temperature too high", "bad"))},
            "temperature too high",
            "400",
        ),
        ({"code": "invalid-argument", "error": "No such tool"}, "No such tool", "invalid-argument"),
        ([{"error": {"code": 400, "message": "Bad", "status": "X"}}], "Bad", "400"),
        ({"detail": [{"msg": "field required", "type": "missing"}]}, "field required", "missing"),
        ({"message": "{not json"}, "{not json", ""),
        (b"plain words", "plain words", ""),
        (b"", "", ""),
        (b"null", "", ""),
        (b"[" * 5000, "", ""),
    ],
)
async def test_400_in_every_other_shape(body: Any, message: str, code: str) -> None:
    error, _, service = await refused(reply(400, body))
    assert isinstance(error, RequestInvalid)
    if not isinstance(body, bytes) or not body.startswith(b"[["):
        assert error.facts.get("message", "") == message
    assert error.facts.get("service_code", "") == code
    assert len(service.asked) == 1


async def test_429_is_tried_again_after_what_the_service_asked_for() -> None:
    busy = reply(429, openai("slow down", "rate"), retry_after="0.02")
    heard = Heard()
    async with PlayedService([busy, busy, GOOD]) as service:
        client = client_for(service)
        result = await client.run_turn(hello(), heard)
        await client.aclose()
    assert result.parts == (TextPart("fine"),)
    assert heard[:2] == [RetryScheduled(1, 0.02, 429), RetryScheduled(2, 0.02, 429)]


async def test_429_without_retry_after_backs_off_and_gives_up() -> None:
    error, heard, service = await refused(
        reply(429, {"code": "TooManyRequests", "message": "Busy"})
    )
    assert isinstance(error, RateLimited)
    assert error.retry_after_s is None
    assert error.retryable
    assert error.facts["message"] == "Busy"
    waits = heard.of(RetryScheduled)
    assert [e.attempt for e in waits] == [1, 2]
    assert all(0 < e.delay_s <= 0.02 for e in waits)
    assert len(service.asked) == 3


async def test_429_that_asks_for_a_long_wait_is_told_at_once() -> None:
    error, heard, service = await refused(reply(429, openai("quota"), retry_after="21"))
    assert isinstance(error, RateLimited)
    assert error.retry_after_s == 21
    assert error.facts["message"] == "quota"
    assert heard == []
    assert len(service.asked) == 1


async def test_429_with_a_date_is_seconds_from_now() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(minutes=5), usegmt=True)
    error, _, _ = await refused(reply(429, openai("quota"), retry_after=later))
    assert isinstance(error, RateLimited)
    assert error.retry_after_s == pytest.approx(300, abs=5)


@pytest.mark.parametrize("nonsense", ["soon", "-5", "nan", "inf", "1e999"])
async def test_429_with_a_nonsense_wait_backs_off(nonsense: str) -> None:
    error, heard, _ = await refused(reply(429, b"", retry_after=nonsense))
    assert isinstance(error, RateLimited)
    assert len(heard.of(RetryScheduled)) == 2


async def test_500_with_a_page_tells_its_title_after_two_retries() -> None:
    page = b"<!DOCTYPE html><html><head><title>502 Bad &amp; Gateway</title></head><body>x</body>"
    error, heard, service = await refused(reply(500, page, content_type="text/html"))
    assert isinstance(error, ServiceFailed)
    assert error.facts["message"] == "502 Bad & Gateway"
    assert error.facts["status"] == 500
    assert [e.status for e in heard.of(RetryScheduled)] == [500, 500]
    assert len(service.asked) == 3


async def test_an_error_whose_body_breaks_off_keeps_its_status() -> None:
    whole = reply(403, openai("half of this"))[0]
    assert isinstance(whole, bytes)
    error, _, _ = await refused([whole[:-10]])
    assert isinstance(error, AccessDenied)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_redirects_are_not_followed(status: int) -> None:
    async with PlayedService([GOOD]) as elsewhere:
        error, _, _ = await refused(reply(status, b"", location=f"{elsewhere.url}/x?token=1"))
    assert isinstance(error, AnswerUnreadable)
    assert error.facts["detail"] == f"redirects to {elsewhere.url}/x"
    assert elsewhere.asked == []


async def test_something_that_does_not_speak_http_is_unreadable() -> None:
    error, _, _ = await refused([b"SSH-2.0-OpenSSH_9.2\r\n\r\n"])
    assert isinstance(error, AnswerUnreadable)


@pytest.mark.parametrize("key", ["sk-line\nbreak", "schlüssel", "sk-\x00"])
async def test_a_key_that_cannot_travel_is_refused_before_it_is_sent(key: str) -> None:
    async with PlayedService([GOOD]) as service:
        client = ServiceClient(connection(service.url), key, None, QUICK)
        with pytest.raises(CredentialRefused) as caught:
            await client.run_turn(hello(), Heard())
        await client.aclose()
    assert caught.value.facts["service_code"] == "key_malformed"
    assert key not in str(caught.value)
    assert service.asked == []


async def test_headers_name_project_and_compartment_and_never_zstd() -> None:
    async with PlayedService([GOOD]) as service:
        client = client_for(
            service,
            kind=ConnectionKind.OCI_API_KEY,
            project_id="ocid1.project",
            compartment_id="ocid1.compartment",
        )
        await client.run_turn(hello(), Heard())
        await client.aclose()
    headers = service.asked[0].headers
    assert headers["authorization"] == f"Bearer {KEY}"
    assert headers["accept-encoding"] == "gzip, deflate"
    assert headers["openai-project"] == "ocid1.project"
    assert headers["opc-compartment-id"] == headers["compartmentid"] == "ocid1.compartment"
    assert headers["user-agent"].startswith("oriel/")


async def test_other_services_hear_of_no_compartment_and_an_empty_key_is_not_sent() -> None:
    async with PlayedService([GOOD]) as service:
        made = connection(service.url, compartment_id="ocid1.compartment")
        client = ServiceClient(made, " ", None, QUICK)
        await client.run_turn(hello(), Heard())
        await client.aclose()
    headers = service.asked[0].headers
    assert not {"authorization", "opc-compartment-id", "compartmentid"} & set(headers)


async def test_stream_options_are_left_out_where_they_are_refused() -> None:
    no = reply(400, openai("Unknown parameter: stream_options"))
    heard = Heard()
    async with PlayedService([no, GOOD_CHAT]) as service:
        client = client_for(service, WireApi.CHAT)
        result = await client.run_turn(hello(), heard)
        await client.aclose()
    assert result.parts == (TextPart("fine"),)
    assert "stream_options" in service.asked[0].json
    assert "stream_options" not in service.asked[1].json
    assert not heard.of(Noted)


async def test_a_field_the_service_refuses_is_left_out_once_and_said() -> None:
    no = reply(400, {"code": "400", "message": "Field 'temperature' is not supported"})
    heard = Heard()
    async with PlayedService([no, GOOD]) as service:
        client = client_for(service)
        result = await client.run_turn(hello(temperature=0.5), heard)
        await client.aclose()
    assert result.parts == (TextPart("fine"),)
    assert "temperature" not in service.asked[1].json
    assert "temperature" in heard.of(Noted)[0].note.facts["detail"]


async def test_a_client_hides_its_key() -> None:
    client = ServiceClient(connection("http://127.0.0.1:1/v1"), KEY)
    assert KEY not in repr(client) + repr(vars(client))
    await client.aclose()


async def test_the_systems_proxy_is_used_but_not_for_this_computer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with PlayedService([GOOD]) as proxy:
        monkeypatch.setenv("http_proxy", f"127.0.0.1:{proxy.port}")
        monkeypatch.setenv("no_proxy", "near.invalid")
        client = ServiceClient(connection("http://far.invalid/v1"), KEY, None, QUICK)
        await client.run_turn(hello(), Heard())
        await client.aclose()
        assert isinstance(await lost("http://near.invalid/v1"), HostUnknown)
        async with PlayedService([GOOD]) as service:
            client = client_for(service)
            await client.run_turn(hello(), Heard())
            await client.aclose()
    assert [asked.path for asked in proxy.asked] == ["http://far.invalid/v1/responses"]
    assert len(service.asked) == 1


async def test_a_proxy_that_cannot_be_used_is_not_gone_around(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("all_proxy", "socks5://127.0.0.1:1")
    with pytest.raises(ProxyRefused) as told:
        ServiceClient(connection("http://far.invalid/v1"), KEY, None, QUICK)
    assert "SOCKS" in str(told.value.facts["detail"])


@pytest.mark.parametrize("url", ["http://127.0.0.1:99999/v1", "http://[::1/v1"])
async def test_an_impossible_address_is_named_at_once(url: str) -> None:
    with pytest.raises(AddressInvalid):
        ServiceClient(connection(url), KEY)


async def test_a_project_that_cannot_travel_is_named_at_once() -> None:
    with pytest.raises(AddressInvalid) as caught:
        ServiceClient(connection("http://127.0.0.1:1/v1", project_id="ocid1\n"), KEY)
    assert caught.value.facts["reason"] == "OpenAI-Project"
