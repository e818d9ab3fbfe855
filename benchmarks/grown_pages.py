"""Pages in the words of real ones about other things: with versions, copies, contradictions, owners, dates, faults."""

from __future__ import annotations

import random
import re
from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from benchmarks.real_pages import pages as real_pages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SETS: Final = ("hr", "finance", "legal", "support", "product", "engineering", "security", "sales")
OWNERS: Final = 60

_FIRST_DAY: Final = date(2018, 1, 1)
_DAYS: Final = 3_200
_TRANSLATED: Final = "owners-opentelemetry"
_LONG_WORD: Final = re.compile(r"\b[A-Za-z]{5,}\b")
_SENTENCE: Final = re.compile(r"[A-Z][^.!?\n|`<>\[\](){}#*_=]{40,260}[.!?](?=\s)")
_COMMON: Final = 120  # the commonest words stay: they make it a language


class Page(NamedTuple):
    """A page of the made knowledge base: its path, what its front matter says, and its paragraphs of sentences."""

    path: str
    title: str
    fields: dict[str, str]
    paragraphs: list[list[str]]

    def text(self) -> str:
        """The file's text."""
        head = "".join(f"{name}: {value}\n" for name, value in self.fields.items())
        body = "\n\n".join(" ".join(sentences) for sentences in self.paragraphs)
        return (f"---\n{head}---\n" if head else "") + f"# {self.title}\n\n{body}\n"


class Writer:
    """Writes pages; chance decides all."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        texts = [page.text for page in real_pages(random.Random(0)) if page.corpus != _TRANSLATED]
        found = [_SENTENCE.findall(text) for text in texts]
        self._origins = [[" ".join(one.split()) for one in sentences] for sentences in found if len(sentences) >= 6]
        often = Counter(word.lower() for text in texts for word in _LONG_WORD.findall(text))
        ranked = [word for word, _ in often.most_common(9_000)]
        self._kept, self._words = frozenset(ranked[:_COMMON]), ranked[_COMMON:]
        self._number = 0

    def pages(self, size: int) -> Iterator[Page]:
        """So many pages: of their own, versions, copies, near duplicates and contradictions."""
        kinds = (self._own, self._versions, self._copies, self._near, self._at_odds)
        left = size
        while left > 0:
            (kind,) = self._chance.choices(kinds, (66, 9, 4, 4, 4))
            made = kind()[:left]
            yield from made
            left -= len(made)

    def _own(self) -> list[Page]:
        return [self._page()]

    def _versions(self) -> list[Page]:
        page = self._page(faults=0.3)
        stem = page.path.removesuffix(".md")
        by_year = self._chance.random() < 0.5
        found = []
        for step in range(1, self._chance.randint(2, 4) + 1):
            name = f"{stem}-{2020 + step}.md" if by_year else f"{stem}-v{step}.md"
            found.append(page._replace(path=name))
            page = page._replace(
                paragraphs=self._edited(page.paragraphs, 0.15), fields=page.fields | self._reviewed(2020 + step)
            )
        return found

    def _copies(self) -> list[Page]:
        page = self._page(faults=0.3)
        return [
            page,
            *(page._replace(path=self._path(self._set(), page.title)) for _ in range(self._chance.choice((1, 1, 2)))),
        ]

    def _near(self) -> list[Page]:
        page, other = self._page(faults=0.3), self._page(faults=0)
        return [page, other._replace(paragraphs=self._edited(page.paragraphs, 0.08))]

    def _at_odds(self) -> list[Page]:
        """Two pages, each with statements of its own and some that both make, with other values."""
        page, other = self._page(faults=0.3), self._page(faults=0)
        facts = [self._fact() for _ in range(self._chance.randint(2, 4))]
        told = page._replace(paragraphs=[*page.paragraphs, facts])
        return [told, other._replace(paragraphs=[*other.paragraphs[:2], _other_values(facts, self._chance)])]

    def _page(self, faults: float = 1.0) -> Page:
        title = " ".join(self._chance.choices(self._words, k=3)).capitalize()
        where = self._set()
        paragraphs = self._said()
        if self._chance.random() < 0.35:
            paragraphs.append([self._fact()])
        if self._chance.random() < faults:
            paragraphs += self._faults()
        return Page(self._path(where, title), title, self._fields(where, title), paragraphs)

    def _said(self) -> list[list[str]]:
        """The sentences of a real page about other things."""
        sentences = self._chance.choice(self._origins)
        begin = self._chance.randrange(max(1, len(sentences) - 8))
        instead: dict[str, str] = {}
        said = [self._exchanged(one, instead) for one in sentences[begin : begin + self._chance.randint(8, 26)]]
        return [said[at : at + 4] for at in range(0, len(said), 4)]

    def _exchanged(self, sentence: str, instead: dict[str, str]) -> str:
        def other(found: re.Match[str]) -> str:
            word = found[0]
            name = word.lower()
            if name in self._kept:
                return word
            if name not in instead:
                instead[name] = self._words[int(len(self._words) * self._chance.random() ** 2)]
            return instead[name].capitalize() if word[0].isupper() else instead[name]

        return _LONG_WORD.sub(other, sentence)

    def _fact(self) -> str:
        what, who, how = self._chance.choices(self._words, k=3)
        number = self._chance.randint(2, 60)
        return self._chance.choice((
            f"Requests for a {what} {how} are answered by the {who} desk within {number} days.",
            f"The {who} team pays back up to {number * 10} euros for each {what} {how}.",
            f"A {what} {how} is kept by the {who} office for {number} months after it was closed.",
        ))  # fmt: skip

    def _edited(self, paragraphs: list[list[str]], share: float) -> list[list[str]]:
        """The next version: some sentences worded otherwise, some values changed."""
        return [[self._reworded(one) if self._chance.random() < share else one for one in part] for part in paragraphs]

    def _reworded(self, sentence: str) -> str:
        if any(map(str.isdigit, sentence)):
            return _other_values([sentence], self._chance)[0]
        words = sentence.split(" ")
        words[self._chance.randrange(1, len(words))] = self._chance.choice(self._words)
        return " ".join(words)

    def _faults(self) -> list[list[str]]:
        """What is wrong with some pages."""
        luck, word = self._chance.random(), self._chance.choice(self._words)
        if luck < 0.10:
            links = [
                f"See [{name}]({name}-guide.md)."
                for name in self._chance.choices(self._words, k=self._chance.randint(1, 3))
            ]
            return [links]
        if luck < 0.12:
            return [[f"TODO: describe the {word} here."]]
        if luck < 0.13:
            return [[f"This document is a draft and has not been approved by the {word} team."]]
        if luck < 0.14:
            return [[f"This page is obsolete: use the page about {word} instead."]]
        if luck < 0.15:
            return [[f"As shown in the table above, the {word} comes first."]]
        return []

    def _fields(self, where: str, title: str) -> dict[str, str]:
        fields = {"title": title}
        if self._chance.random() < 0.8:
            fields["owner"] = f"{self._person(where)}@example.com"
        if self._chance.random() < 0.9:
            day = _FIRST_DAY + timedelta(days=int(_DAYS * self._chance.random() ** 0.25))
            fields["last_reviewed_on"] = day.isoformat()
        if where == "finance" and self._chance.random() < 0.7:
            fields["audience"] = "staff"
        if self._chance.random() < 0.03:
            fields["valid_until"] = date(2025 + self._chance.randint(0, 2), self._chance.randint(1, 12), 28).isoformat()
        return fields

    def _reviewed(self, year: int) -> dict[str, str]:
        return {"last_reviewed_on": date(year, self._chance.randint(1, 12), 15).isoformat()}

    def _person(self, where: str) -> str:
        """Somebody of the team that has the folder; few of another, or of none."""
        if self._chance.random() < 0.02:
            return f"former{self._chance.randrange(9)}"
        team = SETS.index(where) if where in SETS else self._chance.randrange(len(SETS))
        return f"person{(team * 7 + int(8 * self._chance.random() ** 2)) % OWNERS}"

    def _set(self) -> str:
        (where,) = self._chance.choices((*SETS, "shared"), (12, 10, 8, 18, 16, 20, 6, 8, 2))
        return where

    def _path(self, where: str, title: str) -> str:
        self._number += 1
        return f"{where}/{self._number // 40 % 25:02}/{title.lower().replace(' ', '-')}-{self._number:x}x.md"


def _other_values(sentences: Sequence[str], chance: random.Random) -> list[str]:
    return [re.sub(r"\d+", lambda found: str(int(found[0][:9]) + chance.randint(1, 9)), one) for one in sentences]
