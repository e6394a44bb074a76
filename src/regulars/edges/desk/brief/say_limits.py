"""What cannot be said, and why, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulars.base.web.formats import MONTH, show
from regulars.domains.insights.types.brief import BriefFacts, Limit
from regulars.edges.desk.brief import words
from regulars.edges.desk.brief.sheet import LimitSheet

MONTHS_OF_A_YEAR = 13


def say_limit(limit: Limit, facts: BriefFacts) -> LimitSheet:
    """Put one limit into words."""
    title, text = _texts(limit)
    if limit.code == "one_year" and limit.values["months"] > MONTHS_OF_A_YEAR:
        text = _(
            "History begins on %(since)s. %(months)s months of history cannot tell season from growth: for that it "
            "would have to reach back to %(needed_from)s."
        )
    said = _spoken(limit.values, facts.currency)
    return LimitSheet(limit, title % said, text % said)


def _spoken(values: Mapping[str, Any], currency: str) -> dict[str, str]:
    """Every value as people read it, by the shape its name tells."""
    said = {}
    for name, value in values.items():
        if name.endswith("_minor"):
            said[name] = words.amount(value, currency)
        elif name.startswith("share_"):
            said[name] = words.share(value)
        elif name == "month":
            said[name] = show(value, MONTH)
        elif isinstance(value, int):
            said[name] = words.count(value)
        else:
            said[name] = show(value)
    return said


def _texts(limit: Limit) -> tuple[str, str]:
    return (_texts_of_time() | _texts_of_people(limit) | _texts_of_money(limit))[limit.code]


def _texts_of_time() -> dict[str, tuple[str, str]]:
    return {
        "no_orders": (_("Anything"), _("There is no order yet.")),
        "too_short": (
            _("What changed"),
            _(
                "History begins on %(since)s; to compare three months with the three before it has to reach "
                "%(needed_from)s."
            ),
        ),
        "one_year": (
            _("Season or growth"),
            _(
                "History begins on %(since)s. One year of history cannot tell season from growth: for that it would "
                "have to reach back to %(needed_from)s."
            ),
        ),
        "open_month": (
            _("How %(month)s goes"),
            _("%(days)s of its %(of_days)s days have been seen; a half-open month is compared with nothing."),
        ),
    }


def _texts_of_people(limit: Limit) -> dict[str, tuple[str, str]]:
    orders = int(limit.values.get("orders", 0))
    return {
        "few_buyers": (
            _("Rates and causes"),
            _("%(buyers)s known buyers are too few; from %(needed)s on there is something to compare."),
        ),
        "nobody_comparable": (
            _("Whether buyers come back more or less than before"),
            _(
                "History begins on %(since)s, and old customers look new until their first order in it. No buyer "
                "is both "
                "surely new and known for 90 days."
            ),
        ),
        "first_months": (
            _("How the first months compare"),
            _(
                "The file begins on %(since)s, and old customers look new until they order for the first time in it. "
                "Buyers won up to %(last)s are therefore compared with nobody."
            ),
        ),
        "unidentified": (
            _("Who stands behind some orders"),
            ngettext(
                "%(orders)s order of %(of_orders)s (%(share_of_orders)s) names no customer: %(amount_minor)s of "
                "%(of_minor)s (%(share_of_amount)s). It is counted in no figure about buyers.",
                "%(orders)s orders of %(of_orders)s (%(share_of_orders)s) name no customer: %(amount_minor)s of "
                "%(of_minor)s (%(share_of_amount)s). They are counted in no figure about buyers.",
                orders,
            ),
        ),
    }


def _texts_of_money(limit: Limit) -> dict[str, tuple[str, str]]:
    orders = int(limit.values.get("orders", 0))
    return {
        "nothing_netted": (
            _("What was left after refunds"),
            _("These figures count what was sold; discounts, tax, refunds and cancellations are not taken off."),
        ),
        "no_rate": (
            _("What orders in %(currency)s are worth"),
            ngettext(
                "%(orders)s order has no exchange rate for its day; it counts as an order, without an amount.",
                "%(orders)s orders have no exchange rate for their day; they count as orders, without an amount.",
                orders,
            ),
        ),
        "refund_days": (
            _("When refunds were made"),
            _(
                "%(same_day)s of %(refunds)s refunds carry the day of their order: the source does not say when "
                "they were made."
            ),
        ),
        "no_costs": (_("What is earned"), _("No cost of goods is known, so every amount is sales, not profit.")),
        "some_costs": (
            _("What is earned"),
            _(
                "%(orders)s of %(of_orders)s orders hold something whose cost is not known; amounts are sales, not "
                "profit."
            ),
        ),
        "estimated_costs": (
            _("What exactly is earned"),
            _("Costs of %(orders)s of %(of_orders)s orders are estimated from the shop's margin rate."),
        ),
    }
