"""How texts are put in order and found again: as the person's language has it.

Apart from the model, which only asks for keys.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QCollator, QLocale, Qt


def collator() -> QCollator:
    """Texts in the order of the person's language, "file 9" before "file 10"."""
    locale = QLocale()
    if locale.language() == QLocale.Language.C:
        # It compares bytes: capital letters first, and accents last.
        locale = QLocale(QLocale.Language.English)
    made = QCollator(locale)
    made.setNumericMode(True)
    made.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    return made


def sort_key(value: Any, order: QCollator) -> Any:
    """What a value is compared by; None for what is always last."""
    if isinstance(value, str):
        return order.sortKey(value) if value else None
    # NaN is neither before nor after anything: a list sorted by it is in no order.
    return None if value != value else value


def place_of(key: str, among: list[str], known: Mapping[str, Any], *, descending: bool) -> int:
    """Where a key goes among others that are in order by what is `known` of them: behind its
    equals. Raises TypeError when two cannot be compared."""
    value, low, high = known[key], 0, len(among)
    while low < high:
        middle = (low + high) // 2
        other = known[among[middle]]
        if value > other if descending else value < other:
            high = middle
        else:
            low = middle + 1
    return low


def folded(text: str) -> str:
    """Without case and accents, for finding: "Größe" is found by "grosse"."""
    if text.isascii():
        return text.lower()
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).casefold()
