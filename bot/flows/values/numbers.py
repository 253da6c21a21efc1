"""A whole number, as people type it: in digits, or in words up to a dozen, with the few words that go along."""

import re
import unicodedata

from bot.flows.values.vocabulary import NONE, NUMBERS
from bot.flows.words import spellings

_MINUS = "\N{MINUS SIGN}"
LONGEST_TEXT = 100
"""Characters; what says more says more than a number."""
MOST = 10**9
"""What is as large as this is no quantity."""
_RUNS = re.compile(r"(?<![\w.,])-?[0-9]+(?:[ .,][0-9]+)*(?![\w])")
_PLAIN = re.compile(r"-?[0-9]+")
_GROUPED = re.compile(r"-?[0-9]{1,3}([ .,])[0-9]{3}(?:\1[0-9]{3})*")
_SAID = {**NUMBERS, **dict.fromkeys(NONE, 0)}
_ALONG = frozenset(
    [
        "ik",
        "heb",
        "er",
        "ben",
        "wij",
        "we",
        "zijn",
        "met",
        "ongeveer",
        "zo",
        "n",
        "oud",
        "jaar",
        "jaren",
        "kind",
        "kinderen",
        "mens",
        "mensen",
        "keer",
        "personen",
        "euro",
        "i",
        "have",
        "there",
        "are",
        "we",
        "am",
        "m",
        "about",
        "around",
        "old",
        "year",
        "years",
        "child",
        "children",
        "people",
        "times",
        "euros",
        "j",
        "je",
        "ai",
        "il",
        "y",
        "a",
        "nous",
        "sommes",
        "environ",
        "an",
        "ans",
        "enfant",
        "enfants",
        "personnes",
        "fois",
        "d",
    ]
)
"""Words that say nothing else about a number; "niet", "meer" and "half" do, and are not among them."""


def read_number(text: str) -> int | None:
    """Return the one whole number that a text is; None where it is none, several, or about one ("more than 3")."""
    if len(text) > LONGEST_TEXT:
        return None
    flat = unicodedata.normalize("NFKC", text).replace(_MINUS, "-")
    runs = [found.group() for found in _RUNS.finditer(flat)]
    words = [word for word in spellings(_RUNS.sub(" ", flat))[0].split() if word.isalnum()]
    said = [word for word in words if word in _SAID]
    if len(runs) + len(said) != 1 or any(word not in _ALONG and word not in _SAID for word in words):
        return None
    return _SAID[said[0]] if said else _whole(runs[0])


def _whole(run: str) -> int | None:
    if _PLAIN.fullmatch(run):
        digits = run
    elif _GROUPED.fullmatch(run):
        digits = re.sub(r"[ .,]", "", run)
    else:
        return None
    number = int(digits)
    return number if -MOST < number < MOST else None
