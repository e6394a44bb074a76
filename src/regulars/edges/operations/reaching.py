"""Looking at our own public address from the network, as a customer's mail program would."""

from __future__ import annotations

import http.client
import socket
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 5.0
ANSWER_MAX = 1_000
CERTIFICATE_TIME = "%b %d %H:%M:%S %Y %Z"


@dataclass(frozen=True, slots=True)
class Reached:
    """What the address answered: `problem` is empty when it is us; `certified_until` only over https."""

    problem: str = ""
    certified_until: datetime | None = None


def reach(public_url: str) -> Reached:
    """Fetch `/livez` of the address that the settings name, with the certificate checked; follows no redirect."""
    parts = urlsplit(public_url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    try:
        if secure:
            checked = ssl.create_default_context()
            link: http.client.HTTPConnection = http.client.HTTPSConnection(
                host, parts.port, timeout=TIMEOUT_SECONDS, context=checked
            )
        else:
            link = http.client.HTTPConnection(host, parts.port, timeout=TIMEOUT_SECONDS)
        try:
            link.connect()
            until = _until(link.sock) if secure else None
            link.request("GET", "/livez", headers={"Accept": "application/json"})
            answer = link.getresponse()
            content = answer.read(ANSWER_MAX)
        finally:
            link.close()
    except ssl.SSLCertVerificationError as error:
        return Reached(f"the certificate is not valid: {error.verify_message}")
    except (OSError, http.client.HTTPException) as error:
        return Reached(f"{host} did not answer: {type(error).__name__}")
    if answer.status != 200 or b'"live"' not in content:
        return Reached(f"{host} answered {answer.status}, and not as Regulars does")
    return Reached("", until)


def _until(opened: socket.socket | ssl.SSLSocket) -> datetime | None:
    assert isinstance(opened, ssl.SSLSocket)
    text = (opened.getpeercert() or {}).get("notAfter")
    return datetime.strptime(str(text), CERTIFICATE_TIME).replace(tzinfo=UTC) if text else None
