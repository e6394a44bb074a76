"""What comes in by upload: in chunks, under a clean name, not larger than the limit, only from those who may."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wizard_files import PLAIN

from regulars.base.settings import current
from regulars.edges.imports.wizard import drafts, receiving

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\orders.csv", "orders.csv"),
        (".hidden", "hidden"),
        ("..", "upload"),
        ("a\x00b\r\n.csv", "ab.csv"),
        ("<img src=x>.csv", "img src=x.csv"),
        ("x" * 300 + ".csv.gz", "x" * 113 + ".csv.gz"),
        ("ümläut.csv", "ümläut.csv"),
        ("", "upload"),
    ],
)
def test_a_name_is_only_ever_a_name(given: str, kept: str) -> None:
    assert drafts.clean_name(given) == kept


def test_a_hostile_name_stays_inside_its_folder(wizard: Any) -> None:
    wizard.upload(PLAIN, name="../../../draft.json")
    path = drafts.load(wizard.token).path
    assert path.resolve().is_relative_to(drafts.root().resolve())
    assert path.read_text(encoding="utf-8") == PLAIN
    assert wizard.client.get(wizard.address("columns")).status_code == 200


def test_what_arrives_is_readable_by_nobody_else(wizard: Any) -> None:
    wizard.upload(PLAIN)
    path = drafts.load(wizard.token).path
    assert path.stat().st_mode & 0o077 == 0
    assert drafts.root().stat().st_mode & 0o077 == 0


def test_a_file_above_the_limit_is_refused_in_words_and_not_kept(wizard: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "limit_bytes", lambda: 50)
    answer = wizard.upload(PLAIN)
    assert answer.status_code == 413
    assert "The file is larger than 2 GB." in answer.content.decode()
    assert list(drafts.root().iterdir()) == []


def test_a_length_announced_above_the_limit_is_not_even_read(desk: Any) -> None:
    limit = current().upload_max_mb << 20
    answer = desk("owner").post("/desk/imports/new", {}, headers={"Content-Length": str(limit + (2 << 20))})
    assert answer.status_code == 413


def test_memory_does_not_hold_a_file(wizard: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    take = receiving.IntoHome.receive_data_chunk

    def watch(self: receiving.IntoHome, raw: bytes, start: int) -> None:
        sizes.append(len(raw))
        take(self, raw, start)

    monkeypatch.setattr(receiving.IntoHome, "receive_data_chunk", watch)
    wizard.upload(PLAIN + "1004,2024-04-01 10:00,a@example.com,Cup,1,12.00,Germany\n" * 60_000)
    assert sum(sizes) > 3_000_000
    assert max(sizes) <= receiving.CHUNK_BYTES


@pytest.mark.parametrize(("content", "said"), [(b"", "is empty"), (b"%PDF-1.4 ...", "is a PDF document")])
def test_what_is_no_table_is_refused_with_what_to_do(wizard: Any, content: bytes, said: str) -> None:
    answer = wizard.upload(content, name="orders.pdf")
    if wizard.token:
        answer = wizard.client.get(wizard.address("columns"))
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_several_files_wait_their_turn(wizard: Any) -> None:
    files = [SimpleUploadedFile(f"{year}.csv", PLAIN.encode()) for year in (2023, 2024)]
    wizard.client.post("/desk/imports/new", {"files": files})
    assert sorted(draft.file_name for draft in drafts.waiting()) == ["2023.csv", "2024.csv"]


def test_an_upload_without_the_form_s_token_is_refused_and_not_kept(staff: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(staff("owner"))
    answer = client.post("/desk/imports/new", {"files": SimpleUploadedFile("a.csv", PLAIN.encode())})
    assert answer.status_code == 403
    assert list(drafts.root().iterdir()) == []


@pytest.mark.parametrize("role", ["support", "analyst", None])
def test_only_those_who_may_import_get_in(desk: Any, wizard: Any, role: str | None) -> None:
    wizard.upload(PLAIN)
    other = desk(role)
    refused = {302} if role is None else {403}
    for address in ("/desk/imports", "/desk/imports/new", wizard.address("columns"), wizard.address("check")):
        assert other.get(address).status_code in refused, address
    assert other.post("/desk/imports/new", {"files": SimpleUploadedFile("a.csv", b"x")}).status_code in refused
    assert len(drafts.waiting()) == 1


@pytest.mark.parametrize("token", ["0" * 24, "../../../../etc", "x", "0" * 23 + "g"])
def test_an_address_of_no_draft_opens_nothing(desk: Any, token: str) -> None:
    assert desk("owner").get(f"/desk/imports/new/{token}/columns").status_code == 404
