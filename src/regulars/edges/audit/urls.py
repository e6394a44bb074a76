"""Addresses of the audit pages."""

from __future__ import annotations

from django.urls import path

from regulars.edges.audit import api, views

app_name = "audit"

urlpatterns = [
    path("desk/settings/audit", views.audit, name="audit"),
    path("desk/settings/audit/verify", views.verify, name="verify"),
    path("api/v1/audit/verify", api.verify, name="api_verify"),
    path("desk/settings/audit/retry/<str:reader>", views.retry, name="retry"),
]
