"""A conversation while one event is answered: a working copy, and what is asked of the world. It goes nowhere.

What is forgotten, and when, is decided here for every way that leads to it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.flows.bundle import Bundle
from bot.flows.locking import ways_left
from bot.flows.on_card import on_card
from bot.flows.opens import opens
from bot.flows.patience import with_moments
from bot.flows.saying import Listener
from bot.flows.slots import slot_in_words
from bot.flows.vanishing import by_a_choice
from bot.flows.weighing import without_lists_left
from bot.flows.with_whom import MOST_NEVER
from bot.model import (
    Bubble,
    CheckPassed,
    Conversation,
    Effect,
    GivePhrase,
    Language,
    LeaveCase,
    LockAway,
    Phase,
    Proposal,
    Purpose,
    Send,
    Step,
    Value,
    Wipe,
    changed,
)


class Draft:
    """A conversation on its way from before an event to after it."""

    def __init__(self, bundle: Bundle, before: Conversation, now: datetime) -> None:
        """Begin with what was kept."""
        self.bundle = bundle
        self.now = now
        self.purpose = Purpose.REPLY
        self.effects: list[Effect | CheckPassed] = []
        self.before = before
        self.language = before.language if before.language in bundle.languages else bundle.default_language
        self.node = before.node
        self.stack = before.stack
        self.prompt = before.prompt
        self.vars = before.vars
        self.tries = before.tries
        self.prompts = before.prompts
        self.phase = before.phase
        self.case_id = before.case_id
        self.heard_at = before.heard_at
        self.spoke_at = before.spoke_at
        self.write_until = before.write_until
        self.said_no = before.said_no
        self.handover = before.handover
        self.talk_seq = before.talk_seq
        self.opened_seq = before.opened_seq
        self.announced = before.announced
        self.claim_by = before.claim_by
        self.reminded = before.reminded
        self.way_back = before.way_back
        self.ways_left = before.ways_left
        self.words_shown = before.words_shown
        self.doubt = before.doubt
        self.sure = before.sure
        self.proposal = before.proposal
        self.counsellor = before.counsellor
        self.never_with = before.never_with
        self.has_answered = False

    def done(self) -> Step:
        """Return the conversation after the event, and what the world has to do."""
        stays = (self.node, self.prompt, self.phase) == (self.before.node, self.before.prompt, self.before.phase)
        after = changed(
            self.before,
            language=self.language,
            bundle=self.bundle.hash,
            node=self.node,
            stack=self.stack,
            prompt=self.prompt,
            vars=without_lists_left(self.vars, (self.node, *self.stack)),
            tries=self.tries,
            prompts=self.prompts,
            phase=self.phase,
            case_id=self.case_id,
            heard_at=self.heard_at,
            spoke_at=self.spoke_at,
            write_until=self.write_until,
            said_no=self.said_no,
            handover=self.handover,
            talk_seq=self.talk_seq,
            opened_seq=self.opened_seq,
            announced=self.announced,
            claim_by=self.claim_by if self.phase is Phase.WAITING else None,
            reminded=self.reminded,
            way_back=self.way_back,
            ways_left=self.ways_left,
            words_shown=self.words_shown,
            doubt=self.doubt if stays else None,
            sure=self.sure,
            proposal=self._proposal_of_the_talk(),
            counsellor=self.counsellor,
            never_with=self.never_with,
            **by_a_choice(self.before, self.vars.get(self.bundle.vanish_after), self.now),
        )
        return Step(with_moments(after, before=self.before, bundle=self.bundle, now=self.now), tuple(self.effects))

    def _proposal_of_the_talk(self) -> Proposal | None:
        """Return what was proposed in the talk that goes on; in no other is it answered."""
        if self.proposal is None or self.phase is not Phase.TALKING:
            return None
        return replace(self.proposal, is_next=False)

    @property
    def known(self) -> Mapping[str, Value]:
        """What conditions look at: the answers, and what is always there."""
        return {**self.vars, "channel": self.before.sender.channel, "language": self.language}

    def listener(self) -> Listener:
        """Return who is spoken to."""
        hours, now, language = self.bundle.hours, self.now, self.language
        tell, bundle, known = partial(opens, hours, now, language), self.bundle, self.known
        card = on_card(bundle.nodes, bundle.told, bundle.catalogue, known=known)
        zone, channel = bundle.whereabouts.zone, self.before.sender.channel
        return Listener(channel, language, known, now.date(), tell, card, self._call, zone)

    def _call(self) -> str:
        """Return when the person chose to be called, in words."""
        told = self.bundle.calls.told(self.vars, self.bundle.whereabouts)
        return self.bundle.say("call_sometime", self.language) if told is None else slot_in_words(told, self.language)

    def say(self, key: str) -> None:
        """Say a text of wording.yaml."""
        self.send(Bubble(self.bundle.say(key, self.language)))

    def announce(self, *, again: bool = False) -> None:
        """Say that a human writes now, or `again` another one; what they wrote before that comes behind it."""
        self.talk_seq, self.announced = self.before.next_seq, True
        self.say("passed_on" if again else "claimed")

    def send(self, bubble: Bubble) -> None:
        """Say something."""
        self.effects.append(Send(bubble, self.purpose))
        self.has_answered = True

    def give_phrase(self, text: str) -> None:
        """Say a new return phrase, where the text has its mark."""
        once = Bubble(text, instead=self.bundle.say("phrase_unsure", self.language))
        self.effects.append(GivePhrase(once, Bubble(self.bundle.say("phrase_later", self.language))))
        self.has_answered = True

    def take_back(self) -> None:
        """Do not say what was said last: it was answered before it was asked."""
        del self.effects[-1]
        self.has_answered = any(isinstance(effect, Send | GivePhrase) for effect in self.effects)

    def reset(self, language: Language) -> None:
        """Forget the talk with the bot, as if nobody had written yet. An open case stays open.

        What a return phrase protects is sealed to it, if the lock has not done so yet. The word that somebody chose to
        wipe with acts on, whoever holds the phone, and so does with whom they never want to talk again.
        """
        if self.way_back is not None or self.words_shown:
            self.effects.append(LockAway(self.before, self.way_back))
            self.ways_left = ways_left(self.before, self.way_back)
            self.way_back, self.words_shown = None, ()
        own = self.bundle.interrupts.own
        self.language = language
        self.node, self.stack, self.prompt = "", (), None
        self.vars = {own: self.vars[own]} if own in self.vars else {}
        self.tries, self.prompts, self.reminded = 0, 0, ()
        self.doubt, self.sure, self.counsellor = None, False, None
        self.phase, self.write_until, self.handover = Phase.BOT, None, ""
        self.talk_seq = self.opened_seq = self.before.next_seq
        self.announced = True

    def wipe(self, *, leaves_chat: bool = False) -> None:
        """Have everything forgotten, with one last line; the chat is emptied as well, unless it is to stay."""
        if leaves_chat:
            self._forget(Wipe(self.bundle.say("left_standing", self.language), leaves_chat=True))
        else:
            self._forget(Wipe(self.bundle.say("wiped", self.language), self.bundle.say("wiped_not_all", self.language)))

    def gone(self) -> None:
        """Have everything forgotten of somebody who is not there any more: nothing is said, nothing deleted.

        Their way back stays: they may go on in another channel.
        """
        self._forget(Wipe())

    def _forget(self, wipe: Wipe) -> None:
        self.reset(self.language)
        self.vars, self.phase, self.case_id, self.never_with = {}, Phase.WIPED, None, ()
        self.effects.append(wipe)
        self.has_answered = True

    def leave_queue(self) -> bool:
        """Take the person out of the queue; tell whether they were in it."""
        if self.case_id is None and self.phase is not Phase.WAITING:
            return False
        self.effects.append(LeaveCase())
        if self.phase is Phase.TALKING:
            self.end_talk()
        self.phase, self.case_id, self.write_until, self.handover = Phase.BOT, None, None, ""
        return True

    def end_talk(self) -> None:
        """Let it be known that they talked with a human, for as long as what else was said is known."""
        if self.counsellor is not None:
            self.vars = self.bundle.with_whom.after_a_talk(self.vars)

    def part(self) -> None:
        """Remember with whom they never want to talk again, if they have just said so."""
        with_whom = self.bundle.with_whom
        if self.counsellor is not None and with_whom.wants_never(self.vars):
            self.never_again()

    def never_again(self) -> None:
        """Remember whom they talk or talked with as somebody with whom they never want to again."""
        if self.counsellor is not None and self.counsellor not in self.never_with:
            self.never_with = (*self.never_with, self.counsellor)[-MOST_NEVER:]
        self.counsellor, self.vars = None, self.bundle.with_whom.after_a_parting(self.vars)

    def forget_what_was_for_the_desk(self) -> None:
        """Forget what is kept only until a human was asked for: what was on the card is with the case."""
        self.vars = {name: value for name, value in self.vars.items() if name not in self.bundle.until_handover}
