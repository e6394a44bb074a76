"""The steps between a file and its import: columns, the shop, and the question whether it all adds up."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regulars.base.shop import service as shops
from regulars.base.shop.queries import find_shop
from regulars.base.state import Act, write
from regulars.base.web.access import access
from regulars.base.web.components import Stat
from regulars.base.web.desk import act_of, is_partial
from regulars.base.web.formats import COUNT, money_in, show
from regulars.edges.imports import queries, service
from regulars.edges.imports.forms.answers import AnswersForm
from regulars.edges.imports.forms.columns import ColumnsForm
from regulars.edges.imports.plan import Plan
from regulars.edges.imports.types import ImportRow, Proposal
from regulars.edges.imports.views import frame
from regulars.edges.imports.wizard import judging, tables, work
from regulars.edges.imports.wizard.aloud import decisions
from regulars.edges.imports.wizard.drafts import Draft
from regulars.edges.imports.wizard.words import KINDS, field_label, layout_title
from regulars.kit.errors import Conflict, Problem


@access("imports.run", privacy="personal")
@frame.on_draft
def columns(request: HttpRequest, draft: Draft) -> HttpResponse:
    """What the file is, how its columns are read, and the first rows as they would go in."""
    if not judging.is_at_hand(draft):
        return _queued(request, draft, work.LOOK)
    try:
        proposal = judging.propose(draft)
    except Problem as problem:
        return refused(request, draft, problem)
    if request.method == "POST":
        form = ColumnsForm(proposal, judging.kinds(), request.POST)
        if not form.is_valid():
            return _columns_page(request, draft, proposal, form, status=422)
        draft = _decided(draft, proposal, form)
        proposal = judging.propose(draft)
        if "continue" in request.POST and not proposal.missing:
            return HttpResponseRedirect(reverse("imports:answers", args=[draft.token]))
        if not is_partial(request) and not proposal.missing:
            return HttpResponseRedirect(reverse("imports:columns", args=[draft.token]))
    order = str(draft.choices.get("date_order", ""))
    form = ColumnsForm(proposal, judging.kinds(), initial=ColumnsForm.values_of(proposal, order))
    return _columns_page(request, draft, proposal, form)


def _decided(draft: Draft, proposal: Proposal, form: ColumnsForm) -> Draft:
    """Keep what was chosen; another kind of file begins with a new proposal."""
    data = form.cleaned_data
    choices = {**draft.choices, "date_order": data["date_order"]}
    if data["kind"] != proposal.kind:
        return draft.changed(kind=data["kind"], mapping=None, choices=choices)
    chosen = form.mapping()
    same = {name: names for name, names in chosen.items() if names} == dict(proposal.plan.mapping)
    return draft.changed(kind=data["kind"], mapping=draft.mapping if same else chosen, choices=choices)


def _columns_page(
    request: HttpRequest, draft: Draft, proposal: Proposal, form: ColumnsForm, status: int = 200
) -> HttpResponse:
    preview = judging.preview(proposal)
    is_known = proposal.layout_name != "mapped"
    context: dict[str, Any] = {
        "heading": draft.file_name,
        "finding": _columns_finding(proposal),
        "stepper": frame.stepper(1, draft),
        "draft": draft,
        "form": form,
        "is_known": is_known,
        "is_saved": proposal.is_saved,
        "decisions": decisions(proposal),
        "missing": [field_label(name) for name in proposal.missing],
        "preview": tables.preview_table(proposal.plan, preview) if preview.facts else None,
        "rejects": tables.told_table(preview.rejects),
        "kind_label": KINDS[proposal.kind],
    }
    template = "imports/parts/reading.html" if is_partial(request) else "imports/columns.html"
    with timezone.override(ZoneInfo(proposal.plan.zone or "UTC")):  # times as the file has them
        return render(request, template, context, status=status)


def _columns_finding(proposal: Proposal) -> str:
    staged = proposal.staged
    words = ngettext("%(rows)s row", "%(rows)s rows", staged.rows) % {"rows": show(staged.rows, COUNT)}
    if proposal.layout_name != "mapped":
        return _("This is a known layout: %(layout)s. %(rows)s.") % {
            "layout": layout_title(proposal.layout_name),
            "rows": words,
        }
    if proposal.is_saved:
        return _("A file with these columns came before; it is read as then. %(rows)s.") % {"rows": words}
    return _("No layout we know, so please look at the columns. %(kind)s, %(rows)s.") % {
        "kind": KINDS[proposal.kind],
        "rows": words,
    }


@access("imports.run", privacy="none")
@frame.on_draft
def answers(request: HttpRequest, draft: Draft) -> HttpResponse:
    """What the file cannot say for sure, asked once, each proposed with its evidence."""
    if not judging.is_at_hand(draft):
        return HttpResponseRedirect(reverse("imports:columns", args=[draft.token]))
    proposal, shop = judging.propose(draft), find_shop()
    if proposal.missing:
        return HttpResponseRedirect(reverse("imports:columns", args=[draft.token]))
    if request.method == "POST":
        form = AnswersForm(proposal, shop, request.POST)
        if form.is_valid():
            draft.changed(
                choices={**draft.choices, **form.choices()},
                answers={"name": form.cleaned_data.get("name", ""), "given": True},
            )
            return HttpResponseRedirect(reverse("imports:check", args=[draft.token]))
    else:
        form = AnswersForm(proposal, shop, initial=AnswersForm.values_of(proposal, shop, draft))
    finding = _("Asked once. The shop can be changed later under Settings.")
    if shop is not None:
        finding = _("What the file leaves open, proposed as your shop has it.")
    context = {
        "heading": _("Your shop") if shop is None else _("How to read it"),
        "finding": finding,
        "stepper": frame.stepper(2, draft),
        "draft": draft,
        "form": form,
        "is_orders": proposal.kind == "orders",
        "excludes_tax": proposal.plan.layout.rules.lines_exclude_tax,
    }
    return render(request, "imports/answers.html", context, status=422 if form.errors else 200)


@access("imports.run", privacy="personal")
@frame.on_draft
def check(request: HttpRequest, draft: Draft) -> HttpResponse:
    """What would go in, month by month; then the button that does it."""
    if not draft.answers.get("given") or not judging.is_at_hand(draft):
        return HttpResponseRedirect(reverse("imports:answers", args=[draft.token]))
    proposal = judging.propose(draft)
    plan = proposal.plan
    report = judging.counted(draft, plan)
    if report is None:
        return _queued(request, draft, work.COUNT)
    if request.method == "POST":
        return _run(request, draft, plan)
    rows = report["rows"]
    context = {
        "heading": _("Before importing"),
        "finding": _check_finding(report),
        "stepper": frame.stepper(3, draft),
        "draft": draft,
        "stats": [*tables.rows_stats(rows), *_sum_stats(report)],
        "months": tables.months_table(report["months"], plan.zone if plan.kind == "orders" else ""),
        "rejects": tables.rejects_table(report["rejects_file"], rows["rejected"]),
        "known": _known(proposal),
        "is_orders": plan.kind == "orders",
        "nothing": not rows["accepted"],
    }
    return render(request, "imports/check.html", context)


def _check_finding(report: dict[str, Any]) -> str:
    if report["kind"] == "orders" and report["months"]:
        return _("Does this match your shop's admin?")
    return _("This is what would go in.")


def _sum_stats(report: dict[str, Any]) -> list[Stat]:
    months = report["months"]
    if not months or len({one["currency"] for one in months}) > 1:
        return []
    return [
        Stat(_("Orders that count"), sum(one["orders"] for one in months), COUNT),
        Stat(
            _("Goods sold"),
            sum(one["sold"]["amount_minor"] for one in months),
            money_in(months[0]["currency"]),
        ),
    ]


def _known(proposal: Proposal) -> ImportRow | None:
    """The import of this very file under this very plan, if it is in already."""
    found = queries.same_file(proposal.staged.sha256, proposal.plan) if find_shop() is not None else None
    return found if found is not None and found.state == "done" else None


def _run(request: HttpRequest, draft: Draft, plan: Plan) -> HttpResponse:
    act = act_of(request)
    _set_up_shop(act, draft, plan)
    service.remember(plan, act)
    draft = draft.changed(plan=plan.as_json())
    return _queued(request, draft, work.RUN)


def _set_up_shop(act: Act, draft: Draft, plan: Plan) -> None:
    """The first import sets the shop up with what was answered."""
    if find_shop() is not None:
        return
    tax: dict[str, Any] = {} if plan.prices_include_tax is None else {"prices_include_tax": plan.prices_include_tax}
    name = str(draft.answers.get("name") or _("My shop"))
    try:
        write(shops.set_up_shop, act, name, plan.zone, plan.currency, language=frame.language(), **tax)
    except Conflict:
        return  # somebody else's first import was a moment earlier


def _queued(request: HttpRequest, draft: Draft, name: str) -> HttpResponse:
    work.queue(act_of(request), name, draft, frame.language())
    return HttpResponseRedirect(reverse("imports:work", args=[draft.token]))


def refused(request: HttpRequest, draft: Draft, problem: Problem) -> HttpResponse:
    """A file that cannot be read at all: why, and what to do."""
    context = {
        "heading": draft.file_name,
        "finding": _("This file cannot be read."),
        "stepper": frame.stepper(0, None),
        "draft": draft,
        "fault": frame.problem_words(problem),
    }
    return render(request, "imports/refused.html", context, status=422)
