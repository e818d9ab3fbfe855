"""Findings with some of their fields changed. Judging 40,000 documents makes more than 80,000 of them."""

from __future__ import annotations

from dataclasses import fields
from operator import attrgetter
from typing import Final

from kbaudit.model import Finding

_NAMES: Final = tuple(field.name for field in fields(Finding))
_PLACES: Final = {name: place for place, name in enumerate(_NAMES)}
_values_of: Final = attrgetter(*_NAMES)


def altered(finding: Finding, **changes: object) -> Finding:
    """As `dataclasses.replace` gives it, in half of its time, which goes through all fields one by one.

    Raises:
        KeyError: a finding has no field of that name.
    """
    values = list(_values_of(finding))
    for name, value in changes.items():
        values[_PLACES[name]] = value
    return Finding(*values)
