"""A stored tool server is either sound or none."""

from __future__ import annotations

from typing import Any

import pytest

from oriel.domain.tools import TIMEOUT_S, tool_server_from_json

SOUND: dict[str, Any] = {"id": "s", "name": "Notes", "transport": "stdio", "command": ["notes"]}


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": 5},
        {"id": None},
        {"url": []},
        {"command": "rm -rf /"},
        {"env_names": 5},
        {"transport": "pigeon"},
    ],
)
def test_a_field_of_another_kind_makes_it_unreadable(wrong: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        tool_server_from_json(SOUND | wrong)


@pytest.mark.parametrize("said", [float("inf"), float("nan"), 10**400, 1e12, 0, -1, "5", True])
def test_a_time_out_that_no_timer_takes_is_the_usual_one(said: object) -> None:
    assert tool_server_from_json(SOUND | {"timeout_s": said}).timeout_s == TIMEOUT_S


def test_what_is_sound_is_kept() -> None:
    found = tool_server_from_json(SOUND | {"timeout_s": 600, "later": 1})
    assert (found.command, found.timeout_s) == (("notes",), 600.0)
