"""`ajar flows learn` and `ajar flows hear`: what the bot hears in a text and why, and how much of need it finds."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.content.labelled import Labelled, read_labelled
from bot.content_files import read_content
from bot.errors import ContentError
from bot.flows.bundle import compile_bundle
from bot.flows.families import read_families
from bot.flows.hunch import Hunch
from bot.flows.interrupts import Interrupts
from bot.flows.learning import Example, learn
from bot.flows.trial import tried
from bot.settings import Settings

T = TypeVar("T")

SENTENCES, FAMILIES, MODEL = "crisis/sentences.tsv", "crisis/families.txt", "crisis/hunch.json"
THRESHOLD = 0.0
"""From this strength on the bot asks; docs/crisis-words.md shows what another one would find, and whom it would ask."""
THRESHOLDS = (-0.4, -0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3, 0.4)
"""Those that are tried."""
HOW = ("phrase", "hunch", "")
"""How a sentence is heard, if it is."""
HANDS = ("own", "second")
"""Who wrote the sentences; see `Labelled.hand`."""


@dataclass(frozen=True, slots=True)
class Score:
    """How a set of labelled sentences is heard.

    Attributes:
        by_phrase, by_hunch: Sentences of need that a phrase is in; and those that only the hunch found.
        missed: Sentences of need that nothing found.
        told, asked: Calm sentences that were taken for need by a phrase; and those that only the hunch asked about.
    """

    need: int
    by_phrase: int
    by_hunch: int
    missed: tuple[Labelled, ...]
    calm: int
    told: tuple[Labelled, ...]
    asked: tuple[Labelled, ...]

    def __str__(self) -> str:
        """Return it in one line."""
        found, alarms = self.by_phrase + self.by_hunch, len(self.told) + len(self.asked)
        return (
            f"{found} of {self.need} sentences of need found ({self.by_phrase} by a phrase, {self.by_hunch} by the "
            f"hunch alone); {alarms} of {self.calm} calm ones taken for need ({len(self.told)} by a phrase)"
        )


def sentences(settings: Settings) -> tuple[Labelled, ...]:
    """Return the labelled sentences of the content folder.

    Raises:
        ContentError: the file can't be read, or a line of it is none.
    """
    return _read(settings, SENTENCES, read_labelled)


def families(settings: Settings) -> dict[str, tuple[str, ...]]:
    """Return the families of words of the content folder.

    Raises:
        ContentError: the file can't be read, or a line of it is none.
    """
    return _read(settings, FAMILIES, read_families)


def _read(settings: Settings, name: str, reader: Callable[[str], T]) -> T:
    path = settings.content / name
    try:
        return reader(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise ContentError(f"It can't be read: {fault}.", where=str(path), fix="Put it right.") from fault


def learn_hunch(settings: Settings) -> Hunch:
    """Learn from the sentences, and write the model into the content folder."""
    kin = families(settings)
    hunch = learn(examples(sentences(settings)), kin, threshold=THRESHOLD)
    (settings.content / MODEL).write_text(written(hunch, kin), encoding="utf-8")
    return hunch


def written(hunch: Hunch, kin: Mapping[str, Sequence[str]]) -> str:
    """Return a hunch as the file has it, a piece on each line."""
    model = {
        "threshold": hunch.threshold,
        "bias": hunch.bias,
        "weights": hunch.weights,
        "families": {family: " ".join(words) for family, words in kin.items()},
    }
    return json.dumps(model, ensure_ascii=False, indent=0, sort_keys=True) + "\n"


def examples(labelled: Sequence[Labelled]) -> list[Example]:
    """Return the sentences as what is learned from."""
    return [Example(sentence.text, sentence.need) for sentence in labelled]


@dataclass(frozen=True, slots=True)
class Point:
    """What the hunch would do with another threshold, on sentences that it has not learned from; shares from 0 to 1.

    Attributes:
        found: Of the sentences of need, by language.
        asked: Of the calm ones that look like need, by language.
    """

    threshold: float
    found: Mapping[str, float]
    asked: Mapping[str, float]

    def __str__(self) -> str:
        """Return it in one line."""
        shares = (f"{language} {self.found[language]:.0%} / {self.asked[language]:.0%}" for language in self.found)
        return f"{self.threshold:5.1f}   {'   '.join(shares)}"


def try_hunch(settings: Settings) -> list[tuple[Labelled, float]]:
    """Return each sentence with the strength that it has for a hunch that did not learn from it; takes a minute."""
    labelled = sentences(settings)
    return list(zip(labelled, tried(examples(labelled), families(settings)), strict=True))


def points(judged: Sequence[tuple[Labelled, float]]) -> Iterator[Point]:
    """Yield what each threshold would find, and whom it would ask for nothing."""
    languages = sorted({one.language for one, _ in judged})
    for threshold in THRESHOLDS:
        found, asked = (
            {
                language: _share([s >= threshold for one, s in judged if (one.language, one.need) == (language, need)])
                for language in languages
            }
            for need in (True, False)
        )
        yield Point(threshold, found, asked)


def _share(answers: Sequence[bool]) -> float:
    return sum(answers) / max(len(answers), 1)


def score(interrupts: Interrupts, labelled: Sequence[Labelled]) -> Score:
    """Hear every sentence as a text that is no answer to anything."""
    heard = [(one, _heard(interrupts, one.text)) for one in labelled]
    need, calm = (
        {how: tuple(one for one, ear in heard if one.need == side and ear == how) for how in HOW}
        for side in (True, False)
    )
    return Score(
        need=sum(map(len, need.values())),
        by_phrase=len(need["phrase"]),
        by_hunch=len(need["hunch"]),
        missed=need[""],
        calm=sum(map(len, calm.values())),
        told=calm["phrase"],
        asked=calm["hunch"],
    )


def _heard(interrupts: Interrupts, text: str) -> str:
    if interrupts.hear(text).crisis:
        return "phrase"
    return "hunch" if interrupts.hunch is not None and interrupts.hunch.asks(text) else ""


def explain(settings: Settings, text: str) -> Iterator[str]:
    """Yield what the bot hears in a text and why, a line each; the text itself is kept nowhere."""
    interrupts = compile_bundle(read_content(settings.flows, settings.content)).interrupts
    heard = interrupts.hear(text)
    phrase = interrupts.phrases.found_in(heard.spelled)
    if heard.interrupt is not None:
        yield f"acts as   {heard.interrupt.id}"
    if phrase:
        yield f"phrase    {phrase}"
    yield f"signs     {', '.join(interrupts.signs_in(heard.spelled)) or 'none'}"
    if interrupts.hunch is not None:
        suspicion = interrupts.hunch.explain(text)
        asks = "asks" if interrupts.hunch.asks(text) else "does not ask"
        yield f"hunch     {suspicion.strength:.2f}, {asks} (from {interrupts.hunch.threshold:.2f} on)"
        yield f"because   {'  '.join(suspicion.reasons) or 'nothing speaks for it'}"
