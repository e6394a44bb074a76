"""Dated rates: one typed in, or many from a file."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from regulars.edges.settings.forms.shop import currencies
from regulars.kit.currencies import KNOWN

Rate = tuple[str, date, Fraction]
FILE_BYTES_MAX = 2 * 1024 * 1024
ROWS_MAX = 50_000
PROBLEMS_SHOWN = 5


class RateForm(forms.Form):
    """From a day on, one unit of a currency is worth so much of the reporting currency."""

    currency = forms.ChoiceField(label=_("Currency"), choices=currencies)
    starts_on = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    rate = forms.CharField(label=_("One unit is worth"))

    def __init__(self, reporting_currency: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reporting_currency = reporting_currency
        self.fields["rate"].help_text = _now(
            "In %(currency)s, for example 0.9231. It counts until the next rate begins."
        ) % {"currency": reporting_currency}

    def clean_currency(self) -> str:
        return _other(str(self.cleaned_data["currency"]), self.reporting_currency)

    def clean_rate(self) -> Fraction:
        return read_rate(self.cleaned_data["rate"])

    def rates(self) -> list[Rate]:
        return [(self.cleaned_data["currency"], self.cleaned_data["starts_on"], self.cleaned_data["rate"])]


class RatesFileForm(forms.Form):
    """A CSV file with the columns currency, date and rate, in any order, with commas or semicolons."""

    rates_file = forms.FileField(label=_("File"), help_text=_("CSV with the columns currency, date and rate."))

    def __init__(self, reporting_currency: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reporting_currency = reporting_currency

    def clean_rates_file(self) -> list[Rate]:
        upload = self.cleaned_data["rates_file"]
        if upload.size > FILE_BYTES_MAX:
            raise forms.ValidationError(_now("The file is larger than 2 MB."))
        try:
            text = upload.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise forms.ValidationError(_now("The file is no UTF-8 text. Save it as CSV UTF-8.")) from None
        return read_rates(text, self.reporting_currency)

    def rates(self) -> list[Rate]:
        found: list[Rate] = self.cleaned_data["rates_file"]
        return found


def read_rate(text: str) -> Fraction:
    """Return a rate as it is written, exact: `0.9231`, `0,9231` or `12/13`.

    Raises:
        ValidationError: it is no number above zero.
    """
    written = text.strip().replace(",", ".")
    try:
        value = Fraction(written) if "/" in written else Fraction(Decimal(written))
    except (InvalidOperation, ValueError, ZeroDivisionError, OverflowError):
        raise forms.ValidationError(_now("“%(text)s” is no number.") % {"text": text}) from None
    if not 0 < value < 10**9:
        raise forms.ValidationError(_now("A rate lies above zero."))
    return value


def read_rates(text: str, reporting_currency: str) -> list[Rate]:
    """Return the rates of a file.

    Raises:
        ValidationError: a column is missing, or lines cannot be read; it names them.
    """
    head = text.partition("\n")[0]
    separator = ";" if head.count(";") > head.count(",") else "\t" if "\t" in head else ","
    rows = list(csv.reader(io.StringIO(text), delimiter=separator))[: ROWS_MAX + 2]
    names = [name.strip().lower() for name in rows[0]] if rows else []
    missing = [name for name in ("currency", "date", "rate") if name not in names]
    if missing:
        raise forms.ValidationError(_now("The first line names no column %(names)s.") % {"names": ", ".join(missing)})
    if len(rows) > ROWS_MAX + 1:
        raise forms.ValidationError(_now("The file has more than 50,000 lines."))
    found: list[Rate] = []
    problems: list[str] = []
    for number, row in enumerate(rows[1:], start=2):
        given = dict(zip(names, (cell.strip() for cell in row), strict=False))
        if not any(given.values()):
            continue
        try:
            day = date.fromisoformat(given.get("date", ""))
            found.append(
                (_other(given.get("currency", "").upper(), reporting_currency), day, read_rate(given.get("rate", "")))
            )
        except ValueError:
            problems.append(
                _now("Line %(line)s: “%(text)s” is no date like 2026-01-31.")
                % {"line": number, "text": given.get("date", "")}
            )
        except forms.ValidationError as error:
            problems.append(_now("Line %(line)s: %(problem)s") % {"line": number, "problem": " ".join(error.messages)})
    if problems:
        more = (
            [_now("and %(count)s more lines") % {"count": len(problems) - PROBLEMS_SHOWN}]
            if len(problems) > PROBLEMS_SHOWN
            else []
        )
        raise forms.ValidationError([*problems[:PROBLEMS_SHOWN], *more])
    return found


def _other(currency: str, reporting_currency: str) -> str:
    if currency not in KNOWN:
        raise forms.ValidationError(_now("“%(code)s” is no currency code.") % {"code": currency})
    if currency == reporting_currency:
        raise forms.ValidationError(_now("%(code)s is the reporting currency itself.") % {"code": currency})
    return currency
