"""The full check of a history: SQLite's own, the links between rows, the word index, the shape.

Apart from opening it, since it is asked by whoever opens a file that was changed by somebody
else, by whoever makes a backup, and once a day.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from oriel.domain.errors import StoreDamaged
from oriel.store.failures import failures_named

_WORDS = "INSERT INTO message_words(message_words, rank) VALUES ('integrity-check', 1)"
_REBUILD = "INSERT INTO message_words(message_words) VALUES ('rebuild')"
_SHAPE = """SELECT type, name, tbl_name, sql FROM sqlite_schema
    WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name"""


def quick_check(connection: sqlite3.Connection, path: Path) -> None:
    """Whether the pages hang together. Raises StoreDamaged."""
    said = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if said != "ok":
        raise StoreDamaged(path=str(path), detail=said)


def full_check(connection: sqlite3.Connection, path: Path) -> None:
    """Pages, indexes and the links between rows; only reads. Raises StoreDamaged."""
    said = connection.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if said != "ok":
        raise StoreDamaged(path=str(path), detail=said)
    if loose := connection.execute("PRAGMA foreign_key_check").fetchone():
        raise StoreDamaged(path=str(path), detail=f"a row of {loose[0]} hangs on nothing")


def shape_check(connection: sqlite3.Connection, path: Path, shape: sqlite3.Connection) -> None:
    """Whether the file has the tables and triggers of `shape`. Raises StoreDamaged."""
    found, wanted = (db.execute(_SHAPE).fetchall() for db in (connection, shape))
    if found != wanted:
        odd = next((row[1] for row in {*found} ^ {*wanted}), "")
        raise StoreDamaged(path=str(path), detail=f"{odd} is not as Oriel made it")


def text_check(connection: sqlite3.Connection, path: Path) -> None:
    """Whether all that should be text can be read as such: which no pragma looks at. Raises
    StoreDamaged, StoreProblem."""
    tables = connection.execute("SELECT name FROM pragma_table_list WHERE type = 'table'")
    with failures_named(path):
        for (name,) in tables.fetchall():
            for _ in connection.execute(f'SELECT * FROM "{name}"'):  # noqa: S608 - from the schema
                pass


def words_fit(connection: sqlite3.Connection) -> bool:
    """Whether the word index says what the messages say. Keeps writers waiting meanwhile,
    and writes nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(_WORDS)
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CORRUPT:
            raise
        return False
    finally:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
    return True


def rebuild_words(connection: sqlite3.Connection) -> None:
    """Makes the word index anew, from the messages."""
    connection.execute(_REBUILD)


def is_sound(path: Path) -> bool:
    """Whether a file that nobody writes to is a whole history, as far as its pages go."""
    uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(uri, uri=True)) as connection:
            quick_check(connection, path)
            return bool(connection.execute("PRAGMA user_version").fetchone()[0])
    except (sqlite3.Error, StoreDamaged):
        return False


def check_live(path: Path) -> None:
    """The full check of a history that is in use, but for the words: nobody is kept waiting.
    Raises StoreDamaged, StoreProblem."""
    uri = f"{path.absolute().as_uri()}?mode=ro"
    with (
        failures_named(path),
        closing(sqlite3.connect(uri, uri=True, isolation_level=None, timeout=5.0)) as connection,
    ):
        full_check(connection, path)
