"""Answers on disk: whoever asks again waits for no engine, and nobody is told what is no longer so."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domains.lake.toys import NOW, Toy
from regulars.base import lake
from regulars.base.lake import ahead, sessions
from regulars.kit.periods import Period


def sold() -> int:
    """Ask for the sum of all orders the way a report does."""

    def question() -> Any:
        with lake.session() as opened:
            orders = opened.table("toy_orders")
            return orders.aggregate(sold=orders.sold_minor.sum().fill_null(0))

    return int(lake.remembered_rows(("sold", date(2026, 6, 14), None), question)[0]["sold"])


@pytest.fixture
def filled(toy: Toy) -> Toy:
    toy.record({"id": 1, "sold_minor": 10}, {"id": 2, "sold_minor": 20})
    toy.sync()
    return toy


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    found: dict[str, Any] = {}
    monkeypatch.setattr(ahead, "_questions", found)
    return found


def refuse_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on a question that reaches the engine fails the test."""

    def never(*_args: object) -> None:
        raise AssertionError("the engine was asked")

    monkeypatch.setattr(sessions.Session, "arrow", never)


def test_another_process_is_answered_without_an_engine(filled: Toy, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sold() == 30
    lake.clear_cache()  # as in another process
    refuse_to_ask(monkeypatch)

    assert sold() == 30


def test_a_new_order_is_asked_anew_and_the_old_answers_are_removed(filled: Toy, home: Path) -> None:
    assert sold() == 30
    filled.record({"id": 3, "sold_minor": 5})
    filled.sync()

    assert sold() == 35
    assert [place.name for place in (home / "lake" / "answers").iterdir()] == [lake.current_manifest()]


def test_forgetting_people_removes_the_answers_about_them(filled: Toy, home: Path) -> None:
    assert sold() == 30
    old = lake.current_manifest()
    filled.record({"id": 2, "sold_minor": 20, "voided": 1})

    lake.forget(NOW, {"toy_orders"})

    assert not (home / "lake" / "answers" / old).exists()
    assert sold() == 10


@pytest.mark.parametrize("damage", [b"", b"\0" * 40, None])
def test_a_damaged_answer_is_asked_anew(filled: Toy, home: Path, damage: bytes | None) -> None:
    sold()
    (file,) = (home / "lake" / "answers").rglob("*.arrow")
    content = file.read_bytes()
    file.write_bytes(content[:-20] + b"\1" * 20 if damage is None else damage)
    lake.clear_cache()

    assert sold() == 30


def test_a_key_says_the_same_in_every_process_or_is_refused(filled: Toy) -> None:
    period = Period(date(2026, 1, 1), date(2026, 2, 1))
    lake.note(("dates", period, 1.5, True))
    assert lake.is_noted(("dates", period, 1.5, True))
    assert not lake.is_noted(("dates", period, 1.5, False))
    for unfit in (frozenset({"a"}), object(), (1, [2])):
        with pytest.raises(TypeError, match="in the key of a question"):
            lake.note(unfit)  # type: ignore[arg-type]


def test_a_note_is_of_its_snapshot(filled: Toy) -> None:
    lake.note("page")
    filled.record({"id": 3})
    filled.sync()
    assert not lake.is_noted("page")


def test_standing_questions_are_answered_before_anybody_sees_the_snapshot(
    filled: Toy, questions: dict[str, Any], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, int]] = []
    lake.register_question("sold", lambda: seen.append((lake.current_manifest(), sold())))
    before = lake.current_manifest()
    filled.record({"id": 3, "sold_minor": 5})
    filled.sync()
    assert lake.is_due()

    filled.record({"id": 4, "sold_minor": 7})
    filled.sync(ahead=True)

    assert seen == [(lake.current_manifest(), 42)]
    assert lake.current_manifest() != before
    assert not lake.is_due()
    lake.clear_cache()
    refuse_to_ask(monkeypatch)
    assert sold() == 42


def test_a_snapshot_that_came_without_answers_gets_them_from_the_next_sync(
    filled: Toy, questions: dict[str, Any]
) -> None:
    asked: list[int] = []
    lake.register_question("sold", lambda: asked.append(sold()))

    filled.sync(ahead=True)
    filled.sync(ahead=True)

    assert asked == [30]
    assert not lake.is_due()


def test_a_question_that_fails_keeps_no_snapshot_back(
    filled: Toy, questions: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    lake.register_question("broken", lambda: 1 / 0)
    filled.record({"id": 3, "sold_minor": 5})

    assert filled.sync(ahead=True).published

    assert "the standing question broken failed" in caplog.text
    assert sold() == 35
