"""Addresses of stores: the desk's pages, and where stores announce their changes."""

from __future__ import annotations

from django.urls import path

from regulars.edges.stores import receiving
from regulars.edges.stores.views import acting, pages

app_name = "stores"

urlpatterns = [
    path("desk/settings/stores", pages.store_list, name="stores"),
    path("desk/settings/stores/connect/<slug:provider>", acting.connect, name="connect"),
    path("desk/settings/stores/<int:number>", pages.store_page, name="store"),
    path("desk/settings/stores/<int:number>/<slug:what>", acting.work, name="work"),
    path("hooks/<slug:provider>/keys", receiving.keys, name="keys"),
    path("hooks/<slug:provider>/<int:account>", receiving.hook, name="hook"),
]
