"""The brief as sentences: everything that is said of the shop as a whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulars.base.web.formats import PERCENT, interval, show
from regulars.domains.insights.types import Filters
from regulars.domains.insights.types.brief import BriefFacts
from regulars.edges.desk.brief import choice, words
from regulars.edges.desk.brief.say_changes import say_change
from regulars.edges.desk.brief.say_findings import Saying, say_finding
from regulars.edges.desk.brief.say_limits import say_limit
from regulars.edges.desk.brief.sheet import Brief, CardSheet, ChangeSheet, OutcomeSheet


def say_brief(
    facts: BriefFacts,
    filters: Filters,
    *,
    shop: str = "",
    public_id: Callable[[int], str] = str,
    cards: Sequence[CardSheet] = (),
    outcomes: Sequence[OutcomeSheet] = (),
) -> Brief:
    """Put facts into the active language. `public_id` turns a product's number into the id of its address."""
    saying = Saying(facts, public_id)
    changes = tuple(say_change(facts, change) for change in facts.changes)
    findings = tuple(say_finding(finding, saying) for finding in facts.findings)
    return Brief(
        shop=shop,
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
        cards=tuple(cards),
        no_cards="" if cards else _no_cards(facts),
        outcomes=tuple(outcomes),
        method=_method(facts),
    )


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
