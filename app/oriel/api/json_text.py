"""A service's JSON text as values that can be shown, kept and sent on."""

from __future__ import annotations

import json
import re
from typing import Any

# Half an emoji, written as JSON writes it or put in as it is; json.loads takes both.
_HALVES = re.compile(rb"\\u[dD][89a-fA-F]|\xed[\xa0-\xbf]")


def json_value(text: bytes) -> Any:
    """The value; a half character in it, which no text outside can hold, becomes U+FFFD.
    Raises ValueError and RecursionError."""
    found = json.loads(text)
    if not _HALVES.search(text):
        return found
    written = json.dumps(found, ensure_ascii=False)
    try:
        written.encode()
    except UnicodeEncodeError:
        return json.loads(written.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
    return found
