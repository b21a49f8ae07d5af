"""Names of tools: what every service takes, never two alike, never another tomorrow."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.tool_names import server_words, tool_names
from oriel.domain.tools import (
    ToolServer,
    Transport,
    tool_server_from_json,
    tool_server_to_json,
)

TAKEN_BY_SERVICES = re.compile(r"^[A-Za-z0-9_-]{1,64}$", re.ASCII)
ODD = st.text(max_size=80)
# Close to each other on purpose: what differs only in what is replaced or cut off.
CLOSE = st.text(alphabet="a_-.é ", max_size=6) | st.builds("{}{}".format, st.just("a" * 60), ODD)
WORDS = ODD | CLOSE


@given(
    st.lists(
        st.tuples(st.uuids().map(str), WORDS, st.lists(WORDS, max_size=6)),
        max_size=6,
        unique_by=lambda server: server[0],
    )
)
def test_every_name_fits_and_no_two_are_alike(servers: list[tuple[str, str, list[str]]]) -> None:
    words = server_words((server_id, name) for server_id, name, _ in servers)
    names = [
        name
        for server_id, _, tools in servers
        for name in tool_names(words[server_id], tools).values()
    ]
    assert len(set(names)) == len(names)
    assert not [name for name in names if not TAKEN_BY_SERVICES.match(name)]


@given(st.lists(st.tuples(st.uuids().map(str), WORDS), min_size=1, unique_by=lambda s: s[0]))
def test_a_server_added_later_renames_nobody(servers: list[tuple[str, str]]) -> None:
    before, after = server_words(servers[:-1]), server_words(servers)
    assert {key: after[key] for key in before} == before


@given(st.lists(WORDS, unique=True))
def test_the_order_in_which_a_server_lists_its_tools_changes_no_name(tools: list[str]) -> None:
    assert tool_names("s", tools) == tool_names("s", sorted(tools))


def test_what_can_be_kept_is_kept() -> None:
    assert server_words([("1", "My Files"), ("2", "My Files")])["1"] == "My_Files"
    assert tool_names("My_Files", ["read_file", "a b"])["read_file"] == "My_Files__read_file"


def test_a_name_without_a_single_usable_letter_still_gives_a_word() -> None:
    assert server_words([("1", "日本")])["1"].startswith("server-")


def test_a_server_comes_back_as_it_was_kept() -> None:
    server = ToolServer(
        id="1",
        name="Files",
        transport=Transport.STDIO,
        command=("npx", "-y", "server"),
        env_names=("TOKEN",),
    )
    assert tool_server_from_json(tool_server_to_json(server) | {"newer": 1}) == server
