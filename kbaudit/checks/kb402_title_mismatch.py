"""KB402: the name, title and heading of a document disagree about what it is."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from kbaudit.checks.file_names import stem
from kbaudit.checks.topics import Topic
from kbaudit.checks.wording import shortened
from kbaudit.model import Affected, Effect, Evidence, Finding, Origin, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from kbaudit.model import Corpus, Document

_MAIL: Final = frozenset({"eml", "msg", "mbox"})  # named by whoever saved them
_DECLARED: Final = frozenset({Origin.FRONT_MATTER, Origin.HTML_META, Origin.PROPERTIES})
_OF_A_TEMPLATE: Final = re.compile(
    r"(?:untitled|unnamed|unbenannt|ohne titel|sans titre|sin título)(?: (?:document|spreadsheet|presentation|page))?"
    r"|(?:document|doc|dokument|presentation|präsentation|book|workbook|mappe|classeur|libro|slide|folie) ?\d{0,3}"
    r"|(?:power ?point|word|excel|microsoft word|microsoft powerpoint) ?(?:presentation|document|spreadsheet|template)?"
    r"|präsentation powerpoint|powerpoint-präsentation|présentation powerpoint|presentación de powerpoint"
    r"|new (?:(?:microsoft )?word )?(?:document|page|file)|blank(?: (?:document|page))?|template|vorlage|letterhead"
    r"|(?:(?:insert|enter|add|your|the|document|page|doc) ){0,2}title(?: here)?|\[[^\[\]]{0,30}title\]|no title|title",
    re.IGNORECASE,
)
_FILE_NAME: Final = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel) ?[-–] ?)?(?P<name>.{0,200}?)"
    r"(?P<ending>\.(?:docx?|pptx?|xlsx?|pdf|odt|rtf|txt|html?|md))?",
    re.IGNORECASE,
)
_LONGEST_ENDING: Final = len(".docx")
_ENOUGH, _PLENTY = 2, 3
"""Words of content in a name that its title may not all contradict: as one title against another, or alone."""


class Label(NamedTuple):
    """A declared title, where it is declared, and whether by the editor's properties rather than in the source."""

    title: str
    where: str
    by_editor: bool


class Naming(NamedTuple):
    """A document with the topics of its name, title and first heading; apart says that name and title share nothing."""

    document: Document
    name: Topic
    title: Topic
    heading: Topic
    apart: bool

    @classmethod
    def of(cls, document: Document, topic: Callable[[str], Topic]) -> Naming:
        """A document's; topic reads a text."""
        name, title = topic(stem(document.uri)), topic(document.title)
        return cls(document, name, title, topic(document.heading), name.shares_nothing(title))


class TitleMismatch:
    """The title is a template's or another document's, or the file's name is. In doubt nothing is said."""

    code = "KB402"
    name = "title-mismatch"
    summary = "Its name, title and heading disagree about what it is."
    of_many = "have a name, title or heading that disagree"
    severity = Severity.NOTE
    effect = Effect.NONE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        documents = (subject.document for subject in corpus.subjects.values() if subject.document.kind not in _MAIL)
        topic = cache(Topic)  # most titles are headings too, and versions of a document share them
        namings = [Naming.of(document, topic) for document in documents]
        names = _names(namings)
        for naming in namings:
            document, labels = naming.document, _labels(naming.document)
            said = next((why for label in labels if (why := _mistitled(label, naming, topic))), "")
            said = said or _misnamed(naming, names)
            if said:
                yield Finding(
                    code=self.code,
                    uri=document.uri,
                    message=said,
                    remedy="Give it one title, and say it in its name, its metadata and its first heading.",
                    affects=(Affected(document.uri),),
                    evidence=_evidence(document, labels),
                )


def _labels(document: Document) -> list[Label]:
    labels = [
        Label(field.value, field.name, field.origin is Origin.PROPERTIES)
        for field in document.fields
        if field.name.lower().rpartition(".")[2] == "title" and field.origin in _DECLARED and field.value
    ]
    if not labels and document.kind == "html" and document.title:
        labels = [Label(document.title, "title", by_editor=False)]
    return labels


def _mistitled(label: Label, naming: Naming, topic: Callable[[str], Topic]) -> str:
    """What is wrong with a declared title, or ""."""
    name, heading = naming.name, naming.heading
    said = _named_as_a_file(label.title)
    if label.title == heading.text and not said:  # as in most documents
        return ""
    title = topic(said or label.title)
    if _OF_A_TEMPLATE.fullmatch(label.title.strip()) or (said and not title.content):
        own = title.words in (name.words, heading.words) or not (name.content or heading.content)
        return "" if own else f'Its title, "{shortened(label.title)}", is that of a template, not its own.'
    if not title.shares_nothing(heading) or not _speaks_against(name, title, heading, label):
        return ""
    return f'Its title is "{shortened(label.title)}", its heading "{shortened(heading.text)}".'


def _named_as_a_file(title: str) -> str:
    """The name in a title that is the name of a file, or ""."""
    by_office = title[:5].lower() == "micro"
    if not by_office and "." not in title[-_LONGEST_ENDING:]:
        return ""
    found = _FILE_NAME.fullmatch(title)
    return found["name"] if found and (found["ending"] or by_office) else ""


def _speaks_against(name: Topic, title: Topic, heading: Topic, label: Label) -> bool:
    """Whether the name has nothing of the title. Where it has, only the title of a whole document stands against it."""
    if name.content:
        return name.shares_nothing(title) or (heading.is_title and title.is_title)
    return label.by_editor or heading.is_title


def _misnamed(naming: Naming, names: Mapping[tuple[str, ...], str]) -> str:
    """What is wrong with a name that shares nothing with title and heading, or "".

    A name may say the same in other words ("time-off", "Annual leave"), so there has to be more: both are titles of
    whole documents ("remote-work-policy", "Expense policy"), the title names another document, or much is said.
    """
    document, name, title, heading, apart = naming
    if not apart or (heading.content and not name.shares_nothing(heading)):
        return ""
    both = len(name.content) >= _ENOUGH and name.is_title and title.is_title
    much = len(name.content) >= _PLENTY and len(title.content) >= _ENOUGH and document.language == "en"
    another = names.get(title.words, document.uri) != document.uri and len(title.words) >= _ENOUGH
    if not (both or (much and title.words == heading.words) or another):
        return ""
    return f'Its name is "{shortened(name.text)}", its title "{shortened(document.title)}".'


def _names(namings: Iterable[Naming]) -> dict[tuple[str, ...], str]:
    """A document by the words of its name, the first of each, where its title agrees with it."""
    found: dict[tuple[str, ...], str] = {}
    for naming in namings:
        if naming.name.content and not naming.apart:
            found.setdefault(naming.name.words, naming.document.uri)
    return found


def _evidence(document: Document, labels: Iterable[Label]) -> tuple[Evidence, ...]:
    declared = tuple(Evidence(label.where, shortened(label.title)) for label in labels)
    heading = (Evidence("heading", shortened(document.heading)),) if document.heading else ()
    return (*declared, *heading, Evidence("file name", shortened(stem(document.uri))))
