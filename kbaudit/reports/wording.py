"""How reports put things into words, for people: counts, shares, dates, claims, effects and reasons."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Final

from kbaudit.model import DateClaim, Dated, Effect, Finding, Origin, OwnerClaim, SkipReason, Status, displayed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime, tzinfo

    from kbaudit.model import Changes, Document, Subject, Verdict, Waiver

ORIGINS: Final = {
    Origin.ATTESTATION: "attestation",
    Origin.POLICY: "policy",
    Origin.FRONT_MATTER: "front matter",
    Origin.HTML_META: "HTML meta",
    Origin.HTML_TIME: "HTML time",
    Origin.SENTENCE: "sentence",
    Origin.OWNER_FILE: "owner file",
    Origin.INDEX_PAGE: "index page of the folder",
    Origin.PROPERTIES: "document properties",
    Origin.GIT: "git history",
    Origin.PATH: "path",
    Origin.MTIME: "file system",
}

SKIP_REASONS: Final = {
    SkipReason.UNSUPPORTED: "of a type that kbaudit doesn't read",
    SkipReason.IMAGE: "pictures, whose text isn't recognised",
    SkipReason.NOT_REGULAR: "not a regular file (a link or device)",
    SkipReason.VANISHED: "gone before it was read",
    SkipReason.PERMISSION: "no permission to read",
    SkipReason.CORRUPT: "damaged",
    SkipReason.ENCRYPTED: "encrypted",
    SkipReason.NO_TEXT_LAYER: "pages without text (a scan)",
    SkipReason.TOO_LARGE: "larger than the limit",
    SkipReason.TIME_LIMIT: "took longer than the limit",
    SkipReason.MEMORY_LIMIT: "needed more memory than the limit",
    SkipReason.CRASHED: "its reader crashed",
    SkipReason.MISSING_EXTRA: "an extra that reads it isn't installed",
}


def counted(number: int, noun: str) -> str:
    """`1 document`, `1,024 documents`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def percent(part: int, whole: int) -> int:
    """The share in whole percent; 100 only for all and 0 only for nothing, so that rounding never flatters."""
    if part <= 0 or whole <= 0:
        return 0
    return 100 if part >= whole else min(99, max(1, round(100 * part / whole)))


def worded(claim: DateClaim | OwnerClaim | None) -> str:
    """Where a claim was read: `front matter: last_reviewed_on`; "" without a claim."""
    if claim is None:
        return ""
    origin = ORIGINS[claim.origin]
    return f"{origin}: {claim.where}" if claim.where else origin


def day_of(dated: Dated, zone: tzinfo = UTC) -> str:
    """A document's date as a day: as its claim states it; the zone's day where no claim does."""
    if dated.at is None:
        return ""
    return dated.claim.value[:10] if dated.claim else day_at(dated.at, zone)


def day_within(moment: datetime, uris: Iterable[str], subjects: Mapping[str, Subject], zone: tzinfo = UTC) -> str:
    """The day on which one of these documents begins or ends, as it states it; the zone's where none states it."""
    some = (subjects[uri] for uri in uris if uri in subjects)
    stated = (dated for subject in some for dated in (subject.valid_from, subject.expires))
    return next((day_of(dated, zone) for dated in stated if dated.at == moment), day_at(moment, zone))


def local(moment: datetime, zone: tzinfo) -> datetime:
    """The moment in the zone; in UTC where the zone's calendar ends before it (year 9999)."""
    try:
        return moment.astimezone(zone)
    except OverflowError:
        return moment.astimezone(UTC)


def when(moment: datetime, zone: tzinfo = UTC) -> str:
    """A moment for people, in the zone by the name that the policy gives it: `2026-11-21 00:00 Europe/Vienna`."""
    there = local(moment, zone)
    return f"{there.isoformat(' ')[:16]} {there.tzinfo}"


def day_at(moment: datetime, zone: tzinfo = UTC) -> str:
    """The day of a moment in the zone: `2026-11-21`."""
    return when(moment, zone)[:10]


def day_or_time(moment: datetime, zone: tzinfo = UTC) -> str:
    """A moment as an audit was asked for it: a day where it's midnight in the zone, else with the time of day."""
    said = when(moment, zone)
    return said[:10] if said[10:16] == " 00:00" else said


def withheld(verdict: Verdict, document: Document, as_of: datetime, zone: tzinfo = UTC) -> str:
    """Why the rules' filter keeps back what no finding excludes; "" where a finding does, or nothing."""
    if verdict.status is not Status.EXCLUDE or verdict.base_status is Status.EXCLUDE:
        return ""
    if verdict.valid_from and verdict.valid_from > as_of:
        return f"not in effect before {when(verdict.valid_from, zone)}"
    return f"its text can't be trusted: confidence {document.confidence:.2f}"


def ending(verdict: Verdict, as_of: datetime) -> datetime | None:
    """When serving ends or ended; None for never, and where it is excluded already and has one more reason coming."""
    ends = verdict.expires_at
    return None if ends and ends > as_of and verdict.base_status is Status.EXCLUDE else ends


def does(effect: Effect, simulated: Effect) -> str:
    """An effect in a word: `exclude`; `would exclude` where the document set only simulates it."""
    return str(effect) if simulated is Effect.NONE else f"would {simulated}"


def consequence(finding: Finding) -> str:
    """What a finding does to retrieval: `excludes 3 documents`, `would exclude 3 documents`."""
    documents = counted(len(finding.affects), "document")
    if finding.simulated is not Effect.NONE:
        return f"{does(finding.effect, finding.simulated)} {documents}"
    match finding.effect:
        case Effect.EXCLUDE:
            return f"excludes {documents}"
        case Effect.DEMOTE:
            return f"demotes {documents}"
        case Effect.NONE:
            return f"concerns {documents}"


def since(changes: Changes, zone: tzinfo = UTC) -> str:
    """`Since 2026-10-01: 3 findings new, 5 fixed`; with the time of day where the audit before was made at one."""
    appeared = counted(len(changes.appeared), "finding")
    return f"Since {day_or_time(changes.as_of, zone)}: {appeared} new, {len(changes.fixed):,} fixed"


def waived(waiver: Waiver | None, zone: tzinfo = UTC) -> str:
    """Who waived a finding, and until when; "" without a waiver."""
    return f"waived by {waiver.by} until {when(waiver.until, zone)}: {waiver.reason}" if waiver else ""


def clipped(text: str, limit: int) -> str:
    """The text as it may be shown, at most limit characters, an ellipsis where it was cut."""
    if len(text) <= limit and text.isascii() and text.isprintable():  # nearly always: half of a large page's time
        return text
    shown = displayed(text[: limit + 1])
    return shown if len(text) <= limit and len(shown) <= limit else shown[: limit - 1] + "…"
