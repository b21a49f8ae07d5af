"""What is shown of somebody's text on one line, and where the marks are then."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.lines import one_line

TEXTS = st.text(st.sampled_from("ab é\u202e\u200b\n\t\x02東\U0001f600\u0301"), max_size=60)


@pytest.mark.parametrize(
    ("text", "marks", "expected"),
    [
        ("plain words", ((6, 11),), ("plain words", ["words"])),
        ("two\nlines\t\twith  gaps", ((4, 9),), ("two lines with gaps", ["lines"])),
        ("\u202egnp.exe\u202c safe", ((10, 14),), ("gnp.exe safe", ["safe"])),
        ("  lead", ((2, 6),), ("lead", ["lead"])),
        ("a\u200bb", ((1, 2),), ("ab", [])),
    ],
)
def test_one_line(text: str, marks: tuple[tuple[int, int], ...], expected: object) -> None:
    line, found = one_line(text, marks)
    assert (line, [line[a:b] for a, b in found]) == expected


@given(TEXTS, st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4))
def test_a_line_shows_what_it_holds(text: str, ends: list[tuple[int, int]]) -> None:
    marks = [(min(a, b, len(text)), min(max(a, b), len(text))) for a, b in ends]
    line, found = one_line(text, marks, longest=20)
    assert len(line) <= 20
    assert not [c for c in line if unicodedata.category(c) in ("Cc", "Cf")]
    assert "  " not in line
    assert all(0 <= a < b <= len(line) for a, b in found)
    for a, b in found:
        assert any(line[a:b].strip("… ")[:1] in text[x:y] for x, y in marks)
