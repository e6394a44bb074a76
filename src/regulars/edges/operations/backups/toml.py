"""Writing the few kinds of values that settings have."""

from __future__ import annotations

import json
from collections.abc import Mapping


def as_toml(values: Mapping[str, object]) -> str:
    """Return flat settings as TOML: texts, whole numbers, truths and lists of them."""
    return "".join(f"{name} = {_value(value)}\n" for name, value in sorted(values.items()))


def _value(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return json.dumps(value, ensure_ascii=False)  # a JSON text, number or truth is one of TOML
