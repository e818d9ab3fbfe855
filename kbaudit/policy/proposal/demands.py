"""What to ask of the documents of a set: what most of them do already, and limits that their own dates bear out."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kbaudit.model import Period
from kbaudit.policy.firing.fired import LACKING, UNFIT, Demand
from kbaudit.policy.proposal.special import Purpose
from kbaudit.policy.proposal.yaml import all_in_quotes, listed, quoted, shown
from kbaudit.policy.values import LANGUAGES
from kbaudit.signals.dates import names_a_date
from kbaudit.signals.names import key_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from kbaudit.policy.proposal.areas import Area
    from kbaudit.policy.proposal.pieces import Piece

_MOST_DO: Final = 0.8  # what so many do is asked of all
_SOME_DO: Final = 0.2
_HALF: Final = 0.5
_USUAL: Final = 0.05  # of the documents with a rhythm, those that make one usual
_STALE_AT_MOST: Final = 1 / 3  # a limit that more would break was never kept: the next longer one is proposed
_AGES: Final = (Period(months=36), Period(months=60), Period(months=120))  # the first one is the pack default's
_LEAST_AGE: Final = 12  # months
_LANGUAGE: Final = 0.05
_MOST_LANGUAGES: Final = 6
_LABELS: Final = 12  # a field of more different values is no vocabulary
_LEAST_LABELLED: Final = 10
_LONGEST_LABEL: Final = 40
_LONGEST_NAME: Final = 100
_OF_ONE: Final = {"have": "has", "name": "names", "are": "is"}
_RECOGNISED: Final = {
    "title": "title", "version": "version", "approver": "approver", "approvedby": "approver",
    "classification": "classification", "effectivedate": "effective date",
}  # fmt: skip
_VOCABULARIES: Final = frozenset(
    re.findall(
        r"\w+",
        """
        status state lifecycle type doctype documenttype contenttype category classification sensitivity
        confidentiality audience department division product region scope
        """,
    )
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of a set: the key with its value, why it's proposed, and the demands whose hits are told beside it."""

    text: str
    why: str = ""
    demands: tuple[Demand, ...] = ()


def rules_of(area: Area, as_of: datetime) -> tuple[Rule, ...]:
    """What to ask of one set."""
    return tuple(_BY_PURPOSE.get(area.purpose, _of_living)(area.pieces, as_of))


def _of_living(pieces: Sequence[Piece], as_of: datetime) -> Iterator[Rule]:
    yield from _ownership(pieces)
    yield from _reviews(pieces)
    yield _age(pieces, as_of)
    yield from _languages(pieces)
    yield from _metadata(pieces)


def _of_records(pieces: Sequence[Piece], _: datetime) -> Iterator[Rule]:
    yield Rule("evergreen: true", "written on a day about that day: they neither age nor need reviews")
    yield from _ownership(pieces)


def _of_news(pieces: Sequence[Piece], as_of: datetime) -> Iterator[Rule]:
    yield from _of_records(pieces, as_of)
    yield Rule("recency: {half_life: 1 year, floor: 0.3}", "last year's news weighs half of today's")


def _of_templates(pieces: Sequence[Piece], _: datetime) -> Iterator[Rule]:
    yield Rule("checks: {KB505: {enabled: false}}", "what isn't filled in yet is meant to be so")
    yield from _ownership(pieces)


_BY_PURPOSE: Final = {
    Purpose.MEETINGS: _of_records,
    Purpose.RECORDS: _of_records,
    Purpose.NEWS: _of_news,
    Purpose.TEMPLATES: _of_templates,
}


def _ownership(pieces: Sequence[Piece]) -> Iterator[Rule]:
    named = sum(bool(piece.owner) for piece in pieces)
    if named >= _MOST_DO * len(pieces):
        writers = sum(piece.by_author for piece in pieces) > _HALF * named
        why = f"{_of(named, pieces, 'name')} {'an author, who then counts as the owner' if writers else 'an owner'}"
        yield Rule("owner: required", why, (Demand("owner", ("KB301",)),))
    elif named >= _SOME_DO * len(pieces):
        yield Rule("owner: optional", f"{_of(named, pieces, 'name an owner')}; require one once most do")
    else:
        found = _of(named, pieces, "name an owner") if named else "none names an owner"
        yield Rule("owner: optional", f"{found}: see owners, below")


def _reviews(pieces: Sequence[Piece]) -> Iterator[Rule]:
    reviewed = sum(piece.reviewed for piece in pieces)
    if not reviewed:
        return
    said, enough = _of(reviewed, pieces, "have a review on record"), reviewed >= _MOST_DO * len(pieces)
    if enough:
        yield Rule("review: required", said, (Demand("review", ("KB204",)),))
    rhythms = Counter(piece.every for piece in pieces if piece.every)
    if not rhythms or reviewed < _SOME_DO * len(pieces):
        return
    every, count = min(rhythms.items(), key=lambda item: (-item[1], _length(item[0])))
    why = f"{count:,} of the {rhythms.total():,} that say how often say so; it holds for those that don't"
    if not enough:
        why = f"{said}; {why}"
    yield Rule(f"review_every: {every}", why, (Demand("review_every", ("KB202",)),))


def _age(pieces: Sequence[Piece], as_of: datetime) -> Rule:
    demand = (Demand("max_age", ("KB201",)),)
    rhythms = Counter(piece.every for piece in pieces if piece.every)
    usual = [every for every, count in rhythms.items() if count >= _USUAL * rhythms.total()]
    if usual and sum(piece.reviewed for piece in pieces) >= _HALF * len(pieces):
        longest = max(usual, key=_length)
        limit = Period(months=max(2 * longest.months, _LEAST_AGE), days=2 * longest.days)
        return Rule(f"max_age: {limit}", f"two of the longest usual review cycles ({longest}), a year at least", demand)
    ages = [piece.age_from for piece in pieces if piece.age_from]
    if not ages:
        return Rule(
            f"max_age: {_AGES[0]}", "as in the pack default; it needs dates, and none of these documents has one"
        )
    for limit in _AGES:
        if sum(limit.after(at) <= as_of for at in ages) <= _STALE_AT_MOST * len(pieces):
            usual_limit = "as in the pack default" if limit == _AGES[0] else f"{_AGES[0]} would hit more than a third"
            return Rule(f"max_age: {limit}", f"{usual_limit}; {_of(len(ages), pieces, 'have a date')}", demand)
    many = sum(_AGES[-1].after(at) <= as_of for at in ages)
    why = f"{_of(many, pieces, f'are older than {_AGES[-1]}')}: here age alone doesn't make a document wrong"
    return Rule("max_age: never", why)


def _languages(pieces: Sequence[Piece]) -> Iterator[Rule]:
    told = Counter(piece.language for piece in pieces if piece.language)
    usual = [code for code, n in sorted(told.items()) if n >= max(2, _LANGUAGE * told.total()) and code in LANGUAGES]
    if told.total() < _HALF * len(pieces) or not usual or len(usual) > _MOST_LANGUAGES:
        return
    usual.sort(key=lambda code: (-told[code], code))
    counts = ", ".join(f"{told[code]:,} {code}" for code in usual)
    yield Rule(f"languages: {listed(usual)}", counts, (Demand("languages", ("KB403",)),))


def _metadata(pieces: Sequence[Piece]) -> Iterator[Rule]:
    """What most documents declare is required of all; what has few values keeps to them."""
    spelt: dict[str, Counter[str]] = defaultdict(Counter)
    values: dict[str, Counter[str]] = defaultdict(Counter)
    for piece in pieces:
        fields = [field for field in piece.fields if field.value.strip() and len(field.name) <= _LONGEST_NAME]
        for name in {field.name for field in fields}:
            spelt[key_of(name)][name] += 1
        for field in fields:
            if key_of(field.name) in _VOCABULARIES:
                values[key_of(field.name)].update({value.strip() for value in field.values if value.strip()})
    names = tuple(sorted(_required(pieces, spelt)))
    if names:
        demands = tuple(Demand(LACKING, ("KB304",), name) for name in names)
        yield Rule(
            f"required_metadata: {listed(names)}",
            "most declare it" if len(names) == 1 else "most declare them",
            demands,
        )
    if lines := [_vocabulary(spelt[key], values[key]) for key in sorted(values) if _is_vocabulary(key, values, pieces)]:
        yield Rule("metadata:", "the values in use; strike out what shouldn't be", ())
        yield from lines


def _required(pieces: Sequence[Piece], spelt: dict[str, Counter[str]]) -> Iterator[str]:
    for key, names in spelt.items():
        if names.total() >= _MOST_DO * len(pieces) and (key in _RECOGNISED or key in _VOCABULARIES):
            yield _RECOGNISED.get(key) or _spelling(names)
    declared = sum(any(map(names_a_date, piece.fields)) for piece in pieces)
    if declared >= _MOST_DO * len(pieces) > sum(piece.reviewed for piece in pieces):
        yield "date"


def _is_vocabulary(key: str, values: dict[str, Counter[str]], pieces: Sequence[Piece]) -> bool:
    labels = values[key]
    return (
        labels.total() >= max(_LEAST_LABELLED, _HALF * len(pieces))
        and len(labels) <= min(_LABELS, labels.total() / 3)
        and all(len(label) <= _LONGEST_LABEL and label.isprintable() for label in labels)
    )


def _vocabulary(names: Counter[str], labels: Counter[str]) -> Rule:
    name = _spelling(names)
    used = sorted(labels, key=lambda label: (-labels[label], label))
    rare = [shown(label) for label in used if labels[label] == 1]
    why = f"used once: {', '.join(rare)}" if rare else f"{labels[used[0]]:,} {shown(used[0])}"
    return Rule(f"  {quoted(name)}: {{values: {all_in_quotes(used)}}}", why, (Demand(UNFIT, ("KB304",), name),))


def _spelling(names: Counter[str]) -> str:
    return min(names, key=lambda name: (-names[name], name))


def _length(period: Period) -> float:
    return period.months * 30.4375 + period.days


def _of(count: int, pieces: Sequence[Piece], what: str) -> str:
    """`287 of 288 have a date`; `1 of 288 has a date`; `all have a date`."""
    if count == 1:
        verb, _, rest = what.partition(" ")
        what = f"{_OF_ONE.get(verb, verb)} {rest}".rstrip()
    return f"all {what}" if count == len(pieces) > 1 else f"{count:,} of {len(pieces):,} {what}"
