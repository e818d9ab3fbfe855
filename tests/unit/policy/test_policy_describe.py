from __future__ import annotations

from kbaudit.policy import describe

SETS = """
name: mine
zone: Europe/Vienna
defaults: {max_age: 90 days}
document_sets:
  - {name: hr, match: ["hr/**"], owner: required, review: required, review_every: 30 days, audience: staff}
  - {name: nowhere, match: ["gone/**"], max_age: never, checks: {KB301: {enabled: false}}}
  - {name: shadowed, match: ["hr/x/**"], source: kb}
"""


def test_a_policy_in_words(policy):
    loaded = policy(SETS)
    assert describe(loaded) == [
        "policy mine: 3 document sets, zone Europe/Vienna, the gate closes at error",
        loaded.digest,
        "hr: hr/**: stale after 90 days, a review every 30 days, a review on record, an owner, for staff",
        "nowhere: gone/**: never stale, without KB301",
        "shadowed: hr/x/** of source kb: stale after 90 days",
        "all other documents: stale after 90 days",
    ]


def test_with_documents_it_says_what_matches_nothing(policy):
    lines = describe(policy(SETS), ["kb/hr/x/a.md", "kb/hr/b.md", "kb/c.md"])
    assert [line.strip() for line in lines if line.startswith("  ")] == [
        "governs 2 documents",
        "governs no document: it matches nothing, or sets above it take all",
        "governs no document: it matches nothing, or sets above it take all",
        "1 of 3 documents",
    ]


def test_all_that_a_set_can_ask_is_told(policy):
    text = """
extends: default
defaults:
  review_every: 1 year
  grace: 30 days
  retention: 7 years
  metadata: {version: {pattern: x}}
  classification: internal
  releases: {path: "{release}/**", live: ["5.1", "7.4"]}
  min_confidence: 0.8
  fail_on: warning
  mode: simulate
document_sets: [{name: minutes, match: [minutes], evergreen: true}]
"""
    _, _, extended, minutes, rest = describe(policy(text))
    assert extended == "extends pack default"
    assert minutes.startswith("minutes: minutes: evergreen, kept for 7 years, rules for the values of version,")
    assert rest == (
        "all other documents: stale after 3 years, a review every 12 months, 30 days of grace, kept for 7 years, "
        "rules for the values of version, classified internal, releases 5.1, 7.4 (the latest is 7.4), "
        "a confidence of 0.8, the gate closes at warning, effects are only simulated"
    )


def test_metadata_and_languages_are_named(policy):
    line = describe(policy("defaults: {required_metadata: [owner, product], languages: [en, de]}"))[-1]
    assert line == "all other documents: never stale, the metadata owner product, in de or en"
