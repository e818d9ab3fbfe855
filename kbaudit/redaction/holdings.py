"""What each field of a report holds, as far as hiding goes.

A field that isn't named here counts as words of a document: what is added to the model is hidden until somebody says
that it needn't be (tests/unit/redaction asks for each).
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from kbaudit import model

if TYPE_CHECKING:
    from collections.abc import Mapping


class Holds(Enum):
    """What the texts of a field are."""

    OURS = auto()  # a word, code or figure of kbaudit's own; shown as it is
    PROSE = auto()  # kbaudit's own sentence, in which paths and people may stand, and quotations in quotation marks
    POLICY = auto()  # what a policy calls something
    POLICY_NAME = auto()  # the name of a policy itself, often that of its file or of whose it is
    URI = auto()  # a document or folder
    SOURCE = auto()  # the name of a source
    SET = auto()  # the name of a document set
    FAMILY = auto()  # the id of a family, which is a digest of uris
    LINK = auto()  # the target of a link
    FIELD = auto()  # the name of a declared field
    VERSION = auto()  # the label of a version
    WORDS = auto()  # what stands in a document
    PERSON = auto()  # somebody's name
    DIGEST = auto()  # a digest of what stands in a document: who guesses that could confirm it
    FINGERPRINT = auto()  # a digest of uris and of words
    NOTHING = auto()  # what no report needs


_OURS, _WORDS, _URI = Holds.OURS, Holds.WORDS, Holds.URI

FIELDS: Final[Mapping[type, Mapping[str, Holds]]] = {
    model.Affected: {"uri": _URI},
    model.Attestation: {
        "uri": _URI, "sha256": Holds.DIGEST, "by": Holds.PERSON, "on": _OURS, "until": _OURS, "reason": _WORDS,
        "where": Holds.PROSE,
    },
    model.BrokenLink: {"target": Holds.LINK, "why": Holds.PROSE, "suggestion": Holds.LINK},
    model.Changes: {"run": _OURS},
    model.CheckSetting: {},
    model.Comparison: {"a": Holds.DIGEST, "b": Holds.DIGEST, "sibling": _WORDS},
    model.Corpus: {"subjects": _URI, "broken_links": _URI, "shown": _URI},
    model.DateClaim: {"value": _OURS, "where": Holds.NOTHING, "raw": _WORDS, "otherwise": _OURS},
    model.Dated: {},
    model.Difference: {
        "kind": _OURS, "value_a": _WORDS, "value_b": _WORDS, "sentence_a": _WORDS, "sentence_b": _WORDS,
    },
    model.Document: {
        "uri": _URI, "source": Holds.SOURCE, "sha256": Holds.DIGEST, "kind": _OURS, "title": _WORDS, "language": _OURS,
        "text_sha256": Holds.DIGEST, "reasons": Holds.PROSE, "problems": _WORDS, "heading": _WORDS,
    },
    model.Evidence: {"label": Holds.NOTHING, "value": Holds.NOTHING, "uri": _URI},
    model.ExcludedPassage: {"text_sha256": Holds.DIGEST, "reasons": _OURS},
    model.Family: {"id": Holds.FAMILY, "reason": Holds.PROSE},
    model.Field: {"name": Holds.FIELD, "values": _WORDS},
    model.Finding: {
        "code": _OURS, "uri": _URI, "message": Holds.NOTHING, "remedy": Holds.NOTHING, "name": _OURS,
        "fingerprint": Holds.FINGERPRINT, "keys": Holds.NOTHING, "fingerprints": Holds.FINGERPRINT,
    },
    model.Gone: {},
    model.Governance: {
        "document_set": Holds.SET, "audience": Holds.POLICY, "required_metadata": Holds.POLICY, "languages": _OURS,
        "checks": _OURS, "classification": Holds.POLICY, "fail_on": _OURS, "releases": Holds.POLICY,
        "classifications": Holds.POLICY,
    },
    model.History: {"statuses": _URI, "joined": _URI},
    model.Mark: {
        "label": Holds.PROSE, "place": Holds.FIELD, "quote": _WORDS, "text_sha256": Holds.DIGEST,
        "digest": Holds.DIGEST,
    },
    model.Member: {
        "uri": _URI, "label": Holds.VERSION, "copy_of": _URI, "barred": _OURS, "superseded_by": _URI,
    },
    model.MetadataRule: {"name": Holds.POLICY, "pattern": Holds.POLICY, "values": Holds.POLICY},
    model.Owned: {
        "value": Holds.PERSON, "name": Holds.PERSON, "mail": Holds.PERSON, "standing": _OURS, "backup": Holds.PERSON,
        "suggested": Holds.PERSON,
    },
    model.OwnerClaim: {"value": Holds.PERSON, "where": Holds.NOTHING},
    model.Passage: {"heading": _WORDS},
    model.PastAudit: {"run": _OURS, "policy": Holds.POLICY_NAME, "by_severity": _OURS},
    model.Period: {},
    model.Relation: {"a": _URI, "b": _URI, "evidence": Holds.NOTHING},
    model.Repeated: {"text": _WORDS, "examples": _URI},
    model.Report: {"verdicts": _URI, "left_out": Holds.LINK, "redacted": _OURS},
    model.Rewording: {"a": _WORDS, "b": _WORDS},
    model.Run: {
        "id": _OURS, "tool": _OURS, "policy_name": Holds.POLICY_NAME, "policy_digest": _OURS, "corpus_digest": _OURS,
        "sources": Holds.SOURCE,
    },
    model.Skipped: {"uri": _URI, "detail": _WORDS, "remedy": Holds.PROSE, "source": Holds.SOURCE},
    model.StateClaim: {"where": Holds.NOTHING, "successor": _WORDS},
    model.Subject: {"missing": Holds.POLICY, "unfit": _WORDS, "release": Holds.POLICY},
    model.Summary: {"by_code": _OURS, "by_severity": _OURS},
    model.Told: {"fingerprint": Holds.FINGERPRINT, "code": _OURS, "name": _OURS, "uri": _URI, "message": Holds.NOTHING},
    model.Uncompared: {"uris": _URI},
    model.Verdict: {"uri": _URI, "reasons": _OURS, "base_reasons": _OURS},
    model.VersionClaim: {"value": Holds.VERSION, "where": Holds.NOTHING},
    model.Waiver: {
        "fingerprint": Holds.FINGERPRINT, "code": _OURS, "uri": _URI, "sha256": Holds.DIGEST, "reason": _WORDS,
        "by": Holds.PERSON, "on": _OURS, "where": Holds.PROSE,
    },
    model.WaiverUse: {"state": _OURS, "why": Holds.PROSE},
}  # fmt: skip
"""Of each class the fields that hold texts. Where a field maps texts to values it says what its keys are.

Claims, findings, told findings, relations and declared fields are worded in `hiding.py`: what they hold depends on
more than the field.
"""
