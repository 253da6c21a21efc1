"""Stop, human, help, language and crisis: one word away, from everywhere, in every language."""

from dataclasses import replace

import pytest

from bot.flows.bundle import compile_bundle
from bot.flows.interrupts import FORGETTING
from bot.flows.nodes import Ask, Input, interrupt_exit
from bot.flows.words import spellings
from bot.model import Bubble, DeskEventKind, Phase, Prompt, RaiseCase, Send, TellDesk, Wipe
from tests.house import shipped_bundle
from tests.unit.flows.small import A_CASE, CRISIS, FLOWS, SOURCES, Person, small_bundle

WAITING_NODES = [node for node in small_bundle().nodes.values() if isinstance(node, Ask | Input)]


def _standing_at(node: Ask | Input, language: str = "nl") -> Person:
    person = Person().starts()
    options = node.order if isinstance(node, Ask) else ()
    prompt = Prompt(f"7-{node.digest}", node.id, options)
    person.conversation = replace(
        person.conversation, node=node.id, prompt=prompt, prompts=7, language=language, stack=("start.menu",)
    )
    return person


@pytest.mark.parametrize("node", WAITING_NODES, ids=lambda node: node.id)
@pytest.mark.parametrize("word", ["ik wil dood", "SUICIDE", "j'ai envie de mourir", "I can’t go on"])
def test_a_crisis_is_heard_at_every_question(node: Ask | Input, word: str) -> None:
    """Whatever was asked, in whatever language, the answer to a cry is the crisis flow."""
    person = _standing_at(node, "fr").says(f"eh… {word}!!")

    assert person.node == "crisis.vraag"
    assert person.told[0].startswith("Vous n'êtes pas seul\n112")


@pytest.mark.parametrize("word", ["mesn", "ik wil een mnes", "Humna?", "parler à quelqu’n", "humian"])
def test_a_slip_in_the_word_for_a_human_is_forgiven(word: str) -> None:
    """Fingers that tremble need not be exact."""
    assert Person().starts().says(word).node == "mens.start"


@pytest.mark.parametrize("word", ["geen mens", "ik wil geen mens", "wens", "Kun je typen"])
def test_what_is_no_slip_of_it_leads_to_nobody(word: str) -> None:
    """A word that begins otherwise is another word."""
    person = Person().starts().says(word)

    assert person.told[0] == ("<told>" if word == "ik wil geen mens" else "<not_understood>")  # a sentence is thanked
    assert not person.node.startswith("mens.")


def test_words_that_are_asked_for_are_taken_as_they_are() -> None:
    """A name that looks like a mistyped word for a human is a name."""
    person = _standing_at(next(node for node in WAITING_NODES if isinstance(node, Input))).says("Mesn")

    assert not person.node.startswith("mens.")


@pytest.mark.parametrize("node", WAITING_NODES, ids=lambda node: node.id)
@pytest.mark.parametrize("word", ["mens", "Human.", "parler à quelqu’un"])
def test_a_human_is_one_word_away_from_every_question(node: Ask | Input, word: str) -> None:
    """The word leads straight to the way to a human, and what was begun is left behind."""
    person = _standing_at(node).says(word)

    assert person.node == "mens.start"
    assert person.conversation.stack == ()


@pytest.mark.parametrize("node", WAITING_NODES, ids=lambda node: node.id)
@pytest.mark.parametrize("word", ["stop", "WIS", " wipe ", "“Effacer”"])
def test_the_stop_word_wipes_at_every_question(node: Ask | Input, word: str) -> None:
    """One word and nothing is left."""
    person = _standing_at(node).says(word)

    assert person.is_wiped()
    assert person.effects == (Wipe("<wiped>", "<wiped_not_all>"),)
    assert person.conversation.vars == {}


def test_every_node_of_the_graph_has_the_exits_of_crisis_and_human() -> None:
    """It is a property of the machine, not of good behaviour."""
    bundle = small_bundle()

    for node_id in bundle.nodes:
        assert bundle.machine.follow(node_id, interrupt_exit("crisis")) == "crisis.nu"
        assert bundle.machine.follow(node_id, interrupt_exit("mens")) == "mens.start"


def test_an_edit_is_heard_too() -> None:
    """What was changed into a cry is a cry."""
    person = Person().starts()
    person.edits("ik wil dood")

    assert person.node == "crisis.vraag"


def test_a_cry_inside_a_long_text_is_heard() -> None:
    """Twenty thousand characters hide nothing."""
    text = "het is een lang verhaal " * 830
    person = Person().starts().says(f"{text}ik wil dood")

    assert person.node == "crisis.vraag"


def test_what_only_sounds_like_a_cry_is_left_alone() -> None:
    """Harmless phrases are taken out before the search."""
    assert Person().starts().says("ik wil dood moe zijn").node == "start.vrij"


def test_stop_comes_before_a_cry() -> None:
    """A word that is both would wipe: the person decides."""
    assert Person().starts().says("stop").is_wiped()


def test_after_a_crisis_the_person_comes_back_to_their_question() -> None:
    """A "no" is taken for an answer, and the question that was open is asked again."""
    person = Person().starts().says("ja", "ik wil dood", "nee")

    assert person.node == "start.menu"
    assert person.told == ["Wat nu?"]
    assert person.conversation.stack == ()


def test_a_second_cry_begins_the_crisis_flow_anew_without_going_deeper() -> None:
    """However often it is written, one "no" leads back."""
    person = Person().starts().says("ja", *["ik wil dood"] * 20)

    assert person.conversation.stack == ("start.menu",)
    assert person.says("nee").node == "start.menu"


def test_a_crisis_inside_a_called_flow_comes_back_into_it() -> None:
    """The way back is remembered over two levels."""
    person = Person().starts().says("ja", "iets lezen", "ik wil dood")
    assert person.conversation.stack == ("start.menu", "lezen.eerst")

    assert person.says("nee").node == "lezen.eerst"
    assert person.says("terug").node == "start.menu"


def test_help_explains_and_comes_back() -> None:
    """The help word calls its flow; a question mark is a help word too."""
    person = Person().starts().says("ja", "?")
    assert person.node == "uitleg.hoe"

    assert person.says("goed").node == "start.menu"


def test_a_call_that_does_not_resume_is_a_goto() -> None:
    """`resume: false` leaves behind what was going on."""
    person = Person().starts().says("ja", "even weg")

    assert person.told == ["Een tip"]
    assert person.node == ""


def test_a_language_word_shows_the_question_again_in_that_language() -> None:
    """Nothing else moves: same question, same token, other words."""
    person = Person().starts()
    token = person.bubbles[-1].prompt
    person.says("english")

    assert person.bubbles == [Bubble("Can you type?\nTo know.", person.bubbles[0].options, token)]
    assert [option.label for option in person.bubbles[0].options] == ["Yes", "No"]


def test_a_number_is_never_an_interrupt() -> None:
    """Numbers answer lists; an editor can't make one a word."""
    assert small_bundle().interrupts.hear("112").interrupt is None


def test_in_a_talk_only_the_stop_word_is_ours() -> None:
    """Everything else goes to the counsellor word for word, and the bot is silent."""
    person = Person().talks()
    for text in ("mens", "English", "?", "2", "  gewoon  tekst "):
        person.says(text)
        assert person.effects == (TellDesk(text),)
    person.edits("iets anders")
    assert person.effects == (TellDesk("iets anders"),)

    assert person.says("stop").is_wiped()


def test_a_cry_in_a_talk_reaches_the_counsellor_and_makes_the_case_urgent() -> None:
    """The bot does not come between, but the desk must see it."""
    person = Person().talks().says("ik wil dood")

    assert person.effects == (TellDesk("ik wil dood"), RaiseCase())
    assert person.conversation.phase is Phase.TALKING


def test_a_photo_in_a_talk_gets_its_kind_sentence() -> None:
    """The desk gets nothing of it."""
    person = Person().talks()
    person.sends_a_photo()

    assert person.effects == (Send(Bubble("<unsupported>")),)


def test_an_old_button_in_a_talk_says_who_is_there() -> None:
    """A tap is no sentence for a counsellor; the person learns that they can just write."""
    person = Person().waits()
    old = person.bubbles[-1]
    person.desk(DeskEventKind.CLAIMED).taps("uit", old)

    assert person.told == ["<claimed>"]


def test_a_cry_in_the_queue_makes_the_case_urgent_and_comes_back_to_waiting() -> None:
    """The numbers come at once, the place in the queue stays."""
    person = Person().waits().says("ik wil dood")
    assert person.effects[0] == RaiseCase()
    assert person.node == "crisis.vraag"

    person.says("nee")
    assert person.node == "mens.wacht"
    assert person.conversation.phase is Phase.WAITING


def test_a_cry_after_a_neutral_opening_still_makes_the_open_case_urgent() -> None:
    """The counsellor should know, although the screen shows a stranger's crisis flow."""
    person = Person().talks().starts().says("ik wil dood")

    assert person.effects[0] == RaiseCase()
    assert person.conversation.case_id == A_CASE


def test_whoever_blocks_us_is_wiped_without_a_word() -> None:
    """There is nobody to say goodbye to; a return phrase may still be used elsewhere."""
    for person in (Person(), Person().starts(), Person().waits(), Person().talks()):
        person.leaves()
        assert person.effects == (Wipe(),)
        assert person.is_wiped()


SIGNS = "signs: {ander: {nl: [slaat]}, zelf: {nl: [dood]}}\n"


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (["ik wil dood"], "zelf"),
        (["hij slaat me, ik wil dood"], "ander,zelf"),
        (["suicide"], ""),
        (["ik wil dood", "nee", "suicide"], ""),
    ],
)
def test_what_a_cry_is_about_is_kept_until_the_next_one(words: list[str], kept: str) -> None:
    """So that the flow can show the numbers that fit; the words themselves are kept nowhere."""
    flows = FLOWS.replace("vars:\n", "vars:\n  tekens: {type: set, values: [ander, zelf]}\n", 1)
    flows = flows.replace("    words_file: crisis.yaml\n", "    words_file: crisis.yaml\n    save: tekens\n")
    bundle = compile_bundle({**SOURCES, "flows.yaml": flows, "crisis.yaml": CRISIS + SIGNS})

    person = Person(bundle).starts().says(*words)

    assert person.conversation.vars["tekens"] == kept


def test_no_button_begins_with_a_word_that_wipes() -> None:
    """Whoever types the first word of what they read chooses that, and loses nothing; “stop” always wins."""
    bundle = shipped_bundle()
    wiping = {word for word, interrupt in bundle.interrupts.by_word.items() if interrupt.kind in FORGETTING} - {"stop"}
    labels = {
        option.label
        for node in bundle.nodes.values()
        if isinstance(node, Ask)
        for options in node.options.values()
        for option in options
        if bundle.interrupts.by_word.get(spellings(option.label)[0]) is None
    }

    assert [label for label in labels if spellings(label)[0].split()[0] in wiping] == []
