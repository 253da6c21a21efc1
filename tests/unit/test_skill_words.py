"""What an operator types of what a counsellor can do."""

import pytest

from bot.errors import BotError
from bot.flows.handed import needs_in
from bot.handover.skill_words import changed_skills, in_words
from bot.model import ANYTHING, Skills
from tests.house import shipped_bundle

NEEDS = {"language": ("nl", "en", "fr"), "land": ("nl", "be", "anders", "onbekend"), "onderwerp": ()}


def test_needs_are_what_the_conversation_puts_on_a_card() -> None:
    """The shipped one asks for country, role and region; the language is always there."""
    needs = needs_in(shipped_bundle())

    assert needs.keys() == {"language", "land", "region", "rol"}
    assert {"nl", "be"} <= set(needs["land"])
    assert {"nl", "en", "fr"} == set(needs["language"])


def test_what_is_not_said_stays_as_it_was() -> None:
    """One need at a time; nothing behind the sign means everything."""
    first = changed_skills(ANYTHING, ["language=nl,en", "land=be"], seats=None, needs=NEEDS)
    then = changed_skills(first, ["land=", "onderwerp=geld"], seats=3, needs=NEEDS)

    assert first == Skills({"language": frozenset({"nl", "en"}), "land": frozenset({"be"})})
    assert in_words(then) == "language=en,nl onderwerp=geld"
    assert then.seats == 3
    assert in_words(ANYTHING) == "everything"


@pytest.mark.parametrize(
    ("said", "seats", "refusal"),
    [
        ("langauge=nl", None, r'No case needs "langauge"\. Did you mean "language"\?'),
        ("land=bee", None, r'"bee" is no answer to "land"\. Did you mean "be"\?'),
        ("land", None, r'"land" says nothing\. Write what they can do as language=nl,en'),
        ("zzz=1", None, r"There are: land, language, onderwerp"),
        ("land=nl", 5, r"1 to 4 talks at once"),
        ("land=nl", 0, r"1 to 4 talks at once"),
    ],
)
def test_what_no_case_will_ever_need_is_refused(said: str, seats: int | None, refusal: str) -> None:
    """A slip of the finger would keep somebody from every case, and nobody would see why."""
    with pytest.raises(BotError) as refused:
        changed_skills(ANYTHING, [said], seats=seats, needs=NEEDS)

    assert refused.match(refusal)
