"""The words of a web page, as a reader of it would see them."""

from __future__ import annotations

import re
from html.parser import HTMLParser


def words_of_page(text: str) -> str:
    """The text of HTML, without scripts and styles."""
    page = _Page()
    page.feed(text)
    page.close()
    return re.sub(r"[ \t]*\n\s*\n\s*", "\n\n", re.sub(r"[ \t]+", " ", "".join(page.pieces))).strip()


class _Page(HTMLParser):
    """Gathers what a reader of the page would see."""

    _HIDDEN = ("script", "style", "template", "noscript")
    _BLOCKS = ("p", "div", "section", "article", "h1", "h2", "h3", "h4", "h5", "h6", "table", "ul")
    _LINES = ("br", "li", "tr", "dt", "dd", "pre", "title")

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in self._HIDDEN
        self._space(tag)

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in self._HIDDEN))
        self._space(tag)

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data)

    def _space(self, tag: str) -> None:
        if tag in self._BLOCKS:
            self.pieces.append("\n\n")
        elif tag in self._LINES:
            self.pieces.append("\n")
        elif tag in ("td", "th"):
            self.pieces.append(" ")
