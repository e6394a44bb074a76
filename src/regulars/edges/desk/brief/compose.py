"""Makes the brief: facts from `insights`, advice from whoever gives any, and sentences about both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulars.base import extends
from regulars.base.extends import Advice
from regulars.base.shop.queries import ShopRow, find_shop
from regulars.base.staff.queries import list_staff
from regulars.base.web.formats import PERCENT, interval, show
from regulars.domains.insights import queries
from regulars.domains.insights.extends import list_name
from regulars.domains.insights.types import Filters
from regulars.domains.insights.types.advice import ASSIGNED, DONE, AdviceOutcome, AdviceRow
from regulars.domains.insights.types.brief import BriefFacts
from regulars.edges.desk.brief import choice, words
from regulars.edges.desk.brief.say_changes import say_change
from regulars.edges.desk.brief.say_findings import Saying, say_finding
from regulars.edges.desk.brief.say_limits import say_limit
from regulars.edges.desk.brief.sheet import Brief, CardSheet, ChangeSheet, OutcomeSheet
from regulars.kit import clock


def compose(filters: Filters) -> Brief:
    """The brief of what the filters select, in the active language."""
    facts = queries.brief(filters)
    shop = find_shop()
    saying = Saying(facts, _public_product(shop))
    changes = tuple(say_change(facts, change) for change in facts.changes)
    decided = queries.decisions()
    cards = _cards(facts, decided) if facts.orders else ()
    findings = tuple(say_finding(finding, saying) for finding in facts.findings)
    return Brief(
        shop=shop.name if shop else "",
        filters=filters,
        facts=facts,
        as_of=_("as of %(day)s") % {"day": show(facts.as_of)},
        headline=_headline(facts),
        lead=" ".join([_headline(facts), *(change.short for change in changes[:1])]),
        sentences=tuple(_sentences(facts, changes)),
        changes=changes,
        findings=findings,
        quiet="" if findings else _quiet(facts),
        limits=tuple(say_limit(limit, facts) for limit in facts.limits),
        cards=cards,
        no_cards="" if cards else _no_cards(facts),
        outcomes=tuple(_outcomes(decided, facts.as_of)),
        method=_method(facts),
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


def _public_product(shop: ShopRow | None) -> Callable[[int], str]:
    return lambda number: shop.public("prd", number) if shop else str(number)


def _headline(facts: BriefFacts) -> str:
    repeat = facts.repeat
    if not repeat.of:
        return _("No order of a known customer yet.") if facts.orders else _("There is no order yet.")
    numbers = {"count": words.count(repeat.count), "of": words.count(repeat.of), "share": words.share(repeat.share)}
    return (
        ngettext(
            "%(count)s of %(of)s buyers ordered again (%(share)s).",
            "%(count)s of %(of)s buyers ordered again (%(share)s).",
            repeat.of,
        )
        % numbers
    )


def _sentences(facts: BriefFacts, changes: Sequence[ChangeSheet]) -> list[str]:
    said = [change.text for change in changes]
    best = facts.concentration
    if best.top_decile_share is not None and best.customers >= choice.LEAST_PEOPLE:
        said.append(
            ngettext(
                "%(people)s buyer (%(part)s) brings %(share)s.", "%(people)s buyers (%(part)s) bring %(share)s.",
                best.top_decile_customers,
            )
            % {
                "people": words.count(best.top_decile_customers),
                "part": words.whole_share(best.top_decile_customers / best.customers),
                "share": words.whole_share(best.top_decile_share),
            }
        )  # fmt: skip
    if facts.returns is not None and facts.returns_period is not None:
        said.append(
            _(
                "Of %(of)s buyers won in %(when)s, %(count)s (%(share)s; likely %(likely)s) ordered again within "
                "90 days."
            )
            % {
                "of": words.count(facts.returns.of),
                "when": words.months(facts.returns_period),
                "count": words.count(facts.returns.count),
                "share": words.share(facts.returns.share),
                "likely": interval(facts.returns.low, facts.returns.high, PERCENT),
            }
        )
    return said


def _quiet(facts: BriefFacts) -> str:
    if not facts.candidates:
        return _("Nothing can be compared yet.")
    return ngettext(
        "Nothing deviates by more than chance explains; %(number)s comparison was made.",
        "Nothing deviates by more than chance explains; %(number)s comparisons were made.",
        facts.candidates,
    ) % {"number": words.count(facts.candidates)}


def _no_cards(facts: BriefFacts) -> str:
    if not facts.orders:
        return ""
    return _("No list of 30 people or more is worth a card today.")


def _method(facts: BriefFacts) -> str:
    if not facts.candidates:
        return ""
    return ngettext(
        "%(number)s comparison was made. What is said here passes one bar for all of them together: in a shop where "
        "nothing deviates, fewer than one brief in a hundred would say anything.",
        "%(number)s comparisons were made. What is said here passes one bar for all of them together: in a shop where "
        "nothing deviates, fewer than one brief in a hundred would say anything.",
        facts.candidates,
    ) % {"number": words.count(facts.candidates)}


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
    name = list_name(row.key)
    return OutcomeSheet(found, done % {"list": name}, text, f"{reverse('traits:customers')}?list=advice.{row.id}")
