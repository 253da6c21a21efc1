"""What somebody outside reads who is called: numbers, and a sentence only of what there is."""

import pytest

from bot.handover.escalation import Call
from bot.web.call_words import words_of
from tests.house import shipped_bundle


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (Call(2, 0, 1), ()),
        (Call(0, 0, 0, callbacks=3), ("Belafspraken waar nu iemand voor nodig is: 3.",)),
        (
            Call(0, 0, 0, callbacks=1, uncovered=4),
            (
                "Belafspraken waar nu iemand voor nodig is: 1.",
                "Belafspraken binnenkort waarvoor niemand in het rooster staat: 4.",
            ),
        ),
    ],
)
def test_of_agreed_calls_a_sentence_is_said_where_there_is_something_to_do(call: Call, told: tuple[str, ...]) -> None:
    """Behind that of those who wait."""
    first = f"Er wachten mensen: {call.waiting}, met spoed: 0. Aan de balie: {call.on_duty}. Nog iemand anders nodig "
    assert words_of(call, shipped_bundle()) == " ".join((f"{first}voor: 0.", *told))


def test_that_it_is_over_is_said_without_a_number() -> None:
    """Whoever was called may go on with what they did."""
    told = words_of(Call(1, 0, 1, over=True), shipped_bundle())

    assert told == "Er is niemand meer nodig van buiten: niemand wacht te lang."
