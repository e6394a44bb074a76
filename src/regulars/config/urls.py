"""The map of addresses: `/desk/...` for staff, `/livez` and `/readyz` for whoever runs it (DECISIONS 14)."""

from django.urls import include, path

from regulars.edges.health import views as health

handler400 = "regulars.base.web.errors.bad_request"
handler403 = "regulars.base.web.errors.forbidden"
handler404 = "regulars.base.web.errors.not_found"
handler500 = "regulars.base.web.errors.broken"

urlpatterns = [
    path("", include("regulars.base.web.urls")),
    path("", include("regulars.edges.desk.urls")),
    path("", include("regulars.domains.traits.urls")),
    path("", include("regulars.domains.customers.urls")),
    path("", include("regulars.domains.orders.urls")),
    path("", include("regulars.domains.catalog.urls")),
    path("", include("regulars.domains.insights.urls")),
    path("", include("regulars.edges.imports.urls")),
    path("", include("regulars.edges.audit.urls")),
    path("", include("regulars.edges.settings.urls")),
    path("", include("regulars.edges.operations.urls")),
    path("", include("regulars.edges.privacy.urls")),
    path("", include("regulars.edges.stores.urls")),
    path("livez", health.live, name="livez"),
    path("readyz", health.ready, name="readyz"),
    path("metrics", health.metrics, name="metrics"),
]
