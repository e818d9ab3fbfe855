"""Who owns which paths by files that say so for others: CODEOWNERS, OWNERS and component owners.

CODEOWNERS: the last pattern that matches counts, `dir/*` means what lies directly in dir, and a line without an owner
takes ownership away (https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/
customizing-your-repository/about-code-owners). Component owners: of the components that hold a path the deepest one
counts. OWNERS: the nearest folder that has one counts.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

from kbaudit.model import Origin, OwnerClaim

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_MOST_RULES: Final = 20_000
_LONGEST: Final = 500  # characters of a pattern
_MOST_STARS: Final = 10  # in a pattern: more of them take too long to try
_DEEPEST: Final = 4  # folders by which a file may stand deeper where it was written than where it is found
_SECTION: Final = re.compile(r"\^?\[[^\]]+\](?:\[\d+\])?\s*")
_BLANK: Final = re.compile(r"(?<!\\)\s+")
_MAIL: Final = re.compile(r"[^@\s]{1,100}@[^@\s]{1,200}")
_WHOLE: Final = re.compile(r".*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Rule:
    """Who owns the paths that a pattern matches. folder is the path that it begins with, "" for any place."""

    owners: tuple[str, ...]
    where: str
    folder: str
    path: re.Pattern[str]

    def claims(self) -> tuple[OwnerClaim, ...]:
        return tuple(OwnerClaim(owner, Origin.OWNER_FILE, self.where) for owner in self.owners)


def read_codeowners(text: str, file: str) -> list[Rule]:
    """The rules of a CODEOWNERS file (GitLab's sections too), the one that counts most first."""
    rules: list[Rule] = []
    usual: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines()[:_MOST_RULES], 1):
        words = _words(line)
        if words and (section := _SECTION.match(line)):
            usual = tuple(_words(line[section.end() :]))
        elif words and (path := _codeowners_path(words[0])):
            owners = tuple(words[1:]) or usual
            rules.append(Rule(owners, f"{file}:{number} {words[0]}", _folder(words[0]), path))
    return rules[::-1]


def read_components(pairs: Iterable[tuple[str, str]], file: str) -> list[Rule]:
    """The rules of a component-owners file, from its fields ("components.docs/api", owner): the deepest first."""
    owners: dict[str, list[str]] = {}
    for name, owner in islice(pairs, _MOST_RULES):
        head, _, folder = name.partition(".")
        if head == "components" and owner and 0 < len(folder.strip("/")) <= _LONGEST:
            owners.setdefault(folder.strip("/"), []).append(owner)
    rules = [
        Rule(tuple(of), f"{file} {folder}", folder, re.compile(re.escape(folder) + r"(?:/.*)?", re.DOTALL))
        for folder, of in owners.items()
    ]
    return sorted(rules, key=lambda rule: -rule.folder.count("/"))


def read_owners(pairs: Iterable[tuple[str, str]], file: str) -> list[Rule]:
    """The rule of an OWNERS file in YAML: its approvers own everything beside and below it."""
    named = [owner for name, owner in islice(pairs, _MOST_RULES) if name in {"approvers", "owners"} and owner]
    return _of_folder(named, file)


def read_plain_owners(text: str, file: str) -> list[Rule]:
    """The rule of an OWNERS file of one mail address a line: they own everything beside and below it."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines()[:_MOST_RULES])
    return _of_folder([line for line in lines if _MAIL.fullmatch(line)], file)


class OwnerFiles:
    """The rules of all owner files of a source, by what they count: component owners, OWNERS, CODEOWNERS.

    written_for is what stands before each path where the files were written: the source's place in its repository.
    """

    def __init__(self, groups: Sequence[Sequence[Rule]], paths: Iterable[str], written_for: str = "") -> None:
        self._groups = groups
        self._before = written_for or _missing_before([rule for group in groups for rule in group], paths)

    def claims(self, path: str) -> tuple[OwnerClaim, ...]:
        """Everybody who owns a path, those that count most first; nobody twice."""
        full = self._before + path
        found: dict[str, OwnerClaim] = {}
        for group in self._groups:
            rule = next((rule for rule in group if rule.path.fullmatch(full)), None)
            for claim in rule.claims() if rule else ():
                found.setdefault(claim.value, claim)
        return tuple(found.values())


def _words(line: str) -> list[str]:
    line = line.strip()
    if not line or line.startswith("#"):
        return []
    words: list[str] = []
    for word in _BLANK.split(line):
        if word.startswith("#"):
            break
        words.append(word)
    return words


def _codeowners_path(pattern: str) -> re.Pattern[str] | None:
    """What a pattern matches; None for one that means nothing here (a negation)."""
    written = pattern.replace("\\ ", " ").replace("\\#", "#")
    parts = [part for part in written.split("/") if part]
    if not parts or len(written) > _LONGEST or written.count("*") > _MOST_STARS or written[0] == "!":
        return None
    if parts in (["*"], ["**"]):
        return _WHOLE if written.strip("/") == written or parts == ["**"] else re.compile(r"[^/]*")
    anchored = "/" in written.rstrip("/")
    begin = "" if anchored and parts[0] != "**" else "(?:.*/)?"
    body = "/".join(_segment(part) for part in parts if part != "**" or part is not parts[0])
    body = body.replace("/\0/", "/(?:.*/)?")
    if written.endswith("/"):
        return re.compile(f"{begin}{body}/.+", re.DOTALL)
    if parts[-1] == "**":
        return re.compile(begin + body.removesuffix("\0") + ".+", re.DOTALL)
    below = "" if set("*?") & set(parts[-1]) else "(?:/.*)?"
    return re.compile(begin + body + below, re.DOTALL)


def _segment(part: str) -> str:
    if part == "**":
        return "\0"
    signs = {"*": "[^/]*", "?": "[^/]"}
    return "".join(signs.get(sign) or re.escape(sign) for sign in re.sub(r"\*+", "*", part))


def _folder(pattern: str) -> str:
    """The folders that a pattern begins with, as far as they are written out; "" where it matches anywhere."""
    if "/" not in pattern.rstrip("/"):
        return ""
    whole: list[str] = []
    for part in pattern.strip("/").split("/"):
        if set("*?\\") & set(part):
            break
        whole.append(part)
    return "/".join(whole)


def _of_folder(owners: Sequence[str], file: str) -> list[Rule]:
    folder = file.rpartition("/")[0]
    path = re.compile(re.escape(f"{folder}/") + ".+", re.DOTALL) if folder else _WHOLE
    return [Rule(tuple(owners), file, "", path)] if owners else []


def _missing_before(rules: Sequence[Rule], paths: Iterable[str]) -> str:
    """What stands before the paths where the rules were written, if the source is a part of a larger tree.

    That is so where no folder of the rules is here, but most of them are once the same folders before them are left
    out: "content/" for rules on content/en/docs, where en/docs is.
    """
    named = {rule.folder for rule in rules if rule.folder}
    here = {folder for path in paths for folder in _folders(path)}
    if not named or any(folder in here for folder in named):
        return ""
    before: Counter[str] = Counter()
    for folder in named:
        parts = folder.split("/")
        for count in range(1, min(len(parts), _DEEPEST)):
            if "/".join(parts[count:]) in here:
                before["/".join(parts[:count]) + "/"] += 1
                break
    best = max(before, key=lambda one: (before[one], one), default="")
    return best if before[best] > 1 else ""


def _folders(path: str) -> Iterator[str]:
    parts = path.split("/")
    for count in range(1, len(parts) + 1):
        yield "/".join(parts[:count])
