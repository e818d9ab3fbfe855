"""The versions of Python and of the packages that decide what an audit says."""

from __future__ import annotations

import platform
import zlib
from importlib.metadata import PackageNotFoundError, version
from typing import Final

PACKAGES: Final = (
    "charset-normalizer", "click", "datasketch", "detect-secrets", "duckdb", "ftfy", "google-re2", "jinja2",
    "langdetect", "markdown-it-py", "markupsafe", "numpy", "olefile", "pathspec", "pebble", "pyarrow", "pydantic",
    "pygit2", "pypdfium2", "python-calamine", "python-docx", "python-oxmsg", "python-pptx", "python-stdnum", "pyyaml",
    "rapidfuzz", "rich", "selectolax", "spacy", "striprtf", "tzdata", "unstructured", "xxhash",
)  # fmt: skip
"""What kbaudit requires: a test holds it against pyproject.toml."""


def environment() -> dict[str, object]:
    """Python and the packages, by name; "" for one that isn't installed. Of this process, not of an earlier crawl.

    zlib packs the data of report.html: another build of it may write other bytes for the same data.
    """
    python = f"{platform.python_implementation()} {platform.python_version()}"
    packages = {name: _version(name) for name in PACKAGES}
    return {"python": python, "zlib": zlib.ZLIB_RUNTIME_VERSION, "packages": packages}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
