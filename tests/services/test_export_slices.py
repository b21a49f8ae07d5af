"""Large texts in slices are what they are in one go."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.attachments import content_of, data_uri
from oriel.services import export_slices
from oriel.services.export_slices import content_pieces, json_pieces

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=40),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=9), inner),
)


@pytest.fixture(autouse=True)
def _small_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_slices, "SLICE", 8)


@given(VALUES)
def test_values_come_back(value: object) -> None:
    pieces = list(json_pieces(value))
    assert json.loads("".join(pieces)) == value
    "".join(pieces).encode()


def test_halves_of_signs_are_named_in_any_slice() -> None:
    said = "abcdefg\ud83d\ude00\ud800 \u20ac" * 3
    written = "".join(json_pieces({"a": [said]}))
    assert written.encode().count(b"\\ud83d") == 3
    assert json.loads(written)["a"][0].endswith("\ud800 \u20ac")


@given(st.binary(max_size=60))
def test_content_comes_back(content: bytes) -> None:
    assert b"".join(content_pieces(data_uri("text/plain", content))) == content


HEADS = ["data:;base64,", "data:x;base64,AAAA", "data:x,", ""]


@given(st.text(max_size=20), st.sampled_from(HEADS))
def test_what_is_no_content_gives_none(text: str, head: str) -> None:
    uri = head + text
    assert b"".join(content_pieces(uri)) == content_of(uri)[1]
