"""Documents made from one form about many things: invoices, branch pages, monthly reports.

Comparisons tell which pairs are siblings. Each content is compared with few others, so in a large crowd most pairs are
not; near duplicates that hang together with siblings, and are no nearer to one another than those, are siblings too.

A near duplicate is explained by a form where the form is known from several things that it was filled in for, or where
the titles say that the two are about two things. Two of one title that say nearly the same are one page of which a name
was changed: "Live Reload" became "Fast Refresh". Its versions before and after look like two things, however many.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, NamedTuple

from kbaudit.model import RelationKind
from kbaudit.similarity.grounds import relation
from kbaudit.similarity.same_page import titles
from kbaudit.similarity.unions import Unions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kbaudit.model import Pair, Relation
    from kbaudit.similarity.grounds import Grounds

_FORM: Final = 0.3  # Jaccard, raw or masked, from which a shared form is worth a word
_STANDS_OUT: Final = 0.5  # of the distance between siblings: two that are nearer are one document twice
_KNOWN: Final = 3  # siblings that each of two documents has otherwise
_SAME: Final = 0.9  # of the sentences say the same, and none says anything else
_THINGS: Final = 4  # that a form is filled in for; a name that was changed twice makes three of one page
_MOST: Final = 0.5  # of the sentences
_AS_OTHERS: Final = "same form, as alike as those of it that were compared"


class _Tie(NamedTuple):
    """Two contents (least uris) of one form: how alike they are, and what tells so."""

    a: str
    b: str
    pair: Pair
    evidence: str


class Forms:
    """Which contents (least uris) are made from one form."""

    def __init__(self, grounds: Grounds, near_duplicate: float) -> None:
        self._grounds = grounds
        self._near_duplicate = near_duplicate
        self._unions = Unions()
        self._siblings: Counter[str] = Counter()
        self._nearest: dict[str, float] = {}
        told = list(self._told())
        for tie in told:
            self._siblings.update((tie.a, tie.b))
            for name in (tie.a, tie.b):
                self._nearest[name] = max(tie.pair.jaccard, self._nearest.get(name, 0.0))
        left = list(self._left())
        for tie in (*told, *left):
            self._unions.join(tie.a, tie.b)
        self._nearest_in_form: dict[str, float] = {}
        for name, nearest in self._nearest.items():
            form = self._unions.find(name)
            self._nearest_in_form[form] = max(nearest, self._nearest_in_form.get(form, 0.0))
        known = {self._unions.find(name) for name in self._siblings}
        left = [tie for tie in left if self._unions.find(tie.a) in known]
        self._known = known
        self._things = self._counted()
        self._ties = [tie for tie in (*told, *left) if tie.pair.jaccard < near_duplicate or self._explains(tie)]

    def explain(self, a: str, b: str, pair: Pair) -> bool:
        """Whether two documents are alike because of their form. A form filled in twice with the same isn't."""
        return self._explains(_Tie(self._grounds.content[a], self._grounds.content[b], pair, ""))

    def differ_by_form(self, a: str, b: str) -> bool:
        """Whether what two documents say differently was filled into a form that is known from others like them.

        Two invoices to one customer: nothing in them says that they are about two things, but all the others do.
        """
        one, other = self._grounds.content[a], self._grounds.content[b]
        if not self._of_one_form(one, other) or min(self._siblings[one], self._siblings[other]) < _KNOWN:
            return False
        pair = self._grounds.measured.between(a, b)
        return pair is None or not self._stands_out(one, other, pair)

    def relations(self) -> Iterator[Relation]:
        """Each document of a form tied to the one that is likest to it: one tie fewer than there are documents."""
        tree = Unions()
        for tie in sorted(self._ties, key=lambda tie: (-_alike(tie.pair), tie.a, tie.b)):
            if tree.find(tie.a) != tree.find(tie.b):
                tree.join(tie.a, tie.b)
                a, b = sorted(self._grounds.standing[name] for name in (tie.a, tie.b))
                yield relation(RelationKind.TEMPLATE_SIBLING, a, b, tie.pair, tie.evidence)

    def _told(self) -> Iterator[_Tie]:
        """The siblings that were compared. What a family holds are versions, whatever else they are."""
        for (one, other), comparison in self._grounds.compared.items():
            if evidence := comparison.sibling or self._grounds.series.told(one, other):
                a, b = self._grounds.standing[one], self._grounds.standing[other]
                pair = self._grounds.measured.between(a, b)
                if pair and not self._grounds.kin(a, b) and _alike(pair) >= _FORM:
                    yield _Tie(one, other, pair, evidence)

    def _left(self) -> Iterator[_Tie]:
        """The near duplicates that were never compared."""
        for a, b, pair in self._grounds.pairs():
            one, other = self._grounds.content[a], self._grounds.content[b]
            if pair.jaccard < self._near_duplicate or self._grounds.kin(a, b):
                continue
            if self._grounds.compared.between(one, other) is None:
                yield _Tie(one, other, pair, _AS_OTHERS)

    def _explains(self, tie: _Tie) -> bool:
        comparison = self._grounds.compared.between(tie.a, tie.b)
        if self._grounds.series.apart(tie.a, tie.b):
            return not comparison or bool(comparison.differences) or comparison.equal < _SAME
        if comparison is None or not comparison.sibling:
            twice = comparison and comparison.equal >= _SAME and not comparison.differences
            if twice or not self._of_one_form(tie.a, tie.b) or self._stands_out(tie.a, tie.b, tie.pair):
                return False
        elif comparison.equal < _MOST:
            return True
        return self._things[self._unions.find(tie.a)] >= _THINGS or self._titled_apart(tie.a, tie.b)

    def _titled_apart(self, one: str, other: str) -> bool:
        """Whether both have titles, and none in common, versions aside."""
        ours, theirs = (titles(self._grounds.documents[name]) for name in (one, other))
        return bool(ours and theirs) and not ours & theirs

    def _counted(self) -> Counter[str]:
        """How many things each form is filled in for. Near duplicates that a comparison calls no siblings are one."""
        things = Unions()
        for (one, other), comparison in self._grounds.compared.items():
            pair = self._grounds.measured.between(one, other)
            alone = not comparison.sibling and not self._grounds.series.apart(one, other)
            if alone and pair and pair.jaccard >= self._near_duplicate:
                things.join(one, other)
        found = {(self._unions.find(name), things.find(name)) for name in self._siblings}
        return Counter(form for form, _ in found)

    def _of_one_form(self, one: str, other: str) -> bool:
        form = self._unions.find(one)
        return form in self._known and form == self._unions.find(other)

    def _stands_out(self, one: str, other: str, pair: Pair) -> bool:
        """Whether two of a form are so much nearer than siblings are that they are one document twice."""
        known = [self._nearest[name] for name in (one, other) if name in self._siblings]
        nearest = max(known or [self._nearest_in_form[self._unions.find(one)]])
        return 1 - pair.jaccard <= _STANDS_OUT * (1 - nearest)


def _alike(pair: Pair) -> float:
    return max(pair.jaccard, pair.masked_jaccard)
