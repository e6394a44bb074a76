"""S5: what is done with privilege stands in the log with who did it, or was not done at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from test_every_route import state
from who_enters import PASSWORD

from regulars.base.activity import list_activity, log
from regulars.base.links.service import new_token
from regulars.base.staff import factor
from regulars.base.staff.models import Session
from regulars.base.staff.queries import staff_by_email
from regulars.base.state import Act, write
from regulars.edges.settings.service import offer_reset, open_links

pytestmark = pytest.mark.django_db
Desk = Callable[..., Any]
MEMBER = {"name": "S", "role": "analyst", "language": "en"}
OWN = {"what": "password", "present": PASSWORD, "password": "quite a long tea", "again": "quite a long tea"}
# What an owner does -> what the log says of it.
DEEDS: dict[str, tuple[str, dict[str, Any], str]] = {
    "add": ("/desk/settings/staff/add", {**MEMBER, "email": "new@example.com"}, "staff.added"),
    "change": ("/desk/settings/staff/{support}", MEMBER, "staff.changed"),
    "close": ("/desk/settings/staff/{support}/state", {"is_active": "0"}, "staff.changed"),
    "make a link": ("/desk/settings/staff/{support}/reset", {}, "link.created"),
    "close a link": ("/desk/settings/staff/links/{link}/close", {}, "link.revoked"),
    "end sessions": ("/desk/settings/staff/{support}/sessions/end", {}, "staff.sessions_ended"),
    "end a session": ("/desk/settings/staff/{support}/sessions/{session}/end", {}, "staff.sessions_ended"),
    "take a factor": ("/desk/settings/staff/{support}/second-factor/drop", {}, "staff.second_factor_off"),
    "demand a factor": ("/desk/settings/login", {"roles": ["support"]}, "staff.second_factor_demanded"),
    "own password": ("/desk/settings/account", OWN, "staff.password_reset"),
    "log out": ("/desk/logout", {}, "staff.logged_out"),
    "cancel a job": ("/desk/settings/jobs/{waiting}/cancel", {}, "job.canceled"),
    "try a job again": ("/desk/settings/jobs/{failed}/retry", {}, "job.retried"),
    "forget a job": ("/desk/settings/jobs/{failed}/forget", {}, "job.forgotten"),
    "try all jobs again": ("/desk/settings/jobs/failed/retry", {}, "job.retried"),
    "forget all jobs": ("/desk/settings/jobs/failed/forget", {}, "job.forgotten"),
}


def number(email: str) -> int:
    found = staff_by_email(email)
    assert found is not None
    return found.id


@pytest.fixture
def address(desk: Desk) -> Callable[[str], str]:
    """Return what fills the gaps of an address: a member with a session, a link and a second factor."""
    import pyotp

    from regulars.kit import clock

    desk("support")
    support, act = number("support@example.com"), Act.by("cli", "cli")
    write(factor.begin, act, support)
    told = factor.setup_of(support, "support@example.com", "Tea")
    assert told is not None
    (session,) = Session.objects.filter(staff_id=support).values_list("pk", flat=True)
    write(factor.confirm, act, support, pyotp.TOTP(told.secret).at(clock.now()), [], session)
    write(offer_reset, act, support, "support@example.com", new_token())
    given = {"support": support, "link": open_links()[0].id, "session": session, **jobs_by_state()}
    return lambda text: text.format(**given)


def jobs_by_state() -> dict[str, int]:
    """Leave a job that waits and one that failed for good; return their keys."""
    from regulars.base.jobs.claims import claim, fail
    from regulars.base.jobs.queue import enqueue_job

    failed = write(enqueue_job, Act.by("system"), "lake.sync", {})
    (held,) = write(claim, Act.by("system"))
    write(fail, Act.by("system"), held.id, held.claim, "broken", None)
    return {"failed": failed, "waiting": write(enqueue_job, Act.by("system"), "lake.verify", {})}


@pytest.mark.asvs("16.3.3", "what is done with privilege stands in the log, with who did it")
@pytest.mark.parametrize("deed", DEEDS)
def test_a_deed_stands_in_the_log(desk: Desk, address: Callable[[str], str], deed: str) -> None:
    owner = desk("owner")
    path, given, kind = DEEDS[deed]
    before = {fact.id for fact in list_activity(by_staff=False, limit=100)}
    assert owner.post(address(path), given).status_code == 302
    facts = [fact for fact in list_activity(by_staff=False, limit=100) if fact.id not in before]
    assert kind in {fact.kind for fact in facts}
    assert {fact.actor for fact in facts} == {f"staff:{number('owner@example.com')}"}
    assert {fact.source for fact in facts} == {"desk"}


@pytest.mark.asvs("2.3.3", "a deed and its entry in the log are there together or not at all")
@pytest.mark.asvs("16.5.3", "when the log cannot be written nothing is done")
@pytest.mark.parametrize("deed", DEEDS)
def test_a_deed_that_cannot_be_recorded_is_not_done(
    staff: Callable[..., Any], address: Callable[[str], str], deed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = Client(raise_request_exception=False)
    owner.force_login(staff("owner"))
    path, given, _kind = DEEDS[deed]
    target, before = address(path), (state(), sessions())

    def full(*_words: Any) -> None:
        raise OSError("no room for the log")

    monkeypatch.setattr(log, "fetchall", full)
    assert owner.post(target, given).status_code >= 500
    monkeypatch.undo()
    assert (state(), sessions()) == before


def sessions() -> set[int]:
    return set(Session.objects.values_list("pk", flat=True))
