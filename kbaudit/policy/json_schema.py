"""The JSON Schema of policy files, for editors: made of the model, so that it can't disagree with the loader."""

from __future__ import annotations

import json

from kbaudit.policy.schema import PolicyFile


def policy_schema() -> str:
    """The JSON Schema (draft 2020-12) as text that ends in a newline; docs/schemas/policy.schema.json holds the same."""
    made = PolicyFile.model_json_schema(by_alias=True)
    schema = _without_nulls({"$schema": "https://json-schema.org/draft/2020-12/schema", **made})
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _without_nulls(part: object) -> object:
    """Less the defaults that stand for "not said": the loader refuses a key without a value."""
    if isinstance(part, dict):
        return {k: _without_nulls(v) for k, v in part.items() if not (k == "default" and v is None)}
    return [_without_nulls(item) for item in part] if isinstance(part, list) else part
