from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "regulars.edges.imports"
    label = "imports"

    def ready(self) -> None:
        from regulars.base.jobs import register
        from regulars.edges.imports import events, privacy  # noqa: F401 - registers kinds and columns

        register("imports.run", _run)


def _run(job: object) -> None:
    from regulars.edges.imports.service.starting import run_job

    run_job(job)  # type: ignore[arg-type]
