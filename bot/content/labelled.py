"""The labelled sentences that crisis recognition is built and judged by, bot/content/crisis/*.tsv, as values."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence that somebody might write.

    Attributes:
        need: It is one of need; else it only looks like it.
        kind: U1 to U8 of need, or what it looks like.
        hand: Who wrote it: who builds the bot too ("own"), or somebody who had seen neither it nor its words.
    """

    language: str
    need: bool
    kind: str
    text: str
    hand: str


def read_labelled(source: str) -> tuple[Labelled, ...]:
    """Return the sentences of a file.

    Raises:
        ValueError: a line is none of them; says which.
    """
    found = []
    for number, line in enumerate(source.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        match line.split("\t"):
            case [language, "need" | "calm" as label, kind, text, hand]:
                found.append(Labelled(language, label == "need", kind, text, hand))
            case _:
                what = "language, need or calm, kind, sentence, hand; with tabs in between"
                raise ValueError(f"line {number} is not: {what}")
    return tuple(found)
