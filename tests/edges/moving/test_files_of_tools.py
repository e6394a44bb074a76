"""What tools give, as they give it: archives, groups, merge fields, dirt."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from moving_files import KLAVIYO, MAILCHIMP, answer, profile, table

from regulars.base.state import Act, fetchall, write
from regulars.domains.customers import service as customers
from regulars.domains.customers.queries import customer, field_values_of, ledger_of, people_named, preference_of
from regulars.edges.cli.homes import migrate
from regulars.edges.imports import service
from regulars.edges.imports.layouts.contacts import group_of
from regulars.edges.imports.moving import golive, looking
from regulars.edges.imports.moving.unpacking import unpacked
from regulars.edges.imports.service import running, verbs
from regulars.edges.privacy import exporting
from regulars.edges.privacy.cli import privacy
from regulars.kit import clock
from regulars.kit.errors import Refused

pytestmark = pytest.mark.django_db
Move, Put = Callable[..., dict[str, Any]], Callable[..., Path]
ANA = {
    "Email Address": "ana@example.com", "First Name": "Ana", "Birthday": "03/14", "OPTIN_TIME": "2024-01-02 10:00:00",
    "OPTIN_IP": "192.0.2.1", "CONFIRM_TIME": "2024-01-02 10:05:00", "CONFIRM_IP": "192.0.2.7", "CC": "DE",
    "NOTES": "likes Assam", "TAGS": '"VIP","Tasting"', "MEMBER_RATING": "4",
}  # fmt: skip
BO = {"Email Address": "bo@example.com", "CONFIRM_TIME": "2024-01-02 10:05:00", "CONFIRM_IP": "192.0.2.7"}


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An audience export, as it is downloaded."""
    path = tmp_path / "audience_export.zip"
    left = (*MAILCHIMP, "UNSUB_TIME", "UNSUB_CAMPAIGN_TITLE", "UNSUB_REASON")
    members = {
        "subscribed_members_export_1.csv": table(MAILCHIMP, [ANA, BO]),
        "unsubscribed_members_export_1.csv": table(
            left,
            [
                {"Email Address": "cy@example.com", "UNSUB_TIME": "2024-02-01 00:00:00", "UNSUB_REASON": "NORMAL"},
                {"Email Address": "di@example.com", "UNSUB_TIME": "2024-02-01 00:00:00", "UNSUB_REASON": "ABUSE"},
                {"Email Address": "bo@example.com", "UNSUB_TIME": "2023-02-01 00:00:00"},
            ],
        ),
        "cleaned_members_export_1.csv": table(
            (*MAILCHIMP, "CLEAN_TIME"), [{"Email Address": "ed@example.com", "CLEAN_TIME": "2024-03-01 00:00:00"}]
        ),
        "nonsubscribed_members_export_1.csv": table(MAILCHIMP, [{"Email Address": "flo@example.com", **BO}, BO]),
    }
    with zipfile.ZipFile(path, "w") as out:
        for name, content in members.items():
            out.writestr(name, content)
        out.writestr("__MACOSX/._subscribed_members_export_1.csv", "junk")
    return path


def test_a_mailchimp_archive_is_taken_whole_with_those_first_who_said_no(move: Move, archive: Path) -> None:
    report = move("mailchimp", archive)
    assert [one["group"] for one in report["files"]] == ["cleaned", "unsubscribed", "subscribed", "nonsubscribed"]
    wanted = {"ana": "", "bo": "unsubscribed", "cy": "unsubscribed", "di": "complaint", "ed": "hard_bounce"}
    assert {name: answer(f"{name}@example.com") for name in wanted} == wanted
    assert report["suppressions"] == "loaded"
    assert report["reach"]["email"] == {"": 1, "unsubscribed": 2, "complaint": 1, "hard_bounce": 1}


def test_confirmed_elsewhere_than_asked_is_double_opt_in(move: Move, archive: Path) -> None:
    move("mailchimp", archive)
    ana, bo = (people_named(f"{one}@example.com")[0] for one in ("ana", "bo"))
    said = ledger_of(ana)[0]
    assert said.evidence.endswith("double opt-in, asked 2024-01-02 10:00 UTC, confirmed 2024-01-02 10:05 UTC")
    assert said.occurred_at.isoformat() == "2024-01-02T10:05:00+00:00"
    assert not any("double" in one.evidence for one in ledger_of(bo))


def test_tags_birthdays_and_own_fields_come_along(move: Move, archive: Path) -> None:
    move("mailchimp", archive)
    ana = people_named("ana@example.com")[0]
    row = customer(ana, contact=True)
    assert (row.name, row.country, row.tags) == ("Ana", "DE", ("Tasting", "VIP"))
    assert [(field.label, value) for field, value in field_values_of(ana)] == [("NOTES", "likes Assam")]
    kept = preference_of(ana)
    assert (kept.birthday_month, kept.birthday_day) == (3, 14)


def test_own_columns_have_kinds_and_what_a_tool_measured_is_left(move: Move, put: Put) -> None:
    rows = [profile("ana@example.com", **{"Points": "12.5", "Skin Type": "dry", "Last Open": "2024-01-01"})]
    report = move("klaviyo", put("p.csv", table(KLAVIYO, rows)), none_exist="none")
    assert report["files"][0]["own_fields"] == [["Skin Type", "text"], ["Points", "number"]]
    assert "Last Open" in report["files"][0]["columns_left"]
    later = table(KLAVIYO, [profile("ana@example.com", Points="a lot")])
    move("klaviyo", put("later.csv", later))
    found = field_values_of(people_named("ana@example.com")[0])
    assert [(field.key, field.kind, value) for field, value in found] == [
        ("points", "text", "a lot"), ("skin_type", "text", "dry"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "header", "group"),
    [
        ("subscribed_email_audience_export_9.csv", MAILCHIMP, "subscribed"),
        ("members.csv", (*MAILCHIMP, "UNSUB_TIME"), "unsubscribed"),
        ("members.csv", (*MAILCHIMP, "CLEAN_TIME"), "cleaned"),
        ("Never unsubscribed.csv", KLAVIYO, ""),
        ("suppressed_profiles.csv", KLAVIYO, "suppressed"),
        ("export.csv", ("Email", "Reason", "Timestamp"), "suppressed"),
        ("list.txt", ("column 1",), "suppressed"),
        ("people.csv", ("Email", "Name"), ""),
    ],
)
def test_the_group_comes_from_the_name_and_the_columns(name: str, header: tuple[str, ...], group: str) -> None:
    assert group_of(name, header) == group


@pytest.mark.parametrize(
    "content",
    [
        "ana@example.com\nbo@example.com\n",
        "Email\r\nANA@example.com \r\nbo@example.com\r\n",
        '\ufeff"E-Mail-Adresse"\n"ana@example.com"\n"bo@example.com"\n'.encode(),
        "Email\nana@example.com\nbo@example.com\n".encode("utf-16"),
    ],
    ids=["no header", "crlf", "bom", "utf-16"],
)
def test_a_bare_list_of_addresses_is_a_list_of_suppressions(move: Move, put: Put, content: str | bytes) -> None:
    report = move("contacts", put("list.csv", content))
    assert report["totals"]["suppressed"] == 2
    assert report["totals"].get("created", 0) == 0, "nobody becomes known by it"
    assert golive.SuppressionsLoaded().look().state == "good"


def test_dirt_is_cleaned_or_listed_and_no_row_is_lost(move: Move, put: Put) -> None:
    rows = [
        profile(" ANA@Example.COM ", **{"First Name": "'=cmd|calc", "Skin Type": "=1+1"}),
        profile("no address"),
        profile(""),
        profile("bo@example.com", **{"Phone Number": "12", "SMS Marketing Consent": "UNSUBSCRIBED"}),
    ]
    report = move("klaviyo", put("p.csv", table(KLAVIYO, rows).encode("cp1252")), none_exist="none")
    assert report["rows"] == {"read": 4, "accepted": 2, "rejected": 2, "skipped": 0}
    listed = Path(report["files"][0]["rejects_file"]).read_text(encoding="utf-8-sig")
    assert "This is no e-mail address." in listed
    assert answer("ana@example.com") == ""
    assert customer(people_named("ana@example.com")[0], contact=True).name == "=cmd|calc"


def test_yeses_wait_for_those_who_said_no(move: Move, put: Put) -> None:
    path = put("p.csv", table(KLAVIYO, [profile("ana@example.com")]))
    with pytest.raises(Refused) as refused:
        move("klaviyo", path)
    assert refused.value.code == "moving.suppressions_first"
    assert answer("ana@example.com") == "nobody"
    assert golive.SuppressionsLoaded().look().state == "bad"
    move("klaviyo", path, none_exist="There are none")
    assert golive.SuppressionsLoaded().look().state == "good"
    assert fetchall("SELECT words, actor FROM imports_declaration") == [("There are none", "staff:1")]


def test_a_dry_run_changes_nothing(move: Move, put: Put) -> None:
    report = move("klaviyo", put("p.csv", table(KLAVIYO, [profile("a@example.com")])), none_exist="n", dry_run=True)
    assert report["totals"]["granted"] == 1
    for name in ("customers_customer", "customers_consent", "customers_field", "imports_declaration"):
        assert fetchall(f"SELECT count(*) FROM {name}")[0][0] == 0


@pytest.mark.slow
def test_the_command_speaks_json_and_is_a_part_of_migrate(open_shop: None, put: Put) -> None:
    path = put("p.csv", table(KLAVIYO, [profile("ana@example.com")]))
    plain = put("plain.csv", "bo@example.com\n")
    result = CliRunner().invoke(migrate, ["klaviyo", str(path), str(plain), "--json", "--list", "Tea letter"])
    assert result.exit_code == 0, result.output
    report = json.loads(result.stdout)
    assert (report["system"], report["suppressions"], report["marketing_is_live"]) == ("klaviyo", "loaded", False)
    assert report["reach"]["email"] == {"": 1}
    assert customer(people_named("ana@example.com")[0], contact=True).tags == ("Tea letter",)


def test_what_an_import_brought_is_taken_back_but_no_stays_no(move: Move, put: Put) -> None:
    told = write(customers.record_people, Act.by("cli", "shop"), "shop", [])
    assert told.created == 0
    rows = [profile("ana@example.com", Points="3"), profile("bo@example.com", "UNSUBSCRIBED")]
    report = move("klaviyo", put("p.csv", table(KLAVIYO, rows)), none_exist="none")
    service.undo(report["files"][0]["import"], Act.by("staff:1", "desk"))
    assert fetchall("SELECT count(*) FROM customers_field_value")[0][0] == 0
    assert fetchall("SELECT count(*) FROM customers_customer WHERE voided_at IS NULL")[0][0] == 0
    assert fetchall("SELECT count(*) FROM customers_suppression WHERE lifted_at IS NULL")[0][0] >= 1


def test_an_archive_that_means_harm_is_refused(open_shop: None, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as out:
        out.writestr("../../evil.csv", "ana@example.com\n")
    with unpacked([path]) as files:
        assert [one.name for one in files] == ["evil.csv"]
        inside = files[0].parent
        assert looking.look("contacts", files, looking.Wishes())[0].group == "suppressed"
    assert not inside.exists()
    empty = tmp_path / "b.zip"
    with zipfile.ZipFile(empty, "w") as out:
        out.writestr("picture.png", "x")
    with pytest.raises(Refused), unpacked([empty]):
        pass


def test_an_interrupted_move_goes_on_where_it_was(move: Move, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put("p.csv", table(KLAVIYO, [profile(f"p{number}@example.com") for number in range(12)]))
    monkeypatch.setattr(running, "CHUNK_ROWS", 4)
    monkeypatch.setattr(running, "SHARED_ROWS", 4)
    record = verbs.record_chunk

    def stumbling(act: Act, number: int, generation: int, before: int, *rest: Any) -> Any:
        if before >= 4:
            raise OSError("the disk is gone")
        return record(act, number, generation, before, *rest)

    monkeypatch.setattr(verbs, "record_chunk", stumbling)
    with pytest.raises(OSError, match="the disk is gone"):
        move("klaviyo", path, none_exist="none")
    monkeypatch.setattr(verbs, "record_chunk", record)
    report = move("klaviyo", path)
    assert report["files"][0]["resumed_at"] == 4
    assert report["reach"]["email"] == {"": 12}
    assert fetchall("SELECT count(*) FROM customers_consent")[0][0] == 12


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_erased_person_takes_their_own_fields_along_and_an_export_names_them(move: Move, put: Put) -> None:
    rows = [profile("ana@example.com", **{"Skin Type": "canary"}), profile("bo@example.com", **{"Skin Type": "oily"})]
    move("klaviyo", put("p.csv", table(KLAVIYO, rows)), none_exist="none")
    ana = people_named("ana@example.com")[0]
    assert "canary" in str(exporting.document_about(ana, clock.now()))
    result = CliRunner().invoke(privacy, ["erase", "ana@example.com", "--yes", "--json"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert fetchall("SELECT value FROM customers_field_value") == [("oily",)]
