"""Date claims: from declared fields, sentences of the text, and the path."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from kbaudit.model import DateClaim, DateKind, Origin
from kbaudit.signals.moments import later, moment_of, period_of
from kbaudit.signals.names import by_hand, key_of, linked
from kbaudit.signals.sentences import stated_dates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kbaudit.model import Field
    from kbaudit.signals.statements import Statements

_KEYS: Final = {
    DateKind.REVIEWED: "lastreviewedon lastreviewed lastreviewdate lastreview reviewedon reviewed reviewdate"
    " datereviewed mslastreviewed lastvalidated lastvalidatedon lastverified lastverifiedon"
    " letzteprüfung letztepruefung letzteüberprüfung zuletztgeprüft dernièrerévision dernierrevision últimarevisión"
    " ultimarevision",
    DateKind.UPDATED: "msdate lastupdated lastupdatedon lastupdate lastupdatedate lastmod sitemaplastmod updated"
    " updatedat updatedon dateupdated datemodified modified modifiedat modifiedtime modifieddate"
    " updatedtime lastmodified lastmodifiedon lastmodifieddate lastmodifiedat lastedited revised"
    " reviseddate revisiondate lastrevised daterevised revdate lasteditedtime lasteditedon lasteditedat lastedittime"
    " lastupdatedtime lastmodifiedtime zuletztaktualisiert zuletztgeändert zuletztbearbeitet letzteänderung"
    " letzteaktualisierung miseàjour dernièremiseàjour últimaactualización ultimaactualizacion",
    DateKind.EFFECTIVE: "effective effectivedate dateeffective effectivefrom validfrom inforcefrom inforcesince"
    " effectivesince applicablefrom gültigab gueltigab gültigseit",
    DateKind.PUBLISHED: "date published publishdate pubdate datepublished publishedat publishedon publishedtime"
    " publicationdate publishingstartdate firstpublisheddate dateissued issued issuedate dateofissue"
    " citationpublicationdate",
    DateKind.CREATED: "created createdat createdon createdtime createddate datecreated creationdate erstellt"
    " erstelltam",
    DateKind.VALID_UNTIL: "validuntil validthrough expires expireson expiresat expiry expirydate expirationdate"
    " expirationtime publishingexpirationdate validto effectiveuntil gültigbis gueltigbis vigentehasta válidohasta"
    " valablejusquau",
    DateKind.REVIEW_DUE: "reviewdue reviewduedate nextreview nextreviewdate nextreviewon reviewby reviewon"
    " reviewbefore verifieduntil nächsteprüfung naechstepruefung nächsteüberprüfung wiedervorlage prochainerévision"
    " prochainerevision próximarevisión proximarevision",
}
_KIND_OF: Final = {key: kind for kind, keys in _KEYS.items() for key in keys.split()}
_PROPERTIES: Final = {
    "created": DateKind.CREATED,
    "creationdate": DateKind.CREATED,
    "modified": DateKind.UPDATED,
    "moddate": DateKind.UPDATED,
    "date": DateKind.CREATED,  # of a mail: when it was sent
    "published": DateKind.PUBLISHED,
}
_CADENCES: Final = frozenset(
    {"reviewin", "reviewevery", "reviewperiod", "reviewcycle", "reviewfrequency", "reviewinterval"}
)
_MONTH_FIRST: Final = frozenset({"msdate", "mslastreviewed"})  # as Microsoft Learn writes them
_TEMPLATE_DATES: Final = (  # the ages of templates that come with programs, not of documents
    "2013-12-23T23:15:00",  # python-docx
    "2013-01-27T09:14:16",  # python-pptx: created, and then modified
    "2013-01-27T09:15:58",
    "1996-10-14T23:33:28",  # Excel, from 97 on
    "1996-12-17T01:32:42",
    "2006-09-13T11:21:5",
    "2006-09-16T00:00:00",
    "2015-06-05T18:17:2",
    "2015-06-05T18:19:3",
)
_WHOLE_MONTH_TO_ITS_END: Final = frozenset({DateKind.VALID_UNTIL, DateKind.REVIEW_DUE})


def date_claims(statements: Statements) -> tuple[DateClaim, ...]:
    """Every date that the document claims for itself."""
    fields = statements.extract.fields
    stated = list(stated_dates(statements))
    declared = [*_declared(fields), *_timed(fields, {claim.value[:10] for claim in stated})]
    declared += _due(fields, declared)
    known = {(claim.kind, claim.value) for claim in declared}  # header lines are fields and text at once
    stated = [claim for claim in stated if (claim.kind, claim.value) not in known]
    return tuple(dict.fromkeys(_as_planned([*declared, *stated])))


def may_be_due(claim: DateClaim) -> bool:
    """Whether a field or line names a review without saying whether it was held or is due."""
    if claim.kind is not DateKind.REVIEWED:
        return False
    return _letters(claim.where.partition(":")[0].rpartition(".")[2]) == "reviewdate"


@lru_cache(maxsize=4096)
def _letters(name: str) -> str:
    return "".join(filter(str.isalpha, name)).lower()


def _as_planned(claims: list[DateClaim]) -> Iterator[DateClaim]:
    """A "review date" after the last review, where the document states that too, is the next one."""
    held = max((c.value for c in claims if c.kind is DateKind.REVIEWED and not may_be_due(c)), default="")
    for claim in claims:
        due = held and may_be_due(claim) and claim.value > held
        yield replace(claim, kind=DateKind.REVIEW_DUE) if due else claim


def names_a_date(field: Field) -> bool:
    """Whether a declared field is called as dates are."""
    return not _by_a_program(field) and key_of(field.name) in _KIND_OF


def _declared(fields: Iterable[Field]) -> Iterator[DateClaim]:
    for field in fields:
        key = key_of(field.name)
        kind = (_PROPERTIES if _by_a_program(field) else _KIND_OF).get(key)
        # HTTP's own headers in <meta http-equiv> speak of caching, not of the document.
        if not kind or (field.origin is Origin.HTML_META and field.name.lower() == "expires"):
            continue
        for value in field.values:
            found = moment_of(linked(value).shown, month_first=key in _MONTH_FIRST, doubtful=True)
            if found and not (field.origin is Origin.PROPERTIES and value.startswith(_TEMPLATE_DATES)):
                said = found.value(last=kind in _WHOLE_MONTH_TO_ITS_END)
                yield DateClaim(kind, said, field.origin, field.name, value, found.otherwise)


def _by_a_program(field: Field) -> bool:
    return field.origin is Origin.PROPERTIES and not by_hand(field.name)


def _timed(fields: Iterable[Field], told: set[str]) -> Iterator[DateClaim]:
    """The page's one <time>; several speak of other things than the page. What the text says of a day told counts."""
    values = dict.fromkeys(
        value for f in fields if f.origin is Origin.HTML_TIME and f.name == "time" for value in f.values
    )
    labelled = {value for f in fields if f.origin is Origin.HTML_TIME and f.name != "time" for value in f.values}
    bare = [value for value in values if value not in labelled]
    for value in bare if len(bare) == 1 else ():
        if (found := moment_of(value)) and found.value()[:10] not in told:
            yield DateClaim(DateKind.PUBLISHED, found.value(), Origin.HTML_TIME, "time", value)


def _due(fields: Iterable[Field], declared: Iterable[DateClaim]) -> Iterator[DateClaim]:
    """The date on which the declared review period after the declared review ends."""
    reviewed = next((claim for claim in declared if claim.kind is DateKind.REVIEWED), None)
    if not reviewed:
        return
    for field in fields:
        period = period_of(field.value) if key_of(field.name) in _CADENCES else None
        if period:
            where = f"{reviewed.where} + {field.name} ({field.value})"
            otherwise = later(reviewed.otherwise, period) if reviewed.otherwise else ""
            due = later(reviewed.value, period)
            yield DateClaim(DateKind.REVIEW_DUE, due, field.origin, where, field.value, otherwise)
