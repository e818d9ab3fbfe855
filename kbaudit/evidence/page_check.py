"""Does report.html show what documents.jsonl and findings.json say? Its data against theirs."""

from __future__ import annotations

import base64
import json
import re
import zlib
from typing import TYPE_CHECKING, Final

from kbaudit.evidence.checking import Contradiction, same, same_or_hidden
from kbaudit.evidence.reading import Malformed, listed, mapping, text
from kbaudit.reports.html import DATA, PRINT_DIGITS, SHOWN_URI
from kbaudit.reports.html.register import SKIPPED
from kbaudit.reports.wording import clipped

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kbaudit.evidence.reading import Bundle
    from kbaudit.evidence.register import Registered

FINDINGS, PAGE = "findings.json", "report.html"

_LARGEST: Final = 1 << 28  # bytes of the page, which is read as a whole
_UNPACKED: Final = 1 << 30  # bytes of its data
_ISLAND: Final = re.compile(rf'<script type="text/plain" id="{DATA}">([A-Za-z0-9+/=]*)</script>'.encode())


def page_agrees(bundle: Bundle, findings: Mapping[str, object], register: Mapping[str, Registered]) -> str:
    """report.html: it names the run, and its tables have the documents, statuses and findings of the other files."""
    run = text(mapping(findings, "run", FINDINGS), "id", FINDINGS)
    page = bundle.data(bundle.report + PAGE, _LARGEST)
    if run.encode() not in page:
        raise Contradiction(f"{PAGE} doesn't name the run {run}")
    data = _data(page)
    same(text(data, "run", PAGE), run, f"the run that the tables of {PAGE} are of")
    columns = mapping(mapping(data, "register", PAGE), "columns", PAGE)
    statuses = [SKIPPED if one.skipped else one.status for one in (register[uri] for uri in sorted(register))]
    same(len(listed(columns, "uri", PAGE)), len(register), f"documents in {PAGE}")
    for shown, status, uri, expected in zip(
        listed(columns, "uri", PAGE), listed(columns, "status", PAGE), sorted(register), statuses, strict=True
    ):
        same_or_hidden(shown, clipped(uri, SHOWN_URI), f"a document in {PAGE}")
        same(status, expected, f"the status of {uri} in {PAGE}")
    told = [str(each["fingerprint"])[:PRINT_DIGITS] for each in _findings(findings)]
    same(listed(mapping(data, "findings", PAGE), "print", PAGE), told, f"the findings in {PAGE}")
    return f"{PAGE} names the run {run}, and shows the {len(register):,} files and {len(told):,} findings of the others"


def _findings(findings: Mapping[str, object]) -> list[dict[str, object]]:
    return [each for each in listed(findings, "findings", FINDINGS) if isinstance(each, dict)]


def _data(page: bytes) -> dict[str, object]:
    found = _ISLAND.search(page)
    if found is None:
        raise Malformed(f"{PAGE} holds no data")
    try:
        unpacked = zlib.decompressobj().decompress(base64.b64decode(found[1]), _UNPACKED)
        data = json.loads(unpacked)
    except (ValueError, zlib.error, RecursionError) as error:
        raise Malformed(f"the data of {PAGE} can't be read: {type(error).__name__}") from error
    if not isinstance(data, dict):
        raise Malformed(f"the data of {PAGE} is no object")
    return data
