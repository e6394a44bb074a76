"""Addresses of the reports."""

from __future__ import annotations

from django.urls import path

from regulars.domains.insights import views

app_name = "insights"

urlpatterns = [
    path("desk/reports/metrics", views.metrics, name="metrics"),
    path("desk/reports/metrics/<slug:name>", views.metric, name="metric"),
    path("desk/reports/cohorts", views.cohorts, name="cohorts"),
    path("desk/reports/rfm", views.rfm, name="rfm"),
    path("desk/reports/repeat", views.repeat, name="repeat"),
    path("desk/reports/products", views.products, name="products"),
    path("desk/reports/concentration", views.concentration, name="concentration"),
    path("desk/reports/goals", views.goals, name="goals"),
    path("desk/reports/goals/set", views.set_goal, name="set_goal"),
    path("desk/reports/goals/<int:goal>/remove", views.remove_goal, name="remove_goal"),
]
