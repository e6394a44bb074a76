"""P9: nothing personal in logs; canaries go in by every way and come out nowhere."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import IntegrityError

from regulars.edges.health.logs import JsonFormatter, TextFormatter, scrub
from regulars.kit.errors import Refused

CANARIES = (
    "canary.ana@example.com",
    "CanaryQuery",
    "canaryTOKEN0123456789abcdef",
    "203.0.113.77",
    "+49 170 7654321",
    "CanaryName",
)


@pytest.fixture(params=["json", "text"])
def lines(request: Any) -> Iterator[Callable[[], str]]:
    """Return what was written to the log so far, in one of the two formats."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter() if request.param == "json" else TextFormatter())
    root = logging.getLogger()
    level, before = root.level, [*root.handlers]
    root.handlers, root.level = [handler], logging.DEBUG
    yield stream.getvalue
    root.handlers, root.level = before, level


@pytest.mark.django_db
def test_no_request_leaves_a_canary(client: Any, lines: Callable[[], str]) -> None:
    client.raise_request_exception = False
    client.get(f"/desk/login?next={CANARIES[1]}&email={CANARIES[0]}", REMOTE_ADDR=CANARIES[3])
    client.get(f"/share/brief/{CANARIES[2]}")
    client.get(f"/desk/password/{CANARIES[2]}")
    client.get(f"/nowhere/{CANARIES[5]}/{CANARIES[2]}")
    client.post("/desk/login", {"username": CANARIES[0], "password": CANARIES[2]}, REMOTE_ADDR=CANARIES[3])
    written = lines()
    assert "web:login" in written
    assert [one for one in CANARIES if one in written] == []


@pytest.mark.django_db
def test_an_error_is_written_without_what_it_quotes(
    client: Any, lines: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from regulars.base.web import views

    def broken(*_: Any, **__: Any) -> None:
        try:
            raise ValueError(CANARIES[5])
        except ValueError as error:
            raise IntegrityError(f"Key (email)=({CANARIES[0]}) already exists, {CANARIES[5]}") from error

    assert hasattr(views, "render")
    monkeypatch.setattr(views, "render", broken)
    client.raise_request_exception = False
    answer = client.get("/desk/login")
    written = lines()
    assert answer.status_code == 500
    assert [one for one in CANARIES if one in written] == []
    assert "IntegrityError" in written
    assert "test_logs.py" in written, "the places it passed are what one needs to find it"


@pytest.mark.django_db
def test_a_line_of_the_log_and_the_answer_carry_the_same_id(client: Any) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    log = logging.getLogger("regulars.request")
    level = log.level
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    try:
        answer = client.get("/desk/login", headers={"X-Request-Id": "theirs"})
    finally:
        log.removeHandler(handler)
        log.setLevel(level)
    told = json.loads(stream.getvalue().splitlines()[-1])
    assert (told["route"], told["method"], told["status"]) == ("web:login", "GET", 200)
    assert told["request"] == answer["X-Request-Id"] != "theirs"
    assert set(told) == {"at", "level", "logger", "message", "route", "method", "status", "ms", "request"}


@pytest.mark.parametrize("canary", CANARIES[:5])
def test_a_message_is_scrubbed_of_what_reaches_people(canary: str) -> None:
    assert canary not in scrub(f"could not serve /x?q={canary}")
    assert canary == CANARIES[1] or canary not in scrub(f"could not reach {canary} at once")


def test_a_message_keeps_what_is_no_secret() -> None:
    assert scrub("job lake.sync 17 failed after 3 attempts") == "job lake.sync 17 failed after 3 attempts"


def test_a_problem_of_ours_keeps_its_code() -> None:
    try:
        raise Refused("import.unreadable_date", "CanaryName wrote nonsense")
    except Refused as error:
        record = logging.LogRecord("x", logging.ERROR, "", 0, "failed", (), (type(error), error, error.__traceback__))
    told = json.loads(JsonFormatter().format(record))
    assert told["error"]["code"] == "import.unreadable_date"
    assert "CanaryName" not in json.dumps(told)
