"""Whatever happened before, whatever arrives: an answer, a bounded stack, and no fault."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.content_files import compile_content
from bot.flows.bundle import Bundle
from bot.flows.machine import Edge, FlowMachine
from bot.flows.nodes import Ask, Input
from bot.flows.paging import Page
from bot.flows.step import step
from bot.flows.turn import DEEPEST_STACK
from bot.model import (
    BundleHash,
    CheckPassed,
    Choice,
    Conversation,
    ConversationId,
    DeskEvent,
    DeskEventKind,
    Effect,
    Inbound,
    InboundKind,
    LeaveCase,
    OpenCase,
    Phase,
    Prompt,
    Send,
    Sender,
    Step,
    TimerDue,
    Wipe,
)
from bot.safe_contact import may_write, unsaid
from tests.unit.flows.asked import asked_bundle
from tests.unit.flows.paged import picky_bundle
from tests.unit.flows.small import A_CASE, A_MONDAY_AFTERNOON, Person, small_bundle
from tests.unit.flows.timed import timed_bundle

ROOT = Path(__file__).parents[3]


@cache
def shipped_bundle() -> Bundle:
    """Compile what is served."""
    return compile_content(ROOT / "flows.yaml", ROOT / "bot" / "content")


BUNDLES: dict[str, Callable[[], Bundle]] = {
    "small": small_bundle,
    "paged": cache(picky_bundle),
    "asked": cache(asked_bundle),
    "timed": timed_bundle,
    "shipped": shipped_bundle,
}

WORDS = ["", " ", "1", "2", "3", "4", "5", "6", "ja", "nee", "terug", "x", "stop", "mens", "hulp", "help", "?", "menu"]
WORDS += [
    "ik wil dood",
    "suicide",
    "english",
    "français",
    "nederlands",
    "uit de rij",
    "lezen",
    "even weg",
    "vragen",
    "half 10",
    "volgende vrijdag",
    "06 12345678",
    "sla over",
    "😰",
    "a" * 600,
]
TEXT = st.one_of(st.sampled_from(WORDS), st.text(max_size=20))
DESK = [DeskEventKind.CLAIMED, DeskEventKind.RETURNED, DeskEventKind.RETURNED_TO_NOBODY, DeskEventKind.CLOSED]
EVENT = st.one_of(
    st.tuples(st.just("text"), TEXT),
    st.tuples(st.just("text"), st.sampled_from(["1", "2", "3", "mens", "ik wil dood"])),
    st.tuples(st.just("edit"), TEXT),
    st.tuples(st.just("tap"), st.integers(0, 6)),
    st.tuples(st.just("old"), st.integers(0, 6)),
    st.tuples(st.sampled_from(["start", "photo", "left"]), st.just("")),
    st.tuples(st.just("desk"), st.sampled_from(DESK)),
    st.tuples(st.just("pass"), st.sampled_from([1, 5, 9, 14, 15, 40])),
    st.tuples(st.just("full"), st.booleans()),
)


class Player:
    """A person with a desk behind the bot, as the use cases make it."""

    def __init__(self, bundle: Bundle) -> None:
        self.person = Person(bundle)
        self.is_open = True
        self.taps: list[Choice] = []
        self.everything: tuple[Effect | CheckPassed, ...] = ()

    def play(self, kind: str, detail: object) -> bool:
        """Let something happen; tells whether the person did it."""
        person = self.person
        self.everything = ()
        match kind:
            case "pass":
                assert isinstance(detail, int)
                self._time_passes(person.now + timedelta(minutes=detail))
            case "full":
                self.is_open = bool(detail)
            case "desk":
                assert isinstance(detail, DeskEventKind)
                if person.conversation.case_id is not None:
                    self._event(DeskEvent(detail))
            case _:
                self._event(self._inbound(kind, detail))
                return True
        return False

    def _time_passes(self, until: datetime) -> None:
        """Let whatever is due happen at its own moment; what may not be said then is not."""
        person = self.person
        while (moment := person.conversation.wakes_at) is not None and moment <= until:
            person.now = max(person.now, moment)
            before, self.everything = person.conversation, ()
            self._event(TimerDue())
            _check(self, by_person=False, was_talking=False, left=False)
            if not may_write(before, person.now):
                person.conversation = unsaid(before, Step(person.conversation)).conversation
            assert person.conversation.wakes_at != moment, "what was due did not happen"
        person.now, self.everything = until, ()

    def _inbound(self, kind: str, detail: object) -> Inbound:
        kinds = {"tap": InboundKind.CHOICE, "old": InboundKind.CHOICE, "photo": InboundKind.UNSUPPORTED}
        choice = None
        if kind in {"tap", "old"} and isinstance(detail, int):
            known = self.taps if kind == "old" else self.taps[-3:]
            choice = known[detail % len(known)] if known else None
        text = str(detail) if kind in {"text", "edit"} else ""
        return Inbound(self.person.sender, "e", kinds.get(kind) or InboundKind(kind), text, choice, language_hint="nl")

    def _event(self, event: Inbound | DeskEvent | TimerDue) -> None:
        person = self.person
        after = step(person.bundle, person.conversation, event, person.now)
        person.conversation = after.conversation
        self.everything += after.effects
        for effect in after.effects:
            match effect:
                case Send(bubble=bubble):
                    self.taps += [Choice(bubble.prompt, option.id) for option in bubble.options]
                case OpenCase():
                    self._answer_from_the_desk(effect)
                case Wipe():
                    person.conversation = Person(person.bundle).conversation
                case _:
                    pass

    def _answer_from_the_desk(self, wanted: OpenCase) -> None:
        person = self.person
        if person.conversation.case_id is None and not (self.is_open or wanted.even_if_closed):
            self._event(DeskEvent(DeskEventKind.NO_STAFF))
            return
        person.conversation = replace(person.conversation, case_id=A_CASE)
        self._event(DeskEvent(DeskEventKind.QUEUED))


def _check(player: Player, *, by_person: bool, was_talking: bool, left: bool) -> None:
    conversation, effects = player.person.conversation, player.everything
    said = [effect for effect in effects if isinstance(effect, Send)]
    farewell = [effect for effect in effects if isinstance(effect, Wipe)]
    if by_person and not was_talking and not left:
        assert said or farewell, "silence"
    assert all(effect.bubble.text.strip() for effect in said)
    assert len(conversation.stack) <= DEEPEST_STACK
    assert conversation.node == "" or conversation.node in player.person.bundle.nodes
    assert conversation.phase is not Phase.BOT or conversation.write_until is None
    assert sum(isinstance(effect, OpenCase) for effect in effects) <= 1
    assert sum(isinstance(effect, LeaveCase) for effect in effects) <= 1
    if conversation.prompt is not None:
        node = player.person.bundle.nodes[conversation.prompt.node]
        assert isinstance(node, Ask | Input | Page)
        assert conversation.prompt.node == conversation.node
    for effect in said[:-1]:
        assert not effect.bubble.options, "options only on the last bubble"


@pytest.mark.parametrize("name", BUNDLES)
@settings(max_examples=80, deadline=None)
@given(events=st.lists(EVENT, max_size=40))
@example(events=[("text", "mens"), ("text", "1"), ("text", "1"), ("desk", DeskEventKind.CLAIMED), ("start", "")])
def test_no_history_ends_in_silence(name: str, events: list[tuple[str, object]]) -> None:
    """Every event of a person is answered, except where a human answers or they left."""
    player = Player(BUNDLES[name]())
    for kind, detail in events:
        was_talking = player.person.conversation.phase is Phase.TALKING
        by_person = player.play(kind, detail)
        _check(player, by_person=by_person, was_talking=was_talking, left=kind == "left")


@pytest.mark.parametrize("name", BUNDLES)
@settings(max_examples=60, deadline=None)
@given(events=st.lists(EVENT, max_size=25))
def test_after_any_history_and_a_silence_the_first_reply_is_a_strangers(
    name: str, events: list[tuple[str, object]]
) -> None:
    """Byte for byte, whatever was said before."""
    bundle = BUNDLES[name]()
    player = Player(bundle)
    for kind, detail in events:
        player.play(kind, detail)
    player.person.minutes_pass(61)
    stranger = Person(bundle)
    stranger.now = player.person.now

    assert player.person.starts().effects == stranger.starts().effects
    player.person.minutes_pass(61)
    stranger.now = player.person.now
    assert player.person.says("hallo").effects == Person(bundle).says("hallo").effects


@pytest.mark.parametrize("name", BUNDLES)
@settings(max_examples=60, deadline=None)
@given(events=st.lists(EVENT, max_size=25))
def test_from_any_history_crisis_and_human_are_one_word_away(name: str, events: list[tuple[str, object]]) -> None:
    """Unless a human is there already."""
    bundle = BUNDLES[name]()
    player = Player(bundle)
    for kind, detail in events:
        player.play(kind, detail)
    person = player.person
    if person.conversation.phase is Phase.TALKING:
        return
    was_waiting = person.conversation.phase is Phase.WAITING
    before = person.conversation

    person.says("ik wil dood")
    assert any("112" in text for text in person.told)
    person.conversation = before
    person.says("mens")
    still_in_the_queue = was_waiting and person.conversation.phase is Phase.WAITING
    assert person.node.startswith("mens.") or still_in_the_queue


_IDS = st.sampled_from(
    ["", "start.menu", "start.vrij", "mens.rij", "mens.wacht", "gone.node", "start.gone", "odd", "tips.klaar"]
)
_MOMENTS = st.one_of(st.none(), st.sampled_from([A_MONDAY_AFTERNOON]))


@settings(max_examples=120, deadline=None)
@given(
    node=_IDS,
    stack=st.lists(_IDS, max_size=12),
    prompt=st.one_of(st.none(), st.builds(Prompt, st.text(max_size=3), _IDS, st.lists(TEXT, max_size=3).map(tuple))),
    variables=st.dictionaries(
        st.sampled_from(["land", "wachten", "vrij", "x"]), st.one_of(st.text(max_size=3), st.integers(), st.booleans())
    ),
    phase=st.sampled_from(Phase),
    language=st.sampled_from(["nl", "en", "zz", ""]),
    handover=_IDS,
    bundle=st.booleans(),
    moments=st.tuples(_MOMENTS, _MOMENTS, _MOMENTS),
    event=st.one_of(
        st.sampled_from(DeskEventKind).map(DeskEvent),
        st.builds(
            Inbound,
            st.just(Sender("t", "1")),
            st.just("e"),
            st.sampled_from(InboundKind),
            TEXT,
            st.one_of(st.none(), st.builds(Choice, st.text(max_size=3), TEXT)),
        ),
    ),
)
def test_a_step_never_raises(
    node: str,
    stack: list[str],
    prompt: Prompt | None,
    variables: dict[str, str | int | bool],
    phase: Phase,
    language: str,
    handover: str,
    bundle: bool,
    moments: tuple[None, None, None],
    event: Inbound | DeskEvent,
) -> None:
    """Not even for a conversation that no history could have made."""
    served = small_bundle()
    conversation = Conversation(
        ConversationId(b"x" * 16),
        Sender("t", "1"),
        language,
        served.hash if bundle else BundleHash("older"),
        A_MONDAY_AFTERNOON.date(),
        node=node,
        stack=tuple(stack),
        prompt=prompt,
        vars=variables,
        phase=phase,
        heard_at=moments[0],
        spoke_at=moments[1],
        write_until=moments[2],
        handover=handover,
    )

    assert isinstance(step(served, conversation, event, A_MONDAY_AFTERNOON), Step)


def test_the_stack_is_bounded() -> None:
    """Flow in flow in flow: only the innermost are remembered."""
    person = Person().starts().says("ja")
    person.conversation = replace(person.conversation, stack=tuple(f"start.{name}" for name in ("menu", "dag") * 6))
    person.says("iets lezen")

    assert len(person.conversation.stack) == DEEPEST_STACK
    assert person.conversation.stack[-1] == "start.menu"


def test_an_opening_that_says_nothing_is_not_silent_either() -> None:
    """Even then the way to a human is said."""
    person = Person(replace(small_bundle(), entry="start.rust")).starts()

    assert person.told == ["<lost>"]


def test_whoever_rests_in_the_queue_is_shown_the_queue() -> None:
    """A conversation that waits nowhere is brought back to where it waits."""
    person = Person().waits()
    person.conversation = replace(person.conversation, node="", prompt=None)

    assert person.says("english").told == ["You are in the queue", "Do you wait?"]


def test_a_tap_without_a_choice_is_stale() -> None:
    """A channel that hands over nonsense gets an answer too."""
    person = Person().starts()
    event = Inbound(person.sender, "e", InboundKind.CHOICE)
    after = step(person.bundle, person.conversation, event, person.now)

    assert next(effect.bubble.text for effect in after.effects if isinstance(effect, Send)) == "<stale>"


def test_a_circle_that_the_checks_missed_ends_with_an_apology() -> None:
    """It says where help is, instead of running for ever."""
    bundle = small_bundle()
    edges = [
        Edge("start.welkom", "next", "start.welkom") if edge.source == "start.welkom" else edge
        for edge in bundle.machine.edges
    ]
    person = Person(replace(bundle, machine=FlowMachine(bundle.nodes, edges, {}))).starts()

    assert person.told[-1] == "<failure>"
    assert person.node == ""


def test_calls_that_the_checks_missed_do_not_exhaust_the_stack() -> None:
    """A flow that calls itself for ever ends the same way."""
    bundle = small_bundle()
    edges = [
        Edge(edge.source, edge.exit, "lezen.tussen") if edge.exit in {"call", "call:lezen"} else edge
        for edge in bundle.machine.edges
    ]
    person = Person(replace(bundle, machine=FlowMachine(bundle.nodes, edges, {}))).starts().says("ja", "iets lezen")

    assert person.told[-1] == "<failure>"
