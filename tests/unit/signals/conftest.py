"""Documents made by hand, as an extractor would hand them over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kbaudit.model import Extract, Field, Origin, Signals
from kbaudit.signals import read_signals

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def read() -> Callable[..., Signals]:
    """The signals of a text with declared fields, given as name=value, (name, values) or (name, values, origin)."""

    def _read(
        text: str = "",
        *fields: tuple[str, str] | tuple[str, str, Origin],
        kind: str = "markdown",
        title: str = "",
    ) -> Signals:
        declared = tuple(Field(f[0], (f[1],), f[2] if len(f) == 3 else Origin.FRONT_MATTER) for f in fields)
        return read_signals(Extract(kind, title, text, (), fields=declared, sample=text))

    return _read
