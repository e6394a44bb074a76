"""Addresses of one customer's page."""

from __future__ import annotations

from django.urls import path

from regulars.domains.customers import views

app_name = "customers"

urlpatterns = [
    path("desk/customers/<str:public_id>", views.customer, name="customer"),
    path("desk/customers/<str:public_id>/timeline", views.customer_timeline, name="timeline"),
]
