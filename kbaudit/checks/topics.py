"""What a name, title or heading is about, so that two of them can be found to share nothing. In doubt they do."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_LONGEST: Final = 300
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_WORDS: Final = re.compile(r"[^\W\d_]+")
_SHORTEST: Final = 3
_ROOT: Final = 4  # words with the same first letters are taken for forms of one word

KINDS: Final = frozenset(
    re.findall(
        r"\w+",
        """
        agreement charter checklist contract form guide guideline guidelines handbook instructions manual plan
        policies policy procedure procedures process regulation regulations report rules runbook schedule scheme sop
        specification standard standards statement strategy
        """,
    )
)
"""What documents are: with such a word in it, a name or heading is the title of a whole document."""
_SAYS_NOTHING: Final = KINDS | frozenset(
    re.findall(
        r"\w+",
        """
        about all and are can does for from get getting have how into its need new our out run so start started that
        the their this use using via was what when where which who why will with you your
        der die das den dem des ein eine einer eines fuer ist mit nach und von wie zum zur
        aux comment dans des est les par pour que sur une como con del los para por las una
        abstract adr appendix archive article articles blog book chapter content contents copy current doc docs
        document documentation documents draft dummy example examples fake faq faqs file files final general help home
        index info information intro introduction issue item list main misc news note notes old other overview page
        pages part pep post presentation readme reference rfc sample scan section sheet slide slides summary table
        template templates test text title toc topic tutorial untitled update updated version welcome wiki
        """,
    )
)


class Topic:
    """A text of a few words, read for what it is about.

    words are all its words in small letters, without accents; content are those that say what it's about: no articles,
    no words that any document's title may hold.
    """

    __slots__ = ("_content", "content", "text", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = _words(text)
        self.content = tuple([word for word in self.words if len(word) >= _SHORTEST and word not in _SAYS_NOTHING])
        self._content = frozenset(self.content)

    @property
    def run_together(self) -> str:
        return "".join(self.words)

    @property
    def initials(self) -> str:
        return "".join(word[0] for word in self.words)

    @property
    def is_title(self) -> bool:
        """Whether it says what kind of document it names."""
        return not KINDS.isdisjoint(self.words)

    def shares_nothing(self, other: Topic) -> bool:
        """Whether both are about something and no word of one is, shortens or contains a word of the other."""
        if not self.content or not other.content or not self._content.isdisjoint(other.content):
            return False
        if self._script() != other._script():
            return False
        return not any(_appears(word, other) for word in self.content) and not any(
            _appears(word, self) for word in other.content
        )

    def _script(self) -> bool:
        return self.run_together.isascii()


def _words(text: str) -> tuple[str, ...]:
    text = text[:_LONGEST]
    if not text.islower():
        text = _CAMEL.sub(" ", text)
    if not text.isascii():
        text = "".join(ch for ch in unicodedata.normalize("NFKD", text) if not unicodedata.combining(ch))
    return tuple(_WORDS.findall(text.casefold()))


def _appears(word: str, topic: Topic) -> bool:
    if len(word) >= _ROOT and any(other.startswith(word[:_ROOT]) for other in topic.words):
        return True
    return (len(word) >= _ROOT and word in topic.run_together) or _shortens(word, topic)


def _shortens(word: str, topic: Topic) -> bool:
    """Whether a short word may be an abbreviation: initials ("hpa"), or letters of the words in order ("mgmt")."""
    if len(word) > _ROOT or word[0] not in topic.initials:
        return False
    letters = iter(topic.run_together[topic.run_together.index(word[0]) :])
    return word in topic.initials or all(letter in letters for letter in word)
