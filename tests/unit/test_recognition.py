"""How much of need is heard: the labelled sentences against the shipped phrases and the shipped model."""

import json

import pytest
import yaml

from bot.content.labelled import Labelled, read_labelled
from bot.content.schema import CrisisFile
from bot.flows.learning import Example, learn
from bot.flows.phrases import GAP, forms_of
from bot.recognition import MODEL, SENTENCES, THRESHOLD, score
from tests.house import ROOT, shipped_bundle

CONTENT = ROOT / "bot" / "content"


def labelled() -> tuple[Labelled, ...]:
    """Read the sentences as they are shipped."""
    return read_labelled((CONTENT / SENTENCES).read_text(encoding="utf-8"))


def test_there_are_enough_sentences_of_every_kind() -> None:
    """At least 400, half of them harmless, in three languages, and every red flag in each."""
    sentences = labelled()

    assert len(sentences) >= 400
    assert 0.4 < sum(one.need for one in sentences) / len(sentences) < 0.6
    assert {(one.language, one.kind) for one in sentences if one.need} >= {
        (language, f"U{number}") for language in ("nl", "en", "fr") for number in range(1, 9)
    }
    assert len({one.text for one in sentences}) == len(sentences)


def test_a_fifth_is_set_aside() -> None:
    """Nobody chooses which: the letters do."""
    share = sum(one.is_aside for one in labelled()) / len(labelled())

    assert 0.15 < share < 0.25


def test_every_sentence_of_need_that_was_learned_from_is_found() -> None:
    """And of the calm ones hardly any is taken for need."""
    heard = score(shipped_bundle().interrupts, [one for one in labelled() if not one.is_aside])

    assert not heard.missed
    assert len(heard.alarms) <= heard.calm * 0.02


def test_most_of_what_a_stranger_writes_is_heard() -> None:
    """By another hand, unseen while building: it may not get worse than it was when it was first looked at."""
    unseen = read_labelled((CONTENT / "crisis" / "by_another_hand.tsv").read_text(encoding="utf-8"))

    heard = score(shipped_bundle().interrupts, unseen)

    assert len(unseen) == 500
    assert len(heard.missed) <= heard.need * 0.3
    assert len(heard.alarms) <= heard.calm * 0.3


def test_the_shipped_model_is_what_the_sentences_teach() -> None:
    """Anybody can make it again; nobody can slip something else in."""
    shipped = json.loads((CONTENT / MODEL).read_text(encoding="utf-8"))

    learned = learn([Example(one.text, one.need) for one in labelled() if not one.is_aside], threshold=THRESHOLD)

    assert shipped["threshold"] == THRESHOLD
    assert shipped["bias"] == pytest.approx(learned.bias, abs=0.01)
    assert shipped["weights"] == pytest.approx(learned.weights, abs=0.01)


@pytest.mark.parametrize("line", ["nl\tneed\tU1", "nl\tmaybe\tU1\tx", "een zin"])
def test_a_line_that_is_no_sentence_is_named(line: str) -> None:
    """An editor reads which one it is."""
    with pytest.raises(ValueError, match="line 2"):
        read_labelled(f"# first\n{line}\n")


def test_every_phrase_finds_itself() -> None:
    """In each of its forms: neither a harmless phrase nor words taken apart hide it."""
    crisis = CrisisFile.model_validate(yaml.safe_load((CONTENT / "crisis.yaml").read_text(encoding="utf-8")))
    phrases = shipped_bundle().interrupts.phrases

    hidden = [
        form
        for group in crisis.phrases.values()
        for phrase in group
        for form in forms_of(phrase)
        if not phrases.found_in([" ".join(word for word in form if word != GAP)])
    ]

    assert not hidden
