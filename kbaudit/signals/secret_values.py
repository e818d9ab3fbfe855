"""Whether a value can be a secret at all, or stands for one: placeholders, names, examples, plain words."""

from __future__ import annotations

import base64
import binascii
import math
import re
from collections import Counter
from itertools import pairwise
from typing import Final

_STANDS_FOR_ONE: Final = re.compile(
    r"example|x{4}|sample|dummy|fake|placehold|redact|your|change|insert|replace|hidden"
    r"|\.\.\.|…|\*\*\*|[<>{}█•]|muster|beispiel|exemple|ejemplo",
    re.IGNORECASE,
)
_RUN_OF_KEYS: Final = re.compile(r"0{6}|1{6}|123456|abcdef|qwerty", re.IGNORECASE)
_WEAK_WORDS: Final = re.compile(
    r"passw|passphrase|pwd|secret|token|change|letmein|welcome|default|admin(?:istrator)?$|geheim"
    r"|kennwort|contrase|motdepasse"
    r"|example|sample|dummy|test|demo|value|string|your|my_|some|foo|null|none|undefined|true|false|variable|credential"
)
_LEET: Final = str.maketrans({"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i"})
_STAND_INS: Final = frozenset(
    {
        "pass", "password", "passwd", "pwd", "pw", "secret", "user", "username", "admin", "root", "test", "guest",
        "foo", "bar", "postgres", "mysql", "token", "key", "apikey", "changeme", "letmein", "qwerty", "mypassword",
        "passwort",
        "mysecretpassword", "secretpassword", "userpassword", "motdepasse", "contrasena", "somepassword",
    }
)  # fmt: skip
_NO_VALUE: Final = re.compile(
    r"[$%@&#~/\\.-]|\d+(?:\.\d+)*\Z|0x|https?:|(?:\d{1,3}\.){3}\d|\d{4}-\d\d-\d\d"
    r"|[a-f0-9]{8}-(?:[a-f0-9]{4}-){3}[a-f0-9]{12}|sha(?:1|256|384|512)[-:]|[\w.+-]+@[\w-]+\.[\w.]+\Z"
    r"|[\w-]+\.[a-z]{2,5}\Z",
    re.IGNORECASE,
)
_CODE: Final = re.compile(r"[()\[\]{}<>|\\\"'`;,]|::|->|://")
_NEUTRAL: Final = "-_./:"
_NAMED: Final = re.compile(r"[A-Z]?[a-z]+[-_.]?\d{1,4}|[A-Z]+[-_.]?\d{1,4}|(?:[A-Z]?[a-z]+){1,6}\d{0,3}")
_SEGMENT: Final = re.compile(r"[A-Za-z]+\d{0,2}|\d{1,4}|v?\d+(?:\.\d+)*|")
_TURN: Final = re.compile(r"(?<=[0-9])(?=[A-Za-z])|(?<=[A-Za-z])(?=[0-9])|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[a-z])")
_SHORTEST: Final = 8
_TAIL: Final = 20  # numbers of accounts may stand before it
_LONG: Final = 16
_LONGEST: Final = 500


def stands_for_a_secret(value: str) -> bool:
    """Whether a value of a known form is a placeholder: "AKIAIOSFODNN7EXAMPLE", "ghp_xxxxxxxx", "sk_live_123456..."."""
    body = value[4:][-_TAIL:]
    return bool(_STANDS_FOR_ONE.search(value) or _RUN_OF_KEYS.search(body)) or len(set(body)) < 8 or _is_sequence(body)


def is_login(value: str) -> bool:
    """Whether the password of a URL is a real one: not "pass", "p4ssw0rd", "${PASS}" or "****"."""
    bare = value.lower().translate(_LEET)
    if len(value) < 6 or bare in _STAND_INS or _STANDS_FOR_ONE.search(value) or value[0] in "$%:*[(":
        return False
    return len(set(value)) >= 5 and any(c.isdigit() for c in value) and any(c.isalpha() for c in value)


def is_secret(value: str, *, least: int = _SHORTEST) -> bool:
    """Whether a value that is assigned to a password or a key has the randomness of one."""
    if not least <= len(value) <= _LONGEST or not value.isascii() or _NO_VALUE.match(value) or _CODE.search(value):
        return False
    if _STANDS_FOR_ONE.search(value) or _RUN_OF_KEYS.search(value) or _is_sequence(value) or _is_word_in_base64(value):
        return False
    if len(value) < _LONG:
        return _is_password(value)
    return _is_random(value) or (len(value) < 2 * _LONG and _is_password(value))


def _is_password(value: str) -> bool:
    """Of letters, digits and signs such as "Xk9#mP2$v": three kinds of characters, no word that is made up so."""
    bare = value.lower().translate(_LEET)
    if _WEAK_WORDS.search(bare) or _WEAK_WORDS.search(value.lower()) or _NAMED.fullmatch(value) or _is_name(value):
        return False
    kinds = (str.isupper, str.islower, str.isdigit, lambda c: not c.isalnum() and c not in _NEUTRAL)
    present = [any(map(kind, value)) for kind in kinds]
    return present[2] and sum(present) >= 3 and (present[3] or len(_TURN.findall(value)) >= 3)


def _is_random(value: str) -> bool:
    """Of letters and digits that change places, with the entropy of a key; not words and numbers joined by dashes."""
    body = value.rstrip("=")
    if not any(c.isdigit() for c in body) or not any(c.isalpha() for c in body) or _is_name(body):
        return False
    if _WEAK_WORDS.search(body.lower()) and len(body) < 2 * _LONG:
        return False
    return len(_TURN.findall(body)) >= max(4, len(body) / 6) and entropy(body) >= (3.0 if len(body) < 24 else 3.2)


def entropy(value: str) -> float:
    """Shannon entropy, in bits a character."""
    size = len(value)
    return -sum(n / size * math.log2(n / size) for n in Counter(value).values())


def _is_name(value: str) -> bool:
    parts = re.split(r"[-_./:]", value)
    return len(parts) > 1 and all(_SEGMENT.fullmatch(part) for part in parts)


def _is_sequence(value: str) -> bool:
    """Whether half of a value's characters are the neighbours of those before them: "abcdefgh", "123456789"."""
    steps = sum(ord(b) - ord(a) in (1, 0, -1) for a, b in pairwise(value))
    return steps > len(value) / 2


def _is_word_in_base64(value: str) -> bool:
    """Whether it only wraps a plain word, as manifests in guides do: "cGFzc3dvcmQ=" is "password"."""
    try:
        said = base64.b64decode(value, validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return False
    return said.isprintable() and not is_secret(said.strip())
