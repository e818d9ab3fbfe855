"""What goes wrong at an engine, told in one line without any credential."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from kbaudit.errors import IndexFailure, KbauditError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.retrieval.indexes.base import Address

_SECRET: Final = re.compile("KEY|TOKEN|PASS|SECRET|CREDENTIAL|AUTH", re.IGNORECASE)  # in names of variables
_LEAST: Final = 4  # shorter values of such variables are none: "on", "1"
_LONGEST: Final = 300


@contextmanager
def failing(doing: str, address: Address, advice: str) -> Iterator[None]:
    """Whatever the client raises comes as IndexFailure: what was being done, where, why, and what to do."""
    try:
        yield
    except KbauditError:
        raise
    except Exception as error:  # noqa: BLE001 - clients have errors of their own, and let through those of transports
        raise IndexFailure(f"{doing} {shown(address)} failed: {_reason(error, address)}; {advice}") from None


def shown(address: Address) -> str:
    """The address for messages: without user, password, query and fragment."""
    place = address.path
    if address.url:
        parts = urlsplit(address.url)
        place = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
    return f"{address.collection!r} at {place}" if place else repr(address.collection)


def _reason(error: Exception, address: Address) -> str:
    """The error's first line with text in it, without what may be a credential."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    text = lines[0] if lines else type(error).__name__
    for secret in sorted(_secrets(address), key=len, reverse=True):
        text = text.replace(secret, "***")
    return text[:_LONGEST]


def _secrets(address: Address) -> set[str]:
    found = {value for name, value in os.environ.items() if _SECRET.search(name)}
    if address.url:
        parts = urlsplit(address.url)
        found |= {parts.netloc.rpartition("@")[0], parts.username or "", parts.password or "", parts.query}
    return {secret for secret in found if len(secret) >= _LEAST}
