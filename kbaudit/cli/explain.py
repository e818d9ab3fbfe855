"""`kbaudit explain`: the page of a check, or one document's story."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kbaudit.cli.options import catalog_option, policy_option, read_as_of, talk_options
from kbaudit.errors import UsageError

if TYPE_CHECKING:
    from kbaudit.catalog import Catalog
    from kbaudit.model import Report
    from kbaudit.reports.story_changes import Rewording

CODE = re.compile(r"KB\d{3}", re.IGNORECASE)


@click.command()
@click.argument("what", metavar="CODE|PATH")
@policy_option
@click.option("--as-of", metavar="DATE", help="Judge as of this day or moment.  [default: now]")
@catalog_option
@talk_options
def explain(
    what: str, policy: str | None, as_of: str | None, catalog: Path, quiet: bool, no_color: bool, debug: bool
) -> None:
    """Print the page of a check (CODE), or why a document (PATH) is served, demoted or excluded.

    PATH is a uri as the reports show it, or the end of one. Its story: status and reasons, which claims won, its
    family as a timeline, what changed since, and what contradicts it.

    \b
    Examples:
      kbaudit explain KB103
      kbaudit explain hr/travel-policy-v1.md
    """  # noqa: D301 - click wants the character \b itself
    if CODE.fullmatch(what):
        from kbaudit.checks.pages import page  # noqa: PLC0415 - a page needs no catalog

        click.echo(page(what.upper()))
        return
    click.echo(_story(what, policy, as_of, catalog), nl=False)


def _story(what: str, policy: str | None, as_of: str | None, catalog: Path) -> str:
    """The story of a document; all of its texts come from the catalog."""
    from kbaudit import pipeline  # noqa: PLC0415 - these too: a page needs none of them
    from kbaudit.catalog import Catalog  # noqa: PLC0415
    from kbaudit.policy import find_policy  # noqa: PLC0415
    from kbaudit.reports.story import render_story  # noqa: PLC0415

    settings = find_policy(policy, Path.cwd())
    if not catalog.exists():
        raise UsageError(f"there is no catalog {catalog}: run `kbaudit audit SOURCE` first")
    with Catalog.open(catalog) as opened:
        judging = pipeline.Judging(settings, read_as_of(as_of, settings.zone))
        report = pipeline.judge(opened, judging, record=False)
        uri = _one(report, what)
        text = _texts(opened, report, uri).get(uri, "")
        return render_story(report, uri, text=text, rewording=_rewording(opened, report, uri))


def _texts(catalog: Catalog, report: Report, *uris: str) -> dict[str, str]:
    """The texts of those of the documents that the catalog holds one of."""
    from kbaudit.similarity import content_key  # noqa: PLC0415 - see above

    subjects = report.corpus.subjects
    keys = {uri: content_key(subjects[uri].document) for uri in uris if uri in subjects}
    texts = catalog.texts(sorted(set(keys.values())))
    return {uri: texts[key] for uri, key in keys.items() if key in texts}


def _rewording(catalog: Catalog, report: Report, uri: str) -> Rewording | None:
    """What changed between a document and the version that its story compares it with; None without one."""
    from kbaudit.reports.story_changes import Rewording, compared_with  # noqa: PLC0415 - see above
    from kbaudit.similarity.alignment import Reading, align  # noqa: PLC0415

    pair = compared_with(report, uri, report.run.as_of)
    texts = _texts(catalog, report, *pair) if pair else {}
    if pair is None or len(texts) < len(pair):
        return None
    older, newer = pair

    def said(uri: str, quote: tuple[int, int]) -> str:
        return texts[uri][quote[0] : quote[1]]

    aligned = align(Reading(texts[older]), Reading(texts[newer]))
    return Rewording(
        older,
        newer,
        tuple((said(older, aligned.a[one.a].quote), said(newer, aligned.b[one.b].quote)) for one in aligned.changed),
        max(0, len(aligned.a) - aligned.equal - len(aligned.changed)),
        max(0, len(aligned.b) - aligned.equal - len(aligned.changed)),
    )


def _one(report: Report, what: str) -> str:
    uris = [*report.corpus.subjects, *(skip.uri for skip in report.corpus.skipped)]
    wanted = what.removeprefix("./")
    if wanted in uris:
        return wanted
    near = [uri for uri in uris if uri.endswith("/" + wanted.lstrip("/")) or wanted.endswith("/" + uri)]
    if len(near) == 1:
        return near[0]
    if not near:
        raise UsageError(f"the catalog holds no document {what!r}")
    listed = "\n".join(near[:10])
    raise UsageError(f"{what!r} could be any of {len(near)} documents; name one of them:\n{listed}")
