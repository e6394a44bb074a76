"""What a password must not be, beyond Django's own checks: a common word with digits around it, or a pattern."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LENGTH_MIN, LENGTH_MAX = 12, 512
RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm")
COMMON = frozenset(
    [
        "password",
        "passwort",
        "kennwort",
        "secret",
        "geheim",
        "letmein",
        "welcome",
        "willkommen",
        "admin",
        "administrator",
        "master",
        "login",
        "qwerty",
        "iloveyou",
        "monkey",
        "dragon",
        "sunshine",
        "princess",
        "football",
        "baseball",
        "superman",
        "batman",
        "trustno",
        "default",
        "changeme",
        "shop",
        "hallo",
        "hello",
        "summer",
        "winter",
        "sommer",
        "spring",
        "autumn",
        "herbst",
        "regulars",
        "company",
        "firma",
        "internet",
        "computer",
        "test",
        "demo",
        "user",
        "passw",
        "pass",
        "access",
        "guest",
        "root",
        "system",
        "freedom",
        "whatever",
        "starwars",
        "shadow",
        "michael",
        "jordan",
    ]
)
WORDS = re.compile(r"[a-z]+")
INSIDE = re.compile(r"(?<=[a-z])[013457@$!](?=[a-z])")
LEET = str.maketrans("013457@$!", "oieastasi")


class GuessableValidator:
    """Refuses what a guesser tries first, however long it is."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError when the password is a known word with decoration, a run of keys or a repetition."""
        if len(password) > LENGTH_MAX:
            raise ValidationError(_("The password is longer than %(count)s characters.") % {"count": LENGTH_MAX})
        if _is_repeated(password.lower()) or _is_run(password.lower()) or _is_common(password.lower()):
            raise ValidationError(_("The password is one of those that are tried first."))

    def get_help_text(self) -> str:
        """Return the hint beside the field."""
        return _("Three or four words that do not belong together make a good one.")


def _is_repeated(text: str) -> bool:
    """Whether one to four characters make it up: aaaaaaaaaaaa, 123412341234."""
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, 5))


def _is_run(text: str) -> bool:
    """Whether neighbors on the keyboard or in the alphabet make up nearly all of it."""
    rest = text
    for run in RUNS:
        for size in range(len(run), 3, -1):
            for start in range(len(run) - size + 1):
                part = run[start : start + size]
                rest = rest.replace(part, "").replace(part[::-1], "")
    return len(rest) < 4 <= len(text) - len(rest)


def _is_common(text: str) -> bool:
    """Whether it is known words alone, with digits and signs around them: Password2026!, welcome-admin-1."""
    plain = INSIDE.sub(lambda found: found.group().translate(LEET), text)
    words = [set(WORDS.findall(one)) for one in (text, plain)]
    return any(found and found <= COMMON for found in words)
