"""Addresses of the audit pages."""

from __future__ import annotations

from django.urls import path

from regulars.edges.audit import views

app_name = "audit"

urlpatterns = [
    path("desk/settings/audit", views.audit, name="audit"),
    path("desk/settings/audit/verify", views.verify, name="verify"),
    path("desk/settings/audit/retry/<str:reader>", views.retry, name="retry"),
]
