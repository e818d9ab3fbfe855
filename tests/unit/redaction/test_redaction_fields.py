"""Of every field with texts that a report can reach it's said what it holds, so that no new one is forgotten."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
import typing
from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo

from kbaudit import model
from kbaudit.redaction.holdings import FIELDS

TEXTS = frozenset({str, bytes, object})
LEFT_OUT = {("Report", "rules"), ("Report", "stamps")}  # by `redacted` and `masked` themselves
NAMES = {"Mapping": Mapping, "datetime": datetime, "timedelta": timedelta, "tzinfo": tzinfo}
for module in pkgutil.iter_modules(model.__path__):
    NAMES |= vars(importlib.import_module(f"kbaudit.model.{module.name}"))


def _within(hint):
    """The classes that a type is made of."""
    inner = typing.get_args(hint)
    return {kind for each in inner for kind in _within(each)} if inner else {hint}


def _reached():
    """Every class that a report can hold, with its fields and the classes that these are made of."""
    reached, todo = {}, [model.Report]
    while todo:
        kind = todo.pop()
        hints = typing.get_type_hints(kind, NAMES)
        reached[kind] = {field.name: _within(hints[field.name]) for field in dataclasses.fields(kind)}
        inner = {each for within in reached[kind].values() for each in within if dataclasses.is_dataclass(each)}
        todo += [each for each in inner if each not in reached and each not in todo]
    return reached


def test_every_field_that_may_hold_a_text_is_named():
    reached = _reached()
    assert {model.Finding, model.Mark, model.Rewording, model.WaiverUse, model.PastAudit} <= set(reached)
    forgotten = [
        f"{kind.__name__}.{name}"
        for kind, fields in reached.items()
        for name, within in fields.items()
        if within & TEXTS and name not in FIELDS.get(kind, {}) and (kind.__name__, name) not in LEFT_OUT
    ]
    assert forgotten == [], "say in kbaudit/redaction/holdings.py what these fields hold"
