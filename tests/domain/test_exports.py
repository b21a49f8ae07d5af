"""Exports in words: names, Markdown that cannot reach beyond itself, HTML that does nothing."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.domain.generated_chats import histories
from tests.services.exporting import HOSTILE, PICTURE, PLAIN_WORDS, Strict, strictly_read, turn

from oriel.domain.export_blocks import PLAIN_CRAFT, html_of, text
from oriel.domain.export_content import ChatHead, Entry, Pictured, Said, Sources, ToolUse
from oriel.domain.export_guard import fenced, guarded, is_live, line_of
from oriel.domain.export_html import page_begin, page_end, style_of, turn_html
from oriel.domain.export_markdown import front_matter, markdown_of
from oriel.domain.export_names import FreshNames, file_stem
from oriel.domain.export_turns import turn_of
from oriel.domain.exports import ExportOptions
from oriel.domain.markdown.blocks import Code, plain
from oriel.domain.markdown.parsing import parse_blocks
from oriel.domain.messages import Message, Role
from oriel.domain.parts import (
    CitationPart,
    FilePart,
    ImagePart,
    PassagePart,
    ReasoningPart,
    TextPart,
    ToolCallPart,
    ToolResultPart,
)

ALL = ExportOptions(branches=True, reasoning=True)
NASTY = st.lists(
    st.one_of(
        st.sampled_from(HOSTILE),
        st.text(max_size=30),
        st.sampled_from(
            ["\n", "\n\n", "`", "```\n", "> ", "- ", "    ", "<", "\\", "|", "![", "]("]
        ),
    ),
    max_size=7,
).map("".join)


def page_of(message: Message, options: ExportOptions = ALL) -> Strict:
    made = turn_of(Entry(message, 1), options, PLAIN_WORDS)
    begin = page_begin("t", style_of("", {"text": "black"}), "en")
    inside = "".join(turn_html(made, 1, PLAIN_WORDS, PLAIN_CRAFT))
    return strictly_read(begin + inside + page_end("made"))


def no_files(_name: str, _uri: str) -> str:
    return ""


def markdown(message: Message, options: ExportOptions = ALL) -> str:
    return markdown_of(turn_of(Entry(message, 1), options, PLAIN_WORDS), PLAIN_WORDS, no_files)


# Names


@given(st.text(max_size=200))
def test_every_title_gives_a_name_that_is_good_everywhere(title: str) -> None:
    stem = file_stem(title)
    assert 0 < len(stem.encode()) <= 200
    assert not set(stem) & set('<>:"/\\|?*')
    assert stem.isprintable() or "\u200c" in stem or "\u200d" in stem
    assert stem == stem.strip(" .")
    assert stem.partition(".")[0].upper() not in {"CON", "PRN", "AUX", "NUL", "COM1", "LPT9"}


@given(st.lists(st.sampled_from(["a", "A", "a 2", "con", "", "x" * 300, "é", "e\u0301"])))
def test_no_name_is_given_twice_whatever_the_case(titles: list[str]) -> None:
    names = FreshNames()
    given_names = [names.name(title, "md").casefold() for title in titles]
    assert len(given_names) == len(set(given_names))


# Markdown


@pytest.mark.parametrize("said", HOSTILE)
def test_hostile_markdown_is_text_in_every_viewer(said: str) -> None:
    assert not is_live(guarded(said))


@given(NASTY)
def test_no_text_is_live_and_none_reaches_what_follows(said: str) -> None:
    made = guarded(said)
    assert not is_live(made)
    made.encode()
    *_, last = parse_blocks(f"{made}\n\n# the end of all")
    assert last.text == "the end of all"


def test_text_without_anything_dangerous_stays_as_it_was() -> None:
    said = (
        "# A title\n\n*words* `a <b> c` a < b, <https://example.com> \\<i>\n\n"
        "```html\n<b>bold</b>\n```\n\n    <div>code</div>\n\n| a |\n|---|\n| $x<y$ |"
    )
    assert guarded(said) == said


@given(st.text(alphabet="`~ab\n"))
def test_a_fence_is_longer_than_all_within(said: str) -> None:
    (code,) = parse_blocks(fenced(said, "py"))
    assert isinstance(code, Code)
    assert code.text.rstrip("\n") == said.rstrip("\n")


@given(st.text(max_size=40))
def test_foreign_words_in_a_line_are_no_markup(said: str) -> None:
    blocks = parse_blocks(f"x {line_of(said)}")
    assert len(blocks) <= 1 or "\u2028" in said
    assert not is_live(line_of(said))


@given(st.text(), st.lists(st.text(max_size=10), max_size=3))
def test_front_matter_is_lines_of_json_values(title: str, tags: list[str]) -> None:
    head = ChatHead(id="c", title=title, tags=tuple(tags), created_at=1e300)
    lines = front_matter(head).splitlines()
    assert lines[0] == lines[-1] == "---"
    assert isinstance(json.loads(lines[1].removeprefix("title: ")), str)
    assert "created: 1970-01-01T00:00:00Z" in lines


def test_calls_are_quotations_and_citations_footnotes() -> None:
    message = turn(
        "a",
        ToolCallPart("1", "search", '{"q": 1}', status="completed"),
        ToolResultPart("1", "```found```"),
        TextPart("It is so. Really."),
        CitationPart("url_citation", "Where", "https://example.com", start=0, end=9),
        CitationPart("file_citation", "book.pdf", file_id="f", quote="so"),
    )
    made = markdown(message)
    assert "> **search**" in made
    assert "> ````\n> ```found```\n> ````" in made
    assert "It is so.[^1-1] Really." in made
    assert "sources: [^1-2]" in made
    assert "[^1-1]: [Where](<https://example.com>)" in made
    assert "[^1-2]: book.pdf “so”" in made


def test_what_is_not_wanted_is_left_out() -> None:
    message = turn(
        "a",
        ReasoningPart("thoughts"),
        ToolCallPart("1", "search"),
        PassagePart("1", "passage"),
        TextPart("words"),
        ImagePart(data_uri=PICTURE, alt="plan"),
        CitationPart("url_citation", "Where", "https://example.com"),
    )
    bare = ExportOptions(tools=False, sources=False, facts=False, attachments=False)
    pieces = turn_of(Entry(message, 1), bare, PLAIN_WORDS).pieces
    assert pieces[0] == Said("words", markdown=True)
    assert not any(isinstance(piece, ToolUse | Sources | Pictured) for piece in pieces)
    made = markdown(message, bare)
    assert "plan" in made  # its name at least
    for gone in ("thoughts", "search", "passage", "Where", "base64"):
        assert gone not in made


def test_a_mark_never_stands_in_code() -> None:
    message = turn(
        "a",
        TextPart("Run `a b c` now"),
        CitationPart("url_citation", "W", "https://example.com", start=0, end=7),
    )
    made = markdown(message)
    assert "`a b c`" in made
    assert "sources: [^1-1]" in made


# HTML


@pytest.mark.parametrize("role", [Role.USER, Role.ASSISTANT])
@pytest.mark.parametrize("said", HOSTILE)
def test_hostile_words_do_nothing_in_html(said: str, role: Role) -> None:
    page_of(turn("a", TextPart(said), role=role))


@given(NASTY)
def test_every_text_is_well_formed_html(said: str) -> None:
    message = turn(
        "a",
        ReasoningPart(said),
        ToolCallPart("1", said, said, status=said),
        ToolResultPart("1", said),
        PassagePart("1", said, said),
        TextPart(said),
        CitationPart("url_citation", said, said, start=0, end=len(said) // 2, quote=said),
        ImagePart(url=said, alt=said),
        ImagePart(data_uri=f"data:image/png;base64,{said}", alt=said),
        FilePart(said),
    )
    page_of(message)
    markdown(message).encode()


@given(histories())
def test_every_chat_is_well_formed(generated: tuple[object, list[Message]]) -> None:
    for message in generated[1]:
        page_of(message)
        markdown(message)


@given(st.text(alphabet="ab -*1.>\n#`|", max_size=60))
def test_html_says_what_the_blocks_say(said: str) -> None:
    blocks = parse_blocks(said)
    words = "".join(html_of(blocks, PLAIN_CRAFT))
    page = Strict()
    page.feed(words)
    shown = "".join(page.text.split())
    for block in blocks:
        assert "".join(block.text.split()) in shown or not block.text.strip()


def test_lists_nest_as_they_were_written() -> None:
    said = "1. a\n2. b\n   - c\n     - d\n\n     e\n3. f\n\n> - g\n> - h\n\n- [x] i"
    made = "".join(html_of(parse_blocks(said), PLAIN_CRAFT)).replace("\n", "")
    p = '<p dir="auto">'
    assert made == (
        f'<ol><li value="1">{p}a</p></li><li value="2">{p}b</p><ul><li>{p}c</p>'
        f"<ul><li>{p}d</p></li></ul>{p}e</p></li></ul></li>"
        f'<li value="3">{p}f</p></li></ol>'
        f"<blockquote><ul><li>{p}g</p></li><li>{p}h</p></li></ul></blockquote>"
        f'<ul><li class="done"><span class="box">☑</span>{p}i</p></li></ul>'
    )


def test_what_goes_from_right_to_left_says_so() -> None:
    made = "".join(html_of(parse_blocks("- שלום\n\n> אב\n\n| אב |\n|---|"), PLAIN_CRAFT))
    assert '<ul dir="rtl">' in made
    assert '<blockquote dir="rtl">' in made
    assert '<div class="table" dir="rtl">' in made


def test_marks_lead_to_their_sources_and_no_others() -> None:
    message = turn(
        "a",
        TextPart("It is so [^1] [^1-9]. End"),
        CitationPart("url_citation", "Where", "https://example.com", start=0, end=8),
    )
    page = page_of(message)
    assert "#s1-1-1" in page.links
    assert "s1-1-1" in page.ids
    assert len([link for link in page.links if link.startswith("#")]) == 1


def test_pictures_are_inside_and_those_elsewhere_are_links() -> None:
    said = f"![a]({PICTURE})\n\n![b](https://example.com/b.png)"
    page = page_of(turn("a", TextPart(said), ImagePart(data_uri=PICTURE, alt='"><b>')))
    assert page.images == [PICTURE, PICTURE]
    assert page.links == ["https://example.com/b.png"]


@pytest.mark.parametrize(
    "uri",
    [
        "data:image/png;base64,AAAA",
        "data:image/png;base64,",
        PICTURE.replace("png", "jpeg"),
        f'{PICTURE}" onload="x',
        PICTURE + "\n",
        "data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9ImFsZXJ0KDEpIi8+",
        "data:image/png,iVBORw0KGgo",
    ],
)
def test_what_is_no_picture_is_told_and_not_shown_as_a_broken_one(uri: str) -> None:
    page = page_of(turn("a", ImagePart(data_uri=uri, alt="plan")))
    assert page.images == page.links == []
    assert "plan ·" in page.text


def test_the_policy_allows_the_style_and_nothing_else() -> None:
    page = page_begin("t", style_of("p {}", {"text": "black"}), "en")
    assert "default-src 'none'; img-src data:; style-src 'sha256-" in page
    assert "unsafe" not in page
    assert "<script" not in page


@given(st.text())
def test_escaped_words_come_back(words: str) -> None:
    page = Strict()
    page.open = ["p"]
    page.feed(f"<b>{text(words)}</b>")
    kept = page.text.replace("\r\n", "\n").replace("\r", "\n")
    assert len(kept) == len(words.replace("\r\n", "\n"))


def test_a_call_that_comes_again_is_another_call() -> None:
    message = turn(
        "a",
        ToolCallPart("1", "f", status="running"),
        ToolCallPart("1", "f", status="completed"),
        ToolResultPart("1", "one"),
        ToolCallPart("1", "f", status="completed"),
        ToolResultPart("1", "two"),
    )
    pieces = turn_of(Entry(message, 1), ALL, PLAIN_WORDS).pieces
    assert [piece.output for piece in pieces if isinstance(piece, ToolUse)] == ["one", "two"]


def test_an_empty_answer_is_still_a_turn() -> None:
    made = turn_of(Entry(replace(turn("a"), parts=()), 3), ALL, PLAIN_WORDS)
    assert made.number == 3
    assert made.pieces == ()
    assert plain(()) == ""
