"""The retrieval systems that rules are compiled for, a module each. Standard library alone: no client is imported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.retrieval.targets.haystack import Haystack
from kbaudit.retrieval.targets.qdrant import Qdrant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kbaudit.retrieval.targets.base import Target

TARGETS: Final[tuple[Target, ...]] = (Haystack(), Qdrant())
BY_NAME: Final[Mapping[str, Target]] = {target.name: target for target in TARGETS}
