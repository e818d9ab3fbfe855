"""The date in a path: 2024-03-03, 2024_03, 20240303, 2024/03/03, 03.04.2024; never a version such as 2023.04.1."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kbaudit.model import DateClaim, DateKind, Origin
from kbaudit.signals.moments import moment_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_BEGIN: Final = r"(?<![0-9A-Za-z.])(?<![0-9A-Za-z][-.])"
_END: Final = r"(?![0-9A-Za-z])(?!\.\d)(?![-_]\d)"
_FORMS: Final = tuple(
    re.compile(form)
    for form in (
        rf"(?<![0-9A-Za-z.])((?:19|20)\d\d)[-_](\d\d)[-_](\d\d){_END}",
        rf"(?<![0-9A-Za-z.])((?:19|20)\d\d)(\d\d)(\d\d){_END}",
        r"(?<![^/])((?:19|20)\d\d)/(\d\d)/(\d\d)(?=[/_-])",
        rf"(?<![0-9A-Za-z.-])((?:19|20)\d\d)[-_](\d\d){_END}",
        r"(?<![^/])((?:19|20)\d\d)/(\d\d)/",
    )
)
_GERMAN: Final = re.compile(rf"(?<![0-9A-Za-z.])(\d\d)\.(\d\d)\.((?:19|20)\d\d){_END}")


def path_date(name: str) -> Iterator[DateClaim]:
    """The date that a path names, the file's own before its folders', days before months; nothing when there is none."""
    found = [(*each.group(3, 2, 1), each) for each in _GERMAN.finditer(name)]
    for form in _FORMS:
        found = found or [(*each.groups(), each) for each in form.finditer(name)]
    for *parts, each in reversed(found):
        if moment := moment_of("-".join(parts)):
            where = name[name.rfind("/", 0, each.start()) + 1 :].partition("/")[0]
            yield DateClaim(DateKind.PUBLISHED, moment.value(), Origin.PATH, where, each.group())
            return
