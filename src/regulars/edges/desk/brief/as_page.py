"""The brief as components of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulars.base.web.components import (
    Action,
    AdviceCard,
    Badge,
    Bar,
    BarChart,
    Delta,
    Stat,
    Tone,
)
from regulars.base.web.formats import COUNT, PERCENT, Unit, money_in
from regulars.domains.insights.types import days_text
from regulars.domains.insights.types.brief import Count
from regulars.edges.desk.brief import words
from regulars.edges.desk.brief.sheet import Brief, CardSheet, ChangeSheet, Evidence, FindingSheet
from regulars.kit.periods import Period

_WIDTH = 1000
WHOLE_PERCENT = Unit("percent")


@dataclass(frozen=True, slots=True)
class EvidenceBar:
    """A share as a bar of `width` out of 1,000, and in words."""

    label: str
    text: str
    width: int


@dataclass(frozen=True, slots=True)
class Stair:
    """One bar of the waterfall: `x` and `width` out of 1,000, and where it ends."""

    label: str
    note: str
    text: str
    x: int
    width: int
    link: int
    tone: str


@dataclass(frozen=True, slots=True)
class FindingCard:
    sheet: FindingSheet
    icon: str
    tone: str
    bars: tuple[EvidenceBar, ...]


def money_unit(brief: Brief) -> Unit:
    return money_in(brief.facts.currency) if brief.facts.currency else COUNT


def stats(brief: Brief, *, linked: bool = False) -> list[Stat]:
    """The figures of the band on top; `linked` ones open what they count."""
    facts, found = brief.facts, []
    if facts.repeat.of:
        found.append(_repeat(brief, linked))
    found += [_sales(brief, change, linked) for change in brief.changes[:1]]
    if facts.returns is not None and facts.returns_period is not None:
        found.append(_returns(brief, facts.returns, facts.returns_period, linked))
    best = facts.concentration
    if best.top_decile_share is not None and best.customers:
        note = ngettext("%(count)s buyer", "%(count)s buyers", best.top_decile_customers)
        found.append(
            Stat(
                _("Sales from the best tenth"),
                best.top_decile_share,
                PERCENT,
                note=note % {"count": words.count(best.top_decile_customers)},
                url=_report("concentration", brief) if linked else "",
            )
        )
    return found


def _repeat(brief: Brief, linked: bool) -> Stat:
    repeat = brief.facts.repeat
    return Stat(
        _("Buyers who ordered again"),
        repeat.share,
        PERCENT,
        term="repeat purchase rate",
        note=_("%(count)s of %(of)s") % {"count": words.count(repeat.count), "of": words.count(repeat.of)},
        url=_people(brief, orders_min="2") if linked else "",
    )


def _returns(brief: Brief, found: Count, period: Period, linked: bool) -> Stat:
    note = _("%(count)s buyers won in %(when)s")
    return Stat(
        _("Second order within 90 days"),
        found.share,
        PERCENT,
        likely=(found.low, found.high) if found.low is not None and found.high is not None else None,
        note=note % {"count": words.count(found.of), "when": words.months(period)},
        url=_customers(brief, period) if linked else "",
    )


def _sales(brief: Brief, sheet: ChangeSheet, linked: bool) -> Stat:
    change = sheet.change
    return Stat(
        _("Sales, %(period)s") % {"period": sheet.period},
        change.after.total_minor,
        money_unit(brief),
        delta=Delta(change.relative, WHOLE_PERCENT, _("on %(compared)s") % {"compared": sheet.compared}),
        note=_("known buyers only") if change.after.unidentified_orders else "",
        url=_report("metrics", brief, change.period) if linked else "",
    )


def _report(name: str, brief: Brief, period: Period | None = None) -> str:
    """A report with the brief's filters, over its days where it has any."""
    filters = replace(brief.filters, dates=days_text(period)) if period else brief.filters
    query = filters.permalink()
    return reverse(f"insights:{name}") + (f"?{query}" if query else "")


def _customers(brief: Brief, period: Period) -> str:
    """Buyers whose first order lies in these days."""
    return _people(brief, first_from=period.start.isoformat(), first_to=period.last_day.isoformat())


def _people(brief: Brief, **asked: str) -> str:
    """The list of the people a figure counts, on the brief's basis; without one the list counts net."""
    named = {"basis": brief.filters.basis} if brief.filters.basis != "net" else {}
    return f"{reverse('traits:customers')}?{urlencode({**asked, **named})}"


def waterfall(brief: Brief, sheet: ChangeSheet, csv_url: str = "") -> BarChart:
    """From the earlier to the later sales, step by step; drawn by `stairs`, downloaded as this."""
    change = sheet.change
    bars = [Bar(sheet.compared, change.before.total_minor, tone="note", note=_levels(sheet, is_after=False))]
    at = change.before.total_minor
    for step in sheet.steps:
        tone: Tone = "good" if step.amount_minor >= 0 else "bad"
        bars.append(Bar(_capital(step.label), step.amount_minor, start=at, tone=tone))
        at += step.amount_minor
    bars.append(Bar(sheet.period, change.after.total_minor, tone="note", note=_levels(sheet, is_after=True)))
    return BarChart(
        key=f"change-{change.against}",
        title=sheet.short,
        bars=tuple(bars),
        unit=money_unit(brief),
        label=_("Sales of known buyers and what changed them"),
        note=sheet.apart,
        csv_url=csv_url,
    )


def stairs(brief: Brief, chart: BarChart) -> tuple[Stair, ...]:
    """The bars of a waterfall with their places out of 1,000; `link` is where the next one begins."""
    ends = [(int(bar.start), int(bar.start) + int(bar.value or 0)) for bar in chart.bars]
    low, high = min(0, *(min(pair) for pair in ends)), max(1, *(max(pair) for pair in ends))

    def across(value: int) -> int:
        return (value - low) * _WIDTH // (high - low)

    found = []
    for bar, (start, end) in zip(chart.bars, ends, strict=True):
        is_step, minor = bar.tone != "note", end - start
        text = (
            words.plus_roughly(minor, brief.facts.currency) if is_step else words.roughly(minor, brief.facts.currency)
        )
        width = max(2, abs(across(end) - across(start)))
        found.append(
            Stair(str(bar.label), str(bar.note), text, min(across(start), across(end)), width, across(end), bar.tone)
        )
    return tuple(found)


def _levels(sheet: ChangeSheet, *, is_after: bool) -> str:
    levels = sheet.change.after if is_after else sheet.change.before
    return _("%(buyers)s buyers, %(orders)s orders") % {
        "buyers": words.count(levels.buyers),
        "orders": words.count(levels.orders),
    }


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def finding_cards(sheets: Sequence[FindingSheet]) -> list[FindingCard]:
    """Findings with their evidence drawn."""
    return [
        FindingCard(
            sheet,
            "trending-up" if sheet.is_good else "trending-down",
            "good" if sheet.is_good else "bad",
            _bars(sheet.evidence),
        )
        for sheet in sheets
    ]


def _bars(evidence: Sequence[Evidence]) -> tuple[EvidenceBar, ...]:
    shares = [line.count / line.of if line.of else 0.0 for line in evidence]
    highest = max(shares, default=0.0) or 1.0
    return tuple(
        EvidenceBar(
            line.label,
            _("%(count)s of %(of)s (%(share)s)")
            % {"count": words.count(line.count), "of": words.count(line.of), "share": words.share(share)},
            round(_WIDTH * share / highest),
        )
        for line, share in zip(evidence, shares, strict=True)
    )


def advice_card(card: CardSheet, *, may_act: bool, assignees: Sequence[tuple[str, str]]) -> AdviceCard:
    """A card with what this viewer may do about it."""
    advice = card.advice
    act = {name: reverse(f"desk:advice_{name}", args=[advice.key]) if may_act else "" for name in _ACTS}
    return AdviceCard(
        key=advice.key,
        title=advice.title,
        why=advice.why,
        people=len(advice.customers),
        action=Action(advice.action or _("Open the list"), advice.url, "users"),
        worth=advice.worth_minor,
        unit=money_in(advice.currency) if advice.currency else COUNT,
        worth_label=_("One more order each"),
        unasked=advice.unasked,
        csv_url=advice.csv_url,
        dismiss_url=act["dismiss"],
        done_url=act["done"],
        assign_url=act["assign"],
        assignees=tuple(assignees),
        assigned=str(card.row.staff) if card.row and card.row.staff else "",
        status=Badge(_("Taken up by %(name)s") % {"name": card.assigned}, "accent", "user") if card.assigned else None,
    )


_ACTS = ("dismiss", "done", "assign")
