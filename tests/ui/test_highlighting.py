"""Colours of code: the same however it arrives, and never a reason to stumble."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oriel.ui.theme import load_theme
from oriel.ui.transcript import highlighting as room
from oriel.ui.transcript import languages, lexing
from oriel.ui.transcript.highlighting import Highlighter, display_name, file_extension

from .conftest import RESOURCES
from .test_theme import contrast

SOURCES = {
    "python": 'def f(x):\n    """Doc\n    more\n    """\n    return f"{x!r}" + r\'z\'  # c',
    "javascript": "/**\n * d\n */\nfunction f() {\n  const s = `a ${b}\n c`; // it's\n 1 << x;\n}",
    "bash": "for i in $(a); do echo \"$i it's\"; done\nawk '\n{ x }' x\ncat <<EOF\nhi $x\nEOF",
    "sql": "SELECT a, 'x''y\nz' FROM t -- c\n/* m\n n */ WHERE b = 1;",
    "html": "<!-- a\n b -->\n<p a='x'\n b=y>\n<script>\nlet a;\n/* x\n */\n</script>\n<b>x",
    "css": "/* a\n b */\na:hover { color: red; }",
    "json": '{"a": [1, true, null],\n "b": "x\\n"}',
    "c": '#include <a.h>\n/* a\n b */\nint main(void) { return 0; } // "x"',
    "yaml": "a: 1\nb:\n  - x\n  - |\n    text\n# c",
    "rust": 'fn main() { let s = r#"a\nb"#; /* a /* b\n*/ */ let x: &\'a str = "c"; }',
    "go": "package main\n/* a\n b */\nfunc main() {\n s := `a\nb`\n}",
    "c++": "template <class T> struct A { /* x\n */ T t; };",
    "java": '/** a\n * b */\npublic class A { String s = "x"; }',
    "typescript": "interface A { b: string }\n/* x\n*/ const c = (d?: A): void => {}",
    "diff": "--- a\n+++ b\n@@ -1 +1 @@\n-x\n+y",
    "perl": "=pod\n\ntext\n\n=cut\nmy $x = 1 << 2;",
}
# Lexers with the plain loop of Pygments, which the line by line one has to agree with.
SAME = ["python", "javascript", "bash", "sql", "html", "css", "rust", "go", "java", "typescript"]
BITS = [
    *(
        '"""',
        "'''",
        "/*",
        "*/",
        "<!--",
        "-->",
        "`",
        "'",
        '"',
        "<<EOF",
        "EOF",
        "${",
        "}",
        "{",
        "(",
        ")",
    ),
    *(
        "<script>",
        "</script>",
        "<style>",
        "</style>",
        "<?",
        "?>",
        "//",
        "#",
        "--",
        "r#",
        "\\",
        "$(",
    ),
    *(
        "a",
        "1.5",
        " ",
        "\t",
        "def",
        "fn",
        "class",
        "return",
        "\0",
        "é",
        "😀",
        "\r",
        "\n",
        "=cut",
        "=pod",
    ),
]
line = st.one_of(
    st.lists(st.sampled_from(BITS), max_size=8).map("".join),
    st.sampled_from([each for source in SOURCES.values() for each in source.split("\n")]),
)


def all_spans(made: Highlighter, lines: list[str]) -> list[list[tuple[int, int, str]]]:
    return [made.spans(index) for index in range(len(lines))]


def at_once(language: str, lines: list[str]) -> list[list[tuple[int, int, str]]]:
    made = Highlighter(language)
    made.finish(lines)
    assert made.lexed == len(lines)
    return all_spans(made, lines)


def look_fine(spans: list[list[tuple[int, int, str]]], lines: list[str]) -> None:
    for each, text in zip(spans, lines, strict=True):
        reached = 0
        for start, length, token in each:
            assert start >= reached
            assert length > 0
            reached = start + length
            assert reached <= len(text)
            assert token


@pytest.mark.parametrize("language", SOURCES)
@settings(max_examples=60, deadline=None)
@given(
    lines=st.lists(line, max_size=25), seed=st.integers(0, 1_000), reach=st.sampled_from([3, 200])
)
def test_however_it_arrives_it_looks_the_same(language, lines, seed, reach) -> None:
    before, lexing.REACH_LINES = lexing.REACH_LINES, reach
    chance = random.Random(seed)
    made = Highlighter(language)
    try:
        final: list[list[tuple[int, int, str]]] = []
        count = 0
        while count < len(lines):
            count += chance.randint(1, 5)
            made.advance(lines[:count], chance.randint(1, 9))
            made.peek(lines[count % len(lines)])
            seen = all_spans(made, lines[:count])
            look_fine(seen, lines[:count])
            assert seen[: len(final)] == final
            final = seen[: made.lexed]
        made.finish(lines)
        assert all_spans(made, lines) == at_once(language, lines)
        assert all_spans(made, lines)[: len(final)] == final
    finally:
        lexing.REACH_LINES = before
    look_fine(all_spans(made, lines), lines)


@pytest.mark.parametrize("language", SAME)
def test_it_agrees_with_pygments_over_whole_files(language) -> None:
    lines = (SOURCES[language] + "\n").split("\n") * 3
    bounds = [0]
    for each in lines:
        bounds.append(bounds[-1] + len(each) + 1)
    lexer = languages.make_lexer(language)
    assert lexer is not None
    tokens = list(lexer.get_tokens_unprocessed("\n".join(lines) + "\n"))
    wanted = [room._coloured(each) for each in lexing.split(tokens, bounds)]
    assert at_once(language, lines) == wanted


def test_tokens_are_the_words_they_colour() -> None:
    text = 'def é😀name(x):\treturn "é😀" # 😀'
    spans = at_once("python", [text])[0]
    assert [(text[a : a + n], token) for a, n, token in spans] == [
        ("def", "syntax-keyword"),
        ("é", "syntax-function"),
        ("return", "syntax-keyword"),
        ('"é😀"', "syntax-string"),
        ("# 😀", "muted"),
    ]


@pytest.mark.parametrize("theme", ["light", "dark", "high-contrast"])
def test_every_token_can_be_read_on_code(theme) -> None:
    tokens = load_theme(RESOURCES / "themes" / f"{theme}.json").tokens
    for token in set(room._TOKENS.values()):
        assert contrast(tokens[token], tokens["code"]) >= 4.5


def test_what_has_only_begun_is_coloured_already() -> None:
    made = Highlighter("js")
    lines = ["x = 1; /* a", "b"]
    assert not made.advance(lines)
    assert made.lexed == 0
    assert made.spans(0)[-1] == (7, 4, "muted")
    assert made.spans(1) == [(0, 1, "muted")]
    assert made.spans(2) == []
    assert made.peek("still") == [(0, 5, "muted")]
    made.advance([*lines, "*/ let y;"])
    assert made.lexed == 3
    assert made.spans(2) == [(0, 2, "muted"), (3, 3, "syntax-keyword")]
    assert made.peek("return") == [(0, 6, "syntax-keyword")]


def test_an_end_that_never_comes_is_given_up() -> None:
    lines = ["/* a", *["let x = 1;"] * 300]
    made = Highlighter("js")
    while made.advance(lines):
        pass
    assert made.lexed == len(lines)
    assert made.spans(300)[0] == (0, 3, "syntax-keyword")


@pytest.mark.parametrize("language", SAME)
def test_five_thousand_lines_each_lexed_once(language) -> None:
    one = SOURCES[language].split("\n")
    lines = (one * (5_000 // len(one) + 1))[:5_000]
    made = Highlighter(language)
    for count in range(50, 5_001, 50):
        while made.advance(lines[:count], 20):
            pass
    assert made.lexed > 4_900
    made.finish(lines)
    assert made._resuming is not None
    # A line is looked at again only as part of what a rule of several lines began.
    assert made._resuming.tested < 4 * 5_000


@pytest.mark.parametrize("language", ["c", "json", "yaml"])
def test_a_lexer_that_cannot_resume_runs_when_there_is_twice_as_much(language, monkeypatch) -> None:
    made = Highlighter(language)
    runs = []
    lex = made._lex_whole
    monkeypatch.setattr(made, "_lex_whole", lambda lines: (runs.append(len(lines)), lex(lines))[1])
    lines = SOURCES[language].split("\n") * 250
    for count in range(1, len(lines) + 1):
        made.advance(lines[:count])
        assert made.lexed == 0
    made.finish(lines)
    assert len(runs) < 14
    assert any(made.spans(0))


@pytest.mark.parametrize("language", ["", "  ", "wibble", "text", "mermaid", "\0", "x" * 9_999])
def test_an_unknown_language_stays_plain(language) -> None:
    made = Highlighter(language)
    assert not made.advance(["def f(): pass"])
    assert made.lexed == 1
    assert made.peek("def") == []
    assert at_once(language, ["def", "", "1"]) == [[], [], []]


def test_a_line_too_long_is_left_out() -> None:
    lines = ["def a(): pass", "x = '" + "y" * 1_000_000, "def b(): pass"]
    for language in SOURCES:
        spans = at_once(language, lines)
        assert spans[1] == []
    spans = at_once("python", lines)
    assert spans[0] == spans[2] != []


def test_a_lexer_that_fails_leaves_the_rest_plain(monkeypatch) -> None:
    made = Highlighter("python")
    assert made._resuming is not None
    made.advance(["def a(): pass"])
    monkeypatch.setattr(made._resuming, "step", None)
    assert not made.advance(["def a(): pass", "def b(): pass"])
    assert made.lexed == 2
    assert made.spans(0)
    assert made.spans(1) == []
    made.finish(["def a(): pass", "def b(): pass", "x"])
    assert made.lexed == 3


HOSTILE = [
    "/*",
    '"""',
    "'",
    "`",
    "<<EOF",
    "<!--",
    "(" * 900,
    "{" * 900,
    "<script>",
    "${" * 400,
    "\0",
]


@pytest.mark.parametrize("language", SOURCES)
def test_openers_without_end_cost_little(language) -> None:
    lines = HOSTILE * 40
    start = time.process_time()
    look_fine(at_once(language, lines), lines)
    assert time.process_time() - start < 10


@pytest.mark.parametrize(
    ("word", "name", "extension"),
    [
        ("py", "Python", "py"),
        ("Python3", "Python", "py"),
        (".py", "Python", "py"),
        ("{.python}", "Python", "py"),
        ("python title=a.py", "Python", "py"),
        ("c++", "C++", "cpp"),
        ("cpp", "C++", "cpp"),
        ("h", "C", "c"),
        ("cs", "C#", "cs"),
        ("sh", "Shell", "sh"),
        ("zsh", "Shell", "sh"),
        ("js", "JavaScript", "js"),
        ("ts", "TypeScript", "ts"),
        ("tsx", "TSX", "tsx"),
        ("yml", "YAML", "yaml"),
        ("golang", "Go", "go"),
        ("r", "R", "R"),
        ("text", "Text", "txt"),
        ("mermaid", "mermaid", "txt"),
        ("w" * 50, "w" * 30, "txt"),
        ("", "Code", "txt"),
        (" \n", "Code", "txt"),
    ],
)
def test_names_and_extensions(word, name, extension) -> None:
    assert display_name(word) == name
    assert file_extension(word) == extension


@given(word=st.text(max_size=300))
def test_no_word_is_too_odd_for_a_name(word) -> None:
    assert 0 < len(display_name(word)) <= 60
    assert file_extension(word).isprintable()
    Highlighter(word)
