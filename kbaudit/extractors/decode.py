"""Bytes to text: byte order marks first, then UTF-8, then the likeliest legacy encoding. Never raises for bad bytes."""

from __future__ import annotations

import codecs
import re
from typing import Final

from kbaudit.errors import ExtractionError
from kbaudit.model import SkipReason

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that one's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE: Final = 32 * 1024
_CONTROLS: Final = bytes(b for b in range(32) if b not in b"\t\n\r\f\x1b")
_BINARY_SHARE: Final = 0.02
_UTF16_SHARE: Final = 0.35
"""Share of NULs among all bytes from which on, one-sided, they are taken for the halves of UTF-16 letters."""
_SOUND_PER_BROKEN: Final = 4
_HIGH_BYTES: Final = re.compile(rb"[\x80-\xff]+")
_LATIN: Final = ["cp1252", "cp1250", "cp1254", "cp1257", "iso8859_2", "iso8859_15", "mac_roman", "cp850"]
_LATIN_RUN: Final = 2
"""Mean length of runs of non-ASCII bytes below which a text is in Latin letters: its accents mostly stand alone."""
_COMMONEST: Final = "cp1252"
_NEAR: Final = 0.15
"""By so much may its chaos and coherence (0..1, as charset-normalizer has them) be worse than the best ones."""

Problems = tuple[tuple[str, str], ...]


def decode(data: bytes) -> tuple[str, Problems]:
    """The text in these bytes, and a problem ("encoding", ...) where it isn't sound UTF-8.

    Raises ExtractionError (corrupt) for binary data. NULs that remain become U+FFFD, as CommonMark asks.
    """
    text, problems = _decoded(data)
    if "\0" not in text:
        return text, problems
    nuls = text.count("\0")
    if nuls > _BINARY_SHARE * len(text):
        raise _binary()
    return text.replace("\0", "\ufffd"), (*problems, ("encoding", f"{nuls} NUL characters"))


def _decoded(data: bytes) -> tuple[str, Problems]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(encoding, "replace")
            return text, () if encoding == "utf-8" and "\ufffd" not in text else _decoded_as(encoding)
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return _legacy(data)
    if "\0" in text and (halves := _utf16(data)):
        return data.decode(halves, "replace"), _decoded_as(halves)
    return text, ()


def _legacy(data: bytes) -> tuple[str, Problems]:
    sample = data[:_SAMPLE]
    if halves := _utf16(data):
        return data.decode(halves, "replace"), _decoded_as(halves)
    if len(sample) - len(sample.translate(None, _CONTROLS)) > _BINARY_SHARE * len(sample):
        raise _binary()
    mended = data.decode("utf-8", "replace")
    broken = mended.count("\ufffd")
    ascii_only = mended.encode("ascii", "ignore")
    if len(mended) - len(ascii_only) - broken >= _SOUND_PER_BROKEN * broken:
        return mended, (("encoding", f"UTF-8 with {broken} broken characters"),)
    encoding = _likeliest(sample)
    return data.decode(encoding, "replace"), _decoded_as(encoding)


def _likeliest(sample: bytes) -> str:
    # Imported here: it costs 20 ms and almost no document needs it.
    from charset_normalizer import from_bytes  # noqa: PLC0415 - see above

    runs = _HIGH_BYTES.findall(sample)
    latin = sum(map(len, runs)) < _LATIN_RUN * len(runs)
    matches = from_bytes(sample, cp_isolation=_LATIN if latin else None)
    best = matches.best()
    if best is None:
        return _COMMONEST
    # Short texts fit many code pages about equally well; then the commonest is the likeliest, and always the same.
    fitting = (each for each in matches if _COMMONEST in each.could_be_from_charset)
    near = any(each.chaos <= best.chaos + _NEAR and each.coherence >= best.coherence - _NEAR for each in fitting)
    return _COMMONEST if near else best.encoding


def _utf16(data: bytes) -> str:
    """The byte order of UTF-16 without a mark, by where its NULs stand; "" where it is none."""
    sample = data[: _SAMPLE & ~1]
    if len(data) % 2 or sample.count(0) < _UTF16_SHARE * len(sample):
        return ""
    high, low = sample[::2].count(0), sample[1::2].count(0)
    if min(high, low) * 10 > max(high, low):
        return ""
    return "utf-16-le" if low > high else "utf-16-be"


def _decoded_as(encoding: str) -> Problems:
    return (("encoding", f"decoded as {encoding}"),)


def _binary() -> ExtractionError:
    return ExtractionError(SkipReason.CORRUPT, "binary data, not text", remedy="give it the ending of its real type")
