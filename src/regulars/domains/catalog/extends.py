"""What the catalog adds to screens of others: the search box, and words for its activity."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regulars.base import extends
from regulars.base.activity import ActivityRow
from regulars.base.extends import Hit, Said, Viewer
from regulars.base.saying import from_source, plain
from regulars.base.web import nav
from regulars.base.web.formats import COUNT, show
from regulars.domains.catalog import queries

FIELDS = {
    "title": gettext_lazy("title"),
    "category": gettext_lazy("category"),
    "vendor": gettext_lazy("vendor"),
    "handle": gettext_lazy("handle"),
    "image_url": gettext_lazy("address of the picture"),
    "status": gettext_lazy("status"),
    "picture": gettext_lazy("picture"),
}


class ProductSearch:
    """Finds products by title, vendor or stock number."""

    key, permission = "products", "products.read"

    def search(self, words: str, limit: int, viewer: Viewer) -> Sequence[Hit]:
        return [
            Hit(
                row.title, reverse("catalog:product", args=[row.public_id]), _("Products"), row.category, "package", 1.5
            )
            for row in queries.find_products(words, limit)
        ]


def _created(fact: ActivityRow, viewer: Viewer) -> str:
    return _("A product was named for the first time, %(source)s") % {"source": from_source(fact.source)}


def _changed(fact: ActivityRow, viewer: Viewer) -> str:
    fields = ", ".join(str(FIELDS.get(name, name)) for name in fact.data.get("fields", ()))
    return _("A product's details changed: %(fields)s") % {"fields": fields}


def _voided(fact: ActivityRow, viewer: Viewer) -> str:
    return _("A product was removed, because its import was undone")


def _costs(fact: ActivityRow, viewer: Viewer) -> Said:
    count = int(fact.data.get("count", 0))
    words = ngettext("%(count)s unit cost was recorded", "%(count)s unit costs were recorded", abs(count))
    taken = ngettext("%(count)s unit cost was taken back", "%(count)s unit costs were taken back", abs(count))
    title = (taken if count < 0 else words) % {"count": show(abs(count), COUNT)}
    return Said(title, _("Margins that rest on them change."), "coins")


def register() -> None:
    """Register all of it; called once, from the app's ready()."""
    nav.add(
        nav.NavItem(
            room="settings",
            label=gettext_lazy("Products and costs"),
            url_name="catalog:products",
            permission="products.read",
            order=40,
            words="catalog items variants sku price margin unit cost",
        )
    )
    extends.search.register(ProductSearch())
    extends.sentences.register(plain("product.created", "package", _created))
    extends.sentences.register(plain("product.changed", "package", _changed))
    extends.sentences.register(plain("product.voided", "undo-2", _voided, "warning"))
    extends.sentences.register(plain("unit_cost.recorded", "coins", _costs))
