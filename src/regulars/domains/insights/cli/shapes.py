"""The JSON of the reporting commands: stable keys, money as amount and currency, what is not known as null."""

from __future__ import annotations

from typing import Any

from regulars.domains.insights.facts.definitions import Metric
from regulars.domains.insights.facts.words import NOTES, WHY
from regulars.domains.insights.types import Filters
from regulars.domains.insights.types.figures import Change, Figure, Group, MetricRow
from regulars.domains.insights.types.reports import Cohort, CohortCell, CohortGrid, RfmGrid
from regulars.kit.periods import Period

Json = dict[str, Any]


def filters_json(filters: Filters) -> Json:
    """The filters in force as their parameters, lists where several values may stand.

    `dates`, `compare` and `basis` are always there, also where nobody asked for others than the usual ones.
    """
    given: dict[str, list[str]] = {"dates": [filters.dates], "compare": [filters.compare], "basis": [filters.basis]}
    usual = set(given)
    for name, value in filters.to_query():
        if name not in usual:
            given.setdefault(name, []).append(value)
    return {name: values if len(values) > 1 else values[0] for name, values in given.items()}


def amount(minor: float | None, currency: str) -> Json | None:
    return None if minor is None else {"amount_minor": round(minor), "currency": currency}


def metric_json(metric: Metric, row: MetricRow, bases: dict[str, Figure]) -> Json:
    found: Json = {
        "name": row.name,
        "label": str(row.label),
        "unit": row.unit,
        "span": row.span,
        "basis": row.basis,
        "definition": {
            "counts": str(metric.counts),
            "formula": str(metric.formula),
            "edge_cases": [str(edge) for edge in metric.edges],
        },
        "period": {**period_json(row.period), "open": row.is_open},
        **_figure(row.figure, metric, row.currency),
        "bases": {basis: _value(figure.value, row.unit, row.currency) for basis, figure in sorted(bases.items())},
        "previous": _previous(row, metric),
        "change": change_json(row.change, row.unit, row.currency),
        "notes": notes_json(row.notes),
    }
    if row.grain:
        found["grain"] = row.grain
        found["series"] = [
            {
                "label": point.label,
                **period_json(point.period),
                "open": point.is_open,
                "cut": point.is_cut,
                **_figure(point.figure, metric, row.currency),
            }
            for point in row.series
        ]
    if row.by:
        found["by"] = row.by
        found["groups"] = [_group(group, metric, row.currency) for group in row.groups]
        found["groups_left_out"] = row.groups_left_out
    return found


def period_json(period: Period) -> Json:
    """Both days included."""
    return {"first_day": period.start, "last_day": period.last_day}


def change_json(change: Change | None, unit: str, currency: str) -> Json | None:
    if change is None:
        return None
    return {
        "difference": _value(change.difference, unit, currency),
        "relative": change.relative,
        "low": change.low,
        "high": change.high,
    }


def notes_json(notes: tuple[str, ...]) -> list[Json]:
    return [{"code": code, "text": str(NOTES[code])} for code in notes]


def cohorts_json(grid: CohortGrid) -> Json:
    return {
        "grain": grid.grain,
        "ages": grid.ages,
        "basis": grid.basis,
        "since": grid.since,
        "settled_from": grid.settled_from,
        "cohorts": [_cohort(one, grid.currency) for one in grid.cohorts],
        "overall": [_cell(cell, grid.currency) for cell in grid.overall],
        "notes": notes_json(grid.notes),
    }


def rfm_json(grid: RfmGrid) -> Json:
    return {
        "basis": grid.basis,
        "customers": grid.customers,
        "revenue": amount(grid.amount_minor, grid.currency),
        "own_cuts": list(grid.own_cuts),
        "cells": [
            {
                "r": cell.r,
                "f": cell.f,
                "customers": cell.customers,
                "share": cell.share,
                "revenue": amount(cell.amount_minor, grid.currency),
                "revenue_per_customer": amount(cell.mean_minor, grid.currency),
                "segment": cell.segment,
            }
            for cell in grid.cells
        ],
        "segments": [
            {
                "key": one.key,
                "label": str(one.label),
                "advice": str(one.advice),
                "customers": one.customers,
                "share": one.share,
                "revenue": amount(one.amount_minor, grid.currency),
                "revenue_share": one.amount_share,
            }
            for one in grid.segments
        ],
        "bands": [
            {
                "letter": band.letter,
                "score": band.score,
                "customers": band.customers,
                "low": band.low,
                "high": band.high,
            }
            for band in grid.bands
        ],
    }


def _previous(row: MetricRow, metric: Metric) -> Json | None:
    if row.previous is None or row.previous_period is None:
        return {"why": row.previous_why, "why_text": str(WHY[row.previous_why])} if row.previous_why else None
    return {**period_json(row.previous_period), **_figure(row.previous, metric, row.currency)}


def _figure(figure: Figure, metric: Metric, currency: str) -> Json:
    above, below = metric.parts
    found: Json = {
        "value": _value(figure.value, metric.unit, currency),
        "numerator": _value(figure.numerator, above, currency),
        "denominator": _value(figure.denominator, below, currency),
        "low": _value(figure.low, metric.unit, currency),
        "high": _value(figure.high, metric.unit, currency),
    }
    if figure.unidentified is not None:
        found["unidentified"] = _value(figure.unidentified, metric.unit, currency)
        found["together"] = _value(figure.together, metric.unit, currency)
    if figure.estimated:
        found["estimated"] = True
    if figure.why:
        found["why"], found["why_text"] = figure.why, str(WHY[figure.why])
    return found


def _value(value: float | None, unit: str, currency: str) -> Any:
    return amount(value, currency) if unit == "money" else value


def _group(group: Group, metric: Metric, currency: str) -> Json:
    found = {"key": group.key, "label": str(group.label), **_figure(group.figure, metric, currency)}
    if group.previous is not None:
        found["previous"] = _figure(group.previous, metric, currency)
        found["change"] = change_json(group.change, metric.unit, currency)
    return found


def _cohort(one: Cohort, currency: str) -> Json:
    return {
        "label": one.label,
        **period_json(one.period),
        "size": one.size,
        "open": one.is_open,
        "holds_old_customers": one.holds_old_customers,
        "cells": [_cell(cell, currency) for cell in one.cells],
    }


def _cell(cell: CohortCell, currency: str) -> Json:
    return {
        "age": cell.age,
        "state": cell.state,
        "active": cell.active,
        "share": cell.share,
        "low": cell.low,
        "high": cell.high,
        "orders": cell.orders,
        "revenue": amount(cell.amount_minor, currency),
        "cumulative": amount(cell.cumulative_minor, currency),
        "cumulative_per_buyer": amount(cell.cumulative_per_buyer_minor, currency),
    }
