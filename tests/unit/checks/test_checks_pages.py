from __future__ import annotations

import pytest

from kbaudit.checks.pages import page
from kbaudit.errors import UsageError


def test_page_by_code_in_any_case() -> None:
    assert page("kb201") == page("KB201")


@pytest.mark.parametrize("code", ["KB210", "stale", "", "../../README", "KB201.md"])
def test_unknown_code_names_the_nearest(code: str) -> None:
    with pytest.raises(UsageError, match=r"the nearest is KB\d{3}"):
        page(code)
