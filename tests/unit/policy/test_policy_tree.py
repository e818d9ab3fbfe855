from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbaudit.errors import PolicyError
from kbaudit.policy.tree import read_tree


def value(text: str) -> object:
    return read_tree(text.encode(), "p.yaml").value


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("true", True), ("false", False), ("yes", "yes"), ("on", "on"), ("No", "No"),
        ("null", None), ("", None), ("~", None),
        ("12", 12), ("-3", -3), ("007", "007"), ("0x10", "0x10"), ("1_000", "1_000"), ("12:30", "12:30"),
        ("0.8", 0.8), ("1e3", "1e3"), (".5", ".5"), (".inf", ".inf"), (".nan", ".nan"),
        ("2024-03-03", "2024-03-03"), ("'12'", "12"), ('"true"', "true"), ("9" * 50, "9" * 50), ("20 %", "20 %"),
    ],
)  # fmt: skip
def test_scalars_mean_what_they_look_like(text, meant):
    read = value(f"a: {text}")
    assert read == {"a": meant}
    assert type(read["a"]) is type(meant)


def test_each_key_and_value_has_its_place():
    tree = read_tree(b"a: 1\nb:\n  - c: x\n", "p.yaml")
    assert tree.value == {"a": 1, "b": [{"c": "x"}]}
    assert tree.place(("a",)) == ("p.yaml", 1, 4)
    assert tree.place(("b", 0, "c"), of_key=True) == ("p.yaml", 3, 5)
    assert tree.place(("b", 0, "c")) == ("p.yaml", 3, 8)
    assert tree.place(("b", 0, "missing", "deeper")) == ("p.yaml", 3, 5)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("a: 1\nb: 2\na: 3", 3, 'the key "a" twice'),
        ("a: &x 1\nb: *x", 1, "anchor"),
        ("b: *x", 1, "anchor"),
        ("a: {}\nb:\n  <<: {a: 1}", 3, "merge key"),
        ("a: !!python/object:os.system x", 1, "tag"),
        ("a: ! x", 1, "tag"),
        ("a: !!binary eA==", 1, "tag"),
        ("? [a]\n: 1", 1, "no text"),
        ("a: 1\n---\nb: 2", 2, "second YAML document"),
        ("a: 1\n b: 2", 2, "not YAML"),
        ("a: [1", 1, "not YAML"),
        ('a: "\\0"', 1, "control character"),
        ('a: "\\ud800"', 1, "control character"),
        ('"\\e": 1', 1, "control characters"),
        ("a: 1\nb: \0", 2, "isn't allowed"),
        ("", 1, "is empty"),
        ('a: 1\n\nb: "\\UFFFFFFFF"', 3, "means no character"),
    ],
)
def test_what_a_policy_may_not_hold(text, line, said):
    with pytest.raises(PolicyError, match=said) as error:
        value(text)
    assert error.value.file == "p.yaml"
    assert error.value.line == line


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b"# only a comment\n", "is empty"),
        (b"a: 1\nb: \xff", "UTF-8"),
        (b"\xff\xfea\x00", "UTF-8"),
        (b"#" * (2**20 + 1), "larger than 1 MiB"),
        (b"[" * 50_000, "30 levels"),
        (b"{a: " * 50_000, "30 levels"),
        (b"- " * 50_000, "30 levels"),
        (b"? " * 50_000, "30 levels|no text"),
        (b"- a\n" * 60_000, "more than 50,000 values"),
        (b"a: &a [x]\nb: &b [*a,*a]\nc: [*b,*b]", "anchor"),
        (b'a: "\\UFFFFFFFF"', "not YAML"),
        (b"%YAML 9.9\n---\na: 1", "not YAML"),
    ],
)
def test_bombs_are_refused(data, said):
    with pytest.raises(PolicyError, match=said):
        read_tree(data, "p.yaml")


def test_a_byte_order_mark_is_no_text():
    assert read_tree(b"\xef\xbb\xbfa: 1", "p.yaml").value == {"a": 1}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.binary(max_size=200), st.text("ab:-[]{}&*!|>'\"\\#%@?,\n\t 01~<U", max_size=80).map(str.encode)))
def test_junk_is_a_tree_or_an_error_of_the_policy(data):
    try:
        tree = read_tree(data, "p.yaml")
    except PolicyError:
        return
    assert () in tree.values
