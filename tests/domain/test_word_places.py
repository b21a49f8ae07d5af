"""Words are found in a text whatever their case and accents, as the word index finds them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oriel.domain.word_places import MOST_PLACES, Sought, part_pattern, pattern_of, places_of

TEXTS = st.text(st.sampled_from("aBé̂ßﬁ東京한Ω\U0001f600 -\n"), max_size=40)

MARKED = [
    ("window", "a bay Window is", ["Window"]),
    ("window", "windows, a win dow", []),
    ("größe", "GRÖSSE, Große, die Größe", ["GRÖSSE", "Große", "Größe"]),
    ("GROSSE", "die Größe", ["Größe"]),
    ("eleve", "l'élève e\u0301le\u0300ve", ["élève", "e\u0301le\u0300ve"]),
    ("élève", "eleve", ["eleve"]),
    ("窗户", "这个窗户很大", ["窗户"]),
    ("窗 户", "窗、户", ["窗、户"]),
    ("한국", "한국어를", ["한국"]),
    ("ภาษา", "ภาษาไทย", ["ภาษา"]),
    ("हिन्दी", "यह हिन्दी है", ["हिन्दी"]),
    ("Python", "用Python写", ["Python"]),
    ("bay window", "bay\nwindow, bay, window, baywindow", ["bay\nwindow", "bay, window"]),
    ("can't", "I can't, I cant", ["can't"]),
    ("foo_bar.baz", "call foo_bar.baz()", ["foo_bar.baz"]),
    ("C++", "in C++ or C", ["C++", "C"]),
    ("İstanbul", "istanbul", ["istanbul"]),
    ("...", "what ... ever", []),
    ("cafe", "Un café, CAFÉ, cafe\u0301! decafe", ["café", "CAFÉ", "cafe\u0301"]),
    ("strasse", "Die Straße", ["Straße"]),
    ("안녕", "여러분 안녕하세요", ["안녕"]),
    ("store ids", "Store-IDs, restore ids", ["Store-IDs"]),
    (".net", "I use .NET", ["NET"]),
    ("", "anything", []),
    ("coeur", "mon cœur, COEUR", ["cœur", "COEUR"]),
    ("cœur", "mon coeur", ["coeur"]),
    ("ΚΑΛΗΜΕΡΑ", "Καλημέρα σε όλους", ["Καλημέρα"]),
    ("елка", "Ёлка, елка", ["Ёлка", "елка"]),
    ("مرحبا", "مَرْحَبًا بكم", ["مَرْحَبًا"]),
    ("كِتاب", "كتاب", ["كتاب"]),
    ("שלום", "שָׁלוֹם", ["שָׁלוֹם"]),
]


@pytest.mark.parametrize(("sought", "text", "found"), MARKED)
def test_words_are_marked_where_they_stand(sought: str, text: str, found: list[str]) -> None:
    assert [text[a:b] for a, b in places_of(pattern_of(Sought((sought,))), text)] == found


def test_the_beginning_of_a_word_marks_the_word() -> None:
    pattern = pattern_of(Sought(("bay",), "wind"))
    text = "bay windows, bayou, rewind"
    assert [text[a:b] for a, b in places_of(pattern, text)] == ["bay", "windows"]


def test_a_part_of_a_word_can_be_marked() -> None:
    text = "Unterstraße"
    assert [text[a:b] for a, b in places_of(part_pattern(("STRASSE",)), text)] == ["straße"]


@given(st.lists(st.text(max_size=5), max_size=4), st.text(max_size=5), TEXTS)
def test_places_are_in_order_within_the_text(words: list[str], begun: str, text: str) -> None:
    places = places_of(pattern_of(Sought(tuple(words), begun)), text)
    ends = [at for place in places for at in place]
    assert ends == sorted(ends)
    assert all(0 <= start < end <= len(text) for start, end in places)


@given(TEXTS)
@settings(deadline=None)
def test_a_whole_text_is_found_in_itself(text: str) -> None:
    # An accent on nothing is no letter's.
    if any(sign.isalnum() for sign in text) and "\u0302" not in text:
        assert places_of(pattern_of(Sought((text,))), text)


def test_of_very_many_places_the_first_are_given() -> None:
    assert len(places_of(pattern_of(Sought(("a",))), "a " * 5_000)) == MOST_PLACES
