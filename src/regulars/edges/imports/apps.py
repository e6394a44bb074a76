from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "regulars.edges.imports"
    label = "imports"
