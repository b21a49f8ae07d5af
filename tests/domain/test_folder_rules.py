"""What of a folder stays out by its name and by patterns."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.folder_rules import (
    FolderRules,
    LeftOut,
    Patterns,
    first_verdict,
    is_tame,
    left_out_by_name,
    patterns_of,
)

ALL_OFF = FolderRules(skip_hidden=False, skip_litter=False)


@pytest.mark.parametrize(
    ("name", "is_folder", "why"),
    [
        (".git", True, LeftOut.LITTER),
        ("node_modules", True, LeftOut.LITTER),
        ("node_modules", False, None),  # a file of that name is somebody's own
        ("__pycache__", True, LeftOut.LITTER),
        (".DS_Store", False, LeftOut.LITTER),
        ("THUMBS.DB", False, LeftOut.LITTER),
        ("a.pyc", False, LeftOut.LITTER),
        ("~$letter.docx", False, LeftOut.LITTER),
        (".env", False, LeftOut.HIDDEN),
        (".notes", True, LeftOut.HIDDEN),
        ("notes", True, None),
        ("a.txt", False, None),
    ],
)
def test_names_tell_litter_and_what_is_hidden(
    name: str, is_folder: bool, why: LeftOut | None
) -> None:
    assert left_out_by_name(name, is_folder, FolderRules()) is why
    assert left_out_by_name(name, is_folder, ALL_OFF) is None


def made(*lines: str, base: str = "") -> Patterns:
    found = patterns_of(lines, base)
    assert found is not None
    return found


def test_patterns_are_read_as_git_reads_them() -> None:
    found = made("# a word", "", "*.log", "!keep.log", "/build/", "docs/**/tmp")
    assert found.verdict("a/b.log") is True
    assert found.verdict("a/keep.log") is False
    assert found.verdict("build/") is True
    assert found.verdict("a/build/") is None
    assert found.verdict("docs/x/y/tmp") is True
    assert found.verdict("a.txt") is None


def test_what_stands_deeper_counts_more() -> None:
    outer, inner = made("*.txt"), made("!kept.txt", base="sub/")
    assert first_verdict([outer], "sub/kept.txt") is outer
    assert first_verdict([outer, inner], "sub/kept.txt") is None
    assert first_verdict([outer, inner], "sub/other.txt") is outer
    assert first_verdict([], "a.txt") is None


def test_patterns_count_from_where_their_file_lies() -> None:
    inner = made("/a.txt", base="sub/")
    assert inner.verdict("sub/a.txt") is True
    assert inner.verdict("sub/deep/a.txt") is None


def test_lines_that_are_no_patterns_are_passed_over() -> None:
    assert patterns_of(["", "# only words", "\\"]) is None
    assert made("\\", "*.a").verdict("x.a") is True


@given(st.lists(st.text(alphabet="*?[]!\\/ab.#\udcff ", max_size=12), max_size=8))
def test_no_line_is_a_failure(lines: list[str]) -> None:
    found = patterns_of(lines)
    if found is not None:
        found.verdict("a/b.a")
        found.verdict("a/\udcff/")


def test_a_pattern_that_would_take_ages_is_left_out() -> None:
    assert not is_tame("*a*a*a*a*b")
    assert not is_tame("a**b**c")
    assert not is_tame("**/a/**/b/**/c/**/d")
    assert is_tame("**/docs/*_draft*.md")
    assert patterns_of(["*a*a*a*a*a*a*a*a*b"]) is None
    started = time.process_time()
    made("a*a*a*b", "*a*a*a/").verdict("a" * 255)
    assert time.process_time() - started < 5  # seconds; without the bound it does not end
