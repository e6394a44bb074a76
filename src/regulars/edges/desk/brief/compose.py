"""Makes the brief: facts from `insights`, advice from whoever gives any, and sentences about both."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from regulars.base import extends
from regulars.base.extends import Advice
from regulars.base.shop.queries import find_shop
from regulars.base.staff.queries import list_staff
from regulars.base.web.formats import show
from regulars.domains.insights import queries
from regulars.domains.insights.types import Filters
from regulars.domains.insights.types.advice import ASSIGNED, DONE, LIST_NAMES, AdviceOutcome, AdviceRow
from regulars.domains.insights.types.brief import BriefFacts
from regulars.edges.desk.brief import choice, words
from regulars.edges.desk.brief.say_brief import say_brief
from regulars.edges.desk.brief.sheet import Brief, CardSheet, OutcomeSheet
from regulars.kit import clock


def compose(filters: Filters) -> Brief:
    """The brief of what the filters select, in the active language."""
    facts = queries.brief(filters)
    shop = find_shop()
    decided = queries.decisions()
    return say_brief(
        facts,
        filters,
        shop=shop.name if shop else "",
        public_id=(lambda number: shop.public("prd", number)) if shop else str,
        cards=_cards(facts, decided) if facts.orders else (),
        outcomes=_outcomes(decided, facts.as_of),
    )


def offers(as_of: date) -> tuple[Advice, ...]:
    """What all providers advise, most valuable first, nothing left out."""
    found = [advice for provider in extends.advice for advice in provider.advise(as_of)]
    return tuple(sorted(found, key=choice.by_value))


def offer(key: str, as_of: date) -> Advice | None:
    """One piece of advice by its key, as it stands on a day."""
    return next((advice for advice in offers(as_of) if advice.key == key), None)


def _cards(facts: BriefFacts, decided: Sequence[AdviceRow]) -> tuple[CardSheet, ...]:
    taken = {row.key: row for row in reversed(decided) if row.state == ASSIGNED}
    chosen = choice.cards(offers(facts.as_of), decided, clock.now().date())
    staff = {one.id: one.name or one.email for one in list_staff()} if any(one.key in taken for one in chosen) else {}
    return tuple(
        CardSheet(advice, row, staff.get(row.staff or 0, "") if row else "")
        for advice in chosen
        for row in [taken.get(advice.key)]
    )


def _outcomes(decided: Sequence[AdviceRow], as_of: date) -> list[OutcomeSheet]:
    today = clock.now().date()
    told = [row for row in decided if row.state in (DONE, ASSIGNED) and row.as_of <= as_of]
    fresh = [row for row in told if choice.is_recent(row, today)][: choice.MOST_OUTCOMES]
    return [_outcome(queries.outcome(row, as_of)) for row in fresh]


def _outcome(found: AdviceOutcome) -> OutcomeSheet:
    row, people = found.row, len(found.row.customers)
    numbers = {
        "people": words.count(people),
        "day": show(row.as_of),
        "days": words.count(found.days),
        "ordered": words.count(found.ordered),
        "share": words.share(found.ordered / people if people else None),
        "amount": words.amount(found.revenue_minor, row.currency),
        "base": words.count(found.base),
        "base_share": words.share(found.returned / found.base if found.base else None),
    }
    if found.days < 1:
        text = _("%(people)s people since %(day)s; no full day has been seen since.") % numbers
    else:
        text = _(
            "Of %(people)s people on the list of %(day)s, %(ordered)s (%(share)s) have ordered since, for %(amount)s."
        )
        text %= numbers
        if found.base:
            text += (
                " "
                + _(
                    "Of %(base)s who stood there before them, %(base_share)s did so in as many days (%(days)s) unasked."
                )
                % numbers
            )
        text += " " + _("Without a control group this is no proof of what the list did.")
    done = _("%(list)s: done") if row.state == DONE else _("%(list)s: taken up")
    name = _(LIST_NAMES.get(row.key, row.key))
    return OutcomeSheet(found, done % {"list": name}, text, f"{reverse('traits:customers')}?list=advice.{row.id}")
