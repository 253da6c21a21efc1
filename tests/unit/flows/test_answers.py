"""What is an answer, and what is said to everything else."""

import pytest

from bot.flows.inputs import LONGEST_INPUT
from bot.model import Bubble
from tests.unit.flows.small import Person


@pytest.mark.parametrize(
    "text", ["2", "2.", "\uff12", "optie 2", "Nummer 2 graag", "de nummers", "nummers", "NUM", "De Numm"]
)
def test_an_option_is_chosen_by_its_number_or_its_words(text: str) -> None:
    """A typed "2" answers the list that is on the screen."""
    assert Person().starts().says("ja", text).node == "start.land"


def test_a_tap_is_an_answer() -> None:
    """The button does what the number does."""
    assert Person().starts().taps("ja").taps("land").node == "start.land"


def test_what_was_chosen_is_remembered_by_its_value_or_its_id() -> None:
    """`value` counts where there is one."""
    person = Person().starts().says("ja", "2", "elders")
    assert person.conversation.vars == {"vrij": True, "land": "anders"}

    assert Person().starts().says("ja", "2", "belgie").conversation.vars["land"] == "be"


def test_an_option_can_run_a_flow_before_it_goes_on() -> None:
    """The called flow ends, and the option's `next` follows."""
    person = Person().starts().says("nee")

    assert person.told == ["Een tip", "Wat nu?"]
    assert person.node == "start.menu"


def test_an_old_button_changes_nothing_and_shows_the_question_of_now() -> None:
    """The question that is open comes again, in a new bubble with the same token."""
    person = Person().starts()
    old = person.bubbles[-1]
    person.taps("ja")
    menu = person.bubbles[-1]
    person.taps("ja", old)

    assert person.told == ["<stale>", "Wat nu?"]
    assert person.bubbles[-1] == menu
    assert person.taps("land").node == "start.land"


def test_a_button_pressed_twice_counts_once() -> None:
    """The second tap belongs to a question that is over."""
    person = Person().starts()
    opening = person.bubbles[-1]
    person.taps("ja", opening).taps("ja", opening)

    assert person.told[0] == "<stale>"
    assert person.node == "start.menu"


def test_an_option_that_was_not_offered_is_no_answer() -> None:
    """A forged choice with the right token is stale as well."""
    person = Person().starts()

    assert person.taps("alles").told[0] == "<stale>"
    assert person.node == "start.vrij"


def test_a_tap_where_words_are_asked_for_is_stale() -> None:
    """An input has no options."""
    person = Person().starts().says("ja")
    menu = person.bubbles[-1]

    assert person.says("een naam").taps("lezen", menu).told == ["<stale>", "Hoe heet je?\nDat mag je kiezen."]


def test_a_story_instead_of_a_choice_is_thanked_for() -> None:
    """Four words and more are something that somebody wants to say; three are asked again like any word."""
    person = Person().starts()

    assert person.says("ik schaam me zo").told[0] == "<told>"
    assert Person().starts().says("ik schaam me").told[0] == "<not_understood>"


def test_what_is_not_understood_is_asked_again() -> None:
    """The first time with a hint, with the same token."""
    person = Person().starts()
    token = person.bubbles[-1].prompt
    person.says("blauw")

    assert person.told == ["<not_understood>", "Kun je typen?\nOm te weten."]
    assert person.bubbles[-1].prompt == token


def test_after_two_tries_the_way_to_a_human_is_offered_again_and_again() -> None:
    """There is no dead end and no third scolding."""
    person = Person().starts().says("blauw", "groen")
    assert person.told == ["<lost>", "Kun je typen?\nOm te weten."]

    assert person.says("geel").told == ["<lost>", "Kun je typen?\nOm te weten."]
    assert person.says("ja").node == "start.menu"


def test_a_question_can_allow_more_tries() -> None:
    """`otherwise.tries` counts, and a new question counts anew."""
    person = Person().starts().says("blauw", "ja", "blauw", "groen")

    assert person.told[0] == "<not_understood>"
    assert person.says("geel").told[0] == "<lost>"


def test_a_question_can_give_way() -> None:
    """`otherwise.then` is where it goes on."""
    person = Person().starts().says("ja", "2", "blauw", "groen")

    assert person.told[-1] == "Wat nu?"
    assert person.node == "start.menu"


def test_an_edit_is_no_answer() -> None:
    """What was changed afterwards is not taken for what was meant."""
    person = Person().starts()
    person.edits("ja")

    assert person.told == ["<edited>", "Kun je typen?\nOm te weten."]
    assert person.conversation.tries == 0


def test_a_photo_gets_a_kind_sentence_and_the_question_again() -> None:
    """It is no try either."""
    person = Person().starts()
    person.sends_a_photo()

    assert person.told == ["<unsupported>", "Kun je typen?\nOm te weten."]


def test_words_are_kept_where_words_are_asked_for() -> None:
    """Without the spaces around them, and only there."""
    person = Person().starts().says("ja", "een naam", "  Mia  ")

    assert person.conversation.vars["naam"] == "Mia"
    assert person.node == "start.menu"
    assert all("Mia" not in text for text in person.told)


def test_words_that_are_too_long_or_none_at_all_are_not_kept() -> None:
    """The question stays."""
    person = Person().starts().says("ja", "een naam", "a" * (LONGEST_INPUT + 1))
    assert person.bubbles == [Bubble("<too_long>"), Bubble("Hoe heet je?\nDat mag je kiezen.")]

    assert person.says("   ").told[0] == "<input_lost>"
    assert person.says("a" * LONGEST_INPUT).node == "start.menu"


def test_no_other_text_is_ever_kept() -> None:
    """What was typed in passing leaves no trace in the conversation."""
    person = Person().starts().says("geheim", "ja", "geheim", "geheim", "geheim", "ik wil dood geheim")

    assert "geheim" not in repr(person.conversation)


def test_a_branch_takes_the_first_condition_that_holds() -> None:
    """Belgium and not free goes elsewhere than everybody else."""
    person = Person().starts().says("nee", "2", "belgie", "een naam", "Mia")

    assert person.told == ["Tot later"]


def test_help_lines_are_those_of_the_persons_country() -> None:
    """What is past its day is replaced or left out; 112 is always there. Elsewhere each says whose it is."""
    dutch = Person().starts().says("ja", "2", "nederland").told[0].splitlines()
    belgian = Person().starts().says("ja", "2", "belgie").told[0].splitlines()
    elsewhere = Person().starts().says("ja", "2", "elders").told[0].splitlines()

    emergency = "112 · Noodnummer: gevaar (altijd)."
    listening = "088 0767 000 · Luisterlijn: praten (dag en nacht). <on_bill_yes>"
    new = "nieuw.be · Nieuw: nu (altijd). <on_bill_no>"
    assert dutch == ["Bel gerust:", emergency, listening]
    assert belgian == ["Bel gerust:", emergency, new]
    assert elsewhere == [
        "Bel gerust:",
        emergency,
        listening.replace("Luisterlijn", "Luisterlijn (<in_nl>)"),
        new.replace("Nieuw", "Nieuw (<in_be>)"),
    ]


def test_an_option_that_says_nothing_is_not_met_with_silence() -> None:
    """Where a flow ends without a word, the opening answers."""
    person = Person().starts().says("ja", "niets meer")

    assert person.told == ["Dag", "Kun je typen?\nOm te weten."]


def test_going_to_another_flow_leaves_the_calls_behind() -> None:
    """Whoever walks out of a text to the numbers is not thrown back into the text at the end."""
    person = Person().starts().says("ja", "iets lezen", "nummers")

    assert person.node == "start.land"
    assert person.conversation.stack == ()


def test_a_call_node_runs_a_flow_and_goes_on() -> None:
    """Flows within flows come back in order."""
    person = Person().starts().says("ja", "iets lezen", "meer")

    assert person.told == ["Een tip", "Wat nu?"]
    assert person.conversation.stack == ()
