"""What a job says is stored with its values apart: each reader has it in their own language."""

from __future__ import annotations

import pytest
from django.utils import translation

from jobkinds import act
from regulars.base import jobs
from regulars.base.jobs import worker
from regulars.base.jobs.queue import enqueue_job
from regulars.base.saying import error_of, note_of
from regulars.base.state import write
from regulars.kit.errors import Refused
from regulars.kit.text import Note, ntold, told

pytestmark = pytest.mark.django_db
FILES = ("%(count)s old file was deleted.", "%(count)s old files were deleted.")


def done(note: Note) -> jobs.JobRow:
    """Do one job that ends with a note, in a worker whose own language is not English."""
    jobs.register("test.says", lambda _job: note)
    number = write(enqueue_job, act(), "test.says", {})
    with translation.override("de"):
        worker.drain()
    jobs.registry._handlers.pop("test.says")
    return jobs.job(number)


def read(row: jobs.JobRow, language: str) -> str:
    with translation.override(language):
        return error_of(row) or note_of(row)


def test_a_note_is_read_in_the_language_of_its_reader() -> None:
    row = done(told("%(file)s is in.", file="a.csv"))
    assert (row.state, row.note) == ("done", "a.csv is in.")
    assert read(row, "en") == "a.csv is in."
    assert read(row, "de") == "a.csv ist importiert."


def test_a_counted_note_has_the_readers_plural_and_figures() -> None:
    row = done(ntold(*FILES, 12_345))
    assert row.note == "12345 old files were deleted."
    assert read(row, "en") == "12,345 old files were deleted."
    assert read(row, "de") == "12.345 alte Dateien wurden gelöscht."
    assert read(done(ntold(*FILES, 1)), "de") == "1 alte Datei wurde gelöscht."


def test_several_parts_are_said_one_after_the_other() -> None:
    row = done([told("Reading the file"), ntold("%(count)s second left", "%(count)s seconds left", 40)])
    assert read(row, "en") == "Reading the file · 40 seconds left"
    assert read(row, "de") == "Datei wird gelesen · noch 40 Sekunden"


def test_plain_words_that_the_catalog_knows_are_translated_and_others_stay() -> None:
    assert read(done("Reading the file"), "de") == "Datei wird gelesen"
    assert read(done("of an add-on"), "de") == "of an add-on"


def test_progress_that_was_said_is_replaced_by_a_plain_outcome() -> None:
    def handler(job: jobs.RunningJob) -> str:
        job.progress(1, 2, told("Reading the file"))
        return "plain"

    jobs.register("test.plain", handler)
    number = write(enqueue_job, act(), "test.plain", {})
    worker.drain()
    assert read(jobs.job(number), "de") == "plain"


def test_an_outcome_without_words_leaves_the_last_progress() -> None:
    jobs.register("test.quiet", lambda job: job.progress(1, 2, told("Reading the file")))
    number = write(enqueue_job, act(), "test.quiet", {})
    worker.drain()
    assert read(jobs.job(number), "de") == "Datei wird gelesen"


def test_a_refusal_is_read_in_the_language_of_its_reader() -> None:
    def refuse(_job: jobs.RunningJob) -> None:
        raise Refused("test.no", "%(path)s cannot be read: %(why)s.", params={"path": "a.csv", "why": "EIO"})

    jobs.register("test.refuses", refuse)
    number = write(enqueue_job, act(), "test.refuses", {})
    worker.drain()
    row = jobs.job(number)
    assert row.error == "a.csv cannot be read: EIO."
    assert read(row, "de") == "a.csv ist nicht lesbar: EIO."


def test_an_error_of_the_program_is_its_last_line() -> None:
    number = write(enqueue_job, act(), "test.twice", {})
    worker.drain()
    assert read(jobs.job(number), "de") == "RuntimeError: broken on purpose"
