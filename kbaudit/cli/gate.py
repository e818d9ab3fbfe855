"""`kbaudit gate`: may these files be ingested?"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from kbaudit.cli.retrieval_options import rules_option, stamps_beside
from kbaudit.errors import UsageError
from kbaudit.model import displayed
from kbaudit.retrieval.admission import Admission, Answer, Word
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.stamps import Stamps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_CLOSED: Final = 1
_STDIN: Final = "-"


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@rules_option
@click.option(
    "-c", "--catalog", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="Learn new and changed files into this catalog first, and judge anew.",
)  # fmt: skip
@click.option("--only", type=click.Choice([word.value for word in Word]),
              help="Print just the paths of which it says so; serve: all that may be ingested.")  # fmt: skip
@click.option("-0", "--null", is_flag=True, help="NUL, not the end of a line, ends each path that is read and printed.")
@click.option("-q", "--quiet", is_flag=True, help="No talk on stderr.")
@click.option("--debug", is_flag=True, help="On a failure, show the traceback.")
def gate(
    paths: tuple[str, ...], rules: Path, catalog: Path | None, only: str | None, null: bool, quiet: bool, debug: bool
) -> None:
    """Tell of each file whether it may be ingested, as it is now: serve, demote, exclude, changed or unknown.

    PATH is a file, a folder, or - for a list of paths on stdin. A file is compared with the audit's stamp of it by its
    content: a changed one has not been judged. Of a folder every file counts but hidden ones.

    \b
    Examples:
      kbaudit gate docs/ --rules kbaudit-report/rules.json
      find docs -type f -print0 | kbaudit gate - -0 --only serve | xargs -0 ingest

    Exit codes: 0 all may pass (serve or demote), 1 one may not (exclude, changed, or unknown under
    unknown_documents: exclude), 2 wrong use.
    """  # noqa: D301 - click wants the character \b itself
    admission = _learned(paths, rules, catalog, quiet=quiet) if catalog else _as_audited(rules)
    now, refused, asked = time.time(), 0, 0
    for path in _files(paths, null=null):
        answer = admission.ask(path, now)
        passes = admission.passes(answer.word)
        asked += 1
        refused += not passes
        if only is None:
            _write(_line(answer), end="\n")
        elif passes if only == Word.SERVE else answer.word == only:
            _write(_whole(path, null=null), end="\0" if null else "\n")
    if not quiet:
        click.echo(f"{asked - refused:,} of {asked:,} files may be ingested", err=True)
    sys.exit(_CLOSED if refused else 0)


def _line(answer: Answer) -> str:
    reasons = displayed(", ".join(answer.reasons))
    return f"{answer.word:<8} {displayed(answer.path)}" + (f"  ({reasons})" if reasons else "")


def _whole(path: str, *, null: bool) -> str:
    if not null and "\n" in path:
        raise UsageError(f"the name {displayed(path)!r} holds an end of line: list paths by -0")
    return path


def _write(text: str, end: str) -> None:
    """Names of files are bytes: they're printed as they are."""
    sys.stdout.buffer.write(os.fsencode(text + end))


def _files(paths: Iterable[str], *, null: bool) -> Iterator[str]:
    """The files that are named, in folders, or listed on stdin."""
    for path in paths:
        if path == _STDIN:
            given = sys.stdin.buffer.read()
            if b"\0" in given and not null:
                raise UsageError("the list on stdin is one of NUL-separated paths: say -0")
            listed = given.split(b"\0" if null else b"\n")
            yield from (os.fsdecode(name.removesuffix(b"\r") if not null else name) for name in listed if name.strip())
        elif Path(path).is_dir():
            yield from _inside(path)
        elif os.path.lexists(path):
            yield path
        else:
            raise UsageError(f"there is no file or folder {displayed(path)}")


def _inside(folder: str) -> Iterator[str]:
    for top, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (str(Path(top, name)) for name in sorted(files) if not name.startswith("."))


def _as_audited(path: Path) -> Admission:
    rules = Rules.load(path)
    return Admission(rules, Stamps.load(stamps_beside(path), rules.match), {})


def _learned(paths: tuple[str, ...], path: Path, catalog: Path, *, quiet: bool) -> Admission:
    """With the stamps of an audit as of now, after the catalog's sources that the paths lie in were crawled."""
    from kbaudit.cli.gate_learning import learn_first  # noqa: PLC0415 - without -c no DuckDB is waited for

    rules = Rules.load(path)
    stamps, roots = learn_first(catalog, [name for name in paths if name != _STDIN], rules.match, quiet=quiet)
    return Admission(rules, stamps, roots)
