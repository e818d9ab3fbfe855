"""From the hits of a query to the context: order, limits, conflicts, passages, and the reasons for what was dropped."""

from __future__ import annotations

import copy
import json
import math
import pickle
import subprocess
import sys
import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy
import pytest

from kbaudit.errors import UsageError
from kbaudit.model import uri_of as model_uri_of
from kbaudit.retrieval.overlap import overlaps, sampled, shingles
from kbaudit.retrieval.rule_file import Rules
from kbaudit.retrieval.rules import Match, Recency, RuleSettings, build_rules
from kbaudit.retrieval.ruleset import RuleSet
from kbaudit.retrieval.select import Hit, listed, select
from kbaudit.retrieval.stamps import Stamps, uri_of

if TYPE_CHECKING:
    from pathlib import Path

NOW = 1_800_000_000
DAY = 86_400
AS_OF = datetime(2027, 1, 1, tzinfo=UTC)
NEVER = 253402300799


def rules(**settings: Any) -> Rules:
    return Rules.from_json(build_rules(RuleSettings(**settings), AS_OF))


def stamped(uri: str, **fields: object) -> dict[str, object]:
    return {
        "kb_uri": uri,
        "kb_doc_id": uri,
        "kb_status": "serve",
        "kb_reasons": [],
        "kb_valid_from_ts": 0,
        "kb_expires_ts": NEVER,
        "kb_demote_ts": NEVER,
        "kb_effective_ts": NOW,
        "kb_confidence": 1.0,
        "kb_document_set": "hr",
        "kb_family": "",
        "kb_release": "",
        "kb_is_latest": True,
        "kb_conflicts": [],
        **fields,
    }


def hits(*found: tuple[dict[str, object], float]) -> list[Hit]:
    return [Hit(metadata, score) for metadata, score in found]


def names(chosen: Any) -> list[object]:
    return [one.metadata["kb_uri"] for one in chosen]


def test_weights_change_the_order_and_equals_keep_theirs():
    found = hits(
        (stamped("old", kb_effective_ts=NOW - 180 * DAY), 0.8),
        (stamped("demoted", kb_status="demote"), 0.9),
        (stamped("first"), 0.5),
        (stamped("second"), 0.5),
    )
    chosen = select(rules(recency=(Recency("hr", 180, 0.1),)), found, NOW)
    assert [(one.metadata["kb_uri"], one.score) for one in chosen.kept] == [
        ("first", 0.5),
        ("second", 0.5),
        ("demoted", 0.45),
        ("old", 0.4),
    ]


def test_negative_scores_count_as_none():
    chosen = select(rules(), hits((stamped("a"), -0.5), (stamped("b", kb_status="demote"), -0.2)), NOW)
    assert [one.score for one in chosen.kept] == [0.0, 0.0]


def test_the_least_score_is_that_after_weighing():
    chosen = select(rules(min_score=0.5), hits((stamped("a"), 0.5), (stamped("b", kb_status="demote"), 0.9)), NOW)
    assert names(chosen.kept) == ["a"]
    assert chosen.dropped[0].reasons == ("below min_score",)


def test_of_a_conflict_the_best_side_stands_and_names_the_other():
    found = hits(
        (stamped("b", kb_conflicts=["cf:1"]), 0.8),
        (stamped("a", kb_conflicts=["cf:1"]), 0.9),
        (stamped("a", kb_conflicts=["cf:1"]), 0.7),
        (stamped("c"), 0.6),
        (stamped("d", kb_conflicts=["cf:2"]), 0.5),
    )
    chosen = select(rules(), found, NOW)
    assert names(chosen.kept) == ["a", "a", "c", "d"]
    assert [one.disputed_by for one in chosen.kept] == [("b",), ("b",), (), ()]
    assert [one.reasons for one in chosen.dropped] == [("conflict", "cf:1")]
    assert names(select(rules(conflicts="both"), found, NOW).kept) == ["a", "b", "a", "c", "d"]


def test_copies_stand_on_the_same_side_of_a_conflict():
    found = hits(
        (stamped("a", kb_conflicts=["cf:1"], kb_sha256="1"), 0.9),
        (stamped("copy of a", kb_conflicts=["cf:1"], kb_sha256="1"), 0.8),
        (stamped("b", kb_conflicts=["cf:1"], kb_sha256="2"), 0.7),
    )
    chosen = select(rules(max_documents_per_family=None), found, NOW)
    assert names(chosen.kept) == ["a", "copy of a"]
    assert [one.disputed_by for one in chosen.kept] == [("b",), ("b",)]


def test_a_side_that_is_dropped_hides_nothing():
    """The better side of a first conflict is itself left out for a second one: its own conflict stays open."""
    found = hits(
        (stamped("a", kb_conflicts=["cf:1"]), 0.9),
        (stamped("b", kb_conflicts=["cf:1", "cf:2"]), 0.8),
        (stamped("c", kb_conflicts=["cf:2"]), 0.7),
    )
    assert names(select(rules(), found, NOW).kept) == ["a", "c"]


PASSAGE = "Ths pssge ws grbld by scnnr tht nbdy lkd t fr yrs nd nw t sys nthng t ll tht n cn rd"


def a_stamp(uri: str, *, kept_out: str = "", **fields: object) -> dict[str, object]:
    others = dict.fromkeys(("kb_effective_date", "kb_owner", "kb_language", "kb_audience", "kb_version"), "")
    content = {**others, "kb_has_owner": False, "kb_superseded_by": [], **stamped(uri, **fields)}
    del content["kb_uri"], content["kb_doc_id"]
    passages = [
        {"start": 0, "end": 9, "text_sha256": "a" * 64, "reasons": ["KB503"], "shingles": sampled(kept_out)}
        for _ in range(bool(kept_out))
    ]
    return {"sha256": "b" * 64, **content, "uri": uri, "doc_id": uri, "stamp": "sha256:1", "passages": passages}


@pytest.fixture
def audit(tmp_path: Path) -> Path:
    """The folder of an audit of three documents."""
    match = Match(strip_prefix="/data/", add_prefix="kb/")
    (tmp_path / "rules.json").write_text(json.dumps(build_rules(RuleSettings(match=match), AS_OF)))
    lines = [
        a_stamp("kb/good.md"),
        a_stamp("kb/scan.md", kept_out=PASSAGE),
        a_stamp("kb/old.md", kb_status="exclude", kb_reasons=["KB103"]),
    ]
    (tmp_path / "stamps.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    return tmp_path


def test_stamps_go_before_what_the_index_says(audit: Path):
    found = [
        {"metadata": {"source": "/data/good.md"}, "score": 0.3},
        {"metadata": {"source": "/data/old.md", **stamped("kb/old.md")}, "score": 0.9},
        {"metadata": {"source": "/data/gone.md", **stamped("kb/gone.md")}, "score": 0.9},
        {"metadata": {"source": "/data/scan.md"}, "score": 0.2, "text": "All is well.\n\n" + PASSAGE[:60]},
        {"metadata": {"source": "/data/scan.md"}, "score": 0.1, "text": "A page that can be read very well by all."},
        {"metadata": {}, "score": 0.1},
    ]
    chosen = RuleSet.load(audit / "rules.json", stamps=audit / "stamps.jsonl").apply(found, NOW)
    assert [(one.metadata["kb_uri"], one.score) for one in chosen.kept] == [("kb/good.md", 0.3), ("kb/scan.md", 0.1)]
    assert [one.reasons for one in chosen.dropped] == [
        ("not kb_status in serve, demote", "KB103"),
        ("unknown document",),
        ("not kb_status in serve, demote", "KB503"),
        ("unknown document",),
    ]
    assert chosen.kept[0].hit.item is found[0]


def test_without_its_text_a_point_stays_kept_out_for_its_passage(audit: Path):
    """Its own stamp, as `rules apply` wrote it, is all that tells of the passage; the document's mustn't hide it."""
    loaded = RuleSet.load(audit / "rules.json", stamps=audit / "stamps.jsonl")
    spoiled = {"source": "/data/scan.md", **stamped("kb/scan.md", kb_status="exclude", kb_reasons='["KB503"]')}
    [dropped] = loaded.apply([{"metadata": spoiled, "score": 1.0, "text": None}], NOW).dropped
    assert dropped.reasons[0] == "not kb_status in serve, demote"
    assert loaded.apply([Hit(spoiled, 1.0, "A page that can be read very well by all.")], NOW).kept
    once_old = {"source": "/data/scan.md", **stamped("kb/scan.md", kb_status="exclude", kb_reasons=["KB103"])}
    assert loaded.apply([Hit(once_old, 1.0)], NOW).kept


def test_a_point_of_a_lost_document_is_dropped_also_where_unknown_ones_are_served(audit: Path):
    said = json.loads((audit / "rules.json").read_text())
    (audit / "rules.json").write_text(json.dumps({**said, "unknown_documents": "serve"}))
    loaded = RuleSet.load(audit / "rules.json", stamps=audit / "stamps.jsonl")
    found = [Hit({"source": "/data/gone.md", **stamped("kb/gone.md")}, 1.0), Hit({"source": "/data/new.md"}, 1.0)]
    chosen = loaded.apply(found, NOW)
    assert [one.hit.metadata["source"] for one in chosen.kept] == ["/data/new.md"]
    assert "KB701" in chosen.dropped[0].reasons


@pytest.mark.parametrize("name", ["source", "meta.source"])
def test_a_nested_field_is_found_by_its_last_name_or_by_all(audit: Path, name: str):
    said = json.loads((audit / "rules.json").read_text())
    said["match"]["field"] = "meta.source"
    (audit / "rules.json").write_text(json.dumps(said))
    loaded = RuleSet.load(audit / "rules.json", stamps=audit / "stamps.jsonl")
    assert loaded.apply([Hit({name: "/data/good.md"}, 1.0)], NOW).kept


def test_without_stamps_the_points_own_fields_decide(audit: Path):
    loaded = RuleSet.load(audit / "rules.json")
    assert names(loaded.apply([Hit(stamped("a"), 1.0), Hit({"source": "/data/good.md"}, 1.0)], NOW).kept) == ["a"]
    assert loaded.decide(stamped("a", kb_expires_ts=NOW), NOW).reasons == ("not kb_expires_ts > $now",)
    assert loaded.filter(NOW)["operator"] == "AND"


def test_a_changed_file_is_read_anew_and_a_broken_one_is_not(audit: Path, caplog: pytest.LogCaptureFixture):
    loaded = RuleSet.load(audit / "rules.json", stamps=audit / "stamps.jsonl")
    hit = Hit({"source": "/data/good.md"}, 1.0)
    assert not loaded.refresh()
    (audit / "stamps.jsonl").write_text(json.dumps(a_stamp("kb/good.md", kb_status="exclude")))
    assert loaded.refresh()
    assert not loaded.apply([hit], NOW).kept
    (audit / "stamps.jsonl").write_text("{")
    assert not loaded.refresh()
    assert "the rules of before stay in force" in caplog.text
    assert not loaded.apply([hit], NOW).kept
    (audit / "stamps.jsonl").unlink()
    assert not loaded.refresh()
    (audit / "stamps.jsonl").write_text(json.dumps(a_stamp("kb/good.md")) + "\n")
    assert loaded.refresh()
    assert loaded.apply([hit], NOW).kept


def test_a_file_that_could_not_be_read_once_is_tried_again(
    audit: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    """A passing failure, as of a network drive, must not leave the old rules in force for good."""
    loaded = RuleSet.load(audit / "rules.json", stamps=audit / "stamps.jsonl")
    (audit / "stamps.jsonl").write_text(json.dumps(a_stamp("kb/good.md", kb_status="exclude")))
    with monkeypatch.context() as broken:
        broken.setattr(Stamps, "load", classmethod(lambda *_: (_ for _ in ()).throw(UsageError("too many open files"))))
        assert not loaded.refresh()
        assert not loaded.refresh()
    assert caplog.text.count("stay in force") == 1
    assert not loaded.refresh()  # not at every query
    monkeypatch.setattr("kbaudit.retrieval.ruleset._TRY_AGAIN", 0.0)
    assert loaded.refresh()
    assert not loaded.apply([Hit({"source": "/data/good.md"}, 1.0)], NOW).kept


def test_a_rule_set_of_many_threads_reads_a_changed_file_once(audit: Path, monkeypatch: pytest.MonkeyPatch):
    loaded = RuleSet.load(audit / "rules.json", stamps=audit / "stamps.jsonl")
    reads: list[bool] = []
    first, go_on, real = threading.Event(), threading.Event(), Rules.load

    def slow(path: Path) -> Rules:
        reads.append(True)
        first.set()
        assert go_on.wait(30)
        return real(path)

    monkeypatch.setattr(Rules, "load", slow)
    (audit / "rules.json").write_text(json.dumps(build_rules(RuleSettings(), AS_OF)))
    reader = threading.Thread(target=loaded.refresh)
    reader.start()
    assert first.wait(30)
    (audit / "rules.json").write_text(json.dumps(build_rules(RuleSettings(demote_weight=0.25), AS_OF)))
    assert not loaded.refresh()  # while another thread reads, nobody waits for it
    go_on.set()
    reader.join()
    loaded.refresh()  # what came meanwhile isn't lost
    assert loaded.rules.demote_weight == 0.25
    assert len(reads) <= 2


def test_a_rule_set_can_be_copied_and_sent_to_another_process(audit: Path):
    loaded = RuleSet.load(audit / "rules.json", stamps=audit / "stamps.jsonl")
    sent = pickle.loads(pickle.dumps(loaded))  # noqa: S301 - it was made on the line itself
    for again in (sent, copy.deepcopy(loaded)):
        assert again.apply([Hit({"source": "/data/good.md"}, 1.0)], NOW).kept


def test_the_files_are_found_from_another_working_directory(audit: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(audit)
    loaded = RuleSet.load("rules.json")
    monkeypatch.chdir("/")
    assert not loaded.refresh()
    assert loaded._failed is None


def test_a_service_is_not_made_to_load_the_targets():
    heavy = ["kbaudit.retrieval.targets", "kbaudit.model"]
    code = f"import sys, kbaudit.retrieval.ruleset; print(*(name in sys.modules for name in {heavy}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_scores_of_numpy_and_without_end(audit: Path):
    loaded = RuleSet.load(audit / "rules.json")
    [kept] = loaded.apply([{"metadata": stamped("a"), "score": numpy.float32(0.5)}], NOW).kept
    assert kept.score == 0.5
    [nothing] = select(rules(demote_weight=0.0), [Hit(stamped("a", kb_status="demote"), math.inf)], NOW).kept
    assert nothing.score == 0.0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "stamps.jsonl:2 is no stamp"),
        ("[]", "stamps.jsonl:2 is no stamp"),
        (json.dumps(a_stamp("x") | {"uri": 5}), "TypeError: kb_uri"),
        (json.dumps(a_stamp("x") | {"kb_owner": None}), "TypeError: kb_owner"),
        (json.dumps(a_stamp("x") | {"kb_expires_ts": float("nan")}), "TypeError: kb_expires_ts"),
        (json.dumps(a_stamp("x") | {"kb_is_latest": 1}), "TypeError: kb_is_latest"),
        (json.dumps(a_stamp("x") | {"kb_conflicts": [5]}), "TypeError: kb_conflicts"),
        (json.dumps(a_stamp("x") | {"page_content": "somebody's text"}), "page_content"),
        (json.dumps(a_stamp("x") | {"kb_unheard": 1}), "kb_unheard"),
        (json.dumps({"uri": "x"}), "KeyError"),
        ("[" * 100_000, "is no stamp"),
    ],
)
def test_a_line_that_is_no_stamp_is_named(tmp_path: Path, line: str, said: str):
    (tmp_path / "stamps.jsonl").write_text(json.dumps(a_stamp("a")) + "\n" + line + "\n")
    with pytest.raises(UsageError, match=said):
        Stamps.load(tmp_path / "stamps.jsonl", Match())


@pytest.mark.parametrize("hit", [{"metadata": 5, "score": 1.0}, {"metadata": {}, "score": "1"}])
def test_a_hit_of_another_form_is_told(audit: Path, hit: dict[str, object]):
    with pytest.raises(TypeError, match="a hit has metadata"):
        RuleSet.load(audit / "rules.json").apply([hit], NOW)


def test_prefixes():
    match = Match(strip_prefix="/data/", add_prefix="kb/")
    assert [uri_of(value, match) for value in ("/data/a.md", "a.md", "x/data/a.md")] == [
        "kb/a.md",
        "kb/a.md",
        "kb/x/data/a.md",
    ]


@pytest.mark.parametrize("path", [b"hr/a\\b.md", b"mail!/a.md", "日本.md".encode()])
def test_a_point_says_the_file_name_or_the_uri(path: bytes):
    uri = model_uri_of("kb", path)
    stamps = Stamps.of_audit([a_stamp(uri)], Match(strip_prefix="/data/", add_prefix="kb/"))
    for value in (f"/data/{path.decode()}", uri.removeprefix("kb/")):
        found = stamps.of(value)
        assert found
        assert found.uri == uri


def test_lists_are_read_from_json_too():
    assert listed(["a", "b"]) == listed('["a", "b"]') == ("a", "b")
    assert listed("cf:1") == ("cf:1",)
    assert listed("5") == ("5",)
    assert listed(None) == listed("") == listed([]) == listed("[]") == ()


@pytest.mark.parametrize(
    ("chunk", "held"),
    [
        (PASSAGE, True),
        (PASSAGE.upper().replace(" ", "\n  "), True),
        ("Before it something else stands, in many words of quite another kind, more and more. " * 3 + PASSAGE, True),
        (PASSAGE[20:60], True),
        (PASSAGE[:20] + " and then much that is all right, and more of it, so that this is some other passage", False),
        ("Something else", False),
        ("", False),
    ],
)
def test_a_chunk_holds_a_passage_by_half_of_either(chunk: str, held: bool):
    assert overlaps(shingles(chunk), frozenset(sampled(PASSAGE))) is held


def test_a_chunk_of_a_long_passage_holds_it():
    """Of a long passage a stamp has a sample alone: a chunk of it has to be told all the same."""
    words = [f"w{n * n % 7919}x{n}" for n in range(3_000)]
    passage = frozenset(sampled(" ".join(words)))
    chunks = [shingles(" ".join(words[at : at + 150])) for at in range(0, 2_850, 150)]
    assert all(overlaps(chunk, passage) for chunk in chunks)
    other = [f"v{n * n % 7919}x{n}" for n in range(600)]
    assert not overlaps(shingles(" ".join(other)), passage)
    assert not overlaps(shingles(" ".join([*words[:100], *other])), passage)


def test_languages_without_spaces_have_words_of_one_letter():
    passage = "漢字假名交じりの文章は空白で区切られない。" * 2
    assert overlaps(shingles("前置き。" + passage[:30] + "そして別の話が続く"), frozenset(sampled(passage)))
    assert not overlaps(shingles("まったく別の文章がここにある"), frozenset(sampled(passage)))


@pytest.mark.parametrize("text", ["§§ ## %% && ((", "一二三四五", "ok", "\ud800 \ud801"])
def test_any_text_overlaps_itself(text: str):
    assert overlaps(shingles(text), shingles(text))
    assert not overlaps(shingles(text), shingles("Another text of some words."))


def test_with_stamps_the_other_side_is_named_though_it_was_not_found(tmp_path: Path):
    (tmp_path / "rules.json").write_text(json.dumps(build_rules(RuleSettings(), AS_OF)))
    sides = [
        a_stamp("kb/14.md", kb_conflicts=["cf:1"], sha256="1" * 64),
        a_stamp("kb/30.md", kb_conflicts=["cf:1"], sha256="2" * 64),
        a_stamp("kb/old.md", kb_conflicts=["cf:1"], kb_expires_ts=NOW),
    ]
    (tmp_path / "stamps.jsonl").write_text("".join(json.dumps(side) + "\n" for side in sides))
    loaded = RuleSet.load(tmp_path / "rules.json", stamps=tmp_path / "stamps.jsonl")
    [kept] = loaded.apply([Hit({"source": "kb/14.md"}, 1.0)], NOW).kept
    assert kept.disputed_by == ("kb/30.md",)


def test_both_sides_name_each_other_where_both_may_stand():
    found = hits((stamped("a", kb_conflicts=["cf:1"]), 0.9), (stamped("b", kb_conflicts=["cf:1"]), 0.8))
    assert [one.disputed_by for one in select(rules(conflicts="both"), found, NOW).kept] == [("b",), ("a",)]


def test_a_release_that_no_document_is_of_is_refused(audit: Path):
    loaded = RuleSet.load(audit / "rules.json", stamps=audit / "stamps.jsonl")
    with pytest.raises(UsageError, match=r"no document is of the release '6\.0'; live releases are none"):
        loaded.apply([], NOW, "6.0")
    with pytest.raises(TypeError, match="a release is a text"):
        loaded.apply([], NOW, 6.0)  # type: ignore[arg-type]


def test_the_text_of_an_earlier_revision_has_no_date_of_the_new_one(audit: Path):
    loaded = RuleSet.load(audit / "rules.json", stamps=audit / "stamps.jsonl")
    [kept] = loaded.apply([Hit({"source": "/data/good.md", "kb_sha256": "0" * 64}, 1.0)], NOW).kept
    assert (kept.weight, kept.metadata["kb_effective_date"], kept.reasons) == (0.5, "", ("KB703",))
