from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "regulars.edges.demo"
    label = "demo"
