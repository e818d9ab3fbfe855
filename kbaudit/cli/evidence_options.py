"""The options by which audit and check write an evidence bundle, and how it's asked for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

from kbaudit.errors import UsageError
from kbaudit.evidence import LONGEST_SEED, Asking, gather, places_of, refuse_unsignable, refuse_unusable, write_bundle
from kbaudit.model import displayed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kbaudit.catalog import Catalog
    from kbaudit.evidence import Evidence, Sealed
    from kbaudit.model import Report
    from kbaudit.pipeline import Judging

P = ParamSpec("P")
R = TypeVar("R")

SAMPLE = 25
MOST_SAMPLED = 10_000


def evidence_options(command: Callable[P, R]) -> Callable[P, R]:
    """--evidence, --sample, --sample-seed and --sign."""
    for option in (
        click.option(
            "--sign",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="KEYFILE",
            help="Sign the evidence bundle with this SSH key (by ssh-keygen).",
        ),
        click.option(
            "--sample-seed",
            metavar="TEXT",
            help="What the sample is drawn by, as the auditor names it.  [default: the run's id]",
        ),
        click.option(
            "--sample",
            type=click.IntRange(1, MOST_SAMPLED),
            metavar="N",
            help=f"Draw so many documents for the bundle's sampling sheet.  [default: {SAMPLE}]",
        ),
        click.option(
            "--evidence",
            type=click.Path(path_type=Path, file_okay=False),
            metavar="DIR",
            help="Write an evidence bundle as well: `kbaudit verify DIR` proves it unchanged.",
        ),
    ):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class Bundling:
    """A bundle that was asked for: where, what sample is drawn, and what it's signed with."""

    folder: Path
    sample: Asking
    key: Path | None

    @property
    def places(self) -> tuple[Path, ...]:
        """What no crawl takes for a part of a source: the bundle, and what a killed run left of one."""
        return places_of(self.folder)

    def gathered(
        self, catalog: Catalog, report: Report, judging: Judging, never: Iterable[Path], *, read: bool
    ) -> Bundle:
        """What goes into it, while the catalog is open. never are paths that no crawl took for a part of a source."""
        evidence = gather(
            catalog, report, judging.policy, judging.waivers, judging.known, never=(*never, self.folder), read=read
        )
        return Bundle(self, evidence)


@dataclass(frozen=True, slots=True)
class Bundle:
    """A bundle that can be written."""

    asked: Bundling
    evidence: Evidence

    def written(self, report: Iterable[Path]) -> Sealed:
        """Writes it, with these files of the report."""
        return write_bundle(self.evidence, self.asked.folder, report, sample=self.asked.sample, key=self.asked.key)


def bundling(
    evidence: Path | None, sample: int | None, seed: str | None, sign: Path | None, output: Path, *, redact: str | None
) -> Bundling | None:
    """What was asked for, or None. Refused before anything begins where it can't be written or signed."""
    if evidence is None:
        given = {"--sample": sample, "--sample-seed": seed, "--sign": sign}
        for option in (name for name, value in given.items() if value is not None):
            raise UsageError(f"{option} is for an evidence bundle: add --evidence DIR")
        return None
    if redact is not None:
        raise UsageError("--evidence and --redact: what is redacted proves nothing; make them in two runs")
    here, there = evidence.resolve(), output.resolve()
    if here == there or here in there.parents:
        raise UsageError(
            f"--evidence {displayed(str(evidence))}: the report goes to {displayed(str(output))}, and a bundle needs a "
            "folder of its own"
        )
    refuse_unusable(evidence)
    if seed is not None and not (seed.strip() and seed.isprintable() and len(seed) <= LONGEST_SEED):
        raise UsageError(f"--sample-seed: a word or a line of at most {LONGEST_SEED} characters")
    if sign is not None:
        refuse_unsignable(sign)
    return Bundling(evidence, Asking(sample or SAMPLE, seed or ""), sign)


def told(sealed: Sealed) -> str:
    """What is said of a bundle that was written: the digest to be kept is in it."""
    signed = ", signed" if sealed.signed else ""
    return (
        f"evidence: {displayed(str(sealed.folder))} ({sealed.files} files{signed})\n"
        f"  manifest sha256:{sealed.manifest_sha256}  (keep it elsewhere: verify --expect)\n"
        f"  files    sha256:{sealed.root_sha256}"
    )
