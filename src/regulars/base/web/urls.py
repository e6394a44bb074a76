"""Addresses of the shell itself: sign-in, language, search. The config mounts them at the root as `web:`."""

from __future__ import annotations

from django.urls import path

from regulars.base.web import views

app_name = "web"

urlpatterns = [
    path("desk/login", views.login, name="login"),
    path("desk/login/code", views.login_code, name="login_code"),
    path("desk/logout", views.logout, name="logout"),
    path("desk/language", views.language, name="language"),
    path("desk/search", views.search, name="search"),
    path("desk/_styles", views.styles, name="styles"),
]
