"""Attestations over documents: what somebody reviewed becomes a claim of the highest trust on its date."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kbaudit.checks.waiving import UNUSED, USED, VOIDED
from kbaudit.model import DateClaim, DateKind, Origin, WaiverUse, displayed
from kbaudit.policy.claims import Calendar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import tzinfo

    from kbaudit.model import Attestation, Document


def attested(
    documents: Mapping[str, Document], attestations: Sequence[Attestation], zone: tzinfo
) -> tuple[dict[str, Document], tuple[WaiverUse, ...]]:
    """The documents by uri, with the claims of the attestations given for their very content; what became of each."""
    found, uses = dict(documents), []
    uris = {displayed(uri): uri for uri in documents} if attestations else {}
    calendar = Calendar(zone)
    for attestation in attestations:
        uri = uris.get(attestation.uri, "")
        if uri not in found:
            uses.append(WaiverUse(attestation, UNUSED, "there is no such document"))
        elif found[uri].sha256 != attestation.sha256:
            uses.append(WaiverUse(attestation, VOIDED, "the document changed since"))
        else:
            found[uri] = _reviewed(found[uri], attestation, calendar)
            uses.append(WaiverUse(attestation, USED))
    return found, tuple(uses)


def _reviewed(document: Document, attestation: Attestation, calendar: Calendar) -> Document:
    """The document as somebody saw it on that day: it counts as learned then, if the crawl learned it before.

    Otherwise a review after the crawl would be a review in the future, which nobody believes.
    """
    claims = [_claim(DateKind.REVIEWED, attestation.on, attestation)]
    if attestation.until:
        claims.append(_claim(DateKind.REVIEW_DUE, attestation.until, attestation))
    seen = max(document.learned_at, calendar.begins(attestation.on))
    return replace(document, dates=(*document.dates, *claims), learned_at=seen)


def _claim(kind: DateKind, day: str, attestation: Attestation) -> DateClaim:
    return DateClaim(kind, day, Origin.ATTESTATION, f"by {displayed(attestation.by)}", raw=day)
