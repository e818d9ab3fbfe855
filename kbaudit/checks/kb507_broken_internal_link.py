"""KB507: a link to another place of the knowledge base leads to nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from kbaudit.checks.wording import NAMED_AT_MOST, shortened
from kbaudit.model import Affected, Effect, Evidence, Finding, Severity, displayed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kbaudit.model import BrokenLink, Corpus

_SHOWN: Final = 10


class BrokenInternalLink:
    """Links within a source to a file, page or heading that isn't there; which these are is settled before."""

    code = "KB507"
    name = "broken-internal-link"
    summary = "Links to a document or heading that isn't there."
    of_many = "have links that lead to nothing"
    severity = Severity.NOTE
    effect = Effect.NONE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        for uri, broken in corpus.broken_links.items():
            if uri in corpus.subjects and broken:
                yield Finding(
                    code=self.code,
                    uri=uri,
                    message=_message(broken),
                    remedy=_remedy(broken),
                    affects=(Affected(uri),),
                    evidence=tuple(_evidence(each) for each in broken[:_SHOWN]),
                    keys=tuple((uri, target) for target in dict.fromkeys(each.target for each in broken)),
                )


def _message(broken: Sequence[BrokenLink]) -> str:
    others = len(broken) - 1
    more = f", and {others:,} more {'link' if others == 1 else 'links'} like it" if others else ""
    return f'The link to "{shortened(broken[0].target)}" leads to nothing{more}.'


def _remedy(broken: Sequence[BrokenLink]) -> str:
    # Here and not in the evidence: a finding must stay the same one when a likelier target turns up.
    known = {each.target: each.suggestion for each in broken if each.suggestion}
    pairs = [f'{displayed(likely)} for "{shortened(target)}"' for target, likely in known.items()][:NAMED_AT_MOST]
    likely = f" Likely {', '.join(pairs)}." if pairs else ""
    return f"Let the links lead to where it stands now, or remove them.{likely}"


def _evidence(broken: BrokenLink) -> Evidence:
    return Evidence("link", f"{shortened(broken.target)}: {shortened(broken.why)}")
