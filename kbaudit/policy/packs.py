"""The packs: policies that ship with kbaudit, in the installed package or at the top of a checkout."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from kbaudit.errors import PolicyError
from kbaudit.model import displayed

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def packs() -> tuple[str, ...]:
    """The names of the packs that ship with kbaudit, sorted."""
    return tuple(
        sorted(entry.name.removesuffix(".yaml") for entry in _folder().iterdir() if entry.name.endswith(".yaml"))
    )


def pack_text(name: str) -> str:
    """A pack as it's written, comments included. Raises PolicyError if there is none of this name."""
    if name not in packs():
        raise PolicyError(f'no pack is called "{displayed(name)}" (packs: {", ".join(packs())})')
    return (_folder() / f"{name}.yaml").read_text(encoding="utf-8")


def _folder() -> Traversable:
    installed = resources.files("kbaudit") / "packs"
    checkout = Path(__file__).resolve().parents[2] / "policies"
    if installed.is_dir():
        return installed
    if checkout.is_dir():
        return checkout
    raise PolicyError("the packs are missing from this installation: install kbaudit again")
