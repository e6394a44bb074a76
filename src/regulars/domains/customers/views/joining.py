"""Two customers who may be one person: the list, the preview, the merge, and the way back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from regulars.base import jobs
from regulars.base.shop.queries import shop
from regulars.base.state import Act, write
from regulars.base.web.access import access
from regulars.base.web.components import Action, Empty, Fact, Facts, Pager
from regulars.base.web.desk import act_of, ask, is_confirmed
from regulars.base.web.formats import COUNT, DATE, show
from regulars.domains.customers import queries, service
from regulars.domains.customers.forms.words import KINDS, TITLE, because, proof_of
from regulars.domains.customers.rules.joining import STAFF
from regulars.domains.customers.rules.likeness import HOUSEHOLD
from regulars.domains.customers.types import CustomerRow, SuspicionRow
from regulars.kit.errors import NotFound, Problem

PAIRS_ON_A_PAGE = 25


@access("customers.contact", privacy="personal")
def alike(request: HttpRequest) -> HttpResponse:
    """List pairs that may be one person or a household, the likeliest first."""
    if request.method == "POST":
        write(_look, act_of(request))
        messages.info(request, _("Looking through everybody; new pairs appear here in a moment."))
        return HttpResponseRedirect(reverse("customers:alike"))
    counts = queries.count_suspicions()
    total = sum(counts.values())
    page = max(1, int(text)) if (text := request.GET.get("page", "1")).isdecimal() and len(text) < 7 else 1
    begin = (page - 1) * PAIRS_ON_A_PAGE
    found = queries.suspicions(limit=PAIRS_ON_A_PAGE, offset=begin)
    url = reverse("customers:alike")
    pager = Pager(
        (begin + 1, begin + len(found)),
        total,
        f"{url}?page={page - 1}" if page > 1 else "",
        f"{url}?page={page + 1}" if begin + len(found) < total else "",
    )
    context = {
        "heading": TITLE,
        "finding": _finding(counts.get("duplicate", 0), counts.get(HOUSEHOLD, 0)),
        "look": Action(_("Look now"), url, "refresh-cw", post=True),
        "pairs": [one for pair in found if (one := _pair(pair)) is not None],
        "pager": pager if found and total > PAIRS_ON_A_PAGE else None,
        "empty": Empty(
            _("Nobody looks like anybody else"),
            _("Customers with the same e-mail, phone, or name and city will stand here, for you to judge."),
            "users",
        ),
    }
    return render(request, "customers/alike.html", context)


@access("customers.contact", privacy="personal")
@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Keep what staff say of a pair: two people, or a household."""
    decision = request.POST.get("decision", "")
    write(service.decide_suspicion, act_of(request), number, decision if decision in ("two", HOUSEHOLD) else "")
    messages.success(request, _("Kept. This pair is not asked again."))
    return HttpResponseRedirect(reverse("customers:alike"))


@access("customers.contact", privacy="personal")
def merge_search(request: HttpRequest, public_id: str) -> HttpResponse:
    """Find the other customer that this one is to be merged with."""
    row = _row(public_id)
    words, found = request.GET.get("q", "").strip()[:200], []
    if words:
        rows = {one.id: one for one in queries.find_customers(words, 10, contact=True) if one.id != row.id}
        labels = queries.labels_of(rows, contact=True)
        found = [
            {"label": labels[key], "email": one.email,
             "url": reverse("customers:merge", args=[row.public_id, one.public_id])}
            for key, one in rows.items()
        ]  # fmt: skip
    context = {
        "heading": _("Merge with another customer"),
        "finding": _("Find who %(name)s is as well.") % {"name": _label(row)},
        "row": row, "label": _label(row), "words": words, "found": found,
    }  # fmt: skip
    return render(request, "customers/merge_search.html", context)


@access("customers.contact", privacy="personal")
def merge(request: HttpRequest, public_id: str, other_id: str) -> HttpResponse:
    """Show two customers side by side and what merging would do; merge them."""
    one, other = _row(public_id), _row(other_id)
    if one.id == other.id:
        messages.info(request, _("These are one person already."))
        return HttpResponseRedirect(reverse("customers:customer", args=[one.public_id]))
    stays = request.POST.get("stays") or request.GET.get("stays") or one.public_id
    survivor, merged = (other, one) if stays == other.public_id else (one, other)
    refusal = ""
    if request.method == "POST":
        try:
            reason = request.POST.get("reason", "")
            number = write(service.merge_customers, act_of(request), merged.id, survivor.id, STAFF, reason)
        except Problem as problem:
            refusal = f"{problem.message_in(_)} {problem.fix_in(_)}".strip()
        else:
            messages.success(request, _("Merge %(number)s is done. It can be taken back here.") % {"number": number})
            return HttpResponseRedirect(reverse("customers:customer", args=[survivor.public_id]) + "#merges")
    pair = next((p for p in queries.suspicions_of(one.id) if {p.first, p.second} == {one.id, other.id}), None)
    context = {
        "heading": _("One person?"),
        "finding": _pair_words(pair) if pair else _("Look at both before you say that they are one."),
        "sides": [_side(row, row.id == survivor.id) for row in (one, other)],
        "does": queries.preview_merge(merged.id, survivor.id),
        "refusal": refusal,
        "pair": pair,
        "back": reverse("customers:customer", args=[one.public_id]),
        "label": _label(one),
        "reason": request.POST.get("reason", "")[:200],
    }
    return render(request, "customers/merge.html", context, status=422 if refusal else 200)


@access("customers.contact", privacy="personal")
@require_POST
def unmerge(request: HttpRequest, number: int) -> HttpResponse:
    """Take a merge back, once asked again."""
    row = queries.merge_row(number)
    back = reverse("customers:customer", args=[shop().public("cus", queries.survivor_of(row.survivor))])
    if not is_confirmed(request):
        text = _("Both are as they were before, with what each of them ordered, said and did.")
        return ask(
            request, heading=_("Take this merge back?"), text=text, label=_("Take it back"), back=back, danger=False
        )
    write(service.unmerge_customers, act_of(request), number)
    messages.success(request, _("Parted again. Both are as they were."))
    return HttpResponseRedirect(back)


def _look(act: Act) -> int:
    return jobs.enqueue(service.FIND_ALIKE, {}, act=act, unique_key=service.FIND_ALIKE)


def _row(public_id: str) -> CustomerRow:
    return queries.customer(shop().number("cus", public_id), contact=True)


def _label(row: CustomerRow) -> str:
    return queries.labels_of({row.id: row}, contact=True)[row.id]


def _finding(duplicates: int, households: int) -> str:
    one = ngettext("%(count)s pair may be one person", "%(count)s pairs may be one person", duplicates)
    two = ngettext("%(count)s may live together", "%(count)s may live together", households)
    told = f"{one % {'count': show(duplicates, COUNT)}}, {two % {'count': show(households, COUNT)}}."
    rest = _("Nobody is merged because they look alike: you decide.")
    return f"{told} {rest}"


def _pair_words(pair: SuspicionRow) -> str:
    if pair.kind == HOUSEHOLD:
        return _("They may live together: %(why)s.") % {"why": because(pair.reasons)}
    return _("They may be one person: %(why)s.") % {"why": because(pair.reasons)}


def _pair(pair: SuspicionRow) -> dict[str, object] | None:
    """Return a pair as the list draws it; none where they are one by now, or one of them is gone."""
    numbers = [queries.survivor_of(one) for one in (pair.first, pair.second)]
    try:
        rows = [queries.customer(one, contact=True) for one in numbers]
    except NotFound:
        return None
    if numbers[0] == numbers[1]:
        return None
    return {
        "number": pair.id,
        "is_household": pair.kind == HOUSEHOLD,
        "why": because(pair.reasons),
        "people": [{"label": _label(row), "facts": _facts(row, short=True)} for row in rows],
        "url": reverse("customers:merge", args=[row.public_id for row in rows]),
        "decide_url": reverse("customers:decide", args=[pair.id]),
    }


def _side(row: CustomerRow, stays: bool) -> dict[str, object]:
    return {"public_id": row.public_id, "label": _label(row), "stays": stays, "facts": _facts(row),
            "url": reverse("customers:customer", args=[row.public_id])}  # fmt: skip


def _facts(row: CustomerRow, *, short: bool = False) -> Facts:
    facts = [
        Fact(_("E-mail"), row.email),
        Fact(_("Phone"), row.phone),
        Fact(_("City"), row.city),
        Fact(_("Country"), row.country),
        Fact(_("Known since"), row.created_at, DATE),
    ]
    if not short:
        facts += [Fact(KINDS[one.kind], one.value, note=proof_of(one)) for one in queries.identities_of(row.id)]
    return Facts([fact for fact in facts if fact.value])
