"""Uploads straight into the home: chunk by chunk, never whole in memory, never larger than the limit."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from regulars.base.settings import current
from regulars.edges.imports.wizard import drafts

CHUNK_BYTES = 1 << 20
FILES_MAX = 20
SPARE_BYTES = 256 << 20  # what the disk keeps free; staging and the database grow beside the file


@dataclass(frozen=True, slots=True)
class Received:
    """A file that arrived, in its draft's folder."""

    token: str
    name: str
    size: int

    def close(self) -> None:
        """The request closes what it brought; the file is closed already."""


def limit_bytes() -> int:
    """The largest file that is taken."""
    return current().upload_max_mb << 20


def limit_words() -> str:
    """The limit for people."""
    megabytes = current().upload_max_mb
    return f"{megabytes // 1024} GB" if megabytes >= 1024 and megabytes % 1024 == 0 else f"{megabytes} MB"


def refused_before(request: HttpRequest) -> str:
    """Why this upload is not worth reading, by its announced length; empty when it may come."""
    announced = int(request.headers.get("Content-Length") or 0)
    if announced > limit_bytes() + CHUNK_BYTES:
        return too_large()
    if announced + SPARE_BYTES > shutil.disk_usage(drafts.root()).free:
        return _("There is not enough room on the disk of this installation for the file. Free some, then try again.")
    return ""


def take_upload(
    request: HttpRequest,
    receive: Callable[[HttpRequest], HttpResponse],
    refuse: Callable[[HttpRequest, str, int], HttpResponse],
) -> HttpResponse:
    """Put the upload's handler in place before anything reads the form, then `receive`, which demands the form's token.

    Of an upload that is refused, nothing stays.
    """
    if fault := refused_before(request):
        return refuse(request, fault, 413)
    handler = IntoHome(request)
    request.upload_handlers = [handler]
    answer = receive(request)
    if answer.status_code == 403:
        handler.discard()
    return answer


def too_large() -> str:
    """The words for a file above the limit."""
    return _(
        "The file is larger than %(limit)s. Compress it with gzip, split it by year, or import it on the server with "
        "`regulars import orders FILE`, which has no limit."
    ) % {"limit": limit_words()}


class IntoHome(FileUploadHandler):
    """Writes each file of a form into a draft's folder. `fault` says why the upload was stopped, if it was."""

    chunk_size = CHUNK_BYTES

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.fault = ""
        self.files: list[Received] = []
        self._token = ""
        self._name = ""
        self._size = 0
        self._out: IO[bytes] | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file. Its name is cleaned here; the given one is never a path."""
        super().new_file(*args, **kwargs)
        if len(self.files) >= FILES_MAX:
            self._stop(_("At most %(count)s files at once.") % {"count": FILES_MAX})
        self._token, self._name, self._size = drafts.new_token(), drafts.clean_name(self.file_name or ""), 0
        path = drafts.folder(self._token) / "file" / self._name
        path.touch(mode=0o600)
        self._out = path.open("wb")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a chunk and pass nothing on."""
        self._size += len(raw_data)
        if self._size > limit_bytes():
            self._stop(too_large())
        assert self._out is not None
        self._out.write(raw_data)

    def file_complete(self, file_size: int) -> Any:
        """Close a file and hand it to the request."""
        assert self._out is not None
        self._out.close()
        received = Received(self._token, self._name, self._size)
        self._token, self._out = "", None
        self.files.append(received)
        return received

    def upload_interrupted(self) -> None:
        """The connection broke: nothing of this form is kept."""
        self.discard()

    def discard(self) -> None:
        """Delete everything that arrived."""
        if self._out is not None:
            self._out.close()
        for token in [one.token for one in self.files] + [self._token] * bool(self._token):
            drafts.drop(token)
        self.files, self._token, self._out = [], "", None

    def _stop(self, fault: str) -> None:
        self.fault = fault
        raise StopUpload(connection_reset=False)
