"""Paths out of a sandbox: whatever they say, nothing lands outside of the chosen folder."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.container_paths import (
    DEEPEST,
    LONGEST_SEGMENT,
    local_paths,
    local_segment,
    segments,
    shown_path,
)

ODD = st.sampled_from(
    ["..", ".", "", "/", "\\", "C:", "con", "NUL.txt", "a", "A", "é", "e\u0301", "\u202e", " ", "~"]
)
PATHS = st.lists(ODD | st.text(max_size=6), max_size=20).map("/".join)


def seen(text: str) -> str:
    return text.replace("\u200c", "").replace("\u200d", "")


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        ("/mnt/data/a.csv", ("a.csv",)),
        ("/mnt/data/out/plots/a.png", ("out", "plots", "a.png")),
        ("/mnt/data/../../etc/passwd", ("etc", "passwd")),
        ("/mnt/database/a", ("mnt", "database", "a")),
        ("a.csv", ("a.csv",)),
        ("/mnt/data//x/./y", ("x", "y")),
        ("/mnt/data", ()),
    ],
)
def test_a_path_is_taken_apart_below_its_home(path: str, parts: tuple[str, ...]) -> None:
    assert segments(path) == parts


@pytest.mark.parametrize(
    ("segment", "name"),
    [
        ("a.csv", "a.csv"),
        ("a\\b:c*.txt", "a_b_c_.txt"),
        (".ssh", "ssh"),
        ("con.txt", "_con.txt"),
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("..", "file"),
        ("trailing. . ", "trailing"),
    ],
)
def test_a_name_is_one_that_any_system_takes(segment: str, name: str) -> None:
    assert local_segment(segment) == name


@given(st.lists(PATHS, max_size=12))
def test_nothing_lands_outside_of_the_folder(paths: list[str]) -> None:
    for parts in local_paths(paths):
        assert parts
        assert len(parts) <= DEEPEST + 1
        for part in parts:
            assert part not in ("", ".", "..")
            assert len(part) <= LONGEST_SEGMENT + len(" (12)_")
            assert seen(part).isprintable()
            assert part == part.strip(". ")
        for pure in (PurePosixPath, PureWindowsPath):
            folder = pure("/chosen")
            assert folder.joinpath(*parts).parts == (*folder.parts, *parts)


@given(st.lists(PATHS, max_size=12))
def test_no_two_land_in_one_place_nor_one_in_another(paths: list[str]) -> None:
    found = [tuple(part.casefold() for part in parts) for parts in local_paths(paths)]
    assert len(found) == len(paths)
    assert len(set(found)) == len(found)
    folders = {parts[:n] for parts in found for n in range(1, len(parts))}
    assert not folders & set(found)


def test_the_tree_is_kept_and_namesakes_are_numbered() -> None:
    paths = ["/mnt/data/out/a.csv", "/mnt/data/out/A.csv", "/mnt/data/out", "/mnt/data/b"]
    assert local_paths(paths) == [("out", "a.csv"), ("out", "A (2).csv"), ("out (2)",), ("b",)]


@given(PATHS)
def test_a_path_is_shown_in_one_visible_line(path: str) -> None:
    assert seen(shown_path(path)).isprintable()
    assert seen(shown_path(path)).strip()


@pytest.mark.parametrize("letter", ["a", "é", "語", "🌿"])
def test_a_name_fits_into_the_bytes_a_system_has_for_it(letter: str) -> None:
    name = local_segment(letter * 300 + ".csv")
    assert name.endswith(".csv")
    assert len(f".{name} (12345).part".encode()) <= 255


def test_thousands_of_one_name_are_numbered_one_by_one() -> None:
    paths = local_paths(["/mnt/data/a.txt", "/mnt/data/A.TXT"] * 3_000)
    names = [parts[-1] for parts in paths]
    assert len({name.casefold() for name in names}) == 6_000
    assert {names[2], names[-1]} == {"a (3).txt", "A (6000).TXT"}
