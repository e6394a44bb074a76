"""Addresses of privacy: the papers, a customer's copy and erasure, the record of requests."""

from __future__ import annotations

from django.urls import path

from regulars.edges.privacy import views

app_name = "privacy"

urlpatterns = [
    path("desk/settings/privacy", views.privacy_page, name="papers"),
    path("desk/settings/privacy/requests/<int:number>", views.request_page, name="request"),
    path("desk/settings/privacy/requests/<int:number>/extend", views.extend, name="extend"),
    path("desk/settings/privacy/requests/<int:number>/progress", views.request_progress, name="progress"),
    path("desk/customers/<str:public_id>/privacy", views.customer_page, name="customer"),
    path("desk/customers/<str:public_id>/privacy/note", views.note, name="note"),
    path("desk/customers/<str:public_id>/privacy/export", views.export, name="export"),
    path("desk/customers/<str:public_id>/privacy/erase", views.erase, name="erase"),
]
