from __future__ import annotations

import json
import pickle
from fractions import Fraction

import pytest

from regulars.kit.errors import Conflict, LimitReached, NotFound, Problem, Refused, TryAgain


@pytest.mark.parametrize(
    ("kind", "family", "status"),
    [
        (Refused, "refused", 422),
        (NotFound, "missing", 404),
        (Conflict, "conflict", 409),
        (LimitReached, "limit", 429),
        (TryAgain, "retryable", 503),
    ],
)
def test_each_family_has_its_status(kind: type[Problem], family: str, status: int) -> None:
    problem = kind("order.example", "An example.")
    assert (problem.family, problem.status) == (family, status)
    assert kind("order.example", "An example.", status=400).status == 400


def test_a_problem_names_field_value_and_fix() -> None:
    problem = Refused(
        "import.unreadable_date",
        "32/13/2011 is no date.",
        field="placed_at",
        value="32/13/2011",
        fix="Name the format.",
    )
    assert problem.as_problem() == {
        "type": "urn:regulars:problem:import.unreadable_date",
        "title": "32/13/2011 is no date.",
        "status": 422,
        "code": "import.unreadable_date",
        "family": "refused",
        "field": "placed_at",
        "value": "32/13/2011",
        "fix": "Name the format.",
    }
    assert str(problem) == "32/13/2011 is no date. Name the format."


def test_empty_members_are_left_out() -> None:
    assert set(NotFound("order.unknown", "No such order.").as_problem()) == {
        "type",
        "title",
        "status",
        "code",
        "family",
    }


def test_a_value_json_does_not_know_is_told_as_text() -> None:
    problem = Refused("money.rate", "No.", value=Fraction(1, 3))
    assert json.loads(json.dumps(problem.as_problem()))["value"] == "1/3"


def test_templates_are_translated_before_the_values_enter() -> None:
    german = {"%(value)s is no date.": "%(value)s ist kein Datum.", "": "catalog header"}
    problem = Refused("a.b", "%(value)s is no date.", params={"value": "100 %"})
    assert problem.message == "100 % is no date."
    assert problem.message_in(lambda text: german.get(text, text)) == "100 % ist kein Datum."
    assert problem.fix_in(lambda text: german.get(text, text)) == ""


def test_a_message_without_params_may_hold_a_percent_sign() -> None:
    assert Refused("a.b", "At most 10 %.").message == "At most 10 %."


def test_a_lazy_message_is_read_when_shown() -> None:
    class Lazy:
        language = "en"

        def __str__(self) -> str:
            return {"en": "No.", "de": "Nein."}[self.language]

    lazy = Lazy()
    problem = Refused("a.b", lazy)
    assert problem.message == "No."
    lazy.language = "de"
    assert problem.message == "Nein."


def test_try_again_says_when() -> None:
    assert TryAgain("state.busy", "Busy.", retry_after_seconds=3).as_problem()["retry_after_seconds"] == 3


def test_a_problem_survives_pickling() -> None:
    problem = Conflict(
        "order.changed", "Changed to %(state)s.", field="state", value="paid", params={"state": "paid"}, status=412
    )
    again = pickle.loads(pickle.dumps(problem))
    assert type(again) is Conflict
    assert again.as_problem() == problem.as_problem()
