"""Markdown without its marks, for a glance."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oriel.domain.bin import first_words
from oriel.domain.unmarked import unmarked

SAID = """# Herons

From the *guide*, **three** things and `code`:

- one, see [there](https://example.org/a_b)
* two

| A | B |
|:--|--:|
| 1 | 2 |

```py
a = b * c * d  # not *weak*
```"""
READ = """Herons

From the guide, three things and code:

• one, see there
• two

A   B
1   2

a = b * c * d  # not *weak*"""


def test_marks_go_and_words_stay() -> None:
    assert unmarked(SAID) == READ


@pytest.mark.parametrize(
    "text", ["2 * 3 * 4", "snake_case_name", "a*b*c", "5 > 4", "[x]", "C:\\dir_a\\dir_b", ""]
)
def test_what_is_no_mark_stays(text: str) -> None:
    assert unmarked(text) == text


def test_an_entry_of_the_bin_begins_with_its_words() -> None:
    begun = "Herons From the guide, three things and code: one, see there two A B 1 2"
    assert first_words(SAID).startswith(begun)


@given(st.text(alphabet="ab *_`[]()|-#>\n~", max_size=400))
def test_no_letter_is_lost_outside_of_fences_and_links(text: str) -> None:
    text = text.replace("`", "").replace("~", "").replace("[", "").replace("(", "")
    letters = [sign for sign in text if sign in "ab"]
    assert [sign for sign in unmarked(text) if sign in "ab"] == letters
