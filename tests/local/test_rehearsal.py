"""What the rehearsal can play, asked of the model itself."""

from __future__ import annotations

import pytest

from oriel.local.beats import beats, count_tokens
from oriel.local.rehearsal_model import RehearsalModel
from oriel.local.talk import Line, Question, Say, Script, Stop


def played(text: str) -> str:
    script = RehearsalModel().answer(Question(lines=(Line("user", text),)))
    return "".join(move.text for move in script.moves if isinstance(move, Say))


@pytest.mark.parametrize(
    ("wish", "shown"),
    [
        ("help", "no language model"),
        ("anything unknown", "no language model"),
        ("show me headings please", "### The third level"),
        ("a table", "| `eu-frankfurt-1` |"),
        ("math", "\\int"),
        ("scripts", "עם English"),
        ("code rust", "```rust"),
        ("code in C++", "```cpp"),
        ("code", "```sql"),
        ("echo: Hello\nyou", "Hello\nyou"),
    ],
)
def test_plays_what_is_named(wish: str, shown: str):
    assert shown in played(wish)


def test_plays_several_kinds_in_the_order_named():
    text = played("table, then code python and headings")
    assert text.index("| Region") < text.index("```python") < text.index("# A heading")


def test_one_language_is_all_that_is_shown():
    assert played("code go").count("```go") == 1
    assert "```python" not in played("code go")


@pytest.mark.parametrize("tokens", [1, 20, 5000])
def test_long_text_has_exactly_the_tokens_asked_for(tokens: int):
    assert count_tokens(played(f"long {tokens}")) == tokens


def test_pace_is_chosen_in_the_message():
    model = RehearsalModel()
    paces = [
        model.answer(Question(lines=(Line("user", text),))).words_per_s
        for text in ("table", "fast table", "rate 250 table")
    ]
    assert paces == [80.0, 0.0, 250.0]


def test_every_script_ends_exactly_once():
    script = Script((Say("one two"), Stop("failed", "server_error"), Say("never")))
    assert list(beats(script))[-1] == Stop("failed", "server_error")
    assert list(beats(Script((Say("one two"),))))[-1] == Stop()


def test_words_lose_nothing_when_cut():
    text = "  A line.\n\n\tAnother,  with   spaces " + "x" * 100 + "\n"
    assert (
        "".join(beat.text for beat in beats(Script((Say(text),))) if isinstance(beat, Say)) == text
    )
