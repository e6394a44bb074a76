"""Forms take what they show and nothing else; links lead to us; passwords are ones that nobody guesses first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from who_enters import PASSWORD

from regulars.base.staff.passwords import GuessableValidator
from regulars.base.staff.queries import staff_by_email, staff_by_id
from regulars.base.staff.service import change_staff
from regulars.base.state import Act, write
from regulars.kit.errors import Refused

pytestmark = pytest.mark.django_db
Desk = Callable[..., Any]


def member(email: str) -> Any:
    return staff_by_email(email)


@pytest.mark.asvs("15.3.3", "a form takes the fields that it shows, whatever else is sent")
def test_nobody_raises_themselves_by_fields_that_are_not_shown(desk: Desk) -> None:
    browser = desk("analyst")
    more = {"role": "owner", "is_active": "1", "email": "x@example.com", "has_second_factor": "1", "id": "1"}
    assert browser.post("/desk/settings/account", {"name": "Ida", "language": "en", **more}).status_code == 302
    one = member("analyst@example.com")
    assert (one.name, one.role, one.has_second_factor) == ("Ida", "analyst", False)
    assert member("x@example.com") is None


def test_a_link_sets_a_password_and_nothing_else(desk: Desk) -> None:
    from regulars.base.links.service import new_token
    from regulars.edges.settings.service import invite

    token = new_token()
    write(invite, Act.by("cli", "cli"), "ida@example.com", "analyst", "Ida", "en", "unknown to all 1", token)
    given = {"password": "quite a long tea", "again": "quite a long tea", "role": "owner", "staff": "1"}
    assert Client().post(f"/desk/password/{token}", given).status_code == 302
    assert member("ida@example.com").role == "analyst"


ELSEWHERE = (
    "https://evil.example/", "//evil.example", "http:evil.example", "/\\evil.example", "\\\\evil.example",
    "https://testserver.evil.example", "https://testserver@evil.example", "\t//evil.example", "///evil.example",
    "data:text/html,x", "javascript:alert(1)",
)  # fmt: skip


@pytest.mark.asvs("3.7.2", "a login leads to a page of ours, whatever its address asks for")
@pytest.mark.parametrize("target", ELSEWHERE)
def test_no_address_leads_elsewhere(staff: Callable[..., Any], target: str) -> None:
    staff("owner")
    given = {"username": "owner@example.com", "password": PASSWORD, "next": target}
    assert Client().post("/desk/login", given)["Location"] == "/desk/"
    browser = Client()
    browser.post("/desk/login", {**given, "next": "/desk/orders?sort=-net"})
    assert browser.get("/desk/login", {"next": target})["Location"] == "/desk/"
    assert browser.post("/desk/language", {"language": "en", "next": target})["Location"] == "/desk/"


def test_a_login_leads_back_to_where_one_wanted_to_go(staff: Callable[..., Any]) -> None:
    staff("owner")
    given = {"username": "owner@example.com", "password": PASSWORD, "next": "/desk/orders?sort=-net"}
    assert Client().post("/desk/login", given)["Location"] == "/desk/orders?sort=-net"


@pytest.mark.asvs("6.2.1", "a password has twelve characters or more")
@pytest.mark.asvs("6.2.4", "a password is none of those that are tried first")
@pytest.mark.asvs("6.2.11", "a password is not made of words that belong to this shop's context")
@pytest.mark.parametrize(
    "password",
    [
        "short tea", "password1234", "Passw0rd2026!", "welcome-admin-1", "regulars-2026", "Sommer2026!!",
        "aaaaaaaaaaaaaa", "123412341234", "abcdefghijkl", "qwertyuiop12", "987654321098", "asdfghjklqwertyuiop",
        "support@example.com", "x" * 513,
    ],
)  # fmt: skip
def test_a_password_that_is_guessed_first_is_refused(desk: Desk, password: str) -> None:
    given = {"what": "password", "present": PASSWORD, "password": password, "again": password}
    browser = desk("support")
    assert browser.post("/desk/settings/account", given).status_code == 422
    assert Client().login(username="support@example.com", password=PASSWORD)


@pytest.mark.asvs("6.2.5", "any characters make a password, spaces and signs as well")
@pytest.mark.asvs("6.2.8", "a password is compared as it was typed")
@pytest.mark.asvs("6.2.9", "long passwords are taken")
@pytest.mark.asvs("6.2.2", "everybody changes their own password")
@pytest.mark.asvs("6.2.3", "a change takes the present password and the new one")
@pytest.mark.parametrize(
    "password",
    ["quite a long tea", "Käse, Möhren, Öl!", " leading and trailing ", "тройка семёрка туз", "a" * 3 + "bC1 " * 30],
)
def test_a_good_password_is_taken_as_it_is(desk: Desk, log_in: Desk, password: str) -> None:
    given = {"what": "password", "present": PASSWORD, "password": password, "again": password}
    assert desk("support").post("/desk/settings/account", given).status_code == 302
    assert log_in("support@example.com", password).status_code == 302
    assert log_in("support@example.com", password.strip() + ".").status_code == 422
    assert log_in("support@example.com", password.swapcase()).status_code == 422


def test_generated_passwords_pass_their_own_check() -> None:
    from regulars.base.staff.service import new_password

    for _ in range(50):
        GuessableValidator().validate(new_password())
    with pytest.raises(ValidationError):
        GuessableValidator().validate("Password-2026")


@pytest.mark.asvs("6.4.1", "an invitation is random, works once and expires")
@pytest.mark.asvs("6.4.6", "an owner starts a reset and never knows the password")
@pytest.mark.asvs("11.5.1", "links carry more than 128 random bits, and only their hash is kept")
class TestLinks:
    def test_an_invitation_has_160_bits_and_its_hash_alone_is_kept(self, desk: Desk) -> None:
        import base64
        import re

        from regulars.base.links.models import Link

        owner = desk("owner")
        owner.post(
            "/desk/settings/staff/add",
            {"email": "ida@example.com", "name": "Ida", "role": "analyst", "language": "en"},
        )
        page = owner.get("/desk/settings/staff").content.decode()
        token = re.search(r"/desk/password/([\w-]+)", page)
        assert token is not None
        assert len(base64.urlsafe_b64decode(token.group(1) + "=")) == 20
        (row,) = Link.objects.all()
        assert token.group(1) not in str(row.__dict__)

    def test_the_address_of_a_link_is_told_to_nobody(self, desk: Desk) -> None:
        from regulars.base.links.service import new_token
        from regulars.edges.settings.service import invite

        token = new_token()
        write(invite, Act.by("cli", "cli"), "ida@example.com", "analyst", "Ida", "en", "unknown to all 1", token)
        answer = Client().get(f"/desk/password/{token}")
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]

    def test_open_links_are_listed_and_closed(self, desk: Desk) -> None:
        from regulars.base.links.service import new_token
        from regulars.edges.settings.service import open_links

        owner, token = desk("owner"), new_token()
        from regulars.edges.settings.service import invite

        write(invite, Act.by("cli", "cli"), "ida@example.com", "analyst", "Ida", "en", "unknown to all 1", token)
        page = owner.get("/desk/settings/staff").content.decode()
        assert "Open links" in page
        assert "ida@example.com" in page
        (row,) = open_links()
        assert owner.post(f"/desk/settings/staff/links/{row.id}/close").status_code == 302
        assert Client().get(f"/desk/password/{token}").status_code == 404
        assert owner.post(f"/desk/settings/staff/links/{row.id}/close").status_code == 404
        assert "Open links" not in owner.get("/desk/settings/staff").content.decode()

    def test_a_closed_login_takes_its_links_with_it(self, desk: Desk) -> None:
        from regulars.base.links.service import new_token
        from regulars.edges.settings.service import offer_reset

        owner = desk("owner")
        desk("support")
        one, token = member("support@example.com"), new_token()
        write(offer_reset, Act.by("cli", "cli"), one.id, one.email, token)
        owner.post(f"/desk/settings/staff/{one.id}/state", {"is_active": "0", "confirmed": "1"})
        assert Client().get(f"/desk/password/{token}").status_code == 404

    def test_a_password_that_one_changes_closes_the_links_to_it(self, desk: Desk) -> None:
        from regulars.base.links.service import new_token
        from regulars.edges.settings.service import offer_reset

        browser = desk("support")
        one, token = member("support@example.com"), new_token()
        write(offer_reset, Act.by("cli", "cli"), one.id, one.email, token)
        given = {"what": "password", "present": PASSWORD, "password": "quite a long tea", "again": "quite a long tea"}
        assert browser.post("/desk/settings/account", given).status_code == 302
        assert Client().get(f"/desk/password/{token}").status_code == 404


def test_of_two_owners_one_stays(desk: Desk) -> None:
    desk("owner")
    desk("owner", email="second@example.com")
    first, second = member("owner@example.com"), member("second@example.com")
    write(change_staff, Act.by("cli", "cli"), first.id, role="support")
    with pytest.raises(Refused, match="last owner"):
        write(change_staff, Act.by("cli", "cli"), second.id, is_active=False)


@pytest.mark.parametrize("given", [{}, {"is_active": ""}, {"is_active": "maybe"}])
def test_a_login_is_neither_opened_nor_closed_by_a_form_that_does_not_say_which(
    desk: Desk, staff: Callable[..., Any], given: dict[str, str]
) -> None:
    one = staff("support")
    answer = desk("owner").post(f"/desk/settings/staff/{one.id}/state", given)
    assert answer.status_code == 422
    assert "is_active" in answer.content.decode()
    assert staff_by_id(one.id).is_active
