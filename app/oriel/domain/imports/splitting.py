"""The values of a huge JSON array one after another, without all of it in memory.

Feed text in any pieces, get the elements of the array at the top; of JSON Lines the lines;
of anything else the one value there is, at the end. A long element is read value by value as
it comes: the decoder lets nobody else run until it is done.
"""

from __future__ import annotations

import json
import re
from collections.abc import Generator
from typing import Any

AT_ONCE = 2**17  # characters that are decoded in one go, in a few milliseconds
_DEEPEST = 5  # levels that are read value by value; messages lie no deeper
_MOST_VALUES = 8_000_000  # of one element; each takes far more memory than in the text
_SURE = 16  # characters before the end of what has come: what is wrong there stays wrong
_ENDS = frozenset(",]} \t\r\n")
_SPACE = re.compile("[ \t\r\n]*")
_BETWEEN = re.compile("[ \t\r\n,\ufeff]*")
# How many characters there must be before it makes sense to go on.
Waiting = Generator[int, None, Any]


class TooLarge(ValueError):
    """One element is longer than may be read."""


class Elements:
    """`longest` is the most characters of one element."""

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._decode = json.JSONDecoder().raw_decode
        self._said, self._at = "", 0
        self._pieces: list[str] = []
        self._held = self._wanted = 0
        self._length = self._values = 0  # of the element that is open
        self._whole = self._ended = False
        self._found: list[Any] = []
        self._reading = self._all()

    def feed(self, piece: str) -> list[Any]:
        """The elements that are complete now. Raises ValueError for what is no JSON."""
        if self._ended:
            return []
        self._pieces.append(piece)
        self._held += len(piece)
        self._length += len(piece)
        self._values += piece.count(",")
        found = self._go_on() if self._held >= self._wanted else []
        if max(self._length, self._held) > self._longest or self._values > _MOST_VALUES:
            raise TooLarge("an element is too long")
        return found

    def close(self) -> list[Any]:
        """The elements still open. Raises ValueError when the text ends within one."""
        self._whole = True
        return [] if self._ended else self._go_on()

    def _go_on(self) -> list[Any]:
        self._said, self._at = self._said[self._at :] + "".join(self._pieces), 0
        self._pieces = []
        try:
            self._wanted = next(self._reading)
        except StopIteration:
            self._ended = True
        except json.JSONDecodeError as error:
            raise ValueError(f"it ends too early, or is no JSON: {error.msg}") from None
        except RecursionError:
            raise ValueError("nested too deep") from None
        self._held = len(self._said) - self._at
        found, self._found = self._found, []
        return found

    # Reading; what is yielded is how much text is wanted

    def _all(self) -> Waiting:
        listed = (yield from self._after(_BETWEEN)) == "["
        self._at += listed
        while char := (yield from self._after(_BETWEEN)):
            if listed and char == "]":
                return
            value = yield from self._value(0)
            self._found.append(value)  # not before: the list is another one by then
            self._length = len(self._said) - self._at
            self._values = 0
        if listed:
            raise ValueError("it ends too early")

    def _after(self, space: re.Pattern[str]) -> Waiting:
        """The next character that says something, "" at the end."""
        while True:
            found = space.match(self._said, self._at)
            self._at = found.end() if found else self._at
            if self._at < len(self._said) or self._whole:
                return self._said[self._at : self._at + 1]
            yield 1

    def _value(self, depth: int) -> Waiting:
        while True:
            left = len(self._said) - self._at
            try:
                value, end = self._decode(self._said, self._at)
            except json.JSONDecodeError as error:
                if self._whole or self._is_wrong(error):
                    raise
            else:
                # What has no sign at its end may go on: 0 becomes 0.5.
                ended = isinstance(value, str | list | dict) or self._whole
                if ended or self._said[end : end + 1] in _ENDS:
                    self._at = end
                    return value
            if left >= AT_ONCE and depth < _DEEPEST and self._said[self._at] in "[{":
                return (yield from self._slices(depth))
            yield 2 * left  # tried again only once it has doubled: else its length counts twice

    def _is_wrong(self, error: json.JSONDecodeError) -> bool:
        return error.pos < len(self._said) - _SURE and not error.msg.startswith("Unterminated")

    def _slices(self, depth: int) -> Waiting:
        """An array or an object, value by value."""
        listed = self._said[self._at] == "["
        values: list[Any] = []
        named: dict[str, Any] = {}
        self._at += 1
        while (yield from self._after(_SPACE)) != ("]" if listed else "}"):
            if values or named:
                yield from self._sign(",")
            if listed:
                values.append((yield from self._value(depth + 1)))
            else:
                name = yield from self._name()
                named[name] = yield from self._value(depth + 1)
        self._at += 1
        return values if listed else named

    def _name(self) -> Waiting:
        if (yield from self._after(_SPACE)) != '"':
            raise ValueError("a name is missing")
        name = yield from self._value(_DEEPEST)
        yield from self._sign(":")
        return name

    def _sign(self, sign: str) -> Waiting:
        if (yield from self._after(_SPACE)) != sign:
            raise ValueError(f"{sign!r} is missing")
        self._at += 1
        yield from self._after(_SPACE)
