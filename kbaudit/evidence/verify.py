"""Verification: what differs, file by file; then the cross-checks; then what was kept or given from elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kbaudit.errors import UsageError
from kbaudit.evidence import names
from kbaudit.evidence.checking import Check, checked
from kbaudit.evidence.crosschecks import of_bundle, of_report
from kbaudit.evidence.integrity import Difference, differences, read_listed
from kbaudit.evidence.reading import Bundle, Malformed
from kbaudit.evidence.signature import LARGEST, verified
from kbaudit.evidence.source_check import Compared, compared
from kbaudit.model import displayed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_DIGEST: Final = re.compile(r"(?:sha256:)?([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a verification is to hold the bundle against: folders of sources ("NAME=FOLDER"), signers, a digest."""

    sources: Sequence[str] = ()
    signers: Path | None = None
    expect: str = ""


@dataclass(frozen=True, slots=True)
class Verified:
    """What came of it. evidence is False for a report folder: it can be coherent, but nothing proves it unchanged.

    corpus are the files of the sources that aren't as they were audited.
    """

    differences: tuple[Difference, ...]
    checks: tuple[Check, ...]
    corpus: tuple[Difference, ...] = ()
    files: int = 0
    manifest_sha256: str = ""
    root_sha256: str = ""
    evidence: bool = True

    @property
    def unsure(self) -> bool:
        """Whether it was signed, and nobody has seen by whom."""
        return any(check.name == "signature" and check.passed is None for check in self.checks)

    @property
    def holds(self) -> bool:
        """Whether nothing differs and nothing contradicts."""
        return not self.differences and not self.corpus and all(check.passed is not False for check in self.checks)


def verify_bundle(folder: Path, asked: Asked) -> Verified:
    """Verify what lies in a folder. Raises UsageError where there is no bundle and no report, or a wrong question."""
    expected = _digest_of(asked.expect)
    bundle = Bundle.at(folder)
    if not {names.MANIFEST, names.SUMS} & set(bundle.paths):
        return _report_folder(bundle, folder, asked)
    said = read_listed(bundle)
    found = differences(bundle, said)
    bundle.changed = frozenset(each.path for each in found if each.what == "changed") - {
        names.MANIFEST,
        *names.UNLISTED,
    }
    manifest = said.manifest
    checks = [_sums(found, len(bundle.paths))]
    corpus: tuple[Difference, ...] = ()
    if manifest is None:
        checks.append(Check("manifest", passed=False, detail=f"there is no {names.MANIFEST} that can be read"))
    else:
        checks += of_bundle(bundle, manifest)
    if asked.sources:
        compared_to = _sources(bundle, manifest, asked.sources)
        checks.append(compared_to.check)
        corpus = compared_to.differences
    checks += _from_elsewhere(bundle, asked, expected, signed=_is_signed(manifest))
    return Verified(
        tuple(found),
        tuple(checks),
        corpus,
        len(bundle.paths),
        bundle.digest(names.MANIFEST),
        bundle.digest(names.FILES),
    )


def _digest_of(expect: str) -> str:
    found = _DIGEST.fullmatch(expect.strip().lower())
    if expect and not found:
        raise UsageError(f"--expect {displayed(expect)[:80]!r} is no SHA-256: 64 hexadecimal digits")
    return found[1] if found else ""


def _report_folder(bundle: Bundle, folder: Path, asked: Asked) -> Verified:
    shown = displayed(str(folder))
    if not {"findings.json", "rules.json"} <= set(bundle.paths):
        raise UsageError(f"{shown} is no evidence bundle: `kbaudit audit SOURCE --evidence DIR` writes one")
    if asked != Asked():
        raise UsageError(
            f"{shown} is a report folder, not an evidence bundle: it can't be held against a source, a signature or a "
            "digest; `kbaudit audit SOURCE --evidence DIR` writes a bundle"
        )
    bundle.report = ""
    return Verified((), tuple(of_report(bundle)), files=len(bundle.paths), evidence=False)


def _sums(found: Sequence[Difference], files: int) -> Check:
    if found:
        detail = ", ".join(f"{each.path} {each.what}" for each in found[:3]) + (" ..." if len(found) > 3 else "")
        return Check(names.SUMS, passed=False, detail=displayed(detail))
    return Check(names.SUMS, passed=True, detail=f"{files:,} files, each as it was written")


def _sources(bundle: Bundle, manifest: Mapping[str, object] | None, specs: Sequence[str]) -> Compared:
    if manifest is None:
        return Compared(Check("source", passed=False, detail=f"without {names.MANIFEST} nothing tells what it was"))
    try:
        return compared(bundle, manifest, specs)
    except Malformed as error:
        return Compared(Check("source", passed=False, detail=displayed(str(error))))


def _is_signed(manifest: Mapping[str, object] | None) -> bool:
    """Whether the bundle was signed when it was written; where that can't be told, nobody may say it wasn't."""
    return manifest is not None and manifest.get("signed", False) is not False


def _from_elsewhere(bundle: Bundle, asked: Asked, expected: str, *, signed: bool) -> Iterator[Check]:
    """What proves against somebody who made everything anew: a digest that was kept, a signature."""
    if expected:
        yield _expected(bundle, expected)
    if names.SIGNATURE in bundle.paths:
        yield _signature(bundle, asked.signers)
    elif signed:
        detail = f"{names.MANIFEST} says that it was signed, and there is no {names.SIGNATURE}"
        yield Check("signature", passed=False, detail=detail)
    elif asked.signers is not None:
        yield Check("signature", passed=False, detail=f"there is no {names.SIGNATURE}")
    for name in names.FOREIGN_SIGNATURES:
        if name in bundle.paths:
            yield Check(name, passed=None, detail="not looked at by kbaudit: the program that made it verifies it")


def _expected(bundle: Bundle, expected: str) -> Check:
    if bundle.digest(names.MANIFEST) == expected:
        return Check(
            "expected digest", passed=True, detail=f"it's that of {names.MANIFEST}, which vouches for the rest"
        )
    if bundle.digest(names.FILES) == expected:
        detail = f"it's the root hash: it vouches for {names.FILES}, and for nothing else in the bundle"
        return Check("expected digest", passed=True, detail=detail)
    held = bundle.digest(names.MANIFEST)
    return Check("expected digest", passed=False, detail=f"{names.MANIFEST} has sha256:{held}, not sha256:{expected}")


def _signature(bundle: Bundle, signers: Path | None) -> Check:
    outcome: list[bool | None] = []

    def look() -> str:
        signed = verified(bundle.data(names.SUMS), bundle.data(names.SIGNATURE, LARGEST), signers)
        outcome.append(signed.good)
        return signed.detail

    check = checked("signature", look)
    return Check("signature", passed=outcome[0], detail=check.detail) if outcome else check
