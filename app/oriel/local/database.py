"""The service's one SQLite file: opened, or refused in words for a person."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from oriel.local.faults import DataUnusable, StateDamaged, StateNewer

_FIRST = """
create table if not exists response (
    id text primary key,
    created_at integer not null,
    previous_id text,
    body text not null,
    input text not null
);
create table if not exists conversation (
    id text primary key,
    created_at integer not null,
    metadata text not null
);
create table if not exists item (
    position integer primary key autoincrement,
    conversation_id text not null references conversation(id) on delete cascade,
    id text not null,
    body text not null,
    unique (conversation_id, id)
);
create table if not exists file (
    position integer primary key autoincrement,
    id text not null unique,
    created_at integer not null,
    expires_at integer,
    filename text not null,
    purpose text not null,
    bytes integer not null
);
create table if not exists vector_store (
    position integer primary key autoincrement,
    id text not null unique,
    created_at integer not null,
    last_active_at integer not null,
    name text not null,
    description text not null,
    metadata text not null,
    expires_days integer
);
create table if not exists vector_file (
    position integer primary key autoincrement,
    store_id text not null references vector_store(id) on delete cascade,
    file_id text not null,
    batch_id text,
    filename text not null,
    created_at integer not null,
    status text not null,
    attributes text not null,
    chunking text not null,
    usage_bytes integer not null default 0,
    error text,
    unique (store_id, file_id)
);
create table if not exists file_batch (
    id text primary key,
    store_id text not null references vector_store(id) on delete cascade,
    created_at integer not null
);
create table if not exists chunk (
    id integer primary key,
    store_id text not null,
    file_id text not null,
    text text not null
);
create index if not exists chunk_of_file on chunk (store_id, file_id);
create virtual table if not exists chunk_text using fts5(
    text, filename, tokenize = 'porter unicode61'
);
create table if not exists container (
    position integer primary key autoincrement,
    id text not null unique,
    created_at integer not null,
    last_active_at integer not null,
    name text not null,
    memory_limit text not null,
    minutes integer not null
);
create table if not exists container_file (
    position integer primary key autoincrement,
    id text not null unique,
    container_id text not null references container(id) on delete cascade,
    created_at integer not null,
    path text not null,
    bytes integer not null,
    source text not null
);
pragma user_version = 1;
"""
# What lists and counts go by; whether a container's bytes are gone.
_SECOND = """
begin;
create index file_by_purpose on file (purpose);
create index file_by_end on file (expires_at) where expires_at is not null;
create index vector_file_by_state on vector_file (store_id, status, usage_bytes);
create index vector_file_by_batch on vector_file (batch_id, status);
create index vector_file_by_file on vector_file (file_id);
create index container_file_by_container on container_file (container_id, path);
alter table container add column cleared integer not null default 0;
create index container_alive on container (last_active_at) where cleared = 0;
pragma user_version = 2;
commit;
"""
_STEPS = (_FIRST, _SECOND)  # the first one may be run again


def open_database(path: Path) -> sqlite3.Connection:
    """Raises DataUnusable, StateDamaged or StateNewer."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DataUnusable(path.parent, error.strerror or str(error)) from error
    try:
        return _connect(path)
    except sqlite3.OperationalError as error:
        raise DataUnusable(path, str(error)) from error
    except sqlite3.DatabaseError as error:
        raise StateDamaged(path, str(error)) from error


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=5.0)
    try:
        version = db.execute("pragma user_version").fetchone()[0]
        if version > len(_STEPS):
            raise StateNewer(path)
        db.execute("pragma journal_mode = wal")
        db.execute("pragma synchronous = normal")
        db.execute("pragma foreign_keys = on")
        for step in _STEPS[version:]:
            db.executescript(step)
    except BaseException:
        db.close()
        raise
    return db


dump: Callable[[Any], str] = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
load: Callable[[str], Any] = json.loads
