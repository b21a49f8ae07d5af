"""Foreign text looks like what it is, and stays the same value."""

from __future__ import annotations

import json

import pytest

from oriel.domain.visible import LONGEST_NAME, name_of, visible


@pytest.mark.parametrize(
    "text", ["plain", "größe, 日本語, שלום", "two\nlines\tand a tab", "👩\u200d💻"]
)
def test_what_can_be_seen_stays(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    "sign", ["\u202e", "\u2066", "\u200b", "\ufeff", "\0", "\x1b", "\u2028", "\ud800", "\U000e0041"]
)
def test_what_cannot_be_seen_is_written_and_means_the_same_in_json(sign: str) -> None:
    shown = visible(f"del{sign}ete")
    assert sign not in shown
    assert json.loads(f'"{shown}"') == f"del{sign}ete"


def test_a_name_is_one_short_line() -> None:
    assert name_of("read\n\n the  file ") == "read the file"
    assert len(name_of("n" * 1_000_000)) == LONGEST_NAME
    assert name_of("png.\u202eexe") == "png.\\u202eexe"
