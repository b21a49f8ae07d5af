"""Words are found in a text whatever their case and accents."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.word_places import MOST_PLACES, places_of
from oriel.domain.words import folded

TEXTS = st.text(st.sampled_from("aBé̂ßﬁ東京한Ω\U0001f600 -\n"), max_size=40)


def found(words: tuple[str, ...], text: str) -> list[str]:
    return [text[start:end] for start, end in places_of(words, text)]


@pytest.mark.parametrize(
    ("words", "text", "expected"),
    [
        (("cafe",), "Un café, CAFÉ, cafe\u0301! decafe", ["café", "CAFÉ", "cafe\u0301"]),
        (("strasse",), "Die Straße", ["Straße"]),
        (("東京",), "これは東京です", ["東京"]),
        (("안녕",), "여러분 안녕하세요", ["안녕"]),
        (("store ids",), "Store-IDs, restore ids", ["Store-IDs"]),
        (("store", "stores"), "Stores and store", ["Stores", "store"]),
        ((".net",), "I use .NET", [".NET"]),
        ((), "anything", []),
        (("", "  "), "anything", []),
    ],
)
def test_where_words_stand(words: tuple[str, ...], text: str, expected: list[str]) -> None:
    assert found(words, text) == expected


@given(st.lists(st.text(max_size=5), max_size=4), TEXTS)
def test_places_are_in_order_within_the_text_and_say_one_of_the_words(
    words: list[str], text: str
) -> None:
    places = places_of(words, text)
    assert len(places) <= MOST_PLACES
    at = 0
    for start, end in places:
        assert at <= start < end <= len(text)
        at = end
    bare = {"".join(folded(word).split()) for word in words}
    for said in found(tuple(words), text):
        joined = "".join(folded(said).split())
        assert any(word and word[0] in joined for word in bare)


@given(TEXTS)
def test_a_whole_text_is_found_in_itself(text: str) -> None:
    if folded(text).strip() and "\u0302" not in text:
        assert places_of((text,), text)
