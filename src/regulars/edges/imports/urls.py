"""Addresses of the import wizard and of what was imported."""

from __future__ import annotations

from django.urls import path

from regulars.edges.imports.views import begin, history, moving, running, steps

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
    path("desk/moving", moving.start, name="moving"),
    path("desk/moving/none", moving.confirm_none, name="moving_none"),
    path("desk/moving/<str:token>", moving.files, name="moving_files"),
    path("desk/moving/<str:token>/go", moving.go, name="moving_go"),
    path("desk/moving/<str:token>/work", moving.work, name="moving_work"),
    path("desk/moving/<str:token>/resume", moving.resume, name="moving_resume"),
    path("desk/moving/<str:token>/discard", moving.discard, name="moving_discard"),
    path("desk/moving/<str:token>/done", moving.moved, name="moved"),
    path("desk/imports/<str:public_id>", history.show_import, name="show"),
    path("desk/imports/<str:public_id>/rejects", history.rejects, name="rejects"),
    path("desk/imports/<str:public_id>/undo", history.undo, name="undo"),
]
