"""Secrets stand in no answer, no log, no refusal, no traceback and no list of settings: looked for by canary."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from regulars.base.settings import BadSetting, load
from regulars.base.staff.service import new_password

Desk = Callable[..., Any]
KEY = "canary-Key-7Qz-never-to-be-printed-0123456789"
PASSWORD = "canaryPassword7Qz"


def run(home: Path, *words: str, **environ: str) -> str:
    """Return all that a command says."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("REGULARS_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    done = subprocess.run(
        [sys.executable, "-m", "regulars", *words],
        env={**kept, "REGULARS_HOME": str(home), "REGULARS_SECRET_KEY": KEY, **environ},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.slow
@pytest.mark.asvs("13.3.1", "commands print no secret of the configuration")
def test_commands_print_no_secret(tmp_path: Path) -> None:
    home = tmp_path / "home"
    lost = f"postgresql://ana:{PASSWORD}@127.0.0.1:1/shop"
    said = [
        run(home, "init"),
        run(home, "check"),
        run(home, "check", "--json"),
        run(home, "check", REGULARS_DATABASE_URL=lost),
        run(home, "migrate", REGULARS_DATABASE_URL=lost),
        run(home, "worker", "--drain", REGULARS_DATABASE_URL=lost, REGULARS_LOG_LEVEL="debug"),
        run(home, "staff", "list", REGULARS_DATABASE_URL=lost, REGULARS_DEBUG="true"),
        run(home, "staff", "add", "ana@example.com", "--role", "owner", REGULARS_LOG_LEVEL="debug"),
    ]
    assert all(len(one) > 5 for one in said)
    for one in said:
        assert KEY not in one
        assert PASSWORD not in one


def test_settings_show_no_secret_when_they_are_printed(tmp_path: Path) -> None:
    environ = {
        "REGULARS_HOME": str(tmp_path / "home"),
        "REGULARS_SECRET_KEY": KEY,
        "REGULARS_DATABASE_URL": f"postgresql://ana:{PASSWORD}@db/shop",
    }
    settings = load(environ)
    assert settings.secret_key == KEY
    for text in (repr(settings), str(settings), f"{settings}"):
        assert KEY not in text
        assert PASSWORD not in text


def test_a_traceback_of_a_bad_setting_shows_no_secret(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "regulars.toml").write_text(f'port = "x"\nsecret_key = "{KEY}"\n')
    (home / "regulars.toml").chmod(0o600)
    with pytest.raises(BadSetting) as caught:
        load({"REGULARS_HOME": str(home)})
    told = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=False).format())
    assert "port" in told
    assert KEY not in told


@pytest.mark.django_db
@pytest.mark.asvs("16.5.1", "an error page says that something broke and no more")
def test_a_page_that_breaks_tells_nothing_of_the_inside(
    staff: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from regulars.edges.settings.views import account

    def broken(*_words: Any) -> None:
        raise RuntimeError(f"inside {KEY}")

    monkeypatch.setattr(account, "factor_work", broken)
    browser = Client(raise_request_exception=False)
    browser.force_login(staff("owner"))
    answer = browser.get("/desk/settings/account")
    assert answer.status_code == 500
    for word in (KEY, "RuntimeError", "Traceback", "site-packages", "/src/"):
        assert word not in answer.content.decode()


@pytest.mark.django_db
@pytest.mark.asvs("16.2.5", "no password, code or token stands in the log of the server")
@pytest.mark.asvs("14.2.1", "what is secret goes in the body of a request, not in its address")
def test_logs_hold_no_password_and_no_address_of_a_person(
    staff: Callable[..., Any], log_in: Desk, caplog: pytest.LogCaptureFixture, desk: Desk
) -> None:
    staff("support")
    token = new_password()
    with caplog.at_level(logging.DEBUG):
        for password in ("canary-wrong-password", "correct horse battery"):
            log_in("support@example.com", password)
        log_in("unknown-person@example.com", "canary-wrong-password")
        Client().post("/desk/login/code", {"code": "918273"})
    said = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("regulars"))
    assert "login refused" in said
    for word in ("canary", "correct horse", "@example.com", "198.51.100", "918273", token):
        assert word not in said


@pytest.mark.django_db
def test_the_log_of_facts_holds_no_secret(desk: Desk, log_in: Desk, recorded: Desk) -> None:
    from regulars.base.activity import list_activity

    owner = desk("owner")
    fields = {"email": "ida@example.com", "name": "Ida", "role": "analyst", "language": "en"}
    owner.post("/desk/settings/staff/add", fields)
    token = owner.session["settings.link"]["address"].rsplit("/", 1)[1]
    given = {"password": "quite a long tea", "again": "quite a long tea"}
    Client().post(f"/desk/password/{token}", given)
    log_in("ida@example.com", "quite a long tea")
    said = str(list_activity(by_staff=False, limit=100))
    assert "staff.logged_in" in said
    for word in (token, "quite a long tea", "ida@example.com", "Ida"):
        assert word not in said


@pytest.mark.asvs("6.3.2", "there is no account that nobody made")
@pytest.mark.django_db
def test_a_fresh_installation_has_no_account() -> None:
    from regulars.base.staff.queries import list_staff

    assert list_staff() == []
