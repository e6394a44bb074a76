"""Addresses of the list of customers."""

from __future__ import annotations

from django.urls import path

from regulars.domains.traits import views

app_name = "traits"

urlpatterns = [
    path("desk/customers", views.customer_list, name="customers"),
    path("desk/customers.csv", views.customer_list_csv, name="customers_csv"),
]
