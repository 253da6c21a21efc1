"""A list of questions: one after the other, in peace, and never a number to be seen."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.flows.bundle import Bundle, compile_bundle
from bot.flows.format.findings import FaultyContent
from bot.flows.nodes import GoThroughList
from bot.flows.rehearse.coverage import coverage
from bot.flows.rehearse.trail import Trail, noted
from bot.flows.weighing import Weighing, list_of
from bot.model import BundleHash, Value
from tests.unit.flows.lists import LIST, LISTED, SCALES, asked, listed_bundle, listed_sources
from tests.unit.flows.small import SOURCES, Person

BUNDLE = listed_bundle()
BANDS = ["t3", "te_weinig", "t2", "t1", "t0"]
PLACE = "lijst.vragen"


def weighing(bundle: Bundle = BUNDLE) -> Weighing:
    """Return how the list is weighed."""
    node = bundle.nodes[f"{PLACE}:="]
    assert isinstance(node, GoThroughList)
    return node.weighing


def test_the_questions_come_one_after_the_other_and_the_band_has_its_text() -> None:
    """What follows an answer is asked at once, what does not concern the person is not asked."""
    person = asked(BUNDLE).says("nee", "soms", "vaak", "soms")
    assert person.told == ["Ook nu?"]

    assert person.says("nee, niet nu").told == ["Is er iemand voor je?"]
    assert person.says("nee").told[0] == "Een beetje"
    assert person.conversation.vars["niveau"] == "t1"


def test_a_content_note_comes_before_its_question() -> None:
    """In a bubble of its own."""
    assert asked(BUNDLE).says("nee", "nee", "vaak").told == ["Nu iets zwaars.", "Ben je bang?"]


def test_a_question_for_some_is_asked_of_them_only() -> None:
    """`when` decides as the list comes by."""
    person = Person(BUNDLE).starts().says("ja", "de nummers", "belgie", "de vragen", "nee", "nee", "vaak")

    assert person.told == ["Mag je naar school?"]


def test_nothing_but_the_band_and_the_saved_answers_is_remembered() -> None:
    """The answers without a name are gone with the list, and so is every number."""
    person = asked(BUNDLE).says("soms", "vaak", "nee", "nee", "nee")

    assert person.conversation.vars == {"vrij": True, "niveau": "t2", "v_contact": "soms"}


def test_answers_are_gone_when_the_list_is_left_for_a_human() -> None:
    """Whoever asks for a human does not come back to the list."""
    person = asked(BUNDLE).says("soms", "vaak", "mens")

    assert not [name for name in person.conversation.vars if list_of(name)]


def test_an_interrupt_comes_back_to_the_same_question() -> None:
    """Also from the middle of what follows an answer; nothing is asked twice."""
    person = asked(BUNDLE).says("nee", "nee", "vaak", "soms", "hulp", "goed")

    assert person.told == ["Ook nu?"]
    assert person.says("nee, niet").told == ["Is er iemand voor je?"]


def test_an_answer_that_calls_a_flow_goes_on_with_the_list() -> None:
    """The tip is read, the next question follows."""
    assert asked(BUNDLE).says("nee", "nee", "vaak", "soms", "eerst een tip").told == [
        "Een tip",
        "Is er iemand voor je?",
    ]


def test_an_answer_that_leads_away_leaves_the_list_with_its_band() -> None:
    """Danger does not wait for the last question."""
    person = asked(BUNDLE).says("nee", "nee", "vaak", "soms", "ja, dichtbij")

    assert person.told[0] == "Nu hulp"
    assert person.conversation.vars["niveau"] == "t3"


def test_every_question_can_be_the_last_one() -> None:
    """What was said so far counts; the rest is missing."""
    person = asked(BUNDLE).says("vaak", "nee")
    person.says("<list_done>")

    assert person.told[0] == "Tot hier"
    assert person.conversation.vars["niveau"] == "t2"


def test_stopping_saves_no_answer_that_was_not_given() -> None:
    """The option that stops is no answer to the question."""
    person = asked(BUNDLE)
    person.says("<list_done>")

    assert "v_contact" not in person.conversation.vars
    assert person.conversation.vars["niveau"] == "te_weinig"


def test_whoever_stops_in_danger_is_told_what_helps_now() -> None:
    """A half list with a danger answer in it is no half danger."""
    person = asked(BUNDLE).says("nee", "nee", "vaak", "soms", "ja, nu", "<list_done>")

    assert person.told[0] == "Nu hulp"


def test_an_edit_answers_no_question_of_a_list() -> None:
    """Nor does a button of an earlier one."""
    person = asked(BUNDLE)
    first = person.bubbles[-1]
    person.says("nee")
    person.edits("vaak")
    assert person.told == ["<edited>", "Beslist iemand voor je?"]

    person.taps("vaak", first)
    assert person.told == ["<stale>", "Beslist iemand voor je?"]
    assert person.conversation.vars["v_contact"] == "nee"


def test_a_list_that_is_begun_again_asks_everything_again() -> None:
    """Things change fast: an old answer, also a saved one, is not taken for a new one."""
    person = asked(BUNDLE).says("vaak", "nee", "nee", "nee", "nee", "de vragen")
    assert person.told == ["Houdt iemand je weg?"]

    assert person.says("<list_done>").conversation.vars["niveau"] == "te_weinig"


def test_a_question_that_is_gone_gives_way_to_the_next_one() -> None:
    """A new bundle takes away the question that somebody looks at: the answers before it stay."""
    person = asked(BUNDLE).says("vaak")
    gone = """\
            - id: huis
              domain: leven
              text: {nl: "Beslist iemand voor je?", en: "Decided for you?", fr: "On décide ?"}
"""
    person.bundle = listed_bundle((gone, ""))
    person.says("soms")

    assert person.told[-1] == "Mag je zeggen wat je vindt?"
    assert person.conversation.vars["v_contact"] == "vaak"


def test_a_new_question_is_asked_also_of_those_in_the_middle() -> None:
    """Its place in the list does not matter."""
    person = asked(BUNDLE).says("vaak", "nee")
    new = """\
            - id: nieuw
              domain: leven
              text: {nl: "Nog iets?", en: "More?", fr: "Encore ?"}
            - id: huis
"""
    person.bundle = listed_bundle(("            - id: huis\n", new))

    assert person.says("vaak").told == ["Nog iets?"]


def test_an_older_bundle_of_the_same_conversation_loses_no_answer() -> None:
    """The hidden answers are known to every bundle that has the list."""
    person = asked(BUNDLE).says("vaak", "vaak")
    person.conversation = replace(person.conversation, bundle=BundleHash("older"))
    person.says("vaak")

    assert person.conversation.vars[f"{PLACE}:huis"] == "vaak"


ANSWER = st.sampled_from(["nee", "soms", "vaak", "weet_niet", "sla_over"])
QUESTIONS = ["v_contact", *(f"{PLACE}:{question}" for question in ("huis", "vrij", "school", "bang", "steun"))]
FOLLOW = st.sampled_from(["nu", "weg", "uitleg", "niet"])
LAND = st.sampled_from(["nl", "be"])
ANSWERS = st.fixed_dictionaries(
    {"land": LAND}, optional={**dict.fromkeys(QUESTIONS, ANSWER), f"{PLACE}:bang:follow": FOLLOW}
)


@given(answers=ANSWERS, order=st.randoms(use_true_random=False))
def test_the_band_is_a_function_of_the_answers(answers: dict[str, Value], order: Random) -> None:
    """The order in which they were given does not matter."""
    shuffled = list(answers.items())
    order.shuffle(shuffled)

    assert weighing().band(dict(shuffled)) == weighing().band(answers)


@given(answers=ANSWERS)
def test_a_danger_answer_never_ends_low(answers: dict[str, Value]) -> None:
    """Whatever the other answers are, given or not."""
    answers[f"{PLACE}:bang:follow"] = "nu"

    assert weighing().band(answers) == "t3"


@given(answers=ANSWERS, skipped=st.sampled_from(QUESTIONS))
def test_skipping_is_never_less_than_an_answer_without_weight(answers: dict[str, Value], skipped: str) -> None:
    """Whoever skips is not told that nothing is the matter more easily than whoever says no."""
    light = "vaak" if skipped.endswith("vrij") else "nee"
    said, silent = {**answers, skipped: light}, {**answers, skipped: "sla_over"}

    assert BANDS.index(weighing().band(silent)) <= BANDS.index(weighing().band(said))


@given(answers=st.lists(ANSWER, min_size=6, max_size=6), noise=st.lists(st.sampled_from(["hulp", "hé?", "edit"])))
def test_what_comes_between_changes_no_band(answers: list[str], noise: list[str]) -> None:
    """Interrupts, misunderstandings and edits in the middle leave the answers as they are."""
    quiet, loud = asked(BUNDLE), asked(BUNDLE)
    for answer in answers:
        for person in (quiet, loud):
            if person is loud:
                for sound in noise:
                    _disturb(person, sound)
            if list_of(person.node):
                person.taps("niet" if person.node.endswith("follow") else answer)

    assert loud.conversation.vars == quiet.conversation.vars


def _disturb(person: Person, sound: str) -> None:
    if sound == "edit":
        person.edits("vaak")
    elif sound == "hulp":
        person.says("hulp", "goed")
    else:
        person.says(sound)


FAULTS = [
    ("when: danger}", "when: danger and touched > 5}", "E702"),
    ("- {id: t3, when: danger}", "- {id: t3, when: touched > 3}", "E704"),
    (
        "            - {id: te_weinig, when: missing > 2}\n",
        "            - {id: te_weinig, when: missing > 9}\n",
        "E703",
    ),
    ("when: touched >= 1}", "when: touched >= 1 and missing == 0}", "E703"),
    ("            - {id: t0, else: true}\n", "", "E702"),
    ("scale: hoe_vaak", "scale: hoe_vak", "E701"),
    ("on: [soms, vaak]", "on: [soms, altijd]", "E701"),
    ("{id: nee, score: 0,", "{id: nee, score: 1,", "E701"),
    ("              domain: angst\n", "", "E701"),
    ("domain: angst", "domain: angts", "E701"),
    ("domains: [leven, mening, angst]", "domains: [leven, mening, angst, geld]", "E701"),
    ("domains: [leven, mening, angst]", "domains: [leven, mening, angst, leven]", "E104"),
    ("save: niveau", "save: niveaus", "E301"),
    ("save: v_contact", "save: land", "E303"),
    ("- id: huis", "- id: contact", "E104"),
    ("when: danger}", "when: gevaar}", "E301"),
    (", stopped: tussenstand}", ", gestopt: tussenstand}", "E213"),
    ("t0: klaar, ", "", "E213"),
    ("niveau: {type", "danger: {type: bool}\n  niveau: {type", "E105"),
    ("danger: true, next: tekst_3}", "danger: true, next: tekst_4}", "E203"),
]


@pytest.mark.parametrize(("old", "new", "code"), FAULTS, ids=[f"{code} {new.strip()}" for _, new, code in FAULTS])
def test_a_list_that_is_not_fair_is_refused(old: str, new: str, code: str) -> None:
    """Each with its code."""
    with pytest.raises(FaultyContent) as caught:
        listed_bundle((old, new))

    assert code in {finding.code for finding in caught.value.findings}


def test_scales_may_stand_in_an_included_file() -> None:
    """Next to the list that uses them."""
    head = LISTED.replace(SCALES, "").replace(LIST, "").replace("vars:\n", "includes: [vragen.yaml]\nvars:\n", 1)
    file = f"schema: 1\n{SCALES}flows:\n{LIST}"

    bundle = compile_bundle({**SOURCES, "flows.yaml": head, "flows/vragen.yaml": file})

    assert weighing(bundle).band({}) == "te_weinig"


def test_a_rehearsal_knows_which_ways_out_of_a_list_were_taken() -> None:
    """By the names that they have in the file."""
    trail = Trail()
    asked(noted(BUNDLE, trail)).says("nee", "nee", "vaak", "soms", "ja, dichtbij", "de vragen", "<list_done>")

    missed = {finding.what for finding in coverage(listed_sources(), BUNDLE, trail).findings}
    bands = [what for what in missed if what.startswith(("t0:", "t3:", "stopped:"))]
    follows = [what for what in missed if what.startswith("bang ")]
    assert {what.partition(":")[0] for what in bands} == {"t0", "t3"}
    assert [what.partition(":")[0] for what in follows] == ["bang call uitleg"]
