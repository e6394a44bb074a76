"""One call: connect to the address that was checked, send, read within limits."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any, BinaryIO

import msgspec

from regulars import __version__
from regulars.base.outbound.addresses import Target, checked_address
from regulars.kit import clock
from regulars.kit.errors import Refused, TryAgain
from regulars.kit.text import gettext_noop as _

TIMEOUT_SECONDS = 20.0
ANSWER_BYTES = 32 * 1024 * 1024
DOWNLOAD_BYTES = 8 * 1024 * 1024 * 1024
PIECE = 256 * 1024
RETRY_MAX_SECONDS = 300.0
AGENT = f"Regulars/{__version__}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `headers` are lower case; `body` is empty where it went into a file."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """Return the body read as JSON.

        Raises:
            TryAgain: it is none, as when a proxy answers with a page of its own.
        """
        try:
            return msgspec.json.decode(self.body)
        except msgspec.DecodeError as error:
            raise TryAgain(
                "outbound.no_json", _("The server answered, but not with data."), status=502, value=self.status
            ) from error


class _Pinned(http.client.HTTPConnection):
    """A connection to the address that was checked, whatever the name may lead to by now."""

    def __init__(self, target: Target, timeout: float) -> None:
        super().__init__(target.host, target.port, timeout=timeout)
        self._target = target

    def connect(self) -> None:
        plain = socket.create_connection((self._target.address, self._target.port), self.timeout)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._target.scheme == "https":
            plain = ssl.create_default_context().wrap_socket(plain, server_hostname=self._target.host)
        self.sock = plain


def fetch(
    method: str,
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    timeout: float = TIMEOUT_SECONDS,
    into: BinaryIO | None = None,
) -> Answer:
    """Call one address and return what it answers, whatever its status; a redirect is answered, never followed.

    With `into`, the body of a good answer is written there as it comes, without being held.

    Raises:
        Refused: the address must not be called, or the answer is too large.
        TryAgain: nobody answers, or the connection broke; nothing is known of what the other side did.
    """
    target = checked_address(url)
    link = _Pinned(target, timeout)
    sent = {"Host": target.origin, "User-Agent": AGENT, "Accept": "application/json", **(headers or {})}
    if body:
        sent["Content-Length"] = str(len(body))
    try:
        link.request(method, target.path, body=body or None, headers=sent)
        answer = link.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        if into is not None and answer.status == 200:
            _pour(answer, into)
            return Answer(answer.status, found, b"")
        content = answer.read(ANSWER_BYTES + 1)
    except ssl.SSLCertVerificationError as error:
        raise Refused(
            "outbound.bad_certificate",
            _("The certificate of %(host)s is not valid."),
            fix=_("Whoever runs it has to renew the certificate; nothing was sent."),
            params={"host": target.host},
        ) from error
    except (OSError, http.client.HTTPException) as error:
        raise TryAgain(
            "outbound.no_answer",
            _("%(host)s did not answer (%(why)s)."),
            params={"host": target.host, "why": type(error).__name__},
        ) from error
    finally:
        link.close()
    if len(content) > ANSWER_BYTES:
        raise Refused("outbound.too_large", _("%(host)s sent too much."), params={"host": target.host})
    return Answer(answer.status, found, content)


def retry_after(answer: Answer) -> float | None:
    """Return the seconds that an answer asks to wait, at most five minutes; None when it does not say."""
    text = answer.headers.get("retry-after", "").strip()
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return min(float(text), RETRY_MAX_SECONDS)
    try:
        then = parsedate_to_datetime(text)
    except ValueError:
        return None
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    return min(max(0.0, (then - clock.now()).total_seconds()), RETRY_MAX_SECONDS)


def _pour(answer: http.client.HTTPResponse, into: BinaryIO) -> None:
    taken = 0
    while piece := answer.read(PIECE):
        taken += len(piece)
        if taken > DOWNLOAD_BYTES:
            raise Refused("outbound.too_large", _("%(host)s sent too much."), params={"host": ""})
        into.write(piece)
    if (left := answer.length) not in {None, 0}:
        raise http.client.IncompleteRead(b"", left)
