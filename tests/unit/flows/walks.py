"""Random walks: a person, a desk, a clock and a publisher who do anything; the same seed does the same again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random

from bot.flows.bundle import Bundle
from bot.flows.nodes import Prompting
from bot.flows.rehearse.deeds import CHANNELS, choice_of
from bot.flows.rehearse.happened import Happened
from bot.flows.rehearse.schema import STYLES
from bot.flows.rehearse.world import World
from bot.flows.turn import DEEPEST_STACK
from bot.model import Choice, DeskEventKind, InboundKind, Phase, Sender
from bot.rehearsal import keep
from tests.unit.flows.small import A_MONDAY_AFTERNOON

SECRET = "zeg dit nooit terug"
"""What a person types where words are asked for; it must never be seen again."""
_WORDS = ["mens", "human", "humain", "?", "menu", "stop", "later", "english", "nederlands", "privacy", "ik ben 14"]
_WORDS += ["ik wil dood", "i want to die", "je veux mourir", SECRET, "9", "", "😰", "a" * 5_000, "ja", "no", "terug"]


class Walk:
    """One walk. Every step of it is in `story`, so that a failure can be read."""

    def __init__(self, bundles: Sequence[Bundle], seed: int) -> None:
        self.chance = Random(seed)  # noqa: S311 - chance that can be repeated
        self.bundles = bundles
        self.style = self.chance.choice(list(STYLES.values()))
        self.world = World(
            self.chance.choice(bundles),
            sender=Sender(CHANNELS[self.style], "somebody"),
            hint=self.chance.choice(["nl-BE", "en", "fr", ""]),
            now=A_MONDAY_AFTERNOON,
            keep=keep,
            is_staffed=self.chance.random() < 0.7,
        )
        self.story: list[str] = []
        self.old: list[Choice] = []
        self.shown_by = self.world.bundle

    def anywhere(self) -> "Walk":
        """Begin at any place; from the front door few walks come to the far ends of a conversation this large."""
        place = self.chance.choice(list(self.world.bundle.nodes))
        self.story.append(f"arrives at {place}")
        self.world.arrive_at(place, {})
        return self

    def steps(self, number: int) -> "Walk":
        """Go so many steps; each is checked."""
        for _ in range(number):
            deed = self.chance.choices(list(_DEEDS), weights=list(_DEEDS.values()))[0]
            before, self.world.happened = self.world.conversation, Happened()
            by_person = getattr(self, deed)()
            self._check(by_person=by_person, was_talking=before.phase is Phase.TALKING)
        return self

    # What can happen; each tells whether the person did it

    def chooses(self) -> bool:
        prompt = self.world.conversation.prompt
        if prompt is None or not prompt.options:
            return self.types()
        option = self.chance.choice(prompt.options)
        self._tell(f"chooses {option}")
        is_served_still = self.shown_by is self.world.bundle
        was_talking = self.world.conversation.phase is Phase.TALKING
        self.world.hear(*choice_of(self.world, option, self.style))
        if is_served_still and not was_talking and not self._has_begun_anew():
            stale = self.world.bundle.say("stale", self.world.conversation.language)
            assert stale not in self._texts(), f"an option that is shown can't be chosen: {self.story}"
        return True

    def types(self) -> bool:
        text = self.chance.choice(_WORDS)
        self._tell(f"types {text[:20]}")
        self.world.hear(InboundKind.TEXT, text)
        return True

    def edits(self) -> bool:
        self._tell("edits")
        self.world.hear(InboundKind.EDIT, self.chance.choice(_WORDS))
        return True

    def taps_an_old_button(self) -> bool:
        if not self.old:
            return self.types()
        self._tell("taps an old button")
        self.world.hear(InboundKind.CHOICE, choice=self.chance.choice(self.old))
        return True

    def sends_something_else(self) -> bool:
        self._tell("sends a photo")
        self.world.hear(InboundKind.UNSUPPORTED)
        return True

    def starts(self) -> bool:
        self._tell("starts")
        self.world.hear(InboundKind.START)
        return True

    def comes_twice(self) -> bool:
        self._tell("comes twice")
        inbound = self.world.hear(InboundKind.TEXT, self.chance.choice(_WORDS))
        before, said = self.world.conversation, len(self.world.happened.bubbles)
        self.world.hear_again(inbound)
        assert (self.world.conversation, len(self.world.happened.bubbles)) == (before, said)
        return True

    def desk(self) -> bool:
        if self.world.conversation.case_id is not None:
            kind = self.chance.choice([DeskEventKind.CLAIMED, DeskEventKind.RETURNED, DeskEventKind.CLOSED])
            self._tell(f"desk {kind}")
            self.world.desk(kind)
        return False

    def counsellor(self) -> bool:
        if self.world.conversation.phase is Phase.TALKING:
            self._tell("counsellor")
            self.world.counsellor_says("Ben je er?")
        return False

    def time(self) -> bool:
        minutes = self.chance.choice([1, 9, 14, 16, 45, 600])
        self._tell(f"{minutes} minutes")
        self.world.advance(timedelta(minutes=minutes))
        return False

    def duty(self) -> bool:
        self.world.is_staffed = not self.world.is_staffed
        return False

    def publisher(self) -> bool:
        self._tell("publishes")
        self.world.serve(self.chance.choice(self.bundles))
        return False

    def leaves(self) -> bool:
        self._tell("leaves")
        self.world.hear(InboundKind.LEFT)
        return False

    # What has to hold

    def _check(self, *, by_person: bool, was_talking: bool) -> None:
        conversation, bundle, happened = self.world.conversation, self.world.bundle, self.world.happened
        if by_person:
            assert happened.bubbles or (was_talking and happened.told), f"silence: {self.story}"
        assert all(text.strip() for text in self._texts())
        assert not any(SECRET in text for text in self._texts()), f"said again: {self.story}"
        assert len(conversation.stack) <= DEEPEST_STACK
        assert sum(bool(bubble.options) for bubble in happened.bubbles[:-1]) == 0 or not by_person
        if by_person and conversation.prompt is not None:
            self.shown_by = bundle
            assert isinstance(bundle.nodes[conversation.prompt.node], Prompting)
            assert conversation.prompt.node == conversation.node
            self.old += [Choice(conversation.prompt.token, option) for option in conversation.prompt.options]

    def human_and_crisis_are_one_word_away(self) -> None:
        """Whoever holds the phone now, whatever happened: one word, in any language."""
        if self.world.conversation.phase is Phase.TALKING:
            return
        here, was_waiting = self.world.conversation, self.world.conversation.phase is Phase.WAITING
        for word in ("mens", "human", "humain"):
            self._says_from(word)
            now = self.world.conversation
            in_queue = was_waiting and now.phase is Phase.WAITING
            assert in_queue or now.node.startswith("mens."), f"{word}: {self.story}"
            self.world.conversation = replace(here)
        for phrase in ("ik wil dood", "i want to die", "je veux mourir"):
            self._says_from(phrase)
            assert any("112" in text for text in self._texts()), f"{phrase}: {self.story}"
            self.world.conversation = replace(here)

    def _says_from(self, text: str) -> None:
        self.world.happened = Happened()
        self.world.hear(InboundKind.TEXT, text)

    def _has_begun_anew(self) -> bool:
        return self.world.happened.wiped or "start.welkom" in self.world.trail.nodes[-12:]

    def _texts(self) -> list[str]:
        return [bubble.text for bubble in self.world.happened.bubbles]

    def _tell(self, what: str) -> None:
        self.story.append(what)


_DEEDS = {
    "chooses": 50,
    "types": 12,
    "edits": 3,
    "taps_an_old_button": 4,
    "sends_something_else": 2,
    "starts": 2,
    "comes_twice": 3,
    "desk": 8,
    "counsellor": 4,
    "time": 5,
    "duty": 2,
    "publisher": 2,
    "leaves": 1,
}
"""What happens, and how often."""
