"""Long pages in parts that fit a bubble: sentences stay whole unless one alone is too long, and places have names."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from bot.flows.format.markdown import Paragraph
from bot.flows.replies import Labels
from bot.flows.said import WantedLines
from bot.model import Language, Option

_SENTENCE_END = re.compile(r"(?:(?<=[.!?…:])|(?<=[.!?…][”»\"’)])) (?=[A-ZÀ-ÖØ-Þ0-9“\"«(‘•])")


@dataclass(frozen=True, slots=True)
class Part:
    """What is shown of a page at once.

    Attributes:
        place: Where it begins: the name of a paragraph, and which piece of it.
        paragraphs: The names of all that it holds something of.
    """

    place: str
    text: str
    paragraphs: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A paragraph, or as much of it as fits."""

    paragraph: str
    number: int
    text: str
    glue: str

    @property
    def words(self) -> int:
        """How long it is."""
        return len(self.text.split())


def names_of(paragraphs: Sequence[Paragraph]) -> tuple[str, ...]:
    """Return a name for each paragraph that stays the same wherever the paragraph moves to."""
    names: list[str] = []
    for paragraph in paragraphs:
        name = blake2b(paragraph.text.encode(), digest_size=4).hexdigest()
        while name in names:
            name = blake2b(name.encode(), digest_size=4).hexdigest()
        names.append(name)
    return tuple(names)


def parts_of(paragraphs: Sequence[Paragraph], names: Sequence[str], *, most_words: int) -> tuple[Part, ...]:
    """Return a page in parts; what stands under one heading stays together wherever it fits into one part.

    Args:
        paragraphs: In one language.
        names: Of the paragraphs, the same in all languages.
        most_words: Of one part.
    """
    parts: list[list[_Piece]] = []
    words = 0
    for section in _sections(paragraphs, names, most_words):
        together = sum(piece.words for piece in section)
        for number, piece in enumerate(section):
            wanted = together if number == 0 and together <= most_words else piece.words
            if not parts or words + wanted > most_words:
                parts.append([])
                words = 0
            parts[-1].append(piece)
            words += piece.words
    return tuple(map(_joined, parts))


def _sections(paragraphs: Sequence[Paragraph], names: Sequence[str], most_words: int) -> Iterator[list[_Piece]]:
    """Yield the pieces of a page, those under one heading together."""
    section: list[_Piece] = []
    for paragraph, name in zip(paragraphs, names, strict=True):
        if paragraph.begins_section and section:
            yield section
            section = []
        section += _pieces(paragraph, name, most_words)
    if section:
        yield section


def number_at(parts: Sequence[Part], place: str) -> int:
    """Return the number of the part for a place, from 0.

    A place of another version, or another language, is where its paragraph begins; where that is gone the page begins
    again: somebody reads a part twice, and nobody misses one.
    """
    exact = next((number for number, part in enumerate(parts) if part.place == place), None)
    if exact is not None:
        return exact
    name = place.partition(".")[0]
    return next((number for number, part in enumerate(parts) if name in part.paragraphs), 0)


def _joined(pieces: Sequence[_Piece]) -> Part:
    first = pieces[0]
    text = first.text + "".join(f"{piece.glue}{piece.text}" for piece in pieces[1:])
    return Part(f"{first.paragraph}.{first.number}", text, frozenset(piece.paragraph for piece in pieces))


def _pieces(paragraph: Paragraph, name: str, most_words: int) -> Iterator[_Piece]:
    glue, text, number = "\n" if paragraph.is_next_item else "\n\n", "", 0
    for sentence in _sentences(paragraph.text, most_words):
        longer = f"{text} {sentence}" if text else sentence
        if text and len(longer.split()) > most_words:
            yield _Piece(name, number, text, glue)
            glue, text, number = " ", sentence, number + 1
        else:
            text = longer
    yield _Piece(name, number, text, glue)


def _sentences(text: str, most_words: int) -> Iterator[str]:
    if len(text.split()) <= most_words:
        yield text
        return
    for sentence in _SENTENCE_END.split(text):
        words = sentence.split(" ")
        if len(words) <= most_words:
            yield sentence
        else:
            yield from (" ".join(words[at : at + most_words]) for at in range(0, len(words), most_words))


Pages = Mapping[str, Mapping[Language, tuple[Paragraph, ...]]]
"""The paragraphs of every page, by its id and by language."""

READ_ON, HUMAN, BACK = "read_on", "human", "back"
PAGE_OPTIONS = (READ_ON, HUMAN, BACK)
"""What can be done after a part of a page."""
FEWEST_WORDS = 60
WORDS_A_BUBBLE: Mapping[str, int] = {"telegram": FEWEST_WORDS, "signal": FEWEST_WORDS, "webchat": 120, "terminal": 120}
"""How much of a page is shown at once, by channel; a small telephone shows 60 words without scrolling."""


@dataclass(frozen=True, slots=True)
class Page:
    """A node that shows a long text part by part and waits after each but the last.

    Attributes:
        options: What can be done after a part: to read on, to go to a human, to go back.
        lines: Help lines under the last part.
        tries: As for a question; a page never gives way.
    """

    id: str
    flow: str
    digest: str
    parts: Mapping[Language, Mapping[int, tuple[Part, ...]]]
    options: Mapping[Language, tuple[Option, ...]]
    labels: Mapping[Language, Labels]
    lines: WantedLines = ()
    tries: int = 2
    otherwise: bool = False

    def parts_on(self, channel: str, language: Language) -> tuple[Part, ...]:
        """Return the parts as they fit a channel."""
        return self.parts[language][WORDS_A_BUBBLE.get(channel, FEWEST_WORDS)]
