"""Moving in on screen: give files, see what is in them, move in, read who may be written to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from moving_files import KLAVIYO, answer, profile, table

from regulars.base.golive import blocking, keep_answers, look_at_all
from regulars.base.jobs import worker
from regulars.base.state import Act, write

pytestmark = pytest.mark.django_db(transaction=True)
Desk = Callable[..., Client]
SUPPRESSED = "Email,Reason\nbo@example.com,SPAM_COMPLAINT\n"


def upload(client: Client, **files: str) -> str:
    """Upload files and have them looked through; return the address of the page that shows them."""
    sent = [SimpleUploadedFile(f"{name}.csv", text.encode()) for name, text in files.items()]
    came = client.post("/desk/moving", {"system": "klaviyo", "files": sent})
    assert came.status_code == 302, came.content.decode()
    worker.drain()
    page = client.get(came["Location"])
    assert page.status_code == 302, page.content.decode()
    return str(page["Location"])


@pytest.mark.slow
def test_from_files_to_who_may_be_written_to(open_shop: None, desk: Desk) -> None:
    client = desk("owner")
    rows = [profile("ana@example.com"), profile("bo@example.com"), profile("cy@example.com", day="")]
    here = upload(client, profiles=table(KLAVIYO, rows), suppressed=SUPPRESSED)
    page = client.get(here).content.decode()
    assert "ana@example.com" in page
    assert "1 yes has no date: not taken as a yes." in page
    assert page.index("suppressed.csv") < page.index("profiles.csv")
    wishes = {"consent_on": "2024-01-01", "consent_source": "Counter", "list_name": "Tea letter"}
    again = client.post(here, wishes)
    worker.drain()
    assert "1 yes without a date got the day" in client.get(client.get(again["Location"])["Location"]).content.decode()
    going = client.post(f"{here}/go")
    worker.drain()
    done = client.get(client.get(going["Location"])["Location"]).content.decode()
    assert "2 people may be written to by e-mail." in done
    assert "complained about spam" in done
    assert [answer(f"{one}@example.com") for one in ("ana", "bo", "cy")] == ["", "complaint", ""]


def test_yeses_without_suppressions_wait_until_an_owner_says_the_words(open_shop: None, desk: Desk) -> None:
    client = desk("owner")
    here = upload(client, profiles=table(KLAVIYO, [profile("ana@example.com")]))
    assert "Yeses wait for it" in client.get(here).content.decode()
    assert f'action="{here}/go"' not in client.get(here).content.decode()
    client.post(f"{here}/go")
    worker.drain()
    assert answer("ana@example.com") == "nobody", "the job refuses as well"
    client.post("/desk/moving/none", {"words": "yes yes"})
    assert "Yeses wait for it" in client.get(here).content.decode()
    client.post("/desk/moving/none", {"words": " Nobody has to be left in peace"})
    assert f'action="{here}/go"' in client.get(here).content.decode()


def test_only_an_owner_confirms(open_shop: None, desk: Desk) -> None:
    client = desk("marketer")
    client.post("/desk/moving/none", {"words": "nobody has to be left in peace"})
    assert "Suppressions are not in yet." in client.get("/desk/moving").content.decode()
    assert "Only an owner can confirm" in client.get("/desk/moving").content.decode()


def test_marketing_stays_locked_until_suppressions_are_known(open_shop: None, desk: Desk) -> None:
    act = Act.by("staff:1", "desk")
    write(keep_answers, act, look_at_all())
    assert "suppressions" in blocking()
    client = desk("owner")
    client.post("/desk/moving/none", {"words": "nobody has to be left in peace"})
    write(keep_answers, act, look_at_all())
    assert "suppressions" not in blocking()


@pytest.mark.parametrize("system", ["", "klaviyo", "mailchimp", "contacts"])
def test_each_tool_has_its_short_way(open_shop: None, desk: Desk, system: str) -> None:
    page: Any = desk("marketer").get(f"/desk/moving?from={system}")
    assert page.status_code == 200
    assert ("data-upload" in page.content.decode()) == bool(system)
