"""What report.html says at once, in its own elements: the answer, the verdict, readiness, the counts.

Read with a parser that reads as browsers do, islands of data left out; each element stands there once, not hidden.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from selectolax.lexbor import LexborHTMLParser

from kbaudit.evidence.checking import Contradiction, same
from kbaudit.evidence.names import TOOL
from kbaudit.evidence.page_data import PAGE
from kbaudit.evidence.reading import Malformed, mapping, number, texts
from kbaudit.model import FindingStatus, Severity, displayed
from kbaudit.reports.html import content_security_policy, is_running_header, parts_of_page
from kbaudit.reports.readiness import Readiness, answer, shares_line, standing
from kbaudit.reports.wording import counted, percent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from selectolax.lexbor import LexborNode

NOT_HELD: Final = (
    "charts, what to do first, changes, families, method, the wording of messages and details, and what else is "
    "written between"
)
"""What of the page isn't held against other files: in the words of the check."""

FINDINGS: Final = "findings.json"
_LARGEST: Final = 1 << 24  # bytes of the page without its data
_DATA: Final = re.compile(rb'(<script type="text/plain" id="[a-z0-9-]{1,40}">)[A-Za-z0-9+/=]*+</script>')
_SHOWN_IN: Final = frozenset(
    {"html", "body", "header", "main", "section", "div", "p", "strong", "span", "h1", "dl", "dd"}
)  # fmt: skip
_PLACES: Final = {
    "class": frozenset(
        {"top", "wrap", "question", "answer", "verdict", "serve", "demote", "exclude", "card", "figure", "counts"}
    ),
    "id": frozenset({"main", "readiness"}),
    "lang": frozenset({"en"}),
    "tabindex": frozenset({"-1"}),
}
"""What these elements and those around them may be called: none of it hides anything under the page's own style."""


def shown_agrees(page: bytes, findings: Mapping[str, object], told: Sequence[Mapping[str, object]]) -> bool:
    """The headlines, the style and the script of the page; False where another version of kbaudit made it.

    Contradiction says what isn't as it follows from findings.json, or isn't this kbaudit's own.
    """
    if mapping(findings, "run", FINDINGS).get("tool") != TOOL:
        return False
    tree = _tree(page)
    _headlines_agree(tree, findings, told)
    _made_by_us(tree)
    return True


def _headlines_agree(
    tree: LexborHTMLParser, findings: Mapping[str, object], told: Sequence[Mapping[str, object]]
) -> None:
    summary, run = mapping(findings, "summary", FINDINGS), mapping(findings, "run", FINDINGS)
    served, demoted, excluded, passages, passing = (
        number(summary, name, FINDINGS) for name in ("served", "demoted", "excluded", "passages", "passages_served")
    )
    whole, complete = Readiness("all", served, demoted, excluded), run.get("complete") is True
    same(_said(tree, ".answer"), answer(whole, complete=complete), f"the answer of {PAGE}")
    verdict = _said(tree, "h1.verdict")
    if (
        not any(verdict == each for each in _verdicts(whole, told))
        if complete and whole.documents
        else (
            not verdict.startswith("This audit is incomplete: " if whole.documents else "There is nothing to audit: ")
        )
    ):
        raise Contradiction(f"the verdict of {PAGE} isn't that of {FINDINGS}: {verdict[:200]}")
    same(_said(tree, ".figure strong"), f"{whole.share} %", f"the readiness of {PAGE}")
    line = shares_line(whole, percent(passing, passages))
    same(_said(tree, ".figure span"), line, f"the readiness of {PAGE}")
    _seen(_one(tree, "dl.counts"), "dl.counts")
    counts = [_text(_seen(each, "dl.counts")) for each in tree.css("dl.counts dd")]
    same(counts, _counts(summary, told), f"the counts of {PAGE}")


def _verdicts(whole: Readiness, told: Sequence[Mapping[str, object]]) -> list[str]:
    """How the page may put it: the sentence, with any check to begin with that has open findings."""
    concerned: dict[tuple[object, object], set[str]] = {}
    for each in told:
        if each.get("status") != FindingStatus.WAIVED:
            known = concerned.setdefault((each.get("code"), each.get("name")), set())
            known.update(texts(each.get("affects"), "affects"))
    begin = standing(whole)
    if not concerned:
        return [f"{begin}; there is nothing to mend."]
    return [
        _folded(displayed(f"{begin}; {advice} {f'{code} {name}'.strip()} ({counted(len(uris), 'document')})."))
        for (code, name), uris in concerned.items()
        for advice in ("begin with", "worth a look is")
    ]


def _counts(summary: Mapping[str, object], told: Sequence[Mapping[str, object]]) -> list[str]:
    """The numbers in their order: files, documents, skipped, ignored, open findings by severity, and waived ones."""
    files = [number(summary, name, FINDINGS) for name in ("found", "documents", "skipped", "ignored")]
    severities = [each.get("severity") for each in told if each.get("status") != FindingStatus.WAIVED]
    levels = [severities.count(str(level)) for level in reversed(Severity)]
    waived = len(told) - len(severities)
    return [f"{count:,}" for count in (*files, *levels, *([waived] if waived else []))]


def _made_by_us(tree: LexborHTMLParser) -> None:
    """Whether style and script are this kbaudit's own, and the page lets no others run."""
    style, script = parts_of_page()
    styles = [each.text(deep=True) for each in tree.css("style")]
    if len(styles) != 2 or styles[0] != style or not is_running_header(styles[1]):
        raise Contradiction(f"the style of {PAGE} isn't that of {TOOL}")
    scripts = [each.text(deep=True) for each in tree.css("script") if each.attributes.get("type") != "text/plain"]
    if scripts != [script]:
        raise Contradiction(f"the script of {PAGE} isn't that of {TOOL}")
    policy = _one(tree, 'head > meta[http-equiv="Content-Security-Policy"]').attributes.get("content")
    same(policy, content_security_policy(styles, script), f"what {PAGE} lets run")


def _tree(page: bytes) -> LexborHTMLParser:
    bare = _DATA.sub(rb"\1</script>", page)
    if len(bare) > _LARGEST:
        raise Malformed(f"{PAGE} without its data has more than {_LARGEST:,} bytes")
    return LexborHTMLParser(bare.decode())


def _one(tree: LexborHTMLParser, selector: str) -> LexborNode:
    """The one element of that kind."""
    found = tree.css(selector)
    if len(found) != 1:
        raise Contradiction(f"{PAGE} has {len(found):,} times {selector}, and not once")
    return found[0]


def _seen(node: LexborNode, selector: str) -> LexborNode:
    """The element, if people see it: nothing around it is of a kind or a name that could be hidden."""
    at: LexborNode | None = node
    while at is not None and at.tag and not at.tag.startswith("-"):
        odd = at.tag not in _SHOWN_IN or any(
            not set((value or "").split()) <= _PLACES.get(name, frozenset()) for name, value in at.attributes.items()
        )
        if odd or at.attributes.keys() - _PLACES.keys():
            raise Contradiction(f"{PAGE} doesn't show {selector} where it belongs")
        at = at.parent
    return node


def _said(tree: LexborHTMLParser, selector: str) -> str:
    return _text(_seen(_one(tree, selector), selector))


def _text(node: LexborNode) -> str:
    return _folded(node.text(deep=True))


def _folded(said: str) -> str:
    return " ".join(said.split())
