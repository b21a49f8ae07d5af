"""Prompts: gaps are found and filled, and nothing else of a text ever changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.prompts import (
    LONGEST_NAME,
    MOST_VARIABLES,
    Prompt,
    Variable,
    asked,
    cleaned,
    file_name,
    filled,
    first_words,
    free_names,
    literal,
    matching,
    spans,
    variables,
)

BRACES = st.text(alphabet="{}ab:| \n1é🪟\\", max_size=40)
NAMES = st.text(alphabet="abcdé", min_size=1, max_size=5)
ANY = st.text(max_size=30)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Say {{word}}.", [Variable("word")]),
        ("{{ my word }}{{b-c}}", [Variable("my word"), Variable("b-c")]),
        ("{{tone: dry }}", [Variable("tone", "dry")]),
        ("{{at:10:30|or so}}", [Variable("at", "10:30|or so")]),
        ("{{code:\n}}", [Variable("code", "", (), multiline=True)]),
        ("{{code:if (a) {\n  b}\n}}", [Variable("code", "if (a) {\n  b}", (), multiline=True)]),
        ("{{tone|dry | warm||dry}}", [Variable("tone", "dry", ("dry", "warm"))]),
        ("{{tone||}}", [Variable("tone")]),
        ("{{a}} {{a:1}} {{a:2}}", [Variable("a", "1")]),
        ('{"json": {{{value}}}}', [Variable("value")]),
        ("{{}} {{ }} {{1}} {{a.b()}} {word} {{a\n}} {{a {{b", []),
        ("{{{{word}}}} {{{{{{{{", []),
    ],
)
def test_gaps_are_found(text: str, found: list[Variable]) -> None:
    assert variables(text) == found


def test_gaps_are_filled() -> None:
    text = r"Translate to {{language|German|French}}: {{text}} in C:\{{folder:tmp}} {{{{kept}}"
    assert filled(text, {}) == r"Translate to German:  in C:\tmp {{kept}}"
    values = {"language": "Dutch", "text": "one\ntwo", "unknown": "x", "folder": ""}
    assert filled(text, values) == "Translate to Dutch: one\ntwo in C:\\ {{kept}}"


def test_what_is_known_by_itself_is_not_asked_for() -> None:
    text = "{{date}} {{clipboard:nothing}} {{topic}}"
    assert [v.name for v in asked(text)] == ["topic"]
    assert filled(text, {"date": "2026-01-02"}) == "2026-01-02 nothing "


def test_gaps_in_a_value_are_not_filled() -> None:
    assert filled("{{a}}{{b}}", {"a": "{{b}}{{{{", "b": "x"}) == "{{b}}{{{{x"


def test_no_text_asks_for_more_than_a_form_holds() -> None:
    text = "".join(f"{{{{n{n}}}}}" for n in range(MOST_VARIABLES + 2))
    last = f"{{{{n{MOST_VARIABLES}}}}}{{{{n{MOST_VARIABLES + 1}}}}}"
    assert len(variables(text)) == len(spans(text)) == MOST_VARIABLES
    assert filled(text, {}) == last


@given(BRACES)
def test_text_written_literally_comes_back(text: str) -> None:
    assert variables(literal(text)) == []
    assert filled(literal(text), {}) == text


@given(st.text().filter(lambda text: "{{" not in text))
def test_text_without_gaps_stays(text: str) -> None:
    assert (filled(text, {"a": "b"}), spans(text)) == (text, [])


@given(st.lists(st.tuples(BRACES, NAMES, ANY), max_size=4), BRACES)
def test_only_the_gaps_change(pieces: list[tuple[str, str, str]], end: str) -> None:
    # A brace right before a gap would belong to it.
    pieces = [(before.rstrip("{"), name, value) for before, name, value in pieces]
    values = {name: value for _, name, value in pieces}
    text = "".join(literal(before) + "{{" + name + "}}" for before, name, _ in pieces)
    wanted = "".join(before + values[name] for before, name, _ in pieces)
    assert filled(text + literal(end), values) == wanted + end


@given(BRACES)
def test_the_spans_are_the_gaps(text: str) -> None:
    found = spans(text)
    assert {s.name for s in found} == {v.name for v in variables(text)}
    for span in found:
        assert [v.name for v in variables(text[span.start : span.end])] == [span.name]
    assert [s.start for s in found] == sorted(s.start for s in found)


def test_a_hostile_name_is_cleaned_and_the_text_kept() -> None:
    prompt = Prompt(
        "1", "  a\u202egpj\x00\n b\ud800 ", "x\r\ny\x07\tz\n", "d\u2028e", ("a,b", "", "a")
    )
    assert cleaned(prompt) == Prompt("1", "agpj b", "x\ny\tz", "d e", ("a b", "a"))
    assert len(cleaned(Prompt("1", "w" * 500, "")).name) == LONGEST_NAME


@given(ANY, ANY, ANY, st.lists(ANY, max_size=3))
def test_cleaning_twice_is_cleaning_once(
    name: str, text: str, description: str, tags: list[str]
) -> None:
    once = cleaned(Prompt("1", name, text, description, tuple(tags)))
    assert cleaned(once) == once


@given(st.text())
def test_every_name_makes_a_file_name(name: str) -> None:
    made = file_name(name)
    assert made
    assert made.strip(" .") == made
    assert not set(made) & set('/\\:*?"<>|\0\n')
    assert made.split(".")[0].casefold() not in {"con", "nul", "com1"}


@pytest.mark.parametrize(
    ("name", "made"), [("../../etc/passwd", "etc-passwd"), ("NUL.md", "_NUL.md"), ("...", "prompt")]
)
def test_hostile_file_names(name: str, made: str) -> None:
    assert file_name(name) == made


def test_the_best_match_comes_first() -> None:
    names = ["Rewrite for a translator", "Post-translate", "Translate", "Résumé", "Else"]
    prompts = [Prompt(name, name, "t") for name in names]
    prompts.append(Prompt("d", "Help", "t", "Translates a text", ("Über",)))

    def found(query: str) -> list[str]:
        return [p.name for p in matching(prompts, query)]

    assert found("trans") == ["Translate", "Rewrite for a translator", "Post-translate", "Help"]
    assert found("re trans") == ["Rewrite for a translator"]
    assert found("resume") == ["Résumé"]
    assert found("UBER") == ["Help"]
    assert found("nothing") == []
    assert found(" ") == sorted([*names, "Help"], key=lambda n: n.replace("é", "e").casefold())


def test_a_second_name_gets_a_number() -> None:
    assert free_names(["A"], []) == ["A"]
    assert free_names(["A", "a", "A", "B"], ["á", "A (2)"]) == ["A (3)", "a (4)", "A (5)", "B"]
    longest = "w" * LONGEST_NAME
    assert [len(name) for name in free_names([longest], [longest])] == [LONGEST_NAME]


def test_the_first_words_fit_on_a_line() -> None:
    assert first_words("One\n\n two " + "x" * 500, 10) == "One two x…"
    assert (
        first_words("Into {{language|German|French}}: {{text:\n}}") == "Into {{language}}: {{text}}"
    )
