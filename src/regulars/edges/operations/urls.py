"""Addresses of Settings > Go live."""

from __future__ import annotations

from django.urls import path

from regulars.edges.operations import views

app_name = "operations"

urlpatterns = [
    path("desk/settings/go-live", views.golive_page, name="golive"),
    path("desk/settings/go-live/look", views.golive_look, name="golive_look"),
    path("desk/settings/go-live/<slug:key>/waive", views.golive_waive, name="golive_waive"),
    path("desk/settings/go-live/<slug:key>/reinstate", views.golive_reinstate, name="golive_reinstate"),
]
