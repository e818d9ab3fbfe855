"""Which findings somebody means to waive, by a fingerprint that a report shows or by the document they are in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kbaudit.checks.judge import in_force, roll_up
from kbaudit.checks.waiving import ON_WAIVERS, singles_behind
from kbaudit.errors import UsageError
from kbaudit.model import displayed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from kbaudit.model import CheckSetting, Corpus, Finding

_FINGERPRINT: Final = re.compile(r"[0-9a-f]{8,64}", re.IGNORECASE)
_NAMED: Final = 10  # findings that are listed where a name may mean any of them


@dataclass(frozen=True, slots=True)
class Waivable:
    """The findings of run_checks, and how reports show those of a moment: of some they make one line a folder."""

    findings: tuple[Finding, ...]
    held: tuple[Finding, ...]
    shown: tuple[Finding, ...]

    @classmethod
    def at(
        cls, findings: Sequence[Finding], as_of: datetime, corpus: Corpus, default: Mapping[str, CheckSetting]
    ) -> Waivable:
        """What a report as of that moment shows."""
        held = in_force(findings, as_of, corpus)
        return cls(tuple(findings), held, roll_up(held, corpus, default))

    def by_fingerprint(self, start: str, code: str) -> tuple[Finding, ...]:
        """The findings behind the one whose fingerprint begins so; none where no finding has such a fingerprint.

        Raises:
            UsageError: it begins several, or that of a finding of another check than code ("" for any).
        """
        if not _FINGERPRINT.fullmatch(start):
            return ()
        begins = start.lower()
        # A finding yet to come may be meant too: reports as of a later moment show it.
        known = {f.fingerprint: f for f in (*self.findings, *self.shown) if f.fingerprint.startswith(begins)}
        if len(known) > 1:
            listed = "\n".join(f"{print_} {_said(f)}" for print_, f in sorted(known.items())[:_NAMED])
            raise UsageError(f"{len(known)} fingerprints begin with {start}; write more of it:\n{listed}")
        for finding in known.values():
            if code not in {"", finding.code}:
                raise UsageError(f"the finding with this fingerprint is {_said(finding)}, not one of {code}")
            return self._open(singles_behind(finding, self.held) or (finding,))
        return ()

    def in_document(self, uri: str, code: str) -> tuple[Finding, ...]:
        """The findings of one check on a document; code may be "" where there is one finding alone.

        Raises:
            UsageError: there is none, or code is needed to tell which.
        """
        about = [f for f in self.held if any(a.uri == uri for a in f.affects) and f.code not in ON_WAIVERS]
        found = tuple(finding for finding in about if code in {"", finding.code})
        if not found:
            raise UsageError(f"there is no finding{f' of {code}' * bool(code)} in {displayed(uri)} to waive")
        if not code and len(found) > 1:
            listed = "\n".join(f"{finding.fingerprint[:12]} {_said(finding)}" for finding in found[:_NAMED])
            raise UsageError(f"say with --code or by its fingerprint which finding is meant:\n{listed}")
        return self._open(found)

    def _open(self, meant: Iterable[Finding]) -> tuple[Finding, ...]:
        """The same findings as run_checks made them: what is in force of one may speak of fewer documents.

        Raises:
            UsageError: one of them is waived already, or can't be.
        """
        prints = {finding.fingerprint for finding in meant}
        found = tuple(finding for finding in self.findings if finding.fingerprint in prints)
        for finding in found:
            if finding.code in ON_WAIVERS:
                raise UsageError(f"{finding.code} can't be waived: it tells of waivers; renew the one, or take it out")
            if finding.waiver:
                raise UsageError(f"{_said(finding)} is waived already: see {finding.waiver.where}")
        return found


def _said(finding: Finding) -> str:
    return f"{finding.code} {finding.name} in {displayed(finding.uri)}"
