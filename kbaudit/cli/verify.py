"""`kbaudit verify`: was nothing changed, and does it all belong together?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kbaudit.evidence import Asked, verify_bundle
from kbaudit.model import displayed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.evidence import Verified
    from kbaudit.evidence.integrity import Difference

_WORDS = {True: "pass", False: "FAIL", None: "skip"}


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--source", "sources", metavar="NAME=FOLDER", multiple=True,
    help="Hash the corpus again and compare (repeatable).",
)  # fmt: skip
@click.option(
    "--signers", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Who may have signed, as ssh-keygen's allowed_signers.",
)  # fmt: skip
@click.option("--expect", default="", metavar="DIGEST", help="The manifest's sha256, as it was kept elsewhere.")
@click.option("-q", "--quiet", is_flag=True, help="Only what differs or fails, and the last line.")
@click.option("--debug", is_flag=True, help="On a failure, show the traceback.")
def verify(
    folder: Path, sources: tuple[str, ...], signers: Path | None, expect: str, quiet: bool, debug: bool
) -> None:  # fmt: skip
    """Prove that an evidence bundle is as it was written.

    Names each file that was changed, is missing or was added, then holds the
    parts against one another: corpus, run, policy, findings, register, rules,
    stamps, sample. Needs no catalog and no source.

    \b
    Examples:
      kbaudit verify evidence/
      kbaudit verify evidence/ --source hr=/mnt/hr   is the corpus unchanged?
      kbaudit verify evidence/ --signers allowed_signers
      kbaudit verify evidence/ --expect sha256:4f1c...

    Exit codes: 0 verified, 1 something differs, 2 no bundle or wrong use.
    """  # noqa: D301 - click wants the character \b itself
    verified = verify_bundle(folder, Asked(sources, signers, expect))
    for line in _lines(verified, quiet=quiet):
        click.echo(line)
    sys.exit(_code(verified))


def _lines(verified: Verified, *, quiet: bool) -> Iterator[str]:
    for difference in (*verified.differences, *verified.corpus):
        yield _difference(difference)
    for check in verified.checks:
        if not quiet or check.passed is False:
            yield f"{_WORDS[check.passed]}  {check.name}: {check.detail}"
    yield _verdict(verified)
    if verified.manifest_sha256 and not quiet:
        yield f"manifest sha256:{verified.manifest_sha256}"
        yield f"files    sha256:{verified.root_sha256}"


def _difference(difference: Difference) -> str:
    digests = [
        f"{what} sha256:{digest}"
        for what, digest in (("expected", difference.expected), ("found", difference.found))
        if digest
    ]
    told = ", ".join([*digests, *([difference.why] if difference.why else [])])
    return f"{difference.what}  {displayed(difference.path)}" + (f": {displayed(told)}" if told else "")


def _verdict(verified: Verified) -> str:
    differ = len(verified.differences) + len(verified.corpus)
    failed = sum(check.passed is False for check in verified.checks)
    if not verified.holds:
        return f"NOT verified: {differ:,} files differ, {failed:,} checks fail"
    if not verified.evidence:
        return (
            "NOT verified: this is a report folder, and its files fit together; nothing proves that they weren't all "
            "changed. `kbaudit audit SOURCE --evidence DIR` writes a bundle that can be verified"
        )
    unsure = "; signed, but the signature wasn't checked: --signers FILE" if verified.unsure else ""
    return f"verified: {verified.files:,} files, nothing differs{unsure}"


def _code(verified: Verified) -> int:
    if not verified.holds:
        return 1
    return 0 if verified.evidence else 2
