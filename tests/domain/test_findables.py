"""Names are found as they are typed, the closest first."""

from __future__ import annotations

from oriel.domain.findables import Findable, Kind, matching


def named(name: str, detail: str = "") -> Findable:
    return Findable(Kind.COMMAND, name, name, detail)


ALL = [
    named("Show the library"),
    named("Library"),
    named("Übersicht der Läden"),
    named("Rename chat", "library of names"),
    named("Sublibrary"),
]


def test_the_closest_comes_first() -> None:
    found = [each.name for each in matching(ALL, ["library"], 9)]
    assert found == ["Library", "Show the library", "Sublibrary", "Rename chat"]


def test_case_and_accents_do_not_matter_and_every_word_must_be_there() -> None:
    assert [f.name for f in matching(ALL, ["laden", "UBER"], 9)] == ["Übersicht der Läden"]
    assert matching(ALL, ["library", "absent"], 9) == []


def test_nothing_is_asked_nothing_is_found_and_no_more_than_wanted() -> None:
    assert matching(ALL, [], 9) == []
    assert matching(ALL, [""], 9) == []
    assert len(matching(ALL, ["l"], 2)) == 2
    assert matching(ALL, ["l"], 0) == []
