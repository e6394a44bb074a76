"""What changed, in words."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulars.base.web.formats import Unit, signed
from regulars.domains.insights.types.brief import BriefFacts, Change, Part
from regulars.edges.desk.brief import words
from regulars.edges.desk.brief.sheet import ChangeSheet, GroupSheet, NamedPart, Step

DIMENSIONS = ("buyers", "cohort", "category", "product", "channel", "country")


def say_change(facts: BriefFacts, change: Change) -> ChangeSheet:
    """Put one change into words."""
    same_year = change.period.start.year == change.compared.start.year == change.compared.last_day.year
    period = words.months(change.period, year=not same_year)
    compared = words.months(change.compared, year=not same_year)
    steps = _steps(change)
    groups = tuple(_group(change, dimension) for dimension in DIMENSIONS if _parts(change, dimension))
    short = _short(facts, change, words.months(change.period), compared)
    return ChangeSheet(
        change=change,
        text=_sentence(facts, change, steps, _short(facts, change, period, compared)),
        short=_("%(sentence)s.") % {"sentence": short},
        period=words.months(change.period),
        compared=words.months(change.compared),
        steps=steps,
        groups=groups,
        chance=_chance(groups),
        apart=_apart(facts, change),
    )


def _steps(change: Change) -> tuple[Step, ...]:
    up = {key: value >= 0 for key, value in _amounts(change).items()}
    labels = {
        "buyers": _("more buyers") if up["buyers"] else _("fewer buyers"),
        "frequency": _("more orders each") if up["frequency"] else _("fewer orders each"),
        "order_size": _("larger orders") if up["order_size"] else _("smaller orders"),
        "refunds": _("fewer refunds without an order") if up["refunds"] else _("more refunds without an order"),
    }
    found = [Step(key, labels[key], amount) for key, amount in _amounts(change).items()]
    return tuple(step for step in found if step.key != "refunds" or step.amount_minor)


def _amounts(change: Change) -> dict[str, int]:
    return {
        "buyers": change.buyers_minor,
        "frequency": change.frequency_minor,
        "order_size": change.order_size_minor,
        "refunds": change.refunds_minor,
    }


def _short(facts: BriefFacts, change: Change, period: str, compared: str) -> str:
    numbers = {
        "period": period,
        "compared": compared,
        "amount": words.amount(change.after.total_minor, facts.currency),
        "change": words.amount(abs(change.change_minor), facts.currency),
        "percent": _percent(change.relative),
    }
    if change.change_minor > 0:
        return _("%(period)s: %(amount)s, up %(change)s (%(percent)s) on %(compared)s") % numbers
    if change.change_minor < 0:
        return _("%(period)s: %(amount)s, down %(change)s (%(percent)s) on %(compared)s") % numbers
    return _("%(period)s: %(amount)s, as much as in %(compared)s") % numbers


def _sentence(facts: BriefFacts, change: Change, steps: Sequence[Step], short: str) -> str:
    if not change.change_minor:
        return _("%(sentence)s.") % {"sentence": short}
    return _("%(short)s, %(parts)s.") % {"short": short, "parts": _of_it(change, steps, facts.currency)}


def _percent(relative: float | None) -> str:
    return signed(relative, Unit("percent")) if relative is not None else _("from nothing")


def _of_it(change: Change, steps: Sequence[Step], money: str) -> str:
    """`of it A from more buyers, B from ...`; with their signs where one works against the others."""
    shown = [step for step in steps if step.key != "refunds" or abs(step.amount_minor) >= abs(change.change_minor) / 50]
    if all((step.amount_minor > 0) == (change.change_minor > 0) for step in shown):
        parts = [_part(step, words.amount(abs(step.amount_minor), money)) for step in shown]
        return _("of it %(parts)s") % {"parts": ", ".join(parts)}
    parts = [_part(step, words.plus_amount(step.amount_minor, money)) for step in shown]
    return _("that is %(parts)s") % {"parts": ", ".join(parts)}


def _part(step: Step, amount: str) -> str:
    return _("%(amount)s from %(cause)s") % {"amount": amount, "cause": step.label}


def _chance(groups: Sequence[GroupSheet]) -> str:
    quiet = [group.label for group in groups if not any(named.part.is_clear for named in group.parts)]
    if not quiet:
        return ""
    return _("No group moved by more than chance explains in: %(dimensions)s.") % {"dimensions": words.listed(quiet)}


def _apart(facts: BriefFacts, change: Change) -> str:
    orders = change.after.unidentified_orders
    if not orders and not change.before.unidentified_orders:
        return ""
    together = change.after.total_minor + change.after.unidentified_minor
    before = change.before.total_minor + change.before.unidentified_minor
    return ngettext(
        "%(orders)s more order names no customer: %(amount)s (before: %(before)s). Together %(together)s, after "
        "%(together_before)s.",
        "%(orders)s more orders name no customer: %(amount)s (before: %(before)s). Together %(together)s, after "
        "%(together_before)s.",
        orders,
    ) % {
        "orders": words.count(orders),
        "amount": words.amount(change.after.unidentified_minor, facts.currency),
        "before": words.amount(change.before.unidentified_minor, facts.currency),
        "together": words.amount(together, facts.currency),
        "together_before": words.amount(before, facts.currency),
    }


def _parts(change: Change, dimension: str) -> list[Part]:
    return [part for part in change.parts if part.dimension == dimension]


def _group(change: Change, dimension: str) -> GroupSheet:
    labels = {
        "buyers": _("New and returning buyers"),
        "cohort": _("When buyers first came"),
        "category": _("Categories"),
        "product": _("Products"),
        "channel": _("Channels"),
        "country": _("Countries"),
    }
    parts = _parts(change, dimension)
    oldest = max((str(part.key) for part in parts), default="") if dimension == "cohort" else ""
    named = tuple(NamedPart(part, name_of(part, str(part.key) == oldest and int(oldest) > 1)) for part in parts)
    return GroupSheet(dimension, labels[dimension], named, change.left_out.get(dimension, 0))


def name_of(part: Part, is_oldest: bool = False) -> str:
    """What a group is called."""
    if part.dimension == "buyers":
        return _("New buyers") if part.key == "new" else _("Returning buyers")
    if part.dimension == "cohort":
        return _age(int(part.key or 0), is_oldest)
    if part.dimension == "product":
        return part.label or _("No product named")
    if part.dimension == "country":
        return words.country(str(part.key or ""))
    return str(part.key or "") or (_("No category") if part.dimension == "category" else _("No channel named"))


def _age(blocks: int, is_oldest: bool) -> str:
    if blocks == 0:
        return _("New in these three months")
    if blocks == 1 and not is_oldest:
        return _("New in the three months before")
    if is_oldest:
        return _("New more than %(months)s months before") % {"months": 3 * (blocks - 1)}
    return _("New %(first)s to %(last)s months before") % {"first": 3 * (blocks - 1), "last": 3 * blocks}
