"""A small conversation with every kind of node, and a person who plays it without any I/O."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.flows.bundle import Bundle, compile_bundle
from bot.flows.step import step
from bot.model import (
    Bubble,
    CameBack,
    CaseId,
    CheckPassed,
    Choice,
    Conversation,
    ConversationId,
    DeskEvent,
    DeskEventKind,
    Effect,
    Inbound,
    InboundKind,
    Phase,
    Send,
    Sender,
    SharedContact,
    Ticks,
    TimerDue,
    Wipe,
)

A_MONDAY_AFTERNOON = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
A_CASE = CaseId(b"c" * 16)

FLOWS = """\
schema: 1
bundle: klein
languages: {default: nl, required: [nl, en, fr]}
vars:
  land: {type: choice, values: [nl, be, anders], told: {nl: land, en: country, fr: pays}}
  wachten: {type: int, min: 0, max: 60}
  vrij: {type: bool, told: {nl: rust, en: calm, fr: calme}}
  naam: {type: text, sensitive: true, told: {nl: "je naam", en: "your name", fr: "votre nom"}}
interrupts:
  stop:
    words: {nl: [stop, wis], en: [stop, wipe], fr: [stop, effacer]}
    do: wipe
  mens:
    words: {nl: [mens, "ik wil een mens"], en: [human], fr: [humain, "parler à quelqu'un"]}
    goto: mens.start
  hulp:
    words: {nl: [hulp, "?"], en: [help], fr: [aide]}
    call: uitleg
    resume: true
  even_weg:
    words: {nl: ["even weg"], en: [away], fr: [absent]}
    call: tips
    resume: false
  nederlands: {words: {nl: [nederlands], en: [dutch], fr: [néerlandais]}, do: language, language: nl}
  english: {words: {nl: [engels], en: [english], fr: [anglais]}, do: language, language: en}
  crisis:
    words_file: crisis.yaml
    call: crisis
    locked: true
flows:
  start:
    title: Begin
    entry: welkom
    recover: menu
    nodes:
      welkom:
        say: {nl: Dag, en: Hello, fr: Salut}
        next: vrij
      vrij:
        ask: {nl: "Kun je typen?", en: "Can you type?", fr: "Vous pouvez écrire ?"}
        why: {nl: "Om te weten.", en: "To know.", fr: "Pour savoir."}
        save: vrij
        options:
          - {id: ja, label: {nl: Ja, en: "Yes", fr: Oui}, value: true, next: menu}
          - {id: nee, label: {nl: Nee, en: "No", fr: Non}, value: false, call: tips, next: menu}
      menu:
        ask: {nl: "Wat nu?", en: "What now?", fr: "Et maintenant ?"}
        options:
          - {id: lezen, label: {nl: "Iets lezen", en: "Read", fr: "Lire"}, call: lezen, next: menu}
          - {id: land, label: {nl: "De nummers", en: "Numbers", fr: "Numéros"}, next: land}
          - {id: naam, label: {nl: "Een naam", en: "A name", fr: "Un nom"}, next: naam}
          - {id: praten, label: {nl: "Met iemand praten", en: "Talk", fr: "Parler"}, next: mens.start}
          - {id: klaar, label: {nl: "Tot ziens", en: "Bye", fr: "Au revoir"}, next: dag}
          - {id: zwijgen, label: {nl: "Niets meer", en: "Nothing", fr: "Rien"}, next: rust}
        otherwise: {tries: 3}
      land:
        ask: {nl: "Waar ben je?", en: "Where are you?", fr: "Où êtes-vous ?"}
        save: land
        options:
          - {id: nl, label: {nl: Nederland, en: Netherlands, fr: Pays-Bas}, next: lijnen}
          - {id: be, label: {nl: België, en: Belgium, fr: Belgique}, next: lijnen}
          - {id: elders, label: {nl: Elders, en: Elsewhere, fr: Ailleurs}, value: anders, next: lijnen}
        otherwise: {tries: 2, then: lijnen}
      lijnen:
        say: {nl: "Bel gerust:", en: "Feel free to call:", fr: "Appelez :"}
        lines: [nood, luister, oud]
        next: menu
      naam:
        input: {nl: "Hoe heet je?", en: "Your name?", fr: "Votre nom ?"}
        why: {nl: "Dat mag je kiezen.", en: "You may choose.", fr: "Au choix."}
        type: text
        save: naam
        next: verder
      verder:
        branch:
          - {when: 'land == "be" and not vrij', next: dag}
          - {else: true, next: menu}
      dag:
        say: {nl: "Tot later", en: "Later", fr: "À plus"}
        leave_queue: true
        next: rust
      rust:
        end: {}
  lezen:
    entry: eerst
    nodes:
      eerst:
        ask: {nl: "Een tekst", en: "A text", fr: "Un texte"}
        options:
          - {id: tips, label: {nl: Meer, en: More, fr: Plus}, next: tussen}
          - {id: terug, label: {nl: Terug, en: Back, fr: Retour}, next: klaar}
          - {id: elders, label: {nl: Nummers, en: Numbers, fr: Numéros}, next: start.land}
      tussen:
        call: tips
        next: klaar
      klaar:
        end: {}
  tips:
    entry: tip
    nodes:
      tip:
        say: {nl: "Een tip", en: "A tip", fr: "Un conseil"}
        next: klaar
      klaar: {end: {}}
  uitleg:
    entry: hoe
    nodes:
      hoe:
        ask: {nl: "Zo werkt het", en: "How it works", fr: "Voilà"}
        options:
          - {id: goed, label: {nl: Goed, en: Fine, fr: Bien}, next: klaar}
      klaar: {end: {}}
  crisis:
    entry: nu
    nodes:
      nu:
        say: {nl: "Je bent niet alleen", en: "You are not alone", fr: "Vous n'êtes pas seul"}
        lines: [nood]
        next: vraag
      vraag:
        ask: {nl: "Klopt dat?", en: "Is that so?", fr: "C'est bien ça ?"}
        options:
          - {id: ja, label: {nl: Ja, en: "Yes", fr: Oui}, next: mens.dringend}
          - {id: nee, label: {nl: Nee, en: "No", fr: Non}, next: klaar}
      klaar: {end: {}}
  mens:
    entry: start
    recover: geen
    nodes:
      start:
        ask: {nl: "Te zien: {card}. Goed?", en: "Shown: {card}. Fine?", fr: "Visible : {card}. Bien ?"}
        save: wachten
        options:
          - {id: m15, label: {nl: "Ja, 15 minuten", en: "Yes, 15 minutes", fr: "Oui, 15 minutes"}, value: 15, next: rij}
          - {id: nee, label: {nl: "Nee, niet", en: "No, do not", fr: "Non, pas"}, value: 0, next: rij}
      dringend:
        set: {vrij: true, wachten: 30}
        next: rij
      rij:
        handover: {queue: chat, urgent: 'vrij and wachten >= 30', card: [land, vrij], may_write_minutes: wachten}
        on: {waiting: in_rij, no_staff: geen, closed: na}
      in_rij:
        say: {nl: "Je staat in de rij", en: "You are in the queue", fr: "Vous êtes dans la file"}
        next: wacht
      wacht:
        ask: {nl: "Wacht je?", en: "Do you wait?", fr: "Vous attendez ?"}
        options:
          - {id: lezen, label: {nl: Lezen, en: Read, fr: Lire}, call: lezen, next: wacht}
          - {id: uit, label: {nl: "Uit de rij", en: Leave, fr: Quitter}, next: uit}
          - {id: klaar, label: {nl: Rusten, en: Rest, fr: Repos}, next: klaar}
      uit:
        end: {}
        leave_queue: true
      geen:
        ask: {nl: "Er is nu niemand", en: "Nobody is here", fr: "Personne n'est là"}
        options:
          - {id: toch, label: {nl: "Toch wachten", en: "Wait", fr: "Attendre"}, next: rij_dicht}
          - {id: menu, label: {nl: Menu, en: Menu, fr: Menu}, next: start.menu}
      rij_dicht:
        handover: {even_if_closed: true}
        on: {waiting: wacht, no_staff: geen, closed: na}
      na:
        ask: {nl: "Hoe was het?", en: "How was it?", fr: "C'était bien ?"}
        options:
          - {id: menu, label: {nl: Menu, en: Menu, fr: Menu}, next: start.menu}
      klaar: {end: {}}
"""

CRISIS = """\
schema: 1
phrases:
  nl: [zelfmoord, "ik wil dood"]
  en: [suicide, "can't go on"]
  fr: ["envie de mourir", "en finir"]
harmless:
  nl: ["dood moe"]
"""

HELPLINES = """\
schema: 1
lines:
  nood:
    number: "112"
    name: {nl: Noodnummer, en: Emergency, fr: Urgences}
    for: {nl: gevaar, en: danger, fr: danger}
    countries: [nl, be]
    hours: {nl: altijd, en: always, fr: toujours}
    on_bill: "unknown"
    languages: [nl, en, fr]
    source: de wet
    last_checked: 2026-01-01
    valid_until: 2026-02-01
    verified: true
    always: true
  luister:
    number: "088 0767 000"
    name: {nl: Luisterlijn, en: Luisterlijn, fr: Luisterlijn}
    for: {nl: praten, en: talking, fr: parler}
    countries: [nl]
    hours: {nl: dag en nacht, en: day and night, fr: jour et nuit}
    on_bill: "yes"
    languages: [nl]
    source: hun pagina
    last_checked: 2026-11-01
    valid_until: 2027-02-01
  oud:
    number: "106"
    name: {nl: Oud, en: Old, fr: Ancien}
    for: {nl: vroeger, en: then, fr: avant}
    countries: [be]
    hours: {nl: altijd, en: always, fr: toujours}
    on_bill: "no"
    languages: [nl]
    source: hun pagina
    last_checked: 2026-01-01
    valid_until: 2026-03-01
    fallback: nieuw
  nieuw:
    url: nieuw.be
    name: {nl: Nieuw, en: New, fr: Nouveau}
    for: {nl: nu, en: now, fr: maintenant}
    countries: [be]
    hours: {nl: altijd, en: always, fr: toujours}
    on_bill: "no"
    languages: [nl]
    source: hun pagina
    last_checked: 2026-11-01
    valid_until: 2027-02-01
"""

_KEYS = (
    "not_understood lost numbered_hint unsupported stale not_first too_many gap edited claimed returned talk_closed "
    "as_asked not_as_asked "
    "still_waiting still_waiting_choose came_back phrase_later phrase_unsure wiped wiped_not_all left_standing "
    "own_word_taken own_word_number own_word_common left_queue failure "
    "meant_wipe meant_leave meant_yes_wipe meant_yes_leave meant_no meant_in_a_talk "
    "pass_ask pass_yes pass_no pass_reads pass_reads_none pass_note hop_how hop_words hop_note "
    "pass_stays pass_failed pass_stale passed passed_on read_on_ask read_on_yes read_on_no "
    "another_words another_ask another_yes another_said another_no another_goes another_stays "
    "suit_ask_still suit_ask_now suit_ask_going suit_yes suit_no suit_noted "
    "call_day call_part call_time call_night call_morning call_afternoon call_evening "
    "call_back call_none call_sometime "
    "on_bill_no on_bill_yes in_nl in_be too_long list_done "
    "told card_always card_done card_done_words card_none "
    "page_read_on page_human page_back pick_done pick_none pick_full "
    "input_skip input_which input_taken input_lost input_told "
    "input_text input_contact input_number input_date input_time input_phone input_place "
    "input_outside input_from input_until "
    "referral_intro referral_words referral_ask referral_write referral_too_long referral_agreed referral_refused "
    "referral_stands referral_over joining_intro joining_reads joining_card joining_ask joining_agreed joining_refused "
    "guest_came guest_can_go guest_says guest_left"
)
WORDING = "schema: 1\ntexts:\n" + "".join(
    f'  {key}: {{nl: "<{key}>", en: "<{key} en>", fr: "<{key} fr>"}}\n' for key in _KEYS.split()
)
WORDING += """\
  referral_yes: {nl: "Ja, zo is het goed", en: "Yes, good so", fr: "Oui, c'est bien"}
  referral_change: {nl: "Andere woorden", en: "Other words", fr: "D'autres mots"}
  referral_no: {nl: "Nee, niet doorgeven", en: "No, do not pass on", fr: "Non, ne rien donner"}
  referral_keep: {nl: "Laat de woorden zo", en: "Leave the words so", fr: "Garder ces mots"}
  joining_yes: {nl: "Ja, dat is goed", en: "Yes, all right", fr: "Oui, d'accord"}
  joining_no: {nl: "Nee, liever niet", en: "No, rather not", fr: "Non, plutôt pas"}
  referral_undo: {nl: "Toch niet", en: "Not after all", fr: "Finalement non"}
"""
WORDING += '  skip_words: {nl: "sla over, liever niet", en: skip, fr: passer}\n'

SOURCES: Mapping[str, str] = {
    "flows.yaml": FLOWS,
    "crisis.yaml": CRISIS,
    "helplines.yaml": HELPLINES,
    "wording.yaml": WORDING,
}

_COMPILED: list[Bundle] = []


def small_bundle() -> Bundle:
    """Compile the small conversation once."""
    if not _COMPILED:
        _COMPILED.append(compile_bundle(SOURCES))
    return _COMPILED[0]


def changed_bundle(*changes: tuple[str, str]) -> Bundle:
    """Compile it with pieces of flows.yaml replaced."""
    text = FLOWS
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    return compile_bundle({**SOURCES, "flows.yaml": text})


class Person:
    """A help-seeker; what the last event did is in `effects`."""

    def __init__(self, bundle: Bundle | None = None, *, hint: str = "nl-NL") -> None:
        self.bundle = bundle or small_bundle()
        self.now = A_MONDAY_AFTERNOON
        self.hint = hint
        self.sender = Sender("telegram", "1")
        self.effects: tuple[Effect | CheckPassed, ...] = ()
        self.conversation = Conversation(
            ConversationId(b"p" * 16), self.sender, "nl", self.bundle.hash, A_MONDAY_AFTERNOON.date()
        )

    @property
    def node(self) -> str:
        """Where the conversation stands."""
        return self.conversation.node

    @property
    def bubbles(self) -> list[Bubble]:
        """What was said last."""
        return [effect.bubble for effect in self.effects if isinstance(effect, Send)]

    @property
    def told(self) -> list[str]:
        """The texts of what was said last."""
        return [bubble.text for bubble in self.bubbles]

    def minutes_pass(self, minutes: float) -> None:
        """Time goes by."""
        self.now += timedelta(minutes=minutes)

    def says(self, *texts: str) -> "Person":
        """Type one text after the other."""
        for text in texts:
            self._hear(InboundKind.TEXT, text=text)
        return self

    def edits(self, text: str) -> None:
        """Change an earlier message."""
        self._hear(InboundKind.EDIT, text=text)

    def starts(self) -> "Person":
        """Open the chat."""
        self._hear(InboundKind.START)
        return self

    def sends_a_photo(self) -> None:
        """Send something that is not text."""
        self._hear(InboundKind.UNSUPPORTED)

    def shares(self, number: str, *, is_own: bool = True) -> "Person":
        """Share a contact out of their telephone."""
        self._hear(InboundKind.UNSUPPORTED, contact=SharedContact(number, is_own))
        return self

    def leaves(self) -> None:
        """Block the account."""
        self._hear(InboundKind.LEFT)

    def taps(self, option: str, bubble: Bubble | None = None) -> "Person":
        """Tap an option of the last bubble, or of an older one."""
        chosen = bubble or self.bubbles[-1]
        self._hear(InboundKind.CHOICE, choice=Choice(chosen.prompt, option))
        return self

    def desk(self, *kinds: DeskEventKind) -> "Person":
        """The desk says something; a queued case is open from then on, as the use case sees to."""
        for kind in kinds:
            if kind in {DeskEventKind.QUEUED, DeskEventKind.CLAIMED}:
                self.conversation = replace(self.conversation, case_id=A_CASE)
            self._take(DeskEvent(kind))
        return self

    def asked_about(self, ticks: Ticks) -> "Person":
        """A colleague is ready, who would read this."""
        self._take(DeskEvent(DeskEventKind.COLLEAGUE_READY, ticks))
        return self

    def hears_that_it_passed(self, ticks: Ticks) -> None:
        """A colleague has the talk, and reads this."""
        self._take(DeskEvent(DeskEventKind.PASSED, ticks))

    def nobody_answers(self, minutes: float) -> "Person":
        """Time goes by, and the clock says so."""
        self.minutes_pass(minutes)
        self._take(TimerDue())
        return self

    def comes_back(self) -> None:
        """Say a return phrase that leads to this conversation."""
        self._take(CameBack())

    def waits(self, *, minutes: int = 15) -> "Person":
        """Ask for a human and get into the queue."""
        self.starts().says("mens", "1" if minutes else "2")
        return self.desk(DeskEventKind.QUEUED)

    def talks(self) -> "Person":
        """Ask for a human and get one."""
        return self.waits().desk(DeskEventKind.CLAIMED)

    def is_wiped(self) -> bool:
        """Tell whether everything is to be forgotten."""
        return any(isinstance(effect, Wipe) for effect in self.effects) and self.conversation.phase is Phase.WIPED

    def _hear(
        self,
        kind: InboundKind,
        *,
        text: str = "",
        choice: Choice | None = None,
        contact: SharedContact | None = None,
    ) -> None:
        self._take(Inbound(self.sender, "event", kind, text, choice, language_hint=self.hint, contact=contact))

    def _take(self, event: Inbound | DeskEvent | TimerDue | CameBack) -> None:
        after = step(self.bundle, self.conversation, event, self.now)
        self.conversation, self.effects = after.conversation, after.effects
