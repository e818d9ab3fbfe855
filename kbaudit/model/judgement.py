"""What an audit concludes: a corpus, and the findings in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from kbaudit.model.words import Effect, FindingStatus, Severity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from kbaudit.model.claims import Mark
    from kbaudit.model.facts import Passage, Skipped
    from kbaudit.model.governance import Attestation, Subject, Waiver
    from kbaudit.model.kinship import Family, Relation


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """A link to nothing: its target as written, where it stands in the text, why it's broken, and a likely target."""

    target: str
    start: int
    why: str
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of proof under a finding: what it is, what was seen, and in which document (if another one)."""

    label: str
    value: str
    uri: str = ""


@dataclass(frozen=True, slots=True)
class Affected:
    """A document that a finding speaks of. since is the moment from which it holds; None means it always has.

    acts is the moment from which it also has its effect, where that is later: after a grace, or a waiver's end.
    """

    uri: str
    since: datetime | None = None
    acts: datetime | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem, with its evidence and remedy. A check makes it; the policy sets severity and effect on it.

    A finding holds at a moment for those affected whose `since` has come. Checks also yield what is yet to come
    (since in the future): that is reported only when it comes, and shapes the stamps' expiry now.
    uri is the document it is filed under: the first affected one, or the folder ("hr/") when rolled up. passage is
    where it shows, if at one place; spoiled are the passages that are kept out of a document that is served, whatever
    the effect on the document, unless the policy's effect is none. They always have been: such a finding has no since.
    passages_only says that the policy's effect is on them alone, and none on the document.
    simulated is the effect that it would have, in a document set that only simulates. waiver is the one that is over it
    as long as it lasts. first_seen is the as-of moment of the first audit that had it.
    keys are what makes it the same one in the next audit: one for each thing that it tells, in words of the documents
    and of the checks' own that no rewording, figure or place in a text gets into; each begins with the uri of the
    document it is about. Without any it's the documents and the values of the evidence. fingerprints are those of its
    keys, or of the findings that were rolled up into it, one for each in affects.
    at_most is the highest severity that a policy may give it (below ERROR it never has an effect either), at_least the
    lowest one.
    """

    code: str
    uri: str
    message: str
    remedy: str
    affects: tuple[Affected, ...]
    evidence: tuple[Evidence, ...] = ()
    passage: Passage | None = None
    spoiled: tuple[Mark, ...] = ()
    passages_only: bool = False
    severity: Severity = Severity.NOTE
    effect: Effect = Effect.NONE
    name: str = ""
    fingerprint: str = ""
    status: FindingStatus = FindingStatus.NEW
    at_most: Severity = Severity.ERROR
    at_least: Severity = Severity.NOTE
    simulated: Effect = Effect.NONE
    waiver: Waiver | None = None
    first_seen: datetime | None = None
    keys: tuple[tuple[str, ...], ...] = ()
    fingerprints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WaiverUse:
    """What became of a waiver or an attestation: "used", "unused" (no such finding or document) or "voided".

    A voided one was given for another content than the document has now. why says it in words. Whether a used waiver
    is over is a matter of the moment: see `Waiver.until`. since is the moment from which what it waived holds; None
    means it always has.
    """

    entry: Waiver | Attestation
    state: str
    why: str = ""
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Repeated:
    """A passage that many documents say in the same words, numbers and dates aside: boilerplate, told once.

    text is how the first of the examples has it; documents counts those that are known to hold it, copies included.
    """

    text: str
    documents: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Uncompared:
    """A limit reached: pairs of alike documents that were not compared sentence by sentence, and that nothing explains.

    Each of the documents in them (uris, sorted) was compared with so many partners only, those that are likest to it.
    """

    pairs: int = 0
    partners: int = 0
    uris: tuple[str, ...] = ()


@dataclass(frozen=True)  # without slots: what follows from it is worked out once
class Corpus:
    """All that a check may look at: subjects by uri (sorted), what was skipped, relations and families.

    broken_links are those of each document that has any; shown are the uris of images that a document shows. waivers
    is what became of each waiver and attestation. repeated are the passages that many documents share. uncompared
    are the pairs that a limit kept from being compared.
    """

    subjects: Mapping[str, Subject]
    skipped: tuple[Skipped, ...]
    relations: tuple[Relation, ...]
    families: tuple[Family, ...]
    broken_links: Mapping[str, tuple[BrokenLink, ...]] = field(default_factory=dict)
    shown: frozenset[str] = frozenset()
    waivers: tuple[WaiverUse, ...] = ()
    repeated: tuple[Repeated, ...] = ()
    uncompared: Uncompared = Uncompared()

    @cached_property
    def family_of(self) -> Mapping[str, Family]:
        """The family of each document that has one."""
        return {member.uri: family for family in self.families for member in family.members}

    @cached_property
    def skipped_at(self) -> Mapping[str, Skipped]:
        """Each skipped file by its uri."""
        found: dict[str, Skipped] = {}
        for skipped in self.skipped:
            found.setdefault(skipped.uri, skipped)
        return found

    @cached_property
    def relations_of(self) -> Mapping[str, Sequence[Relation]]:
        """The relations in which each document is the older or lesser side."""
        found: dict[str, list[Relation]] = {}
        for relation in self.relations:
            found.setdefault(relation.a, []).append(relation)
        return found
