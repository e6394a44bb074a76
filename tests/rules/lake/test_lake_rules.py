"""When small files are merged: few files, little rewriting, whatever the sizes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from regulars.base.lake.manifest import FileEntry
from regulars.base.lake.rules import GROWTH, MANY_FILES, merge_from, patches


def file(rows: int, hides: int = 0, tombstones: int = 0) -> FileEntry:
    return FileEntry(path="", rows=rows, bytes=0, sha256="", hides=hides, tombstones=tombstones)


def grown(increments: list[int]) -> tuple[list[int], int]:
    """Add files one after another as syncs do; answers the sizes left and how many rows were rewritten."""
    sizes: list[int] = []
    rewritten = 0
    for rows in increments:
        sizes.append(rows)
        start = merge_from([file(size) for size in sizes])
        if start < len(sizes):
            rewritten += sum(sizes[start:])
            sizes = [*sizes[:start], sum(sizes[start:])]
    return sizes, rewritten


def test_a_few_files_stay_as_they_are() -> None:
    assert merge_from([file(1) for _ in range(MANY_FILES)]) == MANY_FILES


def test_a_large_first_file_is_not_rewritten_for_small_ones() -> None:
    assert merge_from([file(1_000_000), *(file(10) for _ in range(MANY_FILES))]) == 1


def test_a_tail_too_small_to_reach_its_neighbor_merges_the_two_newest() -> None:
    sizes = [file(4**power) for power in range(MANY_FILES, -1, -1)]
    assert merge_from(sizes) == len(sizes) - 2


def test_many_hidden_rows_merge_everything() -> None:
    assert merge_from([file(100), file(40, hides=40)]) == 0
    assert merge_from([file(100), file(20, hides=20)]) == 2


@given(st.lists(st.integers(1, 50_000), max_size=300))
def test_no_row_is_lost_and_files_stay_few(increments: list[int]) -> None:
    sizes, _ = grown(increments)
    assert sum(sizes) == sum(increments)
    assert len(sizes) <= MANY_FILES


@given(st.integers(1, 2_000), st.integers(1, 100))
def test_equal_increments_are_rewritten_a_few_times_only(count: int, rows: int) -> None:
    _, rewritten = grown([rows] * count)
    levels = 1
    while GROWTH**levels < count:
        levels += 1
    assert rewritten <= rows * count * 2 * levels


def test_only_files_that_hide_or_delete_are_patches() -> None:
    plain, hiding, deleting = file(5), file(5, hides=1), file(5, tombstones=1)
    assert patches([plain, hiding, deleting]) == [hiding, deleting]
