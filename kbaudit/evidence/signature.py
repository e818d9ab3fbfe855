"""Signatures of SHA256SUMS by ssh-keygen (OpenSSH 8.1 and later, PROTOCOL.sshsig), in the namespace "kbaudit"."""

from __future__ import annotations

import base64
import binascii
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from kbaudit.errors import UsageError
from kbaudit.model import displayed

NAMESPACE: Final = "kbaudit"
LARGEST: Final = 1 << 16  # bytes of a signature; RSA of 16,384 bits makes 6,000

_PROGRAM: Final = "ssh-keygen"
_UNASKED: Final = "nobody's key was asked for: --signers FILE"
_SECONDS: Final = 300  # somebody may be asked for a passphrase, or to touch a key
_WIDTH: Final = 70  # of a line, as ssh-keygen breaks them
_ARMOUR: Final = re.compile(
    rb"-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]+)\n-----END SSH SIGNATURE-----\n", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Signed:
    """What a signature is worth: None where nothing says who may sign, or it couldn't be looked at."""

    good: bool | None
    detail: str


def refuse_unsignable(key: Path) -> None:
    """Raises UsageError where nothing can be signed: no ssh-keygen, or no such key."""
    _program("--sign")
    if not key.is_file():
        raise UsageError(f"--sign: there is no key {displayed(str(key))}: `ssh-keygen -t ed25519 -f KEYFILE` makes one")


def sign(message: bytes, key: Path) -> bytes:
    """The signature of a message. Raises UsageError if the key can't sign."""
    done = _run([_program("--sign"), "-Y", "sign", "-q", "-n", NAMESPACE, "-f", str(key.absolute())], message)
    if done.returncode or not _ARMOUR.fullmatch(done.stdout):
        raise UsageError(f"--sign: ssh-keygen can't sign with {displayed(str(key))}: {_said(done)}")
    return done.stdout


def verified(message: bytes, signature: bytes, signers: Path | None) -> Signed:
    """Whether a signature is one of the message; with signers (allowed_signers), whether it's by one of them.

    Raises UsageError where signers are named and can't be asked.
    """
    if not _as_written(signature):
        return Signed(good=False, detail="it isn't in the form that ssh-keygen writes")
    if signers is None and shutil.which(_PROGRAM) is None:
        return Signed(good=None, detail=f"signed, but there is no ssh-keygen that could look at it; {_UNASKED}")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "signature"
        file.write_bytes(signature)
        if signers is not None:
            return _by_a_signer(message, file, signers)
        done = _run([_program("--signers"), "-Y", "check-novalidate", "-n", NAMESPACE, "-s", str(file)], message)
    if done.returncode:
        return Signed(good=False, detail=f"it's none of this SHA256SUMS ({_said(done)})")
    return Signed(good=None, detail=f"signed, but {_UNASKED} ({_said(done)})")


def _by_a_signer(message: bytes, file: Path, signers: Path) -> Signed:
    program = _program("--signers")
    if not signers.is_file():
        raise UsageError(f"--signers: there is no file {displayed(str(signers))}")
    asked = ["-s", str(file), "-f", str(signers.absolute())]
    found = _run([program, "-Y", "find-principals", *asked], b"")
    for name in re.split(r"[,\n]", found.stdout.decode("utf-8", "replace").strip()):
        if name.startswith("!"):  # who may not sign by that key (ssh_config(5), PATTERNS)
            continue
        done = _run([program, "-Y", "verify", "-n", NAMESPACE, "-I", name, *asked], message)
        if done.returncode == 0:
            return Signed(good=True, detail=_said(done))
    return Signed(good=False, detail="it's none of this SHA256SUMS by anybody who may sign")


def _as_written(signature: bytes) -> bool:
    """Whether no byte of the armour could be another one: what ssh-keygen skips over isn't covered by the signature."""
    found = _ARMOUR.fullmatch(signature)
    if not found:
        return False
    body = found[1].replace(b"\n", b"")
    try:
        again = base64.b64encode(base64.b64decode(body, validate=True))
    except binascii.Error:
        return False
    return found[1] == b"\n".join(again[at : at + _WIDTH] for at in range(0, len(again), _WIDTH))


def _program(option: str) -> str:
    found = shutil.which(_PROGRAM)
    if found is None:
        raise UsageError(f"{option} needs ssh-keygen, which isn't installed: it comes with OpenSSH")
    return found


def _run(command: list[str], message: bytes) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(command, input=message, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 - our own words and the user's paths, no shell
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UsageError(f"ssh-keygen can't be used: {error}") from error


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    """The first line of what it said."""
    said = (done.stdout if done.returncode == 0 else done.stderr).decode("utf-8", "replace").strip()
    return displayed(said.partition("\n")[0][:200])
