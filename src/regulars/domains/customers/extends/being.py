"""Who a person is, on their page: ids with source and proof, browsers, merges, and others who look like them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regulars.base import extends
from regulars.base.extends import PanelContent, Viewer
from regulars.base.shop.queries import shop
from regulars.base.web.components import Action, Event, Fact, Facts, Timeline
from regulars.base.web.formats import COUNT, DATE, show
from regulars.domains.customers import queries
from regulars.domains.customers.forms.words import KINDS, because, proof_of
from regulars.domains.customers.rules import likeness
from regulars.domains.customers.types import MergeRow, SuspicionRow


class IdsPanel:
    """Every id with who said so and whether it is proven."""

    key, title, order, permission = "ids", gettext_lazy("Known as"), 12, "customers.contact"

    def draw(self, customer: int, viewer: Viewer) -> PanelContent | None:
        ids = [Fact(KINDS[one.kind], one.value, note=proof_of(one)) for one in queries.identities_of(customer)]
        seen = [one for one in queries.visitors_of(customer) if one.ended_at is None]
        if seen:
            words = ngettext("%(count)s browser or app", "%(count)s browsers or apps", len(seen))
            note = _("last linked %(day)s") % {"day": show(seen[0].linked_at, DATE)}
            ids.append(Fact(_("Seen with"), words % {"count": show(len(seen), COUNT)}, note=note))
        return PanelContent("customers/own_panel.html", {"facts": Facts(ids)}, place="aside") if ids else None


class MergesPanel:
    """Merges of this person, with the way back, and others who may be the same."""

    key, title, order, permission = "merges", gettext_lazy("Who they are"), 80, "customers.contact"

    def draw(self, customer: int, viewer: Viewer) -> PanelContent | None:
        past = queries.merges_of(customer)
        alike = queries.suspicions_of(customer)
        events = [one for merge in past for one in _events(merge)]
        undo = [_undo(merge) for merge in past if merge.undone_at is None]
        pairs = [_pair(customer, one) for one in alike]
        context = {
            "pairs": list({str(one["url"]): one for one in reversed(pairs) if one}.values())[::-1],  # each person once
            "timeline": Timeline(events) if events else None,
            "undo": undo,
            "url": reverse("customers:merge_search", args=[shop().public("cus", customer)]),
        }
        return PanelContent("customers/merges_panel.html", context, place="aside")


def _events(merge: MergeRow) -> list[Event]:
    public = shop().public
    made = _("%(merged)s became %(survivor)s") % {
        "merged": public("cus", merge.merged), "survivor": public("cus", merge.survivor),
    }  # fmt: skip
    events = [Event(merge.merged_at, made, merge.reason, "users", tone="accent")]
    if merge.undone_at is not None:
        events.insert(
            0, Event(merge.undone_at, _("Merge %(number)s was taken back") % {"number": merge.id}, "", "undo-2")
        )
    return events


def _undo(merge: MergeRow) -> Action:
    return Action(
        _("Take merge %(number)s back") % {"number": merge.id},
        reverse("customers:unmerge", args=[merge.id]),
        "undo-2",
        post=True,
        confirm=_("Both are as they were before, with what each of them ordered, said and did."),
    )


def _pair(customer: int, one: SuspicionRow) -> dict[str, object] | None:
    mine = set(queries.ids_of(customer))
    other = queries.survivor_of(one.second if one.first in mine else one.first)
    if other in mine:
        return None
    ours = shop()
    url = reverse("customers:merge", args=[ours.public("cus", customer), ours.public("cus", other)])
    known = queries.customers_by_id([other], contact=True)
    label = queries.labels_of(known, contact=True).get(other, "")
    is_household = one.decision == "household" or one.kind == likeness.HOUSEHOLD
    return {"label": label, "url": url, "why": because(one.reasons), "is_household": is_household,
            "is_decided": bool(one.decision)}  # fmt: skip


def register() -> None:
    """Register the panels; called once, from the app's ready()."""
    extends.panels.register(IdsPanel())
    extends.panels.register(MergesPanel())
