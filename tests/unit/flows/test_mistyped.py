"""A word that wipes, typed with a slip: it is asked about once, nothing goes without a yes, a no changes nothing."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.flows.after_fault import after_fault
from bot.flows.format.findings import FaultyContent
from bot.flows.interrupts import FORGETTING
from bot.flows.words import spellings
from bot.model import Conversation, DeskEventKind, Inbound, InboundKind, Phase, Send, TellDesk, Wipe
from tests.house import ROOT, shipped_bundle, shipped_sources
from tests.unit.flows.small import Person, changed_bundle
from tests.unit.flows.test_any_history import BUNDLES, EVENT, Player

ASKED = {
    "nl": [
        "stpo",
        "sotp",
        "STOPPP!!",
        "wiss alles",
        "wis alle",
        "allesweg",
        "alels weg",
        "verwijdr",
        "stpo nu",
        "s top",
    ],
    "en": ["delte", "eraes", "wiep", "delete al", "erase everythign", "exti", "qiut", "wipeit"],
    "fr": ["efface tou", "tout effacr", "effcaer", "supprimr", "quiter"],
}
LEAVES = {"nl": ["laatstaan", "laat staa", "laat alles"], "en": ["leave i", "leave it"], "fr": ["laiser tout"]}
NOT_ASKED = [
    "stoep",
    "stap",
    "quiz",
    "qui a",
    "alles wel",
    "alles zeg",
    "laat gaan",
    "xxxx",
    "sta op",
    "deleted",
    "wit",
]


def at_the_menu(language: str = "nl") -> Person:
    """Return somebody who reads the shipped menu."""
    person = Person(shipped_bundle(), hint=language).starts()
    return person.says("menu")


def in_the_queue() -> Person:
    """Return somebody who waits for a human, as they agreed to."""
    person = at_the_menu().says("mens", "ja", "ja, 15 minuten").desk(DeskEventKind.QUEUED)
    assert person.conversation.phase is Phase.WAITING
    return person


def unchanged(conversation: Conversation) -> Conversation:
    """Return all of a conversation but when somebody wrote, and that they are not asked again."""
    return replace(conversation, heard_at=None, lock_by=None, answer_by=None, idle_by=None, sure=False, doubt=None)


@pytest.mark.parametrize(("language", "text"), [(of, text) for of, texts in ASKED.items() for text in texts])
def test_a_slip_asks_in_one_short_bubble_and_a_yes_wipes(language: str, text: str) -> None:
    """In the language of the person; what they typed is not said back."""
    person = at_the_menu(language).says(text)

    [bubble] = person.bubbles
    assert bubble.text == shipped_bundle().say("meant_wipe", language)
    assert [option.id for option in bubble.options] == ["ja", "nee"]
    assert isinstance(person.says({"nl": "ja", "en": "yes", "fr": "oui"}[language]).effects[0], Wipe)


@pytest.mark.parametrize(("language", "text"), [(of, text) for of, texts in LEAVES.items() for text in texts])
def test_a_slip_in_what_leaves_the_chat_offers_just_that(language: str, text: str) -> None:
    """Whoever wants the chat to stay is never led to an empty one."""
    person = at_the_menu(language).says(text)

    assert person.told == [shipped_bundle().say("meant_leave", language)]
    [wipe] = person.says("1").effects
    assert isinstance(wipe, Wipe)
    assert wipe.leaves_chat


@pytest.mark.parametrize("text", NOT_ASKED)
def test_an_ordinary_word_means_what_it_says(text: str) -> None:
    """However close it is."""
    assert at_the_menu().says(text).conversation.doubt is None


def _labelled() -> Iterator[str]:
    for name in ("sentences.tsv", "by_a_third_hand.tsv"):
        text = (ROOT / "bot" / "content" / "crisis" / name).read_text(encoding="utf-8")
        yield from (line.split("\t")[3] for line in text.splitlines() if line and not line.startswith("#"))


def test_no_labelled_sentence_and_no_ordinary_word_asks() -> None:
    """More than 3,000 sentences, and 13,000 words one by one."""
    interrupts = shipped_bundle().interrupts
    [words] = [text for name, text in shipped_sources().items() if name.endswith("ordinary.txt")]
    texts = [*_labelled(), *(word for word in words.split("\n") if word and not word.startswith("#"))]
    heard = [interrupts.hear(text) for text in texts]
    asked = [one for one in heard if one.interrupt is None and interrupts.perhaps_forgets(one)]

    assert len(texts) > 16_000
    assert [one.spelled for one in asked] == []


@pytest.mark.parametrize(
    "answer", ["nee", "2", "Nee, ga verder", "nee hoor", "nee, dat bedoelde ik niet", "weet ik niet", "sla over"]
)
def test_a_no_goes_on_where_it_was_and_is_believed(answer: str) -> None:
    """The same question again, under the same token; the next slip is an ordinary wrong answer."""
    person = at_the_menu()
    before, question = person.conversation, person.bubbles[-1]
    person.says("stpo").says(answer)

    assert person.bubbles == [question]
    assert unchanged(person.conversation) == unchanged(before)
    assert person.says("sotp").told[0] == shipped_bundle().say("not_understood", "nl")


def test_whoever_answers_what_was_asked_before_is_heard() -> None:
    """The question stands beside it, and nobody has to answer it; a second slip is asked about anew."""
    person = at_the_menu().says("stpo").says("sotp")
    assert person.told == [shipped_bundle().say("meant_wipe", "nl")]

    person.says("Wegwijzer")
    assert person.node.startswith("gids.")
    assert person.conversation.doubt is None


@pytest.mark.parametrize("word", ["stop", "mens", "ik wil dood"])
def test_what_always_works_works_there_too(word: str) -> None:
    """A word without a slip needs no question."""
    person = at_the_menu().says("stpo").says(word)

    assert person.conversation.doubt is None
    assert person.conversation.phase is Phase.WIPED or person.node.partition(".")[0] in {"mens", "crisis"}


def test_a_button_of_an_earlier_question_wipes_nothing() -> None:
    """Only the last thing asked is answered."""
    person = at_the_menu().says("stpo")
    [asked] = person.bubbles
    person.says("nee").taps("ja", asked)

    assert person.conversation.phase is Phase.BOT
    assert person.told[0] == shipped_bundle().say("stale", "nl")


def test_after_a_silence_nobody_is_asked_and_a_yes_means_nothing() -> None:
    """Whoever holds the phone then reads the opening, as a stranger does."""
    person = at_the_menu().says("stpo")
    person.minutes_pass(16)

    assert person.says("ja").effects == Person(shipped_bundle()).says("ja").effects


def test_in_a_talk_the_bot_says_once_how_and_the_human_reads_on() -> None:
    """A yes in a talk is for the counsellor."""
    person = in_the_queue().desk(DeskEventKind.CLAIMED).says("stpo")
    assert person.told == [shipped_bundle().say("meant_in_a_talk", "nl")]
    assert TellDesk("stpo") in person.effects

    assert person.says("ja").effects == (TellDesk("ja"),)
    assert person.says("sotp").effects == (TellDesk("sotp"),)
    assert person.says("leave it").effects == (TellDesk("leave it"),)


def test_a_claim_in_between_leaves_no_question_open() -> None:
    """What is typed then is said to the human."""
    person = in_the_queue().says("stpo")
    assert person.conversation.doubt is not None
    person.desk(DeskEventKind.CLAIMED)

    assert person.says("ja").effects == (TellDesk("ja"),)


def test_a_slip_in_ones_own_word_asks_the_same_and_betrays_it_to_nobody() -> None:
    """The question names the word that everybody knows."""
    person = at_the_menu()
    person.conversation = replace(person.conversation, vars={"eigen_woord": "zonnebloem"})

    assert person.says("zonebloem").told == [shipped_bundle().say("meant_wipe", "nl")]
    assert isinstance(person.says("ja").effects[0], Wipe)


def test_a_yes_wipes_although_our_own_code_breaks() -> None:
    """As a button that wipes does."""
    person = at_the_menu().says("stpo")
    yes = Inbound(person.sender, "e", InboundKind.TEXT, "ja")

    [wipe] = after_fault(person.bundle, person.conversation, yes, now=person.now).effects
    assert isinstance(wipe, Wipe)


@settings(max_examples=60, deadline=None)
@given(events=st.lists(EVENT, max_size=20), slip=st.sampled_from(["stpo", "wiss alles", "laatstaan", "efface tou"]))
def test_after_any_history_a_no_leaves_everything_as_it_was(events: list[tuple[str, object]], slip: str) -> None:
    """Place, answers, case, queue, tries: all but when they wrote, and that they are not asked again."""
    player = Player(BUNDLES["shipped"]())
    for kind, detail in events:
        player.play(kind, detail)
    before = player.person.conversation
    player.play("text", slip)
    if player.person.conversation.doubt is None:
        return
    asked = player.person.conversation
    assert unchanged(asked) == unchanged(before)
    player.play("text", "2")

    assert player.person.conversation.sure
    assert not any(not isinstance(effect, Send) for effect in player.everything)
    if before.prompt is not None:
        assert unchanged(player.person.conversation) == unchanged(before)


_FORGETS = sorted(word for word, one in shipped_bundle().interrupts.by_word.items() if one.kind in FORGETTING)


@settings(max_examples=200, deadline=None)
@given(word=st.sampled_from([word for word in _FORGETS if len(word) > 3]), place=st.integers(0, 30))
def test_letters_that_changed_places_never_wipe_by_themselves(word: str, place: int) -> None:
    """Whatever is mistyped: it acts only if it is another such word as it stands."""
    at = place % (len(word) - 1)
    typed = f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}"
    person = at_the_menu().says(typed)

    wiped = any(isinstance(effect, Wipe) for effect in person.effects)
    assert wiped == any(one in _FORGETS for one in spellings(typed))


@pytest.mark.parametrize(
    ("changes", "code", "what"),
    [
        (
            {"    do: wipe": '    perhaps: {nl: ["laat maar", wis]}\n    do: wipe'},
            "E602",
            '"wis" is a word of "stop" already',
        ),
        ({"    do: wipe": "    perhaps: {nl: ['12']}\n    do: wipe"}, "E602", '"12" is a number'),
        ({"    do: wipe": "    perhaps: {de: [lass es]}\n    do: wipe"}, "E401", "none of the languages"),
        ({"    goto: mens.start": "    perhaps: {nl: [iemand]}\n    goto: mens.start"}, "E005", '"perhaps" goes with'),
    ],
)
def test_what_may_mean_it_is_checked(changes: dict[str, str], code: str, what: str) -> None:
    """No word that acts already, no number, and only where something is forgotten."""
    with pytest.raises(FaultyContent) as fault:
        changed_bundle(*changes.items())

    assert [one.code for one in fault.value.findings if what in one.what] == [code]
