"""One Oriel for each data folder: a lock file, and a socket to be raised by.

The lock is a QLockFile, which notices that a killed program's lock is stale. The
socket carries no data: connecting is the whole message.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal

CONNECT_WITHIN_MS = 1000


class InstanceLock:
    """Held by the one program that may write a data folder."""

    def __init__(self, path: Path) -> None:
        self._file = QLockFile(str(path))
        self._file.setStaleLockTime(0)  # stale only when its process is gone

    def take(self) -> bool:
        return self._file.tryLock(0)

    def release(self) -> None:
        self._file.unlock()


class RaiseListener(QObject):
    """Emits `raise_requested` when a second start on the same folder knocks."""

    raise_requested = Signal()

    def __init__(self, root: Path, parent: QObject | None = None) -> None:
        from PySide6.QtNetwork import QLocalServer

        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)
        # We hold the lock, so a socket that is already there is a dead one's.
        QLocalServer.removeServer(_socket_name(root))
        self._server.listen(_socket_name(root))

    def close(self) -> None:
        self._server.close()

    def _on_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.disconnectFromServer()
            socket.deleteLater()
            self.raise_requested.emit()


def raise_other(root: Path) -> bool:
    """Knocks at the program that holds `root`; whether it answered."""
    from PySide6.QtNetwork import QLocalSocket

    socket = QLocalSocket()
    socket.connectToServer(_socket_name(root))
    answered = socket.waitForConnected(CONNECT_WITHIN_MS)
    socket.abort()
    return answered


def _socket_name(root: Path) -> str:
    from PySide6.QtCore import QCryptographicHash

    # Qt's own hash: the first import of hashlib costs 5 ms of the start.
    sha256 = QCryptographicHash.Algorithm.Sha256
    digest = QCryptographicHash.hash(str(root.resolve()).encode(), sha256).toHex().toStdString()
    return f"oriel-{digest[:20]}"
