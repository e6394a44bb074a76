"""Setting goals and giving them up."""

from __future__ import annotations

from datetime import date

from regulars.base.activity import record
from regulars.base.state import Act, verb
from regulars.domains.insights.events import GoalRemoved, GoalSet
from regulars.domains.insights.models import Goal
from regulars.domains.insights.rules import goals as rules
from regulars.domains.insights.types import BASES
from regulars.kit.errors import NotFound, Refused
from regulars.kit.text import gettext_noop as _


@verb
def set_goal(act: Act, metric: str, starts_on: date, ends_on: date, target: float, basis: str = "net") -> int:
    """Set the goal of a metric for a last day, or change it; answers its key.

    `target` is minor units for money, else the figure itself (0.35 is 35 %).

    Raises:
        NotFound: there is no such metric.
        Refused: the days are the wrong way round, or the target is not above 0.
    """
    from regulars.domains.insights.facts.definitions import metric_named

    defined = metric_named(metric)
    if ends_on < starts_on:
        raise Refused(
            "goal.ends_before_it_starts",
            _("A goal cannot end before it starts."),
            field="ends_on",
            value=ends_on,
            fix=_("Choose a last day that is not before the first."),
        )
    kept = rules.stored(target, defined.unit)
    if kept <= 0:
        raise Refused(
            "goal.target_not_positive",
            _("A goal needs a number above 0."),
            field="target",
            value=target,
            fix=_("Enter what you want to reach."),
        )
    fitting = basis if basis in defined.bases else defined.bases[0]
    assert fitting in BASES
    row, _created = Goal.objects.update_or_create(
        metric=metric,
        ends_on=ends_on,
        defaults={
            "starts_on": starts_on,
            "target": kept,
            "basis": fitting,
            "set_by": act.actor[:60],
            "set_at": act.now,
        },
    )
    event = GoalSet(goal=row.pk, metric=metric, ends_on=ends_on.isoformat(), target=kept)
    record(act, event, subject=f"goal:{row.pk}")
    return int(row.pk)


@verb
def remove_goal(act: Act, goal: int) -> None:
    """Give a goal up.

    Raises:
        NotFound: there is no such goal.
    """
    row = Goal.objects.filter(pk=goal).first()
    if row is None:
        raise NotFound("goal.unknown", _("There is no such goal."), field="goal", value=goal)
    row.delete()
    record(act, GoalRemoved(goal=goal, metric=row.metric), subject=f"goal:{goal}")
