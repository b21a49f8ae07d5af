"""What an uploaded file is for, which files each purpose takes, and what a store can index.

Known before anything is sent: a file is judged by the ending of its name alone.
"""

from __future__ import annotations

from enum import StrEnum

from oriel.domain.connections import ConnectionKind


class Purpose(StrEnum):
    """The words the service knows (oci-api.md 5)."""

    USER_DATA = "user_data"
    ASSISTANTS = "assistants"
    VISION = "vision"
    BATCH = "batch"
    FINE_TUNE = "fine-tune"
    EVALS = "evals"


class Misfit(StrEnum):
    """Why a file does not fit where it is to go; the code of a Reason."""

    NOT_LINES = "purpose_lines"  # facts: purpose; it takes .jsonl only
    NOT_PICTURE = "purpose_picture"  # facts: purpose
    STORE_REFUSES = "store_refuses"  # facts: ending; the service is known to refuse it
    STORE_UNKNOWN = "store_unknown"  # facts: ending; nothing is known of it
    STORE_WORDLESS = "store_wordless"  # facts: ending; pictures, sound, programs: no text


PURPOSES: tuple[str, ...] = tuple(Purpose)
PICTURES = frozenset({"gif", "jpeg", "jpg", "png", "webp"})
LINES = frozenset({"jsonl"})
_TAKEN = {
    Purpose.VISION: PICTURES,
    Purpose.BATCH: LINES,
    Purpose.FINE_TUNE: LINES,
    Purpose.EVALS: LINES,
}

# What OpenAI's file search is documented to read.
_FILE_SEARCH = "c cpp cs css doc docx go html java js json md pdf php pptx py rb sh tex ts txt"
_DOCUMENTED = frozenset(_FILE_SEARCH.split())
# Oracle's refused DOCX in a field test of June 2026; the other office formats are read by the
# same kind of reader.
_REFUSED_BY_OCI = frozenset({"doc", "docx", "pptx"})
# The service inside Oriel reads any text whose ending it knows.
_TEXTS = """
text log markdown rst adoc htm xhtml xml csv tsv jsonl ndjson yaml yml toml ini cfg conf
properties env pyi mjs jsx tsx h cc hpp rs pl lua r jl kt kts swift scala sql bash zsh ps1
bat scss less vue svelte dart ex exs erl hs clj tf proto graphql gradle cmake diff patch srt vtt
"""
_READ_HERE = _DOCUMENTED - {"doc", "pptx"} | frozenset(_TEXTS.split())
_NO_TEXTS = """
bmp tif tiff heic heif avif ico psd svgz mp3 m4a aac ogg oga opus flac wav wma aif aiff mp4
m4v mov avi mkv webm wmv zip gz tgz bz2 xz 7z rar tar zst jar war exe dll so dylib o a lib
bin iso dmg msi deb rpm apk class pyc pyo wasm ttf otf woff woff2 sqlite db
"""
_WORDLESS = PICTURES | frozenset(_NO_TEXTS.split())


def ending_of(name: str) -> str:
    """The ending of a file's name without its dot, in small letters; "" for none."""
    stem, dot, ending = name.rpartition(".")
    return ending.lower() if dot and stem else ""


def endings_for(purpose: str) -> frozenset[str]:
    """The endings a purpose takes; empty when it takes every file."""
    return _TAKEN.get(Purpose(purpose), frozenset()) if purpose in PURPOSES else frozenset()


def refusal_of(name: str, purpose: str) -> str:
    """The Misfit that keeps a file from a purpose, "" for none."""
    taken = endings_for(purpose)
    if not taken or ending_of(name) in taken:
        return ""
    return Misfit.NOT_PICTURE if taken is PICTURES else Misfit.NOT_LINES


def store_refusal_of(name: str, kind: ConnectionKind) -> str:
    """The Misfit that speaks against putting a file into a vector store of such a service,
    "" for none. It is what is known, not what is certain: a person may try all the same."""
    ending = ending_of(name)
    if ending in _WORDLESS:
        return Misfit.STORE_WORDLESS
    if kind is ConnectionKind.LOCAL:
        return "" if not ending or ending in _READ_HERE else Misfit.STORE_UNKNOWN
    if kind.is_oci and ending in _REFUSED_BY_OCI:
        return Misfit.STORE_REFUSES
    return "" if ending in _DOCUMENTED else Misfit.STORE_UNKNOWN


def indexable(name: str, kind: ConnectionKind) -> bool:
    """Whether a vector store of such a service is known to take a file of this name."""
    return not store_refusal_of(name, kind)
