"""Text of a message as a piece of a Markdown file: as it was written, but unable to reach
beyond itself.

A fence left open would swallow the rest of the chat; a tag would be live HTML in most
viewers; an image elsewhere would be fetched by opening the file. In Oriel none of them is
any of that, so the file says what was seen.
"""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt

from oriel.domain.markdown.links import SAFE_SCHEMES

_FENCE = re.compile(r"^ {0,3}(?:> ?)*(`{3,}|~{3,})(.*)$")
_TAG = re.compile(r"(\\*)<(?=[A-Za-z/!?])")
_IMAGE = re.compile(r"(\\*)!(?=\[)(?!\[[^\]\n]{0,500}\]\(data:image/(?:png|jpe?g|gif|webp);)")
_KEPT_IMAGE = re.compile(r"data:image/(?:png|jpe?g|gif|webp);")
_BAD_LINK = re.compile(r"(\]\(\s*<?\s*|\]:\s*<?\s*|<)(\w{1,20}):", re.IGNORECASE)
_MAYBE = re.compile(r"[<\]]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_BRACKET = re.compile(r"(\\*)([\[<])")
_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)", re.DOTALL)
_ADDRESS = re.compile(r"<(?:https?://|mailto:)[^<>\s]*>")
_ANY_FENCE = re.compile(r"`{3,}|~{3,}")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def guarded(text: str) -> str:
    """A message's Markdown, with open fences closed, tags and images elsewhere as text."""
    text = plain_signs(text).replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    as_it_was = _closed(text)
    if not is_live(as_it_was):
        return as_it_was
    lenient = _closed(_guarded_outside_code(text))
    if not is_live(lenient):
        return lenient
    # What is code is not always seen from outside: now nothing counts as code, and if that
    # does not help, nothing is a link.
    strict = _closed(_escaped(text))
    return strict if not is_live(strict) else _closed(_BRACKET.sub(_escaped_sign, strict))


def plain_signs(text: str) -> str:
    """Without what no text file should hold."""
    return _CONTROL.sub("\ufffd", text)


def is_live(markdown: str) -> bool:
    """Whether a viewer that takes everything would find HTML, an image that it would fetch,
    or a link to something else than a page or an address."""
    if not _MAYBE.search(markdown):
        return False  # reading it all costs more than all the rest of an export
    waiting = _parser().parse(markdown)
    while waiting:
        token = waiting.pop()
        if token.type in ("html_block", "html_inline"):
            return True
        if token.type == "image" and not _KEPT_IMAGE.match(str(token.attrGet("src"))):
            return True
        if token.type == "link_open" and _leads_astray(str(token.attrGet("href"))):
            return True
        waiting += token.children or []
    return False


def fenced(text: str, language: str = "") -> str:
    """Code in a fence longer than any that is in it."""
    text = plain_signs(text).replace("\r\n", "\n").replace("\r", "\n")
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    word = re.sub(r"[^\w+#.-]", "", language)[:40]
    return f"{fence}{word}\n{text.rstrip(chr(10))}\n{fence}"


def line_of(text: str, longest: int = 300) -> str:
    """Foreign words on one line of Markdown, nothing of them markup."""
    line = " ".join(plain_signs(text[: 4 * longest]).split())[:longest]
    return re.sub(r"([\\`*_{}\[\]<>()#+!|~$&^])", r"\\\1", line)


def quoted(markdown: str) -> str:
    """Lines as a quotation."""
    return "\n".join(f"> {line}".rstrip() for line in markdown.split("\n"))


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.validateLink = lambda _: True  # type: ignore[method-assign, assignment]
    return parser


def _leads_astray(address: str) -> bool:
    scheme = _SCHEME.match(address.strip())
    return scheme is not None and scheme[1].lower() not in SAFE_SCHEMES


def _closed(text: str) -> str:
    """With the end of a fence that has none; all of it as code when no end helps."""
    if ends(text):
        return text
    fences = dict.fromkeys(_ANY_FENCE.findall(text))
    for fence in sorted(fences, key=len, reverse=True):
        if ends(closed := f"{text}\n{fence}"):
            return closed
    return fenced(text)


def ends(markdown: str) -> bool:
    """Whether what follows a text is not swallowed by it."""
    if not _ANY_FENCE.search(markdown):
        return True
    *_, opened, words, _ = [None, None, None, *_parser().parse(f"{markdown}\n\n# x")]
    return (
        opened is not None
        and words is not None
        and (opened.type, opened.level, words.content) == ("heading_open", 0, "x")
    )


def _guarded_outside_code(text: str) -> str:
    done: list[str] = []
    prose: list[str] = []
    fence = ""
    for line in text.split("\n"):
        match = _FENCE.match(line)
        if fence:
            done.append(line)
            if match and match[1][0] == fence[0] and len(match[1]) >= len(fence):
                fence = "" if not match[2].strip() else fence
            continue
        if match and not (match[1][0] == "`" and "`" in match[2]):
            done += _flushed(prose)
            fence = match[1]
            done.append(line)
        elif not line.strip():
            done += [*_flushed(prose), line]
        elif line.startswith("    ") and not prose:
            done.append(line)  # indented code
        else:
            prose.append(line)
    return "\n".join([*done, *_flushed(prose)])


def _flushed(prose: list[str]) -> list[str]:
    """A paragraph guarded; the list is empty then."""
    text = "\n".join(prose)
    prose.clear()
    if not text:
        return []
    guarded_text, at = [], 0
    for span in _SPAN.finditer(text):
        guarded_text += [_escaped(text[at : span.start()]), span[0]]
        at = span.end()
    return ["".join([*guarded_text, _escaped(text[at:])])]


def _escaped(text: str) -> str:
    found, at = [], 0
    for address in _ADDRESS.finditer(text):
        found += [_without_tags(text[at : address.start()]), address[0]]
        at = address.end()
    return "".join([*found, _without_tags(text[at:])])


def _without_tags(text: str) -> str:
    text = _TAG.sub(_entity, text)
    return _BAD_LINK.sub(_no_link, _IMAGE.sub(_no_image, text))


def _entity(found: re.Match[str]) -> str:
    """An odd number of backslashes escapes the sign already."""
    return found[0] if len(found[1]) % 2 else f"{found[1]}&lt;"


def _no_image(found: re.Match[str]) -> str:
    return found[0] if len(found[1]) % 2 else f"{found[1]}\\!"


def _no_link(found: re.Match[str]) -> str:
    """An address that leads nowhere, and still says where it was to lead."""
    bad = found[2].lower() not in SAFE_SCHEMES and not _is_picture(found)
    return f"{found[1]}{found[2]}%3A" if bad else found[0]


def _is_picture(found: re.Match[str]) -> bool:
    return _KEPT_IMAGE.match(found.string, found.start(2)) is not None


def _escaped_sign(found: re.Match[str]) -> str:
    return found[0] if len(found[1]) % 2 else f"{found[1]}\\{found[2]}"
