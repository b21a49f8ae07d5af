"""Why a file did not get where it should: failures of files and folders on this computer, of
indexing, and of a connection that is gone.

Apart from errors.py, which holds what any request may meet.
"""

from __future__ import annotations

from oriel.domain.errors import AppError


class FileGone(AppError):
    """The file is not there any more. Facts: path."""

    code = "file_gone"


class FileUnreadable(AppError):
    """The file cannot be read, or is none. Facts: path, detail."""

    code = "file_unreadable"
    retryable = True


class FileEmpty(AppError):
    """Services take no empty files. Facts: path."""

    code = "file_empty"


class FileTooLarge(AppError):
    """More than a service takes. Facts: path, size, limit (bytes)."""

    code = "file_too_large"


class FileChanged(AppError):
    """The file was written to while it was being sent, and again when it was sent anew.
    Facts: path."""

    code = "file_changed"
    retryable = True


class DiskFull(AppError):
    """No room for what comes down. Facts: path."""

    code = "disk_full"
    retryable = True


class TargetReadOnly(AppError):
    """The folder it should go to may not be written. Facts: path."""

    code = "target_read_only"
    retryable = True


class TargetUnwritable(AppError):
    """What comes down cannot be written there for another reason. Facts: path, detail."""

    code = "target_unwritable"
    retryable = True


class IndexingFailed(AppError):
    """The service took the file and could not read it. Facts: service_code (server_error,
    unsupported_file, invalid_file, cancelled), message."""

    code = "indexing_failed"
    retryable = True


class IndexingSilent(AppError):
    """The service has said nothing new about a file for very long. Facts: after_s."""

    code = "indexing_silent"
    retryable = True


class ConnectionGone(AppError):
    """The connection a transfer belongs to is not there any more. Facts: connection."""

    code = "connection_gone"
