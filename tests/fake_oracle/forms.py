"""Multipart forms as they came over the wire, read without trusting the sender's library."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_NAME = re.compile(rb'\bname="([^"]*)"')
_FILENAME = re.compile(rb'filename="([^"]*)"')
_FILENAME_UTF8 = re.compile(rb"filename\*=utf-8''([^;\r\n]*)", re.IGNORECASE)


@dataclass(frozen=True)
class Form:
    """`fields` by name; `content` is b"" of a file too large to be kept, `size` its bytes."""

    fields: dict[str, str]
    filename: str
    content: bytes
    size: int


def read_form(content_type: str, head: bytes, size: int) -> Form | None:
    """`head` is the body, or its beginning; `size` how long the whole body is."""
    _, _, boundary = content_type.partition("boundary=")
    if not boundary:
        return None
    mark = b"--" + boundary.strip('"').encode()
    fields: dict[str, str] = {}
    at = 0
    while (begin := head.find(mark, at)) >= 0:
        end_of_head = head.find(b"\r\n\r\n", begin)
        if end_of_head < 0:
            return None
        described = head[begin:end_of_head]
        body = end_of_head + 4
        name = _word(_NAME, described)
        if b"filename" in described:
            length = size - body - len(b"\r\n" + mark + b"--\r\n")
            whole = len(head) == size
            return Form(fields, _filename(described), head[body : body + length] * whole, length)
        at = head.find(b"\r\n" + mark, body)
        fields[name] = head[body:at].decode()
        at += 2
    return None


def _word(pattern: re.Pattern[bytes], text: bytes) -> str:
    found = pattern.search(text)
    return found[1].decode() if found else ""


def _filename(described: bytes) -> str:
    from urllib.parse import unquote

    told: Any = _FILENAME_UTF8.search(described)
    return unquote(told[1].decode()) if told else unquote(_word(_FILENAME, described))
