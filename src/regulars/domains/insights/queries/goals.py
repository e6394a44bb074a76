"""Goals and how they stand."""

from __future__ import annotations

from datetime import date

from regulars.domains.insights.models import Goal
from regulars.domains.insights.queries.context import reporting
from regulars.domains.insights.queries.metrics import definition, row_of
from regulars.domains.insights.rules import goals as rules
from regulars.domains.insights.types import Filters, days_text
from regulars.domains.insights.types.goals import GoalRow
from regulars.kit.periods import DAY, Period


def list_goals(as_of: date | None = None) -> tuple[GoalRow, ...]:
    """All goals, the next to end first, those over last; each with its figure and pace as of the last full day."""
    rows = [_row(goal, as_of) for goal in Goal.objects.order_by("ends_on", "metric")]
    return tuple(sorted(rows, key=lambda row: (row.period.end <= row.as_of, row.period.end, row.name)))


def _row(goal: Goal, as_of: date | None) -> GoalRow:
    metric = definition(goal.metric)
    period = Period(goal.starts_on, goal.ends_on + DAY)
    with reporting(Filters(dates=days_text(period), basis=goal.basis, as_of=as_of)) as context:
        row = row_of(context, metric)
    target = rules.shown(goal.target, metric.unit)
    part = rules.elapsed(period, row.as_of)
    state, expected, projected = rules.pace(goal.metric, target, row.figure, part)
    return GoalRow(
        goal=int(goal.pk),
        name=goal.metric,
        label=metric.label,
        unit=metric.unit,
        currency=row.currency,
        basis=row.basis,
        period=period,
        target=target,
        as_of=row.as_of,
        figure=row.figure,
        state=state,
        elapsed=float(part),
        expected=expected,
        projected=projected,
    )
