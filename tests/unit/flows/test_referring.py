"""What somebody in a talk says to a proposal: by a button always, by words only where nothing was said since."""

from dataclasses import replace
from functools import partial

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.flows.referral_texts import CHANGE, KEEP, NO, YES, shown, token_of
from bot.model import (
    AnswerProposal,
    Bubble,
    Consent,
    DeskEventKind,
    Option,
    Outcome,
    Phase,
    Proposal,
    ProposalAnswer,
    RaiseCase,
    Referral,
    TellDesk,
    all_ticked,
)
from tests.house import shipped_bundle
from tests.unit.flows.small import Person

TOKEN = token_of(7)


def asked(consent: Consent = Consent.ASKED, *, is_next: bool = True) -> Person:
    """Return somebody in a talk to whom something was proposed."""
    person = Person().talks()
    proposal = Proposal(1, TOKEN, 4, consent, is_next=is_next)
    person.conversation = replace(person.conversation, proposal=proposal)
    return person


def consent_of(person: Person) -> Consent | None:
    """Return what they said so far."""
    return None if person.conversation.proposal is None else person.conversation.proposal.consent


def tap(person: Person, option: str, token: str = TOKEN) -> Person:
    """Tap a button of a proposal."""
    return person.taps(option, Bubble("", (Option(option, option),), token))


@pytest.mark.parametrize(
    ("before", "said", "after"),
    [
        (Consent.ASKED, "ja", Consent.AGREED),
        (Consent.ASKED, "1", Consent.AGREED),
        (Consent.ASKED, "Ja, zo is het goed", Consent.AGREED),
        (Consent.ASKED, "andere woorden", Consent.CHANGING),
        (Consent.ASKED, "2", Consent.CHANGING),
        (Consent.ASKED, "nee", Consent.REFUSED),
        (Consent.ASKED, "3", Consent.REFUSED),
        (Consent.ASKED, "oke", Consent.ASKED),
        (Consent.ASKED, "weet ik niet", Consent.ASKED),
        (Consent.ASKED, "ja maar mijn broer heet anders", Consent.ASKED),
        (Consent.ASKED, "4", Consent.ASKED),
        (Consent.CHANGING, "laat de woorden zo", Consent.ASKED),
        (Consent.CHANGING, "nee", Consent.REFUSED),
        (Consent.CHANGING, "Zij heet Noor.", Consent.ASKED),
        (Consent.CHANGING, "mens", Consent.CHANGING),
        (Consent.CHANGING, "ik wil dood", Consent.CHANGING),
        (Consent.CHANGING, "stpo", Consent.CHANGING),
        (Consent.ASKED, "toch niet", Consent.REFUSED),
        (Consent.CHANGING, "toch niet", Consent.REFUSED),
        (Consent.AGREED, "toch niet", Consent.REFUSED),
        (Consent.AGREED, "Toch niet!", Consent.REFUSED),
        (Consent.AGREED, "nee", Consent.AGREED),
        (Consent.AGREED, "1", Consent.AGREED),
        (Consent.AGREED, "toch", Consent.AGREED),
        (Consent.REFUSED, "ja", Consent.REFUSED),
    ],
)
def test_what_typed_words_mean(before: Consent, said: str, after: Consent) -> None:
    """Only what is one of the choices, word for word, or a number; and the counsellor reads every word of it."""
    person = asked(before).says(said)

    assert consent_of(person) is after
    assert TellDesk(said) in person.effects


@pytest.mark.parametrize("before", [Consent.ASKED, Consent.CHANGING])
@pytest.mark.parametrize("said", ["ja", "1", "nee", "andere woorden", "Zij heet Noor."])
def test_words_after_something_else_was_said_are_for_the_human(before: Consent, said: str) -> None:
    """A "yes" to another question agrees to nothing; nor does one to what was not read yet."""
    person = asked(before, is_next=False).says(said)

    assert consent_of(person) is before
    assert person.effects == (TellDesk(said),)


@pytest.mark.parametrize("is_next", [True, False])
@pytest.mark.parametrize(
    ("before", "option", "answer"),
    [
        (Consent.ASKED, YES, ProposalAnswer.AGREE),
        (Consent.ASKED, CHANGE, ProposalAnswer.CHANGE),
        (Consent.ASKED, NO, ProposalAnswer.REFUSE),
        (Consent.CHANGING, YES, ProposalAnswer.AGREE),
        (Consent.CHANGING, CHANGE, ProposalAnswer.CHANGE),
        (Consent.CHANGING, KEEP, ProposalAnswer.KEEP),
        (Consent.CHANGING, NO, ProposalAnswer.REFUSE),
        (Consent.AGREED, NO, ProposalAnswer.REFUSE),
    ],
)
def test_a_button_answers_whenever_it_is_tapped(
    before: Consent, option: str, answer: ProposalAnswer, *, is_next: bool
) -> None:
    """It belongs to these words, whatever was said since."""
    person = tap(asked(before, is_next=is_next), option)

    assert person.effects == (AnswerProposal(answer),)


@pytest.mark.parametrize(
    ("before", "option", "says"),
    [
        (Consent.AGREED, YES, "<referral_agreed>"),
        (Consent.REFUSED, NO, "<referral_refused>"),
        (Consent.REFUSED, YES, "<referral_refused>"),
        (Consent.AGREED, CHANGE, "<referral_agreed>"),
    ],
)
def test_a_second_tap_says_how_it_stands(before: Consent, option: str, says: str) -> None:
    """Who taps twice learns the same twice; a no is final."""
    person = tap(asked(before), option)

    assert (person.told, consent_of(person)) == ([says], before)


@pytest.mark.parametrize("option", [YES, NO, CHANGE, KEEP, "iets"])
def test_a_button_of_other_words_answers_nothing(option: str) -> None:
    """Nobody agrees to words by a button that stands under others."""
    person = tap(asked(), option, token_of(3))

    assert (person.told, consent_of(person)) == (["<referral_over>"], Consent.ASKED)


def test_other_words_are_shown_again_under_another_token() -> None:
    """A yes to the first words is none to these."""
    person = asked(Consent.CHANGING).says("  Zij heet Noor.  ")
    again = person.conversation.proposal

    assert AnswerProposal(ProposalAnswer.REWORD, "Zij heet Noor.") in person.effects
    assert again is not None
    assert (again.consent, again.token) == (Consent.ASKED, token_of(person.conversation.next_seq))
    tap(person, YES)
    assert consent_of(person) is Consent.ASKED


def test_words_that_are_too_long_are_told_so() -> None:
    """Nothing is cut; and the counsellor reads them all the same."""
    person = asked(Consent.CHANGING).says("a" * 1_001)

    assert (person.told, consent_of(person)) == (["<referral_too_long>"], Consent.CHANGING)


def test_a_cry_in_a_longer_text_is_both() -> None:
    """The case is urgent at once; and what they want to have passed on may well be about just that."""
    said = "Mijn vader zegt elke dag dat ik wil dood en dat niemand helpt"
    person = asked(Consent.CHANGING).says(said)

    assert RaiseCase() in person.effects
    assert AnswerProposal(ProposalAnswer.REWORD, said) in person.effects


@pytest.mark.parametrize("before", Consent)
def test_stop_is_stop_at_every_point(before: Consent) -> None:
    """Whatever was asked."""
    assert asked(before).says("stop").is_wiped()


@pytest.mark.parametrize("kind", [DeskEventKind.CLOSED, DeskEventKind.RETURNED, DeskEventKind.RETURNED_TO_NOBODY])
def test_outside_the_talk_nothing_is_proposed(kind: DeskEventKind) -> None:
    """Its end is the end of every question in it; and so is a long silence."""
    assert asked().desk(kind).conversation.proposal is None
    silent = asked()
    silent.minutes_pass(16)
    assert silent.says("ja").conversation.proposal is None


def test_what_is_read_holds_the_words_behind_a_long_first_sentence() -> None:
    """On a locked screen stands neither the partner nor a word of the text, in no language."""
    for language in ("nl", "en", "fr"):
        referral = Referral(1, "veilig_thuis", "Veilig Thuis", Outcome.PROTECTION, "Zij heet Noor.")
        say = partial(shipped_bundle().say, language=language)
        bubble = shown(referral, Proposal(1, TOKEN, 4), say=say, name=str)

        assert bubble.text.index("Veilig Thuis") > 60
        assert bubble.text.index("Veilig Thuis") < bubble.text.index("Zij heet Noor.")
        assert [option.id for option in bubble.options] == [YES, CHANGE, NO]


@pytest.mark.parametrize(
    ("said", "after"),
    [
        ("ja", Consent.AGREED),
        ("1", Consent.AGREED),
        ("2", Consent.REFUSED),
        ("nee, liever niet", Consent.REFUSED),
        ("andere woorden", Consent.ASKED),
        ("3", Consent.ASKED),
    ],
)
def test_whether_somebody_joins_is_yes_or_no(said: str, after: Consent) -> None:
    """There are no words to change."""
    person = asked()
    assert person.conversation.proposal is not None
    joining = replace(person.conversation.proposal, joins=True)
    person.conversation = replace(person.conversation, proposal=joining)

    assert consent_of(person.says(said)) is after


def test_what_whoever_joins_would_see_is_ticked_item_by_item() -> None:
    """By a tap, a number or a name; each makes another question of it, under a token of its own."""
    person = asked()
    assert person.conversation.proposal is not None
    ticks = all_ticked(("land", "rol"))
    joining = replace(person.conversation.proposal, joins=True, ticks=ticks)
    person.conversation = replace(person.conversation, proposal=joining)

    proposal = tap(person, "land").conversation.proposal
    assert proposal is not None
    assert (proposal.consent, proposal.ticks.ticked, proposal.token == TOKEN) == (Consent.ASKED, ("rol",), False)
    assert person.effects == (AnswerProposal(ProposalAnswer.TICK),)
    assert consent_of(tap(person, YES)) is Consent.ASKED  # under the list of before
    agreed = tap(person, YES, proposal.token).conversation.proposal
    assert agreed is not None
    assert (agreed.consent, agreed.ticks.ticked) == (Consent.AGREED, ("rol",))
    late = tap(person, "rol", proposal.token).conversation.proposal
    assert late == agreed


def test_a_button_that_never_stood_there_changes_nothing() -> None:
    """Whoever makes up a tap on “other words” where somebody would join is told how it stands."""
    person = asked()
    assert person.conversation.proposal is not None
    joining = replace(person.conversation.proposal, joins=True)
    person.conversation = replace(person.conversation, proposal=joining)

    assert (consent_of(tap(person, CHANGE)), person.told) == (Consent.ASKED, ["<referral_over>"])


SAID = ["ja", "nee", "1", "2", "andere woorden", "toch niet", "Zij heet Noor.", "laat de woorden zo", "help", "oke"]


@example(deeds=[("says", "2"), ("says", "ja"), ("taps_old", YES)], read=True)
@given(
    deeds=st.lists(
        st.one_of(
            st.tuples(st.just("says"), st.sampled_from(SAID)),
            st.tuples(st.just("taps"), st.sampled_from([YES, NO, CHANGE, KEEP])),
            st.tuples(st.just("taps_old"), st.sampled_from([YES, NO, CHANGE, KEEP])),
        ),
        max_size=8,
    ),
    read=st.booleans(),
)
def test_agreed_is_only_what_was_shown_last(deeds: list[tuple[str, str]], *, read: bool) -> None:
    """In every order of words and buttons, new and old: a yes belongs to the words that stand there now."""
    person, old = asked(is_next=read), token_of(1)
    for what, which in deeds:
        before = person.conversation.proposal
        assert before is not None
        if what == "says":
            person.says(which)
        else:
            tap(person, which, before.token if what == "taps" else old)
        after = person.conversation.proposal
        assert after is not None
        if Consent.AGREED is after.consent is not before.consent:
            tapped = what == "taps" or (what == "taps_old" and old == before.token)  # the words stayed as they were
            assert which == YES if tapped else (what == "says" and before.is_next and which in {"ja", "1"})
        assert person.conversation.phase is Phase.TALKING
        person.conversation = replace(person.conversation, proposal=replace(after, is_next=read))
