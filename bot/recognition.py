"""`ajar flows learn` and `ajar flows hear`: what the bot hears in a text and why, and how much of need it finds."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.content.labelled import Labelled, read_labelled
from bot.content_files import read_content
from bot.errors import ContentError
from bot.flows.bundle import compile_bundle
from bot.flows.hunch import Hunch
from bot.flows.interrupts import Interrupts
from bot.flows.learning import Example, learn
from bot.settings import Settings

SENTENCES, MODEL = "crisis/sentences.tsv", "crisis/hunch.json"
THRESHOLD = 0.65
"""From this likelihood on the bot asks: with less, too many are asked who said nothing of the kind."""


@dataclass(frozen=True, slots=True)
class Score:
    """How a set of labelled sentences is heard.

    Attributes:
        by_phrase, by_hunch: Sentences of need that a phrase is in; and those that only the hunch found.
        missed: Sentences of need that nothing found.
        alarms: Calm sentences that were taken for need, by phrase and by hunch.
    """

    need: int
    by_phrase: int
    by_hunch: int
    missed: tuple[Labelled, ...]
    calm: int
    alarms: tuple[Labelled, ...]

    def __str__(self) -> str:
        """Return it in one line."""
        found = self.by_phrase + self.by_hunch
        return (
            f"{found} of {self.need} sentences of need found ({self.by_phrase} by a phrase, {self.by_hunch} by the "
            f"hunch alone); {len(self.alarms)} of {self.calm} calm ones taken for need"
        )


def sentences(settings: Settings) -> tuple[Labelled, ...]:
    """Return the labelled sentences of the content folder.

    Raises:
        ContentError: the file can't be read, or a line of it is none.
    """
    path = settings.content / SENTENCES
    try:
        return read_labelled(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise ContentError(f"The sentences can't be read: {fault}.", where=str(path), fix="Put it right.") from fault


def learn_hunch(settings: Settings) -> Hunch:
    """Learn from the sentences that are not set aside, and write the model into the content folder."""
    hunch = learn(list(_examples(sentences(settings))), threshold=THRESHOLD)
    model = {"threshold": hunch.threshold, "bias": hunch.bias, "weights": hunch.weights}
    text = json.dumps(model, ensure_ascii=False, indent=0, sort_keys=True)
    (settings.content / MODEL).write_text(text + "\n", encoding="utf-8")
    return hunch


def _examples(labelled: Sequence[Labelled]) -> Iterator[Example]:
    for sentence in labelled:
        if not sentence.is_aside:
            yield Example(sentence.text, sentence.need)


def score(interrupts: Interrupts, labelled: Sequence[Labelled]) -> Score:
    """Hear every sentence as a text that is no answer to anything."""
    found = {sentence: _heard(interrupts, sentence.text) for sentence in labelled}
    need = [sentence for sentence in labelled if sentence.need]
    calm = [sentence for sentence in labelled if not sentence.need]
    return Score(
        need=len(need),
        by_phrase=sum(found[sentence] == "phrase" for sentence in need),
        by_hunch=sum(found[sentence] == "hunch" for sentence in need),
        missed=tuple(sentence for sentence in need if not found[sentence]),
        calm=len(calm),
        alarms=tuple(sentence for sentence in calm if found[sentence]),
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
    if interrupts.hunch is not None:
        suspicion = interrupts.hunch.explain(text)
        asks = "asks" if interrupts.hunch.asks(text) else "does not ask"
        yield f"hunch     {suspicion.likelihood:.2f}, {asks} (from {interrupts.hunch.threshold:.2f} on)"
        yield f"because   {'  '.join(suspicion.reasons) or 'nothing speaks for it'}"
