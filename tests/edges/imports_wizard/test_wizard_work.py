"""Long work: it can be left, stopped, taken up again and taken back; large files are read by the worker."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from wizard_files import PLAIN

from regulars.base.jobs import RunningJob, job, list_jobs, worker
from regulars.base.jobs.running import JobStopped
from regulars.base.lake import session
from regulars.edges.imports import queries, service
from regulars.edges.imports.layouts import FIELDS
from regulars.edges.imports.wizard import drafts, judging, work
from regulars.edges.imports.wizard.words import field_label, stored_notes

pytestmark = pytest.mark.django_db


def test_a_large_file_is_read_and_counted_by_the_worker(wizard: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judging, "SMALL_BYTES", 0)
    wizard.upload(PLAIN)
    assert wizard.client.get(wizard.address("columns")).headers["Location"] == wizard.address("work")
    assert "Reading the file" in wizard.see("work")
    assert wizard.finish() == wizard.address("columns")
    wizard.send("columns", **{"continue": "1"})
    wizard.send("answers", name="Tea and Co")
    assert wizard.client.get(wizard.address("check")).headers["Location"] == wizard.address("work")
    assert wizard.finish() == wizard.address("check")
    assert "Month by month" in wizard.see("check")


def test_without_a_worker_the_page_says_so_and_what_to_do(wizard: Any, clock: Any) -> None:
    wizard.upload(PLAIN)
    wizard.walk(name="Tea and Co")
    assert "regulars worker" not in wizard.see("work")
    clock.advance(seconds=10)
    assert "regulars worker" in wizard.see("work")


def test_htmx_asks_for_the_part_and_is_sent_on_when_it_is_done(wizard: Any) -> None:
    wizard.upload(PLAIN)
    wizard.walk(name="Tea and Co")
    part = wizard.client.get(wizard.address("work"), headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith('<div id="job"')
    worker.drain()
    after = wizard.client.get(wizard.address("work"), headers={"HX-Request": "true"})
    assert after.headers["HX-Redirect"].startswith("/desk/imports/imp_")


def test_a_stopped_import_keeps_what_is_in_and_goes_on_where_it_was(
    wizard: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regulars.edges.imports.service.running.CHUNK_ROWS", 2)
    wizard.upload(PLAIN)
    wizard.walk(name="Tea and Co")
    told: list[int] = []

    def stop(self: RunningJob, done: int, total: int | None = None, note: str = "") -> None:
        told.append(done)
        if total == 4 and done:
            wizard.client.post(wizard.address("cancel"))
            raise JobStopped(self.name)

    with monkeypatch.context() as patched:
        patched.setattr(RunningJob, "progress", stop)
        worker.drain()
    one = queries.list_imports()[0]
    assert one.state == "running"
    assert 0 < one.position < 3
    page = wizard.client.get(f"/desk/imports/{one.public_id}").content.decode()
    assert "This import was interrupted after" in page
    assert f'action="/desk/imports/new/{wizard.token}/resume"' in page
    listed = wizard.client.get("/desk/imports").content.decode()
    assert "1 import was interrupted and can go on: open it." in listed
    assert "Stopped. What is in stays in" in wizard.see("work")
    assert wizard.client.post(wizard.address("resume")).headers["Location"] == wizard.address("work")
    assert wizard.finish() == f"/desk/imports/{one.public_id}?after=done"
    assert queries.list_imports()[0].counts["created"] == 3


def test_an_interrupted_import_whose_file_is_gone_says_how_it_goes_on(
    wizard: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("regulars.edges.imports.service.running.CHUNK_ROWS", 2)
    wizard.upload(PLAIN)
    wizard.walk(name="Tea and Co")

    def die(self: RunningJob, done: int, total: int | None = None, note: str = "") -> None:
        if total == 4 and done:
            raise JobStopped(self.name)

    with monkeypatch.context() as patched:
        patched.setattr(RunningJob, "progress", die)
        worker.drain()
    name = drafts.load(wizard.token).file_name
    drafts.drop(wizard.token)
    page = wizard.client.get(f"/desk/imports/{queries.list_imports()[0].public_id}").content.decode()
    assert f"<code>regulars import orders {name}</code>" in page


def test_a_failure_is_told_in_words_and_never_as_a_traceback(wizard: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    wizard.upload(PLAIN)
    wizard.walk(name="Tea and Co")

    def break_down(*args: Any, **kwargs: Any) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(service, "run", break_down)
    monkeypatch.setattr("regulars.base.jobs.queue.ATTEMPTS_MAX", 1)
    worker.drain()
    page = wizard.see("work")
    assert "Something on our side failed" in page
    assert "secret detail" not in page
    assert "Traceback" not in page
    assert "ZeroDivisionError" in job(drafts.load(wizard.token).job).error  # the jobs page's business


def test_an_import_is_taken_back_after_asking_what_and_how_many(wizard: Any) -> None:
    wizard.upload(PLAIN)
    wizard.walk(name="Tea and Co")
    wizard.finish()
    one = queries.list_imports()[0]
    url = f"/desk/imports/{one.public_id}"
    asked = wizard.client.post(f"{url}/undo").content.decode()
    assert "This takes back: 3 orders, 2 customers that nothing else names." in asked
    assert not list_jobs(name=work.UNDO)
    wizard.client.post(f"{url}/undo", {"confirmed": "1"})
    assert "Taking the import back" in wizard.client.get(url).content.decode()
    worker.drain()
    assert "What this file brought was taken back." in wizard.client.get(url).content.decode()
    assert queries.list_imports()[0].state == "undone"
    with session() as lake:
        assert lake.rows(lake.table("sales")) == []


def test_a_draft_can_be_discarded(wizard: Any) -> None:
    wizard.upload(PLAIN)
    folder = drafts.folder(wizard.token)
    assert wizard.client.post(wizard.address("discard")).headers["Location"] == "/desk/imports"
    assert not folder.exists()
    gone = wizard.client.get(wizard.address("columns"))
    assert gone.status_code == 404
    assert "This file is not waiting here any more." in gone.content.decode()


def test_drafts_nobody_comes_back_to_are_deleted(wizard: Any, clock: Any) -> None:
    wizard.upload(PLAIN)
    old = wizard.token
    clock.advance(hours=(drafts.KEPT + timedelta(hours=1)).total_seconds() / 3600)
    wizard.client.force_login(get_user_model().objects.get())  # the session of then has ended
    wizard.upload(PLAIN)
    assert not drafts.folder(old).exists()
    assert drafts.folder(wizard.token).exists()


def test_the_list_shows_what_waits_and_what_is_in(wizard: Any) -> None:
    wizard.upload(PLAIN)
    wizard.walk(name="Tea and Co")
    wizard.finish()
    wizard.upload(PLAIN, name="later.csv")
    page = wizard.client.get("/desk/imports").content.decode()
    for said in ("1 file is in.", "later.csv", "orders.csv", "imported", "owner@example.com"):
        assert said in page, said


def test_what_is_said_about_a_file_counts_in_good_grammar() -> None:
    stored = [{"code": "identical_lines", "params": {"count": count}, "text": ""} for count in (1, 2)]
    assert stored_notes(stored) == [
        "1 identical line inside an order was kept: a product can be scanned twice.",
        "2 identical lines inside an order were kept: a product can be scanned twice.",
    ]


@pytest.mark.parametrize("kind", sorted(FIELDS))
def test_every_field_has_a_name_for_people(kind: str) -> None:
    assert [name for name in FIELDS[kind] if field_label(name) == name] == []
