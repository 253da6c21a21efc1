"""A second opinion that learned from sentences: the same every time, explained, and only ever asking."""

from hypothesis import given
from hypothesis import strategies as st

from bot.flows.families import Families
from bot.flows.hunch import Hunch, stretches, toll
from bot.flows.learning import Example, learn

NEED = ["niemand zal me missen straks", "straks hoeft niemand me te missen", "ze zullen me straks niet missen"]
CALM = ["ik lees een boek over planten", "het boek gaat over planten en bomen", "planten lezen geen boek"]
EXAMPLES = [Example(text, need=True) for text in NEED] + [Example(text, need=False) for text in CALM]
FAMILIES = {"missed": ("missen", "miss*", "manque"), "plants": ("planten", "plants", "fleurs")}


def taught() -> Hunch:
    """Return what the sentences teach."""
    return learn(EXAMPLES, FAMILIES, threshold=0.0)


def test_the_same_sentences_teach_the_same() -> None:
    """Nothing is left to chance, so that a model can be made again by anybody, to the last digit."""
    one, other = taught(), taught()

    assert (one.weights, one.bias) == (other.weights, other.bias)


def test_what_is_like_the_sentences_of_need_is_asked_about() -> None:
    """It was not among them, letter for letter."""
    hunch = taught()

    assert hunch.asks("niemand mist me straks")
    assert not hunch.asks("een boek over bomen")


def test_what_was_learned_of_a_word_is_known_of_its_family() -> None:
    """In another language too: not one of these words was in a sentence."""
    hunch = taught()

    assert hunch.strength("elle me manque") > hunch.strength("elle me semble") > hunch.strength("elle a fleurs")


def test_a_hunch_has_its_reasons() -> None:
    """An editor sees which pieces spoke for it."""
    found = taught().explain("straks zal niemand me missen")

    assert found.strength > 0
    assert any("straks" in reason or "miss" in reason for reason in found.reasons)


def test_one_sentence_does_not_drown_in_many() -> None:
    """A long letter about plants, and at its end what it is about."""
    hunch = taught()
    letter = "het boek gaat over planten. " * 50 + "niemand zal me missen straks"

    assert hunch.asks(letter)
    assert not hunch.asks("het boek gaat over planten. " * 50)


@given(count=st.integers(1, 10_000))
def test_a_long_letter_pays_a_small_toll(count: int) -> None:
    """More sentences never make it sound more like need, and what is taken off has an end."""
    assert 0 <= toll(count) <= toll(count + 1) <= toll(10**9) < 0.25


def test_without_full_stops_it_is_found_as_well() -> None:
    """Dictated texts have none."""
    text = "het boek gaat over planten en bomen " * 10 + "straks zal niemand me missen straks niemand"

    assert taught().asks(text)


@given(text=st.text(max_size=300))
def test_every_word_of_a_text_is_looked_at(text: str) -> None:
    """Halves overlap, so nothing falls between them."""
    seen = {word for stretch in stretches(text + " dit is ietsheelzwaars") for word in stretch}

    assert "ietsheelzwaars" in seen


@given(text=st.text(max_size=200))
def test_any_text_has_a_strength(text: str) -> None:
    """Whatever is typed, it is looked at and nothing breaks; nothing typed is what nothing was learned of."""
    hunch = Hunch({"=ik": 1.0, "@missed": 1.0}, -1.0, 0.0, Families(FAMILIES))

    assert hunch.strength(text) >= -1.0 - toll(10**9)
    assert hunch.strength("") == -1.0


def test_next_to_nothing_says_nothing() -> None:
    """A short "ok" is no cry for help, whatever was learned."""
    assert not Hunch({"=ok": 9.0}, -1.0, 0.0, Families({})).asks("ok")


def test_numbers_say_nothing() -> None:
    """A date, or the numbers of two options, is no sentence; an age in one is."""
    hunch = Hunch({"=en": 9.0, "=ben": 9.0}, -1.0, 0.0, Families({}))

    assert not hunch.asks("1 en 3")
    assert not hunch.asks("11 12 2026")
    assert hunch.asks("ik ben 14")
