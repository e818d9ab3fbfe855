"""The JSON Schema of policy files, for editors: made of the model, so that it can't disagree with the loader."""

from __future__ import annotations

import json
from datetime import tzinfo

from pydantic.json_schema import GenerateJsonSchema

from kbaudit.policy.quantities import Allowance
from kbaudit.policy.schema import PolicyFile


class _Generator(GenerateJsonSchema):
    """Pydantic's, with defaults as a policy writes them."""

    def encode_default(self, dft: object) -> object:
        return str(dft) if isinstance(dft, (tzinfo, Allowance)) else super().encode_default(dft)


def policy_schema() -> str:
    """The JSON Schema (draft 2020-12) as text; docs/schemas/policy.schema.json holds the same."""
    made = PolicyFile.model_json_schema(by_alias=True, schema_generator=_Generator)
    schema = _as_loaded({"$schema": "https://json-schema.org/draft/2020-12/schema", **made})
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _as_loaded(part: object) -> object:
    """Less the nulls that stand for "not said", and with no keys but codes where codes are keys."""
    if isinstance(part, list):
        return [_as_loaded(item) for item in part]
    if not isinstance(part, dict):
        return part
    kept = {key: _as_loaded(value) for key, value in part.items() if value is not None}
    if "patternProperties" in kept:
        kept["additionalProperties"] = False
    match kept.get("anyOf"):
        case [dict() as only, {"type": "null"}]:
            del kept["anyOf"]
            return {**only, **kept}
        case _:
            return kept
