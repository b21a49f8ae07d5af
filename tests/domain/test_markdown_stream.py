"""Whatever the pieces a text arrives in, it ends as the same blocks as in one piece."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from oriel.domain.markdown.blocks import Block, Code, Prose, Run, Table
from oriel.domain.markdown.parsing import parse_blocks
from oriel.domain.markdown.streaming import MarkdownStream

FRAGMENTS = (
    "plain words",
    "a *b* and **c d** `e`",
    "**not closed",
    "`not closed",
    "***",
    "---",
    "===",
    "# heading",
    "#hashtag",
    "## two ##",
    "- item",
    "- [ ] task",
    "- [x] done",
    "* star",
    "+ plus",
    "  - nested",
    "    - deeper",
    "  lazy line",
    "1. one",
    "1. again",
    "7) seven",
    "10. ten",
    "   in the item",
    "      in the nested item",
    "> quoted",
    "> - list in quote",
    ">",
    "> ```",
    "```",
    "```py",
    "````",
    "~~~",
    "  ```",
    "   ```js x",
    "    code by indent",
    "| a | b |",
    "|---|:-:|",
    "| 1 | 2 | 3 |",
    "| `x|y` | \\| |",
    "a | b",
    "--|--",
    "[link](http://a.b/c)",
    "[ref]",
    "[ref][x]",
    "[ref]: http://a.b/r",
    "[x]: <http://x.y> 'title'",
    "[^1] and [^1]: no",
    "[^1]: the note",
    "![i](http://a.b/i.png)",
    "http://a.b/c?d=e.",
    "$x^2$ costs $5 and $10",
    "$$",
    "$$ a = b $$",
    "\\[",
    "\\]",
    "\\(a+b\\)",
    "a \\",
    "two blanks  ",
    "<b>html</b> <br> &amp; &copy;",
    "<script>",
    "\ttab",
    "e\u0301 עברית 👩\u200d👩\u200d👧 \0",
    "",
    "",
    "",
)
documents = st.lists(st.sampled_from(FRAGMENTS), max_size=14).map("\n".join)


@st.composite
def chunked(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A document and the pieces it arrives in."""
    source = draw(documents)
    cuts = draw(st.lists(st.integers(0, len(source)), max_size=12).map(sorted))
    edges = [0, *cuts, len(source)]
    return source, [source[a:b] for a, b in pairwise(edges)]


def streamed(pieces: list[str]) -> list[Block]:
    stream = MarkdownStream()
    shown: list[Block] = []
    for piece in pieces:
        stream.feed(piece)
        shown = _followed(shown, stream, stream.refresh())
    return _followed(shown, stream, stream.finish())


def _followed(shown: list[Block], stream: MarkdownStream, first: int | None) -> list[Block]:
    """What a view shows that rebuilds only from the block it was told of."""
    if first is None:
        assert shown == stream.blocks, "a change was not told"
        return shown
    assert shown[:first] == stream.blocks[:first], "an earlier block changed"
    return [_copy(block) for block in stream.blocks]


def _copy(block: Block) -> Block:
    if isinstance(block, Code):
        return Code(block.language, list(block.lines), block.inside, block.open, block.unfinished)
    if isinstance(block, Table):
        return Table(block.align, block.header, list(block.rows), block.inside, block.open)
    return block


@settings(max_examples=400, deadline=None)
@given(chunked())
@example(("[ref]\n\n[ref]: http://a.b/r\n\nz", ["[ref]\n\n[ref]: htt", "p://a.b/r\n\nz"]))
@example(("para\n***bold***", ["para\n***", "bold***"]))
def test_any_pieces_end_as_the_whole(document: tuple[str, list[str]]) -> None:
    source, pieces = document
    assert streamed(pieces) == parse_blocks(source)


@settings(max_examples=60, deadline=None)
@given(documents)
def test_a_sign_at_a_time_ends_as_the_whole(source: str) -> None:
    assert streamed(list(source)) == parse_blocks(source)


@settings(max_examples=150, deadline=None)
@given(chunked())
def test_without_the_last_check_only_late_definitions_are_missed(
    document: tuple[str, list[str]],
) -> None:
    source, pieces = document
    long = "x " * 9000 + "\n\n"
    assert streamed([long, *pieces]) == parse_blocks(long + source)


@pytest.mark.parametrize("words", ["word", "word ", " word", "wo\nrd "])
def test_a_paragraph_longer_than_a_block_is_cut_the_same_way(words: str) -> None:
    source = words * 8000
    pieces = [source[n : n + 997] for n in range(0, len(source), 997)]
    found = streamed(pieces)
    assert found == parse_blocks(source)
    assert len(found) > 2


def test_bold_and_code_that_are_still_open_are_shown_as_if_closed() -> None:
    stream = MarkdownStream()
    stream.feed("so **very im")
    stream.refresh()
    assert [run.text for run in _prose(stream.blocks[0]).runs] == ["so ", "very im"]
    stream.feed("portant** `x")
    stream.refresh()
    assert _prose(stream.blocks[0]).text == "so very important x"


def _prose(block: Block) -> Prose:
    assert isinstance(block, Prose)
    return block


@pytest.mark.parametrize("mark", ["#", "-", "* ", "12", "1.", "``", "~~~", "===", "> "])
def test_a_line_that_is_only_markup_is_held_back(mark: str) -> None:
    stream = MarkdownStream()
    stream.feed("words\n")
    stream.refresh()
    stream.feed(mark)
    assert stream.refresh() is None
    assert stream.blocks == [Prose((Run("words"),))]


def test_the_end_of_a_fence_never_shows_inside() -> None:
    stream = MarkdownStream()
    seen = set()
    for sign in "```py\nx = 1\n```\nafter":
        stream.feed(sign)
        stream.refresh()
        seen |= {line for block in stream.blocks if isinstance(block, Code) for line in block.lines}
    assert not [line for line in seen if "`" in line]


def test_line_ends_of_all_systems_are_one() -> None:
    pieces = ["a\r", "\nb\r\n", "\r\nc\rd\r"]
    assert streamed(pieces) == parse_blocks("a\nb\n\nc\nd\n")


def test_only_the_open_block_is_read_again() -> None:
    stream = MarkdownStream()
    for number in range(200):
        stream.feed(f"Paragraph *{number}* of many.\n\n- a\n- b\n- c\n\n| a |\n|---|\n| 1 |\n\n")
        stream.refresh()
        assert stream.open_size < 120
