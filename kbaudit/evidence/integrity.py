"""Which files of a bundle aren't as they were written.

Three things say what a file was: SHA256SUMS, the manifest, and of the manifest the statement. Where one of them
disagrees with the file and with the other, it's the one that was changed: so one changed byte is told under the name
of the file that it's in, also where that is one of these three.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from kbaudit.evidence.names import FILES, MANIFEST, STATEMENT, SUMS, UNLISTED, is_safe
from kbaudit.evidence.reading import Malformed, listed, text
from kbaudit.evidence.statement import statement_text
from kbaudit.evidence.sums import read_sums

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kbaudit.evidence.reading import Bundle

_LARGEST: Final = 1 << 24  # bytes of a manifest, of a statement, of SHA256SUMS


@dataclass(frozen=True, slots=True)
class Difference:
    """A file that isn't as it was written: "changed", "missing" or "added". Digests are "" where there are none."""

    path: str
    what: str
    expected: str = ""
    found: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """What the bundle says of its own files: None for what can't be read."""

    sums: Mapping[str, str] | None
    manifest: Mapping[str, object] | None
    files: Mapping[str, str]
    stated: str
    trusted: bool


def read_listed(bundle: Bundle) -> Listed:
    """What SHA256SUMS and the manifest say. That is trusted where SHA256SUMS or the statement has its digest."""
    sums = _sums(bundle)
    manifest, files = _manifest(bundle)
    stated = _stated(bundle)
    trusted = manifest is not None and bundle.digest(MANIFEST) in {(sums or {}).get(MANIFEST, ""), stated}
    return Listed(sums, manifest, files, stated, trusted)


def differences(bundle: Bundle, said: Listed) -> list[Difference]:
    """The files that differ, sorted; each is named once."""
    found = {each.path: each for each in _all(bundle, said)}
    return [found[path] for path in sorted(found)]


def _all(bundle: Bundle, said: Listed) -> Iterator[Difference]:
    if said.sums is None and not said.trusted:
        lost = ((path, "changed" if path in bundle.paths else "missing") for path in (SUMS, MANIFEST))
        yield from (Difference(path, what, why="nothing says any more what the files were") for path, what in lost)
        return
    expected = _expected(said)
    yield from (Difference(path, "added", why=what) for path, what in bundle.odd.items())
    for path in bundle.paths:
        if path not in expected and path not in UNLISTED:
            yield Difference(path, "added", found=bundle.digest(path))
    yield from _sums_themselves(bundle, said, expected)
    for path, digest in expected.items():
        yield from _one(bundle, said, path, digest)


def _sums_themselves(bundle: Bundle, said: Listed, expected: Mapping[str, str]) -> Iterator[Difference]:
    """SHA256SUMS, where it isn't there, can't be read, or lists what never was."""
    if SUMS not in bundle.paths:
        yield Difference(SUMS, "missing")
    elif said.sums is None:
        yield Difference(SUMS, "changed", found=bundle.digest(SUMS), why=_why_unreadable(bundle))
    elif strangers := [path for path in sorted(said.sums.keys() - expected.keys()) if path not in bundle.paths]:
        yield Difference(SUMS, "changed", found=bundle.digest(SUMS), why=f"it lists {strangers[0]}")


def _expected(said: Listed) -> dict[str, str]:
    """The digest that each file should have, as far as anything says it: the manifest before SHA256SUMS."""
    sums = dict(said.sums or {})
    if not said.trusted or said.manifest is None:
        return sums
    return {**said.files, MANIFEST: sums.get(MANIFEST) or said.stated, STATEMENT: sums.get(STATEMENT, "")}


def _one(bundle: Bundle, said: Listed, path: str, expected: str) -> Iterator[Difference]:
    """Whether a file is as it should be, and if not so whether SHA256SUMS is what was changed."""
    if path not in bundle.paths:
        if path not in bundle.odd:
            yield Difference(path, "missing", expected)
        return
    held = bundle.digest(path)
    of_sums = None if said.sums is None else said.sums.get(path, "")
    if held == expected == (expected if of_sums is None else of_sums):
        return
    if of_sums is not None and held != of_sums and _vouched(bundle, said, path):
        why = f"its line for {path} is another one" if of_sums else f"it has no line for {path}"
        yield Difference(SUMS, "changed", found=bundle.digest(SUMS), why=why)
    elif held != expected and not (of_sums is None and _vouched(bundle, said, path)):
        made_anew = "SHA256SUMS was made anew" if held == of_sums else ""
        yield Difference(path, "changed", expected or of_sums or "", held, made_anew)


def _vouched(bundle: Bundle, said: Listed, path: str) -> bool:
    """Whether something else than SHA256SUMS says that a file is as it was."""
    if not said.trusted or said.manifest is None:
        return False
    if path == MANIFEST:
        return bundle.digest(path) == said.stated
    if path == STATEMENT:
        return is_of_manifest(bundle, said.manifest)
    return bundle.digest(path) == said.files.get(path)


def is_of_manifest(bundle: Bundle, manifest: Mapping[str, object]) -> bool:
    """Whether the statement is the one that follows from the manifest."""
    try:
        root = bundle.digest(FILES)
        return bundle.data(STATEMENT, _LARGEST).decode() == statement_text(manifest, bundle.digest(MANIFEST), root)
    except (Malformed, KeyError, ValueError, RecursionError):
        return False


def _sums(bundle: Bundle) -> dict[str, str] | None:
    try:
        return read_sums(bundle.data(SUMS, _LARGEST).decode())
    except ValueError:  # Malformed and UnicodeDecodeError too
        return None


def _why_unreadable(bundle: Bundle) -> str:
    try:
        read_sums(bundle.data(SUMS, _LARGEST).decode())
    except ValueError as error:
        return str(error)
    return ""


def _manifest(bundle: Bundle) -> tuple[Mapping[str, object] | None, dict[str, str]]:
    """The manifest and the digests that it gives of files by path; None where it can't be read."""
    try:
        bundle.data(MANIFEST, _LARGEST)
        manifest = bundle.page(MANIFEST)
        return manifest, dict(map(_entry, listed(manifest, "files", MANIFEST)))
    except Malformed:
        return None, {}


def _entry(each: object) -> tuple[str, str]:
    """The path and the digest of an entry. Malformed: no file of a bundle can have that path."""
    if not isinstance(each, dict):
        raise Malformed(f"{MANIFEST}: an entry of files is no object")
    path = text(each, "path", MANIFEST)
    if not is_safe(path) or path in UNLISTED:
        raise Malformed(f"{MANIFEST} names a file {path[:80]!r} that can't lie in a bundle")
    return path, text(each, "sha256", MANIFEST)


def _stated(bundle: Bundle) -> str:
    """The manifest's digest by the statement; "" where it has none."""
    try:
        bundle.data(STATEMENT, _LARGEST)
        for each in listed(bundle.page(STATEMENT), "subject", STATEMENT):
            if isinstance(each, dict) and each.get("name") == MANIFEST and isinstance(each.get("digest"), dict):
                return str(each["digest"].get("sha256", ""))
    except Malformed:
        return ""
    return ""
