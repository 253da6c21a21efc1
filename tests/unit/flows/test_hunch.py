"""A second opinion that learned from sentences: the same every time, explained, and only ever asking."""

from hypothesis import given
from hypothesis import strategies as st

from bot.flows.hunch import Hunch, stretches
from bot.flows.learning import Example, learn

NEED = ["niemand zal me missen straks", "straks hoeft niemand me te missen", "ze zullen me straks niet missen"]
CALM = ["ik lees een boek over planten", "het boek gaat over planten en bomen", "planten lezen geen boek"]
EXAMPLES = [Example(text, need=True) for text in NEED] + [Example(text, need=False) for text in CALM]


def test_the_same_sentences_teach_the_same() -> None:
    """Nothing is left to chance, so that a model can be made again by anybody."""
    assert learn(EXAMPLES, threshold=0.5) == learn(list(EXAMPLES), threshold=0.5)


def test_what_is_like_the_sentences_of_need_is_asked_about() -> None:
    """It was not among them, letter for letter."""
    hunch = learn(EXAMPLES, threshold=0.5)

    assert hunch.asks("niemand mist me straks")
    assert not hunch.asks("een boek over bomen")


def test_a_hunch_has_its_reasons() -> None:
    """An editor sees which pieces spoke for it."""
    found = learn(EXAMPLES, threshold=0.5).explain("straks zal niemand me missen")

    assert found.likelihood > 0.5
    assert any("straks" in reason or "miss" in reason for reason in found.reasons)


def test_one_sentence_does_not_drown_in_many() -> None:
    """A long letter about plants, and at its end what it is about."""
    hunch = learn(EXAMPLES, threshold=0.5)
    letter = "het boek gaat over planten. " * 50 + "niemand zal me missen straks"

    assert hunch.asks(letter)
    assert not hunch.asks("het boek gaat over planten. " * 50)


def test_without_full_stops_it_is_found_as_well() -> None:
    """Dictated texts have none."""
    hunch = learn(EXAMPLES, threshold=0.5)

    assert hunch.asks("het boek gaat over planten en bomen " * 10 + "straks zal niemand me missen straks niemand")


@given(text=st.text(max_size=300))
def test_every_word_of_a_text_is_looked_at(text: str) -> None:
    """Halves overlap, so nothing falls between them."""
    seen = {word for stretch in stretches(text + " dit is ietsheelzwaars") for word in stretch}

    assert "ietsheelzwaars" in seen


def test_next_to_nothing_says_nothing() -> None:
    """A short "ok" is no cry for help, whatever was learned."""
    assert not Hunch({"=ok": 9.0}, 5.0, 0.5).asks("ok")
