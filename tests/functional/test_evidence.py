"""The evidence bundle, by the real command: written, carried away, verified, tampered with."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import re
import shutil
import subprocess
import zlib
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from kbaudit.evidence import Asked, verify_bundle

DAY = "2026-06-01"
OPTIONS = ("-p", "sample_corpus/kbaudit.yaml", "--as-of", DAY, "--fail-on", "never")


@pytest.fixture(scope="module")
def audited(kbaudit_in, project, tmp_path_factory) -> Path:
    """A folder with a copy of the sample corpus, a report and a bundle of it."""
    folder = tmp_path_factory.mktemp("audited")
    shutil.copytree(project / "sample_corpus", folder / "sample_corpus")
    (folder / "sample_corpus" / ".kbauditignore").write_text("drafts/\n*.tmp\n")
    (folder / "sample_corpus" / "scratch.tmp").write_text("left out")
    done = kbaudit_in(folder, "audit", "sample_corpus", *OPTIONS, "--evidence", "evidence", "--format", "csv")
    assert done.code == 0, done.err
    assert "manifest sha256:" in done.err
    return folder


@pytest.fixture
def bundle(audited, tmp_path) -> Path:
    """A copy of the bundle, to be tampered with."""
    return Path(shutil.copytree(audited / "evidence", tmp_path / "carried away"))


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def _sums_made_anew(bundle: Path) -> None:
    lines = [f"{_sha256(bundle / name)}  {name}\n" for name in _files(bundle) if not name.startswith("SHA256SUMS")]
    (bundle / "SHA256SUMS").write_text("".join(lines))


def _manifest_made_anew(bundle: Path) -> None:
    """The manifest, the statement and SHA256SUMS, as somebody would make them who knows what they are made of."""
    manifest = json.loads((bundle / "manifest.json").read_text())
    for each in manifest["files"]:
        path = bundle / each["path"]
        each.update(sha256=_sha256(path), size=path.stat().st_size)
    manifest["root"]["sha256"] = _sha256(bundle / "files.jsonl")
    (bundle / "manifest.json").write_text(json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
    statement = json.loads((bundle / "statement.json").read_text())
    statement["subject"][0]["digest"]["sha256"] = _sha256(bundle / "manifest.json")
    statement["subject"][1]["digest"]["sha256"] = _sha256(bundle / "files.jsonl")
    statement["predicate"] = {name: manifest[name] for name in statement["predicate"]}
    (bundle / "statement.json").write_text(json.dumps(statement, indent=2, ensure_ascii=False) + "\n")
    _sums_made_anew(bundle)


def _flipped(data: bytes, at: int, bits: int) -> bytes:
    return data[:at] + bytes([data[at] ^ bits]) + data[at + 1 :]


def _named(out: str) -> set[str]:
    """The files that are told as changed, missing or added."""
    told = (line.split("  ", 1) for line in out.splitlines())
    return {words[1].split(": ")[0] for words in told if words[0] in {"changed", "missing", "added"}}


def _failed(out: str) -> set[str]:
    return {line[6:].split(":")[0] for line in out.splitlines() if line.startswith("FAIL")}


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/New_York"])
def test_an_unchanged_bundle_verifies_elsewhere_and_in_another_zone(kbaudit, bundle, tmp_path, zone):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = kbaudit("verify", bundle, env={"TZ": zone}, cwd=elsewhere)
    assert done.code == 0, done.out
    assert "FAIL" not in done.out
    assert not any(elsewhere.iterdir()), "nothing is written, no catalog is made"


def test_two_audits_of_the_same_inputs_write_the_same_bundle(kbaudit, audited, tmp_path):
    source = audited / "sample_corpus"
    policy = ("-p", source / "kbaudit.yaml", "--as-of", DAY, "--fail-on", "never", "--format", "csv")
    env = {"TZ": "America/New_York", "PYTHONHASHSEED": "3", "LC_ALL": "C"}
    kbaudit("audit", source, *policy, "-c", "other.duckdb", "-o", "other", "--evidence", "again", env=env)
    again, first = tmp_path / "again", audited / "evidence"
    assert _files(again) == _files(first)
    for name in _files(first):
        assert (again / name).read_bytes() == (first / name).read_bytes(), name


def test_the_report_in_the_bundle_is_that_of_the_output_folder(audited):
    report = audited / "kbaudit-report"
    assert _files(audited / "evidence" / "report") == _files(report)
    for name in _files(report):
        assert (audited / "evidence" / "report" / name).read_bytes() == (report / name).read_bytes(), name


def test_check_writes_the_same_bundle_without_reading_a_file(kbaudit_in, audited):
    done = kbaudit_in(audited, "check", *OPTIONS, "--format", "csv", "-o", "checked", "--evidence", "checked-evidence")
    assert done.code == 0, done.err
    for name in _files(audited / "evidence"):
        assert (audited / "checked-evidence" / name).read_bytes() == (audited / "evidence" / name).read_bytes(), name


@pytest.mark.skipif(not shutil.which("sha256sum"), reason="needs sha256sum")
def test_sha256sum_alone_tells_the_same(bundle):
    subprocess.run(["sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS"], cwd=bundle, check=True)
    run = json.loads((bundle / "report" / "findings.json").read_text())["run"]
    assert f"sha256:{_sha256(bundle / 'corpus.jsonl')}" == run["corpus_digest"]
    assert f"sha256:{_sha256(bundle / 'policy.json')}" == run["policy_digest"]
    assert _sha256(bundle / "inputs.json")[:32] == run["id"]


def test_every_file_that_was_met_is_listed(audited):
    lines = [json.loads(line) for line in (audited / "evidence" / "files.jsonl").read_text().splitlines()]
    by_uri = {line["uri"]: line for line in lines}
    there = {str(path.relative_to(audited)): path for path in (audited / "sample_corpus").rglob("*") if path.is_file()}
    assert there.keys() == {uri for uri, line in by_uri.items() if "within" not in line}
    hashed = {uri: line for uri, line in by_uri.items() if line["sha256"] and "within" not in line}
    assert len(hashed) == len(there) - 2
    assert {uri: line["sha256"] for uri, line in hashed.items()} == {uri: _sha256(there[uri]) for uri in hashed}
    assert by_uri["sample_corpus/scratch.tmp"]["pattern"] == "*.tmp"
    attached = [line for line in lines if "within" in line]
    assert attached
    assert all(line["uri"].startswith(f"{line['within']}!/") for line in attached)
    assert all(line["no_sha256"] for line in lines if not line["sha256"])


def test_the_manifest_has_the_form_of_its_schema(audited, project):
    schema = json.loads((project / "docs" / "schemas" / "evidence-manifest.schema.json").read_text())
    Draft202012Validator.check_schema(schema)
    manifest = json.loads((audited / "evidence" / "manifest.json").read_text())
    assert [error.message for error in Draft202012Validator(schema).iter_errors(manifest)] == []
    less = {name: value for name, value in manifest.items() if name != "root"}
    assert not Draft202012Validator(schema).is_valid(less)
    assert {each["path"] for each in manifest["files"]} == {
        name for name in _files(audited / "evidence") if name not in {"manifest.json", "statement.json", "SHA256SUMS"}
    }


def test_no_place_of_this_machine_and_no_other_moment_stands_in_it(audited):
    for name in ("manifest.json", "files.jsonl", "statement.json", "inputs.json", "policy.json", "sampling.csv"):
        text = (audited / "evidence" / name).read_text()
        assert str(audited) not in text, name


def _told(bundle: Path) -> set[str]:
    """The files that are told as changed, missing or added, without a process of its own."""
    verified = verify_bundle(bundle, Asked())
    assert not verified.holds
    return {difference.path for difference in verified.differences}


def test_a_flipped_byte_is_named_by_the_command(kbaudit, bundle):
    path = bundle / "report" / "report.html"
    before = path.read_bytes()
    path.write_bytes(_flipped(before, 5000, 1))
    done = kbaudit("verify", bundle)
    assert (done.code, _named(done.out)) == (1, {"report/report.html"})
    assert hashlib.sha256(before).hexdigest() in done.out, "what it was"
    assert _sha256(path) in done.out, "and what it is"


@pytest.mark.parametrize("seed", range(6))
def test_one_flipped_byte_anywhere_is_found_and_named(bundle, seed):
    draw = random.Random(seed)  # noqa: S311 - no secret
    for name in _files(bundle):
        path = bundle / name
        before = path.read_bytes()
        at = draw.randrange(len(before))
        path.write_bytes(_flipped(before, at, draw.randrange(1, 256)))
        assert _told(bundle) == {name}, (name, at)
        path.write_bytes(before)
    assert verify_bundle(bundle, Asked()).holds


@pytest.mark.parametrize("name", ["SHA256SUMS", "manifest.json", "statement.json"])
def test_one_flipped_byte_in_what_lists_the_others_is_named_too(bundle, name):
    draw = random.Random(name)  # noqa: S311 - no secret
    path = bundle / name
    before = path.read_bytes()
    for at in draw.sample(range(len(before)), 40):
        path.write_bytes(_flipped(before, at, draw.choice((1, 2, 4, 16, 32, 128))))
        assert _told(bundle) == {name}, at


@pytest.mark.parametrize("deed", ["cut", "lengthened", "emptied", "deleted", "added", "made a link"])
def test_whatever_is_done_to_a_file_it_is_named(bundle, tmp_path, deed):
    draw = random.Random(deed)  # noqa: S311 - no secret
    for name in _files(bundle):
        path = bundle / name
        before, told = path.read_bytes(), name
        if deed == "cut":
            path.write_bytes(before[: draw.randrange(len(before))])
        elif deed == "lengthened":
            path.write_bytes(before + b"\n")
        elif deed == "emptied":
            path.write_bytes(b"")
        elif deed == "deleted":
            path.unlink()
        elif deed == "added":
            path = path.with_name(f"more-{path.name}")
            path.write_bytes(b"more")
            told = str(path.relative_to(bundle))
        else:
            (tmp_path / "elsewhere").write_bytes(before)
            path.unlink()
            path.symlink_to(tmp_path / "elsewhere")
        assert _told(bundle) == {told}
        path.unlink(missing_ok=True)
        if deed != "added":
            path.write_bytes(before)


def _edited(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_sums_that_were_made_anew_do_not_hide_a_change(kbaudit, bundle):
    _edited(bundle / "report" / "findings.json", '"severity": "error"', '"severity": "note"')
    _sums_made_anew(bundle)
    done = kbaudit("verify", bundle)
    assert done.code == 1
    assert _named(done.out) == {"report/findings.json"}
    assert "manifest" in _failed(done.out)
    assert "skip  findings: not looked at, report/findings.json was changed" in done.out


def _stamp(bundle: Path, **changes: object) -> None:
    """Changes the first served stamp and makes its digest anew."""
    path = bundle / "report" / "stamps.jsonl"
    lines = path.read_text().splitlines()
    at = next(number for number, line in enumerate(lines) if json.loads(line)["kb_status"] == "exclude")
    stamp = json.loads(lines[at]) | changes
    stamp.pop("stamp")
    canonical = json.dumps(stamp, sort_keys=True, separators=(",", ":"))
    stamp["stamp"] = f"sha256:{hashlib.sha256(canonical.encode()).hexdigest()}"
    lines[at] = json.dumps(stamp)
    path.write_text("\n".join(lines) + "\n")


def _register(bundle: Path, uri: str, **changes: object) -> None:
    path = bundle / "report" / "documents.jsonl"
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    path.write_text("".join(json.dumps(line | changes if line["uri"] == uri else line) + "\n" for line in lines))


def _rules(bundle: Path) -> None:
    path = bundle / "report" / "rules.json"
    rules = json.loads(path.read_text()) | {"unknown_documents": "serve"}
    bare = {name: value for name, value in rules.items() if name not in {"ruleset", "as_of"}}
    canonical = json.dumps(bare, sort_keys=True, separators=(",", ":"))
    rules["ruleset"] = f"sha256:{hashlib.sha256(canonical.encode()).hexdigest()}"
    path.write_text(json.dumps(rules, indent=2) + "\n")


def _files_listed(bundle: Path) -> None:
    _edited(bundle / "files.jsonl", '"sha256": "d61e', '"sha256": "d71e')


FINDINGS, DOCUMENTS, STAMPS, RULES = (f"report/{name}" for name in (
    "findings.json", "documents.jsonl", "stamps.jsonl", "rules.json"
))  # fmt: skip
PAGE = "sample_corpus/hr/remote-work.md"
NOTHING = "<!doctype html><title>All is well</title>"


def _page(bundle):
    """One document that was excluded is served, by the page alone."""
    path = bundle / "report/report.html"
    page = path.read_text(encoding="utf-8")
    island = re.search(r'id="data">([^<]+)<', page)[1]
    data = json.loads(zlib.decompress(base64.b64decode(island)))
    statuses = data["register"]["columns"]["status"]
    statuses[statuses.index("exclude")] = "serve"
    made = base64.b64encode(zlib.compress(json.dumps(data).encode())).decode()
    path.write_text(page.replace(island, made), encoding="utf-8")


DEEDS = {
    "a finding": (lambda b: _edited(b / FINDINGS, '"severity": "error"', '"severity": "note"'), "findings"),
    "a finding taken out": (lambda b: _edited(b / FINDINGS, '"affects": [', '"affects": [], "was": ['), "findings"),
    "the counts": (lambda b: _edited(b / FINDINGS, '"served": 7', '"served": 8'), "counts"),
    "a stamp": (lambda b: _edited(b / STAMPS, '"kb_status": "exclude"', '"kb_status": "serve"'), "stamps"),
    "a stamp with its digest": (lambda b: _stamp(b, kb_status="serve", kb_reasons=[]), "stamps"),
    "a stamp's owner": (lambda b: _stamp(b, kb_owner="somebody"), "stamps"),
    "the rules": (lambda b: _edited(b / RULES, '"demote_weight": 0.5', '"demote_weight": 1.0'), "rules"),
    "the rules with their digest": (_rules, "rules of the policy"),
    "a document's status": (lambda b: _register(b, PAGE, status="exclude"), "counts"),
    "a document's date": (
        lambda b: _register(b, PAGE, effective={"at": "2026-05-01T00:00:00Z", "from": ""}),
        "register",
    ),
    "a document's owner": (lambda b: _register(b, PAGE, owner={"value": "me", "from": ""}), "register"),
    "a document's hash": (lambda b: _register(b, PAGE, sha256="0" * 64), "register"),
    "the hash of a file": (_files_listed, "files"),
    "the corpus": (lambda b: _edited(b / "corpus.jsonl", "last_updated", "last_reviewed"), "corpus"),
    "the inputs": (lambda b: _edited(b / "inputs.json", "2026-06-01", "2026-06-02"), "run"),
    "the policy": (lambda b: _edited(b / "policy.json", '"demote_weight":0.5', '"demote_weight":1.0'), "policy"),
    "the waivers": (lambda b: (b / "waivers.json").write_text('["{}"]'), "waivers"),
    "the sample": (lambda b: _edited(b / "sampling.csv", "1,serve,sample_corpus/", "1,serve,other/"), "sample"),
    "the page's tables": (_page, "page"),
    "the page": (lambda b: (b / "report/report.html").write_text(NOTHING), "page"),
    "a relation": (lambda b: _edited(b / "report/relations.jsonl", '"a": "sample_corpus/', '"a": "x/'), "relations"),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_a_change_with_everything_made_anew_contradicts_the_rest(bundle, deed):
    change, check = DEEDS[deed]
    change(bundle)
    _manifest_made_anew(bundle)
    assert _told(bundle) == set(), "it's all listed as it is now"
    failed = {each.name: each.detail for each in verify_bundle(bundle, Asked()).checks if each.passed is False}
    assert check in failed, failed


def test_a_digest_kept_elsewhere_proves_what_cross_checks_cannot(kbaudit, audited, bundle):
    kept = _sha256(audited / "evidence" / "manifest.json")
    assert kbaudit("verify", bundle, "--expect", f"sha256:{kept}").code == 0
    _edited(bundle / "sampling.md", "could try other moments", "could not try other moments")
    _manifest_made_anew(bundle)
    assert kbaudit("verify", bundle).code == 0, "this is beyond what can be told from the bundle alone"
    done = kbaudit("verify", bundle, "--expect", kept)
    assert (done.code, _failed(done.out)) == (1, {"expected digest"})
    root = _sha256(bundle / "files.jsonl")
    assert "nothing else in the bundle" in kbaudit("verify", bundle, "--expect", root).out
    assert kbaudit("verify", bundle, "--expect", "abc").code == 2


def test_the_source_is_compared_file_by_file(kbaudit, bundle, audited, tmp_path):
    corpus = Path(shutil.copytree(audited / "sample_corpus", tmp_path / "corpus"))
    same = kbaudit("verify", bundle, "--source", f"sample_corpus={corpus}")
    assert same.code == 0, same.out
    with (corpus / "hr" / "remote-work.md").open("a") as page:
        page.write("One word more.\n")
    (corpus / "operations" / "charging-bay-plan.png").unlink()
    (corpus / "new.md").write_text("# New\n")
    (corpus / "more.tmp").write_text("left out, as others of its kind were")
    done = kbaudit("verify", bundle, "--source", corpus)
    assert done.code == 1
    assert _named(done.out) == {f"sample_corpus/{name}" for name in (
        "hr/remote-work.md", "operations/charging-bay-plan.png", "new.md"
    )}  # fmt: skip
    assert _failed(done.out) == {"source"}
    assert kbaudit("verify", bundle, "--source", f"other={corpus}").code == 2
    assert kbaudit("verify", bundle, "--source", "sample_corpus=nowhere").code == 2


def test_a_name_that_gives_a_secret_away_is_in_no_sheet_and_the_bundle_holds(kbaudit, tmp_path):
    key = "AKIA" + "Q3EGRXPYQVQYW7LK"
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / f"{key}.md").write_text("# Keys\n\nHere is where the keys of the boats hang, all of them.\n")
    (tmp_path / "docs" / "link.md").symlink_to(f"nowhere/{key}")
    (tmp_path / "docs" / f"{key}.xyz").write_text("unread")
    assert kbaudit("audit", "docs", "--as-of", DAY, "--evidence", "proof", "--fail-on", "never").code == 0
    for name in ("sampling.csv", "sampling.md", "manifest.json", "report/report.html"):
        assert key not in (tmp_path / "proof" / name).read_text(), name
    assert "[redacted: " in (tmp_path / "proof" / "sampling.csv").read_text()
    done = kbaudit("verify", "proof", "--source", "docs")
    assert done.code == 0, done.out


def test_a_report_inside_the_source_is_no_new_file(kbaudit, tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("# A\n\nSome words about the harbour and its boats.\n")
    inside = tmp_path / "docs"
    kbaudit("audit", "docs=.", "--evidence", "proof", "--as-of", DAY, "-c", "facts.duckdb", cwd=inside)
    done = kbaudit("verify", "proof", "--source", "docs=.", cwd=inside)
    assert done.code == 0, done.out


def test_a_signature_by_the_right_key_the_wrong_one_and_none(kbaudit, audited, tmp_path):
    if not shutil.which("ssh-keygen"):
        pytest.skip("needs ssh-keygen")
    for name in ("ann", "bob"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", tmp_path / name], check=True)
    for name in ("ann", "bob"):
        key = " ".join((tmp_path / f"{name}.pub").read_text().split()[:2])
        (tmp_path / f"signers-{name}").write_text(f"{name}@example.com {key}\n")
    catalog = audited / ".kbaudit" / "catalog.duckdb"
    policy = ("-p", audited / "sample_corpus" / "kbaudit.yaml", "--as-of", DAY, "--fail-on", "never")
    signed = kbaudit("check", *policy, "-c", catalog, "--evidence", "signed", "--sign", "ann")
    assert signed.code == 0, signed.err
    assert "signed" in signed.err
    good = kbaudit("verify", "signed", "--signers", "signers-ann")
    assert good.code == 0, good.out
    assert "ann@example.com" in good.out
    unasked = kbaudit("verify", "signed")
    assert unasked.code == 0
    assert "nobody's key was asked for" in unasked.out
    other = kbaudit("verify", "signed", "--signers", "signers-bob")
    assert (other.code, _failed(other.out)) == (1, {"signature"})

    folder = tmp_path / "signed"
    before = (folder / "SHA256SUMS.sig").read_bytes()
    draw = random.Random(7)  # noqa: S311 - no secret
    for at in draw.sample(range(len(before)), 12):
        (folder / "SHA256SUMS.sig").write_bytes(_flipped(before, at, draw.randrange(1, 256)))
        done = kbaudit("verify", "signed")
        assert (done.code, _failed(done.out)) == (1, {"signature"}), at
    (folder / "SHA256SUMS.sig").unlink()
    gone = kbaudit("verify", "signed", "--signers", "signers-ann")
    assert (gone.code, _failed(gone.out)) == (1, {"signature"})

    assert kbaudit("check", *policy, "-c", catalog, "--evidence", "two", "--sign", "nobody").code == 2
    without = kbaudit("check", *policy, "-c", catalog, "--evidence", "two", "--sign", "ann", env={"PATH": ""})
    assert without.code == 2
    assert "ssh-keygen" in without.err
    assert not (tmp_path / "two").exists()


def test_a_bundle_takes_the_place_of_a_bundle_and_of_nothing_else(kbaudit, audited, tmp_path):
    catalog = audited / ".kbaudit" / "catalog.duckdb"
    check = ("check", "--as-of", DAY, "--fail-on", "never", "-c", catalog, "--evidence")
    mine = tmp_path / "mine"
    mine.mkdir()
    (mine / "notes.txt").write_text("mine")
    refused = kbaudit(*check, "mine")
    assert (refused.code, refused.err.count("\n")) == (2, 1)
    assert "notes.txt" in refused.err
    assert [path.name for path in mine.iterdir()] == ["notes.txt"]

    assert kbaudit(*check, "bundle").code == 0
    assert kbaudit(*check, "bundle", "--sample", 3).code == 0
    assert json.loads((tmp_path / "bundle" / "manifest.json").read_text())["sample"]["size"] == 3
    assert kbaudit("verify", "bundle").code == 0
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".kbaudit-")] == []

    with (tmp_path / "bundle" / "sampling.csv").open("a") as sheet:
        sheet.write("looked at\n")
    assert "sampling.csv" in kbaudit(*check, "bundle").err
    (tmp_path / "link").symlink_to(tmp_path / "bundle")
    assert kbaudit(*check, "link").code == 2
    assert kbaudit(*check, "out", "-o", "out").code == 2
    assert kbaudit(*check, "out", "-o", "out/report").code == 2
    assert kbaudit(*check, "out", "--redact", "paths").code == 2
    assert kbaudit(*check[:-1], "--sign", "key").code == 2


def test_what_is_no_bundle_is_told_so(kbaudit, audited, tmp_path):
    report = kbaudit("verify", audited / "kbaudit-report")
    assert report.code == 2
    assert "report folder" in report.out
    assert "FAIL" not in report.out
    shutil.copytree(audited / "kbaudit-report", tmp_path / "report")
    _edited(tmp_path / "report" / "rules.json", '"demote_weight": 0.5', '"demote_weight": 1.0')
    changed = kbaudit("verify", "report")
    assert (changed.code, _failed(changed.out)) == (1, {"rules"})
    for nothing in ("sample_corpus", "nowhere", "evidence/manifest.json"):
        done = kbaudit("verify", audited / nothing)
        assert (done.code, done.out, done.err.count("\n")) == (2, "", 1), nothing


def test_quiet_says_only_what_differs(kbaudit, bundle):
    assert kbaudit("verify", bundle, "-q").out.count("\n") == 1
    _edited(bundle / "report" / "rules.json", '"demote_weight": 0.5', '"demote_weight": 1.0')
    lines = kbaudit("verify", bundle, "--quiet").out.splitlines()
    assert all(line.startswith(("changed", "FAIL", "NOT verified")) for line in lines)
