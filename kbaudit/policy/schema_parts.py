"""The mappings that a policy file is made of, beneath the sets and the whole: checks, limits, the gate, retrieval."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictFloat, StrictInt, model_validator

from kbaudit.model import Effect, Severity  # noqa: TC001 - pydantic reads the annotations at run time
from kbaudit.policy.quantities import Allowance, Duration, Size, UnreadableAllowance
from kbaudit.policy.values import (  # noqa: TC001 - pydantic reads the annotations at run time
    Expression,
    Glob,
    ReleasePattern,
    SomeTextsInOrder,
    SourceName,
    Text,
    TextsOnce,
)


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


class Mode(StrEnum):
    """Whether effects are applied, or only reported."""

    ENFORCE = "enforce"
    SIMULATE = "simulate"


class DateOrder(StrEnum):
    """What 03/04/2024 means."""

    AUTO = "auto"
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


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
    horizon: Duration | None = None
    """Beyond this age only the floor counts."""


class MetadataEntry(Part):
    """What the value of a declared field has to be, where a document has that field."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    pattern: Expression | None = None
    """A regular expression in the syntax of RE2 that has to match the whole value."""
    values: TextsOnce = ()
    """The values that there are; case doesn't matter. Empty: any."""

    @model_validator(mode="after")
    def _says_something(self) -> MetadataEntry:
        if not self.model_fields_set:
            raise ValueError("says nothing: give it a pattern or values")
        return self


class ReleaseLines(Part):
    """Releases that live side by side: each has its own current member in a family."""

    path: ReleasePattern
    """A pattern in gitignore syntax in which {release} stands for the release: "{release}/**"."""
    live: SomeTextsInOrder
    """The releases that are live, in any order."""
    latest: Text | None = None
    """The one of them that is the latest; without it, that of the greatest version."""

    @model_validator(mode="after")
    def _latest_is_live(self) -> ReleaseLines:
        if self.latest is not None and self.latest not in self.live:
            raise ValueError(f"the latest release has to be one of those that are live: {', '.join(self.live)}")
        if "latest" in self.live and self.latest != "latest":  # it's what a query asks for that names no release
            raise ValueError('a release that is called latest has to be the latest one: say "latest: latest"')
        return self


class AuthorityEntry(Part):
    """Documents whose word weighs more than that of those further down: by source, by document set or by place."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1, "maxProperties": 1})

    source: SourceName | None = None
    """All documents of the source of this name."""
    document_set: Text | None = None
    """All documents of the set of this name."""
    match: Glob | None = None
    """All documents whose path inside the source matches this pattern."""

    @model_validator(mode="after")
    def _names_one(self) -> AuthorityEntry:
        if len(self.model_fields_set) != 1:
            raise ValueError("has to have one key: source, document_set or match")
        return self


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
