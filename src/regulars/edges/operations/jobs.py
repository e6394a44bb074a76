"""Backups that nobody has to think of."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy

from regulars.base import extends, jobs
from regulars.base.golive import keep_answers, look_at_all
from regulars.base.jobs import RunningJob
from regulars.base.saying import job_title
from regulars.base.settings import current
from regulars.base.shop.models import Shop
from regulars.base.shop.queries import find_shop
from regulars.base.state import write
from regulars.edges.operations.backups.making import default_folder, make_backup
from regulars.edges.operations.queries import last_backup
from regulars.edges.operations.service import remember_made
from regulars.kit import clock
from regulars.kit.text import Told, ntold, told

BACKUP, LOOK = "operations.backup", "operations.look"
LOOK_EVERY = timedelta(minutes=5)


def run_backup(work: RunningJob) -> Told:
    """Back up everything that cannot be made again, and keep as many backups as the settings say."""
    settings = current()
    made = make_backup(settings, default_folder(settings), work.progress, keep=settings.backup_keep)
    write(remember_made, work.act(), made.name, made.path, made.created_at, made.size, made.rows)
    return told("%(name)s: %(size)s MB", name=made.name, size=made.size // 1_048_576)


def is_due() -> bool:
    """Say whether the last backup is older than the settings allow; an invented shop needs none."""
    hours, shop = current().backup_every_hours, find_shop()
    if not hours or shop is None or shop.is_demo:
        return False
    last = last_backup()
    since = last.made_at if last else Shop.objects.get(pk=1).set_up_at
    return since is None or clock.now() - since >= timedelta(hours=hours)


def run_look(work: RunningJob) -> Told:
    """Look again at what going live asks for, so that the page and the lock say what is true now."""
    answers = look_at_all()
    write(keep_answers, work.act(), answers)
    wrong = sum(one.state == "bad" for one in answers.values())
    return ntold("%(count)s of %(all)s is not right.", "%(count)s of %(all)s are not right.", wrong, all=len(answers))


def register() -> None:
    """Register it; called once, from the app's ready()."""
    jobs.register(BACKUP, run_backup)
    jobs.every(BACKUP, LOOK_EVERY, when=is_due)
    jobs.register(LOOK, run_look)
    jobs.every(LOOK, timedelta(hours=6), when=lambda: bool(current().public_url))
    extends.job_titles.register(job_title(BACKUP, gettext_lazy("Make a backup")))
    extends.job_titles.register(job_title(LOOK, gettext_lazy("Look at what going live asks for")))
