"""Django's entry for the web shell."""

from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "regulars.base.web"
    label = "web"
