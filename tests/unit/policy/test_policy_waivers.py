from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from kbaudit.errors import PolicyError
from kbaudit.policy import Waivers, find_waivers, load_pack, load_policy, read_waivers, waiver_schema

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
FINGERPRINT, CONTENT = "3f" * 32, "9c" * 32
WAIVER = {
    "fingerprint": FINGERPRINT, "code": "KB201", "uri": "kb/a.md", "sha256": CONTENT, "reason": "it has to stand",
    "by": "ann", "on": "2026-11-01", "until": "2026-12-31",
}  # fmt: skip
ATTESTATION = {"uri": "kb/b.md", "sha256": CONTENT, "by": "ann", "on": "2026-11-01"}


def text_of(*waivers: dict[str, object], attestations: tuple[dict[str, object], ...] = ()) -> str:
    lists = {"waivers": list(waivers), "attestations": list(attestations)}
    said = {"schema": "kbaudit.waivers/1", **{name: entries for name, entries in lists.items() if entries}}
    return yaml.safe_dump(json.loads(json.dumps(said)), sort_keys=False)


def read(text: str, zone: str = "UTC") -> Waivers:
    return read_waivers(text.encode(), "kbaudit-waivers.yaml", ZoneInfo(zone), NOW)


def refused(text: str) -> str:
    with pytest.raises(PolicyError) as error:
        read(text)
    return str(error.value)


def unquoted(text: str) -> str:
    return re.sub(r"'(\d{4}-\d\d-\d\d)'", r"\1", text)


@pytest.mark.parametrize("form", [str, unquoted], ids=["quoted", "plain"])
def test_a_day_means_through_that_day_in_the_zone(form):
    text = form(text_of(WAIVER, attestations=(ATTESTATION | {"until": "2027-10-31"},)))
    said = read(text, "Europe/Vienna")
    assert said.waivers[0].until == datetime(2026, 12, 31, 23, tzinfo=UTC)
    assert said.waivers[0].on == "2026-11-01"
    assert said.waivers[0].where == "kbaudit-waivers.yaml:3"
    assert said.attestations[0].until == "2027-10-31"
    assert read(text, "America/New_York").waivers[0].until == datetime(2027, 1, 1, 5, tzinfo=UTC)


def test_the_digest_is_that_of_the_meaning():
    other = WAIVER | {"fingerprint": "4e" * 32}
    said = read(text_of(WAIVER, other)).digest
    assert said == read("# reviewed\n\n" + text_of(other, WAIVER)).digest
    assert said != read(text_of(WAIVER, other | {"reason": "another one"})).digest
    assert said != read(text_of(WAIVER)).digest
    assert Waivers().digest == ""


def test_only_the_sources_that_are_judged_count():
    said = read(text_of(WAIVER, WAIVER | {"uri": "wiki/a.md", "fingerprint": "4e" * 32}, attestations=(ATTESTATION,)))
    assert [w.uri for w in said.within(["wiki"]).waivers] == ["wiki/a.md"]
    assert said.within(["wiki"]).attestations == ()
    assert said.within(["kb", "wiki"]) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", 'kbaudit-waivers.yaml:1:1: is empty: begin it with "schema: kbaudit.waivers/1"'),
        ("waivers: []", 'kbaudit-waivers.yaml:1:1: the waiver file lacks the key "schema"'),
        (text_of().replace("/1", "/2"), """:1:9: schema: "kbaudit.waivers/2" must be 'kbaudit.waivers/1'"""),
        (text_of() + "waiver: []\n", ':2:1: unknown key "waiver" in the waiver file (did you mean "waivers"?)'),
        (text_of() + "waivers:\n", ":2:9: waivers: has no value: write one, or take the key out"),
        (text_of(WAIVER | {"reasons": "x"}), ':11:3: unknown key "reasons" in waivers[0] (did you mean "reason"?)'),
        (text_of({k: v for k, v in WAIVER.items() if k != "reason"}), ':3:3: waivers[0] lacks the key "reason"'),
        (text_of({k: v for k, v in WAIVER.items() if k != "by"}), ':3:3: waivers[0] lacks the key "by"'),
        (text_of({k: v for k, v in WAIVER.items() if k != "until"}), ':3:3: waivers[0] lacks the key "until"'),
        (text_of(WAIVER | {"reason": ""}), ":7:11: waivers[0].reason: \"\" must not be empty"),
        (text_of(WAIVER | {"reason": "  "}), ':7:11: waivers[0].reason: "  " says nothing'),
        (text_of(WAIVER | {"until": None}), ":10:10: waivers[0].until: has no value: write one, or take the key out"),
        (text_of(WAIVER | {"until": "2026-10-31"}),
         ':10:10: waivers[0].until: "2026-10-31" lies before it was given, on 2026-11-01'),
        (text_of(WAIVER | {"until": "2026-02-30"}), ':10:10: waivers[0].until: "2026-02-30" is no day'),
        (text_of(WAIVER | {"until": "20261231"}), "is no day: write it like 2026-12-31"),
        (text_of(WAIVER | {"until": "2026-12-31T10:00"}), "is no day: write it like 2026-12-31"),
        (text_of(WAIVER | {"until": 2026}), "waivers[0].until: 2026 must be text"),
        (text_of(WAIVER | {"code": "KB20l"}), '"KB20l"'),
        (text_of(WAIVER | {"code": "KB902"}), "KB902\" can't be waived"),
        (text_of(WAIVER | {"fingerprint": "3f9a1c22"}), "must be 64 hexadecimal digits"),
        (text_of(WAIVER | {"sha256": "z" * 64}), "must be 64 hexadecimal digits"),
        (text_of(WAIVER, WAIVER | {"by": "bob"}), ":11:3: waivers[1] is about the same as waivers[0]"),
        (text_of(attestations=(ATTESTATION, ATTESTATION)), "attestations[1] is about the same as attestations[0]"),
        (text_of(attestations=(ATTESTATION | {"on": "2062-11-01"},)),
         ':6:9: attestations[0].on: "2062-11-01" is yet to come'),
        (text_of(attestations=(ATTESTATION | {"until": "2026-10-31"},)), "lies before it was given"),
        (text_of(attestations=(ATTESTATION | {"until": None},)), "attestations[0].until: has no value"),
        (text_of(WAIVER).replace("by: ann", "by: &a ann"), "uses an anchor or alias"),
        (text_of(WAIVER).replace("by: ann", "by: !!str ann"), "uses a tag"),
        (text_of(WAIVER) + "  by: bob\n", 'has the key "by" twice'),
        ("- a", ":1:1: the waiver file: must be a mapping (key: value)"),
    ],
)  # fmt: skip
def test_what_is_not_understood_is_refused_by_its_place(text, said):
    assert said in refused(text)


def test_a_waiver_may_be_given_in_the_future_and_twice_for_two_contents():
    later = WAIVER | {"on": "2062-11-01", "until": "2062-12-31", "sha256": "1d" * 32}
    assert len(read(text_of(WAIVER, later)).waivers) == 2


WORDS = [
    "kbaudit.waivers/1",
    "waivers",
    "attestations",
    "until",
    "2026-12-31",
    "KB201",
    "kb/a.md",
    "ann",
    ": ",
    "\n",
    "- ",
]
VALID = text_of(WAIVER, attestations=(ATTESTATION | {"until": "2027-10-31", "reason": "read it"},))


def loaded(text: str) -> Waivers | PolicyError:
    try:
        return read_waivers(text.encode("utf-8", "surrogatepass"), "kbaudit-waivers.yaml", UTC, NOW)
    except PolicyError as error:
        return error


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_a_changed_file_loads_or_is_refused_with_its_line(data):
    text = VALID
    for _ in range(data.draw(st.integers(1, 4))):
        at, length = data.draw(st.integers(0, len(text))), data.draw(st.integers(0, 12))
        put = data.draw(st.sampled_from([*WORDS, ""]) | st.text(max_size=6))
        text = text[:at] + put + text[at + length :]
    said = loaded(text)
    if isinstance(said, PolicyError):
        assert str(said).startswith("kbaudit-waivers.yaml:")
        assert said.line
        assert str(said).replace("\n", "").isprintable()
        return
    for waiver in said.waivers:
        assert waiver.reason.strip()
        assert waiver.by.strip()
        assert datetime.fromisoformat(waiver.on).replace(tzinfo=UTC) < waiver.until


def test_a_missing_file_is_none_and_one_of_the_wrong_name_is_refused(tmp_path):
    policy = load_pack("default", tmp_path)
    assert find_waivers(policy, tmp_path, NOW) == Waivers()
    (tmp_path / "kbaudit-waivers.yml").write_text(VALID, encoding="utf-8")
    with pytest.raises(PolicyError, match=r"rename it to kbaudit-waivers\.yaml"):
        find_waivers(policy, tmp_path, NOW)
    (tmp_path / "kbaudit-waivers.yaml").write_text(VALID, encoding="utf-8")
    assert len(find_waivers(policy, tmp_path, NOW).waivers) == 1
    (tmp_path / "kbaudit-waivers.yaml").unlink()
    (tmp_path / "kbaudit-waivers.yaml").mkdir()
    with pytest.raises(PolicyError, match="can't be read"):
        find_waivers(policy, tmp_path, NOW)


@pytest.mark.parametrize("extended", [False, True])
def test_a_file_that_the_policy_names_has_to_be_there(tmp_path, extended):
    """Else a mistaken folder would silently take all waivers away: its base name is the usual one."""
    (tmp_path / "base.yaml").write_text(
        "schema: kbaudit.policy/1\nname: x\nwaivers: governance/kbaudit-waivers.yaml\n", encoding="utf-8"
    )
    (tmp_path / "ours.yaml").write_text("schema: kbaudit.policy/1\nname: y\nextends: ./base.yaml\n", encoding="utf-8")
    policy = load_policy(tmp_path / ("ours.yaml" if extended else "base.yaml"))
    with pytest.raises(PolicyError, match="can't be read: No such file"):
        find_waivers(policy, tmp_path, NOW)
    (tmp_path / "governance").mkdir()
    (tmp_path / "governance" / "kbaudit-waivers.yaml").write_text(VALID, encoding="utf-8")
    assert len(find_waivers(policy, tmp_path, NOW).waivers) == 1


def test_the_schema_file_and_the_example_of_the_page_are_right(project):
    kept = (project / "docs" / "schemas" / "waivers.schema.json").read_text(encoding="utf-8")
    assert kept == waiver_schema()
    page = (project / "docs" / "waivers.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    said = read(example)
    assert (len(said.waivers), len(said.attestations)) == (1, 1)
    jsonschema.Draft202012Validator(json.loads(kept)).validate(
        yaml.load(example, yaml.BaseLoader)  # noqa: S506 - text alone
    )
    keys = set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE))
    properties = json.loads(kept)["$defs"]
    assert keys == properties["WaiverEntry"]["properties"].keys() | properties["AttestationEntry"]["properties"].keys()
