"""What a redacted report doesn't tell, in any of its files; and what it tells as before."""

from __future__ import annotations

import dataclasses
import json
import re

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from told_report import OTHER_WORDS, OWNERS, WORDS, Names, read, rendered, told_report

from kbaudit.model import PastAudit
from kbaudit.redaction import Level, redacted
from kbaudit.redaction.hiding import Hiding
from kbaudit.redaction.holdings import FIELDS
from kbaudit.redaction.rewriting import Rewriting

PLAIN = Names(
    "zqsource",
    ("zqalpha", "zqalpha-beta/zqgamma", "zqalpha beta (old)"),
    ("zqone.md", "zqone two.md", "zqöne-$^.*[3].html", "zqone.md.md", "zq旅行規程.docx", "zqlast.pdf", "README_zq"),
)
LETTERS = "zqxkväéß旅行 .+*?()[]$^{}-_'&%#,;@~=!\u0301"


@st.composite
def _names(draw):
    """Names that no text holds by chance: hostile ones, and such as begin with another."""
    drawn = st.text(LETTERS, max_size=8).map(str.rstrip)
    folders = [f"zqjx{number}{draw(drawn)}kx" for number in range(2)]
    stems = [f"qzvw{number}{draw(drawn)}jv" for number in range(5)]
    files = [f"{stem}{draw(st.sampled_from(['.md', '.html', '.docx', '', '.zqx']))}" for stem in stems]
    longer = f"{files[0]}{draw(drawn)} qw.md"
    return Names(f"zqsjv{draw(drawn)}w", [folders[0], f"{folders[0]}/{folders[1]}"], [*files, longer])


def five_grams(text):
    words = text.lower().split()
    return {tuple(words[at : at + 5]) for at in range(len(words) - 4)}


def _say(page):
    return re.findall(r"\w+", page.lower())


def _holds_any(page, grams):
    words = _say(page)
    return [gram for gram in zip(*(words[n:] for n in range(5)), strict=False) if gram in grams]


@pytest.fixture(scope="module", params=list(Level))
def level(request):
    return request.param


@pytest.fixture(scope="module")
def report():
    return told_report(PLAIN)


def test_the_report_tells_much_before(report):
    """Else the tests below would prove nothing."""
    said = "\n".join(map(read, rendered(report).values()))
    assert all(part in said for name in PLAIN.parts for part in name.split("/"))
    assert all(owner in said for owner in OWNERS)
    assert _holds_any(said, five_grams(WORDS))
    assert {"KB101", "KB103", "KB104", "KB106", "KB201", "KB505", "KB507", "KB601", "KB902"} <= {
        finding.code for finding in report.findings
    }


@settings(max_examples=40, phases=(Phase.generate,), suppress_health_check=[HealthCheck.too_slow])
@given(_names())
def test_no_name_of_a_file_or_folder_is_left(names):
    parts = {part for name in names.parts for part in name.split("/") if len(part) >= 4}
    for file, page in rendered(redacted(told_report(names), Level.PATHS)).items():
        said = read(page).lower()
        assert [part for part in parts if part.lower() in said] == [], file


@pytest.mark.parametrize("hidden", [Level.TEXT, Level.ALL])
def test_no_five_words_of_a_document_are_left(report, hidden):
    grams = five_grams(WORDS) | five_grams(OTHER_WORDS)
    for file, page in rendered(redacted(report, hidden)).items():
        assert _holds_any(read(page), grams) == [], file


def test_nobody_is_left(report):
    for file, page in rendered(redacted(report, Level.ALL)).items():
        said = read(page)
        assert [owner for owner in OWNERS if owner.lower() in said.lower()] == [], file
        assert not any(part in said for name in PLAIN.parts for part in name.split("/") if len(part) >= 4), file


def test_counts_statuses_and_findings_stay(report, level):
    hidden = redacted(report, level)
    assert hidden.summary == report.summary
    assert hidden.redacted == level.value
    assert sorted(v.status for v in hidden.verdicts.values()) == sorted(v.status for v in report.verdicts.values())
    kept = ("code", "severity", "effect", "status")
    assert [[getattr(f, name) for name in kept] for f in hidden.findings] == [
        [getattr(f, name) for name in kept] for f in report.findings
    ]
    assert [len(f.affects) for f in hidden.findings] == [len(f.affects) for f in report.findings]
    assert [len(f.evidence) for f in hidden.findings] == [len(f.evidence) for f in report.findings]


def test_what_is_named_is_in_the_register(report, level):
    pages = rendered(redacted(report, level))
    uris = {json.loads(line)["uri"] for line in pages["documents.jsonl"].splitlines()}
    said = json.loads(pages["findings.json"])
    elsewhere = {"kbaudit-waivers.yaml"} if level is Level.TEXT else set()
    named = {uri for finding in said["findings"] for uri in finding["affects"]}
    named |= {piece["uri"] for finding in said["findings"] for piece in finding["evidence"] if "uri" in piece}
    assert {uri for uri in named - uris - elsewhere if "elsewhere" not in uri} == set()
    assert {side for line in pages["relations.jsonl"].splitlines() for side in _sides(line)} <= uris
    assert said["run"]["redacted"] == level.value


def _sides(line):
    relation = json.loads(line)
    return relation["a"], relation["b"]


def test_a_number_is_the_line_of_the_unredacted_register(report):
    lines = [json.loads(line) for line in rendered(report)["documents.jsonl"].splitlines()]
    hidden = {
        json.loads(line)["uri"] for line in rendered(redacted(report, Level.PATHS))["documents.jsonl"].splitlines()
    }
    assert len(hidden) == len(lines)
    for uri in hidden:
        number = int(re.search(r"document-(\d{5})", uri)[1])
        assert lines[number - 1]["uri"].count("/") == uri.count("/")


def test_folders_keep_their_depth_and_endings_their_kind():
    hidden = redacted(told_report(PLAIN), Level.PATHS)
    assert list(hidden.corpus.subjects) == [
        "source-1/folder-001/document-00002.pdf",
        "source-1/folder-001/document-00003.html",
        "source-1/folder-002/folder-003/document-00004.md",
        "source-1/folder-002/folder-003/document-00005.docx",
        "source-1/folder-004/document-00006",
        "source-1/folder-004/document-00007.md",
        "source-1/folder-004/document-00008.md",
    ]
    assert [skip.uri for skip in hidden.corpus.skipped] == ["source-1/folder-001/document-00001.md"]


def test_the_same_report_gives_the_same_bytes(level):
    assert rendered(redacted(told_report(PLAIN), level)) == rendered(redacted(told_report(PLAIN), level))


def test_a_report_that_is_not_redacted_stays_as_it_was(report):
    before = rendered(report)
    for level in Level:
        redacted(report, level)
    assert rendered(report) == before
    assert "redacted" not in json.loads(before["findings.json"])["run"]


def test_owners_can_still_be_told_apart(report):
    hidden = redacted(report, Level.ALL)
    by_owner = {}
    for subject, bare in zip(
        sorted(report.corpus.subjects.values(), key=lambda s: s.document.sha256),
        sorted(hidden.corpus.subjects.values(), key=lambda s: s.document.uri),
        strict=True,
    ):
        by_owner.setdefault(subject.owner.value, set())
        assert re.fullmatch(r"owner-\d{3}", bare.owner.value)
    assert len({s.owner.value for s in hidden.corpus.subjects.values()}) == len(by_owner) == len(OWNERS)


def test_fingerprints_are_those_of_the_audit_only_where_they_give_no_words_away(report):
    prints = [finding.fingerprint for finding in report.findings]
    assert [f.fingerprint for f in redacted(report, Level.PATHS).findings] == prints
    hidden = [f.fingerprint for f in redacted(report, Level.TEXT).findings]
    assert set(hidden).isdisjoint(prints)
    assert len(set(hidden)) == len(set(prints))
    assert all(re.fullmatch("[0-9a-f]{64}", print_) for print_ in hidden)


def test_no_digest_of_words_is_left(report):
    assert {s.document.sha256 for s in redacted(report, Level.TEXT).corpus.subjects.values()} == {""}
    assert {s.document.sha256 for s in redacted(report, Level.PATHS).corpus.subjects.values()} != {""}


def test_what_the_retrieval_layer_needs_is_left_out(report, level):
    hidden = redacted(report, level)
    assert hidden.rules == {}
    assert {tuple(stamp) for stamp in hidden.stamps} == {("uri", "kb_release")}


def test_what_is_said_of_fields_is_said_of_fields_that_there_are():
    for kind, held in FIELDS.items():
        assert set(held) <= {field.name for field in dataclasses.fields(kind)}, kind


def test_a_field_of_which_nothing_is_said_is_hidden(report):
    @dataclasses.dataclass(frozen=True)
    class Added:
        words: str

    hiding = Hiding(report, Level.TEXT)
    assert Rewriting(hiding).of(Added(WORDS), hiding.words) == Added(f"[withheld: {len(WORDS)} characters]")


def test_many_documents_take_time_in_proportion():
    """No text is looked through for each of the names: 16 times the documents make 16 times the looks, not 256."""

    def looks(files):
        names = Names("zqsource", ["zqfolder"], [f"zq{number}-name.md" for number in range(files)])
        hiding = Hiding(told_report(names), Level.PATHS)
        return sum(len(spans) for spans in hiding._scrubber._lookup._spans.values())

    assert looks(320) < 20 * looks(20)


def test_a_policy_of_ones_own_has_no_name_where_paths_are_hidden(report, level):
    past = [dataclasses.replace(audit, policy="zqbrandt") for audit in report.history.audits]
    past = past or [PastAudit("r", report.run.as_of, "zqbrandt", True, 1, 1, 0, 0)]
    history = dataclasses.replace(report.history, audits=(*past, dataclasses.replace(past[0], policy="strict")))
    run = dataclasses.replace(report.run, policy_name="zqharbour")
    pages = rendered(redacted(dataclasses.replace(report, run=run, history=history), level))
    assert json.loads(pages["findings.json"])["run"]["policy_name"] == ("policy-2" if level.paths else "zqharbour")
    said = "\n".join(map(read, pages.values()))
    assert ("zqbrandt" in said, "zqharbour" in said) == (not level.paths, not level.paths)
    assert json.loads(rendered(redacted(report, level))["findings.json"])["run"]["policy_name"] == "default"
