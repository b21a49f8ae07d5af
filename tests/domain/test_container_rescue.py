"""What is left of containers: memory in use, and what can be had of one that has ended."""

from __future__ import annotations

import pytest

from oriel.domain.connections import ConnectionKind
from oriel.domain.container_pool import gigabytes, lives_at, pool_of
from oriel.domain.container_rescue import Found, Rescue, rescue_of
from oriel.domain.library import Container, ContainerFile


def box(number: int, memory: str = "4g", ends_at: float | None = 1000.0, status: str = "running"):
    return Container(id=f"c{number}", name="box", status=status, memory=memory, ends_at=ends_at)


def file(name: str, size: int = 3) -> ContainerFile:
    return ContainerFile(id=f"cf-{name}", container_id="c1", path=f"/mnt/data/{name}", size=size)


def test_only_the_living_use_memory() -> None:
    boxes = [box(1), box(2, "16g"), box(3, "64g", status="expired"), box(4, "64g", ends_at=99.0)]
    pool = pool_of(boxes, ConnectionKind.OCI_API_KEY, now=100.0)
    assert (pool.living, pool.used_gb, pool.total_gb) == (2, 20, 64)
    assert pool.partial, "others of the tenancy are not seen"
    assert not pool.guessed


def test_a_container_that_does_not_tell_its_memory_is_guessed() -> None:
    pool = pool_of([box(1, "")], ConnectionKind.COMPATIBLE, now=100.0)
    assert (pool.used_gb, pool.total_gb, pool.guessed, pool.partial) == (1, 0, True, False)


@pytest.mark.parametrize(
    ("said", "size"),
    [("4g", 4), ("16G", 16), ("64gb", 64), ("", None), ("much", None), ("²g", None), ("-4g", None)],
)
def test_memory_is_read(said: str, size: int | None) -> None:
    assert gigabytes(said) == size


def test_a_container_lives_until_its_end() -> None:
    assert lives_at(box(1, ends_at=None), 1e12)
    assert lives_at(box(1), 999.0)
    assert not lives_at(box(1), 1000.0)


def test_what_lies_elsewhere_is_found_and_the_rest_is_lost() -> None:
    files = [file("given.csv"), file("sent.txt"), file("plot.png"), file("both.md")]
    by_id = {"given.csv": "file-1", "both.md": "file-2"}
    local = {"sent.txt": ("/home/me/sent.txt", 5), "both.md": ("/home/me/both.md", 5)}
    assert rescue_of(files, by_id, local) == Rescue(
        found=(
            Found("given.csv", file_id="file-1", size=3),
            Found("sent.txt", local="/home/me/sent.txt", size=5),
            Found("both.md", file_id="file-2", size=3),
        ),
        lost=("/mnt/data/plot.png",),
        known=True,
    )


def test_of_one_nobody_looked_into_only_what_went_in_is_known() -> None:
    found = rescue_of(None, {"a": "file-1"}, {"a": ("/a", 1), "b": ("/b", 2)})
    assert [each.name for each in found.found] == ["a", "b"]
    assert (found.lost, found.known) == ((), False)
