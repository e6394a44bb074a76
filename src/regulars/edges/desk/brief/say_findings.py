"""What deviates, in words: said, counted, how sure, and what it is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulars.base.web.formats import POINTS, signed
from regulars.domains.insights.types.brief import (
    BriefFacts,
    CohortFinding,
    Finding,
    PlaceFinding,
    ProductFinding,
    StockFinding,
)
from regulars.edges.desk.brief import words
from regulars.edges.desk.brief.sheet import Evidence, FindingSheet
from regulars.kit.periods import DAY

RETURN_DAYS, KNOWN_DAYS = 90, 182
_UNUSUAL = 1.5  # times as many new buyers as around
_DISCOUNT_POINTS = 0.2


@dataclass(frozen=True, slots=True)
class Saying:
    """What sentences about findings need besides the finding."""

    facts: BriefFacts
    public_id: Callable[[int], str]

    def worth(self, minor: int) -> str:
        return words.roughly(minor, self.facts.currency)


def say_finding(finding: Finding, saying: Saying) -> FindingSheet:
    """Put one finding into words."""
    if isinstance(finding, CohortFinding):
        return _cohort(finding, saying)
    if isinstance(finding, ProductFinding):
        return _product(finding, saying)
    if isinstance(finding, StockFinding):
        return _stock(finding, saying)
    return _place(finding, saying)


def _cohort(finding: CohortFinding, saying: Saying) -> FindingSheet:
    fewer = finding.worth_minor < 0
    who = _cohort_name(finding)
    around = {
        "week": _("First order in the weeks around"),
        "month": _("First order in the months around"),
        "year": _("First order in the same months a year before"),
    }[finding.kind]
    title = (
        _("Buyers who first came in %(when)s came back less") if fewer
        else _("Buyers who first came in %(when)s came back more")
    )  # fmt: skip
    start, last = finding.period.start.isoformat(), finding.period.last_day.isoformat()
    return FindingSheet(
        finding=finding,
        title=title % {"when": who},
        text=_returned(finding.returned, finding.people, finding.others_returned, finding.others, around),
        detail=_returns_detail(finding, saying) + _marks(finding),
        caution=_season(finding, saying),
        is_good=not fewer,
        evidence=(
            Evidence(_("First order in %(when)s") % {"when": who}, finding.returned, finding.people),
            Evidence(around, finding.others_returned, finding.others),
        ),
        url=_customers(saying, first_from=start, first_to=last),
        action=_("Open these buyers"),
    )


def _cohort_name(finding: CohortFinding) -> str:
    if finding.kind == "week":
        return _("the week of %(day)s") % {"day": words.days(finding.period)}
    return words.months(finding.period)


def _returned(returned: int, people: int, others_returned: int, others: int, group: str) -> str:
    return _(
        "%(returned)s of %(people)s (%(share)s) ordered again within %(days)s days. %(group)s: %(others_returned)s of "
        "%(others)s (%(others_share)s)."
    ) % {
        "returned": words.count(returned),
        "people": words.count(people),
        "share": words.share(returned / people),
        "days": RETURN_DAYS,
        "group": group,
        "others_returned": words.count(others_returned),
        "others": words.count(others),
        "others_share": words.share(others_returned / others),
    }


def _returns_detail(finding: CohortFinding | ProductFinding, saying: Saying) -> str:
    difference = finding.returned / finding.people - finding.others_returned / finding.others
    missing = abs(round(finding.returned - finding.expected))
    numbers = {
        "difference": signed(difference, POINTS),
        "likely": words.points(finding.low, finding.high),
        "orders": words.count(missing),
        "worth": saying.worth(finding.worth_minor),
    }
    if finding.worth_minor < 0:
        return _("%(difference)s (%(likely)s): about %(orders)s second orders fewer, some %(worth)s.") % numbers
    return _("%(difference)s (%(likely)s): about %(orders)s second orders more, some %(worth)s.") % numbers


def _marks(finding: CohortFinding) -> str:
    """What was special about these first orders, where something was."""
    said = ""
    if finding.usual_people and finding.people > _UNUSUAL * finding.usual_people:
        said += " " + _("%(times)s times as many new buyers came as usual.") % {
            "times": words.count(round(finding.people / finding.usual_people, 1))
        }
    inside, usual = finding.discounted.share, finding.usually_discounted.share
    if inside is not None and usual is not None and abs(inside - usual) >= _DISCOUNT_POINTS:
        said += " " + _("%(share)s of these first orders carried a discount (around it: %(usual)s).") % {
            "share": words.whole_share(inside),
            "usual": words.whole_share(usual),
        }
    return said


def _season(finding: CohortFinding, saying: Saying) -> str:
    if finding.kind == "year":
        return _("The same months, so the season does not explain it.")
    if (saying.facts.as_of - saying.facts.since).days < 2 * 365:
        return _("With less than two years of history this may be the time of year.")
    return ""


def _product(finding: ProductFinding, saying: Saying) -> FindingSheet:
    fewer = finding.worth_minor < 0
    title = _("Who begins with %(product)s comes back less") if fewer else _("%(product)s makes regulars")
    rest = _("Everybody else")
    return FindingSheet(
        finding=finding,
        title=title % {"product": finding.title},
        text=_returned(finding.returned, finding.people, finding.others_returned, finding.others, rest),
        detail=_returns_detail(finding, saying),
        caution=_(
            "It holds among buyers of the same month, channel and country, too. Who chooses a product may differ from "
            "others: offering it to everybody need not do the same."
        ),
        is_good=not fewer,
        evidence=(
            Evidence(_("Began with %(product)s") % {"product": finding.title}, finding.returned, finding.people),
            Evidence(rest, finding.others_returned, finding.others),
        ),
        url=_customers(saying, first_product=saying.public_id(finding.product)),
        action=_("Open these buyers"),
    )


def _stock(finding: StockFinding, saying: Saying) -> FindingSheet:
    usual = finding.orders_around / finding.shop_orders_around
    when = {"product": finding.title, "when": words.days(finding.period)}
    text = ngettext(
        "Not one sale on %(days)s day. In the weeks before and after it was in %(orders)s of %(shop)s orders "
        "(%(share)s).",
        "Not one sale in %(days)s days. In the weeks before and after it was in %(orders)s of %(shop)s orders "
        "(%(share)s).",
        finding.period.days,
    ) % {
        "days": words.count(finding.period.days),
        "orders": words.count(finding.orders_around),
        "shop": words.count(finding.shop_orders_around),
        "share": words.share(usual),
    }
    detail = _("At that share about %(orders)s orders with it are missing, some %(worth)s.") % {
        "orders": words.count(round(finding.missing_orders)),
        "worth": saying.worth(finding.worth_minor),
    }
    return FindingSheet(
        finding=finding,
        title=_("%(product)s was most likely out of stock, %(when)s") % when,
        text=text,
        detail=detail,
        caution=_("Orders do not say why; check your stock list. Some buyers took something else or came later."),
        is_good=False,
        evidence=(
            Evidence(_("Orders with it, in the gap"), 0, finding.shop_orders),
            Evidence(_("Orders with it, in the weeks beside"), finding.orders_around, finding.shop_orders_around),
        ),
        url=reverse("catalog:product", args=[saying.public_id(finding.product)]),
        action=_("Open the product"),
    )


def _place(finding: PlaceFinding, saying: Saying) -> FindingSheet:
    name = words.country(finding.name) if finding.kind == "country" else finding.name
    less = finding.difference < 0
    title = _("%(place)s: customers come back less") if less else _("%(place)s: customers come back more")
    now, then = words.months(finding.period), words.months(finding.compared)
    text = _(
        "%(came)s of %(known)s (%(share)s) known customers ordered in %(now)s, after %(came_before)s of "
        "%(known_before)s (%(share_before)s) in %(then)s. Elsewhere: %(others)s after %(others_before)s."
    ) % {
        "came": words.count(finding.came),
        "known": words.count(finding.known),
        "share": words.share(finding.came / finding.known),
        "now": now,
        "came_before": words.count(finding.came_before),
        "known_before": words.count(finding.known_before),
        "share_before": words.share(finding.came_before / finding.known_before),
        "then": then,
        "others": words.share(finding.others_came / finding.others_known),
        "others_before": words.share(finding.others_came_before / finding.others_known_before),
    }
    return FindingSheet(
        finding=finding,
        title=title % {"place": name},
        text=text,
        detail=_place_detail(finding, saying),
        caution=_(
            "Known: with an order in the half-year before. What all places share, such as the season, is taken out."
        ),
        is_good=not less,
        evidence=(
            Evidence(_("%(place)s, %(when)s") % {"place": name, "when": now}, finding.came, finding.known),
            Evidence(
                _("%(place)s, %(when)s") % {"place": name, "when": then}, finding.came_before, finding.known_before
            ),
            Evidence(_("Elsewhere, %(when)s") % {"when": now}, finding.others_came, finding.others_known),
            Evidence(
                _("Elsewhere, %(when)s") % {"when": then}, finding.others_came_before, finding.others_known_before
            ),
        ),
        url=_missing_customers(finding, saying),
        action=_("Open those who stayed away") if less else _("Open these customers"),
    )


def _place_detail(finding: PlaceFinding, saying: Saying) -> str:
    numbers = {
        "difference": signed(finding.difference, POINTS),
        "likely": words.points(finding.low, finding.high),
        "people": words.count(abs(round(finding.came - finding.expected))),
        "worth": saying.worth(finding.worth_minor),
    }
    if finding.difference < 0:
        return (
            _("%(difference)s beyond the others (%(likely)s): about %(people)s customers fewer, some %(worth)s.")
            % numbers
        )
    return (
        _("%(difference)s beyond the others (%(likely)s): about %(people)s customers more, some %(worth)s.") % numbers
    )


def _missing_customers(finding: PlaceFinding, saying: Saying) -> str:
    """Those whose last order lies in the half-year before the period; where more came, everybody of the place."""
    where = {"country": finding.name} if finding.kind == "country" else {"first_channel": finding.name}
    if finding.difference >= 0:
        return _customers(saying, **where)
    start = finding.period.start
    known = start - timedelta(days=KNOWN_DAYS)
    return _customers(saying, **where, last_from=known.isoformat(), last_to=(start - DAY).isoformat())


def _customers(saying: Saying, **filters: str) -> str:
    """The list of the people, on the basis of the finding; without one the list counts net."""
    named = {"basis": saying.facts.basis} if saying.facts.basis != "net" else {}
    return f"{reverse('traits:customers')}?{urlencode({**filters, **named})}"
