"""Goals: one number for a metric by a day, and how it stands."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from regulars.base.state import write
from regulars.base.web.access import access, may
from regulars.base.web.components import Badge, Cell, Column, Empty, Row, Table
from regulars.base.web.desk import act_of, ask, is_confirmed, shop_of
from regulars.base.web.formats import COUNT, DATE, DAYS, DECIMAL, PERCENT, Unit, Value, money_in
from regulars.domains.insights import service
from regulars.domains.insights.forms import GoalForm
from regulars.domains.insights.queries.goals import list_goals
from regulars.domains.insights.types.goals import AHEAD, BEHIND, MISSED, NOT_BEGUN, NOT_KNOWN, REACHED, GoalRow
from regulars.kit.errors import NotFound

STATES = {
    REACHED: Badge(gettext_lazy("Reached"), "good", "circle-check"),
    MISSED: Badge(gettext_lazy("Missed"), "bad", "circle-alert"),
    AHEAD: Badge(gettext_lazy("On the way"), "good", "trending-up"),
    BEHIND: Badge(gettext_lazy("Behind"), "warning", "trending-down"),
    NOT_BEGUN: Badge(gettext_lazy("Not begun")),
    NOT_KNOWN: Badge(gettext_lazy("Not known")),
}


@access("reports.read", privacy="none")
def goals(request: HttpRequest) -> HttpResponse:
    """Show all goals with their pace, and the form for a new one."""
    return _page(request, _form(request))


@access("goals.change", privacy="none")
@require_POST
def set_goal(request: HttpRequest) -> HttpResponse:
    """Set a goal, or show the form again with what is wrong."""
    form = _form(request, bound=True)
    if not form.is_valid():
        return _page(request, form, status=422)
    found = form.cleaned_data
    write(
        service.set_goal,
        act_of(request),
        found["metric"],
        found["starts_on"],
        found["ends_on"],
        form.target_value(),
    )
    messages.success(request, _("The goal is set."))
    return HttpResponseRedirect(reverse("insights:goals"))


@access("goals.change", privacy="none")
def remove_goal(request: HttpRequest, goal: int) -> HttpResponse:
    """Give a goal up, once asked."""
    back = reverse("insights:goals")
    if goal not in {row.goal for row in list_goals()}:
        raise NotFound("goal.unknown", "There is no such goal", field="goal", value=goal)
    if not is_confirmed(request):
        text = _("The goal and its pace disappear from this page.")
        return ask(request, heading=_("Give this goal up?"), text=text, label=_("Give up"), back=back)
    write(service.remove_goal, act_of(request), goal)
    messages.success(request, _("The goal is given up."))
    return HttpResponseRedirect(back)


def _form(request: HttpRequest, *, bound: bool = False) -> GoalForm:
    shop = shop_of(request)
    return GoalForm(shop.reporting_currency if shop else "", request.POST if bound else None)


def _page(request: HttpRequest, form: GoalForm, status: int = 200) -> HttpResponse:
    rows = list_goals()
    able = may(request.user, "goals.change")
    context = {
        "heading": _("Goals"),
        "finding": _finding(rows),
        "table": _table(rows, able=able) if rows else None,
        "empty": None if rows else Empty(_("No goals yet"), _("One number for a metric by a day, and how it stands.")),
        "form": form if able else None,
    }
    return render(request, "insights/goals.html", context, status=status)


def _unit(row: GoalRow) -> Unit:
    if row.unit == "money":
        return money_in(row.currency) if row.currency else COUNT
    return {"share": PERCENT, "days": DAYS, "ratio": DECIMAL}.get(row.unit, COUNT)


def _table(rows: tuple[GoalRow, ...], *, able: bool) -> Table:
    columns = [
        Column("metric", _("Metric"), wide=True),
        Column("from", _("From"), DATE),
        Column("until", _("Until"), DATE),
        Column("target", _("Goal"), COUNT),
        Column("now", _("So far"), COUNT),
        Column("expected", _("Even pace by now"), COUNT),
        Column("projected", _("Leads to"), COUNT),
        Column("elapsed", _("Time passed"), PERCENT),
        Column("state", _("Pace")),
        Column("remove", ""),
    ]
    return Table(
        key="goals",
        columns=columns if able else columns[:-1],
        rows=[_row(row, able=able) for row in rows],
        caption=_("Goals"),
    )


def _row(row: GoalRow, *, able: bool) -> Row:
    unit = _unit(row)

    def number(value: float | None) -> Cell:
        return Cell(round(value) if value is not None and unit.kind in {"money", "count"} else value, unit)

    remove = Cell(_("Give up"), url=reverse("insights:remove_goal", args=[row.goal]))
    cells: list[Cell | Badge | Value] = [
        Cell(str(row.label), url=f"{reverse('insights:metric', args=[row.name])}?basis={row.basis}"),
        row.period.start,
        row.period.last_day,
        number(row.target),
        number(row.figure.value),
        number(row.expected),
        number(row.projected),
        row.elapsed,
        STATES[row.state],
        *([remove] if able else []),
    ]
    return Row(cells)


def _finding(rows: tuple[GoalRow, ...]) -> str:
    running = [row for row in rows if row.state in (AHEAD, BEHIND, REACHED) and row.elapsed < 1]
    if not running:
        return ""
    good = sum(row.state != BEHIND for row in running)
    return _("%(good)s of %(all)s running goals are on their way.") % {"good": good, "all": len(running)}
