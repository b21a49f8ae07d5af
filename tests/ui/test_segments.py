"""Segmenter: the same segments however the text arrives, and not a sign lost."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from oriel.ui.segments import Segmenter

ANSWER = (
    "Intro *text*.\n\n## Head\n\n```python\nx = 1\n\n```\nAfter\n\n- a\n- b\n\n~~~\n```\n~~~\nend"
)
lines = st.lists(
    st.sampled_from(
        [
            "",
            "text",
            "- item",
            "```",
            "```py",
            "~~~~",
            "    code",
            "# head",
            "  ```",
            "| a |",
            "`",
            "***",
        ]
    )
)


def shapes(parts: list[str]) -> list[tuple[str, str, str]]:
    segmenter = Segmenter()
    for part in parts:
        segmenter.feed(part)
    segmenter.close()
    return [(s.kind, s.language, s.source) for s in segmenter.segments]


def cut(text: str, places: list[int]) -> list[str]:
    ends = sorted({p % (len(text) + 1) for p in places} | {0, len(text)})
    return [text[a:b] for a, b in pairwise(ends)]


@given(lines, st.lists(st.integers(0, 10_000)))
def test_any_chunking_gives_the_same_segments(source: list[str], places: list[int]) -> None:
    text = "\n".join(source)
    assert shapes(cut(text, places)) == shapes([text])


@given(lines)
def test_no_prose_or_code_line_is_lost(source: list[str]) -> None:
    kept = "".join(s[2] for s in shapes(["\n".join(source)]))
    words = [line.strip() for line in source if line.strip().strip("`~py")]
    for word in words:
        assert word in kept


def test_prose_and_code_alternate() -> None:
    assert [(kind, language) for kind, language, _ in shapes([ANSWER])] == [
        ("prose", ""),
        ("prose", ""),
        ("code", "python"),
        ("prose", ""),
        ("code", ""),
        ("prose", ""),
    ]
    assert shapes([ANSWER])[4][2] == "```\n"


def test_a_line_of_mere_markup_is_held_back_until_it_is_clear() -> None:
    segmenter = Segmenter()
    segmenter.feed("text\n``")
    assert segmenter.open_source() == "text\n"
    segmenter.feed("`py\nx")
    assert segmenter.segments[-1].kind == "code"
    assert segmenter.open_source() == "x"


def test_an_unclosed_fence_is_closed_by_the_end() -> None:
    assert shapes(["```\nx = 1"]) == [("code", "", "x = 1\n")]
