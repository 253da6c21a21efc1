"""What the bot says besides its flows, ready to be shown: wording, and help lines that know their last day.

It knows no file and no clock: the day comes in as an argument.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.model import Language, Outcome

REQUIRED_WORDING = (
    "not_understood",
    "told",
    "lost",
    "numbered_hint",
    "unsupported",
    "stale",
    "not_first",
    "too_many",
    "gap",
    "edited",
    "card_always",
    "card_done",
    "card_done_words",
    "card_none",
    "claimed",
    "as_asked",
    "not_as_asked",
    "returned",
    "talk_closed",
    "still_waiting",
    "still_waiting_choose",
    "came_back",
    "phrase_later",
    "phrase_unsure",
    "wiped",
    "wiped_not_all",
    "left_standing",
    "meant_wipe",
    "meant_leave",
    "meant_yes_wipe",
    "meant_yes_leave",
    "meant_no",
    "meant_in_a_talk",
    "pass_ask",
    "pass_yes",
    "pass_reads",
    "pass_reads_none",
    "pass_note",
    "hop_how",
    "hop_words",
    "hop_note",
    "pass_no",
    "pass_stays",
    "pass_failed",
    "pass_stale",
    *("passed", "passed_on"),
    *("another_words", "another_ask", "another_yes", "another_said", "another_no", "another_goes", "another_stays"),
    "read_on_ask",
    "read_on_yes",
    "read_on_no",
    "suit_ask_still",
    "suit_ask_now",
    "suit_ask_going",
    *("suit_yes", "suit_no", "suit_noted"),
    *("call_day", "call_part", "call_time", "call_back", "call_none", "call_sometime"),
    *("call_night", "call_morning", "call_afternoon", "call_evening"),
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
    "own_word_taken",
    "own_word_number",
    "own_word_common",
    "left_queue",
    "failure",
    "on_bill_no",
    "on_bill_yes",
    "in_nl",
    "in_be",
    "too_long",
    "list_done",
    "page_read_on",
    "page_human",
    "page_back",
    "pick_done",
    "pick_none",
    "pick_full",
    "skip_words",
    "input_skip",
    *("input_which", "input_taken", "input_lost", "input_told", "input_contact"),
    "input_text",
    "input_number",
    "input_date",
    "input_time",
    "input_phone",
    "input_place",
    "input_outside",
    "input_from",
    "input_until",
)
"""What the bot needs words for; wording.yaml may hold more."""


ON_BILL = ("no", "unknown", "yes")
"""Whether a call shows on a bill, the safest first."""


@dataclass(frozen=True, slots=True)
class HelpLine:
    """A help line.

    Attributes:
        shown: The line as it is read, by language, without a full stop that it does not need.
        shown_abroad: The same with its country, for whoever may be in another one; empty for a line of both.
        name: Who answers, by language.
        reached: The number or the page, and the hours, by language: for a counsellor who calls.
        partner: What it counts as if a counsellor hands somebody over to it; None: it is no partner.
        countries: Where it can be called from, as values of the variable `land`.
        valid_until: The last day on which it is shown.
        fallback: The line that takes its place after that day; empty for none.
        always: Shown after that day too.
        verified: Two people made sure of it.
        needs: What it helps with.
        roles: Only for these answers to `rol`; empty for everybody.
        on_bill: Whether the call shows on a bill, one of `ON_BILL`.
        languages: In which somebody answers.
    """

    shown: Mapping[Language, str]
    countries: frozenset[str]
    valid_until: date
    fallback: str = ""
    always: bool = False
    verified: bool = True
    needs: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    on_bill: str = "unknown"
    languages: frozenset[Language] = frozenset()
    shown_abroad: Mapping[Language, str] = field(default_factory=dict)
    name: Mapping[Language, str] = field(default_factory=dict)
    reached: Mapping[Language, str] = field(default_factory=dict)
    partner: Outcome | None = None

    def read_in(self, language: Language, country: object) -> str:
        """Return the line as somebody reads it; a number that may not be theirs says whose it is."""
        return (self.shown if country in COUNTRIES else self.shown_abroad or self.shown)[language]

    def is_for(self, role: object) -> bool:
        """Tell whether it helps somebody in this role."""
        return not self.roles or role in self.roles

    def is_shown(self, country: object, today: date) -> bool:
        """Tell whether it helps somebody in this country today; an unknown country is any country."""
        return self.is_valid(today) and (country not in COUNTRIES or country in self.countries)

    def is_valid(self, today: date) -> bool:
        """Tell whether it was checked recently enough to be shown."""
        return self.always or today <= self.valid_until


@dataclass(frozen=True, slots=True)
class CannedText:
    """Words that a counsellor can take over.

    Attributes:
        title: What it is for, by the language of the counsellor.
        text: The words, by the language of the help-seeker.
        lines: The help lines below it.
    """

    title: Mapping[Language, str]
    text: Mapping[Language, str]
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GuideStep:
    """One step of a guide: what is done, how, and the help lines below it."""

    id: str
    title: Mapping[Language, str]
    text: Mapping[Language, str]
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guide:
    """Steps that a counsellor follows.

    Attributes:
        title: What they are called, by the language of the counsellor.
        about: What they are for, and what they are not.
        countries: Where they hold, as values of the variable `land`.
        source: Where they were read.
        valid_until: After this day somebody has to look at them again; they are shown still, and say so.
        verified: Two people made sure of them.
    """

    title: Mapping[Language, str]
    about: Mapping[Language, str]
    countries: tuple[str, ...]
    steps: tuple[GuideStep, ...]
    source: str
    last_checked: date
    valid_until: date
    verified: bool = False


COUNTRIES = frozenset({"nl", "be"})
"""Values of `land` that choose lines. Any other person gets the lines of both, each with its country."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The wording, the help lines and the words for counsellors of one bundle."""

    wording: Mapping[str, Mapping[Language, str]]
    lines: Mapping[str, HelpLine]
    default_language: Language
    canned: Mapping[str, CannedText] = field(default_factory=dict)
    guides: Mapping[str, Guide] = field(default_factory=dict)

    def say(self, key: str, language: Language) -> str:
        """Return a text of wording.yaml; in the default language when it has none in this one.

        Raises:
            KeyError: no such text. The required ones are there in every bundle that compiled.
        """
        texts = self.wording[key]
        return texts.get(language) or texts[self.default_language]

    def good_lines(self, ids: Sequence[str], *, country: object, today: date) -> list[HelpLine]:
        """Return help lines, each once, those past their day replaced by what stands in for them.

        Args:
            ids: In the order to show.
            country: The person's answer to `land`; anything but "nl" and "be" shows the lines of both.
            today: The day that decides which lines are still good.
        """
        return list(self._good_lines(ids, country=country, today=today))

    def canned_words(self, text_id: str, language: Language, *, country: object, today: date) -> str:
        """Return the words for counsellors in a help-seeker's language, with the help lines that are still good."""
        canned = self.canned[text_id]
        lines = self.good_lines(canned.lines, country=country, today=today)
        said = canned.text.get(language) or canned.text[self.default_language]
        return "\n".join((said, *(line.read_in(language, country) for line in lines)))

    def lines_for(self, need: str, *, language: Language, country: object, role: object, today: date) -> list[HelpLine]:
        """Return the help lines for a need: those that are always good, then those that do not show on a bill.

        Among the others of a kind those come first where somebody answers in this language.
        A line for certain roles is for nobody else. Where no line is left, those that are always good are returned:
        nobody who asks for numbers gets none.
        """
        fitting = [line_id for line_id, line in self.lines.items() if need in line.needs and line.is_for(role)]
        good = self.good_lines(fitting, country=country, today=today)
        good = good or [line for line in self.lines.values() if line.always and line.is_shown(country, today)]
        return sorted(
            good, key=lambda line: (not line.always, ON_BILL.index(line.on_bill), language not in line.languages)
        )

    def _good_lines(self, ids: Sequence[str], *, country: object, today: date) -> Iterator[HelpLine]:
        used: set[str] = set()
        for wanted in ids:
            line_id = wanted
            while line_id in self.lines and line_id not in used:
                used.add(line_id)
                line = self.lines[line_id]
                if line.is_shown(country, today):
                    yield line
                    break
                line_id = "" if line.is_valid(today) else line.fallback
