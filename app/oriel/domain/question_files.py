"""Test questions and hit rates as files: JSON and CSV out, and what people bring in.

Text in, values out; who reads and writes the files is above.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from oriel.domain.csv_out import CsvTable, csv_text, guarded
from oriel.domain.json_values import read_json
from oriel.domain.question_sets import Expected, Outcome, Question, QuestionSet, checked

KIND = "oriel-test-questions"
BETWEEN = "|"  # between files in one cell; no system allows it in a name on all disks
_QUESTION = ("question", "query", "text", "prompt")
_EXPECTED = ("expected", "expected_files", "expected_file", "file", "files", "filename")
_IDS = ("file_ids", "file_id")


class QuestionsUnreadable(ValueError):
    """`code`: json, columns (no column with questions), none (no question in it)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def to_json_text(questions: QuestionSet) -> str:
    """A set as a file that Oriel and people can read."""
    made = {
        "kind": KIND,
        "version": 1,
        "name": questions.name,
        "questions": [
            {
                "question": each.text,
                "expected": [{"name": e.name, "file_id": e.file_id} for e in each.expected],
            }
            for each in questions.questions
        ],
    }
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"


def to_csv_text(questions: QuestionSet) -> str:
    """A row a question; several files have a bar between."""
    rows = [
        (each.text, *(BETWEEN.join(cells) for cells in _cells(each.expected)))
        for each in questions.questions
    ]
    return _table(("question", "expected", "file_ids"), rows)


def outcomes_csv(sides: Sequence[tuple[str, Sequence[Outcome]]]) -> str:
    """The hit-rate table: a row a question and side ("A", "B", or "" where there is one)."""
    columns = ("settings", "question", "expected", "rank", "found", "best", "seconds", "failed")
    rows: list[tuple[object, ...]] = []
    for side, outcomes in sides:
        for each in outcomes:
            run = each.run
            expected = BETWEEN.join(e.name or e.file_id for e in each.question.expected)
            best = run.hits[0].filename if run.hits else ""
            failed = BETWEEN.join(trouble.error.code for trouble in run.troubles)
            facts = (each.rank or "", len(run.hits), best, round(run.seconds, 3), failed)
            rows.append((side, each.question.text, expected, *facts))
    return _table(columns, rows)


def read_questions(text: str) -> tuple[Question, ...]:
    """The questions of a JSON or CSV file. Raises QuestionsUnreadable."""
    text = text.removeprefix("\ufeff")
    found = _from_json(text) if text.lstrip()[:1] in ("{", "[") else _from_csv(text)
    questions = checked(found)
    if not questions:
        raise QuestionsUnreadable("none")
    return questions


def expected_from(typed: str) -> tuple[Expected, ...]:
    """Files as they are typed, with bars between."""
    names = (name.strip() for name in typed.split(BETWEEN))
    return tuple(Expected(name) for name in names if name)


def expected_text(expected: Sequence[Expected]) -> str:
    """The inverse, as far as names go."""
    return f" {BETWEEN} ".join(each.name or each.file_id for each in expected)


def _table(header: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> str:
    return csv_text(CsvTable(header, tuple(rows), lambda row: row))


def _cells(expected: Sequence[Expected]) -> tuple[list[str], list[str]]:
    ids = [each.file_id for each in expected]
    return [each.name for each in expected], ids if any(ids) else []


def _from_json(text: str) -> list[Question]:
    try:
        raw = read_json(text)
    except ValueError:
        raise QuestionsUnreadable("json") from None
    entries = raw.get("questions") if isinstance(raw, dict) else raw
    return [q for each in (entries if isinstance(entries, list) else []) if (q := _entry(each))]


def _entry(raw: Any) -> Question | None:
    if isinstance(raw, str):
        return Question(raw)
    if not isinstance(raw, dict):
        return None
    text = next((raw[name] for name in _QUESTION if isinstance(raw.get(name), str)), "")
    told: Any = next((raw[name] for name in _EXPECTED if raw.get(name)), [])
    files = told if isinstance(told, list) else [told]
    return Question(text, tuple(e for each in files if (e := _file(each))))


def _file(raw: Any) -> Expected | None:
    if isinstance(raw, str):
        return Expected(raw)
    if not isinstance(raw, dict):
        return None
    name, file_id = raw.get("name") or raw.get("filename"), raw.get("file_id") or raw.get("id")
    return Expected(
        name if isinstance(name, str) else "", file_id if isinstance(file_id, str) else ""
    )


def _from_csv(text: str) -> list[Question]:
    first = text.partition("\n")[0]
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(first)))
    except csv.Error:
        raise QuestionsUnreadable("columns") from None
    heads = [head.strip().casefold() for head in rows[0]] if rows else []
    at = _column(heads, _QUESTION)
    if at is None:
        raise QuestionsUnreadable("columns")
    files, ids = _column(heads, _EXPECTED), _column(heads, _IDS)
    return [_row(row, at, files, ids) for row in rows[1:] if row]


def _delimiter(heads: str) -> str:
    """Spreadsheets of many countries write semicolons."""
    return max((",", ";", "\t"), key=heads.count)


def _column(heads: Sequence[str], names: Sequence[str]) -> int | None:
    return next((heads.index(name) for name in names if name in heads), None)


def _row(row: Sequence[str], at: int, files: int | None, ids: int | None) -> Question:
    names = _split(row, files)
    known = _split(row, ids)
    count = max(len(names), len(known))
    names += [""] * (count - len(names))
    known += [""] * (count - len(known))
    pairs = zip(names, known, strict=True)
    text = _freed(row[at]) if at < len(row) else ""
    return Question(text, tuple(Expected(name, file_id) for name, file_id in pairs))


def _split(row: Sequence[str], at: int | None) -> list[str]:
    cell = row[at] if at is not None and at < len(row) else ""
    return [part.strip() for part in _freed(cell).split(BETWEEN)] if cell.strip() else []


def _freed(cell: str) -> str:
    """Without the mark that keeps a spreadsheet from reckoning with a cell (csv_out.py)."""
    bare = cell.removeprefix("'")
    return bare if guarded(bare) == cell else cell
