from django.apps import AppConfig


class TraitsConfig(AppConfig):
    name = "regulars.domains.traits"
    label = "traits"
