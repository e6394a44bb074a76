"""The brief as JSON. Keys are stable and described in docs/reference/brief.md."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from regulars.domains.insights.types.brief import (
    CohortFinding,
    Count,
    Finding,
    Levels,
    Part,
    PlaceFinding,
    ProductFinding,
    StockFinding,
)
from regulars.edges.desk.brief.sheet import Brief, CardSheet, ChangeSheet, FindingSheet, GroupSheet, OutcomeSheet
from regulars.kit.periods import Period


def as_json(brief: Brief, elapsed_ms: int) -> dict[str, Any]:
    """One object of plain values."""
    facts = brief.facts
    return {
        "shop": brief.shop,
        "as_of": facts.as_of.isoformat(),
        "since": facts.since.isoformat(),
        "basis": facts.basis,
        "currency": facts.currency,
        "filters": brief.filters.permalink(),
        "headline": brief.headline,
        "sentences": list(brief.sentences),
        "orders": facts.orders,
        "buyers": facts.buyers,
        "repeat_buyers": _count(facts.repeat),
        "second_order_within_90_days": {**_count(facts.returns), **_period(facts.returns_period)}
        if facts.returns and facts.returns_period
        else None,
        "best_tenth": {
            "buyers": facts.concentration.top_decile_customers,
            "of_buyers": facts.concentration.customers,
            "share_of_sales": facts.concentration.top_decile_share,
        },
        "comparable_from": facts.comparable_from.isoformat() if facts.comparable_from else None,
        "changes": [_change(sheet, facts.currency) for sheet in brief.changes],
        "findings": [_finding(sheet, facts.currency) for sheet in brief.findings],
        "comparisons_made": facts.candidates,
        "cannot_say": [
            {"code": sheet.limit.code, "title": sheet.title, "text": sheet.text, **_values(sheet.limit.values, brief)}
            for sheet in brief.limits
        ],
        "advice": [_card(card) for card in brief.cards],
        "outcomes": [_outcome(sheet) for sheet in brief.outcomes],
        "elapsed_ms": elapsed_ms,
    }


def _money(minor: int | None, currency: str) -> dict[str, Any] | None:
    return None if minor is None else {"amount_minor": minor, "currency": currency}


def _period(period: Period) -> dict[str, str]:
    return {"from": period.start.isoformat(), "to": period.last_day.isoformat()}


def _count(found: Count | None) -> dict[str, Any]:
    if found is None:
        return {"count": 0, "of": 0, "share": None, "low": None, "high": None}
    return {"count": found.count, "of": found.of, "share": found.share, "low": found.low, "high": found.high}


def _change(sheet: ChangeSheet, currency: str) -> dict[str, Any]:
    change = sheet.change
    return {
        "against": change.against,
        "text": sheet.text,
        "period": _period(change.period),
        "compared": _period(change.compared),
        "after": _levels(change.after, currency),
        "before": _levels(change.before, currency),
        "change": _money(change.change_minor, currency),
        "relative": change.relative,
        "from_buyers": _money(change.buyers_minor, currency),
        "from_orders_each": _money(change.frequency_minor, currency),
        "from_order_size": _money(change.order_size_minor, currency),
        "from_refunds_without_order": _money(change.refunds_minor, currency),
        "groups": [_group(group, currency) for group in sheet.groups],
    }


def _levels(levels: Levels, currency: str) -> dict[str, Any]:
    return {
        "buyers": levels.buyers,
        "orders": levels.orders,
        "sales": _money(levels.amount_minor, currency),
        "refunds_without_order": _money(levels.refunds_minor, currency),
        "total": _money(levels.total_minor, currency),
        "unidentified_orders": levels.unidentified_orders,
        "unidentified_sales": _money(levels.unidentified_minor, currency),
    }


def _group(group: GroupSheet, currency: str) -> dict[str, Any]:
    return {
        "dimension": group.dimension,
        "parts": [{"label": named.label, **_part(named.part, currency)} for named in group.parts],
        "left_out": group.left_out,
    }


def _part(part: Part, currency: str) -> dict[str, Any]:
    return {
        "key": part.key,
        "before": _money(part.before_minor, currency),
        "after": _money(part.after_minor, currency),
        "change": _money(part.change_minor, currency),
        "share_of_change": part.share,
        "low": _money(part.low_minor, currency),
        "high": _money(part.high_minor, currency),
        "is_clear": part.is_clear,
    }


def _finding(sheet: FindingSheet, currency: str) -> dict[str, Any]:
    finding = sheet.finding
    return {
        "key": finding.key,
        "kind": finding.kind,
        "title": sheet.title,
        "text": sheet.text,
        "detail": sheet.detail,
        "caution": sheet.caution,
        "is_good": sheet.is_good,
        "worth": _money(finding.worth_minor, currency),
        "p_value": finding.p_value,
        **_own(finding),
        "evidence": [asdict(line) for line in sheet.evidence],
        "url": sheet.url,
    }


def _own(finding: Finding) -> dict[str, Any]:
    if isinstance(finding, CohortFinding):
        return {
            "period": _period(finding.period),
            **_compared(finding),
            "first_orders_with_discount": _count(finding.discounted),
            "usually_with_discount": _count(finding.usually_discounted),
        }
    if isinstance(finding, ProductFinding):
        return {"product": finding.product, "product_title": finding.title, **_compared(finding)}
    if isinstance(finding, StockFinding):
        return {
            "product": finding.product,
            "product_title": finding.title,
            "period": _period(finding.period),
            "missing_orders": round(finding.missing_orders, 1),
        }
    return _place(finding)


def _compared(finding: CohortFinding | ProductFinding) -> dict[str, Any]:
    return {
        "returned": finding.returned,
        "buyers": finding.people,
        "others_returned": finding.others_returned,
        "others": finding.others,
        "difference_low": finding.low,
        "difference_high": finding.high,
        "expected": round(finding.expected, 1),
    }


def _place(finding: PlaceFinding) -> dict[str, Any]:
    return {
        "place": finding.name,
        "against": finding.against,
        "period": _period(finding.period),
        "compared": _period(finding.compared),
        "came": finding.came,
        "known": finding.known,
        "came_before": finding.came_before,
        "known_before": finding.known_before,
        "others_came": finding.others_came,
        "others_known": finding.others_known,
        "others_came_before": finding.others_came_before,
        "others_known_before": finding.others_known_before,
        "difference": finding.difference,
        "difference_low": finding.low,
        "difference_high": finding.high,
        "expected": round(finding.expected, 1),
    }


def _values(values: Any, brief: Brief) -> dict[str, Any]:
    """A limit's numbers: money as everywhere, days as text."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        if name.endswith("_minor"):
            found[name.removesuffix("_minor")] = _money(value, brief.facts.currency)
        else:
            found[name] = value.isoformat() if hasattr(value, "isoformat") else value
    return found


def _card(card: CardSheet) -> dict[str, Any]:
    advice = card.advice
    returned, base = advice.base_rate or (None, None)
    return {
        "key": advice.key,
        "title": advice.title,
        "why": advice.why,
        "people": len(advice.customers),
        "worth": _money(advice.worth_minor, advice.currency),
        "unasked": advice.unasked,
        "unasked_returned": returned,
        "unasked_of": base,
        "state": card.row.state if card.row else "open",
        "url": advice.url,
        "csv_url": advice.csv_url,
    }


def _outcome(sheet: OutcomeSheet) -> dict[str, Any]:
    found = sheet.outcome
    return {
        "key": found.row.key,
        "state": found.row.state,
        "list_as_of": found.row.as_of.isoformat(),
        "title": sheet.title,
        "text": sheet.text,
        "people": len(found.row.customers),
        "days": found.days,
        "ordered": found.ordered,
        "sales": _money(found.revenue_minor, found.row.currency),
        "unasked_returned": found.returned,
        "unasked_of": found.base,
    }
