from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "regulars.edges.desk"
    label = "desk"
