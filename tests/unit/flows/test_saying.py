"""What is said fits who is spoken to: lines by answers, help lines by need, wording by channel, options of use."""

from dataclasses import replace

from bot.flows.bundle import Bundle, compile_bundle
from bot.model import Sender
from tests.unit.flows.small import FLOWS, HELPLINES, SOURCES, Person

DAY = "say: {nl: Dag, en: Hello, fr: Salut}"
TIPS = """\
        list:
          - {when: 'land == "be"', text: {nl: "Eerste", en: "First", fr: "Premier"}}
          - {when: 'answered(land)', text: {nl: "Tweede", en: "Second", fr: "Deuxième"}}
          - {text: {nl: "Altijd", en: "Always", fr: "Toujours"}}
"""
LINES = "        lines: [nood, luister, oud]\n"
READ = '{id: lezen, label: {nl: "Iets lezen"'


def bundle_with(*changes: tuple[str, str], helplines: str = HELPLINES) -> Bundle:
    """Compile the small conversation with pieces of the flows replaced."""
    text = FLOWS
    for old, new in changes:
        assert text.count(old) == 1
        text = text.replace(old, new)
    return compile_bundle({**SOURCES, "flows.yaml": text, "helplines.yaml": helplines})


def tagged(**tags: str) -> str:
    """Return the help lines with a need that some of them help with, and more keys by line."""
    text = HELPLINES.replace("lines:\n", "needs: [geld]\nlines:\n")
    for line, more in tags.items():
        text = text.replace(f"  {line}:\n", f"  {line}:\n    needs: [geld]\n{more}")
    return text


def told_about_money(helplines: str, *, most: int = 4, land: str = "elders") -> list[str]:
    """Return the help lines that somebody reads who needs money."""
    bundle = bundle_with((LINES, f"        lines: {{need: geld, most: {most}}}\n"), helplines=helplines)
    person = Person(bundle).starts().says("ja", "de nummers", land)
    return [line.partition(" ·")[0] for line in person.told[0].splitlines()[1:]]


def on(channel: str, bundle: Bundle) -> Person:
    """Return a person on a channel."""
    person = Person(bundle)
    person.sender = Sender(channel, "1")
    person.conversation = replace(person.conversation, sender=person.sender)
    return person


def test_lines_under_a_text_are_those_that_fit_the_answers() -> None:
    """In one bubble, in the order of the file; what nobody answered does not hold."""
    bundle = bundle_with((LINES, TIPS))

    assert Person(bundle).starts().says("ja", "de nummers", "belgië").told[0].splitlines() == [
        "Bel gerust:", "• Eerste", "• Tweede", "• Altijd",
    ]  # fmt: skip
    assert Person(bundle).starts().says("ja", "de nummers", "nederland").told[0].splitlines()[1:] == [
        "• Tweede", "• Altijd",
    ]  # fmt: skip


def test_no_more_lines_are_shown_than_an_editor_wants() -> None:
    """The first ones that hold."""
    bundle = bundle_with((LINES, TIPS + "        most: 2\n"))

    told = Person(bundle).starts().says("ja", "de nummers", "belgië").told[0].splitlines()

    assert told[1:] == ["• Eerste", "• Tweede"]


def test_help_lines_for_a_need_begin_with_those_that_do_not_show_on_a_bill() -> None:
    """112 first of all; a line past its day is replaced by what stands in for it."""
    assert told_about_money(tagged(luister="", oud="", nood="")) == ["112", "nieuw.be", "088 0767 000"]


def test_help_lines_for_a_need_are_those_of_the_country() -> None:
    """Nobody reads numbers that can't be called from where they are."""
    assert told_about_money(tagged(luister="", oud=""), land="nederland") == ["088 0767 000"]
    assert told_about_money(tagged(luister="", oud=""), land="belgië") == ["nieuw.be"]


def test_no_more_help_lines_are_shown_than_an_editor_wants() -> None:
    """The safest ones stay."""
    assert told_about_money(tagged(luister="", oud="", nood=""), most=2) == ["112", "nieuw.be"]


def test_who_asks_for_numbers_never_gets_none() -> None:
    """Where no line for the need is left, the emergency number is shown."""
    assert told_about_money(tagged(luister=""), land="belgië") == ["112"]


def test_a_help_line_for_one_role_is_for_nobody_else() -> None:
    """A line for children is not shown to somebody whose role nobody knows."""
    roles = ("  naam: {type: text", "  rol: {type: choice, values: [jong, weg]}\n  naam: {type: text")
    start = (
        "        say: {nl: Dag",
        "        set: {rol: jong}\n        next: dag_zeggen\n      dag_zeggen:\n        say: {nl: Dag",
    )
    need = (LINES, "        lines: {need: geld}\n")
    helplines = tagged(luister="    roles: [jong]\n", oud="")

    young = Person(bundle_with(roles, start, need, helplines=helplines)).starts().says("ja", "de nummers", "elders")
    unknown = Person(bundle_with(roles, need, helplines=helplines)).starts().says("ja", "de nummers", "elders")

    assert "088 0767 000" in young.told[0]
    assert "088 0767 000" not in unknown.told[0]


def test_a_channel_may_have_its_own_wording() -> None:
    """Of what is said and of what is asked, with the reason as everywhere."""
    bundle = bundle_with(
        (DAY, f"{DAY}\n        channels: {{signal: {{say: {{nl: Dag Signal, en: a, fr: b}}}}}}"),
        ('why: {nl: "Om te', 'channels: {signal: {ask: {nl: "Typ je?", en: a, fr: b}}}\n        why: {nl: "Om te'),
    )

    assert on("signal", bundle).starts().told == ["Dag Signal", "Typ je?\nOm te weten."]
    assert on("telegram", bundle).starts().told == ["Dag", "Kun je typen?\nOm te weten."]


def test_an_option_that_makes_no_sense_is_not_offered() -> None:
    """And the numbers are those of the options that are shown."""
    bundle = bundle_with((READ, READ.replace("{id", "{when: 'channel != \"signal\"', id")))
    person = on("signal", bundle).starts().says("ja")

    assert [option.id for option in person.bubbles[-1].options][:2] == ["land", "naam"]
    assert person.says("1").node == "start.land"


def test_what_was_shown_can_be_answered_also_when_it_would_be_hidden_by_now() -> None:
    """A new bundle hides the option; the person still sees it."""
    person = Person().starts().says("ja")
    person.bundle = bundle_with((READ, READ.replace("{id", "{when: 'land == \"be\"', id")))

    assert person.says("1").node == "lezen.eerst"


def test_a_hidden_option_can_not_be_typed() -> None:
    """Its label means nothing then."""
    bundle = bundle_with((READ, READ.replace("{id", "{when: 'language == \"fr\"', id")))

    assert Person(bundle).starts().says("ja", "iets lezen").node == "start.menu"
    assert Person(bundle, hint="fr").starts().says("oui", "lire").node == "lezen.eerst"
