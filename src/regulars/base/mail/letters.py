"""Letters, the port through which they leave, and the outbox of files."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol

from regulars.base.settings import current
from regulars.base.shop.queries import find_shop
from regulars.kit import clock

OUTBOX = "outbox"
UNSENDABLE = ("\r", "\n", "\0")


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one address. `key` is the same for every try: a letter is kept, and sent, once for each key."""

    to: str
    subject: str
    text: str
    html: str
    key: str
    headers: Mapping[str, str] = field(default_factory=dict)


class Mailer(Protocol):
    """Takes a letter to its reader, or raises what the job that called it shall retry."""

    def send(self, letter: Letter) -> None: ...


class FileOutbox:
    """Keeps letters as files instead of sending them: for trying things out, and until a sender is set up."""

    def send(self, letter: Letter) -> None:
        """Write the letter; a second time with the same key writes the same file again."""
        folder = outbox()
        folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(letter.key.encode()).hexdigest()[:16]
        path = folder / f"{name}.eml"
        new = path.with_suffix(".new")
        with new.open("wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(as_message(letter).as_bytes(policy=SMTP))
            file.flush()
            os.fsync(file.fileno())
        os.replace(new, path)


_registered: list[Mailer] = []


def register(one: Mailer) -> None:
    """Let `one` carry letters from now on."""
    _registered[:] = [one]


def mailer() -> Mailer:
    """Return who carries letters."""
    return _registered[0] if _registered else FileOutbox()


def post(letter: Letter) -> None:
    """Hand a letter to whoever carries them."""
    mailer().send(letter)


def outbox() -> Path:
    """Return the folder of letters that nobody sends."""
    return current().home / OUTBOX


def as_message(letter: Letter) -> EmailMessage:
    """Return a letter as the message it is: text first, then the page.

    Raises:
        ValueError: an address or subject holds a line break.
    """
    if any(one in letter.to + letter.subject for one in UNSENDABLE):
        raise ValueError("an address or subject of a letter is one line")
    shop = find_shop()
    message = EmailMessage()
    message["To"] = letter.to
    message["From"] = (shop.name if shop else "Regulars").replace("\n", " ").replace("\r", " ")
    message["Subject"] = letter.subject
    message["Date"] = clock.now()
    message["X-Regulars-Key"] = letter.key
    for name, value in letter.headers.items():
        message[name] = value
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message
