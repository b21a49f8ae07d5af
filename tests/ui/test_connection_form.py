"""What is typed becomes a connection, or is named as wrong; keys never show."""

from __future__ import annotations

from dataclasses import replace

import pytest

from oriel.domain.connections import CHAT_ONLY, OCI, OPENAI, ConnectionKind, WireApi
from oriel.ui.connection_form import PRESETS, Typed, form_from, problems, usual_name

PROJECT = "ocid1.generativeaiproject.oc1.us-chicago-1.amaaaaaa"
ORACLE = Typed(region="us-chicago-1", key="sk-secret", project=PROJECT)
OTHER = Typed(oracle=False, address="https://api.example.com/v1/", key="sk-secret", model="m")


def test_an_oracle_key_becomes_a_connection_to_its_region() -> None:
    assert problems(ORACLE) == {}
    form = form_from(ORACLE)
    made = form.connection
    assert made.base_url == (
        "https://inference.generativeai.us-chicago-1.oci.oraclecloud.com/openai/v1"
    )
    assert (made.kind, made.capabilities, made.name) == (
        ConnectionKind.OCI_API_KEY,
        OCI,
        "us-chicago-1",
    )
    assert (form.secret, made.project_id) == ("sk-secret", PROJECT)


def test_another_service_keeps_to_what_is_known_of_it() -> None:
    form = form_from(OTHER)
    assert form.connection.base_url == "https://api.example.com/v1"
    assert form.connection.name == "api.example.com"
    chat = form_from(replace(OTHER, wire_api=WireApi.CHAT)).connection
    assert chat.capabilities == CHAT_ONLY
    openai = form_from(replace(OTHER, address="https://api.openai.com/v1")).connection
    assert (openai.capabilities, openai.name) == (OPENAI, "OpenAI")


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_every_preset_is_a_good_address(preset: object) -> None:
    typed = Typed(oracle=False, address=preset.base_url, key="k")  # type: ignore[attr-defined]
    assert problems(typed) == {}
    assert usual_name(typed) == preset.name  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        (replace(ORACLE, key=""), {"key": "empty"}),
        (replace(ORACLE, key="two words"), {"key": "form"}),
        (replace(ORACLE, region="Chicago"), {"region": "form"}),
        (replace(ORACLE, project=""), {"project": "empty"}),
        (replace(ORACLE, project="my project"), {"project": "form"}),
        (replace(OTHER, address=""), {"address": "empty"}),
        (replace(OTHER, address="ftp://x/v1"), {"address": "scheme"}),
        (replace(OTHER, address="http://example.com/v1"), {"address": "plain_http"}),
        (replace(OTHER, key=""), {"key": "empty"}),
        (Typed(oracle=False, address="http://localhost:11434/v1"), {}),
    ],
)
def test_what_is_wrong_is_named_by_its_field(typed: Typed, wrong: dict[str, str]) -> None:
    assert problems(typed) == wrong


def test_a_service_on_this_computer_needs_no_key() -> None:
    made = form_from(Typed(oracle=False, address="localhost:11434/v1"))
    assert not made.connection.needs_key
    assert made.connection.base_url == "http://localhost:11434/v1"


def test_editing_keeps_the_identity_and_an_empty_key_the_old_one() -> None:
    first = form_from(OTHER).connection
    again = form_from(replace(OTHER, key="", editing=first, name="Renamed"))
    assert (again.connection.id, again.connection.name) == (first.id, "Renamed")
    assert again.secret is None
    assert again.connection.needs_key
    assert form_from(replace(OTHER, key="new", editing=first)).secret == "new"


def test_no_key_shows_in_any_repr() -> None:
    assert "sk-secret" not in repr(ORACLE)
    assert "sk-secret" not in repr(form_from(ORACLE))
