"""Addresses of customers' pages in the desk, and of the pages of customers themselves."""

from __future__ import annotations

from django.urls import path

from regulars.domains.customers import portal, views

app_name = "customers"

urlpatterns = [
    path("desk/alike", views.alike, name="alike"),
    path("desk/alike/<int:number>", views.decide, name="decide"),
    path("desk/merges/<int:number>/undo", views.unmerge, name="unmerge"),
    path("desk/customers/<str:public_id>", views.customer, name="customer"),
    path("desk/customers/<str:public_id>/timeline", views.customer_timeline, name="timeline"),
    path("desk/customers/<str:public_id>/consent", views.consent, name="consent"),
    path("desk/customers/<str:public_id>/merge", views.merge_search, name="merge_search"),
    path("desk/customers/<str:public_id>/merge/<str:other_id>", views.merge, name="merge"),
    path("desk/settings/consent", views.consent_settings, name="consent_settings"),
    path("my/preferences/<str:token>", portal.preferences, name="preferences"),
    path("my/preferences/<str:token>/link", portal.new_link, name="preferences_link"),
    path("my/unsubscribe/<str:token>", portal.unsubscribe, name="unsubscribe"),
    path("my/confirm/<str:token>", portal.confirm, name="confirm"),
    path(".well-known/gpc.json", portal.gpc, name="gpc"),
]
