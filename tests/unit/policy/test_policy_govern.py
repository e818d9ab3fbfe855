from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kbaudit.model import DateClaim, DateKind, Effect, Origin, OwnerClaim, Period, Severity

SETS = """
defaults: {max_age: 3 years, audience: all, checks: {KB201: {effect: none, severity: error}}}
document_sets:
  - {name: archive, match: ["archive/**"], max_age: never}
  - {name: hr, match: ["hr/**", "!hr/public/**"], owner: required, checks: {KB201: {severity: note}}}
  - {name: intranet, match: ["*.html"], source: intranet}
  - {name: rest, match: ["hr/**", "it/"], audience: staff}
"""


@pytest.fixture
def governed(policy, make_document):
    """The governance of the document at a uri."""

    def govern(uri: str, text: str = SETS):
        (subject,) = policy(text).govern([make_document(uri)])
        return subject.governance

    return govern


@pytest.mark.parametrize(
    ("uri", "name"),
    [
        ("kb/archive/hr/a.md", "archive"),
        ("kb/hr/a.md", "hr"),
        ("kb/hr/public/a.md", "rest"),
        ("kb/it/deep/a.md", "rest"),
        ("kb/deep/it/a.md", "rest"),
        ("intranet/x/a.html", "intranet"),
        ("kb/x/a.html", ""),
        ("hr/a.md", ""),
        ("kb/HR/a.md", ""),
    ],
)
def test_the_first_set_that_matches_governs(governed, uri, name):
    assert governed(uri).document_set == name


def test_a_set_inherits_what_it_does_not_say(governed):
    assert governed("kb/hr/a.md").max_age == Period(months=36)
    assert governed("kb/archive/a.md").max_age is None
    assert governed("kb/hr/a.md").audience == "all"
    assert governed("kb/it/a.md").audience == "staff"
    assert governed("kb/x.md").max_age == Period(months=36)


def test_checks_are_inherited_key_by_key(governed):
    assert governed("kb/x.md").checks["KB201"].severity is Severity.ERROR
    hr = governed("kb/hr/a.md").checks["KB201"]
    assert (hr.severity, hr.effect) == (Severity.NOTE, Effect.NONE)


def test_one_governance_for_all_documents_of_a_set(policy, make_document):
    one, two = policy(SETS).govern([make_document("kb/hr/a.md"), make_document("kb/hr/b.md")])
    assert one.governance is two.governance


def test_subjects_come_in_the_order_given(policy, make_document):
    uris = ["kb/z.md", "kb/a.md", "kb/hr/m.md"]
    assert [s.uri for s in policy(SETS).govern([make_document(uri) for uri in uris])] == uris


def test_required_raises_the_checks_that_see_to_it(governed):
    plain, owned = governed("kb/x.md"), governed("kb/hr/a.md")
    assert not plain.owner_required
    assert (plain.checks["KB301"].severity, plain.checks["KB301"].roll_up) == (Severity.NOTE, True)
    assert owned.owner_required
    assert (owned.checks["KB301"].severity, owned.checks["KB301"].roll_up) == (Severity.WARNING, False)
    reviewed = governed("kb/x.md", "defaults: {review: required}")
    assert reviewed.review_required
    assert (reviewed.checks["KB204"].severity, reviewed.checks["KB204"].roll_up) == (Severity.WARNING, False)
    assert reviewed.checks["KB301"].roll_up


def test_required_comes_before_the_policys_checks_and_after_the_sets(governed):
    everywhere = "checks: {KB301: {enabled: false, severity: error, effect: demote}}\n"
    raised = governed("kb/x.md", f"{everywhere}defaults: {{owner: required}}").checks["KB301"]
    assert (raised.enabled, raised.severity, raised.effect) == (True, Severity.ERROR, Effect.DEMOTE)
    here = "defaults: {owner: required, checks: {KB301: {enabled: false, severity: note, roll_up: true}}}"
    said = governed("kb/x.md", f"{everywhere}{here}").checks["KB301"]
    assert (said.enabled, said.severity, said.roll_up) == (False, Severity.NOTE, True)


def test_a_set_need_not_require_what_the_defaults_do(governed):
    text = "defaults: {owner: required}\ndocument_sets: [{name: a, match: ['a/**'], owner: optional}]"
    assert not governed("kb/a/x.md", text).owner_required
    assert governed("kb/a/x.md", text).checks["KB301"].severity is Severity.NOTE


def test_what_checks_of_content_need_is_inherited(governed):
    text = """
defaults: {required_metadata: [owner], languages: [en], min_words: 50, passage_limit: 4000}
document_sets:
  - {name: hr, match: ["hr/**"]}
  - {name: it, match: ["it/**"], required_metadata: [], languages: [de, en], min_words: 0}
"""
    hr, it = governed("kb/hr/a.md", text), governed("kb/it/a.md", text)
    assert (hr.required_metadata, hr.languages, hr.min_words, hr.passage_limit) == (("owner",), ("en",), 50, 4000)
    assert (it.required_metadata, it.languages, it.min_words, it.passage_limit) == ((), ("de", "en"), 0, 4000)
    plain = governed("kb/a.md", "")
    assert (plain.required_metadata, plain.languages, plain.min_words, plain.passage_limit) == ((), (), 20, 6000)


def test_ungoverned_is_only_who_could_be_governed(governed):
    assert governed("kb/x/a.md").ungoverned
    assert not governed("kb/hr/a.md").ungoverned
    assert not governed("kb/x/a.md", "defaults: {max_age: 1 year}").ungoverned


def test_every_governance_has_a_setting_for_every_check(policy):
    from kbaudit.checks import CHECKS

    loaded = policy(SETS)
    for governance in [loaded.ungoverned, *(scope.governance for scope in loaded.scopes)]:
        assert set(governance.checks) == {check.code for check in CHECKS}


def test_the_first_owner_whose_pattern_matches_comes_before_all_claims(policy, make_document):
    text = "owners: {'hr/benefits/**': benefits, 'hr/**': people, '*.md': anybody}"
    own = OwnerClaim("Jane", Origin.FRONT_MATTER, "owner")
    uris = ["kb/hr/benefits/a.md", "kb/hr/a.md", "kb/it/a.md", "kb/it/a.txt"]
    subjects = policy(text).govern([make_document(uri, owners=(own,)) for uri in uris])
    assert [s.owner.value for s in subjects] == ["benefits", "people", "anybody", "Jane"]
    assert subjects[0].owner.claim == OwnerClaim("benefits", Origin.POLICY, 'owners["hr/benefits/**"]')
    assert subjects[0].owner.losers == (own,)


def test_recency_is_by_set_and_inherited(policy):
    text = """
defaults: {recency: {half_life: 1 year, floor: 0.2}}
document_sets:
  - {name: hr, match: ["hr/**"], recency: {half_life: 180 days}}
  - {name: it, match: ["it/**"]}
"""
    entries = {r.document_set: (r.half_life_days, r.floor) for r in policy(text).recency}
    assert entries == {"hr": (180, 0.0), "it": (365, 0.2), "": (365, 0.2)}
    assert policy().recency == ()


def test_odd_paths_are_matched_as_they_are_written(policy, make_document):
    text = "document_sets: [{name: a, match: ['ä b/*.md']}]"
    uris = ["kb/ä b/\\xff.md", "kb/ä b/\u202e.md", "kb/ä b/new\nline.md"]
    names = [s.governance.document_set for s in policy(text).govern([make_document(u) for u in uris])]
    assert names == ["a", "a", "a"]


def test_what_governance_needs_is_passed_on_and_inherited(governed):
    text = """
defaults:
  grace: 30 days
  retention: 7 years
  date_disagreement: 1 year
  inherit_owner: true
  classification: internal
  min_confidence: 0.7
  mode: simulate
  fail_on: never
  evergreen: true
classifications: [public, internal]
document_sets:
  - {name: hr, match: ["hr/**"]}
  - name: it
    match: ["it/**"]
    grace: none
    retention: none
    date_disagreement: none
    inherit_owner: false
    classification: public
    min_confidence: 0
    mode: enforce
    fail_on: note
    evergreen: false
"""
    for hr in (governed("kb/hr/a.md", text), governed("kb/a.md", text)):
        assert (hr.grace, hr.retention, hr.disagreement) == (Period(days=30), Period(months=84), Period(months=12))
        assert (hr.inherit_owner, hr.simulate, hr.evergreen, hr.fail_on) == (True, True, True, "never")
        assert (hr.classification, hr.classifications, hr.min_confidence) == ("internal", ("public", "internal"), 0.7)
    it = governed("kb/it/a.md", text)
    assert (it.grace, it.retention, it.disagreement) == (None, None, None)
    assert (it.inherit_owner, it.simulate, it.evergreen, it.fail_on) == (False, False, False, "note")
    assert (it.classification, it.min_confidence) == ("public", 0)


def test_a_set_has_its_own_zone(policy, make_document):
    text = "zone: Asia/Tokyo\ndocument_sets: [{name: a, match: ['a/**'], zone: America/New_York}]"
    until = DateClaim(DateKind.VALID_UNTIL, "2026-03-31", Origin.FRONT_MATTER, "x")
    one, other = policy(text).govern([make_document(uri, dates=(until,)) for uri in ("kb/a/x.md", "kb/x.md")])
    assert (str(one.governance.zone), str(other.governance.zone)) == ("America/New_York", "Asia/Tokyo")
    assert one.expires.at == datetime(2026, 4, 1, 4, tzinfo=UTC)
    assert other.expires.at == datetime(2026, 3, 31, 15, tzinfo=UTC)


def test_releases_are_read_from_the_path(policy, make_document):
    text = """
defaults: {releases: {path: "{release}/**", live: ["7.10", "7.4"]}}
document_sets: [{name: x, match: ["x/**"], releases: {path: "x/r{release}/**", live: ["1", "2"], latest: "1"}}]
"""
    uris = ["kb/7.4/a.md", "kb/7.10/a.md", "kb/6.0/a.md", "kb/x/r2/a.md", "kb/x/7.4/a.md"]
    subjects = policy(text).govern([make_document(uri) for uri in uris])
    assert [s.release for s in subjects] == ["7.4", "7.10", "", "2", ""]
    assert [s.governance.releases for s in subjects] == [("7.4", "7.10")] * 3 + [("2", "1")] * 2


def test_canonical_places_and_authorities(policy, make_document):
    text = """
canonical: ["handbook/**", "!handbook/old/**"]
authorities: [{document_set: legal}, {source: intranet}, {match: "*.md"}]
document_sets: [{name: legal, match: ["legal/**"]}]
"""
    uris = ["kb/legal/a.txt", "intranet/a.md", "kb/handbook/a.md", "kb/handbook/old/a.txt"]
    subjects = policy(text).govern([make_document(uri) for uri in uris])
    assert [s.authority for s in subjects] == [3, 2, 1, 0]
    assert [s.canonical for s in subjects] == [False, False, True, False]


def test_the_policy_says_whom_to_trust(policy, make_document):
    stated = DateClaim(DateKind.UPDATED, "2024-01-01", Origin.FRONT_MATTER, "x")
    changed = DateClaim(DateKind.UPDATED, "2025-01-01", Origin.GIT, "y")
    created = DateClaim(DateKind.CREATED, "2020-01-01", Origin.FRONT_MATTER, "z")
    own = OwnerClaim("Jane", Origin.FRONT_MATTER, "owner")
    team = OwnerClaim("docs", Origin.OWNER_FILE, "CODEOWNERS")

    def judged(text: str, *dates: DateClaim):
        return policy(text).govern([make_document(dates=dates, owners=(own, team))])[0]

    assert judged("", stated, changed).effective.claim == stated
    assert judged("", created, changed).effective.claim == created
    assert judged("trust: [git]", stated, changed).effective.claim == changed
    assert judged("trust: [git]", created, changed).effective.claim == changed
    assert judged("trust: [git]", stated, changed).effective.losers == (stated,)
    assert judged("").owner.value == "Jane"
    assert judged("trust: [owner_file]").owner.value == "docs"


def test_beyond_the_horizon(policy):
    text = "defaults: {recency: {half_life: 1 year, horizon: 3 years}}"
    assert [(r.half_life_days, r.horizon_days) for r in policy(text).recency] == [(365, 1096)]
