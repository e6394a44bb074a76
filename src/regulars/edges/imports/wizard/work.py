"""The jobs behind the wizard: looking through a large file, counting it, bringing it in, taking it back.

The app registers them at start, so what reads files is imported by the job that needs it and not by every command.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from regulars.base import extends
from regulars.base.jobs import RunningJob, every, job_names, register
from regulars.base.jobs.queue import enqueue_job
from regulars.base.lake import sync
from regulars.base.saying import job_title
from regulars.base.state import Act, write
from regulars.edges.imports.wizard import drafts
from regulars.edges.imports.wizard.drafts import Draft
from regulars.kit import clock
from regulars.kit.errors import Problem
from regulars.kit.text import Note, Told, ntold, told

LOOK, COUNT, RUN, UNDO = "imports.look", "imports.count", "imports.run", "imports.undo"
TIDY = "imports.tidy"
SHARED = "customers.flag_shared"
TELL_SECONDS = 0.4
RATE_SECONDS = 8.0
SYNC_WAIT_SECONDS = 300.0

Progress = Callable[[int, int, str], None]


def register_jobs() -> None:
    """Register handlers and titles; called once, from the app's ready()."""
    register(LOOK, look)
    register(COUNT, count)
    register(RUN, bring_in)
    register(UNDO, take_back)
    register(TIDY, tidy)
    every(TIDY, timedelta(days=1))
    extends.job_titles.register(job_title(LOOK, gettext_lazy("Look through a file")))
    extends.job_titles.register(job_title(COUNT, gettext_lazy("Count what is in a file")))
    extends.job_titles.register(job_title(RUN, gettext_lazy("Import of a file")))
    extends.job_titles.register(job_title(UNDO, gettext_lazy("Take an import back")))
    extends.job_titles.register(job_title(TIDY, gettext_lazy("Tidy files of imports")))


def tidy(work: RunningJob) -> Told:
    """Delete what imports left behind: rejects files after 30 days, uploads and staged rows nobody came back to."""
    from regulars.edges.imports import rejects, staging

    gone = rejects.sweep() + drafts.sweep() + staging.sweep()
    return ntold("%(count)s old file was deleted.", "%(count)s old files were deleted.", gone)


def queue(act: Act, name: str, draft: Draft, language: str) -> Draft:
    """Queue a step of a draft and note its job in the draft."""
    args = {"draft": draft.token, "actor": act.actor, "language": language}
    drafts.forget(draft.token, "fault")
    job = write(enqueue_job, act, name, args, f"{name}:{draft.token}")
    return draft.changed(job=job, step=name.partition(".")[2])


def look(work: RunningJob) -> Told:
    """Read an uploaded file through once, so that its columns can be judged as a whole."""
    from regulars.edges.imports.service import inspecting

    draft = drafts.load(work.args["draft"])
    with in_words(work, draft):
        staged = inspecting.staged_of(draft.path, teller(work, told("Reading the file")))
        drafts.put(draft.token, "looked", {"rows": staged.rows})
        return ntold("%(count)s row read.", "%(count)s rows read.", staged.rows)


def count(work: RunningJob) -> Told:
    """Count what is in an uploaded file, month by month, before anything is imported."""
    from regulars.edges.imports import service
    from regulars.edges.imports.wizard import judging

    draft = drafts.load(work.args["draft"])
    with in_words(work, draft):
        plan = judging.propose(draft).plan
        outcome = service.count(draft.path, plan, teller(work, told("Adding up the months")))
        judging.keep_count(draft, plan, outcome.report)
        return told("Counted.")


def bring_in(work: RunningJob) -> Note:
    """Import a file, then bring the figures up to date. An interrupted run goes on where it was."""
    from regulars.edges.imports import service
    from regulars.edges.imports.service import starting
    from regulars.edges.imports.wizard import judging

    if "draft" not in work.args:
        starting.run_job(work)
        refresh(work, work.act("file", backfill=True))
        return ""
    draft = drafts.load(work.args["draft"])
    plan = judging.plan_of(draft)
    assert plan is not None
    with in_words(work, draft):
        act = Act.by(work.args["actor"], "file", backfill=True)
        if drafts.get(draft.token, "outcome") is None:
            report = service.run(draft.path, plan, act, teller(work, told("Writing rows into the shop"))).report
            drafts.put(draft.token, "outcome", {"import": report["import"], "state": report["state"]})
        refresh(work, act)
        drafts.drop_file(draft)
        return told("%(file)s is in.", file=draft.file_name)


def take_back(work: RunningJob) -> Told:
    """Take back what an import brought, then bring the figures up to date."""
    from regulars.edges.imports import service

    with override(work.args["language"]):
        act = Act.by(work.args["actor"], "file", backfill=True)
        tell = teller(work, told("Taking back"))
        _row, voided = service.undo(work.args["import"], act, tell)
        refresh(work, act)
        return ntold("%(count)s fact was taken back.", "%(count)s facts were taken back.", voided)


def refresh(work: RunningJob, act: Act) -> None:
    """Bring figures up to date, and have addresses that many people share flagged."""
    if SHARED in job_names():
        write(enqueue_job, act, SHARED, {}, SHARED)
    note = told("Bringing the figures up to date")
    sync(clock.now(), lambda done, total, _what: work.progress(done, total or None, note), SYNC_WAIT_SECONDS)


@contextmanager
def in_words(work: RunningJob, draft: Draft) -> Iterator[None]:
    """Work in the language of whoever asked, and keep a refusal in words for the page."""
    with override(work.args["language"]):
        try:
            yield
        except Problem as problem:
            drafts.put(draft.token, "fault", {"message": problem.message_in(_), "fix": problem.fix_in(_)})
            raise


def teller(work: RunningJob, phase: Told) -> Progress:
    """Progress for the page: how far, how fast, how long still. Told a few times a second, for each is a commit."""
    marks: deque[tuple[float, int]] = deque()
    last = 0.0

    def tell(done: int, total: int, note: str) -> None:
        nonlocal last
        now = clock.monotonic()
        if marks and now - last < TELL_SECONDS and done != total:
            return
        last = now
        marks.append((now, done))
        while len(marks) > 2 and now - marks[0][0] > RATE_SECONDS:
            marks.popleft()  # of late: a run that goes on passes quickly over what is in
        began, first = marks[0]
        work.progress(done, total or None, [phase, *_speed(done - first, now - began, done, total)])

    return tell


def _speed(rows: int, seconds: float, done: int, total: int) -> list[Told]:
    if seconds < 1 or rows <= 0:
        return []
    rate = rows / seconds
    said = [told("%(rate)s rows a second", rate=round(rate))]
    left = round((total - done) / rate) if total else 0
    if left > 0:
        said.append(_time_left(left))
    return said


def _time_left(seconds: int) -> Told:
    if seconds < 90:
        return ntold("%(count)s second left", "%(count)s seconds left", seconds)
    return ntold("%(count)s minute left", "%(count)s minutes left", round(seconds / 60))
