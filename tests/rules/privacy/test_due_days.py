"""P11: by when a request has to be met, by law and day of receipt."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regulars.edges.privacy.rules import CCPA, GDPR, due_on


@pytest.mark.parametrize(
    ("received", "law", "is_extended", "due"),
    [
        ("2026-06-15", GDPR, False, "2026-07-15"),
        ("2026-01-31", GDPR, False, "2026-02-28"),  # a month that is too short ends on its last day
        ("2028-01-31", GDPR, False, "2028-02-29"),
        ("2026-12-31", GDPR, False, "2027-01-31"),
        ("2026-06-15", GDPR, True, "2026-09-15"),  # one month and two more, counted from receipt
        ("2026-11-30", GDPR, True, "2027-02-28"),
        ("2026-06-15", CCPA, False, "2026-07-30"),
        ("2026-06-15", CCPA, True, "2026-09-13"),
    ],
)
def test_p11_a_request_is_due_by_law(received: str, law: str, is_extended: bool, due: str) -> None:
    assert due_on(date.fromisoformat(received), law, is_extended=is_extended) == date.fromisoformat(due)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from([GDPR, CCPA]))
def test_p11_more_time_is_more_and_a_later_request_is_never_due_earlier(received: date, law: str) -> None:
    first, extended = due_on(received, law), due_on(received, law, is_extended=True)
    assert timedelta(days=28) <= first - received <= timedelta(days=45)
    assert timedelta(days=45) <= extended - first <= timedelta(days=62)
    assert due_on(received + timedelta(days=1), law) >= first
