"""Connecting a store: its address and its keys, asked for as its connector says."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from regulars.edges.stores.connector import Connector

NAME = re.compile(r"[^a-z0-9]+")


class ConnectForm(forms.Form):
    """One form for every provider; secret fields are never filled in again."""

    address = forms.CharField(label=_("Address of the store"), max_length=200)

    def __init__(self, connector: Connector, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._connector = connector
        for one in connector.fields:
            widget = forms.PasswordInput(attrs={"autocomplete": "off"}) if one.is_secret else forms.TextInput()
            self.fields[one.key] = forms.CharField(
                label=one.label, help_text=one.help, required=one.is_needed, max_length=300, widget=widget
            )

    def secrets(self) -> dict[str, str]:
        """Return the keys that were entered."""
        given = {one.key: self.cleaned_data[one.key].strip() for one in self._connector.fields}
        return {name: value for name, value in given.items() if value}


def name_of(address: str) -> str:
    """Return a short name of a store, made of its address."""
    host = address.partition("//")[2].removeprefix("www.").removesuffix(".myshopify.com")
    return NAME.sub("-", host.lower()).strip("-")[:60] or "store"
