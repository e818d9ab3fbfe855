"""Bundles of a tiny corpus with names that give something away: as they are, and forged where that's hard to see."""

from __future__ import annotations

import base64
import csv
import hashlib
import json
import re
import shutil
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from kbaudit.evidence import Asked, Verified, verify_bundle
from kbaudit.evidence.page_data import PAGE

DAY = "2026-06-01"
PAGES = {
    "AAA.md": "Where the boats of the harbour lie in winter.",
    "001-12-4567 ssn.md": "Who sweeps the quay on which day of the week.",
    "001-12-4569 ssn.md": "What a berth costs from spring to autumn.",
    "old.md": "The tide tables of a year that is long gone.",
}
SEED = "the auditor's word"
ISLAND = re.compile(rb'(?<=id="data">)[^<]+(?=<)')


@pytest.fixture(scope="module")
def audited(kbaudit_in, tmp_path_factory) -> Path:
    """A folder with a corpus and two bundles of it: one signed where that can be, of files that nobody hashed."""
    folder = tmp_path_factory.mktemp("forged")
    (folder / "docs").mkdir()
    for name, said in PAGES.items():
        matter = "expires: 2020-01-01\n" if name == "old.md" else "last_reviewed_on: 2026-05-01\n"
        (folder / "docs" / name).write_text(f"---\nowner: {name[:2]}harbour\n{matter}---\n# Page\n\n{said}\n")
    (folder / "docs" / "plan.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"x" * 100)
    judged = ("--as-of", DAY, "--fail-on", "never")
    assert kbaudit_in(folder, "audit", "docs", *judged).code == 0
    sign: tuple[str, ...] = ()
    if shutil.which("ssh-keygen"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / "key"], check=True)
        sign = ("--sign", "key")
    done = kbaudit_in(folder, "check", *judged, "--evidence", "proof", "--sample-seed", SEED, *sign)
    assert done.code == 0, done.err
    return folder


@pytest.fixture
def bundle(audited, tmp_path) -> Path:
    return Path(shutil.copytree(audited / "proof", tmp_path / "proof"))


@pytest.fixture
def report(audited, tmp_path) -> Path:
    """A copy of the report alone: nothing but the cross-checks tells what is changed in it."""
    return Path(shutil.copytree(audited / "proof" / "report", tmp_path / "report"))


def _failed(verified: Verified) -> dict[str, str]:
    return {check.name: check.detail for check in verified.checks if check.passed is False}


def _said(verified: Verified, name: str) -> str:
    return next(check.detail for check in verified.checks if check.name == name)


def _listed_anew(bundle: Path) -> None:
    """The manifest, the statement's digest of it and SHA256SUMS say what the files are now."""
    manifest = json.loads((bundle / "manifest.json").read_text())
    for each in manifest["files"]:
        data = (bundle / each["path"]).read_bytes()
        each.update(sha256=hashlib.sha256(data).hexdigest(), size=len(data))
    (bundle / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    statement = json.loads((bundle / "statement.json").read_text())
    statement["subject"][0]["digest"]["sha256"] = hashlib.sha256((bundle / "manifest.json").read_bytes()).hexdigest()
    (bundle / "statement.json").write_text(json.dumps(statement, indent=2) + "\n")
    names = ["manifest.json", "statement.json", *(each["path"] for each in manifest["files"])]
    lines = (f"{hashlib.sha256((bundle / name).read_bytes()).hexdigest()}  {name}\n" for name in names)
    (bundle / "SHA256SUMS").write_text("".join(lines))


def test_each_row_of_the_sheet_is_of_one_file(audited):
    files = {hashlib.sha256((audited / "docs" / name).read_bytes()).hexdigest(): name for name in PAGES}
    with (audited / "proof" / "sampling.csv").open(newline="") as sheet:
        rows = {row["sha256"]: row["uri"] for row in csv.DictReader(sheet) if row["sha256"]}
    assert rows.keys() == files.keys()
    shown = {files[digest]: uri for digest, uri in rows.items()}
    assert shown["AAA.md"] == "docs/AAA.md"
    assert shown["old.md"] == "docs/old.md"
    assert shown["001-12-4567 ssn.md"] == "docs/[redacted: us-social-security-number] ssn.md"
    assert shown["001-12-4569 ssn.md"] == "docs/[redacted: us-social-security-number] ssn.md (2)"


def test_hidden_names_in_whatever_order_hold(audited):
    verified = verify_bundle(audited / "proof", Asked())
    assert verified.holds, _failed(verified)
    assert "by this kbaudit's script; unheld: charts" in _said(verified, "page")


def test_the_seed_that_was_given_draws_the_sample(audited, bundle):
    manifest = json.loads((bundle / "manifest.json").read_text())
    assert manifest["sample"]["seed"] == SEED
    assert SEED in _said(verify_bundle(bundle, Asked()), "sample")
    assert "given by --sample-seed" in (bundle / "sampling.md").read_text()
    (bundle / "manifest.json").write_text(json.dumps(manifest | {"sample": manifest["sample"] | {"seed": "mine"}}))
    assert "sample" in _failed(verify_bundle(bundle, Asked()))


@pytest.mark.parametrize("seed", ["", " ", "a\nb", "x" * 201])
def test_what_is_no_seed_is_refused(kbaudit, audited, seed):
    catalog = audited / ".kbaudit" / "catalog.duckdb"
    done = kbaudit("check", "-c", catalog, "--evidence", "out", "--sample-seed", seed)
    assert done.code == 2
    assert "--sample-seed" in done.err


def test_a_file_whose_content_is_not_known_is_compared_by_its_size(audited, tmp_path):
    corpus = Path(shutil.copytree(audited / "docs", tmp_path / "docs"))
    asked = Asked(sources=(f"docs={corpus}",))
    same = verify_bundle(audited / "proof", asked)
    assert same.holds
    assert "1 not compared: their content isn't known" in _said(same, "source")
    with (corpus / "plan.png").open("ab") as picture:
        picture.write(b"more")
    longer = verify_bundle(audited / "proof", asked)
    assert [(each.path, each.what) for each in longer.corpus] == [("docs/plan.png", "changed")]
    assert "bytes" in longer.corpus[0].why
    (corpus / "plan.png").unlink()
    assert [(each.path, each.what) for each in verify_bundle(audited / "proof", asked).corpus] == [
        ("docs/plan.png", "missing")
    ]


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="needs ssh-keygen")
def test_a_signature_that_was_taken_away_is_missed(kbaudit, bundle, audited):
    whole = kbaudit("verify", bundle)
    assert whole.code == 0
    assert "signature wasn't checked" in next(line for line in whole.out.splitlines() if line.startswith("verified"))
    assert "skip  signature: signed, but nobody's key was asked for: --signers FILE" in whole.out
    unable = kbaudit("verify", bundle, env={"PATH": ""})
    assert unable.code == 0
    assert "signature wasn't checked" in unable.out
    key = " ".join((audited / "key.pub").read_text().split()[:2])
    (bundle.parent / "signers").write_text(f"!ann@example.com,*@example.com {key}\n")
    assert "signature" not in _failed(verify_bundle(bundle, Asked(signers=bundle.parent / "signers")))
    (bundle / "SHA256SUMS.sig").write_bytes(b"")
    assert "signature" in _failed(verify_bundle(bundle, Asked()))
    (bundle / "SHA256SUMS.sig").unlink()
    assert "there is no SHA256SUMS.sig" in _failed(verify_bundle(bundle, Asked()))["signature"]


def _said_otherwise(old: str, new: str) -> Callable[[bytes], bytes]:
    def forged(page: bytes) -> bytes:
        assert old.encode() in page, old
        return page.replace(old.encode(), new.encode(), 1)

    return forged


def _data(change: Callable[[dict], object]) -> Callable[[bytes], bytes]:
    def forged(page: bytes) -> bytes:
        found = ISLAND.search(page)
        assert found
        data = json.loads(zlib.decompress(base64.b64decode(found[0])))
        change(data)
        return page.replace(found[0], base64.b64encode(zlib.compress(json.dumps(data).encode())))

    return forged


def _packed(make: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    def forged(page: bytes) -> bytes:
        found = ISLAND.search(page)
        assert found
        return page.replace(found[0], base64.b64encode(make(base64.b64decode(found[0]))))

    return forged


def _columns(data: dict) -> dict:
    return data["register"]["columns"]


def _first(data: dict, name: str, value: object) -> None:
    data["findings"][name][0] = value


FORGED = {
    "the answer": (_said_otherwise(">In part</strong>", ">Yes, in full</strong>"), "answer"),
    "the verdict": (_said_otherwise("1 of 4 documents must not", "0 of 4 documents must not"), "verdict"),
    "what to begin with": (_said_otherwise("begin with KB", "begin with nothing KB"), "verdict"),
    "the percentage": (_said_otherwise("<strong>75 %</strong>", "<strong>100 %</strong>"), "readiness"),
    "the readiness": (_said_otherwise("(75 %), ", "(100 %), "), "readiness"),
    "a count": (_said_otherwise("<dd>5</dd>", "<dd>4</dd>"), "counts"),
    "an answer beside it": (_said_otherwise("</h1>", '</h1><b class="answer">Yes</b>'), "answer"),
    "the answer hidden": (_said_otherwise('<strong class="answer', '<strong hidden class="answer'), "show"),
    "the answer out of sight": (_said_otherwise('class="answer ', 'class="answer skip '), "show"),
    "what nobody opens": (_said_otherwise('<section id="readiness"', '<section id="appendix"'), "show"),
    "all of it hidden": (_said_otherwise('<header class="top"', '<header hidden class="top"'), "show"),
    "a style": (_said_otherwise("</head>", "<style>.answer { color: red }</style></head>"), "style"),
    "another script": (_said_otherwise("</body>", "<script>alert(1)</script></body>"), "script"),
    "what may run": (_said_otherwise("default-src &#39;none&#39;", "default-src *"), "lets run"),
    "a status": (_data(lambda d: _columns(d)["status"].__setitem__(0, "exclude")), "status"),
    "an owner": (_data(lambda d: d["register"]["words"]["owner"].__setitem__(1, "me")), "owner"),
    "a hidden owner": (_data(lambda d: d["register"]["words"]["owner"].__setitem__(1, "[redacted: x]")), "owner"),
    "a date": (_data(lambda d: _columns(d)["date"].__setitem__(0, "2026-05-20")), "date"),
    "a name": (_data(lambda d: _columns(d)["uri"].__setitem__(0, "docs/[redacted: key].md")), "rows of"),
    "a severity": (_data(lambda d: _first(d, "severity", 0)), "KB"),
    "a finding's status": (_data(lambda d: _first(d, "status", "waived")), "KB"),
    "a check's name": (_data(lambda d: d["findings"]["codes"][0].__setitem__(1, "nothing")), "check of"),
    "a finding's document": (_data(lambda d: _first(d, "place", 0)), "document of"),
    "whom it affects": (_data(lambda d: _first(d, "affects", [])), "documents of"),
    "a place before the first": (_data(lambda d: _first(d, "code", -1)), "isn't there"),
    "a bomb": (_packed(lambda _: zlib.compress(b"[" + b"[]," * (1 << 22) + b"[]]")), "larger than"),
    "very many lists": (_packed(lambda _: zlib.compress(b"[" + b"[]," * 340_000 + b"[]]")), "more lists"),
    "no end": (_packed(lambda data: data[:-4]), "no end"),
    "more after it": (_packed(lambda data: data + b"x"), "something after it"),
    "data twice": (_said_otherwise("</body>", '<script type="text/plain" id="data">eA==</script></body>'), "twice"),
}


@pytest.mark.parametrize("deed", FORGED)
def test_a_forged_page_contradicts_the_other_files(report, deed):
    forge, told = FORGED[deed]
    page = (report / PAGE).read_bytes()
    (report / PAGE).write_bytes(forge(page))
    failed = _failed(verify_bundle(report, Asked()))
    assert failed.keys() == {"page"}, failed
    assert told in failed["page"]


def test_a_page_of_another_version_is_held_less(report):
    for name in (PAGE, "findings.json", "rules.json"):
        path = report / name
        path.write_text(re.sub(r"kbaudit 0\.[\d.]+", "kbaudit 0.0.1", path.read_text(encoding="utf-8")))
    page = report / PAGE
    page.write_text(page.read_text(encoding="utf-8").replace("</head>", "<style>a { color: red }</style></head>"))
    verified = verify_bundle(report, Asked())
    assert "another version made it" in _said(verified, "page")


@pytest.mark.parametrize("field", ["owner", "skipped"])
def test_a_text_that_looks_hidden_is_held_against_what_was_hidden(bundle, field):
    path = bundle / "report" / "documents.jsonl"
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    for line in lines:
        if field in line and line["uri"].endswith(("AAA.md", ".png")):
            line[field] |= {"value": "[redacted: x]"} if field == "owner" else {"detail": "[redacted: x]"}
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    _listed_anew(bundle)
    assert "register" in _failed(verify_bundle(bundle, Asked()))


def test_a_changed_file_is_told_and_not_looked_into(bundle):
    page = bundle / "report" / PAGE
    page.write_bytes(FORGED["a bomb"][0](page.read_bytes()))
    with (bundle / "sampling.csv").open("a") as sheet:
        sheet.write("x" * 200_000)
    verified = verify_bundle(bundle, Asked())
    assert {each.path for each in verified.differences} == {"report/report.html", "sampling.csv"}
    assert _said(verified, "page") == "not looked at, report/report.html was changed"
    assert _said(verified, "sample") == "not looked at, sampling.csv was changed"
    assert {"page", "sample"}.isdisjoint(_failed(verified))


def test_a_field_that_no_reader_of_csv_takes_is_told(bundle):
    (bundle / "sampling.csv").write_text("number\n" + "x" * 200_000 + "\n")
    _listed_anew(bundle)
    (bundle / "README.md").write_text("changed")
    verified = verify_bundle(bundle, Asked())
    assert {each.path for each in verified.differences} == {"README.md"}, "told whatever the checks say"
    assert "field" in _failed(verified)["sample"]
