"""API keys: typed prefix, 160 random bits and more, a checksum, shown once, kept as a hash alone, two for a rotation
(field guide, S6); and the way of programs, on which nothing counts that a browser sends by itself."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from regulars.base.activity import list_activity
from regulars.base.settings import current
from regulars.base.staff import keyring, keys, rules
from regulars.base.state import Act, execute, write
from regulars.kit.clock import FrozenClock
from regulars.kit.errors import Refused

Desk = Callable[..., Any]
PAGE, ADDRESS = "/desk/settings/keys", "/api/v1/audit/verify"


def made(*permissions: str, days: int | None = None) -> tuple[int, str]:
    key, act = keys.new_key(), Act.by("system")
    until = act.now + timedelta(days=days) if days else None
    number = write(keyring.create_key, act, "Warehouse", permissions, keys.digest(key), keys.hint(key), until)
    return number, key


def ask(key: str, address: str = ADDRESS, **more: Any) -> Any:
    return Client().get(address, headers={"authorization": f"Bearer {key}"}, **more)


def test_a_key_has_a_typed_prefix_and_at_least_160_random_bits() -> None:
    some = {keys.new_key() for _ in range(500)}
    assert len(some) == 500
    assert all(re.fullmatch(r"rk_live_[0-9A-Za-z]{38}", one) and keys.is_key(one) for one in some)
    assert 62**keys.RANDOM_LENGTH > 2**160


@given(st.integers(8, 45), st.sampled_from(keys._ALPHABET))
def test_a_key_with_another_character_anywhere_fails_its_checksum(place: int, character: str) -> None:
    key = keys.new_key()
    other = key[:place] + character + key[place + 1 :]
    assert keys.is_key(other) is (other == key)


@given(st.text(max_size=60))
def test_other_text_is_no_key(text: str) -> None:
    assert not keys.is_key(text)
    assert not keys.is_key(f"rk_live_{text}")


@pytest.mark.django_db
def test_a_key_opens_what_it_may_and_nothing_else() -> None:
    _, key = made("audit.read")
    assert (ask(key).status_code, ask(key).json()["code"]) == (404, "audit.never")
    _, other = made("imports.run", "customers.read")
    refused = ask(other)
    assert (refused.status_code, refused.json()["code"]) == (403, "http.not_permitted")
    assert refused["Content-Type"] == "application/problem+json"


@pytest.mark.django_db
@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer x", "Basic dTpw", "Bearer rk_live_{}", "Token {key}"])
def test_whoever_brings_no_key_is_told_what_to_bring(sent: str) -> None:
    _, key = made("audit.read")
    sent = sent.format("0" * 38, key=key)
    answer = Client().get(ADDRESS, headers={"authorization": sent} if sent else {})
    assert (answer.status_code, answer.json()["code"]) == (401, "http.login_needed")
    assert answer["WWW-Authenticate"].startswith('Bearer realm="regulars"')
    assert ('error="invalid_token"' in answer["WWW-Authenticate"]) is bool(sent)


@pytest.mark.django_db
def test_a_session_counts_nothing_where_programs_ask(desk: Desk) -> None:
    """Else another site could make the browser of somebody who is signed in ask for it."""
    assert desk("owner").get(ADDRESS).status_code == 401


@pytest.mark.django_db
def test_programs_get_no_cookie_and_no_page() -> None:
    answer = ask(made("audit.read")[1])
    assert not answer.cookies
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"


@pytest.mark.django_db
def test_what_is_not_there_is_a_problem_document() -> None:
    answer = ask("", "/api/v1/nothing")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.django_db
def test_another_method_is_refused_and_told_which_one_to_use() -> None:
    answer = Client().post(ADDRESS, headers={"authorization": f"Bearer {made('audit.read')[1]}"})
    assert (answer.status_code, answer["Allow"], answer.json()["code"]) == (405, "GET, HEAD", "http.method_not_allowed")


@pytest.mark.django_db
def test_an_expired_and_a_revoked_key_open_nothing(clock: FrozenClock) -> None:
    (_, brief), (number, key) = made("audit.read", days=1), made("audit.read")
    assert ask(brief).status_code == ask(key).status_code == 404
    clock.advance(days=1)
    assert (ask(brief).status_code, ask(key).status_code) == (401, 404)
    write(keyring.revoke_key, Act.by("system"), number)
    assert ask(key).status_code == 401


@pytest.mark.django_db
def test_two_keys_live_while_one_replaces_the_other(clock: FrozenClock) -> None:
    number, old = made("audit.read")
    new = keys.new_key()
    write(keyring.rotate_key, Act.by("system"), number, keys.digest(new), keys.hint(new), 24)
    assert ask(old).status_code == ask(new).status_code == 404
    with pytest.raises(Refused) as caught:
        write(keyring.rotate_key, Act.by("system"), number, keys.digest(keys.new_key()), "abcd")
    assert caught.value.code == "api_key.rotated"
    clock.advance(hours=24)
    assert (ask(old).status_code, ask(new).status_code) == (401, 404)


@pytest.mark.django_db
def test_a_rotation_does_not_lengthen_the_life_of_the_old_key(clock: FrozenClock) -> None:
    number, old = made("audit.read", days=1)
    new = keys.new_key()
    write(keyring.rotate_key, Act.by("system"), number, keys.digest(new), keys.hint(new), 240)
    clock.advance(days=1)
    assert ask(old).status_code == ask(new).status_code == 401


@pytest.mark.django_db
def test_the_successor_of_a_key_that_is_about_to_end_works_as_long_as_that_one_did(clock: FrozenClock) -> None:
    number, _key = made("audit.read", days=30)
    clock.advance(days=29)
    new = keys.new_key()
    write(keyring.rotate_key, Act.by("system"), number, keys.digest(new), keys.hint(new))
    clock.advance(days=29)
    assert ask(new).status_code == 404
    clock.advance(days=1)
    assert ask(new).status_code == 401


@pytest.mark.django_db
def test_s6_nobody_is_shown_the_successor_of_a_key_that_may_more_than_they(desk: Desk) -> None:
    number, key = made("audit.read", "privacy.erase")
    developer = desk("developer")
    assert "/rotate" not in developer.get(PAGE).content.decode()
    assert developer.post(f"{PAGE}/{number}/rotate").status_code == 403
    assert len(keyring.list_keys()) == 1
    assert developer.post(f"{PAGE}/{number}/revoke").status_code == 302
    assert ask(key).status_code == 401


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "permissions", "field"),
    [("", ["audit.read"], "name"), ("x" * 81, ["audit.read"], "name"), ("A", [], "permissions"),
     ("A", ["staff.manage"], "permissions"), ("A", ["no.such"], "permissions")],
)  # fmt: skip
def test_a_key_that_cannot_be_is_refused_by_field(name: str, permissions: list[str], field: str) -> None:
    with pytest.raises(Refused) as caught:
        write(keyring.create_key, Act.by("system"), name, permissions, b"x", "x")
    assert caught.value.field == field
    assert keyring.list_keys() == []


def test_no_key_manages_people_or_keys() -> None:
    assert {"staff.manage", "keys.manage", "account.own"}.isdisjoint(rules.KEY_PERMISSIONS)


@pytest.mark.django_db
def test_who_uses_a_key_is_noted_every_few_minutes(clock: FrozenClock) -> None:
    number, key = made("audit.read")

    def used() -> Any:
        row = keyring.key_by_id(number)
        assert row
        return row.used_at

    assert used() is None
    ask(key)
    first = used()
    clock.advance(minutes=4)
    ask(key)
    assert used() == first
    clock.advance(minutes=2)
    ask(key)
    assert used() == first + timedelta(minutes=6)


@pytest.mark.django_db
def test_a_key_is_shown_once_and_nobody_gives_more_than_they_have(desk: Desk) -> None:
    developer = desk("developer")
    form = developer.get(f"{PAGE}/add").content.decode()
    assert 'value="audit.read"' in form
    assert 'value="customers.contact"' not in form
    once = re.search(r'name="once" value="([^"]+)"', form)
    assert once
    given = {"name": "Warehouse", "permissions": ["audit.read"], "days": "30", "once": once.group(1)}
    more = developer.post(f"{PAGE}/add", {**given, "permissions": ["audit.read", "customers.contact"]})
    assert more.status_code == 422
    answer = developer.post(f"{PAGE}/add", given)
    shown = re.search(r"rk_live_\w{38}", answer.content.decode())
    assert shown
    assert ask(shown.group()).status_code == 404
    assert "rk_live_" not in developer.get(PAGE).content.decode()
    again = developer.post(f"{PAGE}/add", given)  # the browser's reload
    assert (again.status_code, again["Location"]) == (302, PAGE)
    assert len(keyring.list_keys()) == 1


@pytest.mark.django_db
def test_a_key_is_replaced_and_revoked_on_screen(desk: Desk) -> None:
    number, key = made("audit.read")
    owner = desk("owner")
    shown = re.search(r"rk_live_\w{38}", owner.post(f"{PAGE}/{number}/rotate").content.decode())
    assert shown
    assert shown.group() != key
    assert owner.post(f"{PAGE}/{number}/revoke").status_code == 302
    assert (ask(key).status_code, ask(shown.group()).status_code) == (401, 404)
    assert owner.post(f"{PAGE}/{number}/revoke").status_code == 422
    assert owner.post(f"{PAGE}/999/revoke").status_code == 404
    assert "Replace" in owner.get(PAGE).content.decode()
    kinds = [fact.kind for fact in list_activity(limit=10) if fact.kind.startswith("api_key.")]
    assert kinds == ["api_key.revoked", "api_key.rotated", "api_key.created", "api_key.created"]
    assert "“Warehouse” was revoked" in owner.get("/desk/settings/log?all=1").content.decode()


@pytest.mark.django_db
def test_the_commands_make_list_rotate_and_revoke(run: Callable[..., Any]) -> None:
    made = run("keys", "create", "Warehouse", "--may", "audit.read", "--days", "30")
    assert ask(made["key"]).status_code == 404
    newer = run("keys", "rotate", str(made["number"]), "--overlap-hours", "0")
    assert (ask(made["key"]).status_code, ask(newer["key"]).status_code) == (401, 404)
    run("keys", "revoke", str(newer["number"]))
    listed = run("keys", "list")["keys"]
    assert [row["id"] for row in listed] == [newer["number"], made["number"]]
    assert made["key"] not in json.dumps(listed)


@pytest.fixture
def run() -> Callable[..., Any]:
    from click.testing import CliRunner

    from regulars.edges.cli.keys import keys as command

    def call(_group: str, *args: str) -> Any:
        result = CliRunner().invoke(command, [*args, "--json"], catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return json.loads(result.output)

    return call


@pytest.mark.django_db
def test_after_many_requests_no_key_stands_in_database_log_or_answer(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    owner, all_keys = desk("owner"), [made("audit.read")[1] for _ in range(30)]
    with caplog.at_level("INFO"):
        for number in range(2):
            form = owner.get(f"{PAGE}/add").content.decode()
            once = re.search(r'name="once" value="([^"]+)"', form)
            assert once
            given = {"name": f"P{number}", "permissions": ["audit.read"], "days": "0", "once": once.group(1)}
            shown = re.search(r"rk_live_\w{38}", owner.post(f"{PAGE}/add", given).content.decode())
            assert shown
            all_keys.append(shown.group())
        answers = [ask(key, address) for key in all_keys for address in (ADDRESS, "/api/v1/nothing")]
        answers += [ask(key[:-1] + "?") for key in all_keys]
    told = "".join(answer.content.decode() + str(answer.headers) for answer in answers)
    held = told + caplog.text + everything_in_the_database() + everything_in(Path(current().home))
    assert len(held) > 10_000
    for key in all_keys:
        assert key not in held
        assert key[8:40] not in held


def everything_in_the_database() -> str:
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows += [
                bytes(value).decode("latin-1") if isinstance(value, bytes | memoryview) else str(value)
                for row in cursor.fetchall()
                for value in row
            ]
    return "\n".join(rows)


def everything_in(folder: Path) -> str:
    return "\n".join(one.read_bytes().decode("latin-1") for one in sorted(folder.rglob("*")) if one.is_file())


@pytest.mark.django_db
def test_a_key_that_was_altered_in_the_database_opens_nothing() -> None:
    number, key = made("audit.read")
    execute("UPDATE staff_api_key SET permissions = %s WHERE id = %s", ["", number])
    assert ask(key).status_code == 403
