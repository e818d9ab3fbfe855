from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from kbaudit.similarity.anchors import RUN, anchors, run_width, runs
from kbaudit.similarity.boilerplate import Passage, passages
from kbaudit.similarity.hashed_tokens import tokenised
from kbaudit.similarity.shingles import masked

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NOTICE = """This page is for information only. Whoever wants to object to a decision writes to the appeals office
within 14 days of receiving the letter, and names the reference that stands at its head. Letters that come later are
answered only where the delay was nobody's fault, which has to be shown."""
OWN = """The {0} of the harbour is painted every spring by volunteers from the {0} club. They bring ladders, and
the town pays for the colour, while the {0} itself stays open to everybody."""


class Group(NamedTuple):
    documents: int
    anchors: tuple[int, ...]
    keys: tuple[str, ...]


def signed(found: np.ndarray) -> set[int]:
    return set(found.view(np.int64).tolist())


def shared_by(texts: Mapping[str, str], documents: int = 40) -> Group:
    """The group of anchors that all of the texts hold."""
    held = [signed(anchors(masked(tokenised(text)))) for text in texts.values()]
    return Group(documents, tuple(sorted(set.intersection(*held))), tuple(texts))


def told(texts: Mapping[str, str], *groups: Group) -> list[Passage]:
    def some(keys: Sequence[str]) -> Mapping[str, str]:
        return {key: texts[key] for key in keys}

    return passages(groups or [shared_by(texts)], some)


def pages(*parts: str, names: Sequence[str] = ("lighthouse", "pier", "crane", "ferry", "wharf")) -> dict[str, str]:
    return {name: f"# The {name}\n\n{OWN.format(name)}\n\n" + "\n\n".join(parts) for name in names}


def test_the_passage_is_told_in_whole_sentences() -> None:
    texts = pages(NOTICE, "The end.")
    (found,) = told(texts)
    assert found.text == " ".join(NOTICE.split())
    assert (found.documents, found.keys) == (40, tuple(texts))


def test_a_sentence_that_differs_is_left_out() -> None:
    texts = {name: page.replace("appeals office", f"{name} office") for name, page in pages(NOTICE).items()}
    last = signed(runs(masked(tokenised(NOTICE.partition("head. ")[2])), RUN))
    (found,) = told(texts, Group(40, tuple(last), tuple(texts)))
    assert found.text.startswith("Letters that come later")


def test_numbers_and_one_odd_document_dont_matter() -> None:
    texts = {name: page.replace("14 days", f"{n} days") for n, (name, page) in enumerate(pages(NOTICE).items())}
    group = shared_by(texts)
    texts["wharf"] = OWN.format("wharf")
    (found,) = told(texts, group)
    assert "appeals office within 0 days" in found.text


def test_a_phrase_in_sentences_of_their_own_is_no_passage() -> None:
    says = "The {0} opens as agreed in the framework contract between the town and the company of the {0} in spring."
    texts = {name: says.format(name) for name in ("lighthouse", "pier", "crane", "ferry", "wharf")}
    run = next(iter(signed(runs(masked(tokenised(says.format("x")))[4:12], 8))))
    assert told(texts, Group(40, (run,), tuple(texts))) == []


def test_code_and_short_sentences_are_no_passages() -> None:
    code = "```js\nimport React from 'react'; import {View, Text, Button} from 'native'; const app = () => null;\n```"
    short = "Thank you for reading this short page."
    assert told(pages(code, short)) == []


def test_what_hangs_together_is_told_once() -> None:
    texts = pages(NOTICE, "In between.", NOTICE.replace("appeals", "second").replace("which has to be shown", "always"))
    group = shared_by(texts)
    halves = [Group(40, group.anchors[::2], group.keys), Group(40, group.anchors[1::2], group.keys)]
    assert len(told(texts, *halves)) == 1


def test_only_a_short_passage_names_its_runs() -> None:
    sentence = "Whoever wants to object to a decision writes to the appeals office in the harbour."
    group = shared_by(pages(sentence))
    run = signed(runs(masked(tokenised(sentence)), 8))
    (found,) = told(pages(sentence), group._replace(anchors=tuple(run)))
    assert set(found.runs) == run
    (long,) = told(pages(NOTICE))
    assert long.runs == ()


def test_scripts_without_spaces() -> None:
    notice = (
        "異議を申し立てる方は、通知を受け取った日から十四日以内に、書面で不服審査室に申し出てください。"
        "期限を過ぎた申し出は受け付けません。"
    )
    own = (
        "港の灯台は毎年春に有志によって塗り替えられます。",
        "桟橋は夏のあいだ誰でも使うことができます。",
        "渡し船は朝七時に最初の便が出ます。",
    )
    texts = {f"{n}": f"{said}\n\n{notice}\n" for n, said in enumerate(own)}
    assert run_width(masked(tokenised(texts["0"]))) == 16
    (found,) = told(texts)
    assert found.text == notice
