"""Settings as JSON: nothing lost, and one bad value costs only itself."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.chat_settings import ChatSettings, Memory
from oriel.domain.hosted_tools import FileSearch, HostedTools, RemoteMcp
from oriel.domain.json_values import Unfit, from_plain, to_plain
from oriel.domain.turn_options import TextFormat, TurnOptions

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)
NAMES = st.sampled_from([f.name for kind in (ChatSettings, TurnOptions) for f in fields(kind)])


def is_json(settings: ChatSettings) -> bool:
    """Whether JSON can hold it: it knows no number without end."""
    try:
        json.dumps(to_plain(settings), allow_nan=False)
    except ValueError:
        return False
    return True


@given(st.from_type(ChatSettings).filter(is_json))
def test_settings_survive_json(settings: ChatSettings) -> None:
    assert from_plain(ChatSettings, json.loads(json.dumps(to_plain(settings)))) == settings


@given(st.dictionaries(NAMES, JSON))
def test_no_json_breaks_the_reading(raw: dict[str, Any]) -> None:
    made = from_plain(ChatSettings, raw)
    assert from_plain(ChatSettings, to_plain(made)) == made
    assert isinstance(from_plain(TurnOptions, raw), TurnOptions)


def test_one_bad_value_costs_only_itself() -> None:
    raw = {
        "memory": "telepathy",
        "instructions": "brief",
        "options": {"temperature": "hot", "top_p": 1, "text_format": "json_schema"},
        "hosted": {"file_search": {"store_ids": ["vs_1"], "max_results": "many"}, "mcp": [{}]},
        "from a later Oriel": [],
    }
    assert from_plain(ChatSettings, raw) == ChatSettings(
        memory=Memory.USUAL,
        instructions="brief",
        options=TurnOptions(top_p=1.0, text_format=TextFormat.SCHEMA),
        hosted=HostedTools(file_search=FileSearch(store_ids=("vs_1",))),
    )


def test_what_lacks_a_needed_field_is_refused() -> None:
    with pytest.raises(Unfit):
        from_plain(RemoteMcp, {"label": "docs"})
    with pytest.raises(Unfit):
        from_plain(ChatSettings, [])


def test_defaults_are_not_written() -> None:
    assert to_plain(ChatSettings()) == {}


def test_a_number_without_end_has_its_default() -> None:
    raw = json.loads('{"options": {"temperature": 1e999, "top_p": ' + "9" * 400 + "}}")
    assert from_plain(ChatSettings, raw) == ChatSettings()
