"""The waiver file (docs/waivers.md): what somebody answers for until a day, and which revisions somebody reviewed.

It is read as strictly as a policy: a waiver that isn't understood must neither silence a finding nor be passed over.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Final, Literal

from pydantic import AfterValidator, Field, ValidationError, WithJsonSchema

from kbaudit.checks.waiving import ON_WAIVERS
from kbaudit.errors import PolicyError
from kbaudit.model import Attestation, Waiver, displayed
from kbaudit.policy.claims import Calendar
from kbaudit.policy.complaints import Complaint, complaints_of, refusal
from kbaudit.policy.schema_parts import Part
from kbaudit.policy.tree import LARGEST, read_tree
from kbaudit.policy.values import Code, Text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import tzinfo
    from pathlib import Path

    from kbaudit.policy.policy import Policy
    from kbaudit.policy.tree import Tree

SCHEMA: Final = "kbaudit.waivers/1"
FILE_NAME: Final = "kbaudit-waivers.yaml"
_MISTAKEN_NAME: Final = "kbaudit-waivers.yml"
_ZONES_DIFFER_BY: Final = timedelta(days=1)
_DIGEST: Final = r"[0-9a-f]{64}"
_DAY: Final = r"\d{4}-\d\d-\d\d"


def _waivable(code: str) -> str:
    if code in ON_WAIVERS:
        raise ValueError("can't be waived: it tells of waivers; renew the one it names, or take it out")
    return code


def _said(text: str) -> str:
    if not text.strip():
        raise ValueError("says nothing")
    return text


def _digest(text: str) -> str:
    if not re.fullmatch(_DIGEST, text):
        raise ValueError("must be 64 hexadecimal digits, as findings.json and documents.jsonl have them")
    return text


def _day(text: str) -> str:
    try:
        date.fromisoformat(text if re.fullmatch(_DAY, text, re.ASCII) else "")
    except ValueError:
        raise ValueError("is no day: write it like 2026-12-31") from None
    return text


Waivable = Annotated[Code, AfterValidator(_waivable)]
Said = Annotated[Text, AfterValidator(_said)]
Digest = Annotated[str, AfterValidator(_digest), WithJsonSchema({"type": "string", "pattern": f"^{_DIGEST}$"})]
Day = Annotated[str, AfterValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]


class WaiverEntry(Part):
    """A finding that somebody answers for."""

    fingerprint: Digest
    """The finding's fingerprint."""
    code: Waivable
    """The finding's code."""
    uri: Text
    """The document that the finding is filed under, as reports show it."""
    sha256: Digest
    """Of the document; of a finding over several documents, a digest over all of theirs."""
    reason: Said
    """Why it may stand."""
    by: Said
    """Who answers for it."""
    on: Day
    """The day on which it was waived."""
    until: Day
    """The last day on which it is waived."""


class AttestationEntry(Part):
    """A revision of a document that somebody has reviewed."""

    uri: Text
    """The document, as reports show it."""
    sha256: Digest
    """Of the revision that was reviewed."""
    by: Said
    """Who reviewed it."""
    on: Day
    """The day of the review."""
    until: Day = ""
    """The day through which it holds: the next review is due then."""
    reason: Said = ""
    """What there is to say about it."""


class WaiverFile(Part):
    """A waiver file."""

    schema_: Annotated[Literal["kbaudit.waivers/1"], Field(alias="schema")]
    """The version of the form: always kbaudit.waivers/1."""
    waivers: tuple[WaiverEntry, ...] = ()
    """The findings that are waived."""
    attestations: tuple[AttestationEntry, ...] = ()
    """The revisions that were reviewed."""


@dataclass(frozen=True, slots=True)
class Waivers:
    """What a waiver file says, in its order."""

    waivers: tuple[Waiver, ...] = ()
    attestations: tuple[Attestation, ...] = ()

    @property
    def digest(self) -> str:
        """sha256 of what it means: the same whatever the order, the comments and the lines are; "" for nothing."""
        said = self.waivers or self.attestations
        return f"sha256:{hashlib.sha256(self.meaning.encode()).hexdigest()}" if said else ""

    @property
    def meaning(self) -> str:
        """What it means, as JSON: a list of entries, each a text of JSON by itself, sorted."""
        entries = (json.dumps({**asdict(e), "where": ""}, default=str) for e in self.waivers + self.attestations)
        return json.dumps(sorted(entries))

    def within(self, sources: Collection[str]) -> Waivers:
        """Those on documents of these sources: an audit of one source says nothing of the others' waivers."""
        return Waivers(
            tuple(waiver for waiver in self.waivers if waiver.uri.partition("/")[0] in sources),
            tuple(one for one in self.attestations if one.uri.partition("/")[0] in sources),
        )


NO_WAIVERS: Final = Waivers()


def waiver_file(policy: Policy, cwd: Path) -> Path:
    """Where the waivers of a policy stand: where it says, else beside its file, or of a pack in the working directory.

    It may be absent; but see `find_waivers`.
    """
    return cwd / FILE_NAME if policy.waivers is None else policy.waivers


def find_waivers(policy: Policy, cwd: Path, now: datetime) -> Waivers:
    """The waivers of a policy; none where there is no file and the policy names none.

    Raises:
        PolicyError: the file that the policy names is missing, or a file can't be used.
    """
    path = waiver_file(policy, cwd)
    if not policy.waivers_named and not os.path.lexists(path):
        if os.path.lexists(path.with_name(_MISTAKEN_NAME)):
            raise PolicyError(f"is not read by itself: rename it to {FILE_NAME}", file=_MISTAKEN_NAME)
        return Waivers()
    return load_waivers(path, policy.zone, now)


def known_waivers(path: Path, zone: tzinfo, now: datetime) -> Waivers:
    """The waivers of a file that may not be there yet. Raises PolicyError if it's there and can't be used."""
    return load_waivers(path, zone, now) if os.path.lexists(path) else Waivers()


def load_waivers(path: Path, zone: tzinfo, now: datetime) -> Waivers:
    """The waivers of a file. Raises PolicyError if it can't be read or used."""
    file = displayed(path.name)
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        raise PolicyError(f"can't be read: {getattr(error, 'strerror', None) or error}", file=file) from error
    return read_waivers(data, file, zone, now)


def read_waivers(data: bytes, file: str, zone: tzinfo, now: datetime) -> Waivers:
    """The waivers that the bytes of a file say. A day means through that day, in the policy's zone.

    now is the moment of the reading, not as-of: nobody has reviewed anything later than it.

    Raises:
        PolicyError: with line and column and, for an unknown key, the nearest one; a line for each problem.
    """
    tree = read_tree(data, file, SCHEMA)
    try:
        said = WaiverFile.model_validate(tree.value)
    except ValidationError as error:
        raise refusal(complaints_of(error, tree, WaiverFile, "the waiver file")) from None
    calendar = Calendar(zone)
    if complaints := [*_before_they_begin(said, tree), *_to_come(said, tree, calendar, now), *_doubles(said, tree)]:
        raise refusal(complaints)
    waivers = (
        Waiver(**(entry.model_dump() | {"until": calendar.ends(entry.until)}), where=_where(tree, file, "waivers", at))
        for at, entry in enumerate(said.waivers)
    )
    attestations = (
        Attestation(**entry.model_dump(), where=_where(tree, file, "attestations", at))
        for at, entry in enumerate(said.attestations)
    )
    return Waivers(tuple(waivers), tuple(attestations))


def waiver_schema() -> str:
    """The JSON Schema (draft 2020-12) as text; docs/schemas/waivers.schema.json holds the same."""
    made = WaiverFile.model_json_schema(by_alias=True)
    for field in made["$defs"]["AttestationEntry"]["properties"].values():
        field.pop("default", None)  # "" stands for a key that isn't there: written out it would be refused
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _where(tree: Tree, file: str, section: str, index: int) -> str:
    return f"{file}:{tree.place((section, index)).line}"


def _before_they_begin(said: WaiverFile, tree: Tree) -> Iterator[Complaint]:
    days = [("waivers", index, entry.on, entry.until) for index, entry in enumerate(said.waivers)]
    days += [("attestations", index, entry.on, entry.until) for index, entry in enumerate(said.attestations)]
    for section, index, on, until in days:
        if until and until < on:
            text = f'{section}[{index}].until: "{until}" lies before it was given, on {on}'
            yield Complaint(tree.place((section, index, "until")), text)


def _to_come(said: WaiverFile, tree: Tree, calendar: Calendar, now: datetime) -> Iterator[Complaint]:
    """Reviews that nobody can have made yet: they would make a document fresh for as long as a typo says."""
    latest = calendar.day((now.astimezone(UTC) + _ZONES_DIFFER_BY).isoformat())
    for index, entry in enumerate(said.attestations):
        if date.fromisoformat(entry.on) > latest:
            text = f'attestations[{index}].on: "{entry.on}" is yet to come: nobody has reviewed it then'
            yield Complaint(tree.place(("attestations", index, "on")), text)


def _doubles(said: WaiverFile, tree: Tree) -> Iterator[Complaint]:
    first: dict[tuple[str, str, str], int] = {}
    keys = [("waivers", index, entry.fingerprint, entry.sha256) for index, entry in enumerate(said.waivers)]
    keys += [("attestations", index, entry.uri, entry.sha256) for index, entry in enumerate(said.attestations)]
    for section, index, what, content in keys:
        known = first.setdefault((section, what, content), index)
        if known != index:
            text = f"{section}[{index}] is about the same as {section}[{known}]: keep one of them"
            yield Complaint(tree.place((section, index)), text)
