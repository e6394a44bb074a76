"""Addresses of products."""

from __future__ import annotations

from django.urls import path

from regulars.domains.catalog import views

app_name = "catalog"

urlpatterns = [
    path("desk/products", views.product_list, name="products"),
    path("desk/products/<str:public_id>", views.product_page, name="product"),
]
