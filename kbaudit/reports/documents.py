"""documents.jsonl: a line a document and a line a skipped file, sorted by uri (docs/schemas/documents.schema.json).

No field is null, with one exception that means something: `current` of a family that has no current member.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kbaudit.model import Family, Member, Status
from kbaudit.reports.encoding import instant, json_line, ratio
from kbaudit.reports.wording import worded

if TYPE_CHECKING:
    from datetime import datetime

    from kbaudit.model import DateClaim, Dated, Owned, Report, Skipped, Subject, Verdict


class Documents:
    """Renders documents.jsonl."""

    name = "documents"
    filename = "documents.jsonl"

    def render(self, report: Report) -> str:
        lines = _documents(report)
        lines.update((skipped.uri, json_line(_skipped_line(skipped, report))) for skipped in report.corpus.skipped)
        return "".join(lines[uri] for uri in sorted(lines))


def _documents(report: Report) -> dict[str, str]:
    """The line of each document. Text at once: so many objects kept would cost more time than making them."""
    as_of = report.run.as_of
    families = [(family, family.current(as_of)) for family in report.corpus.families]
    places = {member.uri: (family, member, newest) for family, newest in families for member in family.members}
    releases = {str(stamp.get("uri")): stamp.get("kb_release", "") for stamp in report.stamps}
    return {
        uri: json_line(
            _document_line(subject, report.verdicts[uri])
            | {"release": releases.get(uri, "")}
            | _standing(uri, places.get(uri), as_of)
        )
        for uri, subject in report.corpus.subjects.items()
    }


def _document_line(subject: Subject, verdict: Verdict) -> dict[str, object]:
    document = subject.document
    return {
        "uri": document.uri,
        "sha256": document.sha256,
        "kind": document.kind,
        "title": document.title,
        "language": document.language,
        "status": str(verdict.status),
        "reasons": list(verdict.reasons),
        "owner": _owner(subject.owner),
        "effective": _date(subject.effective),
        "expires_at": instant(verdict.expires_at),
        "confidence": ratio(document.confidence),
        "document_set": subject.governance.document_set,
    }


def _standing(uri: str, place: tuple[Family, Member, Member | None] | None, as_of: datetime) -> dict[str, object]:
    """What a document is in its family, beside the current member; one without a family is its own current version."""
    if place is None:
        return {"family": "", "current": uri, "superseded_by": []}
    family, member, newest = place
    begun = member.superseded_at is None or member.superseded_at <= as_of
    return {
        "family": family.id,
        "current": newest.uri if newest else None,
        "superseded_by": sorted(member.superseded_by) if begun else [],
    }


def _owner(owner: Owned) -> dict[str, object]:
    losers = [{"value": claim.value, "from": worded(claim)} for claim in owner.losers]
    return {"value": owner.value, "from": worded(owner.claim)} | ({"losers": losers} if losers else {})


def _date(dated: Dated) -> dict[str, object]:
    losers = [_lost(claim) for claim in dated.losers]
    return {"at": instant(dated.at), "from": worded(dated.claim)} | ({"losers": losers} if losers else {})


def _lost(claim: DateClaim) -> dict[str, object]:
    """A date that didn't win, as claimed: a day or an instant."""
    return {"kind": str(claim.kind), "value": claim.value.replace("+00:00", "Z"), "from": worded(claim)}


def _skipped_line(skipped: Skipped, report: Report) -> dict[str, object]:
    """A skipped file has no facts: nothing vouches for it, so its status is exclude."""
    verdict = report.verdicts.get(skipped.uri)
    return {
        "uri": skipped.uri,
        "sha256": "",
        "kind": "",
        "title": "",
        "language": "",
        "status": str(Status.EXCLUDE),
        "reasons": list(verdict.reasons) if verdict else [],
        "owner": {"value": "", "from": ""},
        "effective": {"at": "", "from": ""},
        "expires_at": "",
        "confidence": 0.0,
        "document_set": "",
        "release": "",
        "family": "",
        "current": "",
        "superseded_by": [],
        "skipped": {"reason": str(skipped.reason), "detail": skipped.detail, "remedy": skipped.remedy},
    }
