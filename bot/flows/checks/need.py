"""The phrases of crisis.yaml against everything else: each is heard, and none is what people answer all the time."""

from collections import Counter
from collections.abc import Collection, Iterator

from bot.content.schema import CrisisFile
from bot.flows.checks.values import choices_in
from bot.flows.format.parse import Path
from bot.flows.format.schema import FlowsFile
from bot.flows.format.sheet import Sheet
from bot.flows.phrases import GAP, PhraseBook, forms_of
from bot.flows.words import spellings

Form = tuple[str, ...]
FEWEST_QUESTIONS = 2
"""A label of so many questions is an ordinary answer; a single one may say what is a phrase too ("I can't go on")."""


def check_need(crisis: Sheet[CrisisFile], flows: Sheet[FlowsFile]) -> None:
    """Check that no phrase is taken away again by `harmless`, and that none is an ordinary answer."""
    harmless = {form: phrase for _, phrase, form in _forms(crisis.content, "harmless")}
    begins = {form[0] for form in harmless if form}
    answers = _ordinary_answers(flows.content)
    for path, phrase, form in _forms(crisis.content, "phrases"):
        typed = " ".join(form)
        taken = next((harmless[part] for part in _parts(form, begins) if part in harmless), None)
        if typed in answers:
            what = f'"{phrase}" is what people answer to several questions; each time they would be asked about need'
            crisis.at_value(path, "E602", what=what)
        elif taken is not None and not PhraseBook([phrase], [taken]).found_in([typed]):
            what = f'"{taken}" under `harmless` takes it away, so nobody who writes "{typed}" is heard'
            crisis.at_value(path, "E602", what=what)


def _forms(crisis: CrisisFile, key: str) -> Iterator[tuple[Path, str, Form]]:
    """Yield every form of the phrases under a key as it is typed, with the phrase and its place."""
    for language, phrases in getattr(crisis, key).items():
        for number, phrase in enumerate(phrases):
            for form in forms_of(phrase):
                yield (key, language, number), phrase, tuple(word for word in form if word != GAP)


def _parts(form: Form, begins: Collection[str]) -> Iterator[Form]:
    """Yield every part of a form that begins with one of these words."""
    for start in (place for place, word in enumerate(form) if word in begins):
        yield from (form[start:end] for end in range(start + 1, len(form) + 1))


def _ordinary_answers(flows: FlowsFile) -> frozenset[str]:
    """Return what the options of several questions say, as it is typed."""
    said = Counter(
        spelling
        for _, options in choices_in(flows)
        for spelling in {spelling for one in options for label in one.label.values() for spelling in spellings(label)}
    )
    return frozenset(spelling for spelling, count in said.items() if count >= FEWEST_QUESTIONS)
