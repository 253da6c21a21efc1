"""How much of need is heard: the labelled sentences against the shipped phrases and the shipped model."""

import pytest
import yaml

from bot.content.labelled import Labelled, read_labelled
from bot.content.schema import CrisisFile, WordingFile
from bot.flows.compiling_inputs import alike_of
from bot.flows.families import read_families
from bot.flows.learning import learn
from bot.flows.nodes import Ask
from bot.flows.phrases import GAP, forms_of
from bot.flows.words import spellings
from bot.model import LANGUAGES
from bot.recognition import FAMILIES, HANDS, MODEL, SENTENCES, THRESHOLD, examples, score, written
from tests.house import ROOT, shipped_bundle

CONTENT = ROOT / "bot" / "content"


def labelled() -> tuple[Labelled, ...]:
    """Read the sentences as they are shipped."""
    return read_labelled((CONTENT / SENTENCES).read_text(encoding="utf-8"))


def test_there_are_enough_sentences_of_every_kind() -> None:
    """Half of them harmless, in three languages, and every red flag in each; 500 by a stranger's hand."""
    sentences = labelled()

    assert len(sentences) >= 2500
    assert sum(one.hand == "second" for one in sentences) == 500
    assert 0.4 < sum(one.need for one in sentences) / len(sentences) < 0.6
    assert {(one.language, one.kind) for one in sentences if one.need} >= {
        (language, f"U{number}") for language in ("nl", "en", "fr") for number in range(1, 9)
    }
    assert len({one.text for one in sentences}) == len(sentences)
    assert {one.hand for one in sentences} == set(HANDS)


def test_every_sentence_of_need_that_was_learned_from_is_found() -> None:
    """And hardly any of the calm ones is asked about, although they were written to be mistaken."""
    heard = score(shipped_bundle().interrupts, labelled())

    assert not heard.missed
    assert len(heard.asked) <= heard.calm * 0.02
    assert len(heard.told) <= heard.calm * 0.05


def test_ordinary_answers_are_let_be() -> None:
    """What most people write is neither told about numbers nor asked."""
    ordinary = [one for one in labelled() if one.kind in {"gewoon", "smalltalk", "praatje", "chat", "bavardage"}]

    heard = score(shipped_bundle().interrupts, ordinary)

    assert len(ordinary) > 150
    assert len(heard.told) + len(heard.asked) <= 1


def test_most_of_what_a_stranger_writes_is_heard() -> None:
    """By a third hand, not learned from: 208 of 250 found and 44 of 250 calm ones asked when it was first looked at.

    The bounds lie a little lower, so that nobody has to please these very sentences: they would tell nothing any more.
    """
    unseen = read_labelled((CONTENT / "crisis" / "by_a_third_hand.tsv").read_text(encoding="utf-8"))

    heard = score(shipped_bundle().interrupts, unseen)

    assert (heard.need, heard.calm) == (250, 250)
    assert len(heard.missed) <= heard.need * 0.2
    assert len(heard.told) + len(heard.asked) <= heard.calm * 0.2


def test_nothing_is_learned_from_the_stranger() -> None:
    """No sentence of theirs is among those that teach, but a greeting that everybody writes."""
    unseen = read_labelled((CONTENT / "crisis" / "by_a_third_hand.tsv").read_text(encoding="utf-8"))

    known = {one.text for one in unseen} & {one.text for one in labelled()}

    assert known == {"hoi", "testing testing 123"}


def test_the_shipped_model_is_what_the_sentences_teach() -> None:
    """Anybody can make it again, to the last byte; nobody can slip something else in."""
    shipped = (CONTENT / MODEL).read_text(encoding="utf-8")
    kin = read_families((CONTENT / FAMILIES).read_text(encoding="utf-8"))

    assert written(learn(examples(labelled()), kin, threshold=THRESHOLD), kin) == shipped


SUICIDE = {"U1", "suicide", "farewell", "self_harm", "overdose"}


def lines_for(text: str) -> str:
    """Return which lines a text of need gets alone; empty for both. The flow decides so by the signs."""
    signs = set(shipped_bundle().interrupts.signs_in(spellings(text)))
    if signs == {"zelf"}:
        return "zelf"
    return "ander" if "ander" in signs and "zelf" not in signs else ""


@pytest.mark.parametrize("file", [SENTENCES, "crisis/by_a_third_hand.tsv"])
def test_hardly_anybody_gets_only_the_lines_for_another_need(file: str) -> None:
    """Where the words do not tell, both kinds of lines come: of a hundred, at most two get only the wrong ones."""
    need = [one for one in read_labelled((CONTENT / file).read_text(encoding="utf-8")) if one.need]
    suicide = [lines_for(one.text) for one in need if one.kind in SUICIDE]
    others = [lines_for(one.text) for one in need if one.kind not in SUICIDE]

    assert suicide.count("ander") <= len(suicide) * 0.02
    assert others.count("zelf") <= len(others) * 0.02
    assert suicide.count("zelf") > len(suicide) * 0.2
    assert others.count("ander") > len(others) * 0.2


@pytest.mark.parametrize("line", ["nl\tneed\tU1\tx", "nl\tmaybe\tU1\tx\town", "een zin"])
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


AROUND = {"nl": "ik wil {} doodgaan", "en": "i {} want to die", "fr": "je veux {} mourir"}


def test_no_small_word_in_the_middle_hides_a_phrase() -> None:
    """Each that the file names may stand there, in its language; so may the three of them that are longest."""
    interrupts = shipped_bundle().interrupts
    file = CrisisFile.model_validate(yaml.safe_load((CONTENT / "crisis.yaml").read_text(encoding="utf-8")))
    inside = {
        AROUND[language].format(words)
        for language, small in file.between.items()
        for words in (*small, " ".join(sorted(small, key=len)[-3:]))
    }

    assert file.between.keys() == AROUND.keys()
    assert {text for text in inside if not interrupts.hear(text).crisis} == set()


def test_every_sign_is_heard_in_each_of_its_forms() -> None:
    """What a text of need is about: of oneself, of somebody else, of anybody."""
    crisis = CrisisFile.model_validate(yaml.safe_load((CONTENT / "crisis.yaml").read_text(encoding="utf-8")))
    interrupts = shipped_bundle().interrupts

    silent = [
        (name, form)
        for name, languages in crisis.signs.items()
        for phrases in languages.values()
        for phrase in phrases
        for form in forms_of(phrase)
        if name not in interrupts.signs_in([" ".join(word for word in form if word != GAP)])
    ]

    assert crisis.signs
    assert not silent


def test_every_word_that_means_alike_chooses_the_option_of_its_group() -> None:
    """In any language: nobody looks at the language first."""
    wording = WordingFile.model_validate(yaml.safe_load((CONTENT / "wording.yaml").read_text(encoding="utf-8")))
    alike = alike_of(wording)

    lost = [
        (name, word)
        for name, languages in wording.alike.items()
        for words in languages.values()
        for word in words
        if not any(name in alike.groups_of(spelling) for spelling in spellings(word))
    ]

    assert wording.alike
    assert not lost


def test_every_group_of_words_meets_an_option_in_every_language() -> None:
    """One of its words is on a button somewhere, or the others would choose nothing; or it has an answer of its own."""
    wording = WordingFile.model_validate(yaml.safe_load((CONTENT / "wording.yaml").read_text(encoding="utf-8")))
    asked = [node for node in shipped_bundle().nodes.values() if isinstance(node, Ask)]
    labels = {
        language: {spelling for node in asked for one in node.options[language] for spelling in spellings(one.label)}
        for language in LANGUAGES
    }

    unmet = [
        (name, language)
        for name, languages in wording.alike.items()
        for language, words in languages.items()
        if name not in wording.asides
        if not any(spelling in labels[language] for word in words for spelling in spellings(word))
    ]

    assert unmet == []
