"""How the bot speaks: neutral, calm, short, readable, and nothing that betrays on a locked screen."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pydantic import BaseModel

from bot.content.schema import HelplinesFile, WordingFile
from bot.flows.checks.readability import ease_of, median, sentences_in, words_in
from bot.flows.checks.texts import texts_of
from bot.flows.checks.values import nodes_in
from bot.flows.format.findings import START_OF_FILE, Findings
from bot.flows.format.parse import Path
from bot.flows.format.schema import FlowsFile
from bot.flows.format.sheet import Sheet

MOST_WORDS = 60
"""Of a bubble."""
MOST_WORDS_A_SENTENCE, MOST_WORDS_ON_AVERAGE = 18, 12
LONGEST_LABEL = 24
"""Characters."""
FIRST = 60
"""So many characters show on a locked screen."""
FEWEST_WORDS = 10
"""Of a text whose reading ease says something."""
LEAST_EASE: Mapping[str, float] = {"nl": 70, "en": 60, "fr": 60}
"""Of the median text of a file."""

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
_LABEL_KEYS = ("label",)


def check_wording_of_flows(sheet: Sheet[FlowsFile]) -> None:
    """Check everything that the flows say."""
    eases: dict[tuple[str, str], list[float]] = defaultdict(list)
    for path, _, node in nodes_in(sheet.content):
        for place, texts in texts_of(path, node):
            for language, text in texts.items():
                _check(sheet, (*place, language), text, language=language)
                _check_numbers(sheet, (*place, language), text)
                if _is_label(place) or len(words_in(text)) < FEWEST_WORDS:
                    continue
                file = sheet.reading.document.home_of(place).name
                eases[file, language].append(ease_of(text, language))
    _check_ease(eases, sheet.findings)


def check_wording_of_the_rest(wording: Sheet[WordingFile], lines: Sheet[HelplinesFile]) -> None:
    """Check what the bot says of its own accord, and what it says about help lines."""
    for key, texts in wording.content.texts.items():
        for language, text in texts.items():
            _check(wording, ("texts", key, language), text, language=language)
    for line_id, line in lines.content.lines.items():
        for key, texts in (("name", line.name), ("for", line.for_)):
            for language, text in texts.items():
                _check_words(lines, ("lines", line_id, key, language), text, language=language)


def _is_label(path: Path) -> bool:
    return path[-1] in _LABEL_KEYS


def _check_numbers(sheet: Sheet[FlowsFile], path: Path, text: str) -> None:
    found = _NUMBER.search(text)
    if found is not None:
        what = f'"{found.group().strip()}" does not belong here; numbers live in helplines.yaml, with their dates'
        sheet.inside(path, found.start(), code="E611", what=what)


def _check(sheet: Sheet[BaseModel], path: Path, text: str, *, language: str) -> None:
    _check_words(sheet, path, text, language=language)
    if _is_label(path[:-1]):
        if len(text) > LONGEST_LABEL:
            sheet.at_value(path, "W502", what=f"{len(text)} characters; a telephone shows {LONGEST_LABEL}")
        return
    begins = not {"list", "why"} & set(path)
    topic = _TOPIC[language].search(text[:FIRST]) if language in _TOPIC and begins else None
    if topic is not None:
        what = f'"{topic.group()}" shows on a locked screen; begin with something neutral'
        sheet.inside(path, topic.start(), code="E417", what=what)
    for code, what in _too_long(text):
        sheet.at_value(path, code, what=what)
    if text.count("?") > 1:
        sheet.at_value(path, "W413", what=f"{text.count('?')} questions in one bubble; ask one")


def _check_words(sheet: Sheet[BaseModel], path: Path, text: str, *, language: str) -> None:
    never = _NEVER[language].search(text) if language in _NEVER else None
    if never is not None:
        sheet.inside(path, never.start(), code="E411", what=f'"{never.group()}" is no word of this bot')
    for pattern, code, what in (
        (_CLICK, "W416", "say what happens next instead"),
        (_LOUD, "W415", "is loud; write it calmly"),
    ):
        found = pattern.search(text)
        if found is not None:
            sheet.inside(path, found.start(), code=code, what=f'"{found.group().strip()}" {what}')


def _too_long(text: str) -> Iterator[tuple[str, str]]:
    sentences = sentences_in(text)
    words = sum(map(len, sentences))
    if words > MOST_WORDS:
        yield "W412", f"{words} words; at most {MOST_WORDS} in a bubble"
    longest = max(map(len, sentences), default=0)
    if longest > MOST_WORDS_A_SENTENCE:
        yield "W409", f"a sentence of {longest} words; at most {MOST_WORDS_A_SENTENCE}"
    elif len(sentences) > 1 and words > MOST_WORDS_ON_AVERAGE * len(sentences):
        average = words / len(sentences)
        yield "W409", f"{average:.0f} words a sentence on average; at most {MOST_WORDS_ON_AVERAGE}"


def _check_ease(eases: Mapping[tuple[str, str], Sequence[float]], findings: Findings) -> None:
    for (file, language), values in eases.items():
        ease = median(values)
        if ease < LEAST_EASE.get(language, 0):
            what = f"{language}: the median reading ease is {ease:.0f}; at least {LEAST_EASE[language]:.0f}"
            findings.add(file, START_OF_FILE, code="W418", what=what)
