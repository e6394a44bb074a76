"""An empty shop's desk, files as people have them, and the wizard walked through by its own forms."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from regulars.base.jobs import worker
from regulars.base.lake import clear_cache
from regulars.base.settings import current


@pytest.fixture(autouse=True)
def _empty_folders() -> Iterator[None]:
    """The home is the test process's: what one test uploaded or exported is no other's business."""
    _clear()
    yield
    _clear()


def _clear() -> None:
    clear_cache()
    for name in ("tmp", "imports", "lake"):
        shutil.rmtree(current().home / name, ignore_errors=True)


class Wizard:
    """A member of staff at the wizard. Every step returns the answer; `token` is the draft's."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.token = ""

    def upload(self, content: str | bytes, name: str = "orders.csv", **fields: str) -> Any:
        data = content.encode() if isinstance(content, str) else content
        answer = self.client.post("/desk/imports/new", {"files": SimpleUploadedFile(name, data), **fields})
        found = re.search(r"/new/([0-9a-f]{24})/", answer.headers.get("Location", ""))
        self.token = found[1] if found else ""
        return answer

    def address(self, page: str) -> str:
        return f"/desk/imports/new/{self.token}/{page}"

    def see(self, page: str) -> str:
        answer = self.client.get(self.address(page))
        assert answer.status_code == 200, (page, answer.status_code, answer.headers.get("Location"))
        return str(answer.content.decode())

    def send(self, page: str, **changed: str) -> Any:
        """Send a step's form as the browser would, with some fields changed."""
        fields = {**shown_fields(self.see(page)), **changed}
        return self.client.post(self.address(page), fields)

    def walk(self, **answers: str) -> Any:
        """From the columns to the job, with these answers."""
        assert self.send("columns", **{"continue": "1"}).headers["Location"] == self.address("answers")
        assert self.send("answers", **answers).headers["Location"] == self.address("check")
        return self.client.post(self.address("check"))

    def finish(self) -> str:
        """Run the worker and follow to the import's address."""
        worker.drain()
        return str(self.client.get(self.address("work")).headers["Location"])


def shown_fields(page: str) -> dict[str, str]:
    """The names and values of a page's form, read from its markup."""
    main = page[page.index('<main id="main"') :]
    found = dict(re.findall(r'<input type="text" name="([^"]+)"(?: value="([^"]*)")?', main))
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', main, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        found[name] = chosen[1] if chosen else ""
    return found


@pytest.fixture
def wizard(desk: Callable[..., Any]) -> Wizard:
    """Return an owner at the wizard of a shop that is not set up."""
    return Wizard(desk("owner"))
