"""findings.sarif: SARIF 2.1.0 (OASIS), for code scanning views. Paths are percent-encoded from their bytes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from kbaudit.model import Effect, FindingStatus, Severity, displayed
from kbaudit.reports.encoding import instant, json_page
from kbaudit.reports.wording import waived

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import tzinfo

    from kbaudit.model import Finding, Report

LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}

RELATED_LIMIT: Final = 100  # viewers refuse results with thousands of places; properties.documents has the true number

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_ESCAPED: Final = re.compile(rb"\\(?:\\|x([0-9a-f]{2}))")


class Sarif:
    """Renders findings.sarif."""

    name = "sarif"
    filename = "findings.sarif"

    def render(self, report: Report) -> str:
        first = {finding.code: finding for finding in reversed(report.findings)}
        codes = {code: place for place, code in enumerate(sorted(first))}
        compared = any(finding.status == FindingStatus.KNOWN for finding in report.findings)
        tool, _, version = report.run.tool.partition(" ")
        driver = {"name": tool, "version": version, "rules": [_rule(first[code]) for code in codes]}
        run = {
            "tool": {"driver": driver},
            "automationDetails": {"id": f"kbaudit/{report.run.id}"},
            "invocations": [
                {"executionSuccessful": report.run.complete, "properties": {"as_of": instant(report.run.as_of)}}
            ],
            "results": [_result(finding, codes, report.zone, compared=compared) for finding in report.findings],
        }
        return json_page({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def percent_encoded(uri: str) -> str:
    r"""The uri of `model.uri_of` as a URI reference (RFC 3986): back to the path's bytes, then percent-encoded."""
    path = _ESCAPED.sub(
        lambda found: bytes.fromhex(found[1].decode()) if found[1] else b"\\", uri.encode("utf-8", "backslashreplace")
    )
    return quote(path, safe="/")


def _rule(finding: Finding) -> dict[str, object]:
    page = f"`kbaudit explain {finding.code}` shows the whole page of this check."
    return {
        "id": finding.code,
        "name": finding.name,
        "shortDescription": {"text": finding.name or finding.code},
        "help": {"text": f"{_plain(finding.remedy)} {page}".strip()},
        "defaultConfiguration": {"level": LEVELS[finding.severity]},
    }


def _result(finding: Finding, codes: Mapping[str, int], zone: tzinfo, *, compared: bool) -> dict[str, object]:
    baseline = "unchanged" if finding.status == FindingStatus.KNOWN else "new"
    return {
        "ruleId": finding.code,
        "ruleIndex": codes[finding.code],
        "level": LEVELS[finding.severity],
        "message": {"text": f"{_plain(finding.message)} {_plain(finding.remedy)}".strip()},
        "locations": [{"physicalLocation": _place(finding.uri)}],
        "relatedLocations": _related(finding),
        "partialFingerprints": {"kbaudit/v1": finding.fingerprint},
        **({"baselineState": baseline} if compared else {}),
        **({"suppressions": [_suppression(finding, zone)]} if finding.status == FindingStatus.WAIVED else {}),
        "properties": {
            "effect": str(finding.effect),
            **({"simulated": str(finding.simulated)} if finding.simulated is not Effect.NONE else {}),
            "documents": len(finding.affects),
            "evidence": [f"{_plain(piece.label)}: {_plain(piece.value)}" for piece in finding.evidence],
        },
    }


def _suppression(finding: Finding, zone: tzinfo) -> dict[str, object]:
    why = {"justification": _plain(waived(finding.waiver, zone))} if finding.waiver else {}
    return {"kind": "external", "status": "accepted", **why}


def _related(finding: Finding) -> list[dict[str, object]]:
    """The other documents of a finding, those of the evidence first, each with what it has to do with it."""
    roles = {piece.uri: piece.label for piece in reversed(finding.evidence) if piece.uri}
    roles |= {affected.uri: "affected" for affected in finding.affects if affected.uri not in roles}
    roles.pop(finding.uri, None)
    return [
        {"id": place, "physicalLocation": _place(uri), "message": {"text": _plain(role)}}
        for place, (uri, role) in enumerate(list(roles.items())[:RELATED_LIMIT])
    ]


def _place(uri: str) -> dict[str, object]:
    """A whole file. A passage's span counts in the extracted text, not in the file, so it names no region of it."""
    return {"artifactLocation": {"uri": percent_encoded(uri)}, "region": {"startLine": 1}}


def _plain(text: str) -> str:
    """The text as SARIF shows it: no control characters, and no `[text](target)` that a viewer would make a link."""
    return displayed(text).replace("](", "] (")
