"""The rail shows what exists and may be opened; assets carry their digest; a page can become one file."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory

from regulars.base import extends
from regulars.base.web import assets, nav
from regulars.base.web.desk import CONFIRMED, ask, is_confirmed, is_partial
from regulars.base.web.glossary import GLOSSARY, meaning
from regulars.base.web.searching import find
from regulars.base.web.showcase import everything
from regulars.base.web.standalone import self_contained

OWNER = SimpleNamespace(is_authenticated=True, role="owner", pk=1)


@pytest.fixture
def rail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nav, "_items", [])
    monkeypatch.setattr(extends, "search", extends.Registry("search"))
    nav.add(nav.NavItem("reports", "Style guide", "web:styles", "reports.read", order=2, words="LTV"))
    nav.add(nav.NavItem("reports", "Search", "web:search", "reports.read", order=1))
    nav.add(nav.NavItem("home", "Sign in", "web:login", "home.read"))


def test_rooms_stand_in_their_one_order_and_empty_ones_are_not_drawn(rail: None) -> None:
    rooms = nav.draw("/desk/_styles", lambda permission: True)
    assert [room.key for room in rooms] == ["home", "reports"]
    assert [link.label for link in rooms[1].links] == ["Search", "Style guide"]
    assert rooms[0].links == ()  # a room of one page is that page


def test_a_page_below_an_address_lights_up_its_room(rail: None) -> None:
    home, reports = nav.draw("/desk/search/deeper", lambda permission: True)
    assert (home.current, reports.current) == (False, True)  # home is only itself
    assert [link.current for link in reports.links] == [True, False]


def test_a_role_sees_only_what_it_may_open(rail: None) -> None:
    assert [room.key for room in nav.draw("/desk/", lambda permission: permission == "home.read")] == ["home"]


def test_a_page_stands_in_the_rail_once_and_in_a_room_that_exists(rail: None) -> None:
    with pytest.raises(ValueError, match="stands in the rail already"):
        nav.add(nav.NavItem("home", "Again", "web:search", "home.read"))
    with pytest.raises(ValueError, match="no room 'attic'"):
        nav.add(nav.NavItem("attic", "Box", "web:language", "home.read"))


def test_the_search_box_knows_pages_by_foreign_words_and_without_accents(rail: None) -> None:
    viewer = extends.Viewer(1, "owner")
    assert [hit.title for group in find("ltv", viewer, OWNER) for hit in group.hits] == ["Style guide"]
    assert [hit.title for group in find("séarch", viewer, OWNER) for hit in group.hits] == ["Search"]
    assert len(find("", viewer, OWNER)[0].hits) == 3
    assert find("nothing of the kind", viewer, OWNER) == ()


def test_a_registry_refuses_a_key_twice_and_keeps_order() -> None:
    registry: extends.Registry[SimpleNamespace] = extends.Registry("things")  # type: ignore[type-var]
    late, early = SimpleNamespace(key="a", order=20), SimpleNamespace(key="b", order=10)
    registry.register(late)
    registry.register(early)
    assert list(registry) == [early, late]
    with pytest.raises(ValueError, match="'a' is registered twice"):
        registry.register(SimpleNamespace(key="a"))


def test_an_address_of_a_file_changes_with_its_content() -> None:
    address = assets.address("css/tokens.css")
    assert re.fullmatch(r"/static/regulars/css/tokens\.css\?v=[0-9a-f]{10}", address)
    assert address != assets.address("css/base.css")


def test_every_icon_that_a_page_names_is_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([^"]+)"', (assets.ROOT / "vendor/lucide/icons.svg").read_text()))
    named = {room.icon for room in nav.ROOMS}
    for path in (assets.ROOT.parents[1] / "templates").rglob("*.html"):
        named |= set(re.findall(r'{% icon "([a-z0-9-]+)"', path.read_text()))
    assert named - sprite == {"mark"}


def test_a_question_repeats_the_request_with_the_answer() -> None:
    request = RequestFactory().post("/desk/imports/7/undo", {"reason": 'wrong "file"'})
    request.user = OWNER  # type: ignore[assignment]
    assert not is_confirmed(request)
    assert is_confirmed(RequestFactory().post("/", {CONFIRMED: "1"}))
    assert not is_confirmed(RequestFactory().get("/", {CONFIRMED: "1"}))
    assert ask.__doc__
    assert is_partial(RequestFactory().get("/", headers={"HX-Request": "true"}))
    assert not is_partial(RequestFactory().get("/", headers={"HX-Request": "true", "HX-Boosted": "true"}))


def test_a_page_becomes_one_file_that_fetches_nothing() -> None:
    values = {name: thing for name, thing in everything().items() if name != "form"}
    body = Template("{% load web %}{% show stats %}{% show advice %}{% show cohorts %}{% show line %}").render(
        Context(values)
    )
    page = render_to_string(
        "web/public.html", {"heading": "Brief", "finding": "", "desk": SimpleNamespace(shop_name="Kettle")}
    )
    html = self_contained(page.replace('<main id="main" class="page">', f'<main id="main" class="page">{body}'))
    assert "<script" not in html
    assert not re.search(r'(?:src|href)="/static|<link ', html)
    assert not re.search(r"url\((?![\"']?(?:data:|#))", html)
    for used in set(re.findall(r'<use href="#(icon-[a-z0-9-]+)"', html)):
        assert f'<symbol id="{used}"' in html
    assert html.count("<style>") == 1


def test_the_glossary_explains_in_one_sentence_or_two() -> None:
    assert meaning("nonsense") == ""
    for word, text in GLOSSARY.items():
        assert str(text).endswith("."), word
        assert len(str(text)) <= 120, word
