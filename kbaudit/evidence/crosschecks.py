"""All cross-checks of a bundle, or of a report folder by itself, a line each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from kbaudit.evidence import agreement
from kbaudit.evidence.checking import Hidden, checked
from kbaudit.evidence.drawn_again import sample_agrees
from kbaudit.evidence.identity import files_of_corpus, identity, run_of
from kbaudit.evidence.names import TOOL
from kbaudit.evidence.page_check import page_agrees
from kbaudit.evidence.policy_rules import rules_of_policy
from kbaudit.evidence.population_check import population_agrees
from kbaudit.evidence.reading import mapping
from kbaudit.evidence.register import known, met, registered
from kbaudit.redaction import Names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from kbaudit.evidence.checking import Check
    from kbaudit.evidence.reading import Bundle
    from kbaudit.evidence.register import Known, Met, Registered


@dataclass  # without slots: each part is read once
class _Parts:
    """The parts of a bundle, each read when it's first asked for. Malformed where one can't be understood."""

    bundle: Bundle

    @cached_property
    def findings(self) -> dict[str, object]:
        return agreement.read_findings(self.bundle)

    @cached_property
    def rules(self) -> dict[str, object]:
        return agreement.read_rules(self.bundle)

    @cached_property
    def register(self) -> dict[str, Registered]:
        return registered(self.bundle)

    @cached_property
    def corpus(self) -> dict[str, Known]:
        return dict(known(self.bundle))

    @cached_property
    def hidden(self) -> Hidden:
        """What names give away is known where this kbaudit made the bundle: so it would hide the same."""
        tool = mapping(self.findings, "run", agreement.FINDINGS).get("tool")
        return Hidden(Names(self.register) if tool == TOOL else None)

    @cached_property
    def files(self) -> dict[str, Met]:
        return met(self.bundle)


def of_bundle(bundle: Bundle, manifest: Mapping[str, object]) -> Iterator[Check]:
    """Does everything belong to one audit of one corpus, and does it say the same?"""
    parts = _Parts(bundle)
    yield from identity(bundle, manifest)
    yield checked("files", lambda: files_of_corpus(parts.files, parts.corpus, parts.hidden))
    yield checked("register", lambda: agreement.register_agrees(parts.register, parts.corpus, parts.hidden))
    yield checked("population", lambda: population_agrees(manifest, parts.findings, parts.files))
    yield from _of_report(bundle, parts, lambda: run_of(manifest))
    yield checked("rules of the policy", lambda: _of_policy(bundle, manifest, parts.rules))
    yield checked("sample", lambda: sample_agrees(bundle, manifest, parts.register, parts.files, parts.hidden))


def of_report(bundle: Bundle) -> Iterator[Check]:
    """What can be said of a report folder: whether its files fit together."""
    yield from _of_report(bundle, _Parts(bundle), lambda: None)


def _of_report(bundle: Bundle, parts: _Parts, run: Callable[[], Mapping[str, object] | None]) -> Iterator[Check]:
    yield checked("findings", lambda: agreement.findings_agree(parts.findings, parts.register, run()))
    yield checked("counts", lambda: agreement.counts_agree(parts.findings, parts.register))
    yield checked("rules", lambda: agreement.rules_agree(parts.rules, parts.findings))
    yield checked("stamps", lambda: agreement.stamps_agree(bundle, parts.rules, parts.register, parts.hidden))
    yield checked("relations", lambda: agreement.relations_agree(bundle, parts.register))
    yield checked("page", lambda: page_agrees(bundle, parts.findings, parts.register, parts.hidden))


def _of_policy(bundle: Bundle, manifest: Mapping[str, object], rules: Mapping[str, object]) -> str | None:
    tool = run_of(manifest).get("tool")
    return rules_of_policy(bundle, rules) if tool == TOOL else None
