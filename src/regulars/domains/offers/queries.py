"""Reads of codes."""

from __future__ import annotations

from collections.abc import Sequence

from regulars.domains.offers import rules
from regulars.domains.offers.models import Code
from regulars.domains.offers.types import CodeRow, CodeTerms


def shown_code(number: int) -> str | None:
    """Return the code to show; None while, or once, it does not work at the checkout."""
    return Code.objects.filter(pk=number, state=rules.LIVE).values_list("code", flat=True).first()


def code(number: int) -> CodeRow | None:
    """Return one code, whatever its state: for the desk, never for its holder."""
    found = Code.objects.filter(pk=number).first()
    return _row(found) if found else None


def codes_in(states: Sequence[str], after: int = 0, limit: int = 200) -> list[CodeRow]:
    """Return codes in these states, by key, behind `after`."""
    rows = Code.objects.filter(state__in=list(states), pk__gt=after).order_by("pk")[:limit]
    return [_row(one) for one in rows]


def has_open() -> bool:
    """Say whether any code waits for the store, or works there."""
    return Code.objects.filter(state__in=[rules.ORDERED, rules.LIVE, rules.RETRACTING]).exists()


def _row(one: Code) -> CodeRow:
    assert one.starts_at is not None
    assert one.ends_at is not None
    terms = CodeTerms(
        one.title, one.starts_at, one.ends_at, one.percent_bps, one.amount_minor, one.currency, one.minimum_minor
    )
    used = (one.used_order_id,) if one.used_order_id else ()
    return CodeRow(one.pk, one.code, one.customer_id, one.source, one.state, terms, one.external_id, used, one.problem)
