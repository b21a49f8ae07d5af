"""What export tests share: plain words, chats with everything in them, a strict look at HTML."""

from __future__ import annotations

import base64
from html.parser import HTMLParser
from pathlib import Path

from oriel.config.resources import resources_dir
from oriel.domain.attachments import clean_name, content_of
from oriel.domain.chats import Chat
from oriel.domain.export_blocks import PLAIN_CRAFT
from oriel.domain.export_content import ExportWords
from oriel.domain.messages import Message, Role
from oriel.domain.parts import Part
from oriel.domain.stopping import StopReason
from oriel.services.export_files import UnfinishedFile
from oriel.services.export_writers import Book, Press, Writer
from oriel.store.chats import add_chat
from oriel.store.database import Database
from oriel.store.message_rows import add_messages

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PICTURE = "data:image/png;base64," + base64.b64encode(PIXEL).decode()
HOSTILE = (
    "<script>document.title='owned'</script>",
    "<img src=x onerror=alert(1)>",
    "</main></body></html><style>*{display:none}</style>",
    "[x](javascript:alert(1)) [y](data:text/html,<script>1</script>) [z](vbscript:x)",
    '[ok](https://example.com/"onclick="x) <https://example.com/"x>',
    "![track](http://127.0.0.1:9/pixel.png)",
    "![svg](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9ImFsZXJ0KDEpIi8+)",
    "| <b onmouseover=alert(1)>x</b> |\n|---|\n| </td></table><script>1</script> `</p>` |",
    '```html"><script>alert(1)</script>\n</pre><script>1</script>\n```',
    "> - <iframe src=//127.0.0.1:9>\n>   1. `a\n# <b>`",
    "$\\text{</span><script>1</script>}$",
    "[^1]: <svg onload=alert(1)>\n\nsee [^1] and [^1-1]",
    "\x00\x1b[31m \ud800 \u202e \u2028 \x85 \ufffe",
    "```\nopen",
    "~~~~\n```\nopen",
    "> ```\nout of it\n```",
    "1. ~~~\nout of it\n~~~\n```",
    "<!-- open",
    "<![CDATA[ x",
    "\\\\<b>x \\<i> &lt;u> &#60;s>",
    "    <div>indented</div>",
    "- a\n\n      <div>in an item</div>",
    "[a]: javascript:alert(1)\n\n[a] [x](java&#115;cript:alert(1)) [x](<javascript:alert(1)>)",
)

PLAIN_WORDS = ExportWords(
    who=lambda message: str(message.role),
    facts=lambda message: message.model,
    when=lambda seconds: f"at {seconds:g}",
    version=lambda versions: f"{versions.index} of {versions.count}",
    thought=lambda message: "Thought",
    tool=lambda call, result: (call.name, call.status),
    given=lambda call: ("json", call.arguments),
    item=lambda part: part.kind,
    note=lambda note: note.code,
    error=lambda part: (part.code, ""),
    ending=lambda message: "",
    language=str,
    size=str,
    picture_at=lambda address: f"picture at {address}",
    branch=lambda after: f"branch after {after}",
    page=lambda page, pages: f"{page} of {pages}",
)


def no_pages(_book: Book, _file: UnfinishedFile) -> Writer:
    raise AssertionError("no pages are set here")


def plain_press() -> Press:
    sheet = (resources_dir() / "export" / "page.css").read_text(encoding="utf-8")
    tokens = {"window": "white", "text": "black"}
    return Press(sheet, (tokens, tokens, tokens), PLAIN_CRAFT, no_pages)


def chat(chat_id: str = "c", title: str = "A chat", leaf: str | None = None) -> Chat:
    return Chat(id=chat_id, title=title, leaf_id=leaf, created_at=1000.0, updated_at=2000.0)


def turn(
    message_id: str,
    *parts: Part,
    parent: str | None = None,
    role: Role = Role.ASSISTANT,
    at: float = 0.0,
    chat_id: str = "c",
) -> Message:
    return Message(
        id=message_id,
        chat_id=chat_id,
        parent_id=parent,
        role=role,
        parts=parts,
        created_at=at,
        model="m",
        stop_reason=StopReason.FINISHED if role is Role.ASSISTANT else None,
    )


async def kept(folder: Path, *chats: tuple[Chat, list[Message]]) -> Database:
    """A history with these chats."""
    database = await Database.open(folder / "history.db")

    def work(db: object) -> None:
        for each, messages in chats:
            add_chat(db, each)  # type: ignore[arg-type]
            add_messages(db, messages)  # type: ignore[arg-type]

    await database.run(work)
    return database


_VOID = {"meta", "img", "br", "hr"}
_TAGS = frozenset(
    """meta img br hr html head title style body main nav section header footer article aside
    figure figcaption details summary h1 h2 h3 h4 h5 h6 p div span a b bdi em strong s sup q code
    pre blockquote ul ol li table thead tbody tr th td time svg path rect g""".split()  # noqa: SIM905
)
_ATTRIBUTES = frozenset(
    """lang dir class id href rel src alt datetime value charset http-equiv content name role
    aria-label viewbox download width height d fill x y transform stroke stroke-width""".split()  # noqa: SIM905
)


class Strict(HTMLParser):
    """Reads a page and fails for what is not closed, not ours, or could do something."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.links: list[str] = []
        self.files: dict[str, bytes] = {}
        self.images: list[str] = []
        self.ids: set[str] = set()
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _TAGS, tag
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), attrs
        assert set(names) <= _ATTRIBUTES, attrs
        found = dict(attrs)
        if (href := found.get("href")) is not None:
            self.links.append(href)
            if "download" in names:
                assert found["download"] == clean_name(found["download"] or "")
                kind, content = content_of(href)
                assert kind == "application/octet-stream"
                self.files[found["download"]] = content
                self.links.pop()
            else:
                assert href.startswith(("#", "http://", "https://", "mailto:"))
        if tag == "img":
            src = found["src"] or ""
            assert src.startswith("data:image/"), src
            assert "svg" not in src
            self.images.append(src)
        if identity := found.get("id"):
            assert identity not in self.ids, identity
            self.ids.add(identity)
        if tag not in _VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, tag
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.words.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def unknown_decl(self, data: str) -> None:
        raise AssertionError(data)

    def handle_pi(self, data: str) -> None:
        raise AssertionError(data)

    @property
    def text(self) -> str:
        return "".join(self.words)


def strictly_read(page: str) -> Strict:
    """The page, read; raises AssertionError for what may not be in it."""
    parser = Strict()
    parser.feed(page)
    parser.close()
    assert not parser.open
    for link in parser.links:
        if link.startswith("#"):
            assert link[1:] in parser.ids, link
    return parser
