"""The map of addresses: the first part of a path decides its policy, and every view says who may open it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from test_documents import tool

# Everything that answers without a login. Adding a line is a decision about the outside world.
ANONYMOUS = {
    "",
    "livez",
    "readyz",
    "metrics",
    "desk/login",
    "desk/login/code",  # the password was right; the session says whose
    "desk/language",
    "desk",  # leads to desk/, which asks for the login
}
ANONYMOUS_PREFIXES = ("share/", "hooks/", "my/", "static/", "desk/password/", ".well-known/")
PREFIXES = (
    "desk/",
    "api/v1/",
    "my/",
    "hooks/",
    "t/",
    "share/",
    "static/",
    "livez",
    "readyz",
    "metrics",
    ".well-known/",
)
NO_LOGIN_PAGE = ("t/", "hooks/", "api/v1/")


def addresses() -> list[tuple[str, Any]]:
    """Return `(pattern, view)` of every address."""
    return list(tool("reference").views())


def test_every_view_declares_who_may_open_it() -> None:
    undeclared = [pattern for pattern, view in addresses() if getattr(view, "access_mark", None) is None]
    assert len(addresses()) >= 20
    assert not undeclared, "decorate these views with @access"


def test_every_address_stands_under_a_known_prefix() -> None:
    bare = {"", "desk"}  # both lead to the desk
    stray = [pattern for pattern, _view in addresses() if pattern not in bare and not pattern.startswith(PREFIXES)]
    assert not stray, "the first part decides policy; see docs/why/0030-url-map.md"


def test_only_listed_addresses_answer_without_a_login() -> None:
    public = {pattern for pattern, view in addresses() if view.access_mark.public}
    unlisted = [one for one in public if one not in ANONYMOUS and not one.startswith(ANONYMOUS_PREFIXES)]
    assert not unlisted, "a public page is a decision: list it here"


def test_public_pages_show_nothing_about_people() -> None:
    """A person's own pages, by signed link, show choices beside a masked address, and no name."""
    public = [(pattern, view.access_mark.privacy) for pattern, view in addresses() if view.access_mark.public]
    assert [one for one in public if one[1] != "none" and (one[1] == "personal" or not one[0].startswith("my/"))] == []


def test_desk_addresses_have_no_trailing_slash() -> None:
    """One spelling for each page: a permalink that redirects is two permalinks."""
    wrong = [one for one, _view in addresses() if one.endswith("/") and one not in {"desk/", "api/v1/"}]
    assert not wrong


def plain_addresses() -> list[str]:
    """Return addresses without parameters."""
    return [pattern for pattern, _view in addresses() if "<" not in pattern and "(" not in pattern]


@pytest.mark.django_db
def test_the_desk_sends_strangers_to_the_login(client: Any) -> None:
    closed = [one for one in plain_addresses() if one.startswith("desk/") and one not in ANONYMOUS]
    assert len(closed) >= 8
    for pattern in closed:
        answer = client.get(f"/{pattern}")
        assert answer.status_code == 302, (pattern, answer.status_code)
        assert answer["Location"].startswith("/desk/login"), (pattern, answer["Location"])


@pytest.mark.django_db
def test_a_role_without_the_permission_is_refused(desk: Callable[..., Any]) -> None:
    from regulars.base.staff import rules

    developer = desk("developer")
    closed = [
        pattern
        for pattern, view in addresses()
        if pattern in plain_addresses()
        and not pattern.startswith(NO_LOGIN_PAGE)  # programs bring a key: tests/edges/access
        and not view.access_mark.public
        and view.access_mark.permission != "signed_in"
        and not rules.allows("developer", view.access_mark.permission)
    ]
    assert len(closed) >= 3
    for pattern in closed:
        assert developer.get(f"/{pattern}").status_code == 403, pattern


@pytest.mark.django_db
def test_monitors_are_answered_without_session_or_redirect(client: Any) -> None:
    for pattern in ("livez", "readyz"):
        answer = client.get(f"/{pattern}")
        assert answer.status_code == 200, pattern
        assert not answer.cookies
