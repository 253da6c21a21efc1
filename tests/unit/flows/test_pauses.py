"""A pause: quiet for a while, or until the person writes; what they write then is heard."""

import pytest

from bot.flows.bundle import Bundle, compile_bundle
from bot.flows.format.findings import FaultyContent
from bot.model import DeskEventKind, Phase, Purpose, Send
from tests.unit.flows.small import SOURCES, Person, changed_bundle
from tests.unit.flows.test_picking import PICKING

_LINES = 'say: {nl: "Bel gerust:", en: "Feel free to call:", fr: "Appelez :"}\n        lines: [nood, luister, oud]\n'
_PAUSE = "        pause: 30s\n        next: hoe\n"
_THEN = f"""\
      even:
{_PAUSE}      hoe:
        say: {{nl: "Lukt het?", en: "OK?", fr: "Ça va ?"}}
"""
_SECOND = "      meer: {pause: 240s, next: hoe}\n"
_LAND = "value: anders, next: lijnen}\n        otherwise: {tries: 2, then: lijnen}\n"


def quiet(*changes: tuple[str, str], then: str = "menu") -> Bundle:
    """Return a bundle that is quiet for half a minute after it showed numbers, says one thing and goes on."""
    return changed_bundle(
        (f"{_LINES}        next: menu\n", f"{_LINES}        next: even\n{_THEN}        next: {then}\n"), *changes
    )


BUNDLE = quiet()


def in_a_pause(bundle: Bundle = BUNDLE) -> Person:
    """Return a person who was just shown numbers."""
    return Person(bundle).starts().says("ja", "de nummers", "nederland")


def test_it_is_quiet_and_then_goes_on_once() -> None:
    """What comes then comes as a notice, which leaves inside the reply window only."""
    mia = in_a_pause()
    first, asked = mia.told, mia.conversation.prompt

    mia.nobody_answers(0.4)
    early = mia.effects
    mia.nobody_answers(0.1)
    then, purposes = mia.told, {one.purpose for one in mia.effects if isinstance(one, Send)}
    mia.nobody_answers(1)

    assert first[0].startswith("Bel gerust")
    assert len(first) == 1
    assert asked is None
    assert early == ()
    assert then == ["Lukt het?", "Wat nu?"]
    assert purposes == {Purpose.NOTICE}
    assert mia.effects == ()


@pytest.mark.parametrize(
    ("text", "told", "node"),
    [
        ("een naam", ["Lukt het?", "Hoe heet je?\nDat mag je kiezen."], "start.naam"),
        ("goh", ["Lukt het?", "Wat nu?"], "start.menu"),
        ("3", ["Lukt het?", "Wat nu?"], "start.menu"),
        ("optie 3", ["Lukt het?", "Wat nu?"], "start.menu"),
        ("3 graag", ["Lukt het?", "Wat nu?"], "start.menu"),
        ("mens", ["Te zien: land, rust, <card_always>. Goed?"], "mens.start"),
    ],
)
def test_what_is_written_in_it_ends_it_and_is_heard(text: str, told: list[str], node: str) -> None:
    """As the answer to what comes next, in words; a number means a list, and they have seen none."""
    mia = in_a_pause().says(text)

    assert mia.told == told
    assert mia.node == node
    assert mia.conversation.goes_on_at is None
    assert mia.conversation.tries == 0


def test_words_in_it_are_what_the_next_node_asks_for() -> None:
    """Nobody has to write twice what was hard to write once; the question is not asked any more."""
    mia = in_a_pause(quiet(then="naam")).says("Noor")

    assert mia.told == ["Lukt het?", "Wat nu?"]
    assert mia.conversation.vars["naam"] == "Noor"


def test_numbers_in_it_choose_nothing_from_a_list_that_comes_next() -> None:
    """Neither where several may be chosen; the words of two options do."""
    pause = "      even: {pause: 30s, next: nodig}\n"
    flows = PICKING.replace(f"{_LINES}        next: menu\n", f"{_LINES}        next: even\n{pause}")
    bundle = compile_bundle({**SOURCES, "flows.yaml": flows})

    mia, noor = in_a_pause(bundle).says("1 en 2"), in_a_pause(bundle).says("een huis, een dokter")

    assert mia.told == ["Wat heb je nodig?"]
    assert "nodig" not in mia.conversation.vars
    assert noor.conversation.vars["nodig"] == "huis,dokter"


def test_a_crisis_in_it_comes_first_and_what_was_to_come_comes_after() -> None:
    """Nothing is lost."""
    mia = in_a_pause().says("ik wil dood")
    crisis = list(mia.told)
    mia.says("nee")

    assert "112" in crisis[0]
    assert mia.told == ["Lukt het?", "Wat nu?"]


def test_a_photo_and_an_old_button_end_it_too() -> None:
    """Each is a sign of life."""
    mia = in_a_pause()
    mia.sends_a_photo()
    photo = mia.told
    noor = Person(BUNDLE).starts().says("ja", "de nummers")
    old = noor.bubbles[-1]
    noor.says("nederland").taps("be", old)

    assert photo == ["<unsupported>", "Lukt het?", "Wat nu?"]
    assert noor.told == ["<stale>", "Lukt het?", "Wat nu?"]


def test_whoever_just_wrote_is_answered_before_it_is_quiet() -> None:
    """A pause with nothing before it is left out."""
    bundle = changed_bundle(
        ("value: true, next: menu}", "value: true, next: even}"),
        ("      land:\n        ask:", "      even: {pause: 30s, next: menu}\n      land:\n        ask:"),
    )

    mia = Person(bundle).starts().says("ja")

    assert mia.told == ["Wat nu?"]
    assert mia.conversation.goes_on_at is None


def test_in_another_bundle_that_has_no_pause_it_goes_on_where_that_recovers() -> None:
    """Whoever waits for the rest is not left waiting."""
    mia = in_a_pause()
    mia.bundle = changed_bundle()

    mia.nobody_answers(0.5)

    assert mia.told == ["Wat nu?"]
    assert mia.conversation.goes_on_at is None


def test_in_a_wipe_and_in_a_talk_no_pause_is_left() -> None:
    """The clock says nothing to who is gone, or to who talks to a human."""
    mia, noor = in_a_pause().says("stop"), in_a_pause().says("mens", "1")
    noor.desk(DeskEventKind.QUEUED, DeskEventKind.CLAIMED)

    assert mia.conversation.goes_on_at is None
    assert noor.conversation.phase is Phase.TALKING
    assert noor.conversation.goes_on_at is None


@pytest.mark.parametrize(
    ("pause", "code", "words"),
    [
        (_PAUSE.replace("30s", "een tel"), "E801", '"een tel" is no length of time'),
        (_PAUSE.replace("30s", "10m"), "E801", "it must be shorter than 10m"),
        (_PAUSE.replace("30s", "6m").replace("hoe", "meer") + _SECOND, "E801", "before it this is 10m"),
        (_PAUSE.replace("hoe", "even"), "E208", "start.even"),
        (_PAUSE.replace("        next: hoe\n", ""), "E205", "even"),
        (_PAUSE.replace("hoe", "heo"), "E203", 'did you mean "hoe"'),
    ],
)
def test_a_pause_that_would_break_the_window_or_leads_nowhere_is_a_fault(pause: str, code: str, words: str) -> None:
    """It is told where it stands, with what is right."""
    begun = f"{_LINES}        next: even\n{_THEN.replace(_PAUSE, pause)}        next: menu\n"

    with pytest.raises(FaultyContent) as fault:
        changed_bundle((f"{_LINES}        next: menu\n", begun))

    assert any(one.code == code and words in str(one) for one in fault.value.findings), str(fault.value)


def test_a_pause_behind_a_timeout_is_counted_with_it() -> None:
    """Nine minutes for an answer and one of quiet are ten: nobody would hear the rest."""
    with pytest.raises(FaultyContent, match="E801 pause: with what is waited before it this is 10m"):
        quiet((_LAND, f"{_LAND}        timeout: {{after: 570s, next: lijnen}}\n"))
