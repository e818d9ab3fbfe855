"""Do the files of a report say the same? Findings, register, rules, stamps: each against the others."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Final

from kbaudit.evidence.checking import Contradiction, same
from kbaudit.evidence.reading import Malformed, listed, mapping, number, text
from kbaudit.evidence.register import DOCUMENTS, STAMPS
from kbaudit.model import NEVER_TS, UNREADABLE, SkipReason
from kbaudit.retrieval.evaluate import evaluate
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.rules import digest, is_as_written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kbaudit.evidence.checking import Hidden
    from kbaudit.evidence.reading import Bundle
    from kbaudit.evidence.register import Known, Registered

FINDINGS, RULES, RELATIONS = "findings.json", "rules.json", "relations.jsonl"

_LARGEST: Final = 1 << 29  # bytes of findings.json, which is read as a whole
_WITHOUT_FINDING: Final = frozenset({"KB503"})  # a document set may ask for surer text than the check does
_STATUSES: Final = {"serve": "served", "demote": "demoted", "exclude": "excluded"}


def findings_agree(
    findings: Mapping[str, object], register: Mapping[str, Registered], run: Mapping[str, object] | None
) -> str:
    """findings.json: the run of the manifest, counts that are those of its findings, and only known documents."""
    if run is not None:
        same(mapping(findings, "run", FINDINGS), dict(run), f"the run of {FINDINGS}")
    summary = mapping(findings, "summary", FINDINGS)
    codes: Counter[str] = Counter()
    severities: Counter[str] = Counter()
    told: dict[str, set[str]] = {}
    for each in listed(findings, "findings", FINDINGS):
        if not isinstance(each, dict):
            raise Malformed(f"{FINDINGS}: a finding is no object")
        codes[text(each, "code", FINDINGS)] += 1
        severities[text(each, "severity", FINDINGS)] += 1
        for uri in listed(each, "affects", FINDINGS):
            if uri not in register:
                raise Contradiction(f"{FINDINGS} has a finding on {uri}, which {DOCUMENTS} hasn't")
            told.setdefault(str(uri), set()).add(text(each, "code", FINDINGS))
    same(dict(codes), mapping(summary, "by_code", FINDINGS), f"findings by code in {FINDINGS}")
    counted = {name: held for name, held in mapping(summary, "by_severity", FINDINGS).items() if held}
    same(dict(severities), counted, f"findings by severity in {FINDINGS}")
    for uri, known in register.items():
        if unfounded := set(known.reasons) - told.get(uri, set()) - _WITHOUT_FINDING:
            raise Contradiction(
                f"{FINDINGS} has no finding {min(unfounded)} on {uri}, which {DOCUMENTS} names as a reason"
            )
    return f"{sum(codes.values()):,} findings, as {FINDINGS} counts them, on documents that {DOCUMENTS} has"


def counts_agree(findings: Mapping[str, object], register: Mapping[str, Registered]) -> str:
    """The summary against the register: documents by status, skipped files; and found is the sum of all."""
    summary = mapping(findings, "summary", FINDINGS)
    counts = Counter("skipped" if each.skipped else each.status for each in register.values())
    for status, name in _STATUSES.items():
        same(counts[status], number(summary, name, FINDINGS), f"documents of status {status} in {DOCUMENTS}")
    same(counts["skipped"], number(summary, "skipped", FINDINGS), f"skipped files in {DOCUMENTS}")
    documents, skipped, ignored, found = (
        number(summary, name, FINDINGS) for name in ("documents", "skipped", "ignored", "found")
    )
    same(documents, sum(counts[status] for status in _STATUSES), f"documents by {FINDINGS}")
    same(found, documents + skipped + ignored, "found, the sum of documents, skipped and ignored, is")
    return f"found {found:,} = documents {documents:,} + skipped {skipped:,} + ignored {ignored:,}"


def rules_agree(rules: Mapping[str, object], findings: Mapping[str, object]) -> str:
    """rules.json: its own digest, and the moment of the run."""
    if not is_as_written(rules):
        raise Contradiction(f"{RULES} isn't what its digest `ruleset` was made of")
    Rules.from_json(rules)
    same(text(rules, "as_of", RULES), text(mapping(findings, "run", FINDINGS), "as_of", FINDINGS), "its as_of is")
    return f"{RULES} has the digest {text(rules, 'ruleset', RULES)}"


def stamps_agree(
    bundle: Bundle, rules: Mapping[str, object], register: Mapping[str, Registered], hidden: Hidden
) -> str:
    """stamps.jsonl: each stamp's own digest, and the contents of the register and its statuses as of the audit."""
    path = bundle.report + STAMPS
    read = Rules.from_json(rules)
    now = datetime.fromisoformat(read.as_of).timestamp()
    left = {uri for uri, each in register.items() if not each.skipped or SkipReason(each.skipped) in UNREADABLE}
    count = 0
    for stamp in bundle.objects(path):
        uri = text(stamp, "uri", path)
        if uri not in left:
            raise Contradiction(f"{STAMPS} has {uri}, which {DOCUMENTS} hasn't, or twice")
        left.discard(uri)
        count += 1
        own = {name: value for name, value in stamp.items() if name != "stamp"}
        if digest(own) != stamp.get("stamp"):
            raise Contradiction(f"the stamp of {uri} isn't what its digest was made of")
        _stamp_agrees(uri, stamp, register[uri], read, now, hidden)
    if left:
        raise Contradiction(f"{STAMPS} hasn't {min(left)}, which {DOCUMENTS} has")
    return f"{count:,} stamps have their digests, and the contents and statuses that {DOCUMENTS} has"


def _stamp_agrees(
    uri: str, stamp: Mapping[str, object], known: Registered, rules: Rules, now: float, hidden: Hidden
) -> None:
    release = stamp.get("kb_release")
    kept = evaluate(rules, stamp, now, release if isinstance(release, str) and release else None).keep
    demoted = stamp.get("kb_status") == "demote" or number(stamp, "kb_demote_ts", STAMPS) <= now
    status = ("demote" if demoted else "serve") if kept else "exclude"
    same(status, known.status, f"the status of {uri} by its stamp and the rules")
    if (stamp.get("kb_status") == "serve") != (not known.reasons):
        raise Contradiction(f"the stamp of {uri} says {stamp.get('kb_status')!s}, for the reasons {known.reasons}")
    pairs = {
        "sha256": known.sha256,
        "kb_reasons": list(known.reasons),
        "kb_owner": known.owner,
        "kb_document_set": known.document_set,
        "kb_language": known.language,
        "kb_effective_ts": _seconds(known.effective, 0),
        "kb_expires_ts": _seconds(known.expires, NEVER_TS),
    }
    for name, value in pairs.items():
        hidden.same(value, stamp.get(name), f"{name} of {uri}, which its stamp has otherwise,")


def _seconds(moment: str, otherwise: int) -> int:
    return max(0, int(datetime.fromisoformat(moment).timestamp())) if moment else otherwise


def relations_agree(bundle: Bundle, register: Mapping[str, Registered]) -> str:
    """relations.jsonl: only documents that the register has."""
    path, count = bundle.report + RELATIONS, 0
    for count, line in enumerate(bundle.objects(path), 1):  # noqa: B007 - told below
        for side in ("a", "b"):
            if (uri := text(line, side, path)) not in register:
                raise Contradiction(f"{RELATIONS} has {uri}, which {DOCUMENTS} hasn't")
    return f"{count:,} relations, between documents that {DOCUMENTS} has"


def register_agrees(register: Mapping[str, Registered], known: Mapping[str, Known], hidden: Hidden) -> str:
    """documents.jsonl against corpus.jsonl: the same files, contents, owners and dates, the same reasons to skip."""
    for uri, each in register.items():
        one = known.get(uri)
        if one is None:
            raise Contradiction(f"{DOCUMENTS} has {uri}, which corpus.jsonl hasn't")
        hidden.same((each.skipped, each.detail), (one.reason, one.detail), f"why {uri} is skipped, by {DOCUMENTS}")
        same(each.sha256, one.sha256, f"the sha256 of {uri} by {DOCUMENTS}")
        hidden.same(each.owner, one.owner, f"the owner of {uri} by {DOCUMENTS}")
        if not each.skipped and each.effective.replace("Z", "+00:00") not in one.said:
            raise Contradiction(f"the date of {uri} by {DOCUMENTS}, {each.effective}, isn't in corpus.jsonl")
    more = next((uri for uri in known if uri not in register), None)
    if more is not None:
        raise Contradiction(f"{DOCUMENTS} hasn't {more}, which corpus.jsonl has")
    return f"{len(register):,} files, with the contents, owners and dates that the run was made of"


def read_findings(bundle: Bundle) -> dict[str, object]:
    """findings.json."""
    return bundle.page(bundle.report + FINDINGS, _LARGEST)


def read_rules(bundle: Bundle) -> dict[str, object]:
    """rules.json."""
    return bundle.page(bundle.report + RULES)
