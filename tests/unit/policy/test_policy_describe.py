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


def test_metadata_and_languages_are_named(policy):
    line = describe(policy("defaults: {required_metadata: [owner, product], languages: [en, de]}"))[-1]
    assert line == "all other documents: never stale, the metadata owner product, in de or en"
