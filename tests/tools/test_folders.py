"""Files are read in the allowed folders, however the way out of them is written."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from oriel.domain.tools import ToolOutcome
from oriel.tools.builtin import Allowed, BuiltIn
from oriel.tools.folders import LARGEST_FILE, MOST_ENTRIES
from oriel.tools.pages import Pages, Road

NOT_THERE = "is not in a folder that may be read."


async def road(address: str) -> Road:
    return Road()


@pytest.fixture
def allowed(tmp_path: Path) -> Path:
    folder = tmp_path / "allowed"
    (folder / "inner").mkdir(parents=True)
    (folder / "notes.txt").write_text("one\ntwo\nthree\n", encoding="utf-8")
    (folder / "inner" / "deep.md").write_text("# Deep", encoding="utf-8")
    (tmp_path / "outside.txt").write_text("not yours", encoding="utf-8")
    (tmp_path / "allowed-not").mkdir()
    (tmp_path / "allowed-not" / "near.txt").write_text("not yours", encoding="utf-8")
    return folder


@pytest.fixture
def tools(allowed: Path) -> BuiltIn:
    return BuiltIn(Pages(road), Allowed(folders=(allowed,)))


async def read(tools: BuiltIn, path: object, **more: object) -> ToolOutcome:
    return await tools.call("read_file", {"path": str(path), **more})


async def test_a_file_is_read_by_its_whole_path_or_from_the_folder(
    tools: BuiltIn, allowed: Path
) -> None:
    whole = await read(tools, allowed / "notes.txt")
    assert whole == await read(tools, "notes.txt")
    assert whole == ToolOutcome("one\ntwo\nthree")
    assert (await read(tools, "inner/../inner/deep.md")).text == "# Deep"


async def test_a_long_file_is_read_piece_by_piece(tools: BuiltIn) -> None:
    piece = await read(tools, "notes.txt", first_line=2, lines=1)
    assert piece.text == "two\n[1 more lines follow]"
    assert (await read(tools, "notes.txt", first_line=9)).failed


@pytest.mark.parametrize(
    "path",
    [
        "../outside.txt",
        "inner/../../outside.txt",
        "{parent}/outside.txt",
        "{parent}/allowed-not/near.txt",
        "{parent}/allowed/../outside.txt",
        "/etc/passwd",
        "/proc/self/environ",
        "no-such-file",
        "notes.txt\0.md",
        "~/x",
    ],
)
async def test_no_way_leads_out(tools: BuiltIn, allowed: Path, path: str) -> None:
    outcome = await read(tools, path.format(parent=allowed.parent))
    assert outcome.failed
    assert outcome.text.endswith(NOT_THERE)


async def test_no_link_leads_out(tools: BuiltIn, allowed: Path) -> None:
    (allowed / "file").symlink_to(allowed.parent / "outside.txt")
    (allowed / "folder").symlink_to(allowed.parent)
    (allowed / "circle").symlink_to(allowed / "circle")
    (allowed / "inside").symlink_to(allowed / "notes.txt")
    for path in ("file", "folder/outside.txt", "folder/allowed-not/near.txt", "circle"):
        outcome = await read(tools, path)
        assert outcome.failed
        assert outcome.text.endswith(NOT_THERE)
    assert (await tools.call("list_folder", {"path": "folder"})).failed
    assert (await read(tools, "inside")).text == "one\ntwo\nthree"


async def test_an_allowed_folder_may_itself_be_a_link(tools: BuiltIn, allowed: Path) -> None:
    link = allowed.parent / "link"
    link.symlink_to(allowed)
    tools.allowed = Allowed(folders=(link,))
    assert (await read(tools, link / "notes.txt")).text == "one\ntwo\nthree"


async def test_what_is_too_large_is_not_read(tools: BuiltIn, allowed: Path) -> None:
    with (allowed / "huge.log").open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    assert "too large" in (await read(tools, "huge.log")).text
    (allowed / "long.txt").write_text("x" * 300_000, encoding="utf-8")
    assert (await read(tools, "long.txt")).text.endswith("characters were left out]")


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\0\0", b"caf\xe9", b"text\0more"])
async def test_what_is_no_text_is_not_read(tools: BuiltIn, allowed: Path, data: bytes) -> None:
    (allowed / "thing").write_bytes(data)
    outcome = await read(tools, "thing")
    assert outcome.failed
    assert outcome.text == "thing is no text."


async def test_text_of_other_systems_is_read(tools: BuiltIn, allowed: Path) -> None:
    (allowed / "windows.txt").write_text("grüße\r\n", encoding="utf-16", newline="")
    assert (await read(tools, "windows.txt")).text == "grüße"


async def test_a_pipe_is_not_waited_at(tools: BuiltIn, allowed: Path) -> None:
    os.mkfifo(allowed / "pipe")
    assert (await read(tools, "pipe")).text == "pipe is no file."
    assert (await read(tools, "inner")).failed


async def test_a_folder_is_listed(tools: BuiltIn, allowed: Path) -> None:
    (allowed / "way").symlink_to(allowed.parent)
    listed = await tools.call("list_folder", {"path": str(allowed)})
    assert listed.text.splitlines() == ["inner/", "notes.txt (14 bytes)", "way (link)"]
    assert (await tools.call("list_folder", {})).text == f"{allowed}/"
    assert (await tools.call("list_folder", {"path": "notes.txt"})).failed
    for number in range(MOST_ENTRIES + 1):
        (allowed / "inner" / f"{number}").touch()
    many = await tools.call("list_folder", {"path": "inner"})
    assert many.text.endswith("[2 more are not shown]")


@pytest.mark.parametrize(
    "arguments", [{}, {"path": 7}, {"path": "notes.txt", "lines": 0}, {"path": "x", "lines": True}]
)
async def test_wrong_arguments_are_told(tools: BuiltIn, arguments: dict[str, object]) -> None:
    outcome = await tools.call("read_file", arguments)
    assert outcome.failed
    assert outcome.text.startswith("The argument")


async def test_without_a_folder_no_file_tool_is_offered(tools: BuiltIn) -> None:
    assert {tool.name for tool in tools.tools()} >= {"read_file", "list_folder"}
    assert [tool.name for tool in tools.tools() if not tool.read_only] == ["fetch_page"]
    tools.allowed = Allowed()
    assert {tool.name for tool in tools.tools()} == {"current_time", "fetch_page"}
    assert (await read(tools, "notes.txt")).failed


async def test_the_time_is_told_in_a_zone(tools: BuiltIn) -> None:
    utc = await tools.call("current_time", {"time_zone": "UTC"})
    assert "+00:00 (UTC)" in utc.text
    assert not (await tools.call("current_time", {})).failed
    for zone in ("Mars/Olympus", "../../etc/passwd", "/etc/passwd"):
        assert (await tools.call("current_time", {"time_zone": zone})).failed
