"""The published examples: no text is lost or doubled, and nothing in them is active."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from oriel.domain.markdown.blocks import Block, Code, Formula, Picture, Prose, Table
from oriel.domain.markdown.links import is_safe_link
from oriel.domain.markdown.parsing import parse_blocks
from oriel.domain.markdown.streaming import MarkdownStream

EXAMPLES = Path(__file__).parent / "examples"


def examples(name: str) -> list[str]:
    found: list[str] = json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))
    return found


ALL = [*examples("commonmark"), *examples("github")]
# Formulas, footnotes, task lists and <br> are ours, not the reference's.
PLAIN = [
    e
    for e in ALL
    if not any(mark in e for mark in ("$", "\\(", "\\[", "[^", "[ ]", "[x]", "[X]", "<br"))
]


class _Text(HTMLParser):
    """What a reader of the HTML sees, and what stands for its images."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.words.append(dict(attrs).get("alt") or "")


def letters(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


def reference(source: str) -> str:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 60})
    parser.enable(["table", "strikethrough"]).disable("html_block")
    reader = _Text()
    reader.feed(parser.render(source))
    reader.close()
    return letters("".join(reader.words))


def shown(blocks: list[Block]) -> str:
    return letters("".join(_words(block) for block in blocks))


def _words(block: Block) -> str:
    match block:
        case Prose() | Code() | Table() | Formula():
            return block.text
        case Picture():
            return block.alt


def test_no_text_is_lost_or_doubled() -> None:
    assert len(PLAIN) > 600
    assert [e for e in PLAIN if shown(parse_blocks(e)) != reference(e)] == []


def test_each_example_streams_to_what_it_is_as_a_whole() -> None:
    assert [e for e in ALL if _streamed(e) != parse_blocks(e)] == []


def _streamed(source: str) -> list[Block]:
    stream = MarkdownStream()
    for sign in source:
        stream.feed(sign)
        stream.refresh()
    stream.finish()
    return stream.blocks


def test_nothing_leads_anywhere_but_to_the_web_or_to_mail() -> None:
    for block in (block for e in [*examples("xss"), *ALL] for block in parse_blocks(e)):
        runs = block.runs if isinstance(block, Prose) else ()
        if isinstance(block, Table):
            runs = tuple(run for row in (block.header, *block.rows) for cell in row for run in cell)
        for run in runs:
            assert not run.link or is_safe_link(run.link)
        if isinstance(block, Picture):
            assert block.url.lower().startswith(("http://", "https://", "data:image/"))
            assert "svg" not in block.url.lower().partition(",")[0]


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("It costs $5 and $10.", []),
        ("$5, or 10$ for two", []),
        ("from $5-$10", []),
        ("$x$ and $y_1$", ["x", "y_1"]),
        ("US$20 and $a+b$", ["a+b"]),
        ("$ x $", []),
        ("\\$x\\$", []),
        ("`$x$`", []),
        ("\\(a\\) and \\[b\\]", ["a", "b"]),
        ("a $$x$$ b", ["x"]),
    ],
)
def test_prices_are_no_formulas(text: str, formulas: list[str]) -> None:
    from oriel.domain.markdown.blocks import Style

    (block,) = parse_blocks(text)
    assert isinstance(block, Prose)
    assert [run.text for run in block.runs if run.style & Style.MATH] == formulas


def test_displayed_formulas_stand_alone_even_below_a_text() -> None:
    blocks = parse_blocks("where:\n$$\na\n- b\n$$\nand\n\\[ c \\]\n")
    assert [block.text for block in blocks if isinstance(block, Formula)] == ["a\n- b", "c"]


def test_a_footnote_stays_where_it_was_written() -> None:
    blocks = parse_blocks("Said[^1].\n\n[^1]: https://a.b the note\n\nmore")
    assert [getattr(block, "marker", "") for block in blocks] == ["", "1", ""]
    assert "the note" in blocks[1].text


def test_markup_in_tasks_and_breaks() -> None:
    first, second, third = parse_blocks("- [ ] a\n- [X] b\n- c<br>d")
    assert [getattr(block, "marker", "") for block in (first, second, third)] == ["☐", "☑", "•"]
    assert third.text == "c\u2028d"
