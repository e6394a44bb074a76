"""What answers tell the browser, and whose word on the client's address counts."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from regulars.base.staff.origin import client_address

pytestmark = pytest.mark.django_db
Desk = Callable[..., Any]
ADDRESSES = ("/desk/login", "/desk/", "/desk/nowhere", "/nowhere", "/livez")


def policy(answer: Any) -> dict[str, str]:
    return dict(part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";"))


@pytest.mark.asvs("3.4.3", "a page runs scripts with its own nonce alone, and loads nothing from elsewhere")
@pytest.mark.asvs("3.4.6", "no page can be framed")
def test_every_page_sends_a_strict_policy(desk: Desk) -> None:
    browser = desk("owner")
    for address in ("/desk/login", "/desk/settings/account", "/desk/nowhere"):
        answer = browser.get(address, follow=True)
        found = policy(answer)
        assert found["default-src"] == "'none'"
        assert found["base-uri"] == "'none'"
        assert found["frame-ancestors"] == "'none'"
        assert found["form-action"] == "'self'"
        assert re.fullmatch(r"'nonce-[\w-]{24}'", found["script-src"])
        assert "unsafe" not in answer["Content-Security-Policy"]
        assert "http" not in answer["Content-Security-Policy"]


def test_each_page_has_its_own_nonce_and_gives_it_to_its_scripts(desk: Desk) -> None:
    browser = desk("owner")
    pages = [browser.get("/desk/settings/account") for _ in range(2)]
    nonces = [policy(page)["script-src"][7:-1] for page in pages]
    assert nonces[0] != nonces[1]
    for page, nonce in zip(pages, nonces, strict=True):
        scripts = re.findall(r"<script[^>]*>", page.content.decode())
        assert len(scripts) >= 3
        assert all(f'nonce="{nonce}"' in script for script in scripts)


@pytest.mark.asvs("3.4.4", "no answer may be guessed to be of another type")
@pytest.mark.asvs("3.4.5", "addresses of the desk are told to no other site")
@pytest.mark.asvs("3.4.8", "no other window keeps a hold on a page")
def test_every_answer_carries_the_headers(client: Client) -> None:
    for address in ADDRESSES:
        answer = client.get(address)
        assert answer["X-Content-Type-Options"] == "nosniff", address
        assert answer["Referrer-Policy"] == "same-origin", address
        assert answer["X-Frame-Options"] == "DENY", address
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin", address
        assert answer["Cross-Origin-Resource-Policy"] == "same-origin", address
        assert "camera=()" in answer["Permissions-Policy"], address
        assert "Strict-Transport-Security" not in answer, "plain http must not promise https"
        assert "Access-Control-Allow-Origin" not in answer, address


@pytest.mark.asvs("14.3.2", "pages are kept in no cache")
def test_pages_are_not_kept(desk: Desk) -> None:
    browser = desk("owner")
    for address in ("/desk/settings/account", "/desk/customers", "/desk/customers.csv", "/desk/login"):
        assert "no-store" in browser.get(address)["Cache-Control"], address


@pytest.mark.asvs("4.1.1", "what is sent names its type and its character set")
def test_answers_name_type_and_character_set(client: Client) -> None:
    assert client.get("/desk/login")["Content-Type"] == "text/html; charset=utf-8"
    assert client.get("/livez")["Content-Type"] == "application/json"


@pytest.mark.asvs("4.1.4", "pages answer to no other methods than they have")
@pytest.mark.parametrize("method", ["options", "put", "patch", "delete", "trace"])
def test_pages_have_no_other_methods(desk: Desk, method: str) -> None:
    assert getattr(desk("owner"), method)("/desk/customers.csv").status_code == 405


def test_a_host_that_is_not_ours_is_refused(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["regulars.example.com"]
    assert client.get("/desk/login", headers={"Host": "evil.example"}).status_code == 400
    assert client.get("/desk/login", headers={"Host": "regulars.example.com"}).status_code == 200


def test_a_forwarded_host_is_never_believed(desk: Desk, settings: Any) -> None:
    settings.TRUSTED_PROXIES = ("127.0.0.1",)
    settings.USE_X_FORWARDED_HOST = True
    answer = Client().get("/desk/login", headers={"X-Forwarded-Host": "evil.example"})
    assert answer.status_code == 200
    assert b"evil.example" not in answer.content


@pytest.mark.asvs("15.3.4", "the client's address is told by listed proxies alone")
@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.5", "198.51.100.1", "203.0.113.5"),  # a stranger says what he likes
        ("10.0.0.2", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.2", "1.1.1.1, 198.51.100.1", "198.51.100.1"),  # what the client wrote himself stands before
        ("10.0.0.2", "198.51.100.1, 10.0.0.9", "198.51.100.1"),  # two proxies of ours
        ("10.0.0.2", "10.0.0.8, 10.0.0.9", "10.0.0.8"),
        ("10.0.0.2", "", "10.0.0.2"),
        ("10.0.0.2", "198.51.100.1, nonsense", "10.0.0.2"),
        ("10.0.0.2", "198.51.100.1:4711", "198.51.100.1"),
        ("10.0.0.2", "[2001:db8::5]:4711", "2001:db8::5"),
        ("::ffff:10.0.0.2", "198.51.100.1", "198.51.100.1"),
        ("", "198.51.100.1", ""),
    ],
)
def test_the_address_is_the_first_that_no_proxy_of_ours_has(peer: str, forwarded: str, client: str) -> None:
    assert client_address(peer, forwarded, ("10.0.0.0/8",)) == client


@pytest.mark.parametrize(("trusted", "tries"), [((), 6), (("127.0.0.1",), 12)])
def test_a_forged_address_buys_a_guesser_nothing(settings: Any, trusted: tuple[str, ...], tries: int) -> None:
    """Without a listed proxy the header is ignored; behind one it tells people apart."""
    settings.TRUSTED_PROXIES = trusted
    codes = []
    for number in range(tries):
        given = {"username": "owner@example.com", "password": "wrong"}
        header = {"X-Forwarded-For": f"203.0.{number}.1"}
        codes.append(Client().post("/desk/login", given, headers=header).status_code)
    assert (429 in codes) is (not trusted)


def test_https_is_believed_of_a_listed_proxy_alone(settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS = 1000
    headers = {"X-Forwarded-Proto": "https"}
    assert "Strict-Transport-Security" not in Client().get("/livez", headers=headers)
    settings.TRUSTED_PROXIES = ("127.0.0.1",)
    assert "Strict-Transport-Security" in Client().get("/livez", headers=headers)


PUBLIC = """
import json, os, django
django.setup()
from django.conf import settings
from django.test import Client
answer = Client().get("/livez", HTTP_HOST="regulars.example.com", HTTP_X_FORWARDED_PROTO="https")
names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "PASSWORD_HASHERS",
         "ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "LANGUAGE_COOKIE_SECURE")
print(json.dumps({"hsts": answer.headers.get("Strict-Transport-Security"), "status": answer.status_code,
                  **{name: getattr(settings, name) for name in names}}))
"""


@pytest.mark.slow
@pytest.mark.asvs("3.3.1", "under https cookies are secure and bound to the host")
@pytest.mark.asvs("3.3.3", "the session cookie has the prefix __Host-")
@pytest.mark.asvs("3.4.1", "under https browsers are told to stay there, for a year")
@pytest.mark.asvs("11.4.2", "passwords are kept by scrypt")
def test_a_public_installation_is_locked_to_https(process_env: dict[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PUBLIC],
        env={
            **process_env,
            "DJANGO_SETTINGS_MODULE": "regulars.config.settings",
            "REGULARS_PUBLIC_URL": "https://regulars.example.com",
            "REGULARS_TRUSTED_PROXIES": "127.0.0.1",
        },
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["status"] == 200
    assert told["hsts"] == "max-age=31536000; includeSubDomains"
    assert (told["SESSION_COOKIE_NAME"], told["CSRF_COOKIE_NAME"]) == ("__Host-sessionid", "__Host-csrftoken")
    assert told["SESSION_COOKIE_SECURE"] is told["CSRF_COOKIE_SECURE"] is told["LANGUAGE_COOKIE_SECURE"] is True
    assert told["PASSWORD_HASHERS"][0].endswith("ScryptPasswordHasher")
    assert "regulars.example.com" in told["ALLOWED_HOSTS"]
    assert "*" not in told["ALLOWED_HOSTS"]
    assert told["CSRF_TRUSTED_ORIGINS"] == ["https://regulars.example.com"]


def test_cookies_have_no_prefix_where_there_is_no_https() -> None:
    """A browser would drop them, and nobody could log in to a trial on their own machine."""
    assert django_settings.SESSION_COOKIE_NAME == "sessionid"
    assert not django_settings.SESSION_COOKIE_SECURE
