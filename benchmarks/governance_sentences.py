"""What sentences state of the document they stand in, against a table of sentences: recall, and false alarms.

The table (benchmarks/labels/stated_sentences.tsv) has a form, what is stated (a day, a successor; nothing for a
look-alike), and the sentence. Each stands in a page of its own, right under the title and again in a later section.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from kbaudit.extractors.markdown import extract
from kbaudit.signals import read_signals

TABLE: Final = Path(__file__).parent / "labels" / "stated_sentences.tsv"
LOOK_ALIKE: Final = "look-alike"
_OPENING: Final = "# Guide\n\n{}\n\nStaff read it before they start.\n"
_LATER: Final = "# Guide\n\nStaff read it before they start.\n\n## Scope\n\nAll sites.\n\n{}\n"


class Stated(NamedTuple):
    """One row of the table. says is what the sentence states, "" for nothing."""

    form: str
    says: str
    sentence: str


def table() -> list[Stated]:
    """Every row, in the table's order."""
    lines = TABLE.read_text("utf-8").splitlines()
    return [Stated(*line.split("\t")) for line in lines if line and not line.startswith("# ")]


def read_in(page: str) -> list[tuple[str, str]]:
    """Each form that is read in a Markdown page, with what it states."""
    signals = read_signals(extract(page.encode(), "markdown"))
    dates = [(claim.kind.value, claim.value[:10]) for claim in signals.dates]
    return dates + [(claim.state.value, claim.successor) for claim in signals.states]


def found(row: Stated) -> list[tuple[str, str]]:
    """What is read in a row: where it states something in the opening, else wherever it stands."""
    opening = read_in(_OPENING.format(row.sentence))
    return opening if row.form != LOOK_ALIKE else opening + read_in(_LATER.format(row.sentence))


def right(row: Stated) -> bool:
    """Whether what is stated is read, with nothing of another form that the sentence doesn't state."""
    said = found(row)
    return not said if row.form == LOOK_ALIKE else (row.form, row.says) in said


def main() -> None:
    """Prints a line a form."""
    rows = table()
    for form in dict.fromkeys(row.form for row in rows):
        of = [row for row in rows if row.form == form]
        hit = sum(map(right, of))
        what = "left alone" if form == LOOK_ALIKE else "read"
        print(f"sentences, {form}: {hit} of {len(of)} {what}")
        for row in of:
            if not right(row):
                print(f"    {row.sentence}  ->  {found(row)}")


if __name__ == "__main__":
    main()
