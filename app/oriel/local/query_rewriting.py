"""A question made into the words worth looking for: what `rewrite_query` does here.

No language model: question words, courtesies and filler go, and so do marks around words;
the order stays. What is left is what the search really looks for, and it says so.
"""

from __future__ import annotations

import re

from oriel.local.guide_words import STOP_WORDS

# A word with what may stand inside of one: it's, e-mail, 3.14, a_name, C++ and C#.
_WORD = re.compile(r"\w+(?:['’.\-]\w+)*[+#]*")


def rewritten(query: str) -> str:
    """The query without filler; as it was, where nothing else would be left."""
    words = _WORD.findall(query)
    kept = [word for word in words if word.lower().replace("’", "'") not in STOP_WORDS]
    return " ".join(kept) or query.strip()
