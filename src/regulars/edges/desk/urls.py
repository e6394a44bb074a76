"""Addresses of the desk's first page and of shared briefs."""

from __future__ import annotations

from django.urls import path

from regulars.edges.desk import sharing, views

app_name = "desk"

urlpatterns = [
    path("", views.root, name="root"),
    path("desk", views.root, name="bare"),
    path("desk/", views.home, name="home"),
    path("desk/brief/file", views.brief_file, name="brief_file"),
    path("desk/brief/advice/<str:key>/done", views.advice_done, name="advice_done"),
    path("desk/brief/advice/<str:key>/dismiss", views.advice_dismiss, name="advice_dismiss"),
    path("desk/brief/advice/<str:key>/assign", views.advice_assign, name="advice_assign"),
    path("desk/brief/lists/<int:advice>/reopen", views.advice_reopen, name="advice_reopen"),
    path("desk/brief/links", sharing.links, name="links"),
    path("desk/brief/links/<int:link>/revoke", sharing.revoke, name="revoke"),
    path("share/<str:token>", sharing.shared_brief, name="shared_brief"),
]
