"""The second factor: codes of RFC 6238 that work once, recovery codes, who must have one, and who may take it away."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pyotp
import pytest
from django.test import Client
from who_enters import PASSWORD

from regulars.base.staff import factor
from regulars.base.staff.models import RecoveryCode, SecondFactor
from regulars.base.state import Act, write
from regulars.kit.errors import Refused

pytestmark = pytest.mark.django_db
Desk = Callable[..., Any]
SETUP = "/desk/settings/account/second-factor"
ACCOUNT = "/desk/settings/account"


@pytest.fixture(autouse=True)
def cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash recovery codes as fast as can be; how slow they are is no matter of these rules."""
    monkeypatch.setattr(factor, "HASH_COST", 2)


def set_up(browser: Client) -> tuple[pyotp.TOTP, list[str]]:
    """Turn the second factor on by the pages; return the app and the recovery codes."""
    assert browser.post(SETUP, {"present": PASSWORD}).status_code == 302
    page = browser.get(SETUP).content.decode()
    assert "<svg" in page
    found = re.search(r'class="factor-secret">([A-Z2-7 ]+)<', page)
    assert found is not None
    app = pyotp.TOTP(found.group(1).replace(" ", ""))
    shown = browser.post(SETUP, {"code": code_of(app)}).content.decode()
    codes = re.findall(r"<li><code>([a-z2-7-]+)</code></li>", shown)
    assert len(codes) == len(set(codes)) == 8
    return app, codes


def code_of(app: pyotp.TOTP, steps: int = 0) -> str:
    from regulars.kit import clock

    return app.generate_otp(int(clock.now().timestamp()) // 30 + steps)


def answer_code(email: str, code: str, log_in: Desk, browser: Client | None = None) -> tuple[Client, Any]:
    browser = browser or Client()
    answer = log_in(email, browser=browser)
    assert answer["Location"] == "/desk/login/code", "the password alone must not open the desk"
    return browser, browser.post("/desk/login/code", {"code": code})


@pytest.mark.asvs("6.5.5", "a code lives for half a minute, and its neighbors bridge clocks that differ")
def test_codes_are_those_of_rfc_6238(clock: Any) -> None:
    """RFC 6238, appendix B, the values for SHA-1, cut to six digits."""
    app = pyotp.TOTP("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")):
        clock.set(datetime.fromtimestamp(seconds, UTC))
        assert code_of(app) == code


@pytest.mark.asvs("6.3.3", "a login takes password and one-time code where the second factor is on")
def test_it_is_set_up_and_asked_for_from_then_on(desk: Desk, log_in: Desk, clock: Any, recorded: Desk) -> None:
    mine = desk("support")
    app, _codes = set_up(mine)
    assert mine.get(ACCOUNT).status_code == 200
    clock.advance(seconds=60)
    browser, answer = answer_code("support@example.com", code_of(app), log_in)
    assert answer["Location"] == "/desk/"
    assert browser.get(ACCOUNT).status_code == 200
    assert [fact.data["factor"] for fact in recorded("staff.logged_in")] == ["code"]
    assert len(recorded("staff.second_factor_on")) == 1


def test_the_password_alone_opens_no_page(desk: Desk, log_in: Desk) -> None:
    set_up(desk("support"))
    browser = Client()
    log_in("support@example.com", browser=browser)
    assert browser.get(ACCOUNT).status_code == 302
    assert browser.get("/desk/customers").status_code == 302


@pytest.mark.asvs("6.5.1", "a one-time code and a recovery code work once")
def test_a_code_works_once(desk: Desk, log_in: Desk, clock: Any) -> None:
    app, codes = set_up(desk("support"))
    clock.advance(seconds=90)
    code = code_of(app)
    assert answer_code("support@example.com", code, log_in)[1].status_code == 302
    assert answer_code("support@example.com", code, log_in)[1].status_code == 422
    assert answer_code("support@example.com", code_of(app, -1), log_in)[1].status_code == 422, "nor one before it"
    assert answer_code("support@example.com", codes[3], log_in)[1].status_code == 302
    assert answer_code("support@example.com", codes[3], log_in)[1].status_code == 422
    assert answer_code("support@example.com", codes[4].upper().replace("-", " "), log_in)[1].status_code == 302


@pytest.mark.parametrize(("steps", "status"), [(-2, 422), (-1, 302), (0, 302), (1, 302), (2, 422)])
def test_a_clock_may_differ_by_one_step(desk: Desk, log_in: Desk, clock: Any, steps: int, status: int) -> None:
    app, _codes = set_up(desk("support"))
    clock.advance(minutes=5)
    assert answer_code("support@example.com", code_of(app, steps), log_in)[1].status_code == status


def test_the_code_that_turned_it_on_is_spent(desk: Desk, log_in: Desk) -> None:
    app, _codes = set_up(desk("support"))
    assert answer_code("support@example.com", code_of(app), log_in)[1].status_code == 422


@pytest.mark.asvs("6.3.1", "guessing one-time codes is slowed down as well")
def test_guessing_codes_is_slowed_down(desk: Desk, log_in: Desk) -> None:
    set_up(desk("support"))
    browser = Client()
    log_in("support@example.com", browser=browser)
    codes = [browser.post("/desk/login/code", {"code": f"00000{n}"}).status_code for n in range(7)]
    assert codes == [422] * 5 + [429] * 2


@pytest.mark.asvs("2.3.1", "the code counts only after the password, for a few minutes")
def test_the_code_page_is_closed_without_the_password(desk: Desk, log_in: Desk, clock: Any) -> None:
    app, _codes = set_up(desk("support"))
    assert Client().get("/desk/login/code")["Location"] == "/desk/login"
    browser = Client()
    log_in("support@example.com", browser=browser)
    clock.advance(minutes=6)
    answer = browser.post("/desk/login/code", {"code": code_of(app)})
    assert answer["Location"] == "/desk/login"
    assert browser.get(ACCOUNT).status_code == 302


def test_a_password_that_changes_meanwhile_ends_the_login_that_is_under_way(
    desk: Desk, log_in: Desk, clock: Any
) -> None:
    from regulars.base.staff.service import reset_password

    mine = desk("support")
    app, _codes = set_up(mine)
    clock.advance(minutes=1)
    browser = Client()
    log_in("support@example.com", browser=browser)
    (row,) = SecondFactor.objects.all()
    write(reset_password, Act.by("cli", "cli"), row.staff_id, "another long tea of mine")
    assert browser.post("/desk/login/code", {"code": code_of(app)})["Location"] == "/desk/login"
    assert browser.get(ACCOUNT).status_code == 302


@pytest.mark.asvs("7.5.1", "setting up, renewing and turning off take the present password")
def test_each_step_takes_the_present_password(desk: Desk) -> None:
    mine = desk("support")
    assert mine.post(SETUP, {"present": "guess"}).status_code == 422
    assert not SecondFactor.objects.exists()
    set_up(mine)
    assert mine.post(SETUP, {"what": "drop", "drop-present": "guess"}).status_code == 422
    assert mine.post(SETUP, {"what": "codes", "codes-present": "guess"}).status_code == 422
    assert SecondFactor.objects.filter(confirmed_at__isnull=False).count() == 1


def test_a_wrong_first_code_turns_nothing_on(desk: Desk, log_in: Desk) -> None:
    mine = desk("support")
    mine.post(SETUP, {"present": PASSWORD})
    assert mine.post(SETUP, {"code": "000000"}).status_code == 422
    assert log_in("support@example.com")["Location"] == "/desk/"


def test_new_recovery_codes_replace_those_before(desk: Desk, log_in: Desk, recorded: Desk) -> None:
    mine = desk("support")
    _app, old = set_up(mine)
    page = mine.post(SETUP, {"what": "codes", "codes-present": PASSWORD}).content.decode()
    new = re.findall(r"<li><code>([a-z2-7-]+)</code></li>", page)
    assert len(set(new) | set(old)) == 16
    assert answer_code("support@example.com", old[0], log_in)[1].status_code == 422
    assert answer_code("support@example.com", new[0], log_in)[1].status_code == 302
    assert len(recorded("staff.recovery_codes_renewed")) == 1


@pytest.mark.asvs("6.5.6", "a second factor can be taken away, by its owner and by an owner of the shop")
@pytest.mark.asvs("6.4.4", "a lost second factor is taken away by an owner, who knows who is asking")
def test_an_owner_takes_it_away_and_its_holder_is_logged_out(desk: Desk, log_in: Desk, recorded: Desk) -> None:
    owner, mine = desk("owner"), desk("support")
    set_up(mine)
    (row,) = SecondFactor.objects.all()
    assert "On" in owner.get("/desk/settings/staff").content.decode()
    assert owner.post(f"/desk/settings/staff/{row.staff_id}/second-factor/drop").status_code == 302
    assert mine.get(ACCOUNT).status_code == 302
    assert log_in("support@example.com")["Location"] == "/desk/"
    assert not RecoveryCode.objects.exists()
    assert len(recorded("staff.second_factor_off")) == 1


@pytest.mark.asvs("6.4.3", "a new password by link does not get around the second factor")
def test_a_password_by_link_leaves_the_second_factor_on(desk: Desk, log_in: Desk) -> None:
    from regulars.base.links.service import new_token
    from regulars.edges.settings.service import offer_reset

    set_up(desk("support"))
    (row,) = SecondFactor.objects.all()
    token, browser = new_token(), Client()
    write(offer_reset, Act.by("cli", "cli"), row.staff_id, "support@example.com", token)
    browser.post(f"/desk/password/{token}", {"password": "quite a long tea", "again": "quite a long tea"})
    assert log_in("support@example.com", "quite a long tea", browser=browser)["Location"] == "/desk/login/code"


class TestDemanded:
    def demand(self, owner: Client, *roles: str) -> None:
        assert owner.post("/desk/settings/login", {"roles": roles}).status_code == 302

    def test_a_role_that_must_have_one_sees_nothing_before(self, desk: Desk, clock: Any) -> None:
        owner, support = desk("owner"), desk("support")
        self.demand(owner, "support")
        for path in ("/desk/", "/desk/customers", ACCOUNT, "/desk/search?q=a"):
            assert support.get(path)["Location"] == SETUP, path
        assert support.get("/desk/search?q=a", headers={"HX-Request": "true"})["HX-Redirect"] == SETUP
        assert owner.get(ACCOUNT).status_code == 200
        set_up(support)
        assert support.get(ACCOUNT).status_code == 200

    def test_one_can_still_log_out(self, desk: Desk) -> None:
        owner, support = desk("owner"), desk("support")
        self.demand(owner, "support", "owner")
        assert support.post("/desk/logout").status_code == 302
        assert owner.get("/desk/settings/login")["Location"] == SETUP

    def test_it_is_recorded_and_taken_back(self, desk: Desk, recorded: Desk) -> None:
        owner = desk("owner")
        self.demand(owner, "support", "analyst")
        self.demand(owner, "support", "analyst")
        self.demand(owner)
        facts = recorded("staff.second_factor_demanded")
        assert [fact.data["roles"] for fact in facts] == [["support", "analyst"], []]
        assert owner.post("/desk/settings/login", {"roles": ["king"]}).status_code == 422


@pytest.mark.asvs("6.5.2", "recovery codes are kept as slow salted hashes")
@pytest.mark.asvs("6.5.3", "recovery codes come from a source made for secrets")
@pytest.mark.asvs("6.5.4", "a recovery code has 80 bits")
def test_the_database_holds_neither_codes_nor_secrets(desk: Desk) -> None:
    app, codes = set_up(desk("support"))
    rows = [*RecoveryCode.objects.values_list(), *SecondFactor.objects.values_list()]
    stored = "".join(value.hex() if isinstance(value, bytes) else str(value) for row in rows for value in row)
    for secret in (app.secret, app.byte_secret().hex(), *codes, *(code.replace("-", "") for code in codes)):
        assert secret not in stored
        assert secret.encode().hex() not in stored
    assert {len(code.replace("-", "")) * 5 for code in codes} == {80}


def test_a_copy_of_the_database_makes_no_codes_under_another_key(desk: Desk, settings: Any) -> None:
    set_up(desk("support"))
    (row,) = SecondFactor.objects.all()
    here = factor._secret(row)
    settings.SECRET_KEY = "the key of somebody who has the database alone"
    assert factor._secret(row) != here


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "12 34 5x"])
def test_what_is_no_code_is_refused(desk: Desk, code: str) -> None:
    set_up(desk("support"))
    (row,) = SecondFactor.objects.all()
    with pytest.raises(Refused):
        write(factor.use_code, Act.by("system"), row.staff_id, code)
