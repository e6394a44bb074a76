"""The brief for a terminal, at most 96 columns wide."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from django.utils.translation import gettext as _

from regulars.base.console import table
from regulars.base.web.formats import TEXT, interval
from regulars.edges.desk.brief import words
from regulars.edges.desk.brief.sheet import Brief, CardSheet, ChangeSheet, FindingSheet, GroupSheet

WIDTH = 96


def as_text(brief: Brief) -> str:
    """All of the brief as plain lines."""
    if not brief.facts.orders:
        return "\n".join([*_head(brief), *_wrapped(_("Bring orders in with: regulars import orders FILE"))])
    lines = [*_head(brief), *_changes(brief), *_findings(brief), *_cards(brief), *_outcomes(brief), *_limits(brief)]
    return "\n".join(lines)


def _head(brief: Brief) -> Iterator[str]:
    yield ", ".join(part for part in (brief.shop, brief.as_of) if part)
    yield ""
    yield from _wrapped(brief.headline)
    for sentence in brief.sentences:
        yield from _wrapped(sentence)


def _changes(brief: Brief) -> Iterator[str]:
    for number, change in enumerate(brief.changes):
        yield from _title(_("What changed: %(period)s against %(compared)s") % _names(change))
        yield from _indented(_steps(brief, change))
        if number == 0 and change.apart:
            yield ""
            yield from _wrapped(change.apart)
        for group in change.groups:
            if any(named.part.is_clear for named in group.parts):
                yield ""
                yield from _indented(_group(brief, group))
        if change.chance:
            yield ""
            yield from _wrapped(change.chance)


def _names(change: ChangeSheet) -> dict[str, str]:
    return {"period": change.period, "compared": change.compared}


def _steps(brief: Brief, change: ChangeSheet) -> list[str]:
    money = brief.facts.currency
    rows = [(change.compared, words.roughly(change.change.before.total_minor, money))]
    rows += [(step.label, words.plus_roughly(step.amount_minor, money)) for step in change.steps]
    rows.append((change.period, words.roughly(change.change.after.total_minor, money)))
    return table((_("Sales of known buyers"), money), rows)


def _group(brief: Brief, group: GroupSheet) -> list[str]:
    money = brief.facts.currency
    rows = []
    for named in group.parts:
        part = named.part
        low, high = words.plus_roughly(part.low_minor, money), words.plus_roughly(part.high_minor, money)
        likely = interval(low, high, TEXT) if part.is_clear else _("may be chance")
        change, share = words.plus_roughly(part.change_minor, money), words.whole_share(part.share)
        rows.append((named.label[:42], change, share, likely))
    lines = table((group.label, _("change"), _("of it"), _("likely")), rows)
    if group.left_out:
        lines.append(_("and %(number)s others") % {"number": words.count(group.left_out)})
    return lines


def _findings(brief: Brief) -> Iterator[str]:
    yield from _title(_("What stands out"))
    if brief.quiet:
        yield from _wrapped(brief.quiet)
    for number, finding in enumerate(brief.findings, 1):
        yield from _finding(number, finding)
    if brief.findings and brief.method:
        yield from _wrapped(brief.method)


def _finding(number: int, finding: FindingSheet) -> Iterator[str]:
    yield from _wrapped(f"{number}. {finding.title}.")
    for text in (finding.text, finding.detail, finding.caution):
        if text:
            yield from _wrapped(text, "   ")


def _cards(brief: Brief) -> Iterator[str]:
    yield from _title(_("Worth doing now"))
    if brief.no_cards:
        yield from _wrapped(brief.no_cards)
    for number, card in enumerate(brief.cards, 1):
        yield from _card(number, card)


def _card(number: int, card: CardSheet) -> Iterator[str]:
    advice = card.advice
    yield from _wrapped(f"{number}. {advice.title}.")
    yield from _wrapped(advice.why, "   ")
    if advice.worth_minor is not None:
        worth = {"amount": words.amount(advice.worth_minor, advice.currency)}
        yield from _wrapped(_("One more order from each of them: %(amount)s.") % worth, "   ")
    yield from _wrapped(advice.unasked, "   ")
    if card.assigned:
        yield from _wrapped(_("Taken up by %(name)s.") % {"name": card.assigned}, "   ")


def _outcomes(brief: Brief) -> Iterator[str]:
    if brief.outcomes:
        yield from _title(_("What became of earlier lists"))
        for outcome in brief.outcomes:
            yield from _wrapped(f"{outcome.title}. {outcome.text}")


def _limits(brief: Brief) -> Iterator[str]:
    if brief.limits:
        yield from _title(_("What cannot be said, and why"))
        for limit in brief.limits:
            yield from _wrapped(f"* {limit.title}: {limit.text}", "  ", first="")


def _title(text: str) -> Iterator[str]:
    yield ""
    yield text.upper()


def _wrapped(text: str, indent: str = "", first: str | None = None) -> list[str]:
    start = indent if first is None else first
    return wrap(text, WIDTH, initial_indent=start, subsequent_indent=indent, break_on_hyphens=False) if text else []


def _indented(lines: list[str]) -> list[str]:
    return ["  " + line for line in lines]
