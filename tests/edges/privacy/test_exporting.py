"""A person may have everything that is kept about them, in one document and in one page (P2)."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from privacy_nest import AT, EMAIL, NAME, NUMBER, PHONE, Nest, leave_words_everywhere

from regulars.base.privacy import NONE, holdings, registered
from regulars.base.state import execute, fetchall, write
from regulars.edges.privacy import erasing, papers, service
from regulars.edges.privacy.cli import privacy
from regulars.kit import clock


def invoke(*args: str) -> Result:
    return CliRunner().invoke(privacy, args)


def test_every_tagged_column_of_their_rows_is_in_the_document(nest: Nest) -> None:
    leave_words_everywhere(nest)
    told = json.loads(invoke("export", NUMBER).stdout)
    rows = {one["table"]: one["rows"] for one in told["holdings"]}
    assert told["format"] == "regulars.person/1"
    assert told["customer"] == nest.public
    missing = [
        f"{one.table}.{column}"
        for one in holdings().values()
        if one.find and not one.export and one.table in rows
        for column, kind in registered()[one.table].items()
        if kind is not NONE and column != "customer" and not {column, f"{column}_id"} & set(rows[one.table][0])
    ]
    assert missing == []
    assert len(rows) >= 9
    text = json.dumps(told, ensure_ascii=False)
    for words in (
        EMAIL,
        PHONE,
        NAME,
        NUMBER,
        "Canaryville",
        "canary-tag",
        "canary-order",
        "CANARYCODE",
        "canary reason",
    ):
        assert words in text, words


def test_the_document_holds_nobody_else(nest: Nest) -> None:
    leave_words_everywhere(nest)
    text = invoke("export", EMAIL).stdout
    assert "other@example.com" not in text
    assert "Other Person" not in text
    advice = next(one for one in json.loads(text)["holdings"] if one["table"] == "insights.AdviceRecord")
    assert [sorted(row) for row in advice["rows"]] == [["as_of", "decided_at", "key", "state"]]


@pytest.mark.parametrize("words", [EMAIL, EMAIL.upper(), PHONE, "+49 30 12345678", NUMBER])
def test_a_person_is_found_by_whatever_they_are_known_by(nest: Nest, words: str) -> None:
    assert json.loads(invoke("export", words).stdout)["customer"] == nest.public


def test_nobody_is_found_by_words_that_are_nobodys(nest: Nest) -> None:
    result = invoke("export", "nobody@example.com")
    assert result.exit_code == 1
    assert "Nobody is known by this" in str(result.exception)


def test_handing_out_is_recorded_with_the_customer_and_no_values(nest: Nest) -> None:
    invoke("export", EMAIL)
    ((customer, data),) = fetchall("SELECT customer, data FROM activity_log WHERE kind = 'privacy_request.exported'")
    assert customer == nest.customer
    assert EMAIL not in str(data)


def test_files_are_readable_by_their_owner_alone_and_a_page_needs_nothing_else(nest: Nest, tmp_path: Path) -> None:
    for name in ("copy.json", "copy.html"):
        told = json.loads(invoke("export", EMAIL, "--out", str(tmp_path / name), "--json").stdout)
        assert told["rows"] >= 8
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    html = (tmp_path / "copy.html").read_text(encoding="utf-8")
    assert NAME in html
    assert "5.00 EUR" in html
    assert "<script" not in html
    assert "http://" not in html.replace("http://www.w3.org", "")


def test_papers_name_every_table_about_people_once_and_ask_to_be_checked(nest: Nest) -> None:
    written = papers.write_papers(clock.now())
    named = [table for one in written.purposes for table in one.tables]
    about = {one.table for one in holdings().values() if set(registered()[one.table].values()) - {NONE}}
    assert len(named) == len(about)
    assert "checked" in written.check
    assert "Tea" in written.notice[0][1]
    told = json.loads(invoke("papers", "--json").stdout)
    assert {"purposes", "retention", "recipients", "measures", "notice", "check"} <= set(told)


def test_what_is_kept_no_longer_goes_every_day(nest: Nest, clock: Any) -> None:
    leave_words_everywhere(nest)
    execute("UPDATE jobs_job SET state = 'failed', finished_at = created_at")
    clock.set(AT.replace(year=2026, month=6, day=1))
    assert erasing.retain(service_act()) == 2  # an answer of 2024, and a list of advice that is over two years old
    assert fetchall("SELECT count(*) FROM state_answer") == [(0,)]
    from regulars.domains.insights.models import AdviceRecord

    assert AdviceRecord.objects.get().customers == []
    clock.advance(days=105)
    assert erasing.retain(service_act()) == 1  # the job that failed
    assert erasing.retain(service_act()) == 0


def service_act() -> Any:
    from regulars.base.state import Act

    return Act.by("system")


def test_the_desk_hands_out_and_erases_after_the_name_was_typed(nest: Nest, desk: Callable[..., Any]) -> None:
    client = desk("support")
    page = client.get(f"/desk/customers/{nest.public}/privacy")
    assert NAME in page.content.decode()
    answer = client.post(f"/desk/customers/{nest.public}/privacy/export", {"as": "json"})
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{nest.public}.json"'
    assert json.loads(answer.content)["customer"] == nest.public
    refused = client.post(f"/desk/customers/{nest.public}/privacy/erase", {"typed": "somebody"})
    assert refused.status_code == 422
    assert not fetchall("SELECT 1 FROM privacy_request WHERE kind = 'erase'")
    done = client.post(f"/desk/customers/{nest.public}/privacy/erase", {"typed": f" {NAME.upper()} "})
    assert done.status_code == 302
    ((number, job),) = fetchall("SELECT id, job FROM privacy_request WHERE kind = 'erase'")
    assert job
    assert "Waits for the worker" in client.get(f"/desk/settings/privacy/requests/{number}").content.decode()
    erasing.carry_through(service_act(), number)
    report = client.get(done.headers["Location"]).content.decode()
    assert "What was done, and what stays" in report
    assert client.get(f"/desk/settings/privacy/requests/{number}/progress").headers["HX-Refresh"] == "true"
    assert NAME not in client.get(f"/desk/customers/{nest.public}/privacy").content.decode()


@pytest.mark.parametrize("role", ["marketer", "analyst", "developer"])
def test_other_roles_neither_hand_out_nor_erase(nest: Nest, desk: Callable[..., Any], role: str) -> None:
    client = desk(role)
    assert client.get(f"/desk/customers/{nest.public}/privacy").status_code == 403
    for what in ("export", "erase"):
        assert client.post(f"/desk/customers/{nest.public}/privacy/{what}", {"typed": NAME}).status_code == 403
    assert fetchall("SELECT count(*) FROM privacy_request") == [(0,)]


def test_asking_twice_opens_one_request(nest: Nest) -> None:
    first = write(service.ask_to_erase, service_act(), nest.customer)
    assert write(service.ask_to_erase, service_act(), nest.customer) == first
    assert fetchall("SELECT count(*) FROM jobs_job WHERE name = 'privacy.erase'") == [(1,)]
