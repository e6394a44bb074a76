"""What can go wrong, as one family of exceptions that every way in tells alike.

A problem carries a stable code for programs, words for people, the field and value at fault and what to do about
it. The API answers with `as_problem()` (RFC 9457), the commands print it, the desk puts it beside the field.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from regulars.kit.text import Told

Translate = Callable[[str], str]
PROBLEM_TYPE = "urn:regulars:problem:"


class Problem(Exception):
    """The root of everything we raise on purpose. Raise one of the subclasses.

    `code` is stable and lower case, noun first: `import.unreadable_date`. `message` is one sentence, `fix` says what
    to do. Both may be lazy translations: they are read when shown. With `params` they are `%(name)s` templates, which
    is how the pure floors stay translatable; without, they are taken as they are.
    `field` names the input at fault and `value` what stood there ("" and None when neither applies).
    """

    family: ClassVar[str] = "refused"
    default_status: ClassVar[int] = 422
    retry_after_seconds: int | None = None

    def __init__(
        self,
        code: str,
        message: object,
        *,
        field: str = "",
        value: object = None,
        fix: object = "",
        params: Mapping[str, object] | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(code, message)
        self.code = code
        self.field = field
        self.value = value
        self.status = self.default_status if status is None else status
        self._message = message
        self._fix = fix
        self._params = params

    @property
    def message(self) -> str:
        return self.message_in(str)

    @property
    def fix(self) -> str:
        return self.fix_in(str)

    def message_in(self, translate: Translate) -> str:
        """The message in the reader's language: `problem.message_in(gettext)`."""
        return self._words(self._message, translate)

    def fix_in(self, translate: Translate) -> str:
        return self._words(self._fix, translate)

    def told(self) -> tuple[Told, ...]:
        """The message and what to do, with the values apart: to be stored, and read in any language."""
        found = (str(self._message), str(self._fix))
        values = {name: one if isinstance(one, int) else str(one) for name, one in (self._params or {}).items()}
        return tuple(Told(words, values) for words in found if words)

    def as_problem(self, translate: Translate = str) -> dict[str, object]:
        """The members of an RFC 9457 problem document; empty ones are left out. Every value is fit for JSON."""
        members: dict[str, object] = {
            "type": PROBLEM_TYPE + self.code,
            "title": self.message_in(translate),
            "status": self.status,
            "code": self.code,
            "family": self.family,
        }
        if self.field:
            members["field"] = self.field
        if self.value is not None:
            members["value"] = self.value if isinstance(self.value, str | int | bool) else str(self.value)
        if fix := self.fix_in(translate):
            members["fix"] = fix
        if self.retry_after_seconds is not None:
            members["retry_after_seconds"] = self.retry_after_seconds
        return members

    def __str__(self) -> str:
        return f"{self.message} {self.fix}".strip()

    def _words(self, words: object, translate: Translate) -> str:
        text = str(words)
        if text:  # catalogs answer the empty string with their own header
            text = translate(text)
        return text if self._params is None else text % self._params


class Refused(Problem):
    """The request can never succeed as it stands: the input or the rules forbid it."""


class NotFound(Problem):
    """What was named does not exist, or not for whoever asked."""

    family = "missing"
    default_status = 404


class Conflict(Problem):
    """The request is sound, but what it would change is in another state by now."""

    family = "conflict"
    default_status = 409


class LimitReached(Problem):
    """A limit that was set on purpose is used up."""

    family = "limit"
    default_status = 429


class TryAgain(Problem):
    """Nothing is wrong with the request, and nothing was done; the same request may succeed later."""

    family = "retryable"
    default_status = 503

    def __init__(
        self,
        code: str,
        message: object,
        *,
        field: str = "",
        value: object = None,
        fix: object = "",
        params: Mapping[str, object] | None = None,
        status: int | None = None,
        retry_after_seconds: int | None = None,
    ) -> None:
        super().__init__(code, message, field=field, value=value, fix=fix, params=params, status=status)
        self.retry_after_seconds = retry_after_seconds
