"""From what pydantic objects to, to what a person reads: file, line, column, plain words and the nearest valid key."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Final, Union, get_args, get_origin

from pydantic import BaseModel

from kbaudit.errors import PolicyError
from kbaudit.model import displayed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from kbaudit.policy.tree import Path, Place, Tree

WHOLE: Final = "the policy"
NO_VALUE: Final = "has no value: write one, or take the key out"
_MOST: Final = 20
_LONGEST_VALUE: Final = 40
_MUST_BE: Final = {
    "string_type": "must be text",
    "bool_type": "must be true or false",
    "int_type": "must be a whole number",
    "float_type": "must be a number",
    "tuple_type": "must be a list",
    "dict_type": "must be a mapping (key: value)",
    "model_type": "must be a mapping (key: value)",
    "string_too_short": "must not be empty",
    "too_short": "must not be empty",
}


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong, and where."""

    place: Place
    text: str


def complaints_of(error: ValidationError, tree: Tree, model: type[BaseModel], whole: str = WHOLE) -> list[Complaint]:
    """All that pydantic objects to in a tree, told in the words of the file, which is called `whole`."""
    return [_complaint(detail, tree, model, whole) for detail in error.errors(include_url=False)]


def refusal(complaints: Iterable[Complaint]) -> PolicyError:
    """One error for all complaints, in the order of the file: the first makes its line and column, each has a line."""
    first, *others = sorted(set(complaints), key=lambda complaint: (complaint.place, complaint.text))
    lines = [f"{':'.join(map(str, c.place))}: {c.text}" for c in others[: _MOST - 1]]
    if len(others) >= _MOST:
        lines.append(f"{first.place.file}: and {len(others) - _MOST + 1} more")
    file, line, column = first.place
    return PolicyError("\n".join([first.text, *lines]), file=file, line=line, column=column)


def spoken(path: Path, whole: str = WHOLE) -> str:
    """A path as people write it: document_sets[0].max_age; the whole file by its own word."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{displayed(part)}" for part in path)
    return "".join(parts).lstrip(".") or whole


def _complaint(detail: ErrorDetails, tree: Tree, model: type[BaseModel], whole: str) -> Complaint:
    of_key = detail["loc"][-1:] == ("[key]",)
    path = detail["loc"][:-1] if of_key else detail["loc"]
    if detail["type"] == "extra_forbidden":
        return Complaint(tree.place(path, of_key=True), _unknown_key(path, model, whole))
    if detail["type"] == "missing":
        return Complaint(tree.place(path), f'{spoken(path[:-1], whole)} lacks the key "{path[-1]}"')
    said = _shown(path[-1] if of_key else detail["input"])
    return Complaint(
        tree.place(path, of_key=of_key), f"{spoken(path[:-1] if of_key else path, whole)}: {said}{_problem(detail)}"
    )


def _unknown_key(path: Path, model: type[BaseModel], whole: str) -> str:
    key, known = displayed(str(path[-1])), _keys_at(path[:-1], model)
    near = difflib.get_close_matches(key, known, n=1)
    hint = f' (did you mean "{near[0]}"?)' if near else f" (there are: {', '.join(known)})" if known else ""
    return f'unknown key "{key}" in {spoken(path[:-1], whole)}{hint}'


def _problem(detail: ErrorDetails) -> str:
    if detail["input"] is None:
        return NO_VALUE
    if detail["type"] == "value_error":
        return str(detail["ctx"]["error"])
    if detail["type"] == "string_type" and isinstance(detail["input"], (int, float)):
        return "must be text: put it in quotes"  # 7.10 would be read as 7.1
    return _MUST_BE.get(detail["type"]) or detail["msg"].replace("Input should", "must").replace(
        "String should", "must"
    )


def _shown(value: object) -> str:
    """A value before what is wrong with it; nothing for what isn't short."""
    if isinstance(value, bool):
        return f"{str(value).lower()} "
    if isinstance(value, str):
        return f'"{displayed(value[:_LONGEST_VALUE])}{"…" * (len(value) > _LONGEST_VALUE)}" '
    return f"{value} " if isinstance(value, (int, float)) else ""


def _keys_at(path: Path, model: type[BaseModel]) -> list[str]:
    kind: Any = model
    for part in path:
        kind = _inside(kind, part)
    return [field.alias or name for name, field in kind.model_fields.items()] if _is_model(kind) else []


def _inside(kind: Any, part: str | int) -> Any:
    """The type of what stands under a key (or at a place) of a value of this type; None where nothing can."""
    if _is_model(kind):
        fields = {field.alias or name: field.annotation for name, field in kind.model_fields.items()}
        return _bare(fields.get(str(part)))
    inner = get_args(kind)
    if get_origin(kind) is dict:
        return _bare(inner[1])
    return _bare(inner[0]) if get_origin(kind) is tuple else None


def _bare(kind: Any) -> Any:
    """A type without what is annotated on it, and without its None."""
    if get_origin(kind) is Annotated:
        return _bare(get_args(kind)[0])
    if get_origin(kind) in {Union, UnionType}:
        return next((bare for bare in map(_bare, get_args(kind)) if bare is not type(None)), None)
    return kind


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)
