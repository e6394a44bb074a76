"""Addresses of the import wizard and of what was imported."""

from __future__ import annotations

from django.urls import path

from regulars.edges.imports.views import begin, history, running, steps

app_name = "imports"

urlpatterns = [
    path("desk/imports", history.imports, name="imports"),
    path("desk/imports/new", begin.start, name="start"),
    path("desk/imports/new/<str:token>/columns", steps.columns, name="columns"),
    path("desk/imports/new/<str:token>/answers", steps.answers, name="answers"),
    path("desk/imports/new/<str:token>/check", steps.check, name="check"),
    path("desk/imports/new/<str:token>/work", running.work, name="work"),
    path("desk/imports/new/<str:token>/cancel", running.cancel_job, name="cancel"),
    path("desk/imports/new/<str:token>/resume", running.resume_job, name="resume"),
    path("desk/imports/new/<str:token>/discard", running.discard, name="discard"),
    path("desk/imports/<str:public_id>", history.show_import, name="show"),
    path("desk/imports/<str:public_id>/rejects", history.rejects, name="rejects"),
    path("desk/imports/<str:public_id>/undo", history.undo, name="undo"),
]
