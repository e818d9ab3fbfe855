"""Whether a phrase is meant as it stands, or quoted, told of, or made to hang on a condition."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from kbaudit.signals.uncoded import SOURCES

if TYPE_CHECKING:
    from kbaudit.model import Extract

_ABOUT_IT: Final = re.compile(
    r"prompt[- ]?injection|injection de prompt|inyección de prompt|jail-?break|adversarial prompt|prompt[- ]?hack"
    r"|red[- ]team"
    r"|chat template|prompt template|prompt engineering|tokeni[sz]er",
    re.IGNORECASE,
)
_COMMANDED: Final = re.compile(
    r"(?:^|[.!?:;)\]—–>|}]|\b(?:please|now|then|must|should|shall|will|bitte|jetzt|plaît|favor|debes|important"
    r"|attention|ai|assistant"
    r"|assistants|llm|llms|model))[,:]?[\s*_#>|•\-+]*\Z",
    re.IGNORECASE | re.MULTILINE,
)
_CONDITION: Final = re.compile(
    r"[\s,]{1,3}(?:if|when|unless|where|once|in case|falls|wenn|sofern|sauf|cuando|si)\b(?!\s(?:you['’]?\s?(?:are"
    r"|re) an?|asked))",
    re.IGNORECASE,
)
_EXAMPLE: Final = re.compile(
    r"\b(?:e\.g\.|for example|for instance|such as|like|examples?|samples?|z\.\s?B\.|Beispiel\w*|par exemple"
    r"|por ejemplo)",
    re.IGNORECASE,
)
_LISTED: Final = re.compile(r"[ \t]*(?:[-*+•|]|\d{1,2}[.)])[ \t]")
_FENCE: Final = re.compile(r"^[ \t>]{0,8}(?:```|~~~)", re.MULTILINE)
_OPENING: Final = "“„«‘‹「"
_CLOSING: Final = "”»’›」"
_LINE: Final = 600


@dataclass(frozen=True)
class Surroundings:
    """A text as the place in which phrases stand."""

    extract: Extract

    def is_command(self, start: int, end: int) -> bool:
        """Whether text[start:end] begins a sentence, is said on the author's own behalf, and hangs on no condition."""
        begin, before = self._before(start)
        if not _COMMANDED.search(before) or _CONDITION.match(self.extract.text, end):
            return False
        return not (self._is_code(before, begin) or _is_quoted(before) or self._is_example(before, begin))

    def is_sign(self, start: int) -> bool:
        """Whether a sign stands there on its own behalf: neither in code nor on a page about such signs."""
        begin, before = self._before(start)
        return not (self._is_about_it or self._is_code(before, begin) or _is_quoted(before))

    def _before(self, start: int) -> tuple[int, str]:
        """The line up to a place: where it begins, and its text."""
        begin = max(self.extract.text.rfind("\n", 0, start) + 1, start - _LINE)
        return begin, self.extract.text[begin:start]

    @cached_property
    def _is_about_it(self) -> bool:
        return bool(_ABOUT_IT.search(self.extract.text) or _ABOUT_IT.search(self.extract.title))

    def _is_code(self, before: str, begin: int) -> bool:
        if self.extract.kind not in SOURCES:
            return False
        if before.startswith(("    ", "\t")) or before.count("`") % 2:
            return True
        return len(_FENCE.findall(self.extract.text, 0, begin)) % 2 == 1

    def _is_example(self, before: str, begin: int) -> bool:
        """Whether it stands among examples: on a page about such phrases, any item of a list or row of a table."""
        if _EXAMPLE.search(before):
            return True
        if not self._is_about_it:
            return False
        above = self.extract.text[max(0, begin - 200) : begin].rstrip().rpartition("\n")[2]
        return bool(_LISTED.match(before)) or above.endswith(":") or bool(_EXAMPLE.search(above))


def _is_quoted(before: str) -> bool:
    """Whether a quotation was begun on the line and not ended."""
    if before.lstrip().startswith(">") or before.count('"') % 2:
        return True
    opened = max(map(before.rfind, _OPENING))
    return (opened >= 0 and opened > max(map(before.rfind, _CLOSING))) or before.endswith(("'", "‚"))
