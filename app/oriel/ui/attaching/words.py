"""What is said of attachments: sizes, how far they are, and why one is not taken."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLocale

from oriel.domain.attachment_kinds import Kind
from oriel.domain.attachments import Attachment, Reason, Refusal, State


def t(text: str, **facts: object) -> str:
    """`text` in the person's language with `facts` put in."""
    return QCoreApplication.translate("Attachments", text).format(**facts)


def size_text(size: int) -> str:
    """Bytes as a person reads them: "184 KB"."""
    shape = QLocale.DataSizeFormat.DataSizeSIFormat
    digits = 1 if size >= 1_000_000 and size % 1_000_000 else 0
    return QLocale().formattedDataSize(size, digits, shape).replace("kB", "KB")


def state_text(attachment: Attachment) -> str:
    """One or two words beside the name."""
    match attachment.state:
        case State.PREPARING:
            return t("preparing")
        case State.UPLOADING:
            return t("{percent} %", percent=int(attachment.progress * 100))
        case State.FAILED:
            return t("not attached")
    return size_text(attachment.size)


def told(attachment: Attachment) -> str:
    """An attachment in words, for whoever does not see its chip."""
    kind, size = t(str(_KINDS[attachment.kind])), size_text(attachment.size)
    match attachment.state:
        case State.PREPARING:
            state = t("is being prepared")
        case State.UPLOADING:
            state = t("{percent} % uploaded", percent=int(attachment.progress * 100))
        case State.FAILED:
            state = reason_text(attachment.reason, attachment.name)
        case _:
            state = size
    return t("{kind} {name}, {state}", kind=kind, name=attachment.name, state=state)


def reason_text(reason: Reason | None, name: str) -> str:
    """Why a file is not taken and what to do instead, in one or two sentences."""
    if reason is None:
        return ""
    sentence = _REFUSALS.get(reason.code)
    if sentence is None:
        return _failure(reason)
    facts = dict(reason.facts)
    if reason.code in (Refusal.TOO_BIG, Refusal.WOULD_STAY):
        facts = {key: size_text(value) for key, value in facts.items()}
    known = {"name": name, "detail": "", "model": t("This model"), **facts}
    return " ".join(t(str(sentence), **known).split())


def drop_text(count: int) -> str:
    """What dropping so many files here would do."""
    if count == 1:
        return t("Attach 1 file to this message")
    return t("Attach {count} files to this message", count=count)


def folders_text() -> str:
    """Why folders stay outside."""
    return t("Folders belong on a vector store. A message takes files.")


def _failure(reason: Reason) -> str:
    from oriel.ui.error_text import explain

    return explain(reason.code, dict(reason.facts)).in_full


_KINDS = {
    Kind.IMAGE: QT_TRANSLATE_NOOP("Attachments", "Picture"),
    Kind.PDF: QT_TRANSLATE_NOOP("Attachments", "PDF"),
    Kind.TEXT: QT_TRANSLATE_NOOP("Attachments", "Text"),
    Kind.AUDIO: QT_TRANSLATE_NOOP("Attachments", "Sound"),
    Kind.OTHER: QT_TRANSLATE_NOOP("Attachments", "File"),
}
_REFUSALS: dict[str, object] = {
    Refusal.EMPTY: QT_TRANSLATE_NOOP("Attachments", "“{name}” is empty."),
    Refusal.TOO_BIG: QT_TRANSLATE_NOOP(
        "Attachments", "“{name}” has {size}, and at most {limit} can be attached here."
    ),
    Refusal.WOULD_STAY: QT_TRANSLATE_NOOP(
        "Attachments",
        "“{name}” has {size}, and at most {limit} go within a message. An upload would stay at "
        "the service, also after this temporary chat.",
    ),
    Refusal.FOLDER: QT_TRANSLATE_NOOP(
        "Attachments",
        "“{name}” is a folder. Folders belong on a vector store, a message takes files.",
    ),
    Refusal.UNREADABLE: QT_TRANSLATE_NOOP("Attachments", "“{name}” cannot be read. {detail}"),
    Refusal.KIND: QT_TRANSLATE_NOOP(
        "Attachments",
        "“{name}” is of a kind that models do not read. Pictures, PDFs, documents and text can "
        "be attached.",
    ),
    Refusal.AUDIO_KIND: QT_TRANSLATE_NOOP(
        "Attachments", "“{name}” is sound of a kind that is not taken. WAV and MP3 are."
    ),
    Refusal.AUDIO_API: QT_TRANSLATE_NOOP(
        "Attachments",
        "“{name}” is sound. Only connections that use the Chat Completions API take it.",
    ),
    Refusal.NO_PICTURES: QT_TRANSLATE_NOOP(
        "Attachments",
        "{model} does not see pictures. Choose another model, or remove “{name}”.",
    ),
    Refusal.BAD_PICTURE: QT_TRANSLATE_NOOP(
        "Attachments",
        "“{name}” cannot be read as a picture. Saving it as PNG or JPEG helps.",
    ),
    Refusal.HUGE_PICTURE: QT_TRANSLATE_NOOP(
        "Attachments",
        "“{name}” has {megapixels} megapixels, and at most {limit} can be attached. Make it "
        "smaller first.",
    ),
    Refusal.ELSEWHERE: QT_TRANSLATE_NOOP(
        "Attachments",
        "“{name}” was uploaded to another connection. Remove it and attach it again.",
    ),
    Refusal.TOO_MANY: QT_TRANSLATE_NOOP(
        "Attachments", "At most {limit} files go with one message. Left out: {left_out}."
    ),
    Refusal.NO_CONNECTION: QT_TRANSLATE_NOOP(
        "Attachments", "Choose a connection first, then attach “{name}” again."
    ),
}
