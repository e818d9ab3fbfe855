"""Workers: a hang, a crash, a kill or a hunger for memory costs one item, whatever batch it came in."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Sequence

import pytest

from kbaudit.workers import Cause, Done, Failed, Limits, Work, supervise

LIMITS = Limits(seconds=1.5, memory=256 * 2**20)


def act(item: str) -> str:
    """What the items ask for."""
    match item.partition("-")[0]:
        case "hang":
            time.sleep(60)
        case "spin":
            while True:
                pass
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "exit":
            os._exit(3)
        case "hungry":
            return str(len(bytearray(2**31)))
        case "raise":
            raise ValueError("no such page")
        case "deep":
            return act(item)
    return item.upper()


def nothing() -> None:
    """Prepares nothing."""


def run(batches: Sequence[Sequence[str]], jobs: int = 2) -> dict[str, str | Cause]:
    outcomes: dict[str, str | Cause] = {}
    for outcome in supervise(Work(act, nothing), batches, jobs=jobs, limits=LIMITS):
        assert outcome.item not in outcomes, "one outcome an item"
        outcomes[outcome.item] = outcome.value if isinstance(outcome, Done) else outcome.cause
    return outcomes


def test_each_item_has_its_value() -> None:
    assert run([["a", "b"], ["c"]]) == {"a": "A", "b": "B", "c": "C"}


def test_nothing_to_do() -> None:
    assert run([]) == {}


@pytest.mark.parametrize(
    ("culprit", "cause"),
    [
        ("hang", Cause.TIME),
        ("spin", Cause.TIME),
        ("kill", Cause.DIED),
        ("exit", Cause.DIED),
        ("hungry", Cause.MEMORY),
        ("raise", Cause.ERROR),
        ("deep", Cause.ERROR),
    ],
)
def test_one_culprit_costs_one_item(culprit: str, cause: Cause) -> None:
    outcomes = run([["a", culprit, "b"], ["c", "d"]])
    assert outcomes == {"a": "A", "b": "B", "c": "C", "d": "D", culprit: cause}


def smaller(failed: Failed[str]) -> str | None:
    return "rest" if failed.item == "kill" and failed.cause is Cause.DIED else None


def test_a_smaller_item_takes_the_place_of_one_that_failed() -> None:
    work = Work(act, nothing, instead=smaller)
    outcomes = list(supervise(work, [["a", "kill"], ["raise"]], jobs=2, limits=LIMITS))
    assert {each.item: each.value if isinstance(each, Done) else each.cause for each in outcomes} == {
        "a": "A",
        "rest": "REST",
        "raise": Cause.ERROR,
    }


def test_several_culprits_in_one_batch() -> None:
    outcomes = run([["kill-1", "a", "kill-2", "exit-1", "b"]])
    assert {item for item, value in outcomes.items() if value == Cause.DIED} == {"kill-1", "kill-2", "exit-1"}
    assert outcomes["a"] == "A"
    assert outcomes["b"] == "B"


def test_batches_are_read_only_as_fast_as_they_are_worked() -> None:
    read = 0

    def endless() -> Iterator[list[str]]:
        nonlocal read
        while True:
            read += 1
            yield ["a"]

    outcomes = supervise(Work(act, nothing), endless(), jobs=1, limits=LIMITS)
    for _ in range(5):
        next(outcomes)
    outcomes.close()  # type: ignore[attr-defined]  # supervise is a generator; its type promises an iterator
    assert read < 15


def test_failure_names_what_happened() -> None:
    (outcome,) = supervise(Work(act, nothing), [["raise"]], jobs=1, limits=LIMITS)
    assert outcome == Failed("raise", Cause.ERROR, "ValueError: no such page")
