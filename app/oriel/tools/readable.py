"""A web page as the text a person would read: headings, paragraphs, lists, links, tables."""

from __future__ import annotations

import re
import time
from html.parser import HTMLParser
from urllib.parse import urljoin

# Fed in pieces, and never told of its end: on a page of nothing but openings the parser
# would look for the end of each in all that follows.
PIECE = 32 * 1024
LONGEST_S = 1.0
_UNSEEN = {"script", "style", "noscript", "template", "svg", "iframe", "object", "canvas"}
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "dd", "details", "div", "dl", "dt"),
    *("figcaption", "figure", "footer", "form", "header", "hr", "main", "nav", "ol", "p"),
    *("pre", "section", "summary", "table", "tr", "ul", "title", "br", "option"),
}
_HEADINGS = {f"h{level}": "#" * level for level in range(1, 7)}


def readable(html: str, address: str) -> str:
    """The text of a page; links are made absolute with its `address`. Blocks: in a thread."""
    reader = _Reader(address)
    until = time.monotonic() + LONGEST_S
    for start in range(0, len(html), PIECE):
        reader.feed(html[start : start + PIECE])
        if time.monotonic() > until:
            break
    reader.feed("<br>")  # text is held back until the next tag
    return reader.text()


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self._address = address
        self._pieces: list[str] = []
        self._unseen = 0
        self._exact = 0
        self._link: tuple[str, int] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in _HEADINGS:
            self._pieces.append(f"\n\n{_HEADINGS[tag]} ")
        elif tag == "li":
            self._pieces.append("\n- ")
        elif tag in ("td", "th"):
            self._pieces.append(" | ")
        elif tag == "a":
            # Links lie in no other link; so none is looked at twice.
            self._link = (dict(attrs).get("href") or "", len(self._pieces))
        elif tag == "img" and not self._unseen and (alt := dict(attrs).get("alt")):
            self._pieces.append(f"[{alt}]")
        elif tag in _BLOCKS:
            self._pieces.append("\n")
        self._exact += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(self._unseen - 1, 0)
        elif tag == "a" and self._link:
            self._end_link(*self._link)
            self._link = None
        elif tag in _HEADINGS or tag == "p":
            self._pieces.append("\n\n")
        elif tag in _BLOCKS and tag not in ("br", "hr"):
            self._pieces.append("\n")
        self._exact = max(self._exact - (tag == "pre"), 0)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._pieces.append(data if self._exact else re.sub(r"\s+", " ", data))

    def text(self) -> str:
        # A single space is what is left of a page's own indents, more is a text's.
        lines = (line.rstrip() for line in "".join(self._pieces).splitlines())
        text = "\n".join(line if line[:2] == "  " else line.lstrip() for line in lines)
        return re.sub(r"\n{3,}", "\n\n", text).strip()

    def _end_link(self, href: str, begun: int) -> None:
        words = "".join(self._pieces[begun:]).strip()
        try:
            target = urljoin(self._address, href)
        except ValueError:
            return
        if words and href[:1] not in ("", "#") and target.startswith(("http://", "https://")):
            self._pieces[begun:] = [f"[{words}]({target})"]
