"""What `kbaudit policy check` prints: what a policy asks and, with a catalog, what each of its rules hits there."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kbaudit.checks import CHECKS
from kbaudit.model import displayed
from kbaudit.policy import describe
from kbaudit.policy.firing.fired import asked
from kbaudit.policy.firing.notes import notes
from kbaudit.reports.encoding import instant, json_page
from kbaudit.reports.wording import counted, day_at, percent

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from kbaudit.checks.base import Check
    from kbaudit.cli.policy_judged import Judged
    from kbaudit.model import CheckSetting, Governance
    from kbaudit.policy import Policy
    from kbaudit.policy.firing.faults import Checked
    from kbaudit.policy.firing.fired import Demand, Fired, Firing
    from kbaudit.policy.firing.notes import Note

SCHEMA: Final = "kbaudit.policy-check/1"
_WIDTH: Final = 110
_NO_SET: Final = "in no set"
_LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of checking a policy over a catalog. silent are the checks that find nothing, now or later."""

    policy: Policy
    as_of: datetime
    fired: Firing
    silent: tuple[str, ...]
    notes: tuple[Note, ...]

    @classmethod
    def of(cls, checked: Checked, found: Judged, as_of: datetime) -> Outcome:
        """Put together from what was found."""
        policy, firing = checked.policy, {finding.code for finding in found.findings}
        everywhere = [policy.ungoverned, *(scope.governance for scope in policy.scopes)]
        on = {check.code for check in CHECKS if any(_on(check, governance) for governance in everywhere)}
        silent = tuple(check.code for check in CHECKS if check.code in on - firing)
        return cls(policy, as_of, found.fired, silent, notes(checked, found.corpus, found.fired))

    @property
    def sets(self) -> tuple[tuple[str, Governance, Fired], ...]:
        """The sets in their order, then the documents of none, with what was found in each."""
        named = [(scope.governance.document_set, scope.governance) for scope in self.policy.scopes]
        rest = [("", self.policy.ungoverned)] if self.fired.of("").documents or not named else []
        return tuple((name, governance, self.fired.of(name)) for name, governance in [*named, *rest])


def asked_json(policy: Policy) -> str:
    """What a policy asks, for programs, where there is no catalog to hold it against."""
    sets = [{"name": scope.governance.document_set, "match": list(scope.patterns)} for scope in policy.scopes]
    return json_page({"schema": SCHEMA, "policy": _policy(policy), "sets": sets})


def fired_json(outcome: Outcome) -> str:
    """What each rule hits, for programs."""
    return json_page(
        {
            "schema": SCHEMA,
            "policy": _policy(outcome.policy),
            "as_of": instant(outcome.as_of),
            "documents": outcome.fired.documents,
            "may_be_served": outcome.fired.passing,
            "sets": [_set(*one) for one in outcome.sets],
            "checks": [_check(check, len(uris)) for check, uris in _firing(outcome.fired)],
            "never": list(outcome.silent),
            "notes": [
                {"file": n.place.file, "line": n.place.line, "column": n.place.column, "text": n.text}
                for n in outcome.notes
            ],
        }
    )


def fired_text(outcome: Outcome, *, colour: bool) -> str:
    """The same as tables, for people."""
    page = StringIO()
    width = shutil.get_terminal_size((_WIDTH, 24)).columns if sys.stdout.isatty() else _WIDTH
    console = Console(
        file=page, width=max(width, 60), color_system="standard" if colour else None, force_terminal=colour,
        no_color=not colour, highlight=False, markup=False, emoji=False, legacy_windows=False, force_jupyter=False,
    )  # fmt: skip
    for block in (_headline(outcome), _sets(outcome), _rules(outcome), _checks(outcome)):
        console.print(block)
        console.print()
    if outcome.silent:
        console.print(Text(f"Never fire here, now or later: {' '.join(outcome.silent)}"))
    for note in outcome.notes:
        console.print(Text(f"{displayed(':'.join(map(str, note.place)))}: {note.text}"), soft_wrap=True)
    text = page.getvalue() if colour else "\n".join(line.rstrip() for line in page.getvalue().split("\n"))
    return text.rstrip("\n") + "\n"


def _headline(outcome: Outcome) -> Text:
    fired, first = outcome.fired, describe(outcome.policy)[0]
    share = f"{fired.passing:,} of {counted(fired.documents, 'document')} ({_share(fired.passing, fired.documents)})"
    return Text(f"{displayed(first)}\n{share} may be served as of {day_at(outcome.as_of, outcome.policy.zone)}")


def _sets(outcome: Outcome) -> Table:
    table = _table("Document set", "Documents", "Share", "May be served")
    for name, _, fired in outcome.sets:
        count, passing = len(fired.documents), len(fired.passing)
        served = f"{passing:,} ({_share(passing, count)})" if count else ""
        table.add_row(_name(name), f"{count:,}", _share(count, outcome.fired.documents), served)
    return table


def _rules(outcome: Outcome) -> Table:
    table = _table("Rule", "Asks", "Hits", "Share", "")
    for name, governance, fired in outcome.sets:
        table.add_row(Text(displayed(name) or _NO_SET, style="bold"), "", "", "", "")
        for demand in asked(governance):
            hit, of = len(fired.hit(demand)), fired.concerned(demand)
            share = _share(hit, of) if of else ""
            table.add_row(
                Text(f"  {displayed(str(demand))}"), Text(_clipped(demand.value)), f"{hit:,}", share, _says(hit, of)
            )
    return table


def _says(hit: int, of: int) -> str:
    if not of:
        return "concerns none"
    return "all break it" if hit == of else "none breaks it" if not hit else ""


def _checks(outcome: Outcome) -> Table:
    table = _table("Check", "", "Files", "Share", "Effect")
    for check, uris in _firing(outcome.fired):
        setting = _setting(check, outcome.policy.ungoverned)
        share = _share(len(uris), outcome.fired.documents)
        table.add_row(check.code, check.name, f"{len(uris):,}", share, _effects(check, outcome, str(setting.effect)))
    return table


def _effects(check: Check, outcome: Outcome, otherwise: str) -> str:
    """What its findings do: by set, where the sets differ."""
    effects = {str(_setting(check, governance).effect) for _, governance, fired in outcome.sets if fired.documents}
    return ", ".join(sorted(effects)) or otherwise


def _table(first: str, *others: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(first, overflow="fold")
    for title in others:
        right = title in {"Documents", "Share", "Hits", "Files"}
        table.add_column(title, justify="right" if right else "left", overflow="fold")
    return table


def _firing(fired: Firing) -> Iterator[tuple[Check, frozenset[str]]]:
    for check in CHECKS:
        if uris := fired.by_code.get(check.code):
            yield check, uris


def _on(check: Check, governance: Governance) -> bool:
    return _setting(check, governance).enabled


def _setting(check: Check, governance: Governance) -> CheckSetting:
    return governance.checks[check.code]


def _policy(policy: Policy) -> dict[str, object]:
    return {"name": policy.name, "digest": policy.digest, "extends": list(policy.extends)}


def _set(name: str, governance: Governance, fired: Fired) -> dict[str, object]:
    return {
        "name": name,
        "documents": len(fired.documents),
        "may_be_served": len(fired.passing),
        "rules": [_rule(demand, fired) for demand in asked(governance)],
    }


def _rule(demand: Demand, fired: Fired) -> dict[str, object]:
    return {
        "rule": str(demand),
        "asks": demand.value,
        "checks": list(demand.codes),
        "concerns": fired.concerned(demand),
        "hits": len(fired.hit(demand)),
    }


def _check(check: Check, files: int) -> dict[str, object]:
    return {"code": check.code, "name": check.name, "files": files}


def _name(name: str) -> Text:
    return Text(_clipped(name) or _NO_SET)


def _clipped(text: str) -> str:
    line = displayed(text)
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _share(part: int, whole: int) -> str:
    return f"{percent(part, whole)} %"
