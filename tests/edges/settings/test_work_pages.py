"""Pages about work and data: jobs, the state of the figures, chores of others, the log, stored files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from peopleshop import NOW, PeopleShop
from regulars.base import extends, jobs, lake
from regulars.base.files.service import store_file
from regulars.base.jobs import RunningJob, list_jobs, presence, registry, worker
from regulars.base.jobs.batches import begin_batch
from regulars.base.jobs.models import Job
from regulars.base.jobs.queue import enqueue_job
from regulars.base.settings import Settings
from regulars.base.shop import service as shops
from regulars.base.state import Act, verb, write
from regulars.edges.settings import jobs as lake_jobs

pytestmark = pytest.mark.django_db
Desk = Callable[..., Any]
ACT = Act("system", "regulars", NOW)


@pytest.fixture
def failing_job() -> Iterator[int]:
    """Return a job that failed, and whose error is a traceback."""

    def fail(work: RunningJob) -> str:
        """Break."""
        raise ValueError("the disk is full")

    jobs.register("tests.fail", fail)
    number = write(enqueue_job, ACT, "tests.fail", {})
    for _try in range(10):
        Job.objects.filter(pk=number, state="waiting").update(run_after=NOW)
        worker.drain()
    yield number
    registry._handlers.pop("tests.fail")


def test_a_failed_job_says_what_went_wrong_and_is_tried_again(
    people_shop: PeopleShop, desk: Desk, failing_job: int
) -> None:
    browser = desk("developer")
    text = browser.get(f"/desk/settings/jobs/{failing_job}").content.decode()
    assert "ValueError: the disk is full" in text
    assert "Try again" in text
    assert "tests.fail" not in browser.get("/desk/settings/jobs").content.decode()
    assert browser.post(f"/desk/settings/jobs/{failing_job}/retry").status_code == 302
    assert jobs.job(failing_job).state == "waiting"
    assert browser.post(f"/desk/settings/jobs/{failing_job}/cancel").status_code == 302
    assert jobs.job(failing_job).state == "canceled"


def test_open_jobs_are_asked_for_again_and_closed_ones_are_not(people_shop: PeopleShop, desk: Desk) -> None:
    browser = desk("marketer")
    assert 'hx-trigger="every 2s"' not in browser.get("/desk/settings/jobs").content.decode()
    number = write(lake_jobs.ask_for, ACT, lake_jobs.SYNC)
    part = browser.get("/desk/settings/jobs", headers={"HX-Request": "true"}).content.decode()
    assert 'hx-trigger="every 2s"' in part
    assert "<html" not in part
    assert "Bring figures up to date" in part
    progress = browser.get(f"/desk/settings/jobs/{number}/progress").content.decode()
    assert f'hx-get="/desk/settings/jobs/{number}/progress"' in progress
    worker.drain()
    assert "hx-get" not in browser.get(f"/desk/settings/jobs/{number}/progress").content.decode()


def test_failed_jobs_are_listed_and_tried_again_or_forgotten_together(
    people_shop: PeopleShop, desk: Desk, failing_job: int
) -> None:
    browser = desk("developer")
    page = browser.get("/desk/settings/jobs?state=failed").content.decode()
    assert "1 job failed and waits for you." in page
    assert "Try all again" in page
    assert "ValueError: the disk is full" in page
    assert "Nothing here" in browser.get("/desk/settings/jobs?state=canceled").content.decode()
    assert browser.post("/desk/settings/jobs/failed/retry").status_code == 302
    assert jobs.job(failing_job).state == "waiting"
    assert "Nothing here" in browser.get("/desk/settings/jobs?state=failed").content.decode()
    waiting = browser.get("/desk/settings/jobs?state=waiting").content.decode()
    assert f"/desk/settings/jobs/{failing_job}" in waiting
    browser.post(f"/desk/settings/jobs/{failing_job}/cancel")
    assert browser.post(f"/desk/settings/jobs/{failing_job}/forget").status_code == 302
    assert list_jobs() == []
    assert browser.post("/desk/settings/jobs/failed/nonsense").status_code == 404
    assert desk("support").post("/desk/settings/jobs/failed/forget").status_code == 403


def test_all_failed_jobs_are_forgotten_after_asking_how_many(
    people_shop: PeopleShop, desk: Desk, failing_job: int
) -> None:
    browser = desk("developer")
    page = browser.get("/desk/settings/jobs?state=failed").content.decode()
    assert "All failed jobs disappear and are not done: 1. This cannot be undone." in page
    answer = browser.post("/desk/settings/jobs/failed/forget", follow=True).content.decode()
    assert "1 job was forgotten." in answer
    assert list_jobs(state="failed") == []


def test_the_jobs_page_says_what_runs_regularly_and_who_works(people_shop: PeopleShop, desk: Desk) -> None:
    browser = desk("marketer")
    page = browser.get("/desk/settings/jobs").content.decode()
    assert "No worker runs." in page
    assert "Regular work" in page
    assert "every minute" in page
    with presence.present(1):
        assert "1 worker runs." in browser.get("/desk/settings/jobs").content.decode()


def test_a_group_of_jobs_shows_how_far_it_is(people_shop: PeopleShop, desk: Desk) -> None:
    batch = write(begin_batch, ACT, "Summer letter")

    @verb
    def fill(act: Act) -> None:
        jobs.enqueue_many(lake_jobs.TIDY, [{} for _job in range(3)], act=act, batch=batch)

    write(fill, ACT)
    worker.run_one()
    browser = desk("marketer")
    page = browser.get("/desk/settings/jobs").content.decode()
    assert "Summer letter" in page
    assert "1 of 3" in page
    number = list_jobs(name=lake_jobs.TIDY)[0].id
    assert "Summer letter: 1 of 3 have ended" in browser.get(f"/desk/settings/jobs/{number}").content.decode()


def test_sync_is_queued_once_and_brings_the_figures_up_to_date(people_shop: PeopleShop, desk: Desk) -> None:
    browser = desk("marketer")
    write(shops.change_shop, ACT, margin_rate_bps=3_000)
    assert lake.is_behind(NOW)
    for _click in range(3):
        assert browser.post("/desk/settings/data/sync").status_code == 302
    assert len(list_jobs(name="lake.sync")) == 1
    worker.drain()
    assert list_jobs(name="lake.sync")[0].state == "done"
    assert not lake.is_behind(NOW)


def test_a_check_is_done_and_told(people_shop: PeopleShop, desk: Desk) -> None:
    lake.rebuild(NOW)  # other tests synced what was rolled back afterwards
    browser = desk("owner")
    browser.post("/desk/settings/data/verify")
    worker.drain()
    (done,) = list_jobs(name="lake.verify")
    assert (done.state, "no difference" in done.note) == ("done", True), done.error
    assert "no difference" in browser.get("/desk/settings/data").content.decode()


def test_building_anew_is_for_the_owner(people_shop: PeopleShop, desk: Desk) -> None:
    assert desk("marketer").post("/desk/settings/data/rebuild").status_code == 404
    assert desk("support").post("/desk/settings/data/sync").status_code == 403
    assert desk("owner").post("/desk/settings/data/nonsense").status_code == 404


def test_chores_of_others_are_offered_to_those_who_may(people_shop: PeopleShop, desk: Desk, monkeypatch: Any) -> None:
    started: list[str] = []

    class Remove:
        key, permission = "demo.remove", "demo.remove"

        def offer(self, viewer: extends.Viewer) -> extends.ChoreOffer:
            return extends.ChoreOffer("Remove demo", "Takes it out.", "Remove demo", "5 people go.", True)

        def start(self, act: Act) -> str:
            started.append(act.actor)
            return "It is being removed."

    chores: extends.Registry[Any] = extends.Registry("chores")
    chores.register(Remove())
    monkeypatch.setattr(extends, "chores", chores)
    owner, marketer = desk("owner"), desk("marketer")
    assert "Remove demo" not in marketer.get("/desk/settings/data").content.decode()
    assert marketer.post("/desk/settings/data/chore/demo.remove").status_code == 404
    page = owner.get("/desk/settings/data").content.decode()
    assert 'data-confirm="5 people go."' in page
    answer = owner.post("/desk/settings/data/chore/demo.remove", follow=True)
    assert "It is being removed." in answer.content.decode()
    assert len(started) == 1
    assert owner.post("/desk/settings/data/chore/nothing").status_code == 404


def test_the_log_says_what_people_did_by_name(people_shop: PeopleShop, desk: Desk) -> None:
    owner = desk("owner", name="Olga Owner")
    b"".join(owner.get("/desk/customers.csv?state=lapsed").streaming_content)
    text = owner.get("/desk/settings/log").content.decode()
    assert "A list of 1 customer was exported" in text
    assert "Olga Owner" in text
    assert "The shop was set up: Europe/Berlin, EUR" in text
    assert "Order 1001" not in text  # that is what a source did
    assert "Order 1001" in owner.get("/desk/settings/log?all=1").content.decode()


def test_the_log_is_filtered_by_what_who_and_whom(people_shop: PeopleShop, desk: Desk) -> None:
    owner = desk("owner")

    def shown(query: str) -> str:
        text: str = owner.get(f"/desk/settings/log?{query}").content.decode()
        return text.partition("<tbody>")[2].partition("</tbody>")[0]

    assert "Order" not in shown("all=1&area=product")
    assert "A product was named for the first time" in shown("all=1&area=product")
    of_one = shown(f"q={people_shop.order('1001')}")
    assert "Order 1001" in of_one
    assert "Order 1002" not in of_one
    assert "is no id of a customer" in owner.get("/desk/settings/log?q=hello").content.decode()


def test_a_stored_picture_is_shown_and_never_run(people_shop: PeopleShop, desk: Desk) -> None:
    content = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    sha256 = write(store_file, ACT, content)
    answer = desk("analyst").get(f"/desk/files/{sha256}")
    assert answer.content == content
    assert answer["Content-Type"] == "image/svg+xml"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "immutable" in answer["Cache-Control"]
    assert desk("support").get("/desk/files/" + "0" * 64).status_code == 404
    assert desk("support", email="s2@example.com").get("/desk/files/..%2F..%2Fsecret").status_code == 404


def test_finished_jobs_are_dropped_after_a_month_and_failed_ones_stay(
    people_shop: PeopleShop, failing_job: int, clock: Any
) -> None:
    done = write(lake_jobs.ask_for, ACT, lake_jobs.SYNC)
    worker.drain()
    clock.advance(days=31)
    write(lake_jobs.ask_for, Act.by("system"), lake_jobs.TIDY)
    worker.drain()
    kept = {job.id for job in list_jobs()}
    assert failing_job in kept
    assert done not in kept


class TestBanners:
    STILL = "the worker does not run"

    def shown(self, browser: Any) -> str:
        text: str = browser.get("/desk/settings/account").content.decode()
        return text

    def test_data_that_ends_early_is_named_once_it_is_three_days_old(
        self, people_shop: PeopleShop, desk: Desk, clock: Any
    ) -> None:
        browser = desk("support")
        assert "The data ends on" not in self.shown(browser)
        clock.set(NOW + timedelta(hours=12))  # the last order is of 12 June, yesterday is still 14 June
        assert "The data ends on" not in self.shown(browser)
        clock.set(NOW + timedelta(days=1))
        browser = desk("support", email="next-day@example.com")  # the session of the day before has ended
        assert "The data ends on 12 Jun 2026" in self.shown(browser)
        assert "Import newer orders" not in self.shown(browser)
        assert "Import newer orders" in self.shown(desk("marketer"))

    def test_test_mode_is_said_on_every_page(
        self, people_shop: PeopleShop, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        browser = desk("support")
        assert "Test mode" not in self.shown(browser)
        monkeypatch.setattr("regulars.edges.settings.banners.current", lambda: Settings(test_mode=True))
        assert "Test mode: it is 15 Jun 2026" in self.shown(browser)

    def test_work_that_nobody_takes_is_named_to_those_who_see_jobs(
        self, people_shop: PeopleShop, desk: Desk, clock: Any
    ) -> None:
        write(lake_jobs.ask_for, ACT, lake_jobs.SYNC)
        marketer = desk("marketer")
        assert self.STILL not in self.shown(marketer)
        clock.advance(minutes=6)
        assert self.STILL in self.shown(marketer)
        assert self.STILL not in self.shown(desk("support"))
        worker.drain()
        assert self.STILL not in self.shown(marketer)
