"""What is heard in one text: words that judge, betray or shout, too much at once, numbers. It knows no file."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from bot.flows.checks.readability import sentences_in

MOST_WORDS = 60
"""Of a bubble."""
MOST_WORDS_A_SENTENCE, MOST_WORDS_ON_AVERAGE = 18, 12
LONGEST_LABEL = 24
"""Characters."""
FIRST = 60
"""So many characters show on a locked screen."""

_NEVER = {
    "nl": re.compile(r"\b(sektes?|sekten|slachtoffers?|indoctrinatie|hersenspoeling|gehersenspoeld)\b", re.IGNORECASE),
    "en": re.compile(r"\b(cults?|sects?|victims?|indoctrination|brainwash(?:ed|ing)?)\b", re.IGNORECASE),
    "fr": re.compile(r"\b(sectes?|victimes?|endoctrinement|lavage de cerveau)\b", re.IGNORECASE),
}
"""Words that the bot does not use; "Slachtofferhulp" is a name and another word."""
_TOPIC = {
    "nl": re.compile(
        r"\b(sektes?|dwang|dwingende?|geweld|misbruik\w*|zelfmoord\w*|su[iï]cid\w*|verkracht\w*)\b", re.IGNORECASE
    ),
    "en": re.compile(r"\b(cults?|coerci\w+|violence|abuse\w*|suicid\w*|raped?)\b", re.IGNORECASE),
    "fr": re.compile(r"\b(sectes?|emprise|contrainte|violences?|abus\w*|suicid\w*|viol\w*)\b", re.IGNORECASE),
}
"""Words that tell what this is about."""
_CLICK = re.compile(r"\b(klik hier|click here|cliquez ici)\b", re.IGNORECASE)
_LOUD = re.compile("[!\U0001f300-\U0001faff\u2600-\u27bf]")
_NUMBER = re.compile(r"(?<![\d-])(?:\+\d|0\d)[\d ./-]{5,}\d|\S+@\S+\.\w+|https?://|www\.")
"""A telephone number, an address of any kind."""


class Remark(NamedTuple):
    """Something about a text.

    Attributes:
        offset: The character that it is about, None for all of the text.
    """

    code: str
    what: str
    offset: int | None = None


def remarks_on_bubble(text: str, language: str, *, begins: bool = True) -> Iterator[Remark]:
    """Yield what is wrong with something that is said.

    Args:
        text: As people read it.
        language: Of the text; one that the bot does not speak is looked at less closely.
        begins: Whether the text can stand at the beginning of a bubble, where a locked screen shows it.
    """
    yield from remarks_on_words(text, language)
    topic = _TOPIC[language].search(text[:FIRST]) if begins and language in _TOPIC else None
    if topic is not None:
        yield Remark("E417", f'"{topic.group()}" shows on a locked screen; begin with something neutral', topic.start())
    yield from _too_long(text)


def remarks_on_questions(text: str) -> Iterator[Remark]:
    """Yield that more than one thing is asked, in a text that somebody answers."""
    if text.count("?") > 1:
        yield Remark("W413", f"{text.count('?')} questions in one bubble; ask one")


def remarks_on_label(text: str, language: str) -> Iterator[Remark]:
    """Yield what is wrong with what stands on a button."""
    yield from remarks_on_words(text, language)
    if len(text) > LONGEST_LABEL:
        yield Remark("W502", f"{len(text)} characters; a telephone shows {LONGEST_LABEL}")


def remarks_on_words(text: str, language: str) -> Iterator[Remark]:
    """Yield the words that the bot does not use."""
    never = _NEVER[language].search(text) if language in _NEVER else None
    if never is not None:
        yield Remark("E411", f'"{never.group()}" is no word of this bot', never.start())
    for pattern, code, what in (
        (_CLICK, "W416", "say what happens next instead"),
        (_LOUD, "W415", "is loud; write it calmly"),
    ):
        found = pattern.search(text)
        if found is not None:
            yield Remark(code, f'"{found.group().strip()}" {what}', found.start())


def remarks_on_numbers(text: str) -> Iterator[Remark]:
    """Yield a telephone number or an address that stands where nobody looks after it."""
    found = _NUMBER.search(text)
    if found is not None:
        what = f'"{found.group().strip()}" does not belong here; numbers live in helplines.yaml, with their dates'
        yield Remark("E611", what, found.start())


def _too_long(text: str) -> Iterator[Remark]:
    sentences = sentences_in(text)
    words = sum(map(len, sentences))
    if words > MOST_WORDS:
        yield Remark("W412", f"{words} words; at most {MOST_WORDS} in a bubble")
    longest = max(map(len, sentences), default=0)
    if longest > MOST_WORDS_A_SENTENCE:
        yield Remark("W409", f"a sentence of {longest} words; at most {MOST_WORDS_A_SENTENCE}")
    elif len(sentences) > 1 and words > MOST_WORDS_ON_AVERAGE * len(sentences):
        average = words / len(sentences)
        yield Remark("W409", f"{average:.0f} words a sentence on average; at most {MOST_WORDS_ON_AVERAGE}")
