"""Made-up knowledge bases of any size, the same for the same seed: pages by uri below the source, and their text."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator

    Pages = Iterator[tuple[str, str]]


class Author:
    """Writes prose of made-up words in their natural frequency, with values and duties in some sentences."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        syllables = [onset + nucleus for onset in (*"bcdfghlmnprstv", "st", "pr", "gr") for nucleus in (*"aeiou", "ea")]
        coined = {"".join(chance.choices(syllables, k=chance.randint(2, 4))) for _ in range(9000)}
        self.words = sorted(coined)
        chance.shuffle(self.words)
        self._often, total = [], 0.0
        for rank in range(len(self.words)):
            total += 1 / (rank + 15)
            self._often.append(total)

    def some(self, count: int) -> list[str]:
        return self.chance.choices(self.words, cum_weights=self._often, k=count)

    def value(self) -> str:
        number = self.chance.choice((self.chance.randint(2, 30), self.chance.randint(5, 90) * 10))
        return f"{number} {self.chance.choice(('days', 'hours', 'euros', 'percent', 'months', 'items'))}"

    def sentence(self) -> str:
        words = self.some(self.chance.randint(5, 14))
        for at in range(1, len(words), 3):
            words[at] = self.chance.choice(("the", "of the", "and", "to the", "is", "in", "for a", "with the"))
        luck = self.chance.random()
        if luck < 0.12:
            words.append(f"within {self.value()}")
        elif luck < 0.2:
            words[2:2] = [self.chance.choice(("must", "may", "must not", "should"))]
        return f"The {' '.join(words)}."

    def paragraph(self) -> str:
        return " ".join(self.sentence() for _ in range(self.chance.randint(3, 7)))

    def title(self) -> str:
        return " ".join(self.some(3)).capitalize()

    def page(self, title: str, paragraphs: list[str], at: date) -> str:
        team = self.chance.choice(("hr", "finance", "support", "legal", "platform"))
        head = f"---\ntitle: {title}\nowner: {team}@example.com\nlast_reviewed_on: {at:%Y-%m-%d}\n---\n# {title}\n\n"
        parts = [f"## {self.title()}\n\n{part}" if place % 3 == 2 else part for place, part in enumerate(paragraphs)]
        return head + "\n\n".join(parts) + "\n"

    def body(self) -> list[str]:
        """Paragraphs: 9 in the middle, 5 kB on average, of some pages many more."""
        return [self.paragraph() for _ in range(min(120, max(2, round(self.chance.lognormvariate(2.2, 0.7)))))]

    def edited(self, paragraphs: list[str]) -> list[str]:
        """The next version: some sentences anew, some values changed."""
        share = self.chance.choice((0.02, 0.06, 0.15))
        return [" ".join(self._edited(each, share) for each in part.split(". ")) for part in paragraphs]

    def _edited(self, sentence: str, share: float) -> str:
        said = sentence if sentence.endswith(".") else f"{sentence}."
        luck = self.chance.random()
        if luck < share:
            return self.sentence()
        if luck < share * 2 and " within " in said:
            return f"{said.partition(' within ')[0]} within {self.value()}."
        return said


def base(size: int, chance: random.Random) -> Pages:
    """Versions (30 in 100), forms (14), parts (4), copies (4), and pages of their own, many with notices and facts."""
    author = _Pool(Author(chance), size)
    left = size
    while left > 0:
        luck = chance.random()
        if luck < 0.12:
            made = list(author.versions())
        elif luck < 0.32:
            made = [author.form()]
        elif luck < 0.37:
            made = [author.whole()]
        elif luck < 0.42:
            made = [author.copy()]
        else:
            made = [author.own()]
        yield from made[:left]
        left -= len(made)


class _Pool:
    """What the pages of one knowledge base share: templates, notices, facts, and some pages that others repeat."""

    def __init__(self, author: Author, size: int) -> None:
        self._author, self._chance = author, author.chance
        # One template in ten thousands of forms, the rest in about fifty each.
        self._templates = [author.body()[:12] for _ in range(max(2, size // 400))]
        self._notices = [author.paragraph() for _ in range(12)]
        self._slogans = [" ".join(author.some(10)) for _ in range(8)]
        self._facts = [(" ".join(author.some(10)), author.value()) for _ in range(size // 20 + 1)]
        self._pages: list[tuple[str, list[str], date]] = []
        self._number = 0

    def own(self) -> tuple[str, str]:
        title, paragraphs, at = self._author.title(), self._finished(self._author.body()), self._date()
        if len(self._pages) < 400 or self._chance.random() < 0.1:
            self._pages = [*self._pages[-399:], (title, paragraphs, at)]
        return self._path(title), self._author.page(title, paragraphs, at)

    def versions(self) -> Pages:
        title, paragraphs, at = self._author.title(), self._finished(self._author.body()), self._date()
        style = self._chance.randrange(3)
        stem = self._path(title).removesuffix(".md")
        for step in range(1, self._chance.randint(2, 4) + 1):
            folder, _, name = stem.rpartition("/")
            names = (f"{stem}-v{step}.md", f"{folder}/{step}.0/{name}.md", f"{stem}-{at.year + step}.md")
            yield names[style], self._author.page(title, paragraphs, at + timedelta(days=300 * step))
            paragraphs = self._author.edited(paragraphs)

    def form(self) -> tuple[str, str]:
        growing = self._chance.random() < 0.15
        template = self._templates[0] if growing else self._chance.choice(self._templates)
        name = "".join(self._author.some(2)).capitalize()
        filled = [f"{name}: {part} It is {self._author.value()}." for part in template]
        return self._path(f"{name} branch"), self._author.page(f"{name} branch", filled, self._date())

    def whole(self) -> tuple[str, str]:
        title = self._author.title()
        if not self._pages:
            return self.own()
        _, part, _ = self._chance.choice(self._pages)
        return self._path(title), self._author.page(title, [*self._author.body(), *part], self._date())

    def copy(self) -> tuple[str, str]:
        if not self._pages:
            return self.own()
        title, paragraphs, at = self._chance.choice(self._pages)
        return self._path(f"{title} copy"), self._author.page(title, paragraphs, at)

    def _finished(self, paragraphs: list[str]) -> list[str]:
        """With what other pages say too: a notice, a slogan in many values, a fact that some tell otherwise."""
        said = [self._chance.choice(self._notices)] if self._chance.random() < 0.3 else []
        if self._chance.random() < 0.1:
            said.append(f"The {self._chance.choice(self._slogans)} within {self._author.value()}.")
        if self._chance.random() < 0.15:
            fact, value = self._chance.choice(self._facts)
            said.append(f"The {fact} within {self._author.value() if self._chance.random() < 0.2 else value}.")
        return paragraphs + said

    def _path(self, title: str) -> str:
        self._number += 1
        folder = f"{self._number // 400:03}/{self._number // 20 % 20:02}"
        return f"{folder}/{title.lower().replace(' ', '-')}-{self._number:x}x.md"

    def _date(self) -> date:
        return date(2020, 1, 1) + timedelta(days=self._chance.randrange(2000))


def identical(size: int, chance: random.Random) -> Pages:
    """One page, again and again."""
    author = Author(chance)
    text = author.page(author.title(), author.body(), date(2025, 1, 1))
    for number in range(size):
        yield f"{number // 500:03}/page-{number:x}x.md", text


def hot(size: int, chance: random.Random) -> Pages:
    """Pages that share half of their words, and one statement with many values: bands, anchors and statements meet."""
    author = Author(chance)
    shared, fact = [author.paragraph(), author.paragraph()], " ".join(author.some(10))
    for number in range(size):
        own = [author.paragraph(), f"The {fact} within {author.value()}."]
        yield f"{number // 500:03}/page-{number:x}x.md", "\n\n".join([*shared, *own]) + "\n"


KINDS: dict[str, Callable[[int, random.Random], Pages]] = {"base": base, "identical": identical, "hot": hot}
