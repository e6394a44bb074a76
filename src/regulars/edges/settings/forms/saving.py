"""Sending a form to a verb, and putting its refusal beside the field."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.utils.translation import gettext as _

from regulars.kit.errors import Problem

T = TypeVar("T")


def attempt(form: forms.BaseForm, call: Callable[[], T], field: str = "") -> T | None:
    """Return what `call` answers, or None after its refusal was put beside the field it names (else `field`)."""
    try:
        return call()
    except Problem as problem:
        words = f"{problem.message_in(_)}. {problem.fix_in(_)}".replace("..", ".").strip()
        place = problem.field if problem.field in form.fields else field
        form.add_error(place or None, words)
        return None
