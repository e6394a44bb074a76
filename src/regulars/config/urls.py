"""The map of addresses: `/desk/...` for staff, `/livez` and `/readyz` for whoever runs it (DECISIONS 14)."""

from django.urls import include, path

urlpatterns = [
    path("", include("regulars.edges.desk.urls")),
]
