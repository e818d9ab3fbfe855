"""What a policy file may say: every key, its default and its meaning (the line under it). See docs/policy.md."""

from __future__ import annotations

from datetime import UTC
from typing import Annotated, Final, Literal

from pydantic import Field, StrictBool, StrictInt

from kbaudit.policy.quantities import (  # noqa: TC001 - pydantic reads the annotations at run time
    DurationOrNever,
    DurationOrNone,
)
from kbaudit.policy.schema_parts import (
    AuthorityEntry,
    CheckEntry,
    Crawl,
    DateOrder,
    FailOn,
    Gate,
    Limits,
    MetadataEntry,
    Mode,
    Part,
    RecencyEntry,
    ReleaseLines,
    Required,
    Retrieval,
    Share,
    Similarity,
)
from kbaudit.policy.values import (  # noqa: TC001 - pydantic reads the annotations at run time
    Code,
    Glob,
    Languages,
    MetadataName,
    MetadataNames,
    SourceName,
    Text,
    TextsInOrder,
    TextsOnce,
    Trust,
    Zone,
)

SCHEMA: Final = "kbaudit.policy/1"


class Requirements(Part):
    """What is asked of documents."""

    audience: Text | None = None
    """For whom the documents are: only copies within one audience exclude each other."""
    classification: Text | None = None
    """The label under which the documents stand that declare none themselves (KB405)."""
    max_age: DurationOrNever = None
    """The age from which a document is stale (KB201); never: it doesn't age."""
    review: Required = Required.OPTIONAL
    """required: each document has to have a review on record, and a date (KB202 and KB204 are warnings, one by one)."""
    review_every: DurationOrNever = None
    """A review is due so long after the last one, where the document names no date for it."""
    grace: DurationOrNone = None
    """So long after a review was due KB202 has no effect on retrieval yet."""
    evergreen: StrictBool = False
    """Whether these documents neither age nor need reviews: no KB201, KB202 and KB204."""
    retention: DurationOrNone = None
    """How long documents have to be kept, from their date on; whether they are served doesn't hang on it."""
    date_disagreement: DurationOrNone = None
    """How far the dates that a document claims for one event may lie apart (KB208); none: any distance."""
    owner: Required = Required.OPTIONAL
    """required: each document has to name an owner (KB301 is a warning, one by one)."""
    inherit_owner: StrictBool = False
    """Whether documents without an owner have that of the index page of their folder."""
    required_metadata: MetadataNames = ()
    """Fields that each document has to have (KB304), by name."""
    metadata: dict[MetadataName, MetadataEntry] = Field(default={})
    """What the values of fields have to be (KB304), by the field's name."""
    languages: Languages = ()
    """The languages that the documents may be in (KB403), as two letters; empty: that of most others of the source."""
    min_words: Annotated[StrictInt, Field(ge=0)] = 20
    """Documents of fewer words are thin (KB504)."""
    passage_limit: Annotated[StrictInt, Field(ge=1)] = 6000
    """Paragraphs of more characters are unstructured: chunking would cut them (KB508)."""
    min_confidence: Share = 0.0
    """Documents whose text was extracted with less confidence are excluded (KB503), beside retrieval.min_confidence."""
    releases: ReleaseLines | None = None
    """Releases that live side by side, such as the versions of a manual."""
    mode: Mode = Mode.ENFORCE
    """simulate: effects are reported and none is applied."""
    fail_on: FailOn | None = None
    """Findings of this severity or worse close the gate; without it gate.fail_on says so."""
    checks: dict[Code, CheckEntry] = Field(default={})
    """How checks run on these documents."""
    recency: RecencyEntry | None = None
    """How the weight of these documents fades with their age."""


class DocumentSet(Requirements):
    """The documents that one entry governs, and what is asked of them."""

    name: Text
    """The set's name in reports and stamps; no other set has it."""
    match: Annotated[tuple[Glob, ...], Field(min_length=1)]
    """Patterns in gitignore syntax, held against the path inside the source."""
    source: SourceName | None = None
    """Only documents of the source of this name."""
    zone: Zone | None = None
    """The time zone of these documents; without it the policy's."""


class PolicyFile(Part):
    """A policy file."""

    schema_: Annotated[Literal["kbaudit.policy/1"], Field(alias="schema")]
    """The version of the policy language: always kbaudit.policy/1."""
    extends: Text | None = None
    """The policy that this one builds on: the name of a pack, or a file (relative to this one)."""
    name: Text = "policy"
    """The policy's name in reports."""
    description: str = ""
    """What the policy is for, in words."""
    zone: Zone = UTC
    """The IANA time zone in which dates without a time begin and end."""
    sources: dict[SourceName, Text] = Field(default={})
    """Names for folders (relative to this file): the name begins the documents' uris."""
    crawl: Crawl = Crawl()
    """Which files of a source are looked at."""
    defaults: Requirements = Requirements()
    """What is asked of documents that no set governs, and of those of a set that doesn't say otherwise."""
    document_sets: tuple[DocumentSet, ...] = ()
    """The document sets; the first that matches a document governs it."""
    classifications: TextsInOrder = ()
    """The classification labels that there are, the mildest first; with it, sets may name only these."""
    audiences: TextsOnce = ()
    """The audiences that there are; with it, sets may name only these."""
    owners: dict[Glob, Text] = Field(default={})
    """Who owns what, by pattern; the first pattern that matches names the owner, above all claims of the document."""
    owner_directory: Text | None = None
    """A file of people and teams (relative to this file) in which claimed owners are looked up (KB302)."""
    trust: Trust = ()
    """Where claims are believed first, by the kind of place; kinds that aren't named follow in their usual order."""
    date_order: DateOrder = DateOrder.AUTO
    """What 03/04/2024 means; auto: what the other dates around it tell, and nothing where none does."""
    canonical: tuple[Glob, ...] = ()
    """Places that count where versions can't be told apart otherwise: patterns in gitignore syntax."""
    authorities: tuple[AuthorityEntry, ...] = ()
    """Whose word counts where documents conflict (KB104), the most authoritative first."""
    waivers: Text = "kbaudit-waivers.yaml"
    """The file of waivers and attestations (relative to this file)."""
    checks: dict[Code, CheckEntry] = Field(default={})
    """How checks run, wherever a set or the defaults don't say otherwise."""
    similarity: Similarity = Similarity()
    """When two texts count as alike."""
    limits: Limits = Limits()
    """What one file may use, and how much may stay unread."""
    gate: Gate = Gate()
    """What closes the gate."""
    retrieval: Retrieval = Retrieval()
    """What the retrieval layer is told beside each document's status."""
