"""Who owns which paths by files that say so for others: CODEOWNERS, OWNERS and component owners.

CODEOWNERS: the last pattern that matches counts, `dir/*` means what lies directly in dir, and a line without an owner
takes ownership away (https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/
customizing-your-repository/about-code-owners). Component owners: of the components that hold a path the deepest one
counts. OWNERS: the nearest folder that has one counts.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from kbaudit.model import Origin, OwnerClaim
from kbaudit.signals.owner_patterns import AT, BELOW, LONGEST, MOST_TRIES, Pattern, compiled, folders_of, keys_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kbaudit.signals.owner_patterns import Key

MOST_RULES: Final = 50_000
"""Lines of an owner file, or fields of one in YAML; one that has more isn't read."""

_MOST_OWNERS: Final = 100  # of a rule
_DEEPEST: Final = 4  # folders by which a file may stand deeper where it was written than where it is found
_SECTION: Final = re.compile(r"\^?\[[^\]]+\](?:\[\d+\])?\s*")
_BLANK: Final = re.compile(r"(?<!\\)\s+")
_MAIL: Final = re.compile(r"[^@\s]{1,100}@[^@\s]{1,200}")


@dataclass(frozen=True, slots=True)
class Rule:
    """Who owns some paths: those that have one of the keys and, where there is a pattern, that this matches as a whole.

    folder is the path that they begin with, "" for any place; pattern is in the syntax of RE2.
    """

    owners: tuple[str, ...]
    where: str
    folder: str
    keys: tuple[Key, ...]
    pattern: str = ""

    def claims(self) -> tuple[OwnerClaim, ...]:
        return tuple(OwnerClaim(owner, Origin.OWNER_FILE, self.where) for owner in self.owners[:_MOST_OWNERS])


def read_codeowners(text: str, file: str) -> list[Rule]:
    """The rules of a CODEOWNERS file (GitLab's sections too), the one that counts most first."""
    rules: list[Rule] = []
    usual: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), 1):
        words = _words(line)
        if words and (section := _SECTION.match(line)):
            usual = tuple(_words(line[section.end() :]))
        elif words and (pattern := Pattern.of(words[0])):
            owners = tuple(words[1:]) or usual
            where = f"{file}:{number} {words[0]}"
            rules.append(Rule(owners, where, pattern.folder, pattern.keys, pattern.regex))
    return rules[::-1]


def read_components(pairs: Iterable[tuple[str, str]], file: str) -> list[Rule]:
    """The rules of a component-owners file, from its fields ("components.docs/api", owner): the deepest first."""
    owners: dict[str, list[str]] = {}
    for name, owner in pairs:
        head, _, folder = name.partition(".")
        if head == "components" and owner and 0 < len(folder.strip("/")) <= LONGEST:
            owners.setdefault(folder.strip("/"), []).append(owner)
    rules = [
        Rule(tuple(of), f"{file} {folder}", folder, ((BELOW, folder), (AT, folder))) for folder, of in owners.items()
    ]
    return sorted(rules, key=lambda rule: -rule.folder.count("/"))


def read_owners(pairs: Iterable[tuple[str, str]], file: str) -> list[Rule]:
    """The rule of an OWNERS file in YAML: its approvers own everything beside and below it."""
    return _of_folder([owner for name, owner in pairs if name in {"approvers", "owners"} and owner], file)


def read_plain_owners(text: str, file: str) -> list[Rule]:
    """The rule of an OWNERS file of one mail address a line: they own everything beside and below it."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return _of_folder([line for line in lines if _MAIL.fullmatch(line)], file)


class OwnerFiles:
    """The rules of all owner files of a source, by what they count: component owners, OWNERS, CODEOWNERS.

    written_for is what stands before each path where the files were written: the source's place in its repository.
    overtaxed says of each group whether a path had more patterns to be held against than are tried: it got no owner.
    """

    def __init__(self, groups: Sequence[Sequence[Rule]], paths: Iterable[str], written_for: str = "") -> None:
        self._groups = [_Index(group) for group in groups]
        self._before = written_for or _missing_before([rule for group in groups for rule in group], paths)

    @property
    def overtaxed(self) -> tuple[bool, ...]:
        return tuple(group.overtaxed for group in self._groups)

    def claims(self, path: str) -> tuple[OwnerClaim, ...]:
        """Everybody who owns a path, those that count most first; nobody twice."""
        full = self._before + path
        found: dict[str, OwnerClaim] = {}
        for group in self._groups:
            rule = group.first(full)
            for claim in rule.claims() if rule else ():
                found.setdefault(claim.value, claim)
        return tuple(found.values())


class _Index:
    """The rules of a group by their keys, so that a path meets only those that may mean it."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_key: dict[Key, list[tuple[int, Rule]]] = {}
        self.overtaxed = False
        for rank, rule in enumerate(rules):
            for key in rule.keys:
                known = self._by_key.setdefault(key, [])
                if not known or known[-1][1].pattern:  # behind a rule that always holds none ever counts
                    known.append((rank, rule))

    def first(self, path: str) -> Rule | None:
        """The first of the rules that means the path."""
        met = [self._by_key[key] for key in keys_of(path) if key in self._by_key]
        text = path.encode("utf-8", "replace")
        for tried, (_, rule) in enumerate(heapq.merge(*met, key=itemgetter(0))):
            if not rule.pattern or compiled(rule.pattern).fullmatch(text):
                return rule
            if tried >= MOST_TRIES:
                self.overtaxed = True
                break
        return None


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


def _of_folder(owners: Sequence[str], file: str) -> list[Rule]:
    return [Rule(tuple(owners), file, "", ((BELOW, file.rpartition("/")[0]),))] if owners else []


def _missing_before(rules: Sequence[Rule], paths: Iterable[str]) -> str:
    """What stands before the paths where the rules were written, if the source is a part of a larger tree.

    That is so where no folder of the rules is here, but most of them are once the same folders before them are left
    out: "content/" for rules on content/en/docs, where en/docs is.
    """
    named = {rule.folder for rule in rules if rule.folder}
    here = {folder for path in paths for folder in folders_of(path)}
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
