"""What the clipboard or a drag brings: files, a picture, or neither, which is text."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage

# Asked for as they are: the bytes need not be decoded on the GUI thread.
_PICTURES = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}


class Brought(NamedTuple):
    """Files and folders by their paths, apart from each other."""

    files: list[str]
    folders: list[str]


def brought(data: QMimeData) -> Brought:
    """The files of this computer among what came."""
    paths = [url.toLocalFile() for url in data.urls() if url.isLocalFile()]
    folders = [path for path in paths if Path(path).is_dir()]
    return Brought([path for path in paths if path not in folders], folders)


def has_files(data: QMimeData) -> bool:
    return data.hasUrls() and any(url.isLocalFile() for url in data.urls())


def has_picture(data: QMimeData) -> bool:
    """Whether it is a picture before all. A word processor brings one beside its text."""
    return data.hasImage() and not data.text().strip()


def picture_of(data: QMimeData) -> QImage | tuple[bytes, str] | None:
    """The picture, as the bytes of a file with its ending where they came like that."""
    for media_type, ending in _PICTURES.items():
        if data.hasFormat(media_type) and (content := bytes(data.data(media_type).data())):
            return content, ending
    image = data.imageData()
    return image if isinstance(image, QImage) and not image.isNull() else None


def copied(data: QMimeData) -> QMimeData:
    """What a drag brings, to be kept: its own data is gone when the drop is over."""
    kept = QMimeData()
    if has_files(data):
        kept.setUrls([url for url in data.urls() if url.isLocalFile()])
    elif has_picture(data):
        match picture_of(data):
            case (content, ending):
                media_type = next(kind for kind, each in _PICTURES.items() if each == ending)
                kept.setData(media_type, content)
                kept.setImageData(QImage.fromData(content))
            case QImage() as image:
                kept.setImageData(image)
    elif data.hasText():
        kept.setText(data.text())
    return kept
