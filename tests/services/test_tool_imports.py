"""Lists of tool servers as other programs keep them, with their secrets parted from the rest."""

from __future__ import annotations

import json
from typing import Any

import pytest

from oriel.domain.tools import Transport, tool_server_to_json
from oriel.services.tool_imports import NoServerList, Refused, looks_secret, read_servers


def read(**servers: Any) -> Any:
    return read_servers(json.dumps({"mcpServers": servers}))


def test_a_program_keeps_its_words_and_the_values_of_its_variables_stay_apart() -> None:
    entry = {"command": "npx", "args": ["-y", "a b"], "env": {"KEY": "hush", "MODE": "x"}}
    (found,) = read(github=entry).found
    server = found.server
    assert (server.name, server.transport) == ("github", Transport.STDIO)
    assert server.command == ("npx", "-y", "a b")
    assert server.env_names == ("KEY", "MODE")
    assert found.secrets.env == {"KEY": "hush", "MODE": "x"}
    assert "hush" not in json.dumps(tool_server_to_json(server)) + repr(found)
    assert found.remarks == ()


def test_a_bearer_token_is_taken_out_of_the_headers_and_other_headers_are_told() -> None:
    headers = {"Authorization": "Bearer hush", "X-Team": "7"}
    (found,) = read(far={"type": "http", "url": "https://x.example/mcp", "headers": headers}).found
    assert (found.server.url, found.server.has_secret) == ("https://x.example/mcp", True)
    assert found.secrets.token == "hush"
    assert found.remarks == ("header:X-Team",)
    assert "hush" not in repr(found)


def test_what_cannot_be_taken_is_told_by_name() -> None:
    found = read(
        old={"type": "sse", "url": "https://x.example/sse"},
        odd={"url": "ftp://x.example"},
        none={},
        wrong={"command": "a", "args": "b"},
        text="npx",
    )
    assert found.found == ()
    assert found.refused == (
        Refused("old", "sse"),
        Refused("odd", "address"),
        Refused("none", "nothing"),
        Refused("wrong", "unreadable"),
        Refused("text", "unreadable"),
    )


@pytest.mark.parametrize(
    "around",
    [
        lambda entry: {"mcpServers": {"a": entry}},
        lambda entry: {"servers": {"a": entry}},
        lambda entry: {"mcp": {"servers": {"a": entry}}},
        lambda entry: {"a": entry},
        lambda entry: entry,
    ],
)
def test_the_list_is_found_wherever_programs_put_it(around: Any) -> None:
    (found,) = read_servers(json.dumps(around({"command": "a"}))).found
    assert found.server.command == ("a",)
    assert found.server.name == "a"


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [('{\n"a": hush}', "json", 2), ("[]", "list", 0), ("{}", "list", 0), ('{"a": 1}', "list", 0)],
)
def test_other_text_is_refused_without_quoting_it(text: str, reason: str, line: int) -> None:
    with pytest.raises(NoServerList) as caught:
        read_servers(text)
    assert (caught.value.reason, caught.value.line) == (reason, line)
    assert "hush" not in str(caught.value)


def test_switched_off_stays_off_and_milliseconds_are_understood() -> None:
    a, b = read(
        a={"command": "a", "disabled": True, "timeout": 30},
        b={"command": "b", "timeout": 120_000},
    ).found
    assert (a.server.enabled, a.server.timeout_s) == (False, 30.0)
    assert (b.server.enabled, b.server.timeout_s) == (True, 120.0)


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        (("npx", "--api-key", "abc"), True),
        (("npx", "--api-key=abc"), True),
        (("npx", "sk-abcdef"), True),
        (("npx", "-y", "@scope/token-server"), False),
        (("npx", "--token"), False),
        ((), False),
        (("uvx", "mcp-server-time", "--local-timezone=Europe/Vienna"), False),
    ],
)
def test_keys_among_the_arguments_are_noticed(command: tuple[str, ...], expected: bool) -> None:
    assert looks_secret(command) is expected


def test_gaps_the_other_program_would_have_asked_for_are_told() -> None:
    (found,) = read(a={"command": "a", "env": {"KEY": "${input:key}"}, "cwd": "/x"}).found
    assert found.remarks == ("placeholder", "folder")
