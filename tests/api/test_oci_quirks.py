"""Oracle's documented quirks, each over a real socket: what is sent, what is sent again."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Any

import pytest

from fake_oracle.data_plane import DataPlane
from oriel.api.access import Access
from oriel.api.client import ServiceClient
from oriel.api.pace import Pace
from oriel.auth.key_pair import KeyAuth
from oriel.config.catalogue import load_catalogue
from oriel.config.resources import resources_dir
from oriel.domain.connections import OCI, Connection, ConnectionKind, WireApi
from oriel.domain.errors import AppError, NotFound, RequestInvalid
from oriel.domain.messages import Message, Role
from oriel.domain.parts import ImagePart, TextPart, ToolCallPart, ToolResultPart
from oriel.domain.turns import Noted, RetryScheduled, TurnEvent, TurnRequest

from .played_service import asking

KEY = "sk-of-this-test"
CATALOGUE = load_catalogue(resources_dir() / "catalogue" / "oci-models.json")
QUICK = Pace(connect_s=5, read_s=5, first_delay_s=0.001, longest_delay_s=0.002)


class Talk:
    """One turn with a fake of Oracle's side."""

    def __init__(self, **changes: Any) -> None:
        self.oracle = DataPlane(keys={KEY})
        self.changes = changes
        self.heard: list[TurnEvent] = []
        self.error: AppError | None = None

    async def run(self, request: TurnRequest) -> None:
        async with self.oracle.serve():
            connection = Connection(
                id="c",
                name="c",
                kind=ConnectionKind.OCI_API_KEY,
                base_url=f"{self.oracle.url}/openai/v1",
                capabilities=OCI,
            )
            client = ServiceClient(
                replace(connection, **self.changes),
                pace=QUICK,
                access=Access(KeyAuth([KEY]), (KEY,)),
                proxy=None,
                catalogue=CATALOGUE,
            )
            try:
                await client.run_turn(request, self.heard.append)
            except AppError as error:
                self.error = error
            finally:
                await client.aclose()

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(seen.body) for seen in self.oracle.seen]

    @property
    def told(self) -> list[str]:
        return [str(e.note.facts.get("detail")) for e in self.heard if isinstance(e, Noted)]


def message(role: Role, *parts: Any) -> Message:
    return Message(id="m", chat_id="c", parent_id=None, role=role, parts=tuple(parts), created_at=0)


HELLO = message(Role.USER, TextPart("Hello"))
HISTORY = (
    message(Role.SYSTEM, TextPart("Be brief")),
    HELLO,
    message(
        Role.ASSISTANT,
        TextPart("Hi"),
        ToolCallPart("call_1", "clock", "{}", kind="function_call"),
        ToolResultPart("call_1", "noon"),
    ),
    message(Role.USER, TextPart("And?")),
)


def ask(model: str = "openai.gpt-oss-120b", **more: Any) -> TurnRequest:
    return asking(**{"model": model, "messages": (HELLO,), **more})


@pytest.mark.parametrize("model", ["openai.gpt-oss-120b", "google.gemini-2.5-pro", "xai.grok-4.3"])
async def test_every_item_is_fully_typed(model: str) -> None:
    talk = Talk()
    await talk.run(ask(model, messages=HISTORY))
    (body,) = talk.bodies
    assert all(item["type"] for item in body["input"])
    for item in body["input"]:
        if item["type"] == "message":
            assert isinstance(item["content"], list)
            assert all(piece["type"] for piece in item["content"])
            assert item["role"] != "system"
    assert body["instructions"] == "Be brief"
    assert all("id" not in item for item in body["input"])


async def test_gpt_oss_is_told_its_own_words_as_input() -> None:
    for model, kind in (("openai.gpt-oss-20b", "input_text"), ("xai.grok-4.3", "output_text")):
        talk = Talk()
        await talk.run(ask(model, messages=HISTORY))
        (answer,) = [i for i in talk.bodies[0]["input"] if i.get("role") == "assistant"]
        assert [piece["type"] for piece in answer["content"]] == [kind]


async def test_gpt_oss_is_kept_from_temperatures_it_refuses_and_pictures_it_does_not_see() -> None:
    talk = Talk()
    picture = message(Role.USER, TextPart("What is it?"), ImagePart("data:image/png;base64,AAAA"))
    await talk.run(ask(temperature=1.9, messages=(picture,)))
    assert talk.bodies[0]["temperature"] == 1.5
    assert any("temperature" in said for said in talk.told)
    assert any("pictures" in said for said in talk.told)


async def test_gemini_gets_room_to_answer() -> None:
    talk = Talk()
    await talk.run(ask("google.gemini-2.5-flash", max_output_tokens=100))
    assert talk.bodies[0]["max_output_tokens"] == 2048
    assert any("max_output_tokens" in said for said in talk.told)


async def test_grok_reasoning_is_not_told_how_hard_to_think() -> None:
    talk = Talk()
    await talk.run(ask("xai.grok-4.20-reasoning", reasoning_effort="high"))
    assert "reasoning" not in talk.bodies[0]
    assert any("reasoning.effort" in said for said in talk.told)
    talk = Talk()
    await talk.run(ask("xai.grok-4.3", reasoning_effort="high"))
    assert talk.bodies[0]["reasoning"] == {"effort": "high"}


async def test_llama_is_not_asked_for_more_than_it_gives() -> None:
    talk = Talk(wire_api=WireApi.CHAT)
    await talk.run(ask("meta.llama-3.3-70b-instruct", max_output_tokens=9000))
    sent = talk.bodies[0]
    assert (sent.get("max_tokens") or sent.get("max_completion_tokens")) == 4000


@pytest.mark.parametrize(
    "words", ["Field 'top_p' is not supported", "Unsupported parameter: top_p"]
)
async def test_a_refused_field_is_left_out_with_a_notice_and_one_retry(words: str) -> None:
    talk = Talk()
    refusal = {"error": {"message": words, "type": "invalid_request_error"}}
    talk.oracle.answer_next("POST", "/responses", 400, refusal)
    await talk.run(ask(top_p=0.5))
    assert talk.error is None
    first, second = talk.bodies
    assert (first["top_p"], "top_p" in second) == (0.5, False)
    assert any("top_p" in said for said in talk.told)


NESTED = json.dumps({"error": {"message": "the vendor's own words", "code": "bad_thing"}})


@pytest.mark.parametrize(
    ("body", "words", "code"),
    [
        ({"error": {"message": "openai's", "code": "c1"}}, "openai's", "c1"),
        ({"code": "InvalidParameter", "message": "oci's"}, "oci's", "InvalidParameter"),
        ({"code": "400", "message": NESTED}, "the vendor's own words", "400"),
        ({"code": "invalid-argument", "error": "xai's"}, "xai's", "invalid-argument"),
    ],
)
async def test_every_shape_of_error_is_read(body: Any, words: str, code: str) -> None:
    talk = Talk()
    talk.oracle.answer_next("POST", "/responses", 400, body)
    await talk.run(ask())
    assert isinstance(talk.error, RequestInvalid)
    assert talk.error.message == words
    assert talk.error.facts["service_code"] == code
    assert talk.error.facts["request_id"] == "OPC-1"


async def test_zstd_is_never_advertised_and_headers_are_as_oracle_wants_them() -> None:
    talk = Talk(
        project_id="ocid1.generativeaiproject.oc1..p",
        compartment_id="ocid1.compartment.oc1..c",
        conversation_store_id="ocid1.store.oc1..s",
        headers=(("x-team", "one"), ("Authorization", "mine"), ("Content-Type", "no")),
    )
    await talk.run(ask())
    sent = talk.oracle.seen[0].headers
    assert sent["accept-encoding"] == "gzip, deflate"
    assert sent["openai-project"].endswith("..p")
    assert sent["opc-compartment-id"] == sent["compartmentid"] == "ocid1.compartment.oc1..c"
    assert sent["opc-conversation-store-id"] == "ocid1.store.oc1..s"
    assert (sent["x-team"], sent["authorization"]) == ("one", f"Bearer {KEY}")
    assert sent["content-type"] == "application/json"


async def test_other_services_are_sent_nothing_of_oracles() -> None:
    talk = Talk(kind=ConnectionKind.COMPATIBLE, compartment_id="c", conversation_store_id="s")
    await talk.run(ask("xai.grok-4.20-reasoning", reasoning_effort="low"))
    assert not [name for name in talk.oracle.seen[0].headers if "opc" in name or "compartm" in name]
    assert talk.bodies[0]["reasoning"] == {"effort": "low"}


SPREADING = (
    (400, {"error": {"message": "Invalid OpenAI project"}}),
    (404, {"code": "NotAuthorizedOrNotFound", "message": "Authorization failed or not found"}),
)


@pytest.mark.parametrize(("status", "body"), SPREADING)
async def test_a_project_that_is_not_known_everywhere_yet_is_waited_for(
    status: int, body: Any
) -> None:
    talk = Talk(project_made=time.time())
    for _ in range(3):
        talk.oracle.answer_next("POST", "/responses", status, body)
    await talk.run(ask())
    assert talk.error is None
    waits = [event for event in talk.heard if isinstance(event, RetryScheduled)]
    assert [wait.status for wait in waits] == [status] * 3


@pytest.mark.parametrize(("status", "body"), SPREADING)
async def test_an_older_project_is_not(status: int, body: Any) -> None:
    talk = Talk(project_made=time.time() - 3600)
    talk.oracle.answer_next("POST", "/responses", status, body)
    await talk.run(ask())
    assert isinstance(talk.error, NotFound | RequestInvalid)
    assert len(talk.bodies) == 1


async def test_a_stream_of_no_events_is_asked_for_once_more() -> None:
    talk = Talk()
    talk.oracle.garbled = 1
    await talk.run(ask())
    assert talk.error is None
    assert len(talk.bodies) == 2
    talk = Talk()
    talk.oracle.garbled = 2
    await talk.run(ask())
    assert talk.error is not None
    assert len(talk.bodies) == 2
