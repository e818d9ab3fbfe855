"""What a policy file may say: every key, its default and its meaning (the line under it). See docs/policy.md."""

from __future__ import annotations

from datetime import UTC
from enum import StrEnum
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictFloat, StrictInt

from kbaudit.model import Effect, Severity  # noqa: TC001 - pydantic reads the annotations at run time
from kbaudit.policy.quantities import Allowance, Duration, DurationOrNever, Size, UnreadableAllowance
from kbaudit.policy.values import (  # noqa: TC001 - pydantic reads the annotations at run time
    Code,
    Glob,
    Languages,
    MetadataNames,
    SourceName,
    Text,
    Zone,
)

SCHEMA: Final = "kbaudit.policy/1"


class Required(StrEnum):
    """Whether a document must have something."""

    REQUIRED = "required"
    OPTIONAL = "optional"


class FailOn(StrEnum):
    """From which severity on a finding closes the gate."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    NEVER = "never"


Share = Annotated[StrictFloat, Field(ge=0, le=1)]


class Part(BaseModel):
    """A mapping of the policy file: unknown keys are refused, values don't change."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)


class CheckEntry(Part):
    """How one check runs; what isn't said stays as the check has it."""

    enabled: StrictBool | None = None
    """Whether the check runs."""
    severity: Severity | None = None
    """How much its findings matter to people and to the gate."""
    effect: Effect | None = None
    """What its findings do to the retrieval of their documents."""
    roll_up: StrictBool | None = None
    """Whether its findings are reported once a folder."""


class RecencyEntry(Part):
    """How the weight of a document fades with its age."""

    half_life: Duration
    """The age at which the weight is half."""
    floor: Share = 0.0
    """The weight that a document keeps, however old it is (and without a date)."""


class Requirements(Part):
    """What is asked of documents."""

    audience: Text | None = None
    """For whom the documents are: only copies within one audience exclude each other."""
    max_age: DurationOrNever = None
    """The age from which a document is stale (KB201); never: it doesn't age."""
    review: Required = Required.OPTIONAL
    """required: each document has to have a review on record, and a date (KB202 and KB204 are warnings, one by one)."""
    review_every: DurationOrNever = None
    """A review is due so long after the last one, where the document names no date for it."""
    owner: Required = Required.OPTIONAL
    """required: each document has to name an owner (KB301 is a warning, one by one)."""
    required_metadata: MetadataNames = ()
    """Fields that each document has to have (KB304), by name."""
    languages: Languages = ()
    """The languages that the documents may be in (KB403), as two letters; empty: that of most others of the source."""
    min_words: Annotated[StrictInt, Field(ge=0)] = 20
    """Documents of fewer words are thin (KB504)."""
    passage_limit: Annotated[StrictInt, Field(ge=1)] = 6000
    """Paragraphs of more characters are unstructured: chunking would cut them (KB508)."""
    checks: dict[Code, CheckEntry] = {}
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


class Crawl(Part):
    """Which files of a source are looked at. Both lists are in gitignore syntax."""

    include: tuple[Glob, ...] = ()
    """Only files that match one of these; empty: all."""
    exclude: tuple[Glob, ...] = ()
    """No file that matches one of these."""


class Similarity(Part):
    """When two texts count as alike."""

    near_duplicate: Annotated[StrictFloat, Field(gt=0, le=1)] = 0.8
    """The Jaccard similarity (sets of three consecutive words) from which two texts are near duplicates."""


class Limits(Part):
    """What one file may use, and how much may stay unread."""

    file_size: Annotated[Size, Field(json_schema_extra={"default": "50 MiB"})] = 50 * 2**20
    """Larger files are skipped."""
    seconds: Annotated[StrictFloat, Field(gt=0, le=86_400)] = 60.0
    """Longer than this no file is worked on."""
    memory: Annotated[Size, Field(json_schema_extra={"default": "2 GiB"})] = 2 * 2**30
    """More than this no file may take while it's read."""
    unreadable: UnreadableAllowance = Allowance(share=0.2)
    """How many unreadable files make the audit incomplete: a share of the files of known types, or a count."""


class Gate(Part):
    """What closes the gate."""

    fail_on: FailOn = FailOn.ERROR
    """Findings of this severity or worse."""


class Match(Part):
    """How a point of the index is tied to its document."""

    field: Text = "source"
    """The field of the point that names its document."""
    strip_prefix: str = ""
    """What is taken from the front of that field's value."""
    add_prefix: str = ""
    """What is then put before it, to make the uri."""
    text_field: Text | None = None
    """The field that holds the point's text: with it, excluded passages are stamped too."""


class Retrieval(Part):
    """What the retrieval layer is told beside each document's status."""

    unknown_documents: Literal["exclude", "serve"] = "exclude"
    """What becomes of points whose document no audit has seen."""
    match: Match = Match()
    """How a point of the index is tied to its document."""
    demote_weight: Annotated[StrictFloat, Field(gt=0, le=1)] = 0.5
    """What the score of a demoted document is multiplied by."""
    min_confidence: Share = 0.5
    """Documents whose text was extracted with less confidence are not served."""
    max_documents_per_family: Annotated[StrictInt, Field(ge=1)] = 1
    """How many versions or copies of one document an answer may draw on."""
    conflicts: Literal["one_side", "both"] = "one_side"
    """How many sides of a known conflict an answer may draw on."""
    on_empty: Literal["nothing"] = "nothing"
    """What is returned when no point passes: nothing, never what was excluded."""
    release: Text = "latest"
    """The release that is served when a query names none."""


class PolicyFile(Part):
    """A policy file."""

    schema_: Annotated[Literal["kbaudit.policy/1"], Field(alias="schema")]
    """The version of the policy language: always kbaudit.policy/1."""
    name: Text = "policy"
    """The policy's name in reports."""
    description: str = ""
    """What the policy is for, in words."""
    zone: Zone = UTC
    """The IANA time zone in which dates without a time begin and end."""
    sources: dict[SourceName, Text] = {}
    """Names for folders (relative to this file): the name begins the documents' uris."""
    crawl: Crawl = Crawl()
    """Which files of a source are looked at."""
    defaults: Requirements = Requirements()
    """What is asked of documents that no set governs, and of those of a set that doesn't say otherwise."""
    document_sets: tuple[DocumentSet, ...] = ()
    """The document sets; the first that matches a document governs it."""
    owners: dict[Glob, Text] = {}
    """Who owns what, by pattern; the first pattern that matches names the owner, above all claims of the document."""
    checks: dict[Code, CheckEntry] = {}
    """How checks run, wherever a set or the defaults don't say otherwise."""
    similarity: Similarity = Similarity()
    """When two texts count as alike."""
    limits: Limits = Limits()
    """What one file may use, and how much may stay unread."""
    gate: Gate = Gate()
    """What closes the gate."""
    retrieval: Retrieval = Retrieval()
    """What the retrieval layer is told beside each document's status."""
