"""KB403: a document is in another language than its set, or the documents around it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from kbaudit.checks.wording import of_the_set
from kbaudit.model import Affected, Effect, Evidence, Finding, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from kbaudit.model import Corpus, Document, Subject

FEWEST_WORDS: Final = 30  # of fewer nobody can tell the language for sure
FEWEST_DOCUMENTS: Final = 8
SHARE: Final = 0.85
FOLDER: Final = 3
MOST: Final = 0.5
"""So many documents in one folder in one language, and more than so many of the folder, are so on purpose."""
_CONFIDENT: Final = 0.8
_NAMES: Final = {
    "ar": "Arabic", "bg": "Bulgarian", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek",
    "en": "English", "es": "Spanish", "et": "Estonian", "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi",
    "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean",
    "lt": "Lithuanian", "lv": "Latvian", "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese",
    "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "sv": "Swedish", "th": "Thai",
    "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
_OTHER_NAMES: Final = {
    "cs": "cz česky", "da": "dk dansk", "de": "deutsch ger deu", "el": "gr", "en": "eng", "es": "español espanol spa",
    "fr": "français francais fra", "it": "italiano ita", "ja": "jp 日本語", "ko": "kr", "nl": "nederlands",
    "no": "nb nn norsk", "pl": "polski", "pt": "português portugues br por", "ru": "русский", "sv": "se svenska",
    "uk": "ua", "zh": "cn tw hans hant 中文",
}  # fmt: skip
_TRANSLATIONS: Final = frozenset({"i18n", "l10n", "intl", "locale", "locales", "translation", "translations"})
_FIELDS: Final = frozenset({"lang", "language", "locale", "sprache", "langue", "idioma"})
_ALIKE: Final = tuple(
    frozenset(codes.split()) for codes in ("da no", "nl af", "cs sk", "hr sl", "bg mk", "hi mr ne", "ar fa ur", "es ca")
)
"""Languages that detection takes for one another."""
_PARTS: Final = re.compile(r"[^\W_]+")


class Usual(NamedTuple):
    """The language of nearly all documents of a source, and how many of how many are in it."""

    language: str
    many: int
    total: int


class UnexpectedLanguage:
    """By the languages that the policy names; without them by the language of nearly all documents of the source."""

    code = "KB403"
    name = "unexpected-language"
    summary = "Is in another language than its set expects, or than nearly all documents around it."
    of_many = "are in an unexpected language"
    severity = Severity.WARNING
    effect = Effect.NONE
    roll_up = False

    def find(self, corpus: Corpus) -> Iterator[Finding]:
        sure = [subject for subject in corpus.subjects.values() if _is_sure(subject.document)]
        usual = _usual(subject.document for subject in sure)
        folders = _folders(subject.document for subject in sure)
        for subject in sure:
            if why := _why(subject, usual, folders):
                yield Finding(
                    code=self.code,
                    uri=subject.uri,
                    message=f"Is in {_called(subject.document.language)}; {why}.",
                    remedy="Translate it, move it to where its language belongs, or add the language to the policy.",
                    affects=(Affected(subject.uri),),
                    evidence=(Evidence("language", subject.document.language),),
                )


def _why(subject: Subject, usual: Mapping[str, Usual], folders: Mapping[str, Counter[str]]) -> str:
    """What expects another language, or "" if nothing does."""
    document, expected = subject.document, subject.governance.languages
    if expected:
        wanted = " or ".join(map(_called, expected))
        return "" if _among(document.language, expected) else f"{of_the_set(subject.governance)} expects {wanted}"
    around = usual.get(document.source)
    if not around or _among(document.language, (around.language,)) or _on_purpose(document, folders):
        return ""
    return f"{around.many:,} of {around.total:,} documents of its source are in {_called(around.language)}"


def _called(language: str) -> str:
    return _NAMES.get(language, language)


def _is_sure(document: Document) -> bool:
    return bool(document.language) and document.words >= FEWEST_WORDS and document.confidence >= _CONFIDENT


def _usual(documents: Iterable[Document]) -> dict[str, Usual]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for document in documents:
        counts[document.source][document.language] += 1
    found = {source: Usual(*count.most_common(1)[0], count.total()) for source, count in counts.items()}
    return {s: u for s, u in found.items() if u.total >= FEWEST_DOCUMENTS and u.many >= SHARE * u.total}


def _folders(documents: Iterable[Document]) -> dict[str, Counter[str]]:
    """How many documents of each language are directly in each folder."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for document in documents:
        counts[document.uri.rpartition("/")[0]][document.language] += 1
    return counts


def _among(language: str, expected: Iterable[str]) -> bool:
    return any(language == each or any({language, each} <= alike for alike in _ALIKE) for each in expected)


def _on_purpose(document: Document, folders: Mapping[str, Counter[str]]) -> bool:
    """Whether its folder, its path or a field names its language, or says that it's a translation."""
    language, (folder, _, _) = document.language, document.uri.rpartition("/")
    if folders[folder][language] >= FOLDER and folders[folder][language] > MOST * folders[folder].total():
        return True
    called = {language, _called(language).lower(), *_OTHER_NAMES.get(language, "").split()}
    said = [field.value for field in document.fields if field.name.rpartition(".")[2].lower() in _FIELDS]
    path = document.uri.partition("/")[2]
    words = {word for text in (*said, path) for word in _PARTS.findall(text.lower())}
    return not called.isdisjoint(words) or not _TRANSLATIONS.isdisjoint(folder.lower().split("/"))
