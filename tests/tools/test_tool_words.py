"""What goes wrong with tools is said in words that name it and the next step."""

from __future__ import annotations

import pytest

from oriel.ui.error_text import explain


@pytest.mark.parametrize(
    ("code", "facts", "said"),
    [
        ("tool_server_unstartable", {"reason": "not_found", "detail": "npx"}, "npx is not on this"),
        ("tool_server_unstartable", {"reason": "ended", "detail": "no key"}, "no key"),
        ("tool_server_unstartable", {"reason": "silent", "after_s": 60}, "within 60 seconds"),
        ("tool_server_unstartable", {"reason": "secret", "detail": "TOKEN"}, "TOKEN"),
        ("tool_server_gone", {"server": "Files", "exit_code": 1}, "“Files” is gone"),
        ("tool_server_gone", {"exit_code": -9}, "Its program ended"),
        ("tool_server_gone", {}, "connection to it broke off"),
        ("tool_server_refused", {"status": 401}, "did not accept the key"),
        ("tool_server_refused", {"status": 404}, "/mcp"),
        ("tool_server_refused", {"status": 503}, "503"),
        ("tool_timed_out", {"tool": "search", "after_s": 60.0}, "search takes too long"),
        ("tool_missing", {"tool": "search"}, "search is not there"),
        ("tool_answer_unreadable", {"detail": "content: no list"}, "no list"),
    ],
)
def test_the_cause_is_named(code: str, facts: dict[str, object], said: str) -> None:
    words = explain(code, facts)
    assert said in f"{words.title} {words.reason} {words.next_step}"


@pytest.mark.parametrize(
    "reason",
    [
        *("no_command", "not_found", "not_allowed", "ended", "silent", "unreachable"),
        *("protocol", "secret"),
    ],
)
def test_every_reason_not_to_start_has_words_of_its_own(reason: str) -> None:
    words = explain("tool_server_unstartable", {"reason": reason})
    assert words.reason != explain("tool_server_unstartable", {}).reason
