"""CSV that any reader takes apart again, and no spreadsheet runs."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.connections import ConnectionKind
from oriel.domain.csv_out import MARK, CsvTable, cell_text, csv_text, guarded, iso_time

BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
any_cell = st.one_of(st.text(max_size=30), st.integers(), st.booleans(), st.none())


def table(rows: list[list[Any]], width: int) -> CsvTable:
    header = tuple(f"column {number}" for number in range(width))
    return CsvTable(header, tuple(map(tuple, rows)), lambda row: row)


@given(st.lists(st.lists(any_cell, min_size=3, max_size=3), max_size=6))
def test_what_is_written_is_read_again(rows: list[list[Any]]) -> None:
    text = csv_text(table(rows, 3))
    assert text.startswith(MARK)
    head, *came = csv.reader(StringIO(text.removeprefix(MARK), newline=""))
    assert head == ["column 0", "column 1", "column 2"]
    assert came == [[cell_text(cell) for cell in row] for row in rows]


@given(st.text(max_size=40))
def test_no_text_begins_like_a_formula(text: str) -> None:
    safe = guarded(text)
    assert not safe.lstrip(" \u00a0\ufeff").startswith(BEGINNINGS)
    assert safe.removeprefix("'") == text.replace("\0", "").removeprefix("'")


@pytest.mark.parametrize(
    "text", ['=HYPERLINK("http://x","y")', "+1", "-1+cmd|'/C calc'!A0", "@SUM(1)", " \t=1", "\0=1"]
)
def test_what_a_spreadsheet_would_run_is_text(text: str) -> None:
    (_, row) = csv.reader(StringIO(csv_text(table([[text]], 1)).removeprefix(MARK), newline=""))
    assert row[0].startswith("'")


def test_a_title_may_come_from_elsewhere_too() -> None:
    text = csv_text(CsvTable(("=1+1",), (), lambda row: ()))
    assert text == f"{MARK}'=1+1\r\n"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (0, "0"),
        (-12, "-12"),
        (1.5, "1.5"),
        (float("nan"), ""),
        (float("inf"), ""),
        (True, "true"),
        (2_400_000, "2400000"),
        (ConnectionKind.LOCAL, "local"),
        (datetime(2026, 11, 12, 9, 30, tzinfo=UTC), "2026-11-12T09:30:00+00:00"),
        (["a", 1, None], "a; 1; "),
        ({"year": 2026.0, "team": "=x"}, "year=2026.0; team==x"),
        (["=1", "b"], "'=1; b"),
        ('naïve, "quoted"\nand more', 'naïve, "quoted"\nand more'),
    ],
)
def test_values_are_raw(value: object, text: str) -> None:
    assert cell_text(value) == text


def test_lines_end_as_the_standard_has_it() -> None:
    assert csv_text(table([["a,b", 1]], 2)) == f'{MARK}column 0,column 1\r\n"a,b",1\r\n'


@pytest.mark.parametrize("epoch", [float("nan"), float("inf"), 1e30, -1e30])
def test_what_is_no_time_is_left_empty(epoch: float) -> None:
    assert iso_time(epoch) == ""


def test_times_are_of_the_whole_world() -> None:
    assert iso_time(0) == "1970-01-01T00:00:00Z"
    assert iso_time(None) == ""
