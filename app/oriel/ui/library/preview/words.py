"""What is said of a file that is looked at: what it is, and what of it is not shown."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from oriel.services.preview import (
    MARKDOWN_CHARS,
    MOST_BYTES,
    MOST_PIXELS,
    TEXT_CHARS,
    Note,
    Preview,
    PreviewKind,
)
from oriel.ui.attaching.words import size_text
from oriel.ui.count_text import count_text
from oriel.ui.library.preview.drawing import Drawing
from oriel.ui.transcript.languages import UNNAMED, display_name


def t(text: str, **facts: object) -> str:
    return QCoreApplication.translate("Preview", text).format(**facts)


def kind_words(preview: Preview, drawing: Drawing) -> str:
    """One line: what it is, and how large."""
    said = [_kind(preview, drawing)]
    if preview.size:
        said.append(size_text(preview.size))
    return "  ·  ".join(part for part in said if part)


def _kind(preview: Preview, drawing: Drawing) -> str:
    match preview.kind:
        case PreviewKind.TEXT:
            return t("Text")
        case PreviewKind.CODE:
            return _language(preview.language)
        case PreviewKind.MARKDOWN:
            return t("Markdown")
        case PreviewKind.JSON:
            return t("JSON")
        case PreviewKind.TABLE:
            columns = len(preview.rows[0]) + preview.more_columns
            return t("Table of {n} columns", n=count_text(columns))
        case PreviewKind.IMAGE if drawing.size[0]:
            across, down = map(count_text, drawing.size)
            return t("Picture, {w} × {h}", w=across, h=down)
        case PreviewKind.IMAGE:
            return t("Picture")
        case PreviewKind.PDF if preview.pages == 1:
            return t("PDF, 1 page")
        case PreviewKind.PDF if preview.pages:
            return t("PDF, {n} pages", n=count_text(preview.pages))
        case PreviewKind.PDF:
            return t("PDF")
        case PreviewKind.FACTS | PreviewKind.BINARY:
            return what_words(preview.media_type)
    return ""


def what_words(media_type: str) -> str:
    """What a file is that is not text."""
    named = _TYPES.get(media_type)
    if named is not None:
        return t(str(named))
    for beginning, said in _FAMILIES.items():
        if media_type.startswith(beginning):
            return t(str(said))
    return t("Data")


def state_words(preview: Preview, drawing: Drawing) -> str:
    """Why there is nothing to be seen, in a sentence; "" when there is."""
    size = size_text(preview.size) if preview.size else ""
    match preview.kind:
        case PreviewKind.EMPTY:
            return t("This file is empty.")
        case PreviewKind.TOO_LARGE if size:
            return t("Too large to preview here ({size}). Download it.", size=size)
        case PreviewKind.TOO_LARGE:
            most = size_text(MOST_BYTES)
            return t("Too large to preview here: more than {size}. Download it.", size=most)
        case PreviewKind.FACTS:
            said = t("This cannot be shown here. Download it to open it.")
            return f"{what_words(preview.media_type)}. {said}"
        case PreviewKind.IMAGE if drawing.note is not None:
            return note_words(drawing.note, drawing)
        case PreviewKind.PDF if not drawing.pictures and not preview.text:
            return note_words(preview.note or Note.PDF_BROKEN, drawing)
    return ""


def left_out_words(preview: Preview, drawing: Drawing, *, as_source: bool) -> str:
    """What of it is not shown, in a sentence or two; "" when all is."""
    said: list[str] = []
    if preview.note is not None:
        said.append(note_words(preview.note, drawing))
    match preview.kind:
        case PreviewKind.TABLE if not as_source and (preview.cut or preview.more_columns):
            rows, columns = len(preview.rows) - 1, len(preview.rows[0])
            first = t("The first {n} rows", n=count_text(rows))
            if preview.more_columns:
                first = t(
                    "The first {n} rows and {m} columns",
                    n=count_text(rows),
                    m=count_text(columns),
                )
            said.append(t("{first} are shown. Download it for the rest.", first=first))
        case PreviewKind.MARKDOWN if not as_source and len(preview.text) > MARKDOWN_CHARS:
            said.append(_first_characters(MARKDOWN_CHARS))
        case PreviewKind.PDF if preview.pages > 1:
            said.append(t("Only the first page is shown."))
        case PreviewKind.BINARY:
            said.append(t("These are its first bytes."))
        case PreviewKind.PDF:
            pass
        case _ if preview.cut:
            said.append(_first_characters(min(TEXT_CHARS, len(preview.text))))
    return " ".join(said)


def note_words(note: Note, drawing: Drawing) -> str:
    pixels = drawing.size[0] * drawing.size[1]
    facts = {"n": count_text(round(pixels / 1e6)), "most": count_text(MOST_PIXELS // 1_000_000)}
    return t(str(_NOTES[note]), **facts)


def _first_characters(count: int) -> str:
    return t("The first {n} characters are shown. Download it for the rest.", n=count_text(count))


def _language(language: str) -> str:
    named = display_name(language)
    return t("Text") if named in (UNNAMED, language) else named


_FAMILIES = {
    "audio/": QT_TRANSLATE_NOOP("Preview", "Sound"),
    "video/": QT_TRANSLATE_NOOP("Preview", "Film"),
    "image/": QT_TRANSLATE_NOOP("Preview", "Picture"),
}
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
_TYPES = {
    f"{_OFFICE}.wordprocessingml.document": QT_TRANSLATE_NOOP("Preview", "Word document"),
    "application/msword": QT_TRANSLATE_NOOP("Preview", "Word document"),
    f"{_OFFICE}.presentationml.presentation": QT_TRANSLATE_NOOP("Preview", "Slides"),
    "application/vnd.ms-powerpoint": QT_TRANSLATE_NOOP("Preview", "Slides"),
    f"{_OPEN}.presentation": QT_TRANSLATE_NOOP("Preview", "Slides"),
    f"{_OFFICE}.spreadsheetml.sheet": QT_TRANSLATE_NOOP("Preview", "Spreadsheet"),
    "application/vnd.ms-excel": QT_TRANSLATE_NOOP("Preview", "Spreadsheet"),
    f"{_OPEN}.spreadsheet": QT_TRANSLATE_NOOP("Preview", "Spreadsheet"),
    f"{_OPEN}.text": QT_TRANSLATE_NOOP("Preview", "Text document"),
    "application/rtf": QT_TRANSLATE_NOOP("Preview", "Text document"),
    "application/epub+zip": QT_TRANSLATE_NOOP("Preview", "Book"),
    "application/zip": QT_TRANSLATE_NOOP("Preview", "ZIP archive"),
    "application/gzip": QT_TRANSLATE_NOOP("Preview", "Compressed file"),
    "application/x-bzip2": QT_TRANSLATE_NOOP("Preview", "Compressed file"),
    "application/x-xz": QT_TRANSLATE_NOOP("Preview", "Compressed file"),
    "application/x-7z-compressed": QT_TRANSLATE_NOOP("Preview", "7z archive"),
    "application/vnd.rar": QT_TRANSLATE_NOOP("Preview", "RAR archive"),
    "application/vnd.sqlite3": QT_TRANSLATE_NOOP("Preview", "SQLite database"),
    "application/vnd.apache.parquet": QT_TRANSLATE_NOOP("Preview", "Parquet table"),
    "application/x-executable": QT_TRANSLATE_NOOP("Preview", "Program"),
    "application/wasm": QT_TRANSLATE_NOOP("Preview", "WebAssembly program"),
    "application/x-numpy": QT_TRANSLATE_NOOP("Preview", "NumPy array"),
    "application/x-hdf5": QT_TRANSLATE_NOOP("Preview", "HDF5 data"),
}
_NOTES = {
    Note.NOT_JSON: QT_TRANSLATE_NOOP("Preview", "This is not valid JSON; it is shown as it is."),
    Note.NOT_A_TABLE: QT_TRANSLATE_NOOP("Preview", "No columns were found in it."),
    Note.PDF_BROKEN: QT_TRANSLATE_NOOP(
        "Preview", "This PDF cannot be read: it is damaged, or not a PDF at all."
    ),
    Note.PDF_LOCKED: QT_TRANSLATE_NOOP("Preview", "This PDF is locked with a password."),
    Note.PDF_SLOW: QT_TRANSLATE_NOOP("Preview", "Its first page took too long to draw."),
    Note.PICTURE_BROKEN: QT_TRANSLATE_NOOP(
        "Preview", "This picture cannot be read: it is damaged or not complete."
    ),
    Note.PICTURE_HUGE: QT_TRANSLATE_NOOP(
        "Preview",
        "This picture has {n} megapixels; up to {most} are shown here. Download it.",
    ),
    Note.PICTURE_FORMAT: QT_TRANSLATE_NOOP(
        "Preview", "Pictures of this kind cannot be shown here. Download it."
    ),
}
