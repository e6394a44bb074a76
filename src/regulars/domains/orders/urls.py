"""Addresses of orders."""

from __future__ import annotations

from django.urls import path

from regulars.domains.orders import views

app_name = "orders"

urlpatterns = [
    path("desk/orders", views.order_list, name="orders"),
    path("desk/orders.csv", views.order_list_csv, name="orders_csv"),
    path("desk/orders/<str:public_id>", views.order_page, name="order"),
]
