"""Mistakes in the shipped files: none breaks the check, and each that changes anything is told or can be seen."""

from collections import Counter
from functools import cache

import pytest
import yaml

from bot.flows.bundle import compile_bundle
from bot.flows.format.findings import FaultyContent
from tests.house import shipped_bundle, shipped_sources
from tests.shipped.audience import Audience
from tests.shipped.mutants import Mutant, Mutator

_NO_INPUT = "the conversation asks for no words of one's own"
NEVER_SAID = {
    "numbered_hint": "it stands under numbered choices, and the audience taps",
    "wiped_not_all": "only delivery learns that something could not be deleted",
    "pass_note": "no counsellor of a rehearsal gives a note along",
    "hop_note": "no counsellor of a rehearsal gives a note along",
    "another_words": "it is what people say",
    "pass_failed": "a rehearsal always has a colleague ready",
    "phrase_later": "a rehearsal always has words ready",
    "phrase_unsure": "a rehearsal loses no message",
    "too_many": "a channel tells of a flood, never a flow",
    "gap": "a channel tells of a fault on the way, never a flow",
    **dict.fromkeys(
        ("suit_ask_still", "suit_ask_now", "suit_ask_going", "suit_noted"),
        "a rehearsal books no callback",
    ),
    **dict.fromkeys(
        ("call_part", "call_night", "call_morning", "call_afternoon", "call_evening"),
        "a rehearsal has few slots a day",
    ),
    "call_sometime": "no shipped text says when before it was chosen",
    "failure": "a channel says it when the process is at fault, never a flow",
    **dict.fromkeys(
        (
            "referral_intro",
            "referral_words",
            "referral_ask",
            "referral_yes",
            "referral_change",
            "referral_no",
            "referral_write",
            "referral_keep",
            "referral_too_long",
            "referral_agreed",
            "referral_undo",
            "referral_refused",
            "referral_stands",
            "referral_over",
            "joining_intro",
            "joining_reads",
            "joining_card",
            "joining_ask",
            "joining_yes",
            "joining_no",
            "joining_agreed",
            "joining_refused",
            "guest_came",
            "guest_can_go",
            "guest_says",
            "guest_left",
        ),
        "a counsellor proposes it in a talk, never a flow",
    ),
    "too_long": _NO_INPUT,
    "skip_words": _NO_INPUT,
    "input_which": _NO_INPUT,
    "input_taken": _NO_INPUT,
    "input_lost": _NO_INPUT,
    "input_told": _NO_INPUT,
    "input_text": _NO_INPUT,
    "input_number": _NO_INPUT,
    "input_date": _NO_INPUT,
    "input_time": _NO_INPUT,
    "input_phone": _NO_INPUT,
    "input_contact": _NO_INPUT,
    "input_place": _NO_INPUT,
    "input_outside": _NO_INPUT,
    "input_until": _NO_INPUT,
    "card_done_words": "it is understood, and never said",
    "pick_full": "the conversation limits how many things somebody chooses together nowhere",
}
"""Texts of wording.yaml that no shipped conversation says, and why; other tests say them in small conversations."""

LISTS = {
    "phrases",
    "harmless",
    "between",
    "signs",
    "alike",
    "common",
    "interrupts",
    "lines",
    "vars",
    "scales",
    "bundle",
}
"""Parts of the files that are lists of words, or say nothing by themselves."""


@cache
def mutator() -> Mutator:
    """Read the files once."""
    return Mutator(shipped_sources())


@cache
def audience() -> Audience:
    """Play the shipped conversations once."""
    return Audience()


def fate_of(mutant: Mutant) -> str:
    """Check a mutant; returns what became of it."""
    try:
        bundle = compile_bundle({**shipped_sources(), mutant.file: mutant.text})
    except FaultyContent as fault:
        return "told" if mutant.is_told_by(fault.findings) else "told elsewhere"
    if bundle.hash == shipped_bundle().hash:
        return "means the same"
    if may_stay_unseen(mutant):
        return "another list of words or lines"
    return "seen" if audience().notices(bundle, mutant.file, mutant.text) else "unseen"


def may_stay_unseen(mutant: Mutant) -> bool:
    """Tell whether a change is a legitimate other conversation that no golden one has to show.

    Lists of words (crisis phrases, interrupts, words that mean alike) hold hundreds of synonyms: that each is heard
    is shown for all of them, and which have to be there by the labelled sentences. What a help line says about
    itself, when it was checked and whether somebody may call it from abroad, is for the colleagues who keep it, not
    for a conversation. What chooses an option beside its label has tests of its own as well.
    """
    match mutant.path:
        case (str(key), *_) if key in LISTS:
            return True
        case ("texts", str(key), *_):
            return key in NEVER_SAID
        case ("flows", _, "title", *_) | ("flows", _, "recover" | "meaning" | "live" | "on_removed", *_):
            return True
        case (*_, "value"):
            # Without a value an option keeps its id; where that is no value of the variable, it is refused.
            return mutant.kind == "delete"
        case (*_, "questions", int()) | (*_, "questions", int(), "id"):
            # The id of a question is where its answer is kept; nobody reads it, and conversations are moved by it.
            return mutant.kind in {"rename", "mistype"} and " id: " in f" {mutant.was.strip().removeprefix('- ')}"
        case _:
            beside_a_label = {"options", "words"} <= set(mutant.path) or {"options", "numbers"} <= set(mutant.path)
            return beside_a_label or "locked" in mutant.path or "untested" in mutant.path


def check_mutants(seeds: range) -> Counter[str]:
    """Make mistakes with so many seeds; returns what became of them."""
    fates: Counter[str] = Counter()
    unexpected: list[str] = []
    for seed in seeds:
        mutant = mutator().make(seed)
        fate = fate_of(mutant)
        fates[fate] += 1
        if fate in {"told elsewhere", "unseen"}:
            unexpected.append(f"{seed}: {fate}: {mutant}")
    assert unexpected == [], f"{fates}\n" + "\n".join(unexpected)
    return fates


def test_what_no_conversation_says_is_named() -> None:
    """Every other sentence of the bot itself is heard in every language."""
    texts = yaml.safe_load(shipped_sources()["wording.yaml"])["texts"]
    say = shipped_bundle().say
    unheard = {key for key, text in texts.items() if not all(audience().hears(say(key, of), of) for of in text)}

    assert unheard == NEVER_SAID.keys()


@pytest.mark.timeout(300)
def test_ten_mistakes_are_told_or_can_be_seen() -> None:
    """Delete, rename, duplicate, mistype."""
    assert check_mutants(range(10))["told"] > 3


@pytest.mark.long
@pytest.mark.parametrize("first", range(1_000, 3_000, 200))
def test_two_thousand_mistakes_are_told_or_can_be_seen(first: int) -> None:
    """The same, with two hundred times as many."""
    assert check_mutants(range(first, first + 200))["told"] > 40
