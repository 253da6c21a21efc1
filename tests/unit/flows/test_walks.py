"""The shipped conversation, walked at random and in every way there is: no silence, and a human one word away."""

from collections import deque
from datetime import timedelta

import pytest
import yaml

from bot.flows.interrupts import Interrupt, InterruptKind
from bot.flows.nodes import Passing
from bot.flows.phrases import forms_of
from bot.flows.rehearse.happened import Happened
from bot.flows.rehearse.world import World
from bot.flows.step import step
from bot.model import Choice, Conversation, Inbound, InboundKind, OpenCase, Phase, Send, Sender, Wipe
from bot.rehearsal import keep
from tests.house import shipped_bundle, shipped_sources
from tests.unit.flows.shipped import with_new_names, with_options_turned_round
from tests.unit.flows.small import A_MONDAY_AFTERNOON
from tests.unit.flows.walks import Walk

SEEN = 0.8
"""Of all nodes, at least so many are passed: walks that stay at the door show nothing."""
SOMEBODY = Sender("telegram", "somebody")
WAITING = [node_id for node_id, node in shipped_bundle().nodes.items() if not isinstance(node, Passing)]


def walk(first: int, number: int, *, steps: int) -> float:
    """Walk with so many seeds; returns which part of all nodes was seen."""
    bundles = (shipped_bundle(), with_options_turned_round(), with_new_names())
    seen: set[str] = set()
    for seed in range(first, first + number):
        begun = Walk(bundles, seed)
        walked = (begun.anywhere() if seed % 4 else begun).steps(steps)
        walked.human_and_crisis_are_one_word_away()
        seen.update(walked.world.trail.nodes)
    nodes = shipped_bundle().nodes.keys()
    return len(seen & nodes) / len(nodes)


def test_hundreds_of_random_walks_keep_every_promise() -> None:
    """With reloads after every step, double events, old buttons, silences, a desk, and other versions."""
    assert walk(0, 480, steps=30) > SEEN


@pytest.mark.long
@pytest.mark.parametrize("first", range(1_000, 11_000, 1_000))
def test_ten_thousand_random_walks_keep_every_promise(first: int) -> None:
    """The same, with other seeds and more steps."""
    assert walk(first, 1_000, steps=40) > SEEN


def at(node_id: str, language: str) -> World:
    """Let somebody stand at a node."""
    world = World(shipped_bundle(), sender=SOMEBODY, hint=language, now=A_MONDAY_AFTERNOON, keep=keep)
    world.arrive_at(node_id, {})
    world.happened = Happened()
    return world


def said(conversation: Conversation, text: str) -> tuple[Conversation, list[object]]:
    """Type a text; returns what comes of it."""
    inbound = Inbound(SOMEBODY, "e", InboundKind.TEXT, text)
    after = step(shipped_bundle(), conversation, inbound, A_MONDAY_AFTERNOON + timedelta(minutes=1))
    return after.conversation, list(after.effects)


def works(word: str, interrupt: Interrupt, *, at_node: str, conversation: Conversation) -> None:
    """Say a word somewhere, and see that it does what it always does."""
    after, effects = said(conversation, word)
    place = f"{word} at {at_node} in {conversation.language}"
    match interrupt.kind:
        case InterruptKind.WIPE | InterruptKind.LEAVE:
            assert any(isinstance(effect, Wipe) for effect in effects), place
        case InterruptKind.LANGUAGE:
            assert after.language == interrupt.language, place
        case _:
            assert any(isinstance(effect, Send | OpenCase) for effect in effects), place
    if interrupt.id == "mens":
        assert after.node.startswith("mens.") or after.phase is Phase.WAITING, place


@pytest.mark.parametrize("language", ["nl", "en", "fr"])
def test_every_interrupt_works_at_every_node(language: str) -> None:
    """By one of its words at each node, by another one at the next, until each word was said somewhere."""
    by_word = shipped_bundle().interrupts.by_word
    words_of: dict[str, list[str]] = {}
    for word, interrupt in by_word.items():
        words_of.setdefault(interrupt.id, []).append(word)
    said_somewhere: set[str] = set()
    for number, node_id in enumerate(WAITING):
        conversation = at(node_id, language).conversation
        for words in words_of.values():
            for word in {words[number % len(words)], *words[number :: len(WAITING)]}:
                works(word, by_word[word], at_node=node_id, conversation=conversation)
                said_somewhere.add(word)
    assert said_somewhere == by_word.keys()


@pytest.mark.long
@pytest.mark.parametrize("language", ["nl", "en", "fr"])
def test_every_word_of_every_interrupt_works_at_every_node(language: str) -> None:
    """All words of all languages, whatever was asked."""
    for node_id in WAITING:
        conversation = at(node_id, language).conversation
        for word, interrupt in shipped_bundle().interrupts.by_word.items():
            works(word, interrupt, at_node=node_id, conversation=conversation)


def test_crisis_is_one_word_away_from_every_node_in_every_language() -> None:
    """A phrase of each language at each node, another one everywhere."""
    phrases = [" ".join(next(forms_of(phrase))) for phrase in CRISIS]
    for number, node_id in enumerate(WAITING):
        for language in ("nl", "en", "fr"):
            conversation = at(node_id, language).conversation
            for phrase in phrases[number :: len(WAITING)]:
                after, effects = said(conversation, phrase)
                texts = [effect.bubble.text for effect in effects if isinstance(effect, Send)]
                assert any("112" in text for text in texts), f"{phrase} at {node_id}"
                assert after.node.startswith("crisis."), f"{phrase} at {node_id}"


def every_state(*, with_answers: bool, most: int) -> int:
    """Go everywhere that choices lead, each choice once; returns how many places there are.

    A place is a node with what is to be gone on with; with the answers too, if so wished.
    """
    bundle = shipped_bundle()
    first = World(bundle, sender=SOMEBODY, hint="nl", now=A_MONDAY_AFTERNOON, keep=keep)
    first.hear(InboundKind.START)
    ahead, known = deque([first.conversation]), {_place(first.conversation, with_answers=with_answers)}
    while ahead and len(known) < most:
        here = ahead.popleft()
        for option in here.prompt.options if here.prompt else ():
            world = World(bundle, sender=SOMEBODY, hint="nl", now=A_MONDAY_AFTERNOON, keep=keep)
            world.conversation = here
            world.hear(InboundKind.CHOICE, choice=Choice(here.prompt.token if here.prompt else "", option))
            there = world.conversation
            assert world.happened.bubbles, f"{option} at {here.node}"
            place = _place(there, with_answers=with_answers)
            if place not in known:
                known.add(place)
                ahead.append(there)
    return len(known)


def _place(conversation: Conversation, *, with_answers: bool) -> object:
    answers = tuple(sorted((name, str(value)) for name, value in conversation.vars.items() if name != "wachten"))
    return (conversation.node, conversation.stack, conversation.phase, answers if with_answers else ())


def test_every_choice_leads_somewhere_from_everywhere() -> None:
    """Every place that choices lead to, and every choice there, once."""
    assert every_state(with_answers=False, most=20_000) > len(WAITING) / 2


@pytest.mark.long
def test_every_choice_leads_somewhere_from_everywhere_with_any_answers() -> None:
    """The same, for every combination of answers that can be given."""
    assert every_state(with_answers=True, most=200_000) > 1_000


def _crisis_phrases() -> list[str]:
    crisis = next(text for name, text in shipped_sources().items() if name.endswith("crisis.yaml"))
    phrases = yaml.safe_load(crisis)["phrases"]
    return [str(phrase) for group in phrases.values() for phrase in group]


CRISIS = _crisis_phrases()
