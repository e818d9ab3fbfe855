"""The date in a path: 2024-03-03, 2024_03, 20240303, 2024/03/03/, 03.04.2024; never a version such as 2023.04.1."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kbaudit.model import DateClaim, DateKind, Origin
from kbaudit.signals.moments import moment_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_YEAR: Final = r"(?P<y>(?:19|20)\d\d)"
_END: Final = r"(?![0-9A-Za-z])(?!\.\d)(?![-_]\d)"
_DAYS: Final = re.compile(
    rf"(?<![0-9A-Za-z.])(?:{_YEAR}(?P<s>[-_]?)(?P<m>\d\d)(?P=s)(?P<d>\d\d){_END})"
    rf"|(?<![^/])(?P<y2>(?:19|20)\d\d)/(?P<m2>\d\d)/(?P<d2>\d\d)(?=[/_-])"
    rf"|(?<![0-9A-Za-z.])(?P<d3>\d\d)\.(?P<m3>\d\d)\.(?P<y3>(?:19|20)\d\d){_END}"
)
_MONTHS: Final = re.compile(
    rf"(?<![0-9A-Za-z.-]){_YEAR}[-_](?P<m>\d\d){_END}|(?<![^/])(?P<y2>(?:19|20)\d\d)/(?P<m2>\d\d)/"
)


def path_date(name: str) -> Iterator[DateClaim]:
    """The date that a path names, if any: a day before a month, the file's own before its folders'."""
    if "19" not in name and "20" not in name:  # no century: asked of each path at each judging
        return
    for form in (_DAYS, _MONTHS):
        for found in reversed(list(form.finditer(name))):
            if moment := moment_of(_iso(found)):
                where = name[name.rfind("/", 0, found.start()) + 1 :].partition("/")[0]
                yield DateClaim(DateKind.PUBLISHED, moment.value(), Origin.PATH, where, found.group())
                return


def _iso(found: re.Match[str]) -> str:
    parts = {name[0]: value for name, value in found.groupdict().items() if value and name != "s"}
    return "-".join(parts[name] for name in "ymd" if name in parts)
