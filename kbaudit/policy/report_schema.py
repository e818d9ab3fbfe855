"""The JSON Schema of policy files, for editors: made of the model, so that it can't disagree with the loader."""

from __future__ import annotations

import json
from typing import Final

from kbaudit.policy.schema import PolicyFile

_ID: Final = "https://kbaudit.org/schemas/policy.schema.json"


def policy_schema() -> str:
    """The JSON Schema (draft 2020-12) as text, ending in a newline; docs/schemas/policy.schema.json holds the same."""
    made = PolicyFile.model_json_schema(by_alias=True)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **_without_nulls(made)}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _without_nulls(part: dict[str, object]) -> dict[str, object]:
    """Less the defaults that stand for "not said": the loader refuses a key without a value."""
    ...
